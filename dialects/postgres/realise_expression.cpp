// Expressions: the neutral vocabulary in PostgreSQL's words. MySQL takes a number for a condition and a condition for
// a number wherever one stands; PostgreSQL does not, so that every place says which of the two it wants.
#include <algorithm>
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/realise/literals.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/postgres/realise.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

using Kind = LogicalType::Kind;
using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

bool any_of(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool is_comparison(std::string_view op) {
  return any_of(op, {"=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"});
}

bool is_json_text_path(const std::string& path, std::string& items) {
  if (path.empty() || path[0] != '$') return false;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) items += (items.empty() ? "" : ",") + word;
    word.clear();
  };
  for (std::size_t i = 1; i < path.size(); ++i) {
    const char c = path[i];
    if (c == '.' || c == '[' || c == ']') {
      flush();
    } else if (c == '*' || c == ' ' || c == '"' || c == '{' || c == '}' || c == ',' || c == '\\') {
      return false;
    } else {
      word += c;
    }
  }
  flush();
  return true;
}

class Translation : public realise::Translator {
 public:
  explicit Translation(const realise::Place& place) : Translator(place, "PostgreSQL") {}

  std::optional<Node> run_wanted(Node tree, Wanted wanted, std::string& why) {
    wanted_ = wanted;
    Node root = neutral::make(NodeKind::Else, {}, {std::move(tree)});
    auto made = run(std::move(root), why);
    if (!made) return std::nullopt;
    return std::move(made->kids[0]);
  }

 private:
  // ---- what a part means, told before it is translated ----

  /// The column's meaning. A query says which relations it reads: a name that means the same in all of them is known.
  LogicalType meaning(const Node& n) const {
    if (n.kind != NodeKind::Name) return {};
    if (place().home || !place().uses) return type_of(n);
    LogicalType found;
    for (const QualifiedName& used : *place().uses) {
      const Table* table = place().work->from.tables.find(used);
      if (!table) return {};  // a view's columns are not known
      for (const Column& column : table->columns) {
        if (!equals_ignoring_case(column.name, n.text)) continue;
        const LogicalType type = place().work->written_in.logical(column.type, &column, place().work->from);
        if (found.kind != Kind::Unknown && found.kind != type.kind) return {};
        found = type;
      }
    }
    return found;
  }

  bool is_condition(const Node& n) const {
    switch (n.kind) {
      case NodeKind::True:
      case NodeKind::False:
      case NodeKind::Between:
      case NodeKind::In:
      case NodeKind::IsNull:
      case NodeKind::Test:
      case NodeKind::Exists:
      case NodeKind::Like: return true;
      case NodeKind::Unary: return n.text == "NOT";
      case NodeKind::Binary: return n.text == "AND" || n.text == "OR" || is_comparison(n.text);
      case NodeKind::Call: return any_of(n.text, {"json_valid", "json_contains", "json_has_key", "starts_with", "xor"});
      case NodeKind::Name: return meaning(n).kind == Kind::Boolean;
      case NodeKind::Case: return all_results(n);
      default: return false;
    }
  }

  bool all_results(const Node& n) const {
    bool some = false;
    for (const Node& kid : n.kids) {
      if (kid.kind == NodeKind::Clause) continue;
      const Node& result = kid.kids.back();
      if (result.kind == NodeKind::Null) continue;
      if (!is_condition(result)) return false;
      some = true;
    }
    return some;
  }

  /// True where nothing is known that speaks against a number: a name of a view, a subquery.
  bool may_be_number(const Node& n) const {
    switch (n.kind) {
      case NodeKind::Number: return true;
      case NodeKind::Name: {
        const Kind kind = meaning(n).kind;
        return kind == Kind::Integer || kind == Kind::Decimal || kind == Kind::Float;
      }
      case NodeKind::Binary: return any_of(n.text, {"+", "-", "*", "/", "%", "&", "|", "<<", ">>"});
      case NodeKind::Call:
        if (any_of(n.text,
                   {"min", "max", "coalesce", "nullif", "greatest", "least", "greatest_strict", "least_strict"}))
          return !n.kids.empty() && may_be_number(n.kids[0]);
        return any_of(
            n.text,
            {"abs",    "array_length", "avg",          "ceil",     "code_of_char", "count",  "date_diff_days",
             "div",    "divide",       "epoch",        "exp",      "extract",      "floor",  "json_array_length",
             "length", "ln",           "octet_length", "position", "power",        "random", "round",
             "sign",   "sqrt",         "sum"});
      default: return false;
    }
  }

