// The functions of the neutral vocabulary in PostgreSQL's words.
#include <algorithm>
#include <array>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/postgres/realise.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

using Kind = LogicalType::Kind;
using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

constexpr realise::CallTemplate kTemplates[] = {
    {"array_length", 1, "cardinality(_1)"},
    {"char_from_code", 1, "chr(_1)"},
    {"code_of_char", 1, "ascii(_1)"},
    {"current_date", 0, "CURRENT_DATE"},
    {"current_user", 0, "CURRENT_USER"},
    {"date_diff_days", 2, "_1::date - _2::date"},
    {"date_of", 1, "_1::date"},
    {"div", 2, "trunc(_1::numeric / _2)::bigint"},
    {"divide", 2, "_1::numeric / _2"},
    {"epoch", 1, "extract(epoch FROM _1)"},
    {"from_epoch", 1, "to_timestamp(_1)"},
    {"greatest_strict", 2, "CASE WHEN _1 IS NOT NULL AND _2 IS NOT NULL THEN greatest(_1, _2) END"},
    {"json_array_length", 1, "jsonb_array_length(_1)"},
    {"json_contains", 2, "_1 @> _2"},
    {"json_extract", 2, "_1 #> _2"},
    {"json_extract_text", 2, "_1 #>> _2"},
    {"json_has_key", 2, "_1 ? _2"},
    {"json_type", 1, "jsonb_typeof(_1)"},
    {"least_strict", 2, "CASE WHEN _1 IS NOT NULL AND _2 IS NOT NULL THEN least(_1, _2) END"},
    {"length", 1, "char_length(_1)"},
    {"position", 2, "strpos(_2, _1)"},
    {"random", 0, "random()"},
    {"round", 1, "round(_1)"},
    {"round", 2, "round(_1::numeric, _2)"},
    {"trim", 1, "btrim(_1)"},
    {"trim", 2, "btrim(_1, _2)"},
    {"xor", 2, "_1 <> _2"},
};

/// The same name and meaning.
constexpr std::array<std::string_view, 45> kSame = {
    "abs",         "array_agg",  "avg",   "ceil",        "coalesce",     "concat",   "concat_ws",  "count",
    "date_trunc",  "dense_rank", "exp",   "first_value", "floor",        "greatest", "lag",        "last_value",
    "lead",        "least",      "left",  "ln",          "lower",        "lpad",     "ltrim",      "max",
    "md5",         "min",        "ntile", "nullif",      "octet_length", "power",    "rank",       "repeat",
    "replace",     "reverse",    "right", "row_number",  "rtrim",        "sign",     "split_part", "sqrt",
    "starts_with", "string_agg", "sum",   "upper",       "substr"};

/// What depends on the session or on how a type is written out: PostgreSQL calls it stable and takes it in no
/// generated column, index or (for what it means) check.
constexpr std::string_view kStable[] = {"concat",     "concat_ws",   "current_user", "date_trunc",
                                        "json_array", "json_object", "from_epoch"};

const realise::CallTable& templates() {
  static const realise::CallTable table(kTemplates, syntax());
  return table;
}

std::optional<Node> text(const std::string& sql, const std::vector<Node>& arguments) {
  return realise::filled(sql, syntax(), arguments);
}

std::optional<Node> now(const std::vector<Node>& arguments) {
  const long long digits = arguments.empty() ? 6 : realise::whole(arguments[0]).value_or(6);
  if (digits >= 6) return text("CURRENT_TIMESTAMP", {});
  return text("CURRENT_TIMESTAMP(" + std::to_string(digits) + ")", {});
}

std::optional<Node> time_of_day(const std::vector<Node>& arguments) {
  const long long digits = arguments.empty() ? 6 : realise::whole(arguments[0]).value_or(6);
  return text(digits >= 6 ? "LOCALTIME" : "LOCALTIME(" + std::to_string(digits) + ")", {});
}

std::optional<Node> date_add(std::vector<Node> arguments, const CallPlace& at, std::string& why) {
  static constexpr std::pair<std::string_view, std::string_view> kUnits[] = {{"microsecond", "1 microsecond"},
                                                                             {"second", "1 second"},
                                                                             {"minute", "1 minute"},
                                                                             {"hour", "1 hour"},
                                                                             {"day", "1 day"},
                                                                             {"week", "7 days"},
                                                                             {"month", "1 month"},
                                                                             {"quarter", "3 months"},
                                                                             {"year", "1 year"}};
  if (arguments.size() != 3) return std::nullopt;
  const std::string unit = lower(arguments[2].text);
  if (arguments[0].kind == NodeKind::String)
    arguments[0] = cast_to("timestamp without time zone", std::move(arguments[0]));
  const Kind kind = at.kinds.empty() ? Kind::Unknown : at.kinds[0];
  for (const auto& [name, interval] : kUnits) {
    if (unit != name) continue;
    const bool days = unit == "day" || unit == "week" || unit == "month" || unit == "quarter" || unit == "year";
    const std::string sum = "_1 + _2 * interval " + sql::quote_string(interval, syntax());
    return text(kind == Kind::Date && days ? "(" + sum + ")::date" : sum, arguments);
  }
  why = "PostgreSQL has no unit `" + unit + "`";
  return std::nullopt;
}

