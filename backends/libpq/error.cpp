// What the server and the library say, as our Error.
#include "plumb/backends/libpq/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "plumb/core/base/text.h"

namespace plumb::libpq {
namespace {

std::string field(const PGresult& result, int code) {
  const char* text = PQresultErrorField(&result, code);
  return text == nullptr ? std::string() : std::string(trim(text));
}

/// Where in the statement the server stopped: said where one does not see it at a glance.
std::string position(const PGresult& result, const Statement& statement) {
  const std::string digits = field(result, PG_DIAG_STATEMENT_POSITION);
  std::size_t character = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), character);
  if (character == 0) return {};
  const std::string_view text = statement.written();
  const std::string_view before = text.substr(0, statement.offset_of(character));
  const std::size_t column = before.size() - (before.rfind('\n') + 1) + 1;
  if (text.find('\n') != std::string_view::npos) {
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    return fmt::format(" (line {}, column {} of the statement)", line, column);
  }
  return text.size() > 120 ? fmt::format(" (column {} of the statement)", column) : std::string();
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// All that the server says, in one line.
std::string said_by(const PGresult& result, const Statement& statement) {
  std::string out = field(result, PG_DIAG_MESSAGE_PRIMARY);
  if (out.empty()) out = trim(PQresultErrorMessage(&result));
  out += position(result, statement);
  const std::string detail = field(result, PG_DIAG_MESSAGE_DETAIL);
  // In the same words, as a sentence of its own: "Key (a)=(1) already exists."
  if (!detail.empty()) out += "; " + replace_all(detail, "\n", "; ");
  if (const std::string query = field(result, PG_DIAG_INTERNAL_QUERY); !query.empty()) {
    out += fmt::format("; in `{}`", first_line(query));
  }
  if (const std::string where = field(result, PG_DIAG_CONTEXT); !where.empty()) out += "; " + first_line(where);
  if (const std::string hint = field(result, PG_DIAG_MESSAGE_HINT); !hint.empty()) {
    out += "; hint: " + replace_all(hint, "\n", " ");
  }
  while (out.ends_with('.')) out.pop_back();
  return out;
}

}  // namespace

bool ends_connection(std::string_view sqlstate) {
  return sqlstate.starts_with("08") || sqlstate == "57P01" || sqlstate == "57P02" || sqlstate == "57P03" ||
         sqlstate == "57P05" || sqlstate == "25P03";
}

Error lost(std::string_view said, std::string_view statement, std::string_view place) {
  std::string reason(trim(said));
  // The library adds advice for administrators in further lines.
  reason = first_line(reason);
  return Error(Code::Connection, fmt::format("the connection to `{}` was lost: {}", place, reason))
      .sql(std::string(statement), "08006")
      .lost_connection();
}

Error error_of(const PGresult& result, const Statement& statement, const Circumstances& circumstances) {
  const std::string state = field(result, PG_DIAG_SQLSTATE);
  const std::string said = said_by(result, statement);
  const auto make = [&](Code code, std::string text) {
    return Error(code, std::move(text)).sql(std::string(statement.written()), state);
  };
  if (state.empty()) return lost(said, statement.written(), circumstances.place);
  if (ends_connection(state)) {
    return make(Code::Connection, fmt::format("the connection to `{}` was lost: {}", circumstances.place, said))
        .lost_connection();
  }
  if (state == "55P03") {
    const std::string waited = circumstances.lock_timeout.count() > 0
                                   ? fmt::format(", and stayed so for {} ms", circumstances.lock_timeout.count())
                                   : std::string();
    return make(Code::Busy, fmt::format("what the statement needs is locked by another session{}: {}", waited, said))
        .may_retry();
  }
  if (state == "40P01") return make(Code::Busy, said).may_retry();
  if (state == "40001") return make(Code::Statement, said).may_retry();
  if (state == "57014" && circumstances.cancelled) return make(Code::Statement, "the statement was cancelled");
  // With BEGIN ATOMIC in the text only the server can tell one statement from two.
  if (state == "42601" && said.starts_with("cannot insert multiple commands into a prepared statement")) {
    return Error(Code::Usage, "one statement at a time: there are several in the text");
  }
  return make(Code::Statement, said);
}

}  // namespace plumb::libpq