  // ---- the two kinds of places ----

  void as_condition(Node& n) {
    if (n.kind == NodeKind::Number && (n.text == "1" || n.text == "0")) {
      n = neutral::make(n.text == "1" ? NodeKind::True : NodeKind::False, {});
      return;
    }
    const bool number = !is_condition(n) && may_be_number(n);
    translate(n);
    if (number) n = neutral::make(NodeKind::Binary, "<>", {std::move(n), neutral::number("0")});
  }

  void as_number(Node& n) {
    const bool condition = is_condition(n);
    translate(n);
    if (condition) n = cast_to("integer", std::move(n));
  }

  /// Values that stand beside a condition: 0 and 1 are FALSE and TRUE there, any other number makes it one.
  void beside(std::vector<Node*> nodes) {
    const bool some = std::any_of(nodes.begin(), nodes.end(), [&](const Node* n) { return is_condition(*n); });
    const bool bits = some && std::all_of(nodes.begin(), nodes.end(), [&](const Node* n) {
                        return is_condition(*n) || n->kind == NodeKind::Null ||
                               (n->kind == NodeKind::Number && (n->text == "0" || n->text == "1"));
                      });
    for (Node* n : nodes) bits ? as_condition(*n) : some ? as_number(*n) : translate(*n);
  }

  // ---- nodes ----

  void unary(Node& n) override {
    if (n.text == "NOT") return as_condition(n.kids[0]);
    if (n.text != "-" && n.text != "+" && n.text != "~") fail_on(n);
    as_number(n.kids[0]);
  }

  void test(Node& n) override {
    for (Node& kid : n.kids) as_condition(kid);
  }

  void binary(Node& n) override {
    const std::string& op = n.text;
    if (op == "AND" || op == "OR") {
      for (Node& kid : n.kids) as_condition(kid);
    } else if (is_comparison(op)) {
      comparison(n);
    } else if (any_of(op, {"+", "-", "*", "/", "&", "|", "<<", ">>"})) {
      for (Node& kid : n.kids) as_number(kid);
    } else if (op == "%") {
      for (Node& kid : n.kids) as_number(kid);
      if (n.kids[1].kind != NodeKind::Number)  // NULL, not an error
        n.kids[1] = neutral::call("nullif", {std::move(n.kids[1]), neutral::number("0")});
    } else if (op == "||") {
      for (Node& kid : n.kids) as_text(kid);
    } else {
      fail("PostgreSQL has no operator `" + op + "` between such values");
    }
  }

  /// 0 <> ok, which is how MySQL says ok where it wants a condition.
  bool is_truth(Node& n) {
    if (n.text != "<>" && n.text != "=") return false;
    for (const std::size_t zero : {std::size_t{0}, std::size_t{1}}) {
      const Node& number = n.kids[zero];
      if (number.kind != NodeKind::Number || number.text != "0" || !is_condition(n.kids[1 - zero])) continue;
      Node x = std::move(n.kids[1 - zero]);
      n = n.text == "<>" ? std::move(x) : neutral::make(NodeKind::Unary, "NOT", {std::move(x)});
      translate(n);
      return true;
    }
    return false;
  }

  void comparison(Node& n) {
    if (is_truth(n)) return;
    const LogicalType left = meaning(n.kids[0]), right = meaning(n.kids[1]);
    if (left.kind == Kind::Enum && right.kind == Kind::Enum) {
      for (Node& kid : n.kids) as_text(kid);
      return;
    }
    spell_label(n.kids[1], left);
    spell_label(n.kids[0], right);
    make_json(n.kids[1], n.kids[0]);
    make_json(n.kids[0], n.kids[1]);
    beside({&n.kids[0], &n.kids[1]});
  }

  /// MySQL's labels are the same in any case.
  static void spell_label(Node& literal, const LogicalType& type) {
    if (type.kind == Kind::Enum) fit(literal, type);
  }

