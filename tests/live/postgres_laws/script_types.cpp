#include "plumb/tests/live/postgres_laws/script_types.h"

#include <fmt/format.h>

#include <iterator>
#include <map>

namespace plumb::test {
namespace {

constexpr const char* kTypes[] = {"integer",       "bigint",       "smallint",         "text",
                                  "varchar(40)",   "varchar(200)", "char(8)",          "numeric(12,2)",
                                  "numeric(14,2)", "numeric",      "boolean",          "jsonb",
                                  "uuid",          "text[]",       "integer[]",        "timestamptz",
                                  "timestamp(3)",  "date",         "double precision", "interval",
                                  "bytea",         "inet"};

}  // namespace

std::string quoted(const std::string& name) { return "\"" + name + "\""; }
std::string literal(const std::string& text) {
  std::string out = "'";
  for (char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

std::string any_type(Random& r) { return kTypes[r.below(std::size(kTypes))]; }

std::string default_of(Random& r, const std::string& type) {
  const auto any = [&](std::initializer_list<std::string_view> from) { return std::string(r.word(from)); };
  if (type == "integer" || type == "bigint" || type == "smallint") return any({"0", "7", "-1", "(1 + 2)"});
  if (type.starts_with("numeric") || type == "double precision") return any({"0", "1.5", "-2"});
  if (type == "text" || type.starts_with("varchar") || type.starts_with("char"))
    return any({"''", "'x'", "'it''s'", "upper('a')"});
  if (type == "boolean") return any({"true", "false"});
  if (type == "jsonb") return any({"'{}'", "'{\"a\": 1}'", "jsonb_build_object()"});
  if (type == "uuid") return any({"gen_random_uuid()"});
  if (type == "text[]" || type == "integer[]") return any({"'{}'", "ARRAY[]::" + type});
  if (type == "timestamptz" || type.starts_with("timestamp")) return any({"now()", "CURRENT_TIMESTAMP"});
  if (type == "date") return any({"CURRENT_DATE", "'2024-01-31'"});
  if (type == "interval") return any({"'1 day'", "'72:00'::interval"});
  return {};
}

std::vector<std::string> neighbours(const std::string& type) {
  static const std::map<std::string, std::vector<std::string>> all = {
      {"integer", {"bigint", "numeric", "text"}},
      {"smallint", {"integer", "bigint"}},
      {"bigint", {"numeric", "text", "integer"}},
      {"varchar(40)", {"varchar(200)", "text"}},
      {"varchar(200)", {"text", "varchar(40)"}},
      {"char(8)", {"text", "varchar(40)"}},
      {"text", {"varchar(200)"}},
      {"numeric(12,2)", {"numeric(14,2)", "numeric"}},
      {"numeric(14,2)", {"numeric", "double precision"}},
      {"date", {"timestamptz"}},
      {"timestamp(3)", {"timestamptz"}},
      {"boolean", {"text"}},
      {"uuid", {"text"}}};
  const auto at = all.find(type);
  return at == all.end() ? std::vector<std::string>{} : at->second;
}

std::string check_on(Random& r, const ScriptColumn& c) {
  const std::string name = quoted(c.name);
  if (c.kind == ScriptColumn::Kind::Generated) return name + " IS NOT NULL";
  if (c.type == "integer" || c.type == "bigint" || c.type == "smallint" || c.type.starts_with("numeric"))
    return name +
           std::string(r.word({" > -100", " <> -50", " IN (-1, 0, 1, 2, 3, 4, 5, 6, 7)", " BETWEEN -100 AND 100000"}));
  if (c.type == "text" || c.type.starts_with("varchar"))
    return fmt::format("{}({}) < 1000", r.word({"length", "char_length"}), name);
  return name + " IS NOT NULL OR true";
}

}  // namespace plumb::test
