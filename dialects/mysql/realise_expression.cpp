// Expressions: the neutral vocabulary in MySQL's words.
#include <algorithm>
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/mysql/realise.h"
#include "plumb/dialects/mysql/syntax.h"

namespace plumb::mysql {
namespace {

using Kind = LogicalType::Kind;
using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

bool is_integer(const LogicalType& type) { return type.kind == Kind::Integer; }

class Translation : public realise::Translator {
 public:
  Translation(const realise::Place& place, const Abilities& can) : Translator(place, can.server), can_(can) {}

 private:
  std::string no(std::string_view what) const { return std::string(can_.server) + " has no " + std::string(what); }

  void unary(Node& n) override {
    if (n.text != "NOT" && n.text != "-" && n.text != "+" && n.text != "~") fail(no(n.text));
    parts(n);
  }

  /// What PostgreSQL's `/` is depends on its sides.
  bool divides_whole_numbers(const Node& n) const {
    if (n.kind == NodeKind::Number) return n.text.find_first_of(".eE") == std::string::npos;
    if (n.kind == NodeKind::Name) return is_integer(type_of(n));
    if (n.kind == NodeKind::Cast) return n.text == "integer";
    if (n.kind == NodeKind::Call)
      return n.text == "length" || n.text == "count" || n.text == "octet_length" || n.text == "div";
    if (n.kind != NodeKind::Unary && n.kind != NodeKind::Binary) return false;
    return std::all_of(n.kids.begin(), n.kids.end(), [&](const Node& kid) { return divides_whole_numbers(kid); });
  }

  void concat(Node& n) {
    for (const Node& kid : n.kids) {
      const Kind kind = type_of(kid).kind;
      if (kind == Kind::Json || kind == Kind::Array) fail(no("`||` of documents and lists"));
    }
    parts(n);
    std::vector<Node> arguments;
    for (Node& kid : n.kids) {
      if (kid.kind == NodeKind::Call && kid.text == "concat")
        for (Node& inner : kid.kids) arguments.push_back(std::move(inner));
      else
        arguments.push_back(std::move(kid));
    }
    n = neutral::call("concat", std::move(arguments));
  }

  void binary(Node& n) override {
    static constexpr std::string_view kKnown[] = {"AND", "OR", "=", "<>", "<", "<=", ">",  ">=", "+",
                                                  "-",   "*",  "/", "%",  "&", "|",  "<<", ">>"};
    if (n.text == "||") return concat(n);
    const bool differs = n.text == "IS DISTINCT FROM";
    if (differs || n.text == "IS NOT DISTINCT FROM") {
      n.text = "<=>";
      parts(n);
      if (differs) n = neutral::make(NodeKind::Unary, "NOT", {Node(std::move(n))});
      return;
    }
    if (std::find(std::begin(kKnown), std::end(kKnown), n.text) == std::end(kKnown))
      fail(no("operator `" + n.text + "`"));
    if (n.text == "/" && divides_whole_numbers(n)) n.text = "DIV";
    fit_moments(n);
    parts(n);
  }

  /// Literals beside a column that is a time.
  void fit_moments(Node& n) const {
    const bool moment = std::any_of(n.kids.begin(), n.kids.end(), [&](const Node& kid) {
      const Kind kind = type_of(kid).kind;
      return kind == Kind::Timestamp || kind == Kind::Date;
    });
    if (!moment) return;
    for (Node& kid : n.kids)
      if (kid.kind == NodeKind::String && !fit_moment(kid)) fail(no("time `" + kid.text + "`"));
  }
  void among(Node& n) override {
    fit_moments(n);
    parts(n);
  }

  void like(Node& n) override {
    const bool negated = n.text.starts_with("NOT ");
    const std::string operation = negated ? n.text.substr(4) : n.text;
    if (operation == "REGEXP" || operation == "IREGEXP") return regexp(n, negated, operation == "IREGEXP");
    if (operation != "LIKE" && operation != "ILIKE") fail(no(operation));
    parts(n);
    if (n.kids.size() > 2 && n.kids[2].kind == NodeKind::String && n.kids[2].text == "\\") n.kids.resize(2);
    n.text = negated ? "NOT LIKE" : "LIKE";
    if (operation == "LIKE") return;
    n.kids[0] = neutral::call("lower", {std::move(n.kids[0])});
    Node& pattern = n.kids[1];
    if (pattern.kind == NodeKind::String && is_ascii(pattern.text))
      pattern.text = lower(pattern.text);
    else
      pattern = neutral::call("lower", {std::move(pattern)});
  }

