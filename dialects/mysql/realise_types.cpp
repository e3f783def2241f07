// What PostgreSQL's types become.
#include <algorithm>

#include "plumb/dialects/mysql/realise.h"

namespace plumb::mysql {
namespace {

using Kind = LogicalType::Kind;

constexpr long long kLongestVarchar = 16383, kLongestChar = 255;

Type of(std::string name, std::vector<std::string> args = {}) {
  Type out;
  out.name = std::move(name);
  out.args = std::move(args);
  return out;
}

Type sized(std::string name, long long n) { return of(std::move(name), {std::to_string(n)}); }

/// numeric(3, -2) has no digits behind the point, numeric(2, 4) four of them.
void decimal(RealisedType& out, const LogicalType& type) {
  constexpr int kMostDigits = 65, kMostScale = 30;
  if (type.precision < 0) {
    out.type = of("decimal", {"65", "30"});
    out.gap = "numeric without a precision is decimal(65,30): 35 digits before the point";
    return;
  }
  const int scale = std::max(type.scale, 0), digits = std::max(type.precision - std::min(type.scale, 0), scale);
  if (digits > kMostDigits || scale > kMostScale) out.gap = "numeric has at most 65 digits here, 30 of them decimals";
  out.type =
      of("decimal", {std::to_string(std::min(digits, kMostDigits)), std::to_string(std::min(scale, kMostScale))});
}

void text(RealisedType& out, const LogicalType& type, std::optional<int> length, const Abilities& can) {
  if (type.ignore_case) out.collation = can.folding;
  if (type.length > kLongestVarchar) {
    out.type = of("longtext");
    out.gap = "varchar of more than 16383 characters is longtext, and nobody looks at its length";
  } else if (type.length > 0) {
    out.type = type.fixed && type.length <= kLongestChar ? sized("char", type.length) : sized("varchar", type.length);
  } else {
    out.type = length ? sized("varchar", *length) : of("longtext");
  }
}

void bits(RealisedType& out, const LogicalType& type) {
  if (type.fixed && type.bits <= 64) {
    out.type = sized("bit", std::max(type.bits, 1));
    return;
  }
  out.type = type.bits > 0 && type.bits <= kLongestVarchar ? sized("varchar", type.bits) : of("longtext");
  out.gap = "bit varying and more than 64 bits are kept as text of 0 and 1, and nobody looks at it";
}

Type moment(std::string name, int digits) {
  if (digits < 0) digits = 6;
  return digits == 0 ? of(std::move(name)) : sized(std::move(name), digits);
}

void labels(RealisedType& out, const LogicalType& type, const char* name) {
  if (type.labels.empty()) {  // an enum nobody has given labels yet: nothing but NULL goes in
    out.type = sized("varchar", 255);
    out.gap = "an enum without labels is varchar(255)";
    return;
  }
  out.type = of(name, type.labels);
}

/// Kept as its own text; nobody looks at what is in it.
void opaque(RealisedType& out, std::optional<int> length, const char* what) {
  out.type = length ? sized("varchar", *length) : of("longtext");
  out.gap = std::string(what) + " is kept as text, and nobody looks at what is in it";
}

bool is_postgis(const LogicalType& type) {
  return type.user_type.name == "geometry" || type.user_type.name == "geography";
}

}  // namespace

bool is_unbounded(const LogicalType& type) {
  switch (type.kind) {
    case Kind::Text:
    case Kind::Bytes: return type.length <= 0;
    case Kind::Xml:
    case Kind::TextSearch:
    case Kind::Range:
    case Kind::Unknown: return true;
    case Kind::Geometry: return !is_postgis(type);
    case Kind::Bits: return !type.fixed && type.bits == 0;
    default: return false;
  }
}

RealisedType realise_type(const LogicalType& type, std::optional<int> length, const Abilities& can) {
  RealisedType out;
  switch (type.kind) {
    case Kind::Boolean: out.type = sized("tinyint", 1); break;
    case Kind::Integer:
      out.type = of(type.bits == 8 ? "tinyint" : type.bits == 16 ? "smallint" : type.bits == 64 ? "bigint" : "int");
      break;
    case Kind::Decimal: decimal(out, type); break;
    case Kind::Money: out.type = of("decimal", {"19", "2"}); break;
    case Kind::Float: out.type = of(type.bits == 32 ? "float" : "double"); break;
    case Kind::Text: text(out, type, length, can); break;
    case Kind::Bytes: out.type = length ? sized("varbinary", *length) : of("longblob"); break;
    case Kind::Uuid:
      out.type = can.uuid.empty() ? of("uuid") : sized("char", 36);
      out.collation = can.uuid;
      break;
    case Kind::Json:
    case Kind::Array: out.type = of("json"); break;
    case Kind::Vector:
      if (can.vectors && type.length > 0)
        out.type = sized("vector", type.length);
      else
        out.type = of("json");
      break;
    case Kind::Date: out.type = of("date"); break;
    case Kind::Time:
      out.type = moment("time", type.precision);
      if (type.with_zone) out.gap = "time with time zone has no zone here";
      break;
    case Kind::Timestamp: out.type = moment(type.with_zone ? "timestamp" : "datetime", type.precision); break;
    case Kind::Interval:
      out.type = sized("varchar", 64);
      out.gap = "interval is kept as text, and nobody looks at what is in it";
      break;
    case Kind::Inet:
      out.type = sized("varchar", 43);
      out.gap = "inet, cidr and macaddr are kept as text, and nobody looks at what is in it";
      break;
    case Kind::Enum: labels(out, type, "enum"); break;
    case Kind::Set: labels(out, type, "set"); break;
    case Kind::Year: out.type = of("year"); break;
    case Kind::Bits: bits(out, type); break;
    case Kind::Geometry:
      if (is_postgis(type) && can.spatial)
        out.type = of("geometry");
      else
        opaque(out, length, "geometry");
      break;
    case Kind::Xml: opaque(out, length, "xml"); break;
    case Kind::TextSearch: opaque(out, length, "tsvector"); break;
    case Kind::Range: opaque(out, length, "a range"); break;
    case Kind::Unknown: opaque(out, length, "a composite or unknown type"); break;
  }
  return out;
}

}  // namespace plumb::mysql
