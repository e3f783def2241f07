// Rows for a schema.
#include <fmt/format.h>

#include "plumb/tests/live/postgres_laws/script_pair.h"
#include "plumb/tests/live/postgres_laws/script_types.h"

namespace plumb::test {

std::vector<std::string> rows_of(const ScriptSchema& schema, int rows) {
  std::vector<std::string> out;
  const auto value = [&](const ScriptTable& t, const ScriptColumn& c) -> std::string {
    for (const auto& [name, k] : t.keys)
      if (k.column == c.name) return "i";
    if (c.name == "id") return "i";
    if (const auto e = schema.enums.find(c.type); e != schema.enums.end())
      return literal(e->second.front()) + "::" + c.type;
    if (schema.domains.count(c.type)) return "i";
    if (c.type == "integer" || c.type == "bigint" || c.type == "smallint" || c.type.starts_with("numeric") ||
        c.type == "double precision")
      return "1 + i % 7";
    if (c.type == "text" || c.type.starts_with("varchar") || c.type.starts_with("char")) return "'v' || i";
    if (c.type == "boolean") return "i % 2 = 0";
    if (c.type == "jsonb") return "jsonb_build_object('n', i)";
    if (c.type == "uuid") return "md5(i::text)::uuid";
    if (c.type == "text[]" || c.type == "integer[]") return "ARRAY[i]::" + c.type;
    if (c.type == "interval") return "make_interval(days => i)";
    if (c.type == "bytea") return "decode('00ff', 'hex')";
    if (c.type == "inet") return "'10.0.0.1'::inet";
    return "timestamp '2024-01-01 00:00' + make_interval(hours => i)";
  };
  for (const auto& [name, t] : schema.tables) {
    std::string columns, values;
    for (const ScriptColumn& c : t.columns) {
      if (c.kind == ScriptColumn::Kind::Generated) continue;
      columns += (columns.empty() ? "" : ", ") + quoted(c.name);
      values += (values.empty() ? "" : ", ") + value(t, c);
    }
    out.push_back(fmt::format("INSERT INTO {} ({}) SELECT {} FROM generate_series(1, {}) AS i", quoted(name), columns,
                              values, rows));
  }
  return out;
}

}  // namespace plumb::test