  void regexp(Node& n, bool negated, bool folds) {
    parts(n);
    // POSIX words and ends of words, which ICU and PCRE write otherwise.
    if (n.kids[1].kind == NodeKind::String)
      for (std::string_view word : {"\\m", "\\M", "\\A", "\\Z", "[[:<:]]", "[[:>:]]"})
        if (n.kids[1].text.find(word) != std::string::npos) fail(no("`" + std::string(word) + "` in its patterns"));
    if (n.kids[1].kind == NodeKind::String) n.kids[1].text = replace_all(n.kids[1].text, "\\y", "\\b");
    if (can_.regexp_like) {
      n = neutral::call("regexp_like",
                        {std::move(n.kids[0]), std::move(n.kids[1]), neutral::string(folds ? "i" : "c")});
      if (negated) n = neutral::make(NodeKind::Unary, "NOT", {Node(std::move(n))});
      return;
    }
    n.text = negated ? "NOT REGEXP" : "REGEXP";
    if (!folds) return;
    if (n.kids[1].kind == NodeKind::String)
      n.kids[1].text.insert(0, "(?i)");
    else
      n.kids[1] = neutral::call("concat", {neutral::string("(?i)"), std::move(n.kids[1])});
  }

  void cast(Node& n) override {
    // text of text is nothing new.
    const bool was_text = type_of(n.kids.at(0)).kind == Kind::Text;
    translate(n.kids[0]);
    const auto open = n.text.find('(');
    const std::string type = n.text.substr(0, open);
    const std::string arguments = open == std::string::npos ? "" : n.text.substr(open);
    Node x = std::move(n.kids[0]);
    const bool literal = x.kind == NodeKind::String || x.kind == NodeKind::Null;
    const auto as = [&](std::string to) { n = neutral::make(NodeKind::Cast, to, {std::move(x)}); };
    if (type == "uuid" || (type == "text" && arguments.empty() && (literal || was_text)) ||
        (literal && (type == "date" || type == "time" || type.starts_with("timestamp"))))
      n = std::move(x);
    else if (type == "json")
      can_.json_casts ? as("json") : void(n = std::move(x));
    else if (type == "boolean")
      n = neutral::make(NodeKind::Binary, "<>", {std::move(x), neutral::number("0")});
    else if (type == "integer")
      as("signed");
    else if (type == "decimal")
      as("decimal" + (arguments.empty() ? "(65,30)" : arguments));
    else if (type == "float" && can_.double_casts)
      as("double");
    else if (type == "float")
      n = neutral::make(NodeKind::Binary, "+", {std::move(x), neutral::number("0e0")});
    else if (type == "text" && arguments.empty() && !can_.endless_casts)
      n = neutral::call("concat", {std::move(x)});
    else if (type == "text")
      as("char" + arguments);
    else if (type == "bytes")
      as("binary");
    else if (type == "date" || type == "time")
      as(type);
    else if (type == "timestamp" || type == "timestamptz")
      as("datetime(6)");
    else
      fail(std::string(can_.server) + " cannot cast to `" + n.text + "`");
  }

  void array(Node& n) override {
    parts(n);
    n = neutral::call("json_array", std::move(n.kids));
  }

  void collate(Node& n) override {
    const LogicalType type = type_of(n.kids.at(0));
    const bool has_it = type.kind == Kind::Text && !type.ignore_case;
    parts(n);
    if (n.text == "binary" && has_it) {
      Node x = std::move(n.kids[0]);
      n = std::move(x);
    } else if (n.text == "binary" || n.text == "nocase") {
      n.text = n.text == "binary" ? can_.collation : can_.folding;
    } else {
      fail(no("collation `" + n.text + "`"));
    }
  }

  void bits(Node&) override {}

  void window(Node& n) override {
    const bool was = std::exchange(in_window_, true);
    parts(n);
    in_window_ = was;
  }

  void clause(Node& n) override {
    static constexpr std::string_view kKnown[] = {
        "COLUMNS",  "DISTINCT", "FILTER", "FROM",  "GROUP BY", "HAVING",  "LIMIT",        "OFFSET",          "ON",
        "ORDER BY", "OVER",     "USING",  "WHERE", "WINDOW",   "operand", "MATERIALIZED", "NOT MATERIALIZED"};
    if (!in_window_ && std::find(std::begin(kKnown), std::end(kKnown), n.text) == std::end(kKnown)) fail(no(n.text));
    parts(n);
    if (n.text == "ORDER BY") place_nulls(n);
  }

  /// NULLs are the smallest here. Where the author wants them elsewhere, that is said in front.
  static void place_nulls(Node& order) {
    std::vector<Node> out;
    for (Node& item : order.kids) {
      if (item.kind != NodeKind::SortItem) {
        out.push_back(std::move(item));
        continue;
      }
      const bool descends = item.text.starts_with("DESC");
      const bool first = item.text.ends_with("NULLS FIRST"), last = item.text.ends_with("NULLS LAST");
      item.text = descends ? "DESC" : "";
      if (((descends && first) || (!descends && last)) && item.kids[0].kind != NodeKind::Number) {
        Node is_null = neutral::make(NodeKind::IsNull, "IS NULL", {item.kids[0]});
        out.push_back(neutral::make(NodeKind::SortItem, first ? "DESC" : "", {std::move(is_null)}));
      }
      out.push_back(std::move(item));
    }
    order.kids = std::move(out);
  }

