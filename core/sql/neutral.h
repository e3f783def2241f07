// The neutral vocabulary: expressions between dialects. `Dialect::neutral()` of the dialect in
// which a schema is written makes such a tree; `realise()` of the target reads it.
//
// Every node is one of those listed here, or NodeKind::Verbatim, which says "this has no neutral
// form": its text is the printed expression and, behind `neutral::kReason`, why. A tree with a
// Verbatim anywhere cannot be realised, and the default, check, index or view that holds it is left
// out and named.
//
// Values        Null, True, False, Number, String, Blob (text: hex digits, upper case), Name, Star,
// Parameter never.
//               Typed literals and casts of literals to a type that says nothing new ('x'::varchar,
//               _utf8mb4'x', '1'::integer as Number) are the plain literal. `'2024-01-01'::date` is
//               a String.
// Names         text: the column; kids: the relation's qualifier, in queries only. In checks,
// defaults, generated columns and
//               index parts there is never a qualifier. Names of relations in queries keep their
//               schema as the model keeps it.
// Operators     Unary: "NOT", "-", "+", "~".
//               Binary: AND OR = <> < <= > >= + - * / % || & | << >>, "IS DISTINCT FROM", "IS NOT
//               DISTINCT FROM".
//               "/" divides integers to an integer (PostgreSQL, SQLite); MySQL's "/" is Call
//               "divide", its DIV Call "div".
//               "||" joins text, NULL if a side is NULL. "=" on text is as the column's collation
//               says. Values of IS [NOT] DISTINCT FROM, <=> become these two forms.
// Predicates    Between ("BETWEEN", "NOT BETWEEN"; SYMMETRIC is spelled out), In ("IN", "NOT IN";
// `= ANY (ARRAY[…])` too),
//               IsNull, Test ("IS TRUE", "IS NOT TRUE", "IS FALSE", "IS NOT FALSE"; UNKNOWN is
//               IsNull), Exists, Subquery. Like: "LIKE" and "NOT LIKE" tell case apart, "ILIKE" and
//               "NOT ILIKE" do not; kids: x, pattern, escape: the escape is always there, String
//               "\" where it was not stated, String "" for none. Like "REGEXP", "NOT REGEXP",
//               "IREGEXP", "NOT IREGEXP": a POSIX (PostgreSQL) or ICU (MySQL) pattern.
// Case          Case, When, Else as ever. IF(a,b,c), IFNULL and the like become Case or coalesce.
// Casts         Cast: text is one of the names in kCastTypes, with arguments "decimal(10,2)",
// "text(20)". A cast of a column to the type
//               that it has, or from varchar to text, is dropped where that can be told.
// Collate       text: "nocase" or "binary".
// Lists         Row (a, b) = (c, d); Array (kids: the elements; `'{}'::text[]` is an Array without
// kids). Calls         text: one of kFunctions, lower case, never quoted; kids: arguments only. See
// the table below. Queries       A view's query: With, Select, Compound, Values, Join, Alias,
// SortItem, Clause… with every expression in them neutral. Aggregates:
//               count, sum, avg, min, max, string_agg(x, separator), array_agg; Clause "DISTINCT",
//               "FILTER", "OVER" stay.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plumb/core/sql/node.h"

