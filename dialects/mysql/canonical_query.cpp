#include "plumb/dialects/mysql/canonical_query.h"

#include <algorithm>
#include <cstdlib>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"

namespace plumb::mysql {
namespace {

using sql::Node;
using sql::NodeKind;

Node named(std::string_view text) {
  Node node;
  node.kind = NodeKind::Name;
  node.text = text;
  return node;
}

Node column_of(std::string_view relation, std::string_view column) {
  Node node = named(column);
  node.kids.push_back(named(relation));
  return node;
}

bool is_clause(const Node& node, std::string_view text) { return node.kind == NodeKind::Clause && node.text == text; }

Node* clause(Node& select, std::string_view text) {
  for (Node& kid : select.kids)
    if (is_clause(kid, text)) return &kid;
  return nullptr;
}

const Node& item_expression(const Node& item) {
  return item.kind == NodeKind::Alias && !item.kids.empty() ? item.kids.front() : item;
}

bool is_plain(const Node& item) {
  const Node& e = item_expression(item);
  return e.kind == NodeKind::Name || e.kind == NodeKind::Star || e.kind == NodeKind::Number ||
         e.kind == NodeKind::String || e.kind == NodeKind::Null;
}

// EXISTS asks for a row, whatever is in it; MariaDB says LIMIT 1 besides.
void simplify_exists(Node& exists) {
  Node* select = exists.kids.empty() || exists.kids.front().kids.empty() ? nullptr : &exists.kids.front().kids.front();
  if (!select || select->kind != NodeKind::Select) return;
  if (Node* items = clause(*select, "COLUMNS");
      items && !clause(*select, "GROUP BY") && std::all_of(items->kids.begin(), items->kids.end(), is_plain)) {
    Node one;
    one.kind = NodeKind::Number;
    one.text = "1";
    items->kids.assign(1, one);
  }
  std::erase_if(select->kids, [](const Node& kid) {
    return is_clause(kid, "LIMIT") && kid.kids.size() == 1 && kid.kids[0].text == "1";
  });
}

// TABLE t is SELECT * FROM t.
void spell_out_table(Node& select) {
  if (select.text != "TABLE") return;
  Node columns, from, star;
  columns.kind = from.kind = NodeKind::Clause;
  columns.text = "COLUMNS";
  star.kind = NodeKind::Star;
  columns.kids.push_back(std::move(star));
  from.text = "FROM";
  from.kids.push_back(std::move(select.kids.front()));
  select.text.clear();
  select.kids.erase(select.kids.begin());
  select.kids.insert(select.kids.begin(), {std::move(columns), std::move(from)});
}

bool is_position(const Node& node, std::size_t count) {
  return node.kind == NodeKind::Number && node.text.size() < 5 &&
         node.text.find_first_not_of("0123456789") == std::string::npos && std::atoi(node.text.c_str()) >= 1 &&
         static_cast<std::size_t>(std::atoi(node.text.c_str())) <= count;
}

}  // namespace

const QueryForm::Relation* QueryForm::find(std::string_view name) const {
  for (auto level = levels_.rbegin(); level != levels_.rend(); ++level)
    for (const Relation& relation : level->relations)
      if (equals_ignoring_case(relation.name, name)) return &relation;
  return nullptr;
}

const QueryForm::Relation* QueryForm::holder(std::string_view column) const {
  for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) {
    bool all_known = true;
    for (const Relation& relation : level->relations) {
      all_known &= relation.columns.has_value();
      if (!relation.columns) continue;
      for (const std::string& name : *relation.columns)
        if (equals_ignoring_case(name, column)) return &relation;
    }
    if (!all_known) return level->relations.size() == 1 ? &level->relations.front() : nullptr;
  }
  return nullptr;
}

void QueryForm::resolve_name(Node& name) {
  const Relation* relation = name.kids.empty() ? holder(name.text) : find(name.kids.back().text);
  if (!relation) return;
  std::string column = name.text;
  if (relation->columns)
    for (const std::string& known : *relation->columns)
      if (equals_ignoring_case(known, column)) column = known;
  name = column_of(relation->name, column);
}

