// What names the label of an enum follows when the label is renamed: the server keeps the label itself, not its text.
#include <algorithm>
#include <set>
#include <string>

#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/postgres_types.h"
#include "plumb/core/sql/read/postgres.h"

namespace plumb::sql::postgres_read {
namespace {

class Label {
 public:
  Label(const QualifiedName& type, const std::string& from, const std::string& to, const Syntax& syntax)
      : type_(type), from_(from), to_(to), syntax_(syntax) {}

  bool is(const Type& type) const { return type.user_type && *type.user_type == type_; }
  /// The columns of the enum's type, or of arrays of it.
  void add_columns(const Table& table, std::set<std::string>& columns) const {
    for (const Column& column : table.columns)
      if (is(column.type)) columns.insert(column.name);
  }

  /// A default as a whole is a label, too.
  bool in(Expr& e, const std::set<std::string>& columns, bool whole = false) const {
    if (e.written.find(from_) == std::string::npos) return false;
    auto tree = parse_expression(e.written, syntax_);
    if (!tree) return false;
    bool changed = whole && take(*tree);
    changed |= in(*tree, columns);
    if (changed) e = make_expr(*tree, syntax_);
    return changed;
  }
  bool in_query(Expr& e, const std::set<std::string>& columns) const {
    if (e.written.find(from_) == std::string::npos) return false;
    auto tree = parse_query(e.written, syntax_);
    if (!tree || !in(*tree, columns)) return false;
    e = make_expr(*tree, syntax_);
    return true;
  }

 private:
  bool take(Node& literal) const {
    if (literal.kind != NodeKind::String || literal.text != from_) return false;
    literal.text = to_;
    return true;
  }

  bool is_of_type(const Node& n, const std::set<std::string>& columns) const {
    if (n.kind == NodeKind::Name) return columns.count(n.text) != 0;
    return (n.kind == NodeKind::Cast || n.kind == NodeKind::Typed) && names_type(n.text);
  }
  bool names_type(const std::string& spelled) const {
    const QualifiedName name = postgres_name(spelled.substr(0, spelled.find("[]")));
    return name == type_ || (name.schema.empty() && name.name == type_.name);
  }

  /// Beside a value of the type a literal is one, too; in a list as well.
  bool beside(Node& n, const std::set<std::string>& columns) const {
    const bool some =
        std::any_of(n.kids.begin(), n.kids.end(), [&](const Node& kid) { return is_of_type(kid, columns); });
    bool changed = false;
    for (Node& kid : n.kids) {
      if (!some) break;
      changed |= take(kid);
      if (kid.kind == NodeKind::Array)
        for (Node& element : kid.kids) changed |= take(element);
    }
    return changed;
  }

  bool in(Node& tree, const std::set<std::string>& columns) const {
    bool changed = false;
    walk(tree, [&](Node& n) {
      switch (n.kind) {
        case NodeKind::Cast:
        case NodeKind::Typed:
          if (!names_type(n.text)) break;
          changed |= take(n.kids.at(0));
          if (n.kids[0].kind == NodeKind::Array)
            for (Node& element : n.kids[0].kids) changed |= take(element);
          break;
        case NodeKind::Binary:
        case NodeKind::In:
        case NodeKind::Between:
        case NodeKind::Quantified: changed |= beside(n, columns); break;
        case NodeKind::Call:
          if (n.text == "coalesce" || n.text == "nullif") changed |= beside(n, columns);
          break;
        default: break;
      }
    });
    return changed;
  }

  const QualifiedName& type_;
  const std::string &from_, &to_;
  const Syntax& syntax_;
};

void rename_in_table(Table& table, const Label& label) {
  std::set<std::string> columns;
  label.add_columns(table, columns);
  for (Column& column : table.columns) {
    if (auto* value = std::get_if<Expr>(&column.fill)) label.in(*value, columns, label.is(column.type));
    if (auto* computed = std::get_if<Computed>(&column.fill)) label.in(computed->from, columns);
  }
  for (Check& check : table.checks) label.in(check.expression, columns);
  for (Index& index : table.indexes) {
    for (IndexPart& part : index.parts) label.in(part.expression, columns);
    label.in(index.where, columns);
  }
}

}  // namespace

void rename_label_in(Schema& schema, const QualifiedName& type, const std::string& from, const std::string& to,
                     const Syntax& syntax) {
  const Label label(type, from, to, syntax);
  for (const QualifiedName& key : schema.tables.keys()) {
    Table renamed = *schema.tables.find(key);
    rename_in_table(renamed, label);
    if (!(renamed == *schema.tables.find(key))) schema.tables.set(key, std::move(renamed));
  }
  const auto columns_over = [&](const std::vector<QualifiedName>& uses) {
    std::set<std::string> columns;
    for (const QualifiedName& used : uses)
      if (const Table* table = schema.tables.find(used)) label.add_columns(*table, columns);
    return columns;
  };
  for (const QualifiedName& key : schema.views.keys()) {
    Expr query = schema.views.find(key)->query;
    if (label.in_query(query, columns_over(schema.views.find(key)->uses))) schema.views.edit(key).query = query;
  }
  for (const auto& key : schema.policies.keys()) {
    Policy policy = *schema.policies.find(key);
    const std::set<std::string> columns = columns_over({policy.table});
    if (label.in(policy.using_, columns) | label.in(policy.with_check, columns))
      schema.policies.set(key, std::move(policy));
  }
}

}  // namespace plumb::sql::postgres_read
