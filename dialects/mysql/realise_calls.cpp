// The functions of the neutral vocabulary in MySQL's words.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/mysql/realise.h"
#include "plumb/dialects/mysql/syntax.h"

namespace plumb::mysql {
namespace {

using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

constexpr realise::CallTemplate kTemplates[] = {
    {"array_agg", 1, "json_arrayagg(_1)"},
    {"array_length", 1, "json_length(_1)"},
    {"ceil", 1, "ceiling(_1)"},
    {"code_of_char", 1, "ord(_1)"},
    {"current_date", 0, "curdate()"},
    {"current_user", 0, "current_user()"},
    {"date_diff_days", 2, "to_days(_1) - to_days(_2)"},
    {"date_of", 1, "CAST(_1 AS date)"},
    {"div", 2, "_1 DIV _2"},
    {"divide", 2, "_1 / _2"},
    {"epoch", 1, "unix_timestamp(_1)"},
    {"from_epoch", 1, "from_unixtime(_1)"},
    {"greatest", 2, "coalesce(greatest(_1, _2), _1, _2)"},
    {"json_array_length", 1, "json_length(_1)"},
    {"json_extract_text", 2, "json_unquote(json_extract(_1, _2))"},
    {"json_type", 1,
     "CASE json_type(_1) WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' WHEN 'STRING' THEN 'string' "
     "WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' ELSE 'number' END"},
    {"least", 2, "coalesce(least(_1, _2), _1, _2)"},
    {"length", 1, "char_length(_1)"},
    {"octet_length", 1, "length(_1)"},
    {"position", 2, "locate(_1, _2)"},
    {"random", 0, "rand()"},
    {"starts_with", 2, "left(_1, char_length(_2)) = _2"},
    {"uuid_v1", 0, "uuid()"},
    {"uuid_v4", 0, "uuid()"},
    {"uuid_v7", 0, "uuid()"},
    {"xor", 2, "_1 XOR _2"},
};
/// The same name, any number of arguments.
constexpr std::string_view kSame[] = {
    "abs",         "avg",    "coalesce",   "concat_ws",  "count",         "dense_rank",   "exp",
    "first_value", "floor",  "hex",        "json_array", "json_contains", "json_extract", "json_object",
    "json_valid",  "lag",    "last_value", "lead",       "left",          "ln",           "lower",
    "lpad",        "max",    "md5",        "min",        "ntile",         "nullif",       "power",
    "rank",        "repeat", "replace",    "reverse",    "right",         "round",        "row_number",
    "sign",        "sqrt",   "substr",     "sum",        "upper"};

const realise::CallTable& templates() {
  static const realise::CallTable table(kTemplates, syntax());
  return table;
}

std::optional<Node> from_text(const std::string& text, const std::vector<Node>& arguments) {
  return realise::filled(text, syntax(), arguments);
}

struct Unit {
  std::string_view name, sql;
};

template <std::size_t N>
std::optional<Node> by_unit(const Unit (&units)[N], const std::vector<Node>& arguments, const char* function,
                            std::string& why) {
  if (arguments.size() == 2)
    for (const Unit& unit : units)
      if (arguments[0].text == unit.name) return from_text(std::string(unit.sql), {arguments[1]});
  why = "there is no `" + std::string(function) + "` of `" + (arguments.empty() ? "" : arguments[0].text) + "`";
  return std::nullopt;
}

std::optional<Node> extract(const std::vector<Node>& arguments, std::string& why) {
  static constexpr Unit kUnits[] = {
      {"year", "year(_1)"},         {"month", "month(_1)"},        {"day", "dayofmonth(_1)"},
      {"hour", "hour(_1)"},         {"minute", "minute(_1)"},      {"second", "second(_1) + microsecond(_1) / 1000000"},
      {"dow", "dayofweek(_1) - 1"}, {"isodow", "weekday(_1) + 1"}, {"doy", "dayofyear(_1)"},
      {"week", "week(_1, 3)"},      {"quarter", "quarter(_1)"}};
  return by_unit(kUnits, arguments, "extract", why);
}

std::optional<Node> date_trunc(const std::vector<Node>& arguments, std::string& why) {
  static constexpr Unit kUnits[] = {{"year", "CAST(date_format(_1, '%Y-01-01') AS datetime)"},
                                    {"month", "CAST(date_format(_1, '%Y-%m-01') AS datetime)"},
                                    {"week", "CAST(CAST(_1 AS date) - INTERVAL weekday(_1) DAY AS datetime)"},
                                    {"day", "CAST(CAST(_1 AS date) AS datetime)"},
                                    {"hour", "CAST(date_format(_1, '%Y-%m-%d %H:00:00') AS datetime)"},
                                    {"minute", "CAST(date_format(_1, '%Y-%m-%d %H:%i:00') AS datetime)"},
                                    {"second", "CAST(date_format(_1, '%Y-%m-%d %H:%i:%s') AS datetime)"}};
  return by_unit(kUnits, arguments, "date_trunc", why);
}

std::optional<Node> date_add(const std::vector<Node>& arguments, std::string& why) {
  static constexpr std::string_view kUnits[] = {"year", "quarter", "month",  "week",       "day",
                                                "hour", "minute",  "second", "microsecond"};
  if (arguments.size() == 3)
    for (std::string_view unit : kUnits)
      if (arguments[2].text == unit) {
        const auto amount = realise::whole(arguments[1]);
        if (amount && *amount < 0)
          return from_text("_1 - INTERVAL _2 " + upper(unit),
                           {arguments[0], neutral::number(std::to_string(-*amount))});
        return from_text("_1 + INTERVAL _2 " + upper(unit), {arguments[0], arguments[1]});
      }
  why = "there are no such steps in dates";
  return std::nullopt;
}

/// TRIM takes off one text; PostgreSQL takes off any of the characters.
std::optional<Node> trim(std::string_view function, const std::vector<Node>& arguments, std::string& why) {
  if (arguments.size() == 1) return neutral::call(function, arguments);
  if (arguments.size() == 2 && arguments[1].kind == NodeKind::String && arguments[1].text.size() == 1)
    return from_text(std::string("trim(") +
                         (function == "ltrim"   ? "LEADING"
                          : function == "rtrim" ? "TRAILING"
                                                : "BOTH") +
                         " _2 FROM _1)",
                     arguments);
  why = "`" + std::string(function) + "` takes off one character, not several";
  return std::nullopt;
}

std::optional<Node> has_key(const std::vector<Node>& arguments) {
  if (arguments.size() != 2) return std::nullopt;
  if (arguments[1].kind == NodeKind::String)
    return from_text("json_contains_path(_1, 'one', _2)",
                     {arguments[0], neutral::string("$.\"" + arguments[1].text + "\"")});
  return from_text("json_contains_path(_1, 'one', concat('$.\"', _2, '\"'))", arguments);
}

/// Only of the first part is it sure that it is there.
std::optional<Node> split_part(const std::vector<Node>& arguments, std::string& why) {
  if (arguments.size() == 3 && realise::whole(arguments[2]) == 1)
    return from_text("substring_index(_1, _2, 1)", arguments);
  why = "there is no `split_part` but of the first part";
  return std::nullopt;
}

std::optional<Node> string_agg(std::vector<Node> arguments, std::string& why) {
  if (arguments.size() != 2 || arguments[1].kind != NodeKind::String) {
    why = "GROUP_CONCAT takes a literal as its separator";
    return std::nullopt;
  }
  Node separator = neutral::make(NodeKind::Clause, "SEPARATOR", {std::move(arguments[1])});
  arguments[1] = std::move(separator);
  return neutral::call("group_concat", std::move(arguments));
}

/// Of more than two, two at a time: NULLs are skipped.
std::optional<Node> extreme(std::string_view function, const std::vector<Node>& arguments) {
  if (function == "greatest_strict") return neutral::call("greatest", arguments);
  if (function == "least_strict") return neutral::call("least", arguments);
  if (arguments.empty()) return std::nullopt;
  std::optional<Node> out = arguments[0];
  for (std::size_t i = 1; i < arguments.size() && out; ++i) out = templates().call(function, {*out, arguments[i]});
  return out;
}

}  // namespace

std::optional<Node> call_to_mysql(std::string_view function, std::vector<Node> arguments, std::string& why) {
  if (function == "now") return neutral::call("now", std::move(arguments));
  if (function == "current_time") return neutral::call("curtime", std::move(arguments));
  if (function == "extract") return extract(arguments, why);
  if (function == "date_trunc") return date_trunc(arguments, why);
  if (function == "date_add") return date_add(arguments, why);
  if (function == "concat_strict") return neutral::call("concat", std::move(arguments));
  if (function == "concat") {  // NULL is nothing, as CONCAT_WS has it
    arguments.insert(arguments.begin(), neutral::string(""));
    return neutral::call("concat_ws", std::move(arguments));
  }
  if (function == "char_from_code") return from_text("char(_1 USING utf8mb4)", arguments);
  if (function == "json_has_key") return has_key(arguments);
  if (function == "split_part") return split_part(arguments, why);
  if (function == "string_agg") return string_agg(std::move(arguments), why);
  if (function == "trim" || function == "ltrim" || function == "rtrim") return trim(function, arguments, why);
  if (function.starts_with("greatest") || function.starts_with("least")) return extreme(function, arguments);
  if (auto found = templates().call(function, arguments)) return found;
  for (std::string_view same : kSame)
    if (function == same) return neutral::call(function, std::move(arguments));
  why = "there is no `" + std::string(function) + "`";
  return std::nullopt;
}

}  // namespace plumb::mysql