void QueryForm::resolve(Node& node) {
  switch (node.kind) {
    case NodeKind::Name: return resolve_name(node);
    case NodeKind::Exists: simplify_exists(node); break;
    case NodeKind::Subquery:
      for (Node& kid : node.kids) query(kid, Items::Bare, nullptr);
      return;
    default: break;
  }
  for (Node& kid : node.kids) resolve(kid);
  // Every row counts, whatever is written there: MySQL keeps count(0), TiDB count(1).
  if (node.kind == NodeKind::Call && node.text == "count" && node.kids.size() == 1 &&
      node.kids[0].kind == NodeKind::Number) {
    node.kids[0] = Node{};
    node.kids[0].kind = NodeKind::Star;
  }
}

// Names of items mean what stands there. Deep inside of an expression a column comes first.
void QueryForm::resolve_with_items(Node& node, const std::vector<Node>& items, const std::vector<std::string>& names,
                                   bool item_first) {
  if (node.kind == NodeKind::SortItem && !node.kids.empty())
    return resolve_with_items(node.kids.front(), items, names, item_first);
  if (is_position(node, items.size()) && item_first) {
    node = items[static_cast<std::size_t>(std::atoi(node.text.c_str()) - 1)];
    return;
  }
  if (node.kind == NodeKind::Name && node.kids.empty()) {
    if (!item_first && holder(node.text)) return resolve_name(node);
    for (std::size_t i = 0; i < names.size() && i < items.size(); ++i)
      if (equals_ignoring_case(names[i], node.text)) {
        node = items[i];
        return;
      }
    return resolve_name(node);
  }
  if (node.kind == NodeKind::Name || node.kind == NodeKind::Subquery || node.kind == NodeKind::Exists)
    return resolve(node);
  for (Node& kid : node.kids) resolve_with_items(kid, items, names, false);
  Node copy = node;
  copy.kids.clear();
  if (node.kind == NodeKind::Call && node.text == "count") resolve(node);
}

// Stars become what they stand for.
void QueryForm::expand(Node& columns, const Level& level) {
  std::vector<Node> items;
  for (Node& item : columns.kids) {
    if (item.kind != NodeKind::Star) {
      items.push_back(std::move(item));
      continue;
    }
    if (item.kids.empty()) {
      if (!level.star_known)
        items.push_back(std::move(item));
      else
        for (const auto& [relation, column] : level.star) items.push_back(column_of(relation, column));
      continue;
    }
    const Relation* relation = find(item.kids.back().text);
    if (!relation || !relation->columns)
      items.push_back(std::move(item));
    else
      for (const std::string& column : *relation->columns) items.push_back(column_of(relation->name, column));
  }
  columns.kids = std::move(items);
}

