// What the server and the library say, as our Error.
#include "plumb/backends/mysqlcppconn/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "plumb/core/base/text.h"

namespace plumb::mysqlcppconn {
namespace {

template <std::size_t n>
bool is_one_of(int number, const std::array<int, n>& numbers) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

// A lock was held by another for too long: a row's, a table's, with NOWAIT, TiDB's form of that; and a backup's.
constexpr std::array<int, 3> waited{1205, 3572, 4050};
// Take it from the start and it may go through: deadlock; TiDB: the schema moved under the transaction, a write
// conflict, the transaction waited too long or was too old, a region or its store is not there just now.
constexpr std::array<int, 14> passing{1213, 8002, 8022, 8027, 8028, 8229, 9001,
                                      9002, 9003, 9004, 9005, 9007, 9008, 9009};
constexpr std::array<int, 3> rolled_back{1213, 8028, 9007};
// Interrupted: by KILL QUERY; by max_execution_time (MySQL) and max_statement_time (MariaDB).
constexpr std::array<int, 3> interrupted{1317, 3024, 1969};
constexpr std::array<int, 15> gone{1053, 1077, 1152, 1153, 1158, 1159, 1160, 1161,
                                   1927, 2006, 2013, 2055, 3169, 4031, 1184};

std::string position_of(std::size_t offset, const Statement& statement) {
  const std::string_view text = statement.written();
  const std::string_view before = text.substr(0, statement.start() + offset);
  const std::size_t column = before.size() - (before.rfind('\n') + 1) + 1;
  if (text.find('\n') != std::string_view::npos) {
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    return fmt::format(" (line {}, column {} of the statement)", line, column);
  }
  return text.size() > 120 ? fmt::format(" (column {} of the statement)", column) : std::string();
}

/// Of what stands behind the mistake only that which is the statement's: others were sent with it.
std::string_view own_part(std::string_view rest, std::string_view sent) {
  for (std::size_t end = rest.find(';'); end != std::string_view::npos; end = rest.find(';', end + 1)) {
    if (sent.ends_with(rest.substr(0, end))) return rest.substr(0, end);
  }
  return rest;
}

/// "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right
/// syntax to use near 'x' at line 1" → "syntax error near `x`". What stands behind `near` is the rest of the
/// statement, cut at 80 characters; TiDB's has double quotes and stands last.
std::string syntax_error(std::string_view said, const Statement& statement) {
  std::size_t from = said.find(" near ");
  if (from == std::string_view::npos || from + 7 >= said.size()) return std::string(said);
  from += 6;
  const char quote = said[from];
  const std::size_t to = quote == '\'' ? said.rfind("' at line") : said.rfind(quote);
  if (to == std::string_view::npos || to <= from) return std::string(said);
  const std::string_view rest = own_part(said.substr(from + 1, to - from - 1), statement.sent());
  if (trim(rest).empty()) return "syntax error at the end of the statement";
  const std::size_t offset = statement.sent().rfind(rest);
  const std::string place = offset == std::string::npos ? std::string() : position_of(offset, statement);
  const std::string_view line = trim(rest.substr(0, rest.find('\n')));
  return fmt::format("syntax error near `{}`{}", line.substr(0, 80), place);
}

}  // namespace

bool ends_connection(int number) { return is_one_of(number, gone); }
bool ends_transaction(int number) { return is_one_of(number, rolled_back); }

Error error_of(const Failure& failure, const Statement& statement, const Circumstances& circumstances) {
  std::string said(trim(failure.text));
  while (said.ends_with('.')) said.pop_back();
  const auto make = [&](Code code, std::string text) {
    return Error(code, std::move(text)).sql(std::string(statement.written()), failure.sqlstate);
  };
  if (circumstances.cancelled && is_one_of(failure.number, interrupted)) {
    return make(Code::Statement, "the statement was cancelled");
  }
  // The server closes the connection with it, some with no word.
  if (failure.number == 1153 || failure.number == 2020) {
    return make(
               Code::Connection,
               fmt::format("the connection to `{}` was lost: the statement has {} bytes, more than the server takes at "
                           "once; raise its max_allowed_packet",
                           circumstances.place, statement.sent().size()))
        .lost_connection();
  }
  if (ends_connection(failure.number)) {
    return make(Code::Connection, fmt::format("the connection to `{}` was lost: {}", circumstances.place, said))
        .lost_connection();
  }
  if (is_one_of(failure.number, waited)) {
    const std::string patience = circumstances.lock_timeout.count() > 0
                                     ? fmt::format(", and stayed so for {} ms", circumstances.lock_timeout.count())
                                     : std::string();
    return make(Code::Busy, fmt::format("what the statement needs is locked by another session{}: {}", patience, said))
        .may_retry();
  }
  if (failure.number == 1213) return make(Code::Busy, said).may_retry();
  if (is_one_of(failure.number, passing)) return make(Code::Statement, said).may_retry();
  if (failure.number == 1064) return make(Code::Statement, syntax_error(said, statement));
  return make(Code::Statement, said);
}

}  // namespace plumb::mysqlcppconn
