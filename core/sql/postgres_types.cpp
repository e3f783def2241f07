#include "plumb/core/sql/postgres_types.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/literal.h"

namespace plumb::sql {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// Alias → the name that the server reports. Sorted.
constexpr std::array kAliases = {
    Pair{"bool", "boolean"},
    Pair{"bpchar", "character"},
    Pair{"char", "character"},
    Pair{"char varying", "character varying"},
    Pair{"dec", "numeric"},
    Pair{"decimal", "numeric"},
    Pair{"float", "double precision"},
    Pair{"float4", "real"},
    Pair{"float8", "double precision"},
    Pair{"int", "integer"},
    Pair{"int2", "smallint"},
    Pair{"int4", "integer"},
    Pair{"int8", "bigint"},
    Pair{"national char", "character"},
    Pair{"national char varying", "character varying"},
    Pair{"national character", "character"},
    Pair{"national character varying", "character varying"},
    Pair{"nchar", "character"},
    Pair{"nchar varying", "character varying"},
    Pair{"time", "time without time zone"},
    Pair{"timestamp", "timestamp without time zone"},
    Pair{"timestamptz", "timestamp with time zone"},
    Pair{"timetz", "time with time zone"},
    Pair{"varbit", "bit varying"},
    Pair{"varchar", "character varying"},
};

// What pg_catalog has of types that a column, argument or cast can have. Sorted.
// clang-format off
constexpr std::array<std::string_view, 104> kTypes = {
    "\"char\"", "aclitem", "any", "anyarray", "anycompatible", "anycompatiblearray",
    "anycompatiblemultirange", "anycompatiblenonarray", "anycompatiblerange", "anyelement",
    "anyenum", "anymultirange", "anynonarray", "anyrange", "bigint", "bit", "bit varying", "boolean",
    "box", "bpchar", "bytea", "character", "character varying", "cid", "cidr", "circle", "cstring",
    "date", "datemultirange", "daterange", "double precision", "event_trigger", "fdw_handler",
    "gtsvector", "index_am_handler", "inet", "int2vector", "int4multirange", "int4range",
    "int8multirange", "int8range", "integer", "internal", "interval", "json", "jsonb", "jsonpath",
    "language_handler", "line", "lseg", "macaddr", "macaddr8", "money", "name", "numeric",
    "nummultirange", "numrange", "oid", "oidvector", "path", "pg_ddl_command", "pg_lsn",
    "pg_node_tree", "pg_snapshot", "point", "polygon", "real", "record", "refcursor", "regclass",
    "regcollation", "regconfig", "regdictionary", "regnamespace", "regoper", "regoperator",
    "regproc", "regprocedure", "regrole", "regtype", "smallint", "table_am_handler", "text", "tid",
    "time with time zone", "time without time zone", "timestamp with time zone",
    "timestamp without time zone", "trigger", "tsm_handler", "tsmultirange", "tsquery", "tsrange",
    "tstzmultirange", "tstzrange", "tsvector", "txid_snapshot", "unknown", "uuid", "void", "xid",
    "xid8", "xml", "xmlunused"};
// clang-format on
static_assert(std::is_sorted(kTypes.begin(), kTypes.end()));
static_assert(std::is_sorted(kAliases.begin(), kAliases.end()));

constexpr std::array kSerials = {
    Pair{"bigserial", "bigint"}, Pair{"serial", "integer"}, Pair{"serial2", "smallint"},
    Pair{"serial4", "integer"},  Pair{"serial8", "bigint"}, Pair{"smallserial", "smallint"},
};

template <class Table>
std::string_view look_up(const Table& table, std::string_view name) {
  auto at = std::lower_bound(table.begin(), table.end(), name,
                             [](const Pair& entry, std::string_view n) { return entry.first < n; });
  return at != table.end() && at->first == name ? at->second : std::string_view();
}

void settle_arguments(Type& type, bool was_bpchar, bool was_float) {
  for (std::string& arg : type.args) arg = whole_number(arg).value_or(arg);
  if (type.name == "character") {
    // A bare bpchar has no length, a bare char is char(1).
    if (type.args.empty() && was_bpchar)
      type.name = "bpchar";
    else if (type.args.empty())
      type.args = {"1"};
  } else if (type.name == "bit") {
    if (type.args.empty()) type.args = {"1"};
  } else if (type.name == "numeric") {
    if (type.args.size() == 1) type.args.push_back("0");
  } else if (was_float && type.args.size() == 1) {
    if (type.args[0].size() < 2 || type.args[0] <= "24") type.name = "real";
    type.args.clear();
  }
}

// Quoted where the name would not come back as it is.
std::string spell_part(const std::string& name) {
  bool plain = !name.empty() && !(name[0] >= '0' && name[0] <= '9');
  for (char c : name)
    plain = plain && (lower(c) == c) && (c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
  // A reserved word would not come back as a name.
  static const Syntax postgres = [] {
    Syntax syntax;
    syntax.grammar.postgres = true;
    return syntax;
  }();
  plain = plain && !needs_quotes(name, postgres);
  return plain ? name : "\"" + replace_all(name, "\"", "\"\"") + "\"";
}

}  // namespace

std::optional<std::string> whole_number(std::string_view written) {
  std::string digits;
  for (const char c : written)
    if (c != '_') digits += lower(c);
  const bool negative = digits.starts_with('-');
  std::string_view bare = std::string_view(digits).substr(negative ? 1 : 0);
  const int base = bare.starts_with("0x") ? 16 : bare.starts_with("0o") ? 8 : bare.starts_with("0b") ? 2 : 10;
  if (base != 10) bare.remove_prefix(2);
  std::uint64_t value = 0;
  const auto [stopped, error] = std::from_chars(bare.data(), bare.data() + bare.size(), value, base);
  if (bare.empty() || error != std::errc() || stopped != bare.data() + bare.size()) return std::nullopt;
  return (negative && value != 0 ? "-" : "") + std::to_string(value);
}

bool is_postgres_type(std::string_view name) {
  return std::binary_search(kTypes.begin(), kTypes.end(), name) || name.starts_with("interval ");
}

std::string_view serial_type(std::string_view name) { return look_up(kSerials, name); }

void settle_postgres_type(Type& type) {
  if (type.user_type) {
    // pg_catalog.int4 is int4; a name of another schema is a user's.
    if (type.user_type->schema != "pg_catalog") return;
    type.name = type.user_type->name == "char" ? "\"char\"" : type.user_type->name;
    type.user_type.clear();
  }
  if (type.name.empty()) return;
  // _int4 is the catalogue's name of int4[].
  if (type.name[0] == '_' && type.array_dims == 0) {
    std::string_view element = std::string_view(type.name).substr(1);
    if (!look_up(kAliases, element).empty() || is_postgres_type(element)) {
      type.name.erase(0, 1);
      type.array_dims = 1;
    }
  }
  const bool was_bpchar = type.name == "bpchar", was_float = type.name == "float";
  if (const std::string_view alias = look_up(kAliases, type.name); !alias.empty()) type.name = alias;
  if (is_postgres_type(type.name)) {
    settle_arguments(type, was_bpchar, was_float);
  } else if (serial_type(type.name).empty()) {
    type.user_type = QualifiedName(std::move(type.name));
    type.name.clear();
  }
}

std::string spell_postgres_type(const Type& type) {
  std::string out = type.name;
  if (type.user_type) {
    out.clear();
    if (!type.user_type->schema.empty()) out = spell_part(type.user_type->schema) + ".";
    out += spell_part(type.user_type->name);
  }
  if (!type.args.empty()) {
    const std::string arguments = "(" + join(type.args, ",") + ")";
    // timestamp(3) with time zone
    const auto zone = out.starts_with("time") ? out.find(" with") : std::string::npos;
    if (zone == std::string::npos)
      out += arguments;
    else
      out.insert(zone, arguments);
  }
  for (int i = 0; i < type.array_dims; ++i) out += "[]";
  return out;
}

QualifiedName postgres_name(std::string_view text) {
  QualifiedName out;
  std::string part;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      for (++i; i < text.size(); ++i) {
        if (text[i] == '"' && (i + 1 >= text.size() || text[i + 1] != '"')) break;
        if (text[i] == '"') ++i;
        part += text[i];
      }
    } else if (text[i] == '.') {
      out.schema = std::move(part);
      part.clear();
    } else {
      part += lower(text[i]);
    }
  }
  out.name = std::move(part);
  return out;
}

}  // namespace plumb::sql
