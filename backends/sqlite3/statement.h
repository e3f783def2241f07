// One prepared statement of SQLite: exactly one, bound, and finalised on every way out.
#pragma once

#include <sqlite3.h>

#include <span>
#include <string_view>

#include "plumb/core/db/session.h"

namespace plumb::sqlite3 {

/// Blanks, semicolons and comments, from the start of `text`: what may stand behind a statement.
std::size_t skip_blanks(std::string_view text);

class Statement {
 public:
  /// Prepares nothing yet; `prepare` returns SQLite's code and throws Error(Usage) where `sql` does
  /// not hold exactly one statement.
  Statement() = default;
  ~Statement() { sqlite3_finalize(handle_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  int prepare(::sqlite3* connection, std::string_view sql);
  /// The values must outlive the statement: they are bound without a copy.
  int bind(std::span<const Value> args);
  int step() { return sqlite3_step(handle_); }

  int columns() const { return sqlite3_column_count(handle_); }
  std::string_view column_name(int i) const { return sqlite3_column_name(handle_, i); }
  Cell cell(int i) const;

 private:
  ::sqlite3_stmt* handle_ = nullptr;
};

}  // namespace plumb::sqlite3
