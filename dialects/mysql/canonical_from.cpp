// What stands behind FROM: relations in one list, joined by ON, from left to right.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/dialects/mysql/canonical_query.h"

namespace plumb::mysql {
namespace {

using sql::Node;
using sql::NodeKind;

bool is_condition(const Node& kid) { return kid.kind == NodeKind::Clause && (kid.text == "ON" || kid.text == "USING"); }
bool is_list(const Node& node) { return node.kind == NodeKind::Join && node.text == "()"; }
bool is_inner(std::string_view join) {
  return join == "," || join == "JOIN" || join == "INNER JOIN" || join == "CROSS JOIN";
}

Node join_of(std::string_view text, Node relation) {
  Node node;
  node.kind = NodeKind::Join;
  node.text = text;
  node.kids.push_back(std::move(relation));
  return node;
}

// Parentheses that change nothing go; a, b is a JOIN b.
void flatten(std::vector<Node>& list) {
  std::vector<Node> out;
  for (Node& item : list) {
    if (item.kind != NodeKind::Join || is_list(item)) {
      if (!is_list(item)) {
        out.push_back(std::move(item));
        continue;
      }
      flatten(item.kids);
      for (Node& kid : item.kids) out.push_back(std::move(kid));
      continue;
    }
    if (is_inner(item.text)) item.text = "JOIN";
    if (item.text == "LEFT OUTER JOIN") item.text = "LEFT JOIN";
    if (item.text == "RIGHT OUTER JOIN") item.text = "RIGHT JOIN";
    Node& right = item.kids.front();
    if (!is_list(right)) {
      out.push_back(std::move(item));
      continue;
    }
    flatten(right.kids);
    if (item.text == "JOIN" && item.kids.size() == 1) {
      std::vector<Node> inner = std::move(right.kids);
      out.push_back(join_of("JOIN", std::move(inner.front())));
      for (std::size_t i = 1; i < inner.size(); ++i) out.push_back(std::move(inner[i]));
    } else {
      if (right.kids.size() == 1) {
        Node only = std::move(right.kids.front());
        right = std::move(only);
      }
      out.push_back(std::move(item));
    }
  }
  list = std::move(out);
}

// a RIGHT JOIN b ON c is b LEFT JOIN a ON c.
void turn_right_joins(std::vector<Node>& list) {
  for (std::size_t i = 1; i < list.size(); ++i) {
    if (list[i].kind != NodeKind::Join || list[i].text != "RIGHT JOIN") continue;
    Node right = std::move(list[i]);
    std::vector<Node> left(std::make_move_iterator(list.begin()),
                           std::make_move_iterator(list.begin() + static_cast<std::ptrdiff_t>(i)));
    Node whole = std::move(left.front());
    if (left.size() > 1) {
      Node all;
      all.kind = NodeKind::Join;
      all.text = "()";
      all.kids.push_back(std::move(whole));
      for (std::size_t k = 1; k < left.size(); ++k) all.kids.push_back(std::move(left[k]));
      whole = std::move(all);
    }
    Node turned = join_of("LEFT JOIN", std::move(whole));
    for (std::size_t k = 1; k < right.kids.size(); ++k) turned.kids.push_back(std::move(right.kids[k]));
    std::vector<Node> rest(std::make_move_iterator(list.begin() + static_cast<std::ptrdiff_t>(i) + 1),
                           std::make_move_iterator(list.end()));
    list.clear();
    list.push_back(std::move(right.kids.front()));
    list.push_back(std::move(turned));
    for (Node& item : rest) list.push_back(std::move(item));
    i = 1;
  }
}

}  // namespace

// a.x = b.x AND …, and the columns of the right side that are no columns of their own any more.
std::optional<Node> QueryForm::equal_columns(const std::vector<std::string>& columns, Level& level,
                                             std::size_t first_right) const {
  Node all;
  all.kind = NodeKind::Binary;
  all.text = "AND";
  std::vector<std::pair<std::string, std::string>> common;
  const auto holder_in = [&](std::size_t from, std::size_t to, const std::string& column) -> const Relation* {
    for (std::size_t i = from; i < to; ++i)
      if (level.relations[i].columns)
        for (const std::string& name : *level.relations[i].columns)
          if (equals_ignoring_case(name, column)) return &level.relations[i];
    return nullptr;
  };
  for (const std::string& column : columns) {
    const Relation* left = holder_in(0, first_right, column);
    const Relation* right = holder_in(first_right, level.relations.size(), column);
    if (!left || !right) return std::nullopt;
    Node equal;
    equal.kind = NodeKind::Binary;
    equal.text = "=";
    for (const Relation* side : {left, right}) {
      Node name;
      name.kind = NodeKind::Name;
      name.text = column;
      Node qualifier;
      qualifier.kind = NodeKind::Name;
      qualifier.text = side->name;
      name.kids.push_back(std::move(qualifier));
      equal.kids.push_back(std::move(name));
    }
    all.kids.push_back(std::move(equal));
    common.emplace_back(left->name, column);
    std::erase_if(level.star, [&](const auto& s) { return equals_ignoring_case(s.second, column); });
  }
  level.star.insert(level.star.begin(), common.begin(), common.end());
  if (all.kids.size() == 1) {
    Node only = std::move(all.kids.front());
    return only;
  }
  return all;
}

void QueryForm::relation(Node& node, Level& level) {
  Relation made;
  Node* what = &node;
  if (node.kind == NodeKind::Alias) {
    made.name = node.text;
    what = &node.kids.front();
  }
  if (is_list(*what)) {
    for (std::size_t i = 0; i < what->kids.size(); ++i) {
      const std::size_t first = level.relations.size();
      if (i == 0)
        relation(what->kids[i], level);
      else
        join(what->kids[i], level, first);
    }
    return;
  }
  if (what->kind == NodeKind::Unary && what->text == "LATERAL" && !what->kids.empty()) what = &what->kids.front();
  if (what->kind == NodeKind::Table) {
    QualifiedName name(what->text);
    if (!what->kids.empty() && what->kids.front().kind == NodeKind::Name) name.schema = what->kids.front().text;
    const auto common = std::find_if(with_.rbegin(), with_.rend(), [&](const auto& w) {
      return name.schema.empty() && equals_ignoring_case(w.first, name.name);
    });
    made.columns = common == with_.rend() ? columns_of_(name) : common->second;
    if (made.name.empty()) made.name = what->text;
    // An alias that says the name again.
    if (node.kind == NodeKind::Alias && node.text == what->text) {
      Node table = std::move(*what);
      node = std::move(table);
    }
  } else if (what->kind == NodeKind::Subquery) {
    made.columns = query(*what, Items::Named, nullptr);
    if (node.kind == NodeKind::Alias)
      for (const Node& kid : node.kids)
        if (kid.kind == NodeKind::Clause && kid.text == "COLUMNS") {
          made.columns.emplace();
          for (const Node& name : kid.kids) made.columns->push_back(name.text);
        }
  }
  if (made.columns)
    for (const std::string& column : *made.columns) level.star.emplace_back(made.name, column);
  else
    level.star_known = false;
  level.relations.push_back(std::move(made));
}

void QueryForm::join(Node& node, Level& level, std::size_t first_right) {
  if (node.kind != NodeKind::Join) return relation(node, level);
  relation(node.kids.front(), level);
  std::vector<std::string> columns;
  bool by_columns = false;
  if (node.text.starts_with("NATURAL ")) {
    by_columns = true;
    for (std::size_t r = first_right; r < level.relations.size(); ++r)
      for (std::size_t l = 0; l < first_right; ++l) {
        if (!level.relations[l].columns || !level.relations[r].columns) return;
        for (const std::string& name : *level.relations[l].columns)
          for (const std::string& other : *level.relations[r].columns)
            if (equals_ignoring_case(name, other)) columns.push_back(name);
      }
  }
  for (const Node& kid : node.kids)
    if (kid.kind == NodeKind::Clause && kid.text == "USING") {
      by_columns = true;
      for (const Node& name : kid.kids) columns.push_back(name.text);
    }
  if (!by_columns) return;
  std::optional<Node> condition = equal_columns(columns, level, first_right);
  if (!condition) return;
  if (node.text.starts_with("NATURAL ")) node.text.erase(0, 8);
  std::erase_if(node.kids, is_condition);
  if (columns.empty()) return;
  Node on;
  on.kind = NodeKind::Clause;
  on.text = "ON";
  on.kids.push_back(std::move(*condition));
  node.kids.push_back(std::move(on));
}

void QueryForm::from(Node& clause, Level& level) {
  flatten(clause.kids);
  for (std::size_t i = 0; i < clause.kids.size(); ++i) {
    const std::size_t first = level.relations.size();
    if (i == 0)
      relation(clause.kids[i], level);
    else
      join(clause.kids[i], level, first);
  }
  turn_right_joins(clause.kids);
  // Conditions may name whatever stands in the list.
  const std::function<void(Node&)> conditions = [&](Node& node) {
    if (node.kind != NodeKind::Join) return;
    for (Node& kid : node.kids) {
      if (kid.kind == NodeKind::Clause && kid.text == "ON") {
        for (Node& condition : kid.kids) {
          resolve(condition);
          make_truth(condition, canon_);
        }
      } else {
        conditions(kid);
      }
    }
  };
  for (Node& item : clause.kids) conditions(item);
}

}  // namespace plumb::mysql