std::optional<Node> extract(const std::vector<Node>& arguments, std::string& why) {
  static constexpr std::string_view kUnits[] = {"year", "quarter", "month",  "week",   "day",        "dow",
                                                "doy",  "hour",    "minute", "second", "microsecond"};
  if (arguments.size() != 2) return std::nullopt;
  const std::string unit = lower(arguments[0].text);
  if (std::find(std::begin(kUnits), std::end(kUnits), unit) == std::end(kUnits)) {
    why = "PostgreSQL has no unit `" + unit + "`";
    return std::nullopt;
  }
  const std::string field = unit == "microsecond" ? "microseconds" : unit;
  const std::string value = "extract(" + field + " FROM _1)";
  return text(unit == "second" ? "floor(" + value + ")::integer" : value + "::integer", {arguments[1]});
}

/// Every part of it is text already.
std::optional<Node> concatenated(std::vector<Node> arguments) {
  if (arguments.empty()) return std::nullopt;
  Node out = std::move(arguments[0]);
  for (std::size_t i = 1; i < arguments.size(); ++i)
    out = neutral::make(NodeKind::Binary, "||", {std::move(out), std::move(arguments[i])});
  return out;
}

std::optional<Node> hex(const std::vector<Node>& arguments, const CallPlace& at, std::string& why) {
  if (arguments.size() != 1) return std::nullopt;
  const Kind kind = at.kinds.empty() ? Kind::Unknown : at.kinds[0];
  if (kind == Kind::Integer) return text("upper(to_hex(_1))", arguments);
  if (kind == Kind::Bytes) return text("upper(encode(_1, 'hex'))", arguments);
  if (at.may_change) return text("upper(encode(convert_to(_1, 'UTF8'), 'hex'))", arguments);
  why = "PostgreSQL takes no text for bytes here";
  return std::nullopt;
}

std::optional<Node> json_valid(const std::vector<Node>& arguments, const CallPlace& at, std::string& why) {
  if (arguments.size() != 1) return std::nullopt;
  if (!at.kinds.empty() && at.kinds[0] == Kind::Json)
    return text("CASE WHEN _1 IS NOT NULL THEN TRUE END", arguments);  // nothing else gets in
  if (at.version >= Version{16, 0, 0}) return text("_1 IS JSON", arguments);
  why = "PostgreSQL has IS JSON from 16 on";
  return std::nullopt;
}

/// From the end where the place is below zero.
std::optional<Node> substr(const std::vector<Node>& arguments) {
  const auto from = arguments.size() >= 2 ? realise::whole(arguments[1]) : std::nullopt;
  if (!from || *from >= 0) return neutral::call("substr", arguments);
  const std::string tail = "right(_1, " + std::to_string(-*from) + ")";
  return arguments.size() == 2 ? text(tail, arguments) : text("left(" + tail + ", _2)", {arguments[0], arguments[2]});
}

std::optional<Node> uuid(std::string_view function, Version version) {
  return text(function == "uuid_v7" && version >= Version{18, 0, 0} ? "uuidv7()" : "gen_random_uuid()", {});
}

/// MySQL's division by zero is NULL.
void guard_division(std::vector<Node>& arguments) {
  Node& by = arguments[1];
  const bool literal = by.kind == NodeKind::Number && by.text.find_first_of("123456789") != std::string::npos;
  if (!literal) by = neutral::call("nullif", {std::move(by), neutral::number("0")});
}

std::optional<Node> special(std::string_view function, std::vector<Node>& arguments, const CallPlace& at,
                            std::string& why) {
  if (function == "now") return now(arguments);
  if (function == "current_time") return time_of_day(arguments);
  if (function == "date_add") return date_add(arguments, at, why);
  if (function == "extract") return extract(arguments, why);
  if (function == "concat_strict") return concatenated(std::move(arguments));
  if (function == "hex") return hex(arguments, at, why);
  if (function == "json_valid") return json_valid(arguments, at, why);
  if (function == "json_array") return neutral::call("jsonb_build_array", std::move(arguments));
  if (function == "json_object") return neutral::call("jsonb_build_object", std::move(arguments));
  if (function == "substr") return substr(arguments);
  if (function.starts_with("uuid_v")) return uuid(function, at.version);
  if (function == "nextval" && arguments.size() == 1)
    return neutral::call("nextval", {cast_to("regclass", std::move(arguments[0]))});
  return std::nullopt;
}

}  // namespace

std::optional<Node> call_to_postgres(std::string_view function, std::vector<Node> arguments, const CallPlace& at,
                                     std::string& why) {
  const bool stable = std::find(std::begin(kStable), std::end(kStable), function) != std::end(kStable);
  if (stable && !at.may_change) {
    why = "`" + std::string(function) + "` depends on the session in PostgreSQL, which takes no such function here";
    return std::nullopt;
  }
  if ((function == "div" || function == "divide") && arguments.size() == 2) guard_division(arguments);
  if (auto made = special(function, arguments, at, why)) return made;
  if (!why.empty()) return std::nullopt;
  if (auto made = templates().call(function, arguments)) return made;
  if (std::find(kSame.begin(), kSame.end(), function) != kSame.end())
    return neutral::call(function, std::move(arguments));
  why = "PostgreSQL has no `" + std::string(function) + "`";
  return std::nullopt;
}

}  // namespace plumb::postgres
