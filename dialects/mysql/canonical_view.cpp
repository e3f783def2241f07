// Views in their normal form. No server of the family has a place where a view could be tried out, so that what the
// server would make of the author's text is worked out here.
#include <algorithm>
#include <map>
#include <set>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/dialects/mysql/canonical_query.h"

namespace plumb::mysql {
namespace {

// The items of the first SELECT as they stand in the text: where nothing else is said they are the names of the
// columns.
std::vector<std::string> item_texts(std::string_view text, const Syntax& syntax) {
  std::vector<std::string> out;
  sql::Statement statement;
  try {
    statement = sql::tokens_of(text, syntax);
  } catch (const sql::SyntaxError&) {
    return out;
  }
  sql::Cursor at(text, statement, syntax);
  while (at.is_op("(")) at.next();
  if (!at.accept("SELECT")) return out;
  while (at.is_any({"DISTINCT", "ALL", "SQL_NO_CACHE", "SQL_CALC_FOUND_ROWS", "STRAIGHT_JOIN", "HIGH_PRIORITY"}))
    at.next();
  int depth = 0;
  std::uint32_t from = at.position();
  for (;; at.next()) {
    const bool end =
        at.at_end() || (depth == 0 && (at.is_any({"FROM", "UNION", "INTERSECT", "EXCEPT", "WHERE", "LIMIT"}) ||
                                       at.is_op(")") || at.is_op(";")));
    if (end || (depth == 0 && at.is_op(","))) {
      out.emplace_back(at.slice(from, at.position()));
      if (end) return out;
      from = at.position() + 1;
      continue;
    }
    if (at.is_op("(")) ++depth;
    if (at.is_op(")")) --depth;
  }
}

class Views {
 public:
  Views(Schema& schema, const Canon& canon) : schema_(schema), canon_(canon) {}

  void all() {
    for (const QualifiedName& key : schema_.views.keys()) columns_of(key);
  }

 private:
  template <class T>
  const T* find(const Catalog<QualifiedName, T>& catalog, const QualifiedName& name) const {
    if (const T* exact = catalog.find(name)) return exact;
    if (!canon_.target.traits.tables_ignore_case) return nullptr;
    for (const T& object : catalog)
      if (object.name.schema == name.schema && equals_ignoring_case(object.name.name, name.name)) return &object;
    return nullptr;
  }

  Columns columns_of(QualifiedName name) {
    if (name.schema == canon_.target.default_schema) name.schema.clear();
    if (const Table* table = find(schema_.tables, name)) {
      std::vector<std::string> out;
      for (const Column& column : table->columns)
        if (!extra_of<MysqlColumn>(column.extra).invisible) out.push_back(column.name);
      return out;
    }
    const View* view = find(schema_.views, name);
    if (!view) return std::nullopt;
    const QualifiedName key = view->name;
    if (const auto done = done_.find(key); done != done_.end()) return done->second;
    if (!open_.insert(key).second) return std::nullopt;
    Columns columns = bring(key);
    open_.erase(key);
    done_[key] = columns;
    return columns;
  }

  Columns bring(const QualifiedName& key) {
    const View& view = *schema_.views.find(key);
    const std::string text = view.query.canonical.empty() ? view.query.written : view.query.canonical;
    auto query = sql::parse_query(text, canon_.target.syntax);
    if (!query) return view.columns.empty() ? Columns() : Columns(view.columns);
    QueryForm form(canon_, [&](const QualifiedName& name) {
      QualifiedName there = name;
      if (there.schema.empty()) there.schema = key.schema;
      return columns_of(std::move(there));
    });
    const Columns columns = form.view(*query, item_texts(view.query.written, canon_.target.syntax));
    View& changed = schema_.views.edit(key);
    if (!changed.columns.empty() && canon_.flavour.folds_view_columns && fold_columns(*query, changed.columns)) {
      changed.query.written = sql::print(*query, canon_.target.syntax);
      const Columns out = changed.columns;
      changed.columns.clear();
      changed.query.canonical = changed.query.written;
      return out;
    }
    changed.query.canonical = sql::print(*query, canon_.target.syntax);
    if (canon_.flavour.lists_view_columns && columns && changed.columns.empty()) changed.columns = *columns;
    return changed.columns.empty() ? columns : Columns(changed.columns);
  }

  // CREATE VIEW v (a, b) AS SELECT x AS a, y AS b
  static bool fold_columns(sql::Node& query, const std::vector<std::string>& names) {
    sql::Node* select = &query;
    while (select->kind == sql::NodeKind::Compound || select->kind == sql::NodeKind::Subquery) {
      if (select->kids.empty()) return false;
      select = &select->kids.front();
    }
    if (select->kind == sql::NodeKind::With && !select->kids.empty()) select = &select->kids.back();
    if (select->kind != sql::NodeKind::Select) return false;
    for (sql::Node& kid : select->kids) {
      if (kid.kind != sql::NodeKind::Clause || kid.text != "COLUMNS" || kid.kids.size() != names.size()) continue;
      for (std::size_t i = 0; i < names.size(); ++i) {
        sql::Node& item = kid.kids[i];
        if (item.kind != sql::NodeKind::Alias) {
          sql::Node alias;
          alias.kind = sql::NodeKind::Alias;
          alias.kids.push_back(std::move(item));
          item = std::move(alias);
        }
        item.text = names[i];
      }
      return true;
    }
    return false;
  }

  Schema& schema_;
  const Canon& canon_;
  std::map<QualifiedName, Columns> done_;
  std::set<QualifiedName> open_;
};

}  // namespace

void canonical_views(Schema& schema, const Canon& canon) {
  if (schema.views.empty()) return;
  Views(schema, canon).all();
  for (const QualifiedName& key : schema.views.keys()) {
    View& view = schema.views.edit(key);
    // WITH CHECK OPTION alone means CASCADED.
    if (view.check_option == "yes") view.check_option = "cascaded";
    if (!canon.flavour.keeps_check_option) view.check_option.clear();
  }
}

}  // namespace plumb::mysql
