// One prepared statement of SQLite.
#include "plumb/backends/sqlite3/statement.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "plumb/core/base/error.h"

namespace plumb::sqlite3 {
namespace {

std::string text_of(std::int64_t value) {
  std::array<char, 24> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

// Shortest form that reads back as the same value, and as a real: `1.0`, not `1`. SQLite's own text
// has 15 digits, which loses bits.
std::string text_of(double value) {
  if (std::isinf(value)) return value < 0 ? "-Inf" : "Inf";
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  std::string out(buffer.data(), end);
  if (out.find_first_of(".e") == std::string::npos) out += ".0";
  return out;
}

}  // namespace

std::size_t skip_blanks(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == ' ' || (c >= '\t' && c <= '\r') || c == ';') {
      ++at;
    } else if (text.substr(at).starts_with("--")) {
      at = std::min(text.find('\n', at), text.size());
    } else if (text.substr(at).starts_with("/*")) {
      const std::size_t close = text.find("*/", at + 2);  // SQLite closes a last comment by itself
      at = close == std::string_view::npos ? text.size() : close + 2;
    } else {
      break;
    }
  }
  return at;
}

int Statement::prepare(::sqlite3* connection, std::string_view sql) {
  if (sql.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw Error(Code::Usage, "the statement is longer than 2 GiB, which SQLite cannot take");
  }
  if (const std::size_t nul = sql.find('\0'); nul != std::string_view::npos) {
    throw Error(Code::Usage, fmt::format("the statement holds a NUL byte at offset {}", nul));
  }
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()), 0, &handle_, &tail);
  if (code != SQLITE_OK) return code;
  if (handle_ == nullptr) throw Error(Code::Usage, "there is no statement in the text");
  const std::string_view rest = sql.substr(static_cast<std::size_t>(tail - sql.data()));
  if (const std::size_t blank = skip_blanks(rest); blank < rest.size()) {
    throw Error(Code::Usage, fmt::format("one statement at a time: a second one starts at offset {}",
                                         sql.size() - rest.size() + blank));
  }
  return SQLITE_OK;
}

int Statement::bind(std::span<const Value> args) {
  const int wanted = sqlite3_bind_parameter_count(handle_);
  if (static_cast<std::size_t>(wanted) != args.size()) {
    throw Error(Code::Usage, fmt::format("the statement takes {} values, but {} are given", wanted, args.size()));
  }
  int code = SQLITE_OK;
  for (int i = 0; i < wanted && code == SQLITE_OK; ++i) {
    const Value& value = args[static_cast<std::size_t>(i)];
    switch (value.type()) {
      case Value::Type::Null: code = sqlite3_bind_null(handle_, i + 1); break;
      case Value::Type::Integer: code = sqlite3_bind_int64(handle_, i + 1, value.integer()); break;
      case Value::Type::Real: code = sqlite3_bind_double(handle_, i + 1, value.real()); break;
      case Value::Type::Text:
        code = sqlite3_bind_text64(handle_, i + 1, value.text().data(), value.text().size(), nullptr, SQLITE_UTF8);
        break;
      case Value::Type::Bytes:
        code = sqlite3_bind_blob64(handle_, i + 1, value.text().data(), value.text().size(), nullptr);
        break;
    }
  }
  return code;
}

Cell Statement::cell(int i) const {
  switch (sqlite3_column_type(handle_, i)) {
    case SQLITE_NULL: return std::nullopt;
    case SQLITE_INTEGER: return text_of(static_cast<std::int64_t>(sqlite3_column_int64(handle_, i)));
    case SQLITE_FLOAT: return text_of(sqlite3_column_double(handle_, i));
    case SQLITE_TEXT: {
      const unsigned char* text = sqlite3_column_text(handle_, i);
      const int length = sqlite3_column_bytes(handle_, i);
      return std::string(reinterpret_cast<const char*>(text), static_cast<std::size_t>(length));
    }
    default: {
      const void* bytes = sqlite3_column_blob(handle_, i);
      const int length = sqlite3_column_bytes(handle_, i);  // after the pointer, as SQLite demands
      return length == 0 ? std::string()
                         : std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(length));
    }
  }
}

}  // namespace plumb::sqlite3
