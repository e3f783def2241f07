#include "plumb/tests/live/postgres_realise/realised.h"

#if PLUMB_HAS_LIBPQ

#include <fmt/format.h>

#include "plumb/core/base/error.h"
#include "plumb/core/plan/diff.h"
#include "plumb/tests/support/postgres_catalogue.h"

namespace plumb::test {

Settings mysql_files() {
  Settings settings;
  settings.dialect = "mysql";
  return settings;
}

RealisedOnPostgres::RealisedOnPostgres(int version) : database_(PostgresDatabase::on(version)) {
  if (database_) session_ = database_->connect();
}

void RealisedOnPostgres::clear() const { clear_postgres(*session_); }

std::string RealisedOnPostgres::push(const Source& schema) const {
  std::string out;
  try {
    const Report done = plumb::push(*session_, schema, mysql_files());
    for (const Diagnostic& d : done.diagnostics.all()) {
      out += d.severity == Severity::Note ? "note: " : d.severity == Severity::Warning ? "warning: " : "error: ";
      out += d.message + "\n";
    }
  } catch (const Error& e) {
    out += fmt::format("failed: {}\n{}\n", e.what(), e.statement());
  }
  return out;
}

std::string RealisedOnPostgres::differences(const Source& schema) const {
  const Comparison c = compare(Source::session(*session_), schema, mysql_files());
  std::string out = c.ok() ? "" : c.diagnostics.render();
  for (const Change& change : c.plan.changes) {
    out += fmt::format("{} {}\n", name_of(change.action), change.id.display());
    for (const std::string& line : describe(change)) out += "  " + line + "\n";
  }
  for (const std::string& what : c.uncompared) out += "not compared: " + what + "\n";
  return out;
}

std::string RealisedOnPostgres::run(std::string_view statement) const {
  try {
    session_->execute(std::string(statement));
    return {};
  } catch (const Error& e) {
    return e.what();
  }
}

std::string RealisedOnPostgres::ask(std::string_view query) const {
  std::string out;
  for (const auto& row : session_->query(std::string(query)).rows) {
    if (!out.empty()) out += ";";
    for (std::size_t i = 0; i < row.size(); ++i) out += (i ? "|" : "") + row[i].value_or("NULL");
  }
  return out;
}

}  // namespace plumb::test

#endif
