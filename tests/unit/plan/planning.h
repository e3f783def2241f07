// Two SQLite schemas as SQL, and what the plan's pure half makes of them, as text.
#pragma once

#include <fmt/format.h>

#include <string>

#include "plumb/core/base/text.h"
#include "plumb/core/plan/make_plan.h"
#include "plumb/core/sql/reader.h"
#include "plumb/dialects/sqlite/dialect.h"

namespace plumb::test {

inline Target sqlite_target() { return sqlite::dialect().offline_target("sqlite", {}); }

inline Schema sqlite_schema_of(std::string_view sql, Diagnostics& diagnostics) {
  sql::ReadOptions options;
  options.default_schema = "main";
  const Target target = sqlite_target();
  Schema s = sql::read(sql, target.syntax, options, diagnostics).schema;
  return sqlite::dialect().canonical(std::move(s), target, diagnostics);
}

/// One line for each change and each field that differs; the findings where there are errors.
inline std::string changes(std::string_view from, std::string_view to, const Scope& scope = {}) {
  Diagnostics diagnostics;
  const Schema have = sqlite_schema_of(from, diagnostics), want = sqlite_schema_of(to, diagnostics);
  const Target target = sqlite_target();
  const Alignment aligned = align(have, want, target, scope, diagnostics);
  std::string out;
  for (const Diagnostic& d : diagnostics.all()) out += fmt::format("{}: {}\n", d.rule, d.message);
  if (diagnostics.has_errors()) return out;
  for (const Change& c : diff(aligned, target.traits)) {
    out += fmt::format("{} {}\n", name_of(c.action), c.id.display());
    for (const std::string& line : describe(c)) out += "  " + line + "\n";
  }
  for (const std::string& what : aligned.unmanaged) out += "not managed: " + what + "\n";
  return out;
}

inline Plan plan_of(std::string_view from, std::string_view to) {
  Diagnostics diagnostics;
  const Schema have = sqlite_schema_of(from, diagnostics), want = sqlite_schema_of(to, diagnostics);
  return make_plan(have, want, sqlite::dialect(), sqlite_target(), {}, diagnostics);
}

}  // namespace plumb::test
