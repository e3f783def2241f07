// What MySQL's types mean, for translation to other dialects.
#include <cstdlib>

#include "plumb/dialects/mysql/charsets.h"
#include "plumb/dialects/mysql/types.h"

namespace plumb::mysql {
namespace {

using Kind = LogicalType::Kind;

int number(const Type& type, std::size_t at, int otherwise) {
  return type.args.size() > at ? std::atoi(type.args[at].c_str()) : otherwise;
}

LogicalType integer(const Type& type, int bits) {
  LogicalType out;
  out.kind = Kind::Integer;
  out.bits = bits;
  out.unsigned_ = has_word(type, "unsigned") || has_word(type, "zerofill");
  // What drivers and people take for a boolean. Its other values are legal all the same.
  if (bits == 8 && !out.unsigned_ && type.args.size() == 1 && type.args[0] == "1") out.kind = Kind::Boolean;
  return out;
}

LogicalType text(long long length, bool fixed, const Column* column) {
  LogicalType out;
  out.kind = Kind::Text;
  out.length = length;
  out.fixed = fixed;
  // Without a collation it is the server's own: of MySQL and MariaDB one that ignores case.
  out.ignore_case = column && ignores_case(column->collation);
  return out;
}

LogicalType bytes(long long length, bool fixed) {
  LogicalType out;
  out.kind = Kind::Bytes;
  out.length = length;
  out.fixed = fixed;
  return out;
}

LogicalType of(Kind kind) {
  LogicalType out;
  out.kind = kind;
  return out;
}

LogicalType moment(const Type& type, Kind kind) {
  LogicalType out = of(kind);
  out.precision = number(type, 0, 0);
  // A timestamp is stored in UTC and shown in the session's zone.
  out.with_zone = base_name(type) == "timestamp";
  return out;
}

LogicalType labelled(const Type& type, Kind kind, const Column* column) {
  LogicalType out = of(kind);
  out.labels = type.args;
  out.ignore_case = column && ignores_case(column->collation);
  return out;
}

LogicalType floating(const Type& type, int bits) {
  LogicalType out = of(Kind::Float);
  out.bits = bits;
  out.unsigned_ = has_word(type, "unsigned");
  return out;
}

LogicalType decimal(const Type& type) {
  LogicalType out = of(Kind::Decimal);
  out.precision = number(type, 0, 10);
  out.scale = number(type, 1, 0);
  out.unsigned_ = has_word(type, "unsigned");
  return out;
}

}  // namespace

LogicalType logical_type(const Type& type, const Column* column) {
  const std::string_view name = base_name(type);
  if (name == "tinyint") return integer(type, 8);
  if (name == "smallint") return integer(type, 16);
  if (name == "mediumint") return integer(type, 24);
  if (name == "int") return integer(type, 32);
  if (name == "bigint") return integer(type, 64);
  if (name == "decimal") return decimal(type);
  if (name == "float") return floating(type, 32);
  if (name == "double") return floating(type, 64);
  if (name == "char") return text(number(type, 0, 1), true, column);
  if (name == "varchar") return text(number(type, 0, -1), false, column);
  // The limits of the texts and blobs are bytes.
  if (name == "tinytext") return text(255, false, column);
  if (name == "text") return text(65535, false, column);
  if (name == "mediumtext") return text(16777215, false, column);
  if (name == "longtext") return text(-1, false, column);
  if (name == "binary") return bytes(number(type, 0, 1), true);
  if (name == "varbinary") return bytes(number(type, 0, -1), false);
  if (name == "tinyblob") return bytes(255, false);
  if (name == "blob") return bytes(65535, false);
  if (name == "mediumblob") return bytes(16777215, false);
  if (name == "longblob") return bytes(-1, false);
  if (name == "date") return of(Kind::Date);
  if (name == "time") return moment(type, Kind::Time);
  if (name == "datetime" || name == "timestamp") return moment(type, Kind::Timestamp);
  if (name == "year") return of(Kind::Year);
  if (name == "json") return of(Kind::Json);
  if (name == "enum") return labelled(type, Kind::Enum, column);
  if (name == "set") return labelled(type, Kind::Set, column);
  if (name == "uuid") return of(Kind::Uuid);
  if (name == "inet4" || name == "inet6") return of(Kind::Inet);
  if (name == "vector") {
    LogicalType out = of(Kind::Vector);
    out.length = number(type, 0, -1);
    return out;
  }
  if (name == "bit") {
    LogicalType out = of(Kind::Bits);
    out.bits = number(type, 0, 1);
    return out;
  }
  for (const char* shape : {"geometry", "point", "linestring", "polygon", "multipoint", "multilinestring",
                            "multipolygon", "geometrycollection"})
    if (name == shape) return of(Kind::Geometry);
  return {};
}

}  // namespace plumb::mysql
