// Which relations and columns a tree names.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"

namespace plumb::sql {
namespace {

class Relations {
 public:
  void visit(const Node& n) {
    if (n.kind == NodeKind::With) return with(n);
    if (n.kind == NodeKind::Table) add(n);
    for (const Node& kid : n.kids) visit(kid);
  }
  std::vector<QualifiedName> take() && {
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  // Without RECURSIVE a common table sees those before it, so that WITH t AS (SELECT … FROM t)
  // reads the real t.
  void with(const Node& n) {
    const std::size_t outer = hidden_.size();
    const bool recursive = n.text == "WITH RECURSIVE";
    if (recursive)
      for (const Node& kid : n.kids)
        if (kid.kind == NodeKind::CommonTable) hidden_.push_back(kid.text);
    for (const Node& kid : n.kids) {
      visit(kid);
      if (!recursive && kid.kind == NodeKind::CommonTable) hidden_.push_back(kid.text);
    }
    hidden_.resize(outer);
  }
  void add(const Node& n) {
    QualifiedName name(n.text);
    for (const Node& kid : n.kids)
      if (kid.kind == NodeKind::Name) name.schema = kid.text;
    const auto same = [&](const std::string& cte) { return equals_ignoring_case(cte, n.text); };
    if (name.schema.empty() && std::any_of(hidden_.begin(), hidden_.end(), same)) return;
    found_.push_back(std::move(name));
  }
  std::vector<QualifiedName> found_;
  std::vector<std::string> hidden_;
};

void add_columns(const Node& n, std::vector<std::string>& found) {
  if (n.kind == NodeKind::Name) return found.push_back(n.text);
  if (n.kind == NodeKind::Star || n.kind == NodeKind::Table) return;
  for (const Node& kid : n.kids) add_columns(kid, found);
}

}  // namespace

std::vector<QualifiedName> relations_of(const Node& node) {
  Relations relations;
  relations.visit(node);
  return std::move(relations).take();
}

std::vector<std::string> columns_of(const Node& node) {
  std::vector<std::string> found;
  add_columns(node, found);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace plumb::sql
