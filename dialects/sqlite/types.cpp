// What SQLite's types mean elsewhere, for translation away from SQLite.
#include <charconv>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/sqlite/dialect.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::sqlite {
namespace {

using Kind = LogicalType::Kind;

bool has(std::string_view name, std::string_view part) { return name.find(part) != std::string_view::npos; }

/// By the well-known names first, then by SQLite's own rules of affinity.
Kind kind_of(std::string_view name) {
  if (has(name, "BOOL")) return Kind::Boolean;
  if (name == "UUID") return Kind::Uuid;
  if (has(name, "JSON")) return Kind::Json;
  if (name == "DATE") return Kind::Date;
  if (has(name, "TIMESTAMP") || has(name, "DATETIME")) return Kind::Timestamp;
  if (name == "TIME") return Kind::Time;
  if (has(name, "INT")) return Kind::Integer;
  if (has(name, "CHAR") || has(name, "CLOB") || has(name, "TEXT")) return Kind::Text;
  if (has(name, "BLOB")) return Kind::Bytes;
  if (has(name, "REAL") || has(name, "FLOA") || has(name, "DOUB")) return Kind::Float;
  if (has(name, "DEC") || has(name, "NUM")) return Kind::Decimal;
  return Kind::Unknown;
}

int argument(const Type& type, std::size_t index) {
  int value = -1;
  if (index < type.args.size())
    std::from_chars(type.args[index].data(), type.args[index].data() + type.args[index].size(), value);
  return value;
}

bool is_neutral(const sql::Node& node) {
  switch (node.kind) {
    case sql::NodeKind::Null:
    case sql::NodeKind::True:
    case sql::NodeKind::False:
    case sql::NodeKind::Number:
    case sql::NodeKind::String:
    case sql::NodeKind::Blob:
    case sql::NodeKind::Name: return true;
    default: return false;
  }
}

}  // namespace

LogicalType SqliteDialect::logical(const Type& type, const Column* column, const Schema&) const {
  LogicalType out;
  out.kind = kind_of(upper(type.name));
  if (out.kind == Kind::Integer) out.bits = 64;
  if (out.kind == Kind::Float) out.bits = 64;
  if (out.kind == Kind::Text || out.kind == Kind::Bytes) out.length = argument(type, 0);
  if (out.kind == Kind::Decimal) {
    out.precision = argument(type, 0);
    out.scale = argument(type, 1);
  }
  out.ignore_case = column && equals_ignoring_case(column->collation, "NOCASE");
  return out;
}

sql::Node SqliteDialect::neutral(const Expr& expression) const {
  const std::string& text = expression.canonical.empty() ? expression.written : expression.canonical;
  if (auto node = sql::parse_expression(text, syntax()); node && is_neutral(*node)) return *node;
  return sql::neutral::outside(text, "expressions of SQLite are not translated to other dialects");
}

}  // namespace plumb::sqlite
