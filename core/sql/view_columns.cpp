#include "plumb/core/sql/view_columns.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "plumb/core/base/text.h"

namespace plumb::sql {
namespace {

struct Source {
  std::string name;
  const std::vector<std::string>* columns = nullptr;  ///< null: not known
};

QualifiedName written_name(const Node& table) {
  QualifiedName out;
  out.name = table.text;
  if (!table.kids.empty() && table.kids.back().kind == NodeKind::Name) out.schema = table.kids.back().text;
  return out;
}

Node* clause_of(Node& select, std::string_view name) {
  for (Node& kid : select.kids)
    if (kid.kind == NodeKind::Clause && kid.text == name) return &kid;
  return nullptr;
}

class Writer {
 public:
  explicit Writer(const RelationColumns& columns_of) : columns_of_(columns_of) {}

  bool write(Node& query) {
    switch (query.kind) {
      case NodeKind::With:
        for (const Node& kid : query.kids)
          if (kid.kind == NodeKind::CommonTable) hidden_.insert(kid.text);
        return write(query.kids.back());
      case NodeKind::Compound: {
        bool all = query.kids.size() > 1;
        for (std::size_t i = 0; all && i < 2; ++i) all = write(query.kids[i]);
        return all;
      }
      case NodeKind::Select: return query.text.empty() && write_select(query);
      default: return false;
    }
  }
  bool found() const { return found_; }

 private:
  bool write_select(Node& select) {
    Node* columns = clause_of(select, "COLUMNS");
    if (!columns) return false;
    const auto star = [](const Node& n) { return n.kind == NodeKind::Star; };
    if (std::none_of(columns->kids.begin(), columns->kids.end(), star)) return true;
    const std::optional<std::vector<Source>> sources = sources_of(select);
    if (!sources) return false;
    std::vector<Node> out;
    for (Node& item : columns->kids) {
      if (!star(item))
        out.push_back(std::move(item));
      else if (!write_star(item, *sources, out))
        return false;
    }
    columns->kids = std::move(out);
    found_ = true;
    return true;
  }

  static bool write_star(const Node& star, const std::vector<Source>& sources, std::vector<Node>& out) {
    bool any = false;
    for (const Source& source : sources) {
      if (!star.kids.empty() && star.kids.back().text != source.name) continue;
      if (!source.columns || star.kids.size() > 1) return false;
      any = true;
      for (const std::string& column : *source.columns) {
        Node qualifier, name;
        qualifier.kind = name.kind = NodeKind::Name;
        qualifier.text = source.name;
        name.text = column;
        name.kids.push_back(std::move(qualifier));
        out.push_back(std::move(name));
      }
    }
    return any;
  }

  /// Nothing where a join makes one column of two.
  std::optional<std::vector<Source>> sources_of(Node& select) const {
    std::vector<Source> out;
    const Node* from = clause_of(select, "FROM");
    if (!from) return std::nullopt;
    for (const Node& kid : from->kids)
      if (!add(kid, out)) return std::nullopt;
    return out;
  }

  bool add(const Node& relation, std::vector<Source>& out) const {
    if (relation.kind == NodeKind::Join) {
      if (relation.text.find("NATURAL") != std::string::npos) return false;
      for (const Node& kid : relation.kids) {
        if (kid.kind == NodeKind::Clause && kid.text == "USING") return false;
        if (kid.kind != NodeKind::Clause && !add(kid, out)) return false;
      }
      return true;
    }
    const bool alias = relation.kind == NodeKind::Alias;
    const Node& table = alias ? relation.kids.at(0) : relation;
    const bool plain =
        table.kind == NodeKind::Table && (!alias || relation.kids.size() == 1) && hidden_.count(table.text) == 0;
    out.push_back({relation.text, plain ? columns_of_(written_name(table)) : nullptr});
    return true;
  }

  const RelationColumns& columns_of_;
  std::set<std::string> hidden_;  // by WITH
  bool found_ = false;
};

/// How PostgreSQL and MySQL call a column without an alias.
const std::string* result_name(const Node& item) {
  if (item.kind == NodeKind::Alias || item.kind == NodeKind::Name || item.kind == NodeKind::Call) return &item.text;
  if (item.kind == NodeKind::Cast) return result_name(item.kids.at(0));
  return nullptr;
}

}  // namespace

bool write_out_stars(Node& query, const RelationColumns& columns_of) {
  Node written = query;
  Writer writer(columns_of);
  if (!writer.write(written) || !writer.found()) return false;
  query = std::move(written);
  return true;
}

bool rename_result(Node& query, const std::string& from, const std::string& to) {
  if (query.kind == NodeKind::With) return rename_result(query.kids.back(), from, to);
  if (query.kind == NodeKind::Compound) return rename_result(query.kids.at(0), from, to);
  Node* columns = query.kind == NodeKind::Select ? clause_of(query, "COLUMNS") : nullptr;
  if (!columns) return false;
  for (Node& item : columns->kids) {
    const std::string* name = result_name(item);
    if (!name || *name != from) continue;
    if (item.kind == NodeKind::Alias) {
      item.text = to;
      return true;
    }
    Node alias;
    alias.kind = NodeKind::Alias;
    alias.text = to;
    alias.kids.push_back(std::move(item));
    item = std::move(alias);
    return true;
  }
  return false;
}

}  // namespace plumb::sql
