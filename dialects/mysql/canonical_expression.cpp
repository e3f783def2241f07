// Expressions as the servers keep them: NOT pushed inwards, numbers in place of truth, one name for
// each operator.
#include <string>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/dialects/mysql/canonical.h"

namespace plumb::mysql {
namespace {

using sql::Node;
using sql::NodeKind;

Node make(NodeKind kind, std::string_view text, std::vector<Node> kids = {}) {
  Node node;
  node.kind = kind;
  node.text = text;
  node.kids = std::move(kids);
  return node;
}

Node binary(std::string_view op, Node left, Node right) {
  std::vector<Node> kids;
  kids.reserve(2);
  kids.push_back(std::move(left));
  kids.push_back(std::move(right));
  return make(NodeKind::Binary, op, std::move(kids));
}

bool is_logical(std::string_view op) { return op == "AND" || op == "OR" || op == "XOR"; }

std::string_view opposite(std::string_view op) {
  if (op == "=") return "<>";
  if (op == "<>") return "=";
  if (op == "<") return ">=";
  if (op == ">=") return "<";
  if (op == ">") return "<=";
  if (op == "<=") return ">";
  return {};
}

// It gives true or false, so that the server need not compare it with 0.
bool is_truth(const Node& node) {
  switch (node.kind) {
    case NodeKind::Between:
    case NodeKind::In:
    case NodeKind::Like:
    case NodeKind::IsNull:
    case NodeKind::Test:
    case NodeKind::Exists:
    case NodeKind::True:
    case NodeKind::False:
    case NodeKind::Quantified: return true;
    case NodeKind::Unary: return node.text == "NOT";
    case NodeKind::Binary: return is_logical(node.text) || !opposite(node.text).empty() || node.text == "<=>";
    default: return false;
  }
}

// "LIKE" ↔ "NOT LIKE".
void flip_not(std::string& text) {
  if (text.compare(0, 4, "NOT ") == 0)
    text.erase(0, 4);
  else
    text.insert(0, "NOT ");
}

// "IS NULL" ↔ "IS NOT NULL".
void flip_is(std::string& text) {
  if (text.compare(0, 7, "IS NOT ") == 0)
    text.erase(3, 4);
  else
    text.insert(3, "NOT ");
}

void flatten(Node& node) {
  std::vector<Node> kids;
  kids.reserve(node.kids.size());
  for (Node& kid : node.kids) {
    if (kid.kind == NodeKind::Binary && kid.text == node.text)
      for (Node& inner : kid.kids) kids.push_back(std::move(inner));
    else
      kids.push_back(std::move(kid));
  }
  node.kids = std::move(kids);
}

void normalise_binary(Node& node, const Canon& canon) {
  if (is_logical(node.text)) {
    for (Node& kid : node.kids) make_truth(kid, canon);
    if (node.text != "XOR") flatten(node);
    return;
  }
  if (node.text == "=" && node.kids.size() == 2 && node.kids[0].kind == NodeKind::Row &&
      node.kids[1].kind == NodeKind::Row && node.kids[0].kids.size() == node.kids[1].kids.size()) {
    // (a, b) = (1, 2) is a = 1 AND b = 2
    Node all = make(NodeKind::Binary, "AND");
    for (std::size_t i = 0; i < node.kids[0].kids.size(); ++i)
      all.kids.push_back(binary("=", std::move(node.kids[0].kids[i]), std::move(node.kids[1].kids[i])));
    node = std::move(all);
    return;
  }
  if (node.text == "->" || node.text == "->>") {
    const bool unquoted = node.text == "->>";
    node.kind = NodeKind::Call;
    node.text = "json_extract";
    if (!unquoted) return;
    Node call = make(NodeKind::Call, "json_unquote");
    call.kids.push_back(std::move(node));
    node = std::move(call);
  }
}

void normalise_unary(Node& node, const Canon& canon) {
  if (node.text == "NOT" || node.text == "!") {
    Node kid = std::move(node.kids.front());
    node = negated(std::move(kid), canon);
  } else if (node.text == "+") {
    Node kid = std::move(node.kids.front());
    node = std::move(kid);
  } else if (node.text == "-" && node.kids.front().kind == NodeKind::Number && node.kids.front().text.front() != '-') {
    Node kid = std::move(node.kids.front());
    node = make(NodeKind::Number, "-" + kid.text);
  } else if (node.text == "BINARY") {
    node.kind = NodeKind::Cast;
    node.text = "char charset binary";
  }
}

// The names of columns are the same in any case; the server keeps what the table says.
void normalise_name(Node& node, const Table* table) {
  if (!table) return;
  node.kids.clear();
  node.quoted = false;
  if (table->find_column(node.text)) return;
  for (const Column& column : table->columns)
    if (equals_ignoring_case(column.name, node.text)) {
      node.text = column.name;
      return;
    }
}

void normalise_cast(Node& node) {
  // binary and char charset binary are one; utf8mb4 is what a connection has.
  if (node.text == "binary") node.text = "char charset binary";
  for (const char* said : {" charset utf8mb4", " charset utf8mb3", " charset utf8"})
    if (const std::size_t at = node.text.find(said); at != std::string::npos) node.text.erase(at);
  if (node.text == "signed integer" || node.text == "signed int") node.text = "signed";
  if (node.text == "unsigned integer" || node.text == "unsigned int") node.text = "unsigned";
  if (node.text == "decimal") node.text = "decimal(10,0)";
  if (node.text.starts_with("decimal(") && node.text.find(',') == std::string::npos)
    node.text.insert(node.text.size() - 1, ",0");
  if (node.text == "character") node.text = "char";
}

// b'101' is kept as the bytes that it is.
void normalise_bits(Node& node) {
  std::string digits = node.text;
  digits.insert(0, (8 - digits.size() % 8) % 8, '0');
  node.kind = NodeKind::Blob;
  node.text.clear();
  for (std::size_t i = 0; i < digits.size(); i += 4) {
    int value = 0;
    for (std::size_t k = 0; k < 4; ++k) value = value * 2 + (digits[i + k] == '1');
    node.text += "0123456789ABCDEF"[value];
  }
}

// The charset of a literal is that of the connection that wrote it, and of no account where all of
// them have its characters.
bool drops_introducer(const Node& node) {
  if (node.text.size() < 2 || node.text.front() != '_' || node.text == "_binary" || node.kids.size() != 1) return false;
  if (node.text.starts_with("_utf8")) return true;
  for (char c : node.kids.front().text)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  return node.kids.front().kind == NodeKind::String;
}

}  // namespace

// A value where truth is wanted: MySQL keeps `(0 <> x)`, MariaDB `x <> 0`.
void make_truth(Node& node, const Canon& canon) {
  if (is_truth(node) || canon.target.flavour == "tidb") return;
  Node zero = make(NodeKind::Number, "0");
  if (canon.flavour.true_is_one)
    node = binary("<>", std::move(node), std::move(zero));
  else
    node = binary("<>", std::move(zero), std::move(node));
}

Node negated(Node node, const Canon& canon) {
  switch (node.kind) {
    case NodeKind::Binary:
      if (const auto op = opposite(node.text); !op.empty()) {
        node.text = op;
        return node;
      }
      if (node.text == "AND" || node.text == "OR") {
        node.text = node.text == "AND" ? "OR" : "AND";
        for (Node& kid : node.kids) {
          Node inner = std::move(kid);
          kid = negated(std::move(inner), canon);
        }
        flatten(node);
        return node;
      }
      break;
    case NodeKind::Unary:
      if (node.text == "NOT") {
        Node kid = std::move(node.kids.front());
        return kid;
      }
      break;
    case NodeKind::IsNull:
    case NodeKind::Test: flip_is(node.text); return node;
    case NodeKind::Between:
    case NodeKind::In:
    case NodeKind::Like: flip_not(node.text); return node;
    default: break;
  }
  if (!is_truth(node) && canon.target.flavour != "tidb") {
    Node zero = make(NodeKind::Number, "0");
    if (canon.flavour.true_is_one) return binary("=", std::move(node), std::move(zero));
    return binary("=", std::move(zero), std::move(node));
  }
  std::vector<Node> kids;
  kids.push_back(std::move(node));
  return make(NodeKind::Unary, "NOT", std::move(kids));
}

void normalise(Node& node, const Canon& canon, const Table* table) {
  if (node.kind == NodeKind::Name) return normalise_name(node, table);
  for (Node& kid : node.kids) normalise(kid, canon, table);
  switch (node.kind) {
    case NodeKind::True:
    case NodeKind::False:
      if (canon.flavour.true_is_one) node = make(NodeKind::Number, node.kind == NodeKind::True ? "1" : "0");
      return;
    case NodeKind::Typed:
      if (drops_introducer(node)) {
        Node kid = std::move(node.kids.front());
        node = std::move(kid);
      }
      return;
    case NodeKind::Number:  // TiDB: 1e3 is 1e+03
      if (const std::size_t e = node.text.find_first_of("eE");
          e != std::string::npos && node.text.find_first_of("xX") == std::string::npos) {
        node.text[e] = 'e';
        if (node.text.compare(e + 1, 1, "+") == 0) node.text.erase(e + 1, 1);
        const std::size_t digits = e + 1 + (node.text.compare(e + 1, 1, "-") == 0 ? 1 : 0);
        while (digits + 1 < node.text.size() && node.text[digits] == '0') node.text.erase(digits, 1);
      }
      return;
    case NodeKind::Bits: return normalise_bits(node);
    case NodeKind::Unary: return normalise_unary(node, canon);
    case NodeKind::Binary: return normalise_binary(node, canon);
    case NodeKind::Cast: return normalise_cast(node);
    case NodeKind::Keyword:
    case NodeKind::Call: return normalise_call(node, canon);
    case NodeKind::Test:
      if (node.text.ends_with("UNKNOWN")) {
        node.kind = NodeKind::IsNull;
        node.text = node.text.starts_with("IS NOT") ? "IS NOT NULL" : "IS NULL";
      } else if (!canon.flavour.true_is_one) {
        make_truth(node.kids.front(), canon);
      }
      return;
    case NodeKind::In:
      // x IN (1) is x = 1.
      if (node.kids.size() == 2 && node.kids[1].kind != NodeKind::Subquery && canon.target.flavour != "tidb") {
        node.kind = NodeKind::Binary;
        node.text = node.text == "IN" ? "=" : "<>";
      }
      return;
    default: return;
  }
}

void canonical_expression(Expr& expression, const Canon& canon, const Table* table) {
  const std::string& text = expression.canonical.empty() ? expression.written : expression.canonical;
  auto tree = sql::parse_expression(text, canon.target.syntax);
  if (!tree) return;
  normalise(*tree, canon, table);
  expression.canonical = sql::print(*tree, canon.target.syntax);
  if (expression.written.empty()) expression.written = expression.canonical;
}

}  // namespace plumb::mysql
