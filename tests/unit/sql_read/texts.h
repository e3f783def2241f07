// What the tests of the reader compare: the schema written out again, and the findings as a user
// reads them.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "plumb/core/sql/reader.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/syntax.h"
#include "plumb/dialects/postgres/syntax.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace read_tests {

struct Result {
  plumb::sql::Reading reading;
  std::string written;   ///< the schema as SQL
  std::string findings;  ///< errors, warnings and notes, one after another
};

inline Result result_of(std::string_view text, const plumb::Syntax& syntax = plumb::sqlite::syntax(),
                        plumb::sql::ReadOptions options = {}) {
  Result out;
  plumb::Diagnostics diagnostics;
  out.reading = plumb::sql::read(text, syntax, options, diagnostics, "x.sql");
  out.written = plumb::sql::write(out.reading.schema, syntax);
  out.findings = diagnostics.render();
  return out;
}

/// The schema, or the findings where there are errors.
inline std::string schema_of(std::string_view text, const plumb::Syntax& syntax = plumb::sqlite::syntax()) {
  plumb::Diagnostics diagnostics;
  const plumb::sql::Reading reading = plumb::sql::read(text, syntax, {}, diagnostics, "x.sql");
  return diagnostics.has_errors() ? diagnostics.render() : plumb::sql::write(reading.schema, syntax);
}

inline std::string findings_of(std::string_view text, const plumb::Syntax& syntax = plumb::sqlite::syntax(),
                               plumb::sql::ReadOptions options = {}) {
  return result_of(text, syntax, options).findings;
}

/// The findings without the lines of source and carets.
inline std::string lines_of(std::string_view findings) {
  std::string out;
  for (std::size_t at = 0; at < findings.size();) {
    const std::size_t end = std::min(findings.find('\n', at), findings.size() - 1);
    if (findings[at] != ' ') out += findings.substr(at, end + 1 - at);
    at = end + 1;
  }
  return out;
}

struct Case {
  const char* in;
  const char* out;
};

}  // namespace read_tests