  void compound(Node& n) override {
    if (!can_.sets_of_queries && !n.text.empty() && !n.text.starts_with("UNION")) fail(no(n.text));
    parts(n);
    // What has no LIMIT has no order inside of a UNION; the server forgets it.
    for (Node& side : n.kids) {
      const auto is = [](std::string_view name) {
        return [name](const Node& kid) { return kid.kind == NodeKind::Clause && kid.text == name; };
      };
      if (side.kind == NodeKind::Select && std::none_of(side.kids.begin(), side.kids.end(), is("LIMIT")))
        std::erase_if(side.kids, is("ORDER BY"));
    }
  }

  std::optional<Node> call(const std::string& function, std::vector<Node> arguments, std::string& why) override {
    auto made = call_to_mysql(function, std::move(arguments), why);
    if (!made && !why.empty()) why = std::string(can_.server) + ": " + why;
    return made;
  }

  /// count(x) FILTER (WHERE y) is count(CASE WHEN y THEN x END).
  void filter(const std::string& function, Node& made, Node clause) {
    Node* condition = &clause;
    while (condition->kind == NodeKind::Clause && condition->kids.size() == 1) condition = &condition->kids[0];
    if (condition->kind == NodeKind::Clause || made.kids.empty()) fail(no("FILTER behind `" + function + "`"));
    Node& of = made.kids[0];
    Node value = of.kind == NodeKind::Star ? neutral::number("1") : std::move(of);
    Node when = neutral::make(NodeKind::When, "", {std::move(*condition), std::move(value)});
    of = neutral::make(NodeKind::Case, "", {std::move(when)});
  }

  void call_clauses(const std::string& function, Node& made, std::vector<Node> clauses) override {
    if (made.kind != NodeKind::Call) fail(no("clauses behind `" + function + "`"));
    for (Node& clause : clauses) {
      if (clause.text == "FILTER") {
        filter(function, made, std::move(clause));
        continue;
      }
      if (clause.text == "ORDER BY" && made.text != "group_concat") fail(no("ORDER BY inside of `" + function + "`"));
      // SEPARATOR comes last.
      const bool inside = made.text == "group_concat" && clause.text != "OVER";
      made.kids.insert(inside ? made.kids.end() - 1 : made.kids.end(), std::move(clause));
    }
  }

  const Abilities& can_;
  bool in_window_ = false;
};

/// What the walk of the base does not ask a dialect about. Empty where there is nothing.
std::string beyond(const Node& node, const Abilities& can) {
  std::string why;
  sql::walk(node, [&](const Node& n) {
    if (n.kind == NodeKind::Join && n.text.starts_with("FULL")) why = std::string(can.server) + " has no FULL JOIN";
    if (n.kind == NodeKind::Values) why = std::string(can.server) + " has no VALUES of this form";
  });
  return why;
}

void simplify(Node& node) {
  sql::walk(node, [](Node& n) {
    if (n.kind == NodeKind::True || n.kind == NodeKind::False)
      n = neutral::number(n.kind == NodeKind::True ? "1" : "0");
    if (n.kind == NodeKind::CommonTable)
      std::erase_if(n.kids,
                    [](const Node& kid) { return kid.kind == NodeKind::Clause && kid.text.ends_with("MATERIALIZED"); });
  });
}

/// MySQL takes no number for a condition of a check.
bool is_condition(const Node& n) {
  static constexpr std::string_view kComparisons[] = {"AND", "OR", "XOR", "=", "<>", "<", "<=", ">", ">=", "<=>"};
  switch (n.kind) {
    case NodeKind::Between:
    case NodeKind::In:
    case NodeKind::Like:
    case NodeKind::IsNull:
    case NodeKind::Test:
    case NodeKind::Exists: return true;
    case NodeKind::Unary: return n.text == "NOT";
    case NodeKind::Binary:
      return std::find(std::begin(kComparisons), std::end(kComparisons), n.text) != std::end(kComparisons);
    case NodeKind::Call: return n.text == "regexp_like";
    default: return false;
  }
}

}  // namespace

std::optional<Node> to_mysql(Node tree, const realise::Place& place, const Abilities& can, std::string& why,
                             Wanted wanted) {
  why = beyond(tree, can);
  if (!why.empty()) return std::nullopt;
  simplify(tree);
  auto made = Translation(place, can).run(std::move(tree), why);
  if (made && wanted == Wanted::Condition && !is_condition(*made))
    made = neutral::make(NodeKind::Binary, "<>", {std::move(*made), neutral::number("0")});
  return made;
}

bool is_beyond_keys(const Node& node, const Abilities& can) {
  if (!can.few_key_calls) return false;
  static constexpr std::string_view kTaken[] = {"lower", "md5", "reverse", "tidb_shard", "upper", "vitess_hash"};
  bool beyond = false;
  sql::walk(node, [&](const Node& n) {
    if (n.kind != NodeKind::Call || n.text.starts_with("json_")) return;
    beyond |= std::find(std::begin(kTaken), std::end(kTaken), n.text) == std::end(kTaken);
  });
  return beyond;
}

Expr expression_of(const Node& node) { return sql::make_expr(node, syntax()); }

std::string quote(std::string_view name) { return sql::print(neutral::make(NodeKind::Name, name), syntax()); }

}  // namespace plumb::mysql
