// Expressions: the neutral vocabulary in SQLite's words.
#include <algorithm>
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/sqlite/realise.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::sqlite {
namespace {

using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

class Translation : public realise::Translator {
 public:
  explicit Translation(const ExpressionPlace& place) : Translator(place, "SQLite") {}

 private:
  void unary(Node& n) override {
    if (n.text != "NOT" && n.text != "-" && n.text != "+" && n.text != "~") fail("SQLite has no " + n.text);
    parts(n);
  }

  /// Only what SQLite knows behind a query's or a call's parts. Frames of windows are the same
  /// everywhere.
  void clause(Node& n) override {
    static constexpr std::string_view kKnown[] = {
        "COLUMNS", "DISTINCT", "FILTER",   "FROM", "GROUP BY", "HAVING", "LIMIT",  "MATERIALIZED", "NOT MATERIALIZED",
        "OFFSET",  "ON",       "ORDER BY", "OVER", "USING",    "WHERE",  "WINDOW", "operand"};
    if (!in_window_ && std::find(std::begin(kKnown), std::end(kKnown), n.text) == std::end(kKnown))
      fail("SQLite has no " + n.text);
    for (Node& kid : n.kids) translate(kid);
  }

  void window(Node& n) override {
    const bool was = std::exchange(in_window_, true);
    parts(n);
    in_window_ = was;
  }

  /// SQLite has no parentheses around the sides of a UNION: what needs them becomes a subquery.
  void compound(Node& n) override {
    parts(n);
    for (std::size_t i = 0; i < n.kids.size(); ++i) {
      Node& side = n.kids[i];
      const bool sorted = std::any_of(side.kids.begin(), side.kids.end(), [](const Node& kid) {
        return kid.kind == NodeKind::Clause && (kid.text == "ORDER BY" || kid.text == "LIMIT" || kid.text == "OFFSET");
      });
      const bool nested = side.kind == NodeKind::Compound && (i > 0 || side.text.empty());
      const bool query =
          side.kind == NodeKind::Select || side.kind == NodeKind::Compound || side.kind == NodeKind::Values;
      if (side.kind != NodeKind::With && !(query && (sorted || nested))) continue;
      auto wrapped = sql::parse_query("SELECT * FROM (SELECT 1)", syntax());
      sql::walk(*wrapped, [&](Node& part) {
        if (part.kind == NodeKind::Subquery && !part.kids.empty() && part.kids[0].kind == NodeKind::Select)
          part.kids[0] = side;
      });
      side = std::move(*wrapped);
    }
    if (n.text.empty()) fail("SQLite has no query in parentheses with its own ORDER BY");
  }

  std::optional<Node> call(const std::string& function, std::vector<Node> arguments, std::string& why) override {
    return call_to_sqlite(function, std::move(arguments), why);
  }

  void call_clauses(const std::string& function, Node& made, std::vector<Node> clauses) override {
    for (const Node& c : clauses) {
      if (c.text == "DISTINCT" && made.kids.size() != 1)
        fail("SQLite's DISTINCT takes one argument, and `" + function + "` has more");
      if (c.text == "ORDER BY" && place().work->target.version < Version{3, 44, 0})
        fail("SQLite has ORDER BY inside of `" + function + "` from 3.44 on");
    }
    Translator::call_clauses(function, made, std::move(clauses));
  }

  void like(Node& n) override {
    const bool negated = n.text.substr(0, 4) == "NOT ";
    const std::string operation = negated ? n.text.substr(4) : n.text;
    const bool folds = operation[0] == 'I' || type_of(n.kids[0]).ignore_case;
    for (Node& kid : n.kids) translate(kid);
    if (operation == "REGEXP" || operation == "IREGEXP") {
      if (n.kids[1].kind != NodeKind::String) fail("SQLite has no regular expressions");
      auto made = regexp_to_glob(n.kids[0], n.kids[1].text, folds);
      if (!made) fail("SQLite has no regular expressions, and GLOB cannot say `" + n.kids[1].text + "`");
      n = negated ? neutral::make(NodeKind::Unary, "NOT", {std::move(*made)}) : std::move(*made);
      return;
    }
    if (operation != "LIKE" && operation != "ILIKE") fail("SQLite has no " + operation);
    const std::string escape = n.kids.size() > 2 ? n.kids[2].text : "\\";
    if (!folds) return case_like(n, negated, escape);
    // SQLite's LIKE ignores the case of ASCII letters.
    n.text = negated ? "NOT LIKE" : "LIKE";
    n.kids.resize(2);
    const bool plain = n.kids[1].kind == NodeKind::String && n.kids[1].text.find(escape) == std::string::npos;
    if (!plain && !escape.empty()) n.kids.push_back(neutral::string(escape));
  }

  /// LIKE that tells case apart is GLOB.
  void case_like(Node& n, bool negated, const std::string& escape) {
    if (n.kids[1].kind != NodeKind::String)
      fail("SQLite's LIKE ignores case, and a pattern that is computed cannot become a GLOB");
    std::string glob;
    const std::string& pattern = n.kids[1].text;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      char c = pattern[i];
      const bool escaped = escape.size() == 1 && c == escape[0] && i + 1 < pattern.size();
      if (escaped) c = pattern[++i];
      if (!escaped && c == '%')
        glob += '*';
      else if (!escaped && c == '_')
        glob += '?';
      else if (c == '*' || c == '?' || c == '[')
        glob += std::string("[") + c + "]";
      else
        glob += c;
    }
    n.text = negated ? "NOT GLOB" : "GLOB";
    n.kids.resize(2);
    n.kids[1].text = std::move(glob);
  }

  void cast(Node& n) override {
    translate(n.kids.at(0));
    std::string type = n.text;
    const auto open = type.find('(');
    const std::string arguments = open == std::string::npos ? "" : type.substr(open);
    if (open != std::string::npos) type.resize(open);
    Node x = std::move(n.kids[0]);
    const bool literal = x.kind == NodeKind::String || x.kind == NodeKind::Null;
    if (type == "uuid" || type == "json" ||
        (literal &&
         (type == "text" || type == "date" || type == "time" || type == "timestamp" || type == "timestamptz"))) {
      n = std::move(x);
    } else if (type == "date" || type == "time") {
      n = neutral::call(type, {std::move(x)});
    } else if (type == "timestamp" || type == "timestamptz") {
      n = neutral::call("strftime", {neutral::string("%Y-%m-%d %H:%M:%f"), std::move(x)});
    } else if (type == "text" && !arguments.empty()) {
      Node text = neutral::make(NodeKind::Cast, "TEXT", {std::move(x)});
      n = neutral::call("substr", {std::move(text), neutral::number("1"),
                                   neutral::number(arguments.substr(1, arguments.size() - 2))});
    } else {
      static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
          {"boolean", "INTEGER"}, {"integer", "INTEGER"}, {"decimal", "NUMERIC"},
          {"float", "REAL"},      {"text", "TEXT"},       {"bytes", "BLOB"}};
      for (const auto& [from, to] : kTypes)
        if (type == from) {
          n = neutral::make(NodeKind::Cast, to, {std::move(x)});
          return;
        }
      fail("SQLite cannot cast to `" + n.text + "`");
    }
  }

  void binary(Node& n) override {
    if (n.text == "IS DISTINCT FROM")
      n.text = "IS NOT";
    else if (n.text == "IS NOT DISTINCT FROM")
      n.text = "IS";
    static constexpr std::string_view kKnown[] = {"AND", "OR", "=", "<>", "<", "<=", ">",  ">=", "+",  "-",
                                                  "*",   "/",  "%", "||", "&", "|",  "<<", ">>", "IS", "IS NOT"};
    if (std::find(std::begin(kKnown), std::end(kKnown), n.text) == std::end(kKnown))
      fail("SQLite has no operator `" + n.text + "`");
    for (Node& kid : n.kids) translate(kid);
  }

  void array(Node& n) override {
    for (Node& kid : n.kids) translate(kid);
    if (n.kids.empty())
      n = neutral::string("[]");
    else
      n = neutral::call("json_array", std::move(n.kids));
  }

  void collate(Node& n) override {
    for (Node& kid : n.kids) translate(kid);
    if (n.text == "nocase")
      n.text = "NOCASE";
    else if (n.text == "binary")
      n.text = "BINARY";
    else
      fail("SQLite has no collation `" + n.text + "`");
  }

  bool in_window_ = false;
};

}  // namespace

std::optional<Node> to_sqlite(Node tree, const ExpressionPlace& place, std::string& why) {
  return Translation(place).run(std::move(tree), why);
}

Expr expression_of(const Node& node) { return sql::make_expr(node, syntax()); }

Expr expression_of(std::string text) {
  Expr e;
  e.canonical = text;
  e.written = std::move(text);
  return e;
}

Expr default_of(const Node& node) {
  Expr e = expression_of(node);
  if (!realise::is_literal(node) || node.kind == NodeKind::Bits) e.written = "(" + e.written + ")";
  return e;
}

}  // namespace plumb::sqlite
