// Databases of our own on a server.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "plumb/core/db/session.h"
#include "plumb/core/db/url.h"

namespace plumb::bench {

/// They go away with the program.
class Databases {
 public:
  /// `drop`: what stands behind DROP DATABASE name.
  Databases(Url server, std::string drop);
  ~Databases();
  Databases(const Databases&) = delete;
  Databases& operator=(const Databases&) = delete;

  /// Makes it, empty, in place of one of that name; returns its address.
  Url fresh(const std::string& what);

 private:
  void drop(const std::string& name);

  Url server_;
  std::string drop_;
  std::unique_ptr<Session> session_;
  std::vector<std::string> made_;
};

}  // namespace plumb::bench
