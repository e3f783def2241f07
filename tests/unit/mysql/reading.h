// What the tests of MySQL share: a text read, written again, and brought to its canonical form.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "plumb/core/base/diagnostics.h"
#include "plumb/core/sql/reader.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/dialect.h"

namespace mysql_test {

inline plumb::sql::ReadOptions options() {
  plumb::sql::ReadOptions out;
  out.default_schema = "shop";
  return out;
}

inline std::string rendered(const plumb::Diagnostics& diagnostics) {
  std::string out;
  for (const plumb::Diagnostic& d : diagnostics.all()) out += d.message + " [" + d.rule + "]\n";
  return out;
}

/// The schema, and the demand that nothing was found but notes.
inline plumb::Schema schema_of(std::string_view sql, std::string_view flavour = "mysql") {
  plumb::Diagnostics diagnostics;
  auto reading = plumb::sql::read(sql, plumb::mysql::syntax(flavour), options(), diagnostics);
  INFO(sql);
  INFO(diagnostics.render());
  CHECK_FALSE(diagnostics.has_errors());
  return std::move(reading.schema);
}

/// All that is found, a line each.
inline std::string findings(std::string_view sql, std::string_view flavour = "mysql") {
  plumb::Diagnostics diagnostics;
  plumb::sql::read(sql, plumb::mysql::syntax(flavour), options(), diagnostics);
  return rendered(diagnostics);
}

/// Read and written; what is written must read as the same schema.
inline std::string written(std::string_view sql, std::string_view flavour = "mysql") {
  const plumb::Schema schema = schema_of(sql, flavour);
  std::string text = plumb::sql::write(schema, plumb::mysql::syntax(flavour));
  INFO(text);
  CHECK(schema_of(text, flavour) == schema);
  return text;
}

inline plumb::Schema canonical(std::string_view sql, std::string_view flavour = "mysql", plumb::Version version = {}) {
  const auto& dialect = plumb::mysql::dialect();
  const plumb::Target target = dialect.offline_target(flavour, version);
  plumb::Diagnostics diagnostics;
  plumb::Schema once = dialect.canonical(schema_of(sql, flavour), target, diagnostics);
  INFO(sql);
  CHECK(dialect.canonical(once, target, diagnostics) == once);
  return once;
}

}  // namespace mysql_test
