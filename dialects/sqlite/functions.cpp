#include "plumb/dialects/sqlite/functions.h"

#include <algorithm>
#include <array>

namespace plumb::sqlite {
namespace {

// clang-format off
constexpr auto kFunctions = std::to_array<std::string_view>({
    "abs", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "avg", "bm25", "ceil", "ceiling", "changes", "char",
    "coalesce", "concat", "concat_ws", "cos", "cosh", "count", "cume_dist", "date", "datetime", "degrees", "dense_rank", "exp",
    "first_value", "floor", "format", "fts5", "geopoly_area", "glob", "group_concat", "hex", "highlight", "if", "ifnull", "iif",
    "instr", "json", "json_array", "json_array_length", "json_error_position", "json_extract", "json_group_array",
    "json_group_object", "json_insert", "json_object", "json_patch", "json_pretty", "json_quote", "json_remove",
    "json_replace", "json_set", "json_type", "json_valid", "jsonb", "jsonb_array", "jsonb_extract", "jsonb_group_array",
    "jsonb_group_object", "jsonb_insert", "jsonb_object", "jsonb_patch", "jsonb_remove", "jsonb_replace", "jsonb_set",
    "julianday", "lag", "last_insert_rowid", "last_value", "lead", "length", "like", "likelihood", "likely", "ln", "log",
    "log10", "log2", "lower", "ltrim", "match", "matchinfo", "max", "median", "min", "mod", "nth_value", "ntile", "nullif",
    "octet_length", "offsets", "percent_rank", "pi", "pow", "power", "printf", "quote", "radians", "random", "randomblob",
    "rank", "replace", "round", "row_number", "rtreecheck", "rtreedepth", "rtreenode", "rtrim", "sign", "sin", "sinh",
    "snippet", "soundex", "sqlite_compileoption_get", "sqlite_compileoption_used", "sqlite_offset", "sqlite_source_id",
    "sqlite_version", "sqrt", "strftime", "string_agg", "substr", "substring", "subtype", "sum", "tan", "tanh", "time",
    "timediff", "total", "total_changes", "trim", "trunc", "typeof", "unhex", "unicode", "unixepoch", "unlikely", "upper",
    "zeroblob",
});
// clang-format on
static_assert(std::is_sorted(kFunctions.begin(), kFunctions.end()));

}  // namespace

bool is_builtin_function(std::string_view name) {
  return std::binary_search(kFunctions.begin(), kFunctions.end(), name);
}

}  // namespace plumb::sqlite
