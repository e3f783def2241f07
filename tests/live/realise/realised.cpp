#include "plumb/tests/live/realise/realised.h"

#include "plumb/backends/sqlite3/sqlite3_session.h"
#include "plumb/core/base/error.h"
#include "plumb/core/db/url.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/reader.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/dialect.h"
#include "plumb/dialects/postgres/dialect.h"
#include "plumb/dialects/sqlite/dialect.h"
#include "plumb/dialects/sqlite/live.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::test {

std::string Realised::run(std::string_view statement) const {
  try {
    session->execute(statement);
    return {};
  } catch (const Error& e) {
    return e.text();
  }
}

std::string Realised::ask(std::string_view query) const {
  std::string out;
  for (const Row& row : session->query(query).rows) {
    if (!out.empty()) out += ';';
    for (std::size_t i = 0; i < row.size(); ++i) out += (i ? "|" : "") + row[i].value_or("NULL");
  }
  return out;
}

Realised realised(std::string_view written_in, std::string_view sql) {
  Realised out;
  Diagnostics diagnostics;
  const bool mysql = written_in == "mysql";
  const Dialect& from = mysql ? mysql::dialect() : postgres::dialect();
  const Dialect& to = sqlite::dialect();
  const Target written_for = from.offline_target(written_in, {}), target = to.offline_target("sqlite", {});
  try {
    sql::ReadOptions options;
    options.default_schema = mysql ? "" : "public";
    Schema schema = sql::read(sql, written_for.syntax, options, diagnostics).schema;
    schema = to.realise(std::move(schema), from, written_for, target, diagnostics);
    out.sql = sql::write(schema, sqlite::syntax());
    out.want = to.canonical(std::move(schema), target, diagnostics);
    out.session = sqlite3::open(parse_url("sqlite::memory:"));
    for (const sql::Piece& piece : sql::split(out.sql, sqlite::syntax())) out.session->execute(piece.sql);
    Inspection found = sqlite::live().inspect(*out.session, target, {});
    for (const auto& unmodelled : found.unmodelled) out.findings += "unmodelled: " + unmodelled.what + "\n";
    out.have = to.canonical(std::move(found.schema), target, diagnostics);
  } catch (const Error& e) {
    out.findings += std::string("failed: ") + e.what() + "\n";
  }
  for (const Diagnostic& d : diagnostics.all()) {
    out.findings += d.severity == Severity::Note ? "note: " : d.severity == Severity::Warning ? "warning: " : "error: ";
    out.findings += d.message + "\n";
  }
  return out;
}

}  // namespace plumb::test
