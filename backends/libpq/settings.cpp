// The settings that a session of our own runs with.
#include "plumb/backends/libpq/settings.h"

#include <fmt/format.h>

#include <string_view>

namespace plumb::libpq {

std::string Setting::local() const { return fmt::format("SET LOCAL {} = '{}'", name, value); }

std::vector<std::string> missing_settings(const PGconn& connection) {
  struct Wanted {
    const char *name, *value;
  };
  // A database in SQL_ASCII holds bytes of any encoding, and refuses to hand out those that are no UTF-8 to who asks
  // for it.
  const char* held = PQparameterStatus(&connection, "server_encoding");
  const bool bytes = held != nullptr && std::string_view(held) == "SQL_ASCII";
  const Wanted wanted[] = {
      {"client_encoding", bytes ? "SQL_ASCII" : "UTF8"}, {"standard_conforming_strings", "on"}, {"DateStyle", "ISO"}};
  std::vector<std::string> out;
  for (const Wanted& w : wanted) {
    const char* is = PQparameterStatus(&connection, w.name);
    // "ISO, MDY": the second word is how dates are read, which is not ours to choose.
    if (is == nullptr || !std::string_view(is).starts_with(w.value)) {
      out.push_back(fmt::format("SET {} = '{}'", w.name, w.value));
    }
  }
  return out;
}

std::vector<Setting> session_settings(const Options& options) {
  std::vector<Setting> out{{"extra_float_digits", "1"}, {"IntervalStyle", "postgres"}};
  if (options.lock_timeout.count() > 0)
    out.push_back({"lock_timeout", fmt::format("{}ms", options.lock_timeout.count())});
  if (options.read_only) out.push_back({"transaction_read_only", "on"});
  return out;
}

std::string settings_query(const std::vector<Setting>& settings, int process, Pooling pooling) {
  const std::string pooled = pooling == Pooling::Yes  ? "true"
                             : pooling == Pooling::No ? "false"
                                                      : fmt::format("pg_backend_pid() <> {}", process);
  std::string out = fmt::format("SELECT {}", pooled);
  for (const Setting& s : settings) {
    const std::string name = s.name == "transaction_read_only" ? "default_transaction_read_only" : s.name;
    out += fmt::format(", CASE WHEN NOT {} THEN pg_catalog.set_config('{}', '{}', false) END", pooled, name, s.value);
  }
  return out;
}

}  // namespace plumb::libpq
