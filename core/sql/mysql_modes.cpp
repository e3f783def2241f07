#include "plumb/core/sql/mysql_modes.h"

#include <algorithm>
#include <array>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"

namespace plumb::sql {
namespace {

// In the order of their bits, which is the one in which a server says them. MySQL 8 has dropped some of them, and
// MariaDB has others from the 33rd bit on.
constexpr std::array<std::string_view, 35> kModes = {"REAL_AS_FLOAT",
                                                     "PIPES_AS_CONCAT",
                                                     "ANSI_QUOTES",
                                                     "IGNORE_SPACE",
                                                     "IGNORE_BAD_TABLE_OPTIONS",
                                                     "ONLY_FULL_GROUP_BY",
                                                     "NO_UNSIGNED_SUBTRACTION",
                                                     "NO_DIR_IN_CREATE",
                                                     "POSTGRESQL",
                                                     "ORACLE",
                                                     "MSSQL",
                                                     "DB2",
                                                     "MAXDB",
                                                     "NO_KEY_OPTIONS",
                                                     "NO_TABLE_OPTIONS",
                                                     "NO_FIELD_OPTIONS",
                                                     "MYSQL323",
                                                     "MYSQL40",
                                                     "ANSI",
                                                     "NO_AUTO_VALUE_ON_ZERO",
                                                     "NO_BACKSLASH_ESCAPES",
                                                     "STRICT_TRANS_TABLES",
                                                     "STRICT_ALL_TABLES",
                                                     "NO_ZERO_IN_DATE",
                                                     "NO_ZERO_DATE",
                                                     "ALLOW_INVALID_DATES",
                                                     "ERROR_FOR_DIVISION_BY_ZERO",
                                                     "TRADITIONAL",
                                                     "NO_AUTO_CREATE_USER",
                                                     "HIGH_NOT_PRECEDENCE",
                                                     "NO_ENGINE_SUBSTITUTION",
                                                     "PAD_CHAR_TO_FULL_LENGTH",
                                                     "EMPTY_STRING_IS_NULL",
                                                     "SIMULTANEOUS_ASSIGNMENT",
                                                     "TIME_ROUND_FRACTIONAL"};
constexpr std::string_view kTruncates = "TIME_TRUNCATE_FRACTIONAL";  // MySQL's 33rd bit

struct Combination {
  std::string_view name, modes, only_mariadb, not_mariadb;
};
constexpr std::string_view kForeign = "PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE";
constexpr std::string_view kNoOptions = "NO_KEY_OPTIONS,NO_TABLE_OPTIONS,NO_FIELD_OPTIONS";
constexpr std::array kCombinations = {
    Combination{"ANSI", "REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE", "", "ONLY_FULL_GROUP_BY"},
    Combination{"TRADITIONAL",
                "STRICT_TRANS_TABLES,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
                "NO_ENGINE_SUBSTITUTION",
                "NO_AUTO_CREATE_USER", ""},
    Combination{"ORACLE", kForeign, "NO_AUTO_CREATE_USER,SIMULTANEOUS_ASSIGNMENT", ""},
    Combination{"ORACLE", "", kNoOptions, ""},
    Combination{"MSSQL", kForeign, kNoOptions, ""},
    Combination{"DB2", kForeign, kNoOptions, ""},
    Combination{"MAXDB", kForeign, kNoOptions, ""},
    Combination{"MAXDB", "", "NO_AUTO_CREATE_USER", ""},
    Combination{"POSTGRESQL", kForeign, kNoOptions, ""},
    Combination{"MYSQL323", "HIGH_NOT_PRECEDENCE", "", ""},
    Combination{"MYSQL40", "HIGH_NOT_PRECEDENCE", "", ""},
};

using Modes = std::vector<std::string>;

void add(Modes& out, std::string_view list) {
  for (std::size_t from = 0; from < list.size();) {
    const std::size_t to = std::min(list.find(',', from), list.size());
    std::string mode = upper(trim(list.substr(from, to - from)));
    if (!mode.empty() && !holds_mode(out, mode)) out.push_back(std::move(mode));
    from = to + 1;
  }
}

std::size_t bit_of(std::string_view mode) {
  if (mode == kTruncates) return 32;
  return static_cast<std::size_t>(std::find(kModes.begin(), kModes.end(), mode) - kModes.begin());
}

}  // namespace

std::vector<std::string> modes_in(std::string_view text, const Grammar& grammar) {
  Modes modes;
  add(modes, text);
  for (const Combination& c : kCombinations) {
    if (!holds_mode(modes, c.name)) continue;
    add(modes, c.modes);
    add(modes, grammar.mariadb ? c.only_mariadb : c.not_mariadb);
  }
  std::stable_sort(modes.begin(), modes.end(),
                   [](const std::string& a, const std::string& b) { return bit_of(a) < bit_of(b); });
  return modes;
}

std::string modes_of_number(std::uint64_t number) {
  Modes modes;
  for (std::size_t bit = 0; bit < kModes.size(); ++bit)
    if (number >> bit & 1) modes.emplace_back(kModes[bit]);
  return join(modes, ",");
}

Syntax written_under(const Syntax& syntax, std::string_view modes) {
  Syntax own = syntax;
  own.backslash_escapes = !holds_mode(modes_in(modes, syntax.grammar), "NO_BACKSLASH_ESCAPES");
  return own;
}

std::string body_under(const std::string& body, const Syntax& usual, const Syntax& own) {
  if (own.backslash_escapes == usual.backslash_escapes || body.find('\\') == std::string::npos) return body;
  const auto tree = parse_body(body, usual);
  return tree ? print(*tree, own) : body;
}

std::string_view usual_modes(const Grammar& grammar) {
  if (grammar.mariadb)
    return "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION";
  if (grammar.tidb)
    return "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
           "NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION";
  return "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
         "NO_ENGINE_SUBSTITUTION";
}

bool holds_mode(const std::vector<std::string>& modes, std::string_view mode) {
  return std::find(modes.begin(), modes.end(), mode) != modes.end();
}

}  // namespace plumb::sql
