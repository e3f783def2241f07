#include "plumb/dialects/postgres/expression_types.h"

#include <algorithm>
#include <array>
#include <utility>

namespace plumb::postgres {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// Sorted by name.
constexpr std::array kFunctions = {
    Pair{"array_length", "integer"},
    Pair{"array_ndims", "integer"},
    Pair{"array_position", "integer"},
    Pair{"array_to_string", "text"},
    Pair{"ascii", "integer"},
    Pair{"bit_length", "integer"},
    Pair{"btrim", "text"},
    Pair{"cardinality", "integer"},
    Pair{"char_length", "integer"},
    Pair{"character_length", "integer"},
    Pair{"chr", "text"},
    Pair{"clock_timestamp", "timestamp with time zone"},
    Pair{"concat", "text"},
    Pair{"concat_ws", "text"},
    Pair{"count", "bigint"},
    Pair{"current_setting", "text"},
    Pair{"date_part", "double precision"},
    Pair{"decode", "bytea"},
    Pair{"encode", "text"},
    Pair{"extract", "numeric"},
    Pair{"format", "text"},
    Pair{"gen_random_uuid", "uuid"},
    Pair{"initcap", "text"},
    Pair{"json_array_length", "integer"},
    Pair{"json_typeof", "text"},
    Pair{"jsonb_array_length", "integer"},
    Pair{"jsonb_typeof", "text"},
    Pair{"left", "text"},
    Pair{"length", "integer"},
    Pair{"lower", "text"},
    Pair{"lpad", "text"},
    Pair{"ltrim", "text"},
    Pair{"make_date", "date"},
    Pair{"make_interval", "interval"},
    Pair{"md5", "text"},
    Pair{"nextval", "bigint"},
    Pair{"now", "timestamp with time zone"},
    Pair{"num_nonnulls", "integer"},
    Pair{"num_nulls", "integer"},
    Pair{"octet_length", "integer"},
    Pair{"position", "integer"},
    Pair{"quote_ident", "text"},
    Pair{"quote_literal", "text"},
    Pair{"random", "double precision"},
    Pair{"regexp_replace", "text"},
    Pair{"repeat", "text"},
    Pair{"replace", "text"},
    Pair{"reverse", "text"},
    Pair{"right", "text"},
    Pair{"rpad", "text"},
    Pair{"rtrim", "text"},
    Pair{"split_part", "text"},
    Pair{"statement_timestamp", "timestamp with time zone"},
    Pair{"string_to_array", "text[]"},
    Pair{"strpos", "integer"},
    Pair{"substr", "text"},
    Pair{"substring", "text"},
    Pair{"to_char", "text"},
    Pair{"to_date", "date"},
    Pair{"to_jsonb", "jsonb"},
    Pair{"to_number", "numeric"},
    Pair{"to_timestamp", "timestamp with time zone"},
    Pair{"to_tsquery", "tsquery"},
    Pair{"to_tsvector", "tsvector"},
    Pair{"transaction_timestamp", "timestamp with time zone"},
    Pair{"translate", "text"},
    Pair{"trim", "text"},
    Pair{"upper", "text"},
    Pair{"uuidv4", "uuid"},
    Pair{"uuidv7", "uuid"},
};
static_assert(std::is_sorted(kFunctions.begin(), kFunctions.end()));

bool is_comparison(std::string_view op) {
  static constexpr std::array<std::string_view, 28> kOps = {"=",
                                                            "<>",
                                                            "<",
                                                            "<=",
                                                            ">",
                                                            ">=",
                                                            "~",
                                                            "~*",
                                                            "!~",
                                                            "!~*",
                                                            "~~",
                                                            "~~*",
                                                            "!~~",
                                                            "!~~*",
                                                            "@>",
                                                            "<@",
                                                            "&&",
                                                            "?",
                                                            "?|",
                                                            "?&",
                                                            "@@",
                                                            "@?",
                                                            "AND",
                                                            "OR",
                                                            "IS",
                                                            "IS NOT",
                                                            "IS DISTINCT FROM",
                                                            "IS NOT DISTINCT FROM"};
  return std::find(kOps.begin(), kOps.end(), op) != kOps.end();
}

bool is_date_time(std::string_view type) { return type == "date" || type.starts_with("timestamp"); }

}  // namespace

bool is_text(std::string_view type) { return type == "text" || type == "character varying" || type == "name"; }
bool is_integer(std::string_view type) { return type == "integer" || type == "bigint" || type == "smallint"; }
int numeric_rank(std::string_view type) {
  static constexpr std::array<std::string_view, 6> kRanks = {"smallint", "integer", "bigint",
                                                             "numeric",  "real",    "double precision"};
  const auto at = std::find(kRanks.begin(), kRanks.end(), type);
  return at == kRanks.end() ? 0 : static_cast<int>(at - kRanks.begin()) + 1;
}
bool is_numeric(std::string_view type) { return numeric_rank(type) > 0; }

bool casts_by_itself(std::string_view from, std::string_view to) {
  if (from == to || from == "unknown") return true;
  if (to == "text") return from == "character varying" || from == "name";
  if (to == "name") return false;
  const int a = numeric_rank(from), b = numeric_rank(to);
  if (a && b) return a < b;
  if (from == "date") return to.starts_with("timestamp");
  return from == "timestamp without time zone" && to == "timestamp with time zone";
}

std::string operator_type(std::string_view op, const std::string& a, const std::string& b) {
  if (is_comparison(op)) return "boolean";
  if (op == "->>" || op == "#>>") return "text";
  if (op == "->" || op == "#>" || op == "#-") return a;
  if (op == "||") {
    if (is_text(a) || is_text(b)) return "text";
    return a == "unknown" ? b : a;
  }
  if (op == "AT TIME ZONE")
    return a == "timestamp with time zone" ? "timestamp without time zone" : "timestamp with time zone";
  if (is_numeric(a) && is_numeric(b)) return numeric_rank(a) >= numeric_rank(b) ? a : b;
  if (op == "-" && a == b && is_date_time(a)) return a == "date" ? "integer" : "interval";
  if (is_date_time(a) && b == "interval") return a == "date" ? "timestamp without time zone" : a;
  if (is_date_time(a) && b == "unknown") return a;
  if (a == "unknown") return b;
  if (b == "unknown") return a;
  return a == b ? a : std::string();
}

std::string_view function_type(std::string_view name) {
  const auto at = std::lower_bound(kFunctions.begin(), kFunctions.end(), name,
                                   [](const Pair& entry, std::string_view n) { return entry.first < n; });
  return at != kFunctions.end() && at->first == name ? at->second : std::string_view();
}

}  // namespace plumb::postgres
