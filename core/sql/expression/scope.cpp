#include "plumb/core/sql/expression/scope.h"

#include <algorithm>

#include "plumb/core/base/text.h"

namespace plumb::sql {

QualifiedName table_name(const Node& table) {
  QualifiedName name(table.text);
  for (const Node& kid : table.kids)
    if (kid.kind == NodeKind::Name) name.schema = kid.text;
  return name;
}

bool Scopes::same(std::string_view a, std::string_view b) const {
  return a == b || (syntax_.names_ignore_case && equals_ignoring_case(a, b));
}

bool Scopes::is_target(const QualifiedName& name) const {
  const bool same_name = name.name == rename_.table.name ||
                         (syntax_.tables_ignore_case && equals_ignoring_case(name.name, rename_.table.name));
  if (!same_name) return false;
  if (name.schema == rename_.table.schema) return true;
  // The model leaves the default schema out; a text may name it.
  const std::string_view usual = syntax_.grammar.sqlite ? "main" : syntax_.grammar.postgres ? "public" : "";
  const auto plain = [&](const std::string& schema) { return schema.empty() || equals_ignoring_case(schema, usual); };
  return plain(name.schema) && plain(rename_.table.schema);
}

bool Scopes::names_target(const Node& table) const {
  const QualifiedName name = table_name(table);
  if (name.schema.empty())
    for (const auto& [hidden, columns] : with_)
      if (same(hidden, name.name)) return false;
  return is_target(name);
}

Source Scopes::source_of(const Node& relation) const {
  Source source;
  switch (relation.kind) {
    case NodeKind::Alias: {
      source = source_of(relation.kids.at(0));
      source.name = relation.text;
      source.aliased = true;
      if (relation.kids.size() > 1 && relation.kids[1].text == "COLUMNS") {
        source.target = false;  // its columns have other names here
        source.known = true;
        source.columns.clear();
        for (const Node& column : relation.kids[1].kids) source.columns.push_back(column.text);
      }
      return source;
    }
    case NodeKind::Unary: return source_of(relation.kids.at(0));  // LATERAL
    case NodeKind::Subquery:
      if (auto columns = outputs(relation.kids.at(0))) {
        source.known = true;
        source.columns = std::move(*columns);
      }
      return source;
    case NodeKind::Table: break;
    default: return source;
  }
  source.name = relation.text;
  const QualifiedName name = table_name(relation);
  if (name.schema.empty())
    for (auto at = with_.rbegin(); at != with_.rend(); ++at)
      if (same(at->first, name.name)) {
        source.aliased = true;
        source.known = at->second.has_value();
        if (at->second) source.columns = *at->second;
        return source;
      }
  source.target = is_target(name);
  if (const std::vector<std::string>* columns = columns_of_ ? columns_of_(name) : nullptr) {
    source.known = true;
    source.columns = *columns;
  }
  return source;
}

void Scopes::add(Scope& scope, const Node& relation) const {
  if (relation.kind == NodeKind::Join && relation.text != "()") {
    if (!relation.kids.empty()) add(scope, relation.kids[0]);
  } else if (relation.kind == NodeKind::Join || relation.kind == NodeKind::Clause) {
    for (const Node& kid : relation.kids) add(scope, kid);
  } else {
    scope.push_back(source_of(relation));
  }
}

Scope Scopes::of_select(const Node& select) const {
  Scope scope;
  for (const Node& clause : select.kids)
    if (clause.kind == NodeKind::Clause && clause.text == "FROM") add(scope, clause);
  return scope;
}

// The names of a query's columns; nothing where they cannot be told.
std::optional<std::vector<std::string>> Scopes::outputs(const Node& query) const {
  if (query.kind == NodeKind::Compound) return outputs(query.kids.at(0));
  if (query.kind != NodeKind::Select || query.text == "TABLE") return std::nullopt;
  std::vector<std::string> names;
  for (const Node& clause : query.kids) {
    if (clause.kind != NodeKind::Clause || clause.text != "COLUMNS") continue;
    for (const Node& column : clause.kids) {
      if (column.kind == NodeKind::Star) {
        for (const Source& source : of_select(query)) {
          if (!source.known) return std::nullopt;
          names.insert(names.end(), source.columns.begin(), source.columns.end());
        }
      } else if (column.kind == NodeKind::Name || column.kind == NodeKind::Alias) {
        names.push_back(column.text);
      } else {
        names.emplace_back();
      }
    }
  }
  return names;
}

void Scopes::add_common_table(const Node& table) {
  std::optional<std::vector<std::string>> columns;
  for (const Node& kid : table.kids) {
    if (kid.kind == NodeKind::Clause && kid.text == "COLUMNS") {
      columns.emplace();
      for (const Node& column : kid.kids) columns->push_back(column.text);
    } else if (!columns && kid.kind != NodeKind::Clause && kid.kind != NodeKind::Verbatim) {
      columns = outputs(kid);
    }
  }
  with_.emplace_back(table.text, std::move(columns));
}

const Source* Scopes::find(std::string_view qualifier) const {
  for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope)
    for (const Source& source : *scope) {
      const bool table_case = syntax_.tables_ignore_case && equals_ignoring_case(source.name, qualifier);
      if (same(source.name, qualifier) || (table_case && !source.aliased)) return &source;
    }
  return nullptr;
}

bool Scopes::bare_is_target(std::string_view column) const {
  for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
    bool other = false;
    for (const Source& source : *scope) {
      if (source.qualified_only) continue;
      if (source.target) return true;
      other |= source.known && std::any_of(source.columns.begin(), source.columns.end(),
                                           [&](const std::string& c) { return same(c, column); });
    }
    if (other) return false;  // a nearer relation has a column of the name
  }
  return false;
}

}  // namespace plumb::sql