  /// A value beside JSON is JSON.
  static void make_json(Node& literal, const Node& other) {
    if (other.kind != NodeKind::Call || other.text != "json_extract") return;
    if (literal.kind == NodeKind::String)
      literal = neutral::make(NodeKind::Cast, "json", {neutral::string(json_string(literal.text))});
    else if (literal.kind == NodeKind::Number || literal.kind == NodeKind::True || literal.kind == NodeKind::False)
      literal = neutral::make(NodeKind::Cast, "json",
                              {neutral::string(literal.kind == NodeKind::Number ? literal.text
                                               : literal.kind == NodeKind::True ? "true"
                                                                                : "false")});
  }
  static std::string json_string(const std::string& text) {
    return "\"" + replace_all(replace_all(text, "\\", "\\\\"), "\"", "\\\"") + "\"";
  }

  /// A value where text is wanted: enums and numbers are none by themselves.
  void as_text(Node& n) {
    const bool literal = n.kind == NodeKind::String;
    const Kind kind = meaning(n).kind;
    translate(n);
    if (literal || kind == Kind::Text) return;
    if (kind == Kind::Enum && !place().may_change) fail("PostgreSQL takes no enum for text here");
    if ((kind == Kind::Timestamp || kind == Kind::Date || kind == Kind::Time) && !place().may_change)
      fail("PostgreSQL takes no time for text here: how it is written depends on the session");
    if (n.kind == NodeKind::Call || (n.kind == NodeKind::Binary && n.text == "||")) return;
    if (n.kind == NodeKind::Cast && (n.text == "text" || n.text.starts_with("character varying"))) return;
    n = cast_to("text", std::move(n));
  }

  void like(Node& n) override {
    const bool negated = n.text.starts_with("NOT ");
    std::string op = negated ? n.text.substr(4) : n.text;
    const bool folds = op[0] == 'I' || meaning(n.kids[0]).ignore_case;
    if (op[0] == 'I') op.erase(0, 1);
    for (Node& kid : n.kids) as_text(kid);
    if (op == "REGEXP") {
      n.kind = NodeKind::Binary;
      n.text = std::string(negated ? "!~" : "~") + (folds ? "*" : "");
      n.kids.resize(2);
      return;
    }
    if (op != "LIKE") fail("PostgreSQL has no " + op);
    n.text = std::string(negated ? "NOT " : "") + (folds ? "ILIKE" : "LIKE");
    if (n.kids.size() > 2 && n.kids[2].kind == NodeKind::String && n.kids[2].text == "\\") n.kids.resize(2);
  }

