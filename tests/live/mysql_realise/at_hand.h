// A PostgreSQL schema on a real server of the MySQL family, as plumb makes it there.
#pragma once

#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include <fmt/format.h>

#include <memory>
#include <string>

#include "plumb/core/base/error.h"
#include "plumb/core/plan/diff.h"
#include "plumb/dialects/mysql/live.h"
#include "plumb/tools/libplumb/plumb.h"

namespace plumb::test {

inline Settings written_in(const std::string& dialect) {
  Settings s;
  s.dialect = dialect;
  return s;
}

/// One database, and how it is seen.
struct AtHand {
  std::unique_ptr<MysqlDatabase> database;
  std::unique_ptr<Session> session;
  Target target;

  explicit AtHand(const std::string& server) : database(MysqlDatabase::on(server)) {
    if (!database) return;
    session = database->connect();
    target = mysql::live().identify(*session);
  }

  /// What a comparison with the source would change; empty where they are one.
  std::string differences(const Source& to, const std::string& dialect = "postgres") const {
    const Comparison c = compare(Source::session(*session), to, written_in(dialect));
    std::string out = c.ok() ? "" : c.diagnostics.render();
    for (const Change& change : c.plan.changes) {
      out += fmt::format("{} {}\n", name_of(change.action), change.id.display());
      for (const std::string& line : describe(change)) out += "  " + line + "\n";
    }
    for (const std::string& what : c.uncompared) out += "not compared: " + what + "\n";
    return out;
  }

  /// What of it is not as it was: "left-out: …", "differs: …", a line each.
  std::string losses(const Source& of) const {
    std::string out;
    const Comparison found = compare(Source::session(*session), of, written_in("postgres"));
    for (const Diagnostic& d : found.diagnostics.all())
      if (d.rule == "left-out" || d.rule == "differs") out += d.message + "\n";
    return out;
  }

  /// What the server says to a statement: "" where it takes it.
  std::string run(std::string_view statement) const {
    try {
      session->execute(statement);
      return {};
    } catch (const Error& e) {
      return e.text();
    }
  }
  /// Rows as text: a|b;c|d
  std::string ask(std::string_view query) const {
    std::string out;
    for (const Row& row : session->query(query).rows) {
      if (!out.empty()) out += ';';
      for (std::size_t i = 0; i < row.size(); ++i) out += (i ? "|" : "") + row[i].value_or("NULL");
    }
    return out;
  }
};

}  // namespace plumb::test

#endif
