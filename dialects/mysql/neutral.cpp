// MySQL's expressions in the neutral vocabulary, for translation to other dialects.
#include "plumb/core/sql/neutral.h"

#include <string>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/dialects/mysql/canonical.h"
#include "plumb/dialects/mysql/dialect.h"
#include "plumb/dialects/mysql/neutral.h"

namespace plumb::mysql {
namespace {

using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

Node outside(const Node& node, std::string_view why) { return neutral::outside(sql::print(node, syntax()), why); }

Node take(Node& node, std::size_t at) { return std::move(node.kids[at]); }

void convert_binary(Node& node) {
  const std::string op = node.text;
  if (op == "<=>")
    node.text = "IS NOT DISTINCT FROM";
  else if (op == "/")
    node = neutral::call("divide", std::move(node.kids));
  else if (op == "DIV")
    node = neutral::call("div", std::move(node.kids));
  else if (op == "XOR") {
    Node out = take(node, 0);
    for (std::size_t i = 1; i < node.kids.size(); ++i) {
      std::vector<Node> pair;
      pair.push_back(std::move(out));
      pair.push_back(take(node, i));
      out = neutral::call("xor", std::move(pair));
    }
    node = std::move(out);
  } else if (op == "^" || op == ":=" || op == "MEMBER OF") {
    node = outside(node, "`" + op + "` has no equivalent");
  }
}

// x + INTERVAL 1 DAY, INTERVAL 1 DAY + x; the amount is negative under "-".
bool convert_date_arithmetic(Node& node) {
  if (node.kids.size() != 2 || (node.text != "+" && node.text != "-")) return false;
  const bool first = node.kids[0].kind == NodeKind::Interval;
  if (!first && node.kids[1].kind != NodeKind::Interval) return false;
  Node interval = take(node, first ? 0 : 1);
  Node value = take(node, first ? 1 : 0);
  if (interval.text.find('_') != std::string::npos) {  // DAY_HOUR and the like
    node = outside(interval, "an interval of several units has no equivalent");
    return true;
  }
  Node amount = take(interval, 0);
  if (amount.kind == NodeKind::String) amount.kind = NodeKind::Number;
  if (node.text == "-") {
    if (amount.kind == NodeKind::Number && amount.text.front() != '-')
      amount.text.insert(0, "-");
    else
      amount = neutral::make(NodeKind::Unary, "-", {std::move(amount)});
  }
  std::vector<Node> kids;
  kids.push_back(std::move(value));
  kids.push_back(std::move(amount));
  kids.push_back(neutral::string(lower(interval.text)));
  node = neutral::call("date_add", std::move(kids));
  return true;
}

void convert_cast(Node& node) {
  const std::string type = node.text;
  const std::size_t open = type.find('(');
  const std::string base = type.substr(0, std::min(open, type.find(' ')));
  const std::string args = open == std::string::npos ? "" : type.substr(open, type.find(')') - open + 1);
  if (type.find(" array") != std::string::npos)
    node = outside(node, "an index over a JSON array has no equivalent");
  else if (type.find("charset binary") != std::string::npos && args.empty())
    node = neutral::make(NodeKind::Collate, "binary", std::move(node.kids));  // to tell case apart
  else if (base == "char" || base == "nchar")
    node.text = "text" + args;
  else if (base == "binary")
    node.text = "bytes";
  else if (base == "signed" || base == "unsigned")
    node.text = "integer";
  else if (base == "decimal")
    node.text = "decimal" + args;
  else if (base == "float" || base == "double" || base == "real")
    node.text = "float";
  else if (base == "date" || base == "time" || base == "json")
    node.text = base;
  else if (base == "datetime")
    node.text = "timestamp";
  else
    node = outside(node, "a cast to `" + type + "` has no equivalent");
}

void convert_like(Node& node) {
  const std::string op = node.text.starts_with("NOT ") ? node.text.substr(4) : node.text;
  if (op == "LIKE") {
    if (node.kids.size() == 2) node.kids.push_back(neutral::string("\\"));
  } else if (op != "REGEXP") {
    node = outside(node, "`" + op + "` has no equivalent");
  }
}

bool is_hint(const Node& clause) {
  if (clause.kind != NodeKind::Clause) return false;
  for (const char* word : {"USE INDEX", "FORCE INDEX", "IGNORE INDEX", "USE KEY", "FORCE KEY", "IGNORE KEY",
                           "FOR UPDATE", "FOR SHARE", "LOCK IN SHARE MODE"})
    if (clause.text.starts_with(word)) return true;
  return false;
}

void convert(Node& node);

void convert_kids(Node& node) {
  std::erase_if(node.kids, is_hint);
  for (Node& kid : node.kids) convert(kid);
}

void convert_name(Node& node) {
  node.quoted = false;
  for (Node& kid : node.kids) kid.quoted = false;
}

void convert(Node& node) {
  if (node.kind == NodeKind::Name) return convert_name(node);
  if (node.kind == NodeKind::Call && convert_before_arguments(node)) return;
  if (node.kind == NodeKind::Binary && convert_date_arithmetic(node)) {
    for (Node& kid : node.kids) convert(kid);
    return;
  }
  convert_kids(node);
  switch (node.kind) {
    case NodeKind::Typed: {
      Node literal = take(node, 0);
      node = std::move(literal);
      return;
    }
    case NodeKind::Unary:
      if (node.text == "BINARY") node = neutral::make(NodeKind::Collate, "binary", std::move(node.kids));
      return;
    case NodeKind::Binary: return convert_binary(node);
    case NodeKind::Cast: return convert_cast(node);
    case NodeKind::Collate: node.text = node.text.ends_with("_ci") ? "nocase" : "binary"; return;
    case NodeKind::Like: return convert_like(node);
    case NodeKind::Call: return convert_call(node);
    case NodeKind::Join:
      if (node.text == "STRAIGHT_JOIN" || node.text == "CROSS JOIN") node.text = "JOIN";
      return;
    case NodeKind::Interval: node = outside(node, "an interval by itself has no equivalent"); return;
    case NodeKind::Variable:
    case NodeKind::Parameter: node = outside(node, "a variable has no value in a schema"); return;
    case NodeKind::Verbatim: node = outside(node, "this is MySQL's own"); return;
    default: return;
  }
}

}  // namespace

sql::Node MysqlDialect::neutral(const Expr& expression) const {
  const std::string& text = expression.canonical.empty() ? expression.written : expression.canonical;
  constexpr std::string_view next = "NEXT VALUE FOR ";
  if (text.starts_with(next)) {
    std::string name = replace_all(text.substr(next.size()), "`", "");
    return neutral::call("nextval", {neutral::string(name)});
  }
  auto tree = sql::parse_expression(text, syntax());
  if (!tree) tree = sql::parse_query(text, syntax());
  if (!tree) return neutral::outside(text, "it could not be read");
  Target target;
  target.dialect = target.flavour = "mysql";
  Diagnostics none;
  normalise(*tree, Canon{target, flavour("mysql"), none}, nullptr);
  convert(*tree);
  return std::move(*tree);
}

}  // namespace plumb::mysql
