// The names that one type has.
#include <map>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/literal.h"
#include "plumb/tests/support/spelling_script.h"

namespace plumb::test {

using sql::Tok;

namespace {

// `$` stands for what is in parentheses behind the type, with them; a type that never has any is written without.
using Aliases = std::map<std::string, std::vector<std::string>>;

const Aliases& postgres_aliases() {
  static const Aliases all = {
      {"integer", {"int", "int4", "INTEGER", "pg_catalog.int4", "\"int4\""}},
      {"int", {"integer", "int4"}},
      {"bigint", {"int8", "pg_catalog.int8", "BigInt"}},
      {"smallint", {"int2", "pg_catalog.\"int2\""}},
      {"text", {"pg_catalog.text", "TEXT", "\"text\""}},
      {"boolean", {"bool", "pg_catalog.bool"}},
      {"varchar$", {"character varying$", "char varying$", "national character varying$", "CHARACTER VARYING $"}},
      {"character varying$", {"varchar$", "char varying$", "pg_catalog.varchar$"}},
      {"varchar", {"character varying", "pg_catalog.varchar"}},
      {"char$", {"character$", "bpchar$", "nchar$", "national char$"}},
      {"character$", {"char$", "bpchar$"}},
      {"numeric$", {"decimal$", "dec$", "DECIMAL $", "pg_catalog.numeric$"}},
      {"numeric", {"decimal", "dec"}},
      {"timestamptz", {"timestamp with time zone", "pg_catalog.timestamptz"}},
      {"timestamp with time zone", {"timestamptz"}},
      {"timestamp$", {"timestamp$ without time zone"}},
      {"timestamp", {"timestamp without time zone"}},
      {"timestamp$ with time zone", {"timestamptz$"}},
      {"timestamptz$", {"timestamp$ with time zone"}},
      {"double precision", {"float8", "float", "float(53)", "float(30)", "pg_catalog.float8"}},
      {"real", {"float4", "float(24)", "float(1)"}},
      {"bit varying$", {"varbit$", "pg_catalog.varbit$"}},
      {"bytea", {"pg_catalog.bytea"}},
      {"jsonb", {"pg_catalog.jsonb", "JSONB"}},
      {"uuid", {"pg_catalog.uuid", "\"uuid\""}},
      {"date", {"pg_catalog.date", "Date"}},
      {"interval", {"pg_catalog.interval"}},
      {"serial", {"serial4"}},
      {"bigserial", {"serial8"}},
      {"smallserial", {"serial2"}},
  };
  return all;
}

const Aliases& mysql_aliases() {
  static const Aliases all = {
      {"int", {"integer", "int4", "INT", "int(11)", "int signed"}},
      {"int unsigned", {"integer unsigned", "int4 unsigned"}},
      {"bigint", {"int8", "BIGINT", "bigint(20)"}},
      {"bigint unsigned", {"int8 unsigned"}},
      {"smallint", {"int2", "smallint(6)"}},
      {"year", {"year(4)"}},
      {"mediumint", {"int3", "middleint"}},
      {"tinyint(1)", {"bool", "boolean"}},
      {"decimal$", {"dec$", "numeric$", "fixed$"}},
      {"varchar$", {"character varying$", "varcharacter$", "char varying$"}},
      {"char$", {"character$"}},
      {"double", {"double precision", "float8", "float(53)", "real"}},
      {"float", {"float4", "float(24)"}},
      {"mediumtext", {"long varchar", "long"}},
      {"mediumblob", {"long varbinary"}},
      {"datetime", {"datetime(0)", "DATETIME"}},
      {"time", {"time(0)"}},
      {"timestamp", {"timestamp(0)"}},
  };
  return all;
}

// SQLite keeps the author's word, but for its case and blanks.
void respell_sqlite(Words& type, Random& random) {
  for (Word& w : type) {
    if (w.kind == Tok::Word) w.text = random.chance(50) ? upper(w.text) : lower(w.text);
    if (is_op(w, "(")) w.gap = !w.gap;
  }
}

// One word for all that stands in front of an array's brackets or behind the type's parentheses.
void respell(Words& type, const Aliases& aliases, const Script& s, Random& random) {
  std::string key, arguments;
  std::size_t end = 0;
  for (; end < type.size() && !is_op(type[end], "[") && !is_any(type[end], {"CHARACTER", "CHARSET", "ARRAY"}); ++end) {
    if (end == 0 && is_name(type[0]) && type[0].kind == Tok::Name) return;
    if (is_op(type[end], "(")) {
      const std::size_t close = closing(type, end);
      arguments = text_of(slice(type, end, close + 1));
      key += arguments == "(1)" && key == "tinyint" ? "(1)" : "$";
      end = close;
    } else {
      key += (key.empty() ? "" : " ") + lower(type[end].text);
    }
  }
  if (end < type.size() && is_any(type[end], {"CHARACTER"}) && end == 0) {  // CHARACTER VARYING
    const Words rest = slice(type, 1, type.size());
    if (rest.empty() || !is_any(rest[0], {"VARYING"})) return;
    key = "character varying";
    end = 2;
    if (end < type.size() && is_op(type[end], "(")) {
      const std::size_t close = closing(type, end);
      arguments = text_of(slice(type, end, close + 1));
      key += "$";
      end = close + 1;
    }
  }
  const auto at = aliases.find(key);
  if (at == aliases.end()) return;
  std::string text = random.pick(at->second);
  if (const std::size_t dollar = text.find('$'); dollar != std::string::npos) text.replace(dollar, 1, arguments);
  const bool array = end < type.size() && is_op(type[end], "[");
  Words out = words_of(text, s.syntax());
  out[0].gap = true;
  if (array && type.size() == end + 2 && random.chance(50)) {
    append(out, words_of(random.chance(50) ? "ARRAY" : "array[4]", s.syntax()));
  } else {
    append(out, slice(type, end, type.size()));
  }
  type = std::move(out);
}

}  // namespace

void rename_types(Script& script, Random& random) {
  each_table(script, [&](TableText& t) {
    for (ColumnText& c : t.columns) {
      if (script.sqlite())
        respell_sqlite(c.type, random);
      else
        respell(c.type, script.mysql() ? mysql_aliases() : postgres_aliases(), script, random);
      if (!script.mysql()) continue;
      for (std::size_t i = 0; i + 1 < c.type.size(); ++i)
        if (stands(c.type, i, {"CHARACTER", "SET"}) && random.chance(50)) {
          c.type[i].text = "CHARSET";
          c.type.erase(c.type.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        }
    }
  });
}

}  // namespace plumb::test