  void cast(Node& n) override {
    std::string type = n.text;
    const auto open = type.find('(');
    const std::string arguments = open == std::string::npos ? "" : type.substr(open);
    if (open != std::string::npos) type.resize(open);
    Node x = std::move(n.kids[0]);
    const Kind kind = meaning(x).kind;
    if (type == "text") {
      as_text(x);
      n = arguments.empty() ? std::move(x) : cast_to("character varying" + arguments, std::move(x));
      return;
    }
    const bool condition = is_condition(x);
    translate(x);
    if (condition && type != "boolean") x = cast_to("integer", std::move(x));
    if (type == "bytes") {
      if (kind != Kind::Bytes && !place().may_change) fail("PostgreSQL takes no text for bytes here");
      n = kind == Kind::Bytes ? std::move(x) : neutral::call("convert_to", {std::move(x), neutral::string("UTF8")});
      return;
    }
    static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
        {"boolean", "boolean"},  {"integer", "bigint"},
        {"decimal", "numeric"},  {"float", "double precision"},
        {"date", "date"},        {"time", "time without time zone"},
        {"json", "jsonb"},       {"timestamp", "timestamp without time zone"},
        {"uuid", "uuid"},        {"timestamptz", "timestamp with time zone"},
        {"interval", "interval"}};
    for (const auto& [from, to] : kTypes)
      if (type == from) {
        n = cast_to(std::string(to) + (type == "decimal" ? arguments : ""), std::move(x));
        return;
      }
    fail("PostgreSQL cannot cast to `" + n.text + "`");
  }

  void array(Node& n) override { parts(n); }

  void collate(Node& n) override {
    if (n.text != "binary") fail("PostgreSQL has no collation that ignores case and takes LIKE");
    translate(n.kids[0]);
    n.text = "\"C\"";
  }

  void bits(Node&) override {}

  /// Conditions of CASE; and where one result is a condition, all are.
  void conditional(Node& n) override {
    const bool simple = !n.kids.empty() && n.kids[0].kind == NodeKind::Clause;
    std::vector<Node*> compared, results;
    if (simple) compared.push_back(&n.kids[0].kids[0]);
    const LogicalType type = simple ? meaning(n.kids[0].kids[0]) : LogicalType{};
    for (Node& kid : n.kids) {
      if (kid.kind == NodeKind::Clause) continue;
      if (kid.kind == NodeKind::When && simple) {
        spell_label(kid.kids[0], type);
        compared.push_back(&kid.kids[0]);
      } else if (kid.kind == NodeKind::When) {
        as_condition(kid.kids[0]);
      }
      results.push_back(&kid.kids.back());
    }
    beside(compared);
    beside(results);
  }

  void clause(Node& n) override {
    if (any_of(n.text, {"WHERE", "HAVING", "ON", "FILTER"})) {
      for (Node& kid : n.kids) kid.kind == NodeKind::Clause ? clause(kid) : as_condition(kid);
      return;
    }
    parts(n);
  }

  /// MySQL puts NULL first.
  void sort_item(Node& n) override {
    parts(n);
    if (n.text.empty()) n.text = "NULLS FIRST";
    if (n.text == "DESC") n.text = "DESC NULLS LAST";
  }

  std::optional<Node> call(const std::string& function, std::vector<Node> arguments, std::string& why) override {
    CallPlace at{place().work->target.version, place().may_change, std::move(kinds_)};
    kinds_.clear();
    return call_to_postgres(function, std::move(arguments), at, why);
  }

  void translate_arguments(Node& n) override {
    std::vector<Kind> kinds;
    std::vector<Node*> values;
    for (Node& kid : n.kids) {
      if (kid.kind == NodeKind::Clause)
        translate(kid);
      else
        values.push_back(&kid), kinds.push_back(meaning_of_value(kid));
    }
    if (any_of(n.text, {"coalesce", "nullif", "greatest", "least", "greatest_strict", "least_strict"})) {
      beside_text(values);
    } else if (any_of(n.text, {"sum", "avg", "min", "max", "abs", "divide", "div"})) {
      for (Node* value : values) as_number(*value);
    } else if (any_of(n.text,
                      {"concat", "concat_strict", "concat_ws", "lower", "upper", "string_agg", "trim", "ltrim", "rtrim",
                       "left", "right", "substr", "replace", "length", "md5", "position", "reverse"})) {
      for (Node* value : values) text_argument(n.text, *value);
    } else if (n.text == "xor") {
      for (Node* value : values) as_condition(*value);
    } else if (n.text.starts_with("json_extract")) {
      json_path(n, values);
    } else {
      for (Node* value : values) translate(*value);
    }
    kinds_ = std::move(kinds);
  }

  /// Behind DISTINCT only the arguments themselves can be sorted by; one of them may have become text.
  void call_clauses(const std::string& function, Node& made, std::vector<Node> clauses) override {
    const bool distinct =
        std::any_of(clauses.begin(), clauses.end(), [](const Node& c) { return c.text == "DISTINCT"; });
    for (Node& clause : clauses) {
      if (!distinct || clause.text != "ORDER BY" || made.kids.empty()) continue;
      for (Node& item : clause.kids) {
        Node& by = item.kind == NodeKind::SortItem ? item.kids[0] : item;
        const Node& first = made.kids[0];
        if (first.kind == NodeKind::Cast && first.kids[0] == by) by = first;
        if (std::find(made.kids.begin(), made.kids.end(), by) == made.kids.end())
          fail("PostgreSQL sorts `" + function + "(DISTINCT …)` by its own arguments only");
      }
    }
    Translator::call_clauses(function, made, std::move(clauses));
  }

  Kind meaning_of_value(const Node& n) const {
    if (n.kind == NodeKind::String) return Kind::Text;
    if (n.kind == NodeKind::Number) return Kind::Integer;
    return meaning(n).kind;
  }

  /// An enum beside text is text.
  void beside_text(const std::vector<Node*>& values) {
    const bool text = std::any_of(values.begin(), values.end(), [&](const Node* n) {
      return n->kind == NodeKind::String || meaning(*n).kind == Kind::Text;
    });
    const bool label =
        std::any_of(values.begin(), values.end(), [&](const Node* n) { return meaning(*n).kind == Kind::Enum; });
    if (!text || !label) return beside(values);
    for (Node* value : values) as_text(*value);
  }

  void text_argument(const std::string& function, Node& n) {
    if (n.kind == NodeKind::Number && function != "concat_strict") return;
    as_text(n);
  }

  void json_path(Node& n, const std::vector<Node*>& values) {
    std::string items;
    if (values.size() != 2 || values[1]->kind != NodeKind::String || !is_json_text_path(values[1]->text, items))
      fail_on(n);
    translate(*values[0]);
    values[1]->text = "{" + items + "}";
  }

  static const Node* clause_of(const Node& select, std::string_view name) {
    for (const Node& kid : select.kids)
      if (kid.kind == NodeKind::Clause && kid.text == name) return &kid;
    return nullptr;
  }

  static void ungrouped(const Node& n, const std::vector<Node>& grouped, std::vector<Node>& out) {
    if (std::find(grouped.begin(), grouped.end(), n) != grouped.end()) return;
    if (n.kind == NodeKind::Subquery) return;
    if (n.kind == NodeKind::Call && any_of(n.text, {"count", "sum", "avg", "min", "max", "string_agg", "array_agg"}))
      return;
    if (n.kind == NodeKind::Name) {
      if (std::find(out.begin(), out.end(), n) == out.end()) out.push_back(n);
      return;
    }
    for (const Node& kid : n.kids) ungrouped(kid, grouped, out);
  }

  /// MySQL knows by keys and joins which columns are the same in all rows of a group; PostgreSQL wants them among
  /// those that it groups by, where they make no more groups.
  static void group_by_all(Node& select) {
    const Node* columns = clause_of(select, "COLUMNS");
    const Node* grouping = clause_of(select, "GROUP BY");
    if (!columns || !grouping) return;
    std::vector<Node> missing;
    for (const Node& column : columns->kids) ungrouped(column, grouping->kids, missing);
    for (Node& kid : select.kids)
      if (kid.kind == NodeKind::Clause && kid.text == "GROUP BY")
        kid.kids.insert(kid.kids.end(), missing.begin(), missing.end());
  }

  void translate_else(Node& n) {
    if (wanted_.logical)
      as_condition(n);
    else if (wanted_.numeric)
      as_number(n);
    else
      translate(n);
  }

  void among(Node& n) override {
    if (n.kids.size() > 1 && n.kids[1].kind == NodeKind::Subquery) return parts(n);
    const LogicalType type = meaning(n.kids[0]);
    std::vector<Node*> values;
    for (Node& kid : n.kids) {
      spell_label(kid, type);
      values.push_back(&kid);
    }
    beside(values);
  }

  void other(Node& n) override {
    switch (n.kind) {
      case NodeKind::Else: {  // the root; CASE sees to its own
        return translate_else(n.kids[0]);
      }
      case NodeKind::Select: {
        group_by_all(n);
        return parts(n);
      }
      case NodeKind::Blob: {
        n = cast_to("bytea", neutral::string("\\x" + n.text));
        return;
      }
      case NodeKind::Join: {
        parts(n);
        if (n.text == "JOIN" && n.kids.size() == 1) n.text = "CROSS JOIN";
        return;
      }
      default: return parts(n);
    }
  }

  Wanted wanted_;
  std::vector<Kind> kinds_;
};

}  // namespace

std::optional<Node> to_postgres(Node tree, const realise::Place& place, Wanted wanted, std::string& why) {
  return Translation(place).run_wanted(std::move(tree), wanted, why);
}

Expr expression_of(const Node& node) { return sql::make_expr(node, syntax()); }

Expr expression_of(std::string_view text) {
  if (auto node = sql::parse_expression(text, syntax())) return sql::make_expr(*node, syntax());
  Expr e;
  e.written = e.canonical = std::string(text);
  return e;
}

std::string quote(std::string_view name) { return sql::quote_name(name, syntax()); }

Node cast_to(std::string_view type, Node x) { return neutral::make(NodeKind::Cast, type, {std::move(x)}); }

}  // namespace plumb::postgres
