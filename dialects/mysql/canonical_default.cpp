// What stands behind DEFAULT and ON UPDATE, in its normal form.
#include <cstdlib>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/canonical.h"
#include "plumb/dialects/mysql/types.h"

namespace plumb::mysql {
namespace {

using sql::Node;
using sql::NodeKind;

bool is_now(const Node& node) { return node.kind == NodeKind::Call && node.text == "now"; }

std::string current_timestamp(const Column& column) {
  const bool digits = column.type.args.size() == 1 && values_of(column.type) == Values::Timestamp;
  return digits ? "CURRENT_TIMESTAMP(" + column.type.args[0] + ")" : "CURRENT_TIMESTAMP";
}

int hex_digit(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

std::string bytes_of(std::string_view hex) {
  std::string out;
  for (std::size_t i = hex.size() % 2; i + 1 < hex.size() + 1 && i < hex.size(); i += 2)
    out += static_cast<char>(hex_digit(hex[i]) * 16 + hex_digit(hex[i + 1]));
  return out;
}

// The binary digits of a number, without zeros in front.
std::string bits_of(unsigned long long value) {
  std::string out;
  for (; value; value >>= 1) out.insert(out.begin(), value & 1 ? '1' : '0');
  return out.empty() ? "0" : out;
}

unsigned long long number_of(const Node& literal) {
  const int base = literal.kind == NodeKind::Blob ? 16 : literal.kind == NodeKind::Bits ? 2 : 10;
  unsigned long long value = 0;
  for (char c : literal.text) value = value * static_cast<unsigned>(base) + static_cast<unsigned>(hex_digit(c));
  return value;
}

bool is_literal(const Node& node) {
  switch (node.kind) {
    case NodeKind::Number:
    case NodeKind::String:
    case NodeKind::Blob:
    case NodeKind::Bits:
    case NodeKind::True:
    case NodeKind::False: return true;
    default: return false;
  }
}

// Labels of a set in the order of the type.
std::string set_value(std::string_view value, const Type& type) {
  std::string out;
  for (const std::string& label : type.args) {
    for (std::size_t from = 0; from <= value.size();) {
      const std::size_t to = std::min(value.find(',', from), value.size());
      if (equals_ignoring_case(value.substr(from, to - from), label)) {
        if (!out.empty()) out += ',';
        out += label;
        break;
      }
      from = to + 1;
    }
  }
  return out.empty() ? std::string(value) : out;
}

std::string value_text(const Node& literal) {
  if (literal.kind == NodeKind::True) return "1";
  if (literal.kind == NodeKind::False) return "0";
  if (literal.kind == NodeKind::Blob) return bytes_of(literal.text);
  if (literal.kind == NodeKind::Bits)
    return bytes_of([&] {
      const std::string digits = literal.text;
      std::string hex;
      unsigned long long value = number_of(literal);
      for (std::size_t n = 0; n < (digits.size() + 7) / 8 * 2; ++n, value >>= 4)
        hex.insert(hex.begin(), "0123456789ABCDEF"[value & 15]);
      return hex;
    }());
  return literal.text;
}

// char(n) loses the blanks at the end, binary(n) is filled up with zero bytes.
std::string padded(std::string value, const Type& type) {
  const std::string_view name = base_name(type);
  if (name == "char")
    value.erase(value.find_last_not_of(' ') + 1);
  else if (name == "binary" && type.args.size() == 1)
    if (const std::size_t length = std::strtoul(type.args[0].c_str(), nullptr, 10);
        value.size() < length && length <= 255)
      value.append(length - value.size(), '\0');
  return value;
}

std::string literal_text(const Node& literal, const Type& type, const Syntax& syntax) {
  const Values values = values_of(type);
  const bool number_like = literal.kind == NodeKind::Blob || literal.kind == NodeKind::Bits;
  switch (values) {
    case Values::Integer:
    case Values::Decimal:
    case Values::Float:
    case Values::Double:
    case Values::Year: {
      const std::string text = number_like ? std::to_string(number_of(literal)) : value_text(literal);
      const std::string number = canonical_number(text, type);
      return number.empty() ? sql::quote_string(text, syntax) : number;
    }
    case Values::Bits: {
      if (literal.kind == NodeKind::String) return sql::quote_string(literal.text, syntax);
      Node plain = literal;
      if (literal.kind == NodeKind::True || literal.kind == NodeKind::False) plain.text = value_text(literal);
      return "b'" + bits_of(number_of(plain)) + "'";
    }
    case Values::Date:
    case Values::Time:
    case Values::Timestamp: return sql::quote_string(canonical_moment(value_text(literal), type), syntax);
    case Values::Enum:
      if (literal.kind == NodeKind::Number)  // TiDB: the number of a label
        if (const unsigned long long n = number_of(literal); n >= 1 && n <= type.args.size())
          return sql::quote_string(type.args[n - 1], syntax);
      for (const std::string& label : type.args)
        if (equals_ignoring_case(label, value_text(literal))) return sql::quote_string(label, syntax);
      return sql::quote_string(value_text(literal), syntax);
    case Values::Set: return sql::quote_string(set_value(value_text(literal), type), syntax);
    default: return sql::quote_string(padded(value_text(literal), type), syntax);
  }
}

// Most defaults are a plain number or string: these need no parser.
bool plain_literal(std::string_view text, Node& out) {
  if (text.empty()) return false;
  if (text.front() == '\'' && text.size() >= 2 && text.back() == '\'') {
    const std::string_view inner = text.substr(1, text.size() - 2);
    if (inner.find_first_of("'\\") != std::string_view::npos) return false;
    out.kind = NodeKind::String;
    out.text = inner;
    return true;
  }
  if (text.find_first_not_of("0123456789.") != std::string_view::npos) return false;
  out.kind = NodeKind::Number;
  out.text = text;
  return true;
}

}  // namespace

void canonical_default(Column& column, const Canon& canon, const Table& table) {
  Expr* value = std::get_if<Expr>(&column.fill);
  if (!value) {
    // MariaDB: what is filled on update must be something before.
    const bool updated = !extra_of<MysqlColumn>(column.extra).on_update.empty();
    if (canon.target.flavour == "mariadb" && updated && !column.nullable && base_name(column.type) == "datetime")
      column.fill = Expr{"'0000-00-00 00:00:00'",
                         sql::quote_string(canonical_moment("0000-00-00", column.type), canon.target.syntax)};
    return;
  }
  const std::string text = value->canonical.empty() ? value->written : value->canonical;
  Node node;
  const bool parenthesised = !text.empty() && text.front() == '(';
  if (!plain_literal(text, node)) {
    auto tree = sql::parse_expression(text, canon.target.syntax);
    if (!tree) return;
    node = std::move(*tree);
    normalise(node, canon, &table);
  }
  if (node.kind == NodeKind::Null) {
    column.fill = std::monostate{};
    return;
  }
  if (node.kind == NodeKind::Typed && node.kids.size() == 1) {
    Node inner = std::move(node.kids.front());
    node = std::move(inner);
  }
  if (is_literal(node) && (!parenthesised || canon.flavour.plain_defaults))
    value->canonical = literal_text(node, column.type, canon.target.syntax);
  else if (is_now(node) && (!parenthesised || canon.flavour.now_is_timestamp) &&
           values_of(column.type) == Values::Timestamp)
    value->canonical = current_timestamp(column);
  else
    value->canonical = "(" + sql::print(node, canon.target.syntax) + ")";
  if (value->written.empty()) value->written = value->canonical;
}

void canonical_on_update(Column& column) {
  if (extra_of<MysqlColumn>(column.extra).on_update.empty()) return;
  // It can be nothing but the time of now, with the column's own precision.
  edit_extra<MysqlColumn>(column.extra).on_update.canonical = current_timestamp(column);
}

}  // namespace plumb::mysql
