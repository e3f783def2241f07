// Dates of zero that a table has from a time when the server took them: a strict server of today (NO_ZERO_DATE) refuses
// every change of such a table that looks at the rows or at the defaults, whatever it is about.
#include <algorithm>
#include <array>

#include "plumb/dialects/mysql/run.h"

namespace plumb::mysql {
namespace {

/// "Invalid default value for 'd'", "Incorrect datetime value: '0000-00-00 00:00:00' for column 's' at row 1", and
/// MariaDB's "… for column `shop`.`t`.`s` at row 1": the last name.
std::optional<std::string> column_in(std::string_view said) {
  const bool of_default = said.find("Invalid default value for ") != std::string_view::npos;
  const bool of_row = said.find(" value: '0000-00-00") != std::string_view::npos;
  if (!of_default && !of_row) return std::nullopt;
  const std::size_t from = said.find(of_default ? " for " : " for column ");
  if (from == std::string_view::npos) return std::nullopt;
  said.remove_prefix(from);
  said = said.substr(0, said.find(" at row"));
  const std::size_t end = said.find_last_of("'`");
  const std::size_t begin = end == 0 || end == std::string_view::npos ? end : said.find_last_of("'`", end - 1);
  if (begin == std::string_view::npos || begin == end) return std::nullopt;
  return std::string(said.substr(begin + 1, end - begin - 1));
}

/// The modes but for those that forbid dates of zero.
std::string without_zero_checks(std::string_view modes) {
  std::string out;
  while (!modes.empty()) {
    const std::size_t end = std::min(modes.find(','), modes.size());
    const std::string_view one = modes.substr(0, end);
    modes.remove_prefix(std::min(end + 1, modes.size()));
    if (one == "NO_ZERO_DATE" || one == "NO_ZERO_IN_DATE" || one == "TRADITIONAL") continue;
    out += (out.empty() ? "" : ",") + std::string(one);
  }
  return out;
}

}  // namespace

bool meets_zero_dates(Session& session, const Error& error, const std::vector<Named>& objects, const Syntax& syntax) {
  const std::optional<std::string> column = column_in(error.text());
  if (!column || objects.empty() || objects.front().kind != "TABLE") return false;
  const auto [database, table] = parts_of(objects.front().name, syntax);
  const std::array<Value, 3> args{database ? Value(*database) : Value(), Value(table), Value(*column)};
  // A column that the statement adds is not there: what the server says of it is the author's to hear.
  const Rows rows = session.query(
      "SELECT 1 FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ? AND "
      "COLUMN_NAME = ? AND DATA_TYPE IN ('date', 'datetime', 'timestamp')",
      args);
  return !rows.empty();
}

ZeroDates::ZeroDates(Session& session) : session_(session) {
  mode_ = session_.query("SELECT @@SESSION.sql_mode").scalar().value_or("");
  session_.execute("SET SESSION sql_mode = '" + without_zero_checks(mode_) + "'");
}

ZeroDates::~ZeroDates() {
  try {
    session_.execute("SET SESSION sql_mode = '" + mode_ + "'");
  } catch (const std::exception&) {
    // The connection is gone, and its settings with it.
  }
}

}  // namespace plumb::mysql
