// Shared by the tests of PostgreSQL.
#pragma once

#include <string>

#include "doctest/doctest.h"
#include "plumb/core/sql/reader.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/postgres/dialect.h"
#include "plumb/dialects/postgres/syntax.h"

namespace postgres_test {

inline plumb::sql::Reading reading(const std::string& sql, plumb::Diagnostics& diagnostics) {
  plumb::sql::ReadOptions options;
  options.default_schema = "public";
  return plumb::sql::read(sql, plumb::postgres::syntax(), options, diagnostics, "t.sql");
}

/// The schema of a text that must be without errors.
inline plumb::Schema schema(const std::string& sql) {
  plumb::Diagnostics diagnostics;
  plumb::Schema out = reading(sql, diagnostics).schema;
  INFO(diagnostics.render());
  CAPTURE(sql);
  CHECK_FALSE(diagnostics.has_errors());
  return out;
}

inline std::string written(const std::string& sql) { return plumb::sql::write(schema(sql), plumb::postgres::syntax()); }

/// All findings as "rule: message", one a line.
inline std::string findings(const std::string& sql) {
  plumb::Diagnostics diagnostics;
  reading(sql, diagnostics);
  std::string out;
  for (const plumb::Diagnostic& d : diagnostics.all()) out += d.rule + ": " + d.message + "\n";
  return out;
}

inline plumb::Schema canonical(const std::string& sql) {
  plumb::Diagnostics diagnostics;
  const plumb::Dialect& postgres = plumb::postgres::dialect();
  return postgres.canonical(schema(sql), postgres.offline_target("postgres", {17, 0, 0}), diagnostics);
}

}  // namespace postgres_test
