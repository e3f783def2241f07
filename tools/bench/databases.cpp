#include "plumb/tools/bench/databases.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "plumb/core/base/error.h"
#include "plumb/tools/libplumb/registry.h"

namespace plumb::bench {

Databases::Databases(Url server, std::string drop)
    : server_(std::move(server)), drop_(std::move(drop)), session_(open_session(server_, {.write = true})) {}

Databases::~Databases() {
  try {
    for (const std::string& name : made_) drop(name);
  } catch (const Error&) {
    // The server is gone; the error on its way says so.
  }
}

Url Databases::fresh(const std::string& what) {
  const std::string name = fmt::format("plumb_bench_{}_{}", ::getpid(), what);
  if (std::find(made_.begin(), made_.end(), name) == made_.end()) made_.push_back(name);
  drop(name);
  session_->execute("CREATE DATABASE " + name);
  Url out = server_;
  out.database = name;
  return out;
}

void Databases::drop(const std::string& name) {
  session_->execute(fmt::format("DROP DATABASE IF EXISTS {}{}", name, drop_));
}

}  // namespace plumb::bench
