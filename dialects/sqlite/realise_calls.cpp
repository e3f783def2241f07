// The functions of the neutral vocabulary in SQLite's words.
#include <array>
#include <charconv>
#include <map>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/sqlite/realise.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::sqlite {
namespace {

using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

constexpr std::string_view kMoment = "'%Y-%m-%d %H:%M:%f'";

/// ?1, ?2 … stand for the arguments. Found by function and number of arguments.
struct Template {
  std::string_view function;
  std::size_t arguments;
  std::string_view sql;
};
constexpr Template kTemplates[] = {
    {"abs", 1, "abs(?1)"},
    {"array_agg", 1, "json_group_array(?1)"},
    {"array_length", 1, "json_array_length(?1)"},
    {"ceil", 1, "CAST(?1 AS INTEGER) + (?1 > CAST(?1 AS INTEGER))"},
    {"char_from_code", 1, "char(?1)"},
    {"code_of_char", 1, "unicode(?1)"},
    {"current_date", 0, "CURRENT_DATE"},
    {"current_time", 1, "CURRENT_TIME"},
    {"date_diff_days", 2, "CAST(julianday(?1) - julianday(?2) AS INTEGER)"},
    {"date_of", 1, "date(?1)"},
    {"div", 2, "CAST(?1 / ?2 AS INTEGER)"},
    {"divide", 2, "?1 * 1.0 / ?2"},
    {"epoch", 1, "(julianday(?1) - 2440587.5) * 86400.0"},
    {"floor", 1, "CAST(?1 AS INTEGER) - (?1 < CAST(?1 AS INTEGER))"},
    {"from_epoch", 1, "strftime('%Y-%m-%d %H:%M:%f', ?1, 'unixepoch')"},
    {"greatest", 2, "coalesce(max(?1, ?2), ?1, ?2)"},
    {"hex", 1, "hex(?1)"},
    {"json_array_length", 1, "json_array_length(?1)"},
    {"json_extract", 2, "?1 -> ?2"},
    {"json_extract_text", 2,
     "CASE json_type(?1, ?2) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' "
     "ELSE CAST(json_extract(?1, ?2) AS TEXT) END"},
    {"json_type", 1,
     "CASE json_type(?1) WHEN 'text' THEN 'string' WHEN 'integer' THEN 'number' WHEN 'real' THEN "
     "'number' "
     "WHEN 'true' THEN 'boolean' WHEN 'false' THEN 'boolean' ELSE json_type(?1) END"},
    {"json_valid", 1, "CASE WHEN ?1 IS NOT NULL THEN json_valid(?1) END"},
    {"least", 2, "coalesce(min(?1, ?2), ?1, ?2)"},
    {"left", 2, "substr(?1, 1, ?2)"},
    {"length", 1, "length(?1)"},
    {"lower", 1, "lower(?1)"},
    {"ltrim", 1, "ltrim(?1)"},
    {"ltrim", 2, "ltrim(?1, ?2)"},
    {"mod", 2, "?1 % ?2"},
    {"nullif", 2, "nullif(?1, ?2)"},
    {"octet_length", 1, "length(CAST(?1 AS BLOB))"},
    {"position", 2, "instr(?2, ?1)"},
    {"random", 0, "abs(random() / 9223372036854775808.0)"},
    {"repeat", 2, "replace(hex(zeroblob(?2)), '00', ?1)"},
    {"replace", 3, "replace(?1, ?2, ?3)"},
    {"right", 2, "substr(?1, -?2)"},
    {"round", 1, "round(?1)"},
    {"round", 2, "round(?1, ?2)"},
    {"rtrim", 1, "rtrim(?1)"},
    {"rtrim", 2, "rtrim(?1, ?2)"},
    {"sign", 1, "(?1 > 0) - (?1 < 0)"},
    {"starts_with", 2, "substr(?1, 1, length(?2)) = ?2"},
    {"string_agg", 2, "group_concat(?1, ?2)"},
    {"substr", 2, "substr(?1, ?2)"},
    {"substr", 3, "substr(?1, ?2, ?3)"},
    {"trim", 1, "trim(?1)"},
    {"trim", 2, "trim(?1, ?2)"},
    {"upper", 1, "upper(?1)"},
    {"uuid_v4", 0,
     "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), "
     "2) || '-' || "
     "substr('89AB', 1 + (abs(random()) % 4), 1) || substr(hex(randomblob(2)), 2) || '-' || "
     "hex(randomblob(6)))"},
    // The time first, as version 7 wants it: keys made later sort behind.
    {"uuid_v7", 0,
     "lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, "
     "8) || '-' || "
     "substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || "
     "'-7' || "
     "substr(hex(randomblob(2)), 2) || '-' || substr('89AB', 1 + (abs(random()) % 4), 1) || "
     "substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))"},
    {"xor", 2, "(NOT ?1) <> (NOT ?2)"},
};
/// The same name, any number of arguments.
constexpr std::string_view kSame[] = {
    "avg",        "coalesce", "count", "dense_rank", "first_value", "json_array", "json_object", "lag",
    "last_value", "lead",     "max",   "min",        "ntile",       "rank",       "row_number",  "sum"};

const Node* parsed_template(std::string_view function, std::size_t arguments) {
  static const auto all = [] {
    std::map<std::pair<std::string_view, std::size_t>, Node> made;
    for (const Template& t : kTemplates)
      if (auto node = sql::parse_expression(t.sql, syntax()))
        made.emplace(std::pair(t.function, t.arguments), std::move(*node));
    return made;
  }();
  const auto found = all.find({function, arguments});
  return found == all.end() ? nullptr : &found->second;
}

void fill(Node& node, const std::vector<Node>& arguments) {
  if (node.kind == NodeKind::Parameter && node.text.size() == 2) {
    node = arguments[static_cast<std::size_t>(node.text[1] - '1')];
    return;
  }
  for (Node& kid : node.kids) fill(kid, arguments);
}

std::optional<Node> from_text(const std::string& text, const std::vector<Node>& arguments) {
  auto node = sql::parse_expression(text, syntax());
  if (node) fill(*node, arguments);
  return node;
}

std::optional<long long> whole(const Node& node) {
  const Node* n = &node;
  bool negative = false;
  if (n->kind == NodeKind::Unary && n->text == "-" && n->kids.size() == 1) {
    negative = true;
    n = &n->kids[0];
  }
  if (n->kind != NodeKind::Number && n->kind != NodeKind::String) return std::nullopt;
  long long value = 0;
  const auto [end, error] = std::from_chars(n->text.data(), n->text.data() + n->text.size(), value);
  if (error != std::errc() || end != n->text.data() + n->text.size()) return std::nullopt;
  return negative ? -value : value;
}

std::optional<Node> now(const std::vector<Node>& arguments) {
  const long long digits = arguments.empty() ? 6 : whole(arguments[0]).value_or(6);
  if (digits <= 0) return from_text("CURRENT_TIMESTAMP", {});
  return from_text("strftime(" + std::string(kMoment) + ", 'now')", {});
}

std::optional<Node> extract(const std::vector<Node>& arguments, std::string& why) {
  struct Unit {
    std::string_view name, sql;
  };
  static constexpr Unit kUnits[] = {
      {"year", "CAST(strftime('%Y', ?1) AS INTEGER)"},
      {"month", "CAST(strftime('%m', ?1) AS INTEGER)"},
      {"day", "CAST(strftime('%d', ?1) AS INTEGER)"},
      {"hour", "CAST(strftime('%H', ?1) AS INTEGER)"},
      {"minute", "CAST(strftime('%M', ?1) AS INTEGER)"},
      {"second", "CAST(strftime('%f', ?1) AS REAL)"},
      {"dow", "CAST(strftime('%w', ?1) AS INTEGER)"},
      {"doy", "CAST(strftime('%j', ?1) AS INTEGER)"},
      {"quarter", "(CAST(strftime('%m', ?1) AS INTEGER) + 2) / 3"},
      {"epoch", "(julianday(?1) - 2440587.5) * 86400.0"},
  };
  if (arguments.size() == 2)
    for (const Unit& unit : kUnits)
      if (arguments[0].text == unit.name) return from_text(std::string(unit.sql), {arguments[1]});
  why = "SQLite has no `extract(" + (arguments.empty() ? std::string() : arguments[0].text) + ")`";
  return std::nullopt;
}

std::optional<Node> date_trunc(const std::vector<Node>& arguments, std::string& why) {
  struct Unit {
    std::string_view name, format;
  };
  static constexpr Unit kUnits[] = {{"year", "%Y-01-01 00:00:00"},   {"month", "%Y-%m-01 00:00:00"},
                                    {"day", "%Y-%m-%d 00:00:00"},    {"hour", "%Y-%m-%d %H:00:00"},
                                    {"minute", "%Y-%m-%d %H:%M:00"}, {"second", "%Y-%m-%d %H:%M:%S"}};
  if (arguments.size() == 2)
    for (const Unit& unit : kUnits)
      if (arguments[0].text == unit.name)
        return from_text("strftime('" + std::string(unit.format) + "', ?1)", {arguments[1]});
  why = "SQLite has no `date_trunc` to this unit";
  return std::nullopt;
}

bool is_date(const Node& node) {
  return (node.kind == NodeKind::Keyword && node.text == "CURRENT_DATE") ||
         (node.kind == NodeKind::Call && node.text == "date");
}

/// date_add(x, amount, unit): SQLite adds by a modifier, a text such as '+7 day'.
std::optional<Node> date_add(const std::vector<Node>& arguments, std::string& why) {
  if (arguments.size() != 3) return std::nullopt;
  std::string unit = arguments[2].text;
  long long factor = 1;
  if (unit == "week") {
    unit = "day";
    factor = 7;
  }
  if (unit == "quarter") {
    unit = "month";
    factor = 3;
  }
  const bool known =
      unit == "year" || unit == "month" || unit == "day" || unit == "hour" || unit == "minute" || unit == "second";
  if (!known) {
    why = "SQLite has no steps of `" + unit + "` in dates";
    return std::nullopt;
  }
  const bool stays_date = is_date(arguments[0]) && (unit == "day" || unit == "month" || unit == "year");
  const std::string head = stays_date ? "date(?1, " : "strftime(" + std::string(kMoment) + ", ?1, ";
  if (const auto amount = whole(arguments[1]))
    return from_text(head + "'" + (*amount < 0 ? "" : "+") + std::to_string(*amount * factor) + " " + unit + "')",
                     {arguments[0]});
  return from_text(head + "(?2 * " + std::to_string(factor) + ") || ' " + unit + "')", {arguments[0], arguments[1]});
}

std::optional<Node> concat(const std::vector<Node>& arguments, bool strict) {
  std::string text;
  for (std::size_t i = 0; i < arguments.size() && i < 9; ++i) {
    const std::string parameter = "?" + std::to_string(i + 1);
    text += (i ? " || " : "") + (strict ? parameter : "coalesce(" + parameter + ", '')");
  }
  if (arguments.empty() || arguments.size() > 9) return std::nullopt;
  return from_text(text, arguments);
}

/// Each part that is there brings its separator; the first one's is cut off.
std::optional<Node> concat_ws(const std::vector<Node>& arguments) {
  if (arguments.size() < 2 || arguments.size() > 9) return std::nullopt;
  std::string text;
  for (std::size_t i = 1; i < arguments.size(); ++i)
    text += (i > 1 ? " || " : "") + ("coalesce(?1 || ?" + std::to_string(i + 1) + ", '')");
  return from_text("substr(" + text + ", length(?1) + 1)", arguments);
}

std::optional<Node> has_key(const std::vector<Node>& arguments) {
  if (arguments.size() != 2) return std::nullopt;
  if (arguments[1].kind == NodeKind::String)
    return from_text("json_type(?1, ?2) IS NOT NULL",
                     {arguments[0], neutral::string("$.\"" + arguments[1].text + "\"")});
  return from_text("json_type(?1, '$.\"' || ?2 || '\"') IS NOT NULL", arguments);
}

/// max(a, b, …) and min(a, b, …) give NULL for a NULL, as MySQL does; PostgreSQL skips it.
std::optional<Node> extreme(std::string_view function, std::vector<Node> arguments) {
  const bool greatest = function.substr(0, 8) == "greatest";
  if (function.size() > 8 || function == "least_strict")
    return neutral::call(greatest ? "max" : "min", std::move(arguments));
  if (arguments.empty()) return std::nullopt;
  Node out = arguments[0];
  const Node* pattern = parsed_template(function, 2);
  for (std::size_t i = 1; i < arguments.size() && pattern; ++i) {
    Node next = *pattern;
    fill(next, {out, arguments[i]});
    out = std::move(next);
  }
  return out;
}

}  // namespace

std::optional<Node> call_to_sqlite(std::string_view function, std::vector<Node> arguments, std::string& why) {
  if (function == "now") return now(arguments);
  if (function == "extract") return extract(arguments, why);
  if (function == "date_trunc") return date_trunc(arguments, why);
  if (function == "date_add") return date_add(arguments, why);
  if (function == "concat") return concat(arguments, false);
  if (function == "concat_strict") return concat(arguments, true);
  if (function == "concat_ws") return concat_ws(arguments);
  if (function == "json_has_key") return has_key(arguments);
  if (function.substr(0, 8) == "greatest" || function.substr(0, 5) == "least")
    return extreme(function, std::move(arguments));
  if (function == "uuid_v1") function = "uuid_v4";  // the node and time of version 1 are nobody's business here
  if (const Node* found = parsed_template(function, arguments.size())) {
    Node out = *found;
    fill(out, arguments);
    return out;
  }
  for (std::string_view same : kSame)
    if (function == same) return neutral::call(function, std::move(arguments));
  why = "SQLite has no `" + std::string(function) + "`";
  return std::nullopt;
}

}  // namespace plumb::sqlite
