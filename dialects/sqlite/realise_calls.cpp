// The functions of the neutral vocabulary in SQLite's words.
#include <array>
#include <charconv>

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

constexpr realise::CallTemplate kTemplates[] = {
    {"abs", 1, "abs(_1)"},
    {"array_agg", 1, "json_group_array(_1)"},
    {"array_length", 1, "json_array_length(_1)"},
    {"ceil", 1, "CAST(_1 AS INTEGER) + (_1 > CAST(_1 AS INTEGER))"},
    {"char_from_code", 1, "char(_1)"},
    {"code_of_char", 1, "unicode(_1)"},
    {"current_date", 0, "CURRENT_DATE"},
    {"current_time", 1, "CURRENT_TIME"},
    {"date_diff_days", 2, "CAST(julianday(_1) - julianday(_2) AS INTEGER)"},
    {"date_of", 1, "date(_1)"},
    {"div", 2, "CAST(_1 / _2 AS INTEGER)"},
    {"divide", 2, "_1 * 1.0 / _2"},
    {"epoch", 1, "(julianday(_1) - 2440587.5) * 86400.0"},
    {"floor", 1, "CAST(_1 AS INTEGER) - (_1 < CAST(_1 AS INTEGER))"},
    {"from_epoch", 1, "strftime('%Y-%m-%d %H:%M:%f', _1, 'unixepoch')"},
    {"greatest", 2, "coalesce(max(_1, _2), _1, _2)"},
    {"hex", 1, "hex(_1)"},
    {"json_array_length", 1, "json_array_length(_1)"},
    {"json_extract", 2, "_1 -> _2"},
    {"json_extract_text", 2,
     "CASE json_type(_1, _2) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' "
     "ELSE CAST(json_extract(_1, _2) AS TEXT) END"},
    {"json_type", 1,
     "CASE json_type(_1) WHEN 'text' THEN 'string' WHEN 'integer' THEN 'number' WHEN 'real' THEN "
     "'number' "
     "WHEN 'true' THEN 'boolean' WHEN 'false' THEN 'boolean' ELSE json_type(_1) END"},
    {"json_valid", 1, "CASE WHEN _1 IS NOT NULL THEN json_valid(_1) END"},
    {"least", 2, "coalesce(min(_1, _2), _1, _2)"},
    {"left", 2, "substr(_1, 1, _2)"},
    {"length", 1, "length(_1)"},
    {"lower", 1, "lower(_1)"},
    {"ltrim", 1, "ltrim(_1)"},
    {"ltrim", 2, "ltrim(_1, _2)"},
    {"mod", 2, "_1 % _2"},
    {"nullif", 2, "nullif(_1, _2)"},
    {"octet_length", 1, "length(CAST(_1 AS BLOB))"},
    {"position", 2, "instr(_2, _1)"},
    {"random", 0, "abs(random() / 9223372036854775808.0)"},
    {"repeat", 2, "replace(hex(zeroblob(_2)), '00', _1)"},
    {"replace", 3, "replace(_1, _2, _3)"},
    {"right", 2, "substr(_1, -_2)"},
    {"round", 1, "round(_1)"},
    {"round", 2, "round(_1, _2)"},
    {"rtrim", 1, "rtrim(_1)"},
    {"rtrim", 2, "rtrim(_1, _2)"},
    {"sign", 1, "(_1 > 0) - (_1 < 0)"},
    {"starts_with", 2, "substr(_1, 1, length(_2)) = _2"},
    {"string_agg", 2, "group_concat(_1, _2)"},
    {"substr", 2, "substr(_1, _2)"},
    {"substr", 3, "substr(_1, _2, _3)"},
    {"trim", 1, "trim(_1)"},
    {"trim", 2, "trim(_1, _2)"},
    {"upper", 1, "upper(_1)"},
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
    {"xor", 2, "(NOT _1) <> (NOT _2)"},
};
/// The same name, any number of arguments.
constexpr std::string_view kSame[] = {
    "avg",        "coalesce", "count", "dense_rank", "first_value", "json_array", "json_object", "lag",
    "last_value", "lead",     "max",   "min",        "ntile",       "rank",       "row_number",  "sum"};