Columns QueryForm::select(Node& node, Items style, const std::vector<std::string>* texts) {
  spell_out_table(node);
  levels_.emplace_back();
  if (Node* f = clause(node, "FROM")) {
    from(*f, levels_.back());
  }
  Node* columns = clause(node, "COLUMNS");
  Columns out(std::in_place);
  std::vector<Node> items;
  if (columns) {
    const bool had_star = std::any_of(columns->kids.begin(), columns->kids.end(),
                                      [](const Node& item) { return item.kind == NodeKind::Star; });
    const std::size_t said = columns->kids.size();
    expand(*columns, levels_.back());
    for (std::size_t i = 0; i < columns->kids.size(); ++i) {
      Node item = std::move(columns->kids[i]);
      std::string name;
      if (item.kind == NodeKind::Alias) {
        name = item.text;
        Node inner = std::move(item.kids.front());
        item = std::move(inner);
      } else if (item.kind == NodeKind::Name) {
        name = item.text;
      } else if (texts && !had_star && texts->size() == said && i < texts->size()) {
        name = (*texts)[i];
      }
      if (item.kind == NodeKind::Star) out.reset();
      resolve(item);
      if (out) out->push_back(name);
      items.push_back(item);
      if (style == Items::Named && !name.empty()) {
        Node alias;
        alias.kind = NodeKind::Alias;
        alias.text = name;
        alias.kids.push_back(std::move(item));
        item = std::move(alias);
      }
      columns->kids[i] = std::move(item);
    }
  }
  const std::vector<std::string> names = out.value_or(std::vector<std::string>());
  for (Node& kid : node.kids) {
    if (kid.kind != NodeKind::Clause || kid.text == "FROM" || kid.text == "COLUMNS") continue;
    if (kid.text == "GROUP BY")
      for (Node& part : kid.kids) {
        const bool position = is_position(part, items.size());
        resolve_with_items(part, items, names, position);
      }
    else if (kid.text == "ORDER BY")
      for (Node& part : kid.kids) resolve_with_items(part, items, names, true);
    else if (kid.text == "HAVING")
      for (Node& part : kid.kids) resolve_with_items(part, items, names, part.kind == NodeKind::Name);
    else if (kid.text != "LIMIT" && kid.text != "OFFSET")
      for (Node& part : kid.kids) resolve(part);
    if (kid.text == "WHERE" || kid.text == "HAVING")
      for (Node& part : kid.kids) make_truth(part, canon_);
  }
  // MySQL and TiDB forget that rows were to be locked.
  if (!canon_.flavour.keeps_view_locks)
    std::erase_if(node.kids,
                  [](const Node& kid) { return kid.kind == NodeKind::Clause && kid.text.starts_with("FOR "); });
  levels_.pop_back();
  return out;
}

Columns QueryForm::compound(Node& node, Items style, const std::vector<std::string>* texts) {
  Columns out;
  bool first = true;
  for (Node& kid : node.kids) {
    if (kid.kind == NodeKind::Clause) continue;
    Columns columns = query(kid, first ? style : Items::Bare, first ? texts : nullptr);
    if (first) out = std::move(columns);
    first = false;
  }
  for (Node& kid : node.kids) {
    if (!is_clause(kid, "ORDER BY") || !out) continue;
    for (Node& part : kid.kids) {
      Node& what = part.kind == NodeKind::SortItem ? part.kids.front() : part;
      if (is_position(what, out->size()))
        what = named((*out)[static_cast<std::size_t>(std::atoi(what.text.c_str()) - 1)]);
    }
  }
  return out;
}

Columns QueryForm::with(Node& node, Items style, const std::vector<std::string>* texts) {
  const std::size_t before = with_.size();
  Columns out;
  for (Node& kid : node.kids) {
    if (kid.kind != NodeKind::CommonTable) {
      out = query(kid, style, texts);
      continue;
    }
    Columns said;
    if (Node* list = clause(kid, "COLUMNS")) {
      said.emplace();
      for (const Node& name : list->kids) said->push_back(name.text);
    }
    // It may name itself.
    with_.emplace_back(kid.text, said);
    Columns columns;
    for (Node& inner : kid.kids)
      if (inner.kind != NodeKind::Clause && inner.kind != NodeKind::Verbatim)
        columns = query(inner, Items::Named, nullptr);
    if (!said) with_.back().second = std::move(columns);
  }
  with_.resize(before);
  return out;
}

Columns QueryForm::query(Node& node, Items style, const std::vector<std::string>* texts) {
  switch (node.kind) {
    case NodeKind::Select: return select(node, style, texts);
    case NodeKind::Compound: return compound(node, style, texts);
    case NodeKind::With: return with(node, style, texts);
    case NodeKind::Subquery: return node.kids.empty() ? Columns() : query(node.kids.front(), style, texts);
    default: return std::nullopt;
  }
}

Columns QueryForm::view(Node& node, std::vector<std::string> names) {
  normalise(node, canon_, nullptr);
  return query(node, Items::Named, &names);
}

}  // namespace plumb::mysql
