#include "plumb/core/realise/expression.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"

namespace plumb::realise {

using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

namespace {

/// Ends a translation; never leaves this file.
struct Untranslatable {
  std::string why;
};

bool is_clause(const Node& node) { return node.kind == NodeKind::Clause; }

void fill(Node& node, const std::vector<Node>& arguments) {
  if (node.kind == NodeKind::Name && node.text.size() == 2 && node.text[0] == '_' && node.text[1] >= '1' &&
      node.text[1] <= '9' && node.kids.empty()) {
    node = arguments.at(static_cast<std::size_t>(node.text[1] - '1'));
    return;
  }
  for (Node& kid : node.kids) fill(kid, arguments);
}

}  // namespace

bool changes(std::string_view function) {
  static constexpr std::string_view kChanging[] = {"now",     "current_date", "current_time", "random",
                                                   "uuid_v4", "uuid_v1",      "uuid_v7"};
  return std::find(std::begin(kChanging), std::end(kChanging), function) != std::end(kChanging);
}

std::optional<Node> filled(std::string_view text, const Syntax& syntax, const std::vector<Node>& arguments) {
  auto node = sql::parse_expression(text, syntax);
  if (node) fill(*node, arguments);
  return node;
}

CallTable::CallTable(std::span<const CallTemplate> templates, const Syntax& syntax) {
  for (const CallTemplate& t : templates)
    if (auto node = sql::parse_expression(t.sql, syntax))
      read_.emplace(std::pair(t.function, t.arguments), std::move(*node));
}

std::optional<Node> CallTable::call(std::string_view function, const std::vector<Node>& arguments) const {
  const auto found = read_.find({function, arguments.size()});
  if (found == read_.end()) return std::nullopt;
  Node out = found->second;
  fill(out, arguments);
  return out;
}

std::optional<long long> whole(const Node& node) {
  const Node* n = &node;
  bool negative = false;
  if (n->kind == NodeKind::Unary && n->text == "-" && n->kids.size() == 1) {
    negative = true;
    n = &n->kids[0];
  }
  if (n->kind != NodeKind::Number && n->kind != NodeKind::String) return std::nullopt;
  long long value = 0;
  const auto [end, error] = std::from_chars(n->text.data(), n->text.data() + n->text.size(), value);
  if (error != std::errc() || end != n->text.data() + n->text.size()) return std::nullopt;
  return negative ? -value : value;
}

std::optional<Node> Translator::run(Node tree, std::string& why) {
  try {
    translate(tree);
    return tree;
  } catch (const Untranslatable& reason) {
    why = reason.why;
    return std::nullopt;
  }
}

void Translator::fail(std::string why) { throw Untranslatable{std::move(why)}; }

void Translator::fail_on(const Node& node) const {
  fail("`" + sql::print(node, place_.work->written_for.syntax) + "` has no equivalent in " + std::string(server_));
}

void Translator::translate(Node& n) {
  switch (n.kind) {
    case NodeKind::Verbatim: {
      auto [what, why] = neutral::reason_of(n);
      fail(why.empty() ? "`" + what + "` has no equivalent in " + std::string(server_) : why);
    }
    case NodeKind::Name: return name(n);
    case NodeKind::Table: return relation(n);
    case NodeKind::Alias: return alias(n);
    case NodeKind::Call: return any_call(n);
    case NodeKind::Like: return like(n);
    case NodeKind::Cast: return cast(n);
    case NodeKind::Binary: return binary(n);
    case NodeKind::Unary: return unary(n);
    case NodeKind::Array: return array(n);
    case NodeKind::Collate: return collate(n);
    case NodeKind::Test: return test(n);
    case NodeKind::Case:
    case NodeKind::When: return conditional(n);
    case NodeKind::Clause: return clause(n);
    case NodeKind::Window: return window(n);
    case NodeKind::Compound: return compound(n);
    case NodeKind::SortItem: return sort_item(n);
    case NodeKind::Between:
    case NodeKind::In: return among(n);
    case NodeKind::Bits: return bits(n);
    case NodeKind::Blob:
    case NodeKind::Null:
    case NodeKind::True:
    case NodeKind::False:
    case NodeKind::Number:
    case NodeKind::String:
    case NodeKind::Star:
    case NodeKind::IsNull:
    case NodeKind::Else:
    case NodeKind::Exists:
    case NodeKind::Subquery:
    case NodeKind::Row:
    case NodeKind::Select:
    case NodeKind::Values:
    case NodeKind::With:
    case NodeKind::CommonTable:
    case NodeKind::Join: return other(n);
    case NodeKind::Quantified: fail(std::string(server_) + " has no ANY and ALL over such a list");
    case NodeKind::Parameter:
    case NodeKind::Variable:
    case NodeKind::Default:
    case NodeKind::Keyword:
    case NodeKind::Index:
    case NodeKind::Slice:
    case NodeKind::Field:
    case NodeKind::Interval:
    case NodeKind::Typed:
    case NodeKind::Raise:
    case NodeKind::Statement: fail_on(n);
  }
}

void Translator::parts(Node& n) {
  for (Node& kid : n.kids) translate(kid);
}

void Translator::sort_item(Node& n) {
  if (n.text.substr(0, 5) == "USING") fail(std::string(server_) + " has no ORDER BY USING");
  parts(n);
}

void Translator::bits(Node&) { fail(std::string(server_) + " has no bit strings"); }

void Translator::name(Node& n) {
  n.quoted = false;
  if (place_.home) {
    n.kids.clear();
    const Column* column = column_of(n.text);
    if (!column) fail("`" + n.text + "` is no column of the table");
    n.text = place_.work->names.column(place_.home->name, column->name);
  }
  // In a query the qualifier is an alias, or a relation by its own name.
  if (n.kids.size() > 1) n.kids.erase(n.kids.begin(), n.kids.end() - 1);
}

const Column* Translator::column_of(std::string_view name) const {
  if (!place_.home) return nullptr;
  if (const Column* exact = place_.home->find_column(name)) return exact;
  if (place_.work->written_for.traits.names_ignore_case)
    for (const Column& column : place_.home->columns)
      if (equals_ignoring_case(column.name, name)) return &column;
  return nullptr;
}

LogicalType Translator::type_of(const Node& node) const {
  const Column* column = node.kind == NodeKind::Name ? column_of(node.text) : nullptr;
  return column ? place_.work->written_in.logical(column->type, column, place_.work->from) : LogicalType{};
}

void Translator::alias(Node& n) {
  if (n.kids.size() > 1) fail(std::string(server_) + " has no names of columns behind an alias");
  parts(n);
  if (n.kids[0].kind == NodeKind::Alias) {  // the relation got its old name as an alias: this one is said
    Node relation = std::move(n.kids[0].kids[0]);
    n.kids[0] = std::move(relation);
  }
}

/// public.t is t, and so is database.t for the database at hand, which only the list of used relations tells.
bool Translator::is_default(const QualifiedName& name) const {
  if (name.schema.empty()) return false;
  if (name.schema == place_.work->written_for.default_schema) return true;
  if (!place_.uses) return false;
  const auto uses = [&](const QualifiedName& used) {
    return std::find(place_.uses->begin(), place_.uses->end(), used) != place_.uses->end();
  };
  return !uses(name) && uses(QualifiedName(name.name));
}

void Translator::relation(Node& n) {
  QualifiedName source(n.text);
  std::vector<Node> clauses;
  for (Node& kid : n.kids) {
    if (kid.kind == NodeKind::Name)
      source.schema = kid.text;
    else
      clauses.push_back(std::move(kid));
  }
  const Schema& from = place_.work->from;
  if (is_default(source)) source.schema.clear();
  n.quoted = false;
  if (!from.tables.contains(source) && !from.views.contains(source)) {
    if (!source.schema.empty()) fail("`" + source.display() + "` is not in the schema");
    n.kids = std::move(clauses);  // the name of a WITH
    return parts(n);
  }
  const QualifiedName given = place_.work->names.relation(source);
  if (given != source) return rename_relation(n, source, given, std::move(clauses));
  n.kids = std::move(clauses);
  if (!given.schema.empty()) n.kids.insert(n.kids.begin(), neutral::make(NodeKind::Name, given.schema));
  for (Node& kid : n.kids)
    if (is_clause(kid)) translate(kid);
}

/// Names in the query say `table.column`: the old name stays as an alias.
void Translator::rename_relation(Node& n, const QualifiedName& was, const QualifiedName& given,
                                 std::vector<Node> clauses) {
  if (!given.schema.empty()) clauses.insert(clauses.begin(), neutral::make(NodeKind::Name, given.schema));
  Node table = neutral::make(NodeKind::Table, given.name, std::move(clauses));
  n = neutral::make(NodeKind::Alias, was.name, {std::move(table)});
}

void Translator::any_call(Node& n) {
  if (!place_.may_change && changes(n.text))
    fail(std::string(server_) + " allows no time of now and nothing random here");
  translate_arguments(n);
  std::vector<Node> arguments, clauses;
  for (Node& kid : n.kids) {
    (is_clause(kid) ? clauses : arguments).push_back(std::move(kid));
  }
  std::string why;
  auto made = call(n.text, std::move(arguments), why);
  if (!made) fail(why.empty() ? std::string(server_) + " has no `" + n.text + "` of this form" : why);
  if (!clauses.empty()) call_clauses(n.text, *made, std::move(clauses));
  n = std::move(*made);
}

void Translator::call_clauses(const std::string& function, Node& made, std::vector<Node> clauses) {
  if (made.kind != NodeKind::Call) fail(std::string(server_) + " has no clauses behind `" + function + "`");
  for (Node& clause : clauses) made.kids.push_back(std::move(clause));
}

}  // namespace plumb::realise
