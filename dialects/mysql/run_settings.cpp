// The settings that statements run under, and who answers.
#include <fmt/format.h>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/run.h"
#include "plumb/dialects/mysql/syntax.h"

namespace plumb::mysql {
namespace {

/// What is set, in seconds. MariaDB ends every statement after max_statement_time, also an ALTER of an hour.
std::vector<std::pair<std::string, std::string>> settings_of(const Server& server, const RunOptions& options) {
  std::chrono::milliseconds lock_timeout = options.lock_timeout;
  // What waits for a lock is tried again, what takes too long is not: so the wait has to end first.
  if (is_timed(server, options)) lock_timeout = std::min(lock_timeout, options.statement_timeout * 3 / 4);
  const std::string seconds = std::to_string(std::max<long long>((lock_timeout.count() + 999) / 1000, 1));
  std::vector<std::pair<std::string, std::string>> out;
  if (server.flavour != "tidb") out.emplace_back("lock_wait_timeout", seconds);
  out.emplace_back("innodb_lock_wait_timeout", seconds);
  if (server.flavour == "mariadb") out.emplace_back("max_statement_time", "0");
  return out;
}

std::string set_all(const std::vector<std::pair<std::string, std::string>>& list) {
  std::string out;
  for (const auto& [name, value] : list)
    out += fmt::format("{} SESSION {} = {}", out.empty() ? "SET" : ",", name, value);
  return out;
}

}  // namespace

Server server_of(Session& session) {
  const Rows answer =
      session.query("SELECT VERSION(), CONNECTION_ID(), CONCAT(@@hostname, ':', @@port, ':', @@datadir)");
  const Row& row = answer.rows.front();
  const std::string version = lower(row[0].value_or(""));
  Server out;
  out.flavour = version.find("tidb") != std::string::npos      ? "tidb"
                : version.find("mariadb") != std::string::npos ? "mariadb"
                                                               : "mysql";
  out.connection = row[1].value_or("0");
  // TiDB's named locks are those of the cluster, whichever of its servers was asked.
  out.lock_space = out.flavour == "tidb" ? "tidb" : row[2].value_or("");
  out.syntax = &syntax(out.flavour);
  return out;
}

bool is_timed(const Server& server, const RunOptions& options) {
  return server.flavour == "mariadb" && options.statement_timeout.count() > 0;
}

BorrowedSettings::BorrowedSettings(Session& session, const Server& server, const RunOptions& options)
    : session_(session) {
  auto list = settings_of(server, options);
  std::string read;
  for (const auto& [name, value] : list) read += fmt::format("{} @@SESSION.{}", read.empty() ? "SELECT" : ",", name);
  const Rows were = session.query(read);
  session.execute(set_all(list));
  for (std::size_t i = 0; i < list.size(); ++i) list[i].second = were.rows.front()[i].value_or("DEFAULT");
  back_ = set_all(list);
}

void BorrowedSettings::restore() {
  if (back_.empty()) return;
  session_.execute(std::exchange(back_, {}));
}

BorrowedSettings::~BorrowedSettings() {
  try {
    restore();
  } catch (const std::exception&) {
    // The connection is gone, and its settings with it.
  }
}

}  // namespace plumb::mysql
