// A SQLite schema in its canonical form as text, for comparing.
#pragma once

#include <string>
#include <string_view>

#include "plumb/core/model/fingerprint.h"
#include "plumb/core/sql/reader.h"
#include "plumb/dialects/sqlite/dialect.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::testing {

inline Schema canonical_schema(std::string_view sql) {
  Diagnostics diagnostics;
  sql::ReadOptions options;
  options.purpose = sql::Purpose::Server;  // references to nothing are allowed here
  options.default_schema = "main";
  const Dialect& dialect = sqlite::dialect();
  Schema schema = sql::read(sql, sqlite::syntax(), options, diagnostics).schema;
  schema = dialect.canonical(std::move(schema), dialect.offline_target("sqlite", {}), diagnostics);
  for (const Diagnostic& d : diagnostics.all())
    if (d.severity == Severity::Error) return {};
  return schema;
}

template <class Catalog>
void append_text(std::string& out, const Catalog& catalog) {
  for (const auto& object : catalog) out += canonical_text(Object(object)) + "\n";
}

inline std::string canonical_text_of(std::string_view sql) {
  const Schema schema = canonical_schema(sql);
  std::string out;
  append_text(out, schema.tables);
  append_text(out, schema.virtual_tables);
  append_text(out, schema.views);
  append_text(out, schema.triggers);
  return out;
}

}  // namespace plumb::testing
