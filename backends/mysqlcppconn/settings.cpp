// What a session asks its server first, and the settings that it runs with.
#include "plumb/backends/mysqlcppconn/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "plumb/core/base/text.h"

namespace plumb::mysqlcppconn {
namespace {

constexpr std::array<Server, 3> servers{{
    {"mysql", "KILL QUERY ", "max_execution_time", true},
    {"mariadb", "KILL QUERY ", "max_statement_time", true},
    // A plain KILL may meet another server of the cluster; transactions that only read are not offered.
    {"tidb", "KILL TIDB QUERY ", "max_execution_time", false},
}};

// What of a server's mode is kept: how strict it is with values. What changes how statements are read, or what SHOW
// CREATE answers, is not.
constexpr std::array<std::string_view, 10> kept_modes{
    "ONLY_FULL_GROUP_BY",    "STRICT_ALL_TABLES",          "NO_ZERO_IN_DATE",
    "NO_ZERO_DATE",          "ERROR_FOR_DIVISION_BY_ZERO", "ALLOW_INVALID_DATES",
    "NO_AUTO_VALUE_ON_ZERO", "NO_UNSIGNED_SUBTRACTION",    "TIME_TRUNCATE_FRACTIONAL",
    "NO_AUTO_CREATE_USER",  // says nothing about values, but MariaDB and TiDB have it unless someone takes it away
};

bool has_mode(std::string_view modes, std::string_view mode) {
  while (!modes.empty()) {
    const std::size_t end = std::min(modes.find(','), modes.size());
    if (modes.substr(0, end) == mode) return true;
    modes.remove_prefix(std::min(end + 1, modes.size()));
  }
  return false;
}

std::string pinned_mode(std::string_view server) {
  std::string out = "STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION";
  for (const std::string_view mode : kept_modes) {
    if (has_mode(server, mode)) out.append(",").append(mode);
  }
  return out;
}

}  // namespace

const Server& server_of(std::string_view version) {
  if (version.find("TiDB") != std::string_view::npos) return servers[2];
  return lower(version).find("mariadb") != std::string::npos ? servers[1] : servers[0];
}

Quoting quoting_of(std::string_view sql_mode) {
  return {.backslashes = !has_mode(sql_mode, "NO_BACKSLASH_ESCAPES"),
          .double_quotes = !has_mode(sql_mode, "ANSI_QUOTES")};
}

std::chrono::seconds whole_seconds(std::chrono::milliseconds time) {
  return std::chrono::ceil<std::chrono::seconds>(std::max(time, std::chrono::milliseconds(0)));
}

std::vector<std::string> session_settings(const Greeting& greeting, const Server& server, const Options& options) {
  // SET NAMES in words: the handshake gives the charset the collation that the library thinks it has, and not the
  // server's own.
  std::vector<std::string> out{"SET NAMES utf8mb4"};
  std::string set = fmt::format(
      "SET SESSION sql_mode = '{}', time_zone = '+00:00', autocommit = 1, sql_quote_show_create = 1, {} = 0",
      pinned_mode(greeting.mode), server.time_limit);
  if (const auto seconds = whole_seconds(options.lock_timeout).count(); seconds > 0) {
    set += fmt::format(", lock_wait_timeout = {0}, innodb_lock_wait_timeout = {0}", seconds);
  }
  out.push_back(std::move(set));
  if (options.read_only && server.read_only_transactions) out.emplace_back("SET SESSION TRANSACTION READ ONLY");
  return out;
}

}  // namespace plumb::mysqlcppconn
