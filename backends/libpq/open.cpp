// From an address to an open connection.
#include "plumb/backends/libpq/open.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "plumb/backends/libpq/connect_error.h"
#include "plumb/backends/libpq/wire.h"
#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"

namespace plumb::libpq {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

using Words = std::vector<std::pair<std::string, std::string>>;

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using ConnectOptions = std::unique_ptr<PQconninfoOption, FreeOptions>;

/// The library's own names, without those that it keeps to itself.
std::vector<std::string> known_options() {
  std::vector<std::string> out;
  const ConnectOptions known(PQconndefaults());
  for (const PQconninfoOption* o = known.get(); o != nullptr && o->keyword != nullptr; ++o)
    out.emplace_back(o->keyword);
  return out;
}

/// Of pools and prepared statements in other programs, which share the address with us: of no effect here.
constexpr std::array<std::string_view, 6> foreign_options{"pgbouncer",
                                                          "connection_limit",
                                                          "pool_timeout",
                                                          "statement_cache_size",
                                                          "single_use_connections",
                                                          "max_idle_connection_lifetime"};

/// True where `key` is for libpq.
bool check_option(const std::string& key, const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), key) != known.end()) return true;
  if (std::find(foreign_options.begin(), foreign_options.end(), key) != foreign_options.end()) return false;
  const std::string_view near = nearest(key, known);
  std::string advice = near.empty() ? "its parameters are those of libpq" : fmt::format("did you mean `{}`?", near);
  if (key == "schema" || key == "search_path") advice = "name the schemas in plumb.toml: schemas = [\"…\"]";
  if (key == "ssl" || key == "sslaccept") advice = "write sslmode=require, or sslmode=verify-full";
  throw Error(Code::Usage, fmt::format("the database address has an unknown parameter `{}`: {}", visible(key), advice));
}

Words words_of(const Url& url) {
  Words words;
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) words.emplace_back(key, value);
  };
  add("host", url.host);
  add("port", url.port ? std::to_string(*url.port) : std::string());
  add("user", url.user);
  add("password", url.password);
  add("dbname", url.database);
  const std::vector<std::string> known = known_options();
  for (const auto& [key, value] : url.options) {
    if (check_option(key, known)) words.emplace_back(key, value);
  }
  words.emplace_back("fallback_application_name", "plumb");
  words.emplace_back("client_encoding", "UTF8");
  return words;
}

/// The time that the address, PGCONNECT_TIMEOUT or a service file gives one attempt. The library leaves it to who
/// connects without blocking.
milliseconds limit_of(PGconn* connection, milliseconds otherwise) {
  const ConnectOptions used(PQconninfo(connection));
  for (const PQconninfoOption* o = used.get(); o != nullptr && o->keyword != nullptr; ++o) {
    if (std::string_view(o->keyword) != "connect_timeout" || o->val == nullptr) continue;
    const int seconds = std::atoi(o->val);
    // Two at least, as the library itself has it.
    if (seconds > 0) return std::min(otherwise, milliseconds(std::max(seconds, 2) * 1000));
  }
  return otherwise;
}

/// False where the time ran out.
bool finish(PGconn* connection, Clock::time_point deadline) {
  PostgresPollingStatusType next = PGRES_POLLING_WRITING;
  while (PQstatus(connection) != CONNECTION_BAD) {
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    const bool reads = next == PGRES_POLLING_READING;
    if (!wait_for(PQsocket(connection), reads, !reads, static_cast<int>(left.count()))) return false;
    next = PQconnectPoll(connection);
    if (next == PGRES_POLLING_OK || next == PGRES_POLLING_FAILED) return true;
  }
  return true;
}

Connection attempt(const Words& words, Clock::time_point deadline, bool& timed_out) {
  std::vector<const char*> keys, values;
  for (const auto& [key, value] : words) {
    keys.push_back(key.c_str());
    values.push_back(value.c_str());
  }
  keys.push_back(nullptr), values.push_back(nullptr);
  Connection connection(PQconnectStartParams(keys.data(), values.data(), 0));
  if (!connection) throw Error(Code::Connection, "out of memory");
  // With the server's codes, because its words may be in any language.
  PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
  // Notices are for who types at a terminal. On a borrowed connection they are its owner's: the library does not hand
  // out what would be needed to put his receiver back.
  PQsetNoticeProcessor(
      connection.get(), [](void*, const char*) {}, nullptr);
  const auto limit = limit_of(connection.get(), std::chrono::duration_cast<milliseconds>(deadline - Clock::now()));
  timed_out = PQstatus(connection.get()) != CONNECTION_BAD && !finish(connection.get(), Clock::now() + limit);
  PQsetErrorVerbosity(connection.get(), PQERRORS_DEFAULT);
  return connection;
}

}  // namespace

std::string place_of(const PGconn& connection) {
  const auto text = [](const char* t) { return std::string(t == nullptr ? "" : t); };
  const std::string host = text(PQhost(&connection)), port = text(PQport(&connection)),
                    database = text(PQdb(&connection));
  const bool in_brackets = host.find(':') != std::string::npos && !host.starts_with('/');
  return fmt::format("{}{}{}:{}/{}", in_brackets ? "[" : "", host, in_brackets ? "]" : "", port, database);
}

Pooling pooling_of(std::string_view host) {
  const std::string name = lower(host);
  if (std::string_view(name).substr(0, name.find('.')).ends_with("-pooler")) return Pooling::Yes;
  for (const std::string_view neon : {".neon.tech", ".neon.build"}) {
    if (name.ends_with(neon)) return Pooling::No;
  }
  return Pooling::AskServer;
}

Connection connect(const Url& url, const Options& options) {
  const Words words = words_of(url);
  const Clock::time_point start = Clock::now();
  const Clock::time_point deadline = start + std::max(options.connect_timeout, milliseconds(1));
  bool told = false;
  for (milliseconds pause(50);; pause = std::min(pause * 2, milliseconds(1000))) {
    bool timed_out = false;
    Connection connection = attempt(words, deadline, timed_out);
    if (!timed_out && PQstatus(connection.get()) == CONNECTION_OK) return connection;
    const auto waited = std::chrono::duration_cast<milliseconds>(Clock::now() - start);
    ConnectFailure failure = failure_of(*connection, timed_out, waited);
    if (!failure.may_pass || Clock::now() + pause >= deadline) throw std::move(failure.error);
    if (!told && options.waiting) options.waiting(failure.error.text());
    told = true;
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace plumb::libpq
