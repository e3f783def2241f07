// Types of other dialects on PostgreSQL.
#include <algorithm>

#include "plumb/core/sql/writer.h"
#include "plumb/dialects/postgres/realise.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

using Kind = LogicalType::Kind;

void integer(RealisedType& out, const std::string& c, const LogicalType& type) {
  const auto between = [&](const char* low, const char* high) {
    out.checks.push_back(c + " BETWEEN " + low + " AND " + high);
  };
  switch (type.bits) {
    case 8:
      out.type.name = "smallint";
      type.unsigned_ ? between("0", "255") : between("-128", "127");
      break;
    case 16:
      out.type.name = type.unsigned_ ? "integer" : "smallint";
      if (type.unsigned_) between("0", "65535");
      break;
    case 24:
      out.type.name = "integer";
      type.unsigned_ ? between("0", "16777215") : between("-8388608", "8388607");
      break;
    case 32:
      out.type.name = type.unsigned_ ? "bigint" : "integer";
      if (type.unsigned_) between("0", "4294967295");
      break;
    default:
      out.type.name = "bigint";
      if (type.unsigned_) {
        out.checks.push_back(c + " >= 0");
        out.gap = "an unsigned bigint is a bigint on PostgreSQL: values from 2^63 on are refused";
      }
  }
}

void decimal(RealisedType& out, const std::string& c, const LogicalType& type) {
  out.type.name = "numeric";
  if (type.precision > 0) out.type.args = {std::to_string(type.precision), std::to_string(std::max(type.scale, 0))};
  if (type.unsigned_) out.checks.push_back(c + " >= 0");
}

void text(RealisedType& out, const LogicalType& type) {
  // What MySQL's TEXT and its larger kin hold at most is nobody's choice: text it is.
  constexpr long long kText = 65535;
  const bool sized = type.length >= 0 && type.length < kText;
  out.type.name = type.fixed ? "character" : sized ? "character varying" : "text";
  if (sized) out.type.args = {std::to_string(type.length)};
}

void moment(RealisedType& out, const LogicalType& type, std::string_view with, std::string_view without) {
  out.type.name = type.with_zone ? with : without;
  if (type.precision >= 0 && type.precision < 6) out.type.args = {std::to_string(type.precision)};
}

void bytes(RealisedType& out, const std::string& c, const LogicalType& type) {
  out.type.name = "bytea";
  constexpr long long kBlob = 65535;  // a BLOB's size is nobody's choice; that of VARBINARY(16) is
  if (type.length >= 0 && type.length < kBlob)
    out.checks.push_back("octet_length(" + c + ") " + (type.fixed ? "= " : "<= ") + std::to_string(type.length));
}

std::string members(const std::vector<std::string>& labels) {
  std::string out;
  for (const std::string& label : labels) out += (out.empty() ? "" : ", ") + sql::quote_string(label, syntax());
  return "ARRAY[" + out + "]";
}

}  // namespace

RealisedType realise_type(const LogicalType& type, std::string_view column) {
  RealisedType out;
  const std::string c = quote(column);
  switch (type.kind) {
    case Kind::Boolean: out.type.name = "boolean"; break;
    case Kind::Integer: integer(out, c, type); break;
    case Kind::Decimal: decimal(out, c, type); break;
    case Kind::Float:
      out.type.name = type.bits == 32 ? "real" : "double precision";
      if (type.unsigned_) out.checks.push_back(c + " >= 0");
      break;
    case Kind::Text: text(out, type); break;
    case Kind::Bytes: bytes(out, c, type); break;
    case Kind::Uuid: out.type.name = "uuid"; break;
    case Kind::Json: out.type.name = "jsonb"; break;
    case Kind::Date: out.type.name = "date"; break;
    case Kind::Time:
      moment(out, type, "time with time zone", "time without time zone");
      out.gap = "a time is one of the day on PostgreSQL: from 00:00 to 24:00";
      break;
    case Kind::Timestamp: moment(out, type, "timestamp with time zone", "timestamp without time zone"); break;
    case Kind::Interval: out.type.name = "interval"; break;
    case Kind::Enum: out.labels = type.labels; break;
    case Kind::Set:
      out.type.name = "text";
      out.checks.push_back("string_to_array(" + c + ", ',') <@ " + members(type.labels));
      out.gap = "a SET is text on PostgreSQL, of its labels in any order";
      break;
    case Kind::Bits:
      out.type.name = "bit";
      out.type.args = {std::to_string(std::max(type.bits, 1))};
      break;
    case Kind::Year:
      out.type.name = "smallint";
      out.checks.push_back(c + " = 0 OR " + c + " BETWEEN 1901 AND 2155");
      break;
    case Kind::Inet: out.type.name = "inet"; break;
    case Kind::Xml: out.type.name = "xml"; break;
    case Kind::Money: out.type.name = "money"; break;
    case Kind::Vector:
      out.type.name = "real";
      out.type.array_dims = 1;
      if (type.length > 0) out.checks.push_back("cardinality(" + c + ") = " + std::to_string(type.length));
      out.gap = "a vector is real[] on PostgreSQL, without pgvector's operators and indexes";
      break;
    case Kind::Geometry:
      out.type.name = "bytea";
      out.gap = "a spatial value is bytes (WKB) on PostgreSQL without PostGIS";
      break;
    case Kind::Array:
    case Kind::TextSearch:
    case Kind::Range:
    case Kind::Unknown:
      out.type.name = "text";
      out.gap = "PostgreSQL has no such type: the columns are text";
      break;
  }
  return out;
}

}  // namespace plumb::postgres