const realise::CallTable& templates() {
  static const realise::CallTable table(kTemplates, syntax());
  return table;
}

std::optional<Node> from_text(const std::string& text, const std::vector<Node>& arguments) {
  return realise::filled(text, syntax(), arguments);
}

std::optional<Node> now(const std::vector<Node>& arguments) {
  const long long digits = arguments.empty() ? 6 : realise::whole(arguments[0]).value_or(6);
  if (digits <= 0) return from_text("CURRENT_TIMESTAMP", {});
  return from_text("strftime(" + std::string(kMoment) + ", 'now')", {});
}

std::optional<Node> extract(const std::vector<Node>& arguments, std::string& why) {
  struct Unit {
    std::string_view name, sql;
  };
  static constexpr Unit kUnits[] = {
      {"year", "CAST(strftime('%Y', _1) AS INTEGER)"},
      {"month", "CAST(strftime('%m', _1) AS INTEGER)"},
      {"day", "CAST(strftime('%d', _1) AS INTEGER)"},
      {"hour", "CAST(strftime('%H', _1) AS INTEGER)"},
      {"minute", "CAST(strftime('%M', _1) AS INTEGER)"},
      {"second", "CAST(strftime('%f', _1) AS REAL)"},
      {"dow", "CAST(strftime('%w', _1) AS INTEGER)"},
      {"doy", "CAST(strftime('%j', _1) AS INTEGER)"},
      {"quarter", "(CAST(strftime('%m', _1) AS INTEGER) + 2) / 3"},
      {"epoch", "(julianday(_1) - 2440587.5) * 86400.0"},
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
        return from_text("strftime('" + std::string(unit.format) + "', _1)", {arguments[1]});
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
  const std::string head = stays_date ? "date(_1, " : "strftime(" + std::string(kMoment) + ", _1, ";
  if (const auto amount = realise::whole(arguments[1]))
    return from_text(head + "'" + (*amount < 0 ? "" : "+") + std::to_string(*amount * factor) + " " + unit + "')",
                     {arguments[0]});
  return from_text(head + "(_2 * " + std::to_string(factor) + ") || ' " + unit + "')", {arguments[0], arguments[1]});
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
    text += (i > 1 ? " || " : "") + ("coalesce(_1 || ?" + std::to_string(i + 1) + ", '')");
  return from_text("substr(" + text + ", length(_1) + 1)", arguments);
}

std::optional<Node> has_key(const std::vector<Node>& arguments) {
  if (arguments.size() != 2) return std::nullopt;
  if (arguments[1].kind == NodeKind::String)
    return from_text("json_type(_1, _2) IS NOT NULL",
                     {arguments[0], neutral::string("$.\"" + arguments[1].text + "\"")});
  return from_text("json_type(_1, '$.\"' || _2 || '\"') IS NOT NULL", arguments);
}

/// max(a, b, …) and min(a, b, …) give NULL for a NULL, as MySQL does; PostgreSQL skips it.
std::optional<Node> extreme(std::string_view function, std::vector<Node> arguments) {
  const bool greatest = function.substr(0, 8) == "greatest";
  if (function.size() > 8 || function == "least_strict")
    return neutral::call(greatest ? "max" : "min", std::move(arguments));
  if (arguments.empty()) return std::nullopt;
  std::optional<Node> out = arguments[0];
  for (std::size_t i = 1; i < arguments.size() && out; ++i) out = templates().call(function, {*out, arguments[i]});
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
  if (auto found = templates().call(function, arguments)) return found;
  for (std::string_view same : kSame)
    if (function == same) return neutral::call(function, std::move(arguments));
  why = "SQLite has no `" + std::string(function) + "`";
  return std::nullopt;
}

}  // namespace plumb::sqlite