namespace plumb::sql::neutral {

/// What a Cast may name, without its arguments.
inline constexpr std::array<std::string_view, 13> kCastTypes = {
    "boolean", "integer",   "decimal",     "float", "text", "bytes",   "date",
    "time",    "timestamp", "timestamptz", "uuid",  "json", "interval"};

/// Function → what it means. Sorted.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 71> kFunctions = {{
    {"abs", "abs(x)"},
    {"array_agg", "array_agg(x), an aggregate"},
    {"array_length", "array_length(array): number of elements of the first dimension"},
    {"avg", "aggregate"},
    {"ceil", "ceil(x)"},
    {"char_from_code", "char_from_code(n): chr, char"},
    {"coalesce", "coalesce(a, b, …)"},
    {"code_of_char", "code_of_char(s): ascii"},
    {"concat", "concat(a, …): NULL counts as '' (PostgreSQL)"},
    {"concat_strict", "concat_strict(a, …): NULL if one is NULL (MySQL's concat)"},
    {"concat_ws", "concat_ws(separator, a, …): NULLs are skipped"},
    {"count", "aggregate; count(*) has one Star"},
    {"current_date", "current_date(): the date of now"},
    {"current_time", "current_time(digits): the time of now"},
    {"current_user", "current_user(): also session_user, user()"},
    {"date_add", "date_add(x, amount, unit): unit is String year … microsecond"},
    {"date_diff_days", "date_diff_days(a, b): a - b of dates"},
    {"date_of", "date_of(x): the date part: x::date, DATE(x)"},
    {"date_trunc", "date_trunc(unit, x)"},
    {"div", "div(a, b): quotient cut to an integer"},
    {"divide", "divide(a, b): exact quotient of any numbers (MySQL /)"},
    {"epoch", "epoch(x): seconds since 1970, with fraction"},
    {"exp", "exp(x)"},
    {"extract", "extract(unit, x): unit is String year … second, dow, doy, quarter"},
    {"floor", "floor(x)"},
    {"from_epoch", "from_epoch(seconds): timestamp"},
    {"greatest", "greatest(a, …): NULLs are skipped (PostgreSQL)"},
    {"greatest_strict", "greatest_strict(a, …): NULL if one is NULL (MySQL)"},
    {"hex", "hex(x): upper case"},
    {"json_array", "json_array(a, …)"},
    {"json_array_length", "json_array_length(x)"},
    {"json_contains", "json_contains(x, y): @>"},
    {"json_extract", "json_extract(x, path String '$.a.b[0]'): JSON"},
    {"json_extract_text", "json_extract_text(x, path): text, unquoted"},
    {"json_has_key", "json_has_key(x, key): ?"},
    {"json_object", "json_object(key, value, …)"},
    {"json_type", "json_type(x): object, array, string, number, boolean, null"},
    {"json_valid", "json_valid(x)"},
    {"least", "least(a, …): NULLs are skipped"},
    {"least_strict", "least_strict(a, …): NULL if one is NULL"},
    {"left", "left(s, n)"},
    {"length", "length(s) in characters"},
    {"ln", "ln(x)"},
    {"lower", "lower(s)"},
    {"lpad", "lpad(s, n, fill)"},
    {"ltrim", "ltrim(s[, characters])"},
    {"max", "aggregate"},
    {"md5", "md5(s)"},
    {"min", "aggregate"},
    {"nextval", "nextval(String sequence): the sequence as schema.name"},
    {"now",
     "now(digits): date and time; digits are always said: PostgreSQL's now() is now(6), MySQL's is "
     "now(0)"},
    {"nullif", "nullif(a, b)"},
    {"octet_length", "octet_length(s) in bytes"},
    {"position", "position(needle, haystack): from 1, 0 is nowhere"},
    {"power", "power(a, b)"},
    {"random", "random(): 0 ≤ x < 1"},
    {"repeat", "repeat(s, n)"},
    {"replace", "replace(s, from, to)"},
    {"reverse", "reverse(s)"},
    {"right", "right(s, n)"},
    {"round", "round(x[, digits])"},
    {"rtrim", "rtrim(s[, characters])"},
    {"sign", "sign(x)"},
    {"split_part", "split_part(s, separator, n)"},
    {"sqrt", "sqrt(x)"},
    {"starts_with", "starts_with(s, prefix)"},
    {"string_agg", "string_agg(x, separator), an aggregate"},
    {"substr", "substr(s, from[, count]): from 1"},
    {"sum", "aggregate"},
    {"trim", "trim(s[, characters])"},
    {"upper", "upper(s)"},
}};
static_assert(kFunctions.back().first == "upper" && std::is_sorted(kFunctions.begin(), kFunctions.end()));
/// Window functions and those that generate keys, apart for being few.
inline constexpr std::array<std::string_view, 12> kMoreFunctions = {
    "uuid_v4",  ///< gen_random_uuid(), uuid_generate_v4()
    "uuid_v1",  ///< MySQL's uuid(), uuid_generate_v1()
    "uuid_v7",  ///< uuidv7()
    "xor",      ///< xor(a, b): logical
    "row_number", "rank", "dense_rank", "lag", "lead", "first_value", "last_value", "ntile"};

inline bool is_function(std::string_view name) {
  auto at = std::lower_bound(kFunctions.begin(), kFunctions.end(), name,
                             [](const auto& entry, std::string_view n) { return entry.first < n; });
  if (at != kFunctions.end() && at->first == name) return true;
  return std::find(kMoreFunctions.begin(), kMoreFunctions.end(), name) != kMoreFunctions.end();
}

inline constexpr std::string_view kReason = "\x1f";

/// "This has no neutral form": `printed` in the dialect in which it is written, and why, for people
/// ("`similar to` has no equivalent").
inline Node outside(std::string printed, std::string_view why) {
  Node node;
  node.kind = NodeKind::Verbatim;
  node.text = std::move(printed);
  node.text += kReason;
  node.text += why;
  return node;
}
/// The first thing in the tree that has no neutral form, or nothing.
inline const Node* find_outside(const Node& node) {
  if (node.kind == NodeKind::Verbatim) return &node;
  for (const Node& kid : node.kids)
    if (const Node* found = find_outside(kid)) return found;
  return nullptr;
}
/// The two texts of such a node: what it is, and why.
inline std::pair<std::string, std::string> reason_of(const Node& node) {
  // One inside of another was printed with it: the outermost reason stands last.
  const auto first = node.text.find(kReason), last = node.text.rfind(kReason);
  if (first == std::string::npos) return {node.text, {}};
  return {node.text.substr(0, first), node.text.substr(last + kReason.size())};
}

inline Node call(std::string_view function, std::vector<Node> arguments = {}) {
  Node node;
  node.kind = NodeKind::Call;
  node.text = function;
  node.kids = std::move(arguments);
  return node;
}
inline Node make(NodeKind kind, std::string_view text, std::vector<Node> kids = {}) {
  Node node;
  node.kind = kind;
  node.text = text;
  node.kids = std::move(kids);
  return node;
}
inline Node string(std::string_view value) { return make(NodeKind::String, value); }
inline Node number(std::string_view digits) { return make(NodeKind::Number, digits); }

}  // namespace plumb::sql::neutral
