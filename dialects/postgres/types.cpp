// What PostgreSQL's types mean, for other dialects.
#include <array>
#include <cstdlib>
#include <string>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/postgres_types.h"
#include "plumb/dialects/postgres/dialect.h"

namespace plumb::postgres {
namespace {

using Kind = LogicalType::Kind;

struct Simple {
  std::string_view name;
  Kind kind;
  int bits = 0;
};
constexpr std::array kSimple = {
    Simple{"\"char\"", Kind::Text},
    Simple{"bigint", Kind::Integer, 64},
    Simple{"boolean", Kind::Boolean},
    Simple{"box", Kind::Geometry},
    Simple{"bytea", Kind::Bytes},
    Simple{"cidr", Kind::Inet},
    Simple{"circle", Kind::Geometry},
    Simple{"date", Kind::Date},
    Simple{"double precision", Kind::Float, 64},
    Simple{"inet", Kind::Inet},
    Simple{"integer", Kind::Integer, 32},
    Simple{"json", Kind::Json},
    Simple{"jsonb", Kind::Json},
    Simple{"line", Kind::Geometry},
    Simple{"lseg", Kind::Geometry},
    Simple{"macaddr", Kind::Inet},
    Simple{"macaddr8", Kind::Inet},
    Simple{"money", Kind::Money},
    Simple{"name", Kind::Text},
    Simple{"oid", Kind::Integer, 64},
    Simple{"path", Kind::Geometry},
    Simple{"point", Kind::Geometry},
    Simple{"polygon", Kind::Geometry},
    Simple{"real", Kind::Float, 32},
    Simple{"smallint", Kind::Integer, 16},
    Simple{"text", Kind::Text},
    Simple{"tsquery", Kind::TextSearch},
    Simple{"tsvector", Kind::TextSearch},
    Simple{"uuid", Kind::Uuid},
    Simple{"xml", Kind::Xml},
};

int number(const Type& type, std::size_t at, int otherwise) {
  return type.args.size() > at ? std::atoi(type.args[at].c_str()) : otherwise;
}

bool is_range(std::string_view name) { return name.ends_with("range"); }

// Types with arguments, and those of whole families.
LogicalType built_in(const Type& type) {
  LogicalType out;
  const std::string& name = type.name;
  for (const Simple& simple : kSimple)
    if (simple.name == name) {
      out.kind = simple.kind;
      out.bits = simple.bits;
      return out;
    }
  if (name == "character varying" || name == "character" || name == "bpchar") {
    out.kind = Kind::Text;
    out.length = number(type, 0, -1);
    out.fixed = name == "character";
  } else if (name == "numeric") {
    out.kind = Kind::Decimal;
    out.precision = number(type, 0, -1);
    out.scale = number(type, 1, type.args.empty() ? -1 : 0);
  } else if (name == "bit" || name == "bit varying") {
    out.kind = Kind::Bits;
    out.bits = number(type, 0, 0);
    out.fixed = name == "bit";
  } else if (name.starts_with("timestamp")) {
    out.kind = Kind::Timestamp;
    out.with_zone = name.find("with time zone") != std::string::npos;
    out.precision = number(type, 0, 6);
  } else if (name.starts_with("time")) {
    out.kind = Kind::Time;
    out.with_zone = name.find("with time zone") != std::string::npos;
    out.precision = number(type, 0, 6);
  } else if (name.starts_with("interval")) {
    out.kind = Kind::Interval;
  } else if (is_range(name)) {
    out.kind = Kind::Range;
  }
  return out;
}

// Types that extensions bring, by their own names wherever they live.
bool from_extension(const QualifiedName& name, const Type& type, LogicalType& out) {
  if (name.name == "citext") {
    out.kind = Kind::Text;
    out.ignore_case = true;
  } else if (name.name == "vector" || name.name == "halfvec" || name.name == "sparsevec") {
    out.kind = Kind::Vector;
    out.length = number(type, 0, -1);
  } else if (name.name == "hstore") {
    out.kind = Kind::Json;
  } else if (name.name == "geometry" || name.name == "geography") {
    out.kind = Kind::Geometry;
  } else if (name.name == "ltree" || name.name == "lquery") {
    out.kind = Kind::Text;
  } else {
    return false;
  }
  out.user_type = name;
  return true;
}

LogicalType element_of(const Type& type, const Schema& schema, int depth) {
  LogicalType out;
  if (type.array_dims > 0) {
    out.kind = Kind::Array;
    Type element = type;
    --element.array_dims;
    out.element.push_back(element_of(element, schema, depth + 1));
    return out;
  }
  if (!type.user_type) return built_in(type);
  const QualifiedName& name = *type.user_type;
  if (const Enum* found = schema.enums.find(name)) {
    out.kind = Kind::Enum;
    for (const EnumLabel& label : found->labels) out.labels.push_back(label.text);
    out.user_type = name;
    return out;
  }
  if (const Domain* found = schema.domains.find(name); found && depth < 20) {
    out = element_of(found->type, schema, depth + 1);
    out.user_type = name;
    return out;
  }
  from_extension(name, type, out);
  out.user_type = name;
  return out;
}

}  // namespace

LogicalType PostgresDialect::logical(const Type& type, const Column* column, const Schema& schema) const {
  Type settled = type;
  sql::settle_postgres_type(settled);
  if (const std::string_view integer = sql::serial_type(settled.name); !integer.empty()) settled.name = integer;
  LogicalType out = element_of(settled, schema, 0);
  // ICU collations that ignore case are named so by custom; the standard ones all tell case apart.
  if (column && out.kind == Kind::Text && lower(column->collation).find("nocase") != std::string::npos)
    out.ignore_case = true;
  return out;
}

}  // namespace plumb::postgres
