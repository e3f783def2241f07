// ALTER … RENAME inside of trees and texts.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression/parser.h"
#include "plumb/core/sql/expression/scope.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/literal.h"

namespace plumb::sql {
namespace {

/// A token that is to be written anew.
struct Edit {
  std::uint32_t token = 0;
  std::string behind;  ///< what follows the new name: PostgreSQL's AS
};

class Renaming {
 public:
  Renaming(const Rename& rename, const QualifiedName& home, const Syntax& syntax, const ColumnsOf& columns_of)
      : rename_(rename), syntax_(syntax), scopes_(rename, home, syntax, columns_of), home_(home) {}

  void run(Node& node) {
    Scope outer;
    if (scopes_.home_is_target()) {
      // NEW and OLD are the table of the trigger; a bare name means it outside of queries only.
      for (const char* row : {"new", "old"}) outer.push_back({row, true, true, true, false, {}});
      if (!is_query(node)) outer.push_back({home_.name, true, false, false, false, {}});
    }
    scopes_.push(std::move(outer));
    visit(node);
    scopes_.pop();
  }
  std::vector<Edit> edits;

 private:
  bool columns() const { return !rename_.column.empty(); }
  static bool is_query(const Node& n) {
    return n.kind == NodeKind::Select || n.kind == NodeKind::Compound || n.kind == NodeKind::With ||
           n.kind == NodeKind::Values || n.kind == NodeKind::Statement;
  }
  void apply(Node& n, std::string behind = {}) {
    edits.push_back({n.token.value, std::move(behind)});
    n.text = rename_.to;
  }

  void visit(Node& n) {
    switch (n.kind) {
      case NodeKind::With: return with(n);
      case NodeKind::Select: return select(n);
      case NodeKind::Compound: return compound(n);
      case NodeKind::Statement: return statement(n);
      case NodeKind::Name: return name(n);
      case NodeKind::Star: return qualifiers(n);
      case NodeKind::Table: return table(n);
      case NodeKind::Verbatim: return verbatim(n);
      default: visit_kids(n);
    }
  }
  void visit_kids(Node& n) {
    for (Node& kid : n.kids) visit(kid);
  }

  void table(Node& n) {
    if (!columns() && scopes_.names_target(n)) apply(n);
    for (Node& kid : n.kids)
      if (kid.kind == NodeKind::Clause) visit_kids(kid);
  }

  // The table in front of a column (`t.*`, `t.a`, `s.t.a`), where it is no alias.
  void qualifiers(Node& n) {
    if (columns() || n.kids.empty()) return;
    Node& part = n.kids.back();
    const Source* source = scopes_.find(part.text);
    const bool full = n.kids.size() > 1 && scopes_.is_target({n.kids[n.kids.size() - 2].text, part.text});
    if ((source && source->target && !source->aliased) || (full && !source)) apply(part);
  }

  void name(Node& n) {
    if (!columns()) return qualifiers(n);
    if (!scopes_.same(n.text, rename_.column)) return;
    if (n.kids.empty()) {
      if (scopes_.bare_is_target(n.text)) apply(n);
      return;
    }
    const Source* source = scopes_.find(n.kids.back().text);
    if (source && source->target) apply(n);
  }

  void with(Node& n) {
    const std::size_t outer = scopes_.common_tables();
    const bool recursive = n.text == "WITH RECURSIVE";
    if (recursive)
      for (const Node& kid : n.kids)
        if (kid.kind == NodeKind::CommonTable) scopes_.add_common_table(kid);
    for (Node& kid : n.kids) {
      if (kid.kind != NodeKind::CommonTable) {
        visit(kid);
        continue;
      }
      visit_kids(kid);
      if (!recursive) scopes_.add_common_table(kid);
    }
    scopes_.forget_common_tables(outer);
  }

  // Queries in FROM do not see their neighbours, but behind LATERAL.
  void from(Node& relation, bool inside) {
    switch (relation.kind) {
      case NodeKind::Join:
      case NodeKind::Alias:
        for (Node& kid : relation.kids)
          if (kid.kind != NodeKind::Clause)
            from(kid, inside);
          else if (inside && kid.text != "USING" && kid.text != "COLUMNS")
            visit(kid);
        return;
      case NodeKind::Subquery:
        if (!inside) visit(relation);
        return;
      case NodeKind::Table:
        if (!inside) table(relation);
        return;
      default:
        if (inside) visit(relation);
    }
  }

  void from_clause(Node& clause, bool inside) {
    for (Node& relation : clause.kids) from(relation, inside);
  }

  static bool is_from(const Node& n) {
    return n.kind == NodeKind::Clause && (n.text == "FROM" || n.text == "USING" || n.text == "TABLES");
  }

  void select(Node& n) {
    Scope scope = scopes_.of_select(n);  // by the names of before
    for (Node& clause : n.kids)
      if (is_from(clause)) from_clause(clause, false);
    scopes_.push(std::move(scope));
    const std::vector<std::string> aliases = alias_names(n);
    for (Node& clause : n.kids) this->clause(clause, aliases);
    scopes_.pop();
  }

  static std::vector<std::string> alias_names(const Node& select) {
    std::vector<std::string> names;
    for (const Node& clause : select.kids)
      if (clause.kind == NodeKind::Clause && clause.text == "COLUMNS")
        for (const Node& column : clause.kids)
          if (column.kind == NodeKind::Alias) names.push_back(column.text);
    return names;
  }

  void clause(Node& n, const std::vector<std::string>& aliases) {
    if (is_from(n)) return from_clause(n, true);
    if (n.kind != NodeKind::Clause) return visit(n);
    if (n.text == "COLUMNS") return result_columns(n);
    if (n.text == "ORDER BY") return order_by(n, aliases);
    if (n.text.starts_with("FOR ")) {
      for (Node& of : n.kids)
        for (Node& name : of.kids) locked(name);
      return;
    }
    visit_kids(n);
  }

  // FOR UPDATE OF t
  void locked(Node& n) {
    const Source* source = columns() ? nullptr : scopes_.find(n.text);
    if (source && source->target && !source->aliased) apply(n);
  }

  // A view of PostgreSQL keeps the names of its columns: `code` becomes `label AS code`.
  void result_columns(Node& n) {
    for (Node& column : n.kids) {
      const std::size_t before = edits.size();
      const bool bare_name = column.kind == NodeKind::Name;
      const std::string written = column.text;
      visit(column);
      if (!bare_name || !columns() || !syntax_.grammar.postgres || edits.size() == before) continue;
      std::string as = " AS ";
      append_name(as, written, syntax_);
      edits.back().behind = std::move(as);
      column = make_node(NodeKind::Alias, written, Node(std::move(column)));
    }
  }

  // A bare name there is a column of the result first.
  void order_by(Node& n, const std::vector<std::string>& aliases) {
    for (Node& item : n.kids) {
      const Node& x = item.kids.at(0);
      const bool alias =
          x.kind == NodeKind::Name && x.kids.empty() &&
          std::any_of(aliases.begin(), aliases.end(), [&](const std::string& a) { return scopes_.same(a, x.text); });
      if (!alias) visit_kids(item);
    }
  }

  // ORDER BY of a compound speaks of the first query's columns.
  void compound(Node& n) {
    const Node* first = &n;
    while (first->kind == NodeKind::Compound) first = &first->kids.at(0);
    Scope scope;
    if (first->kind == NodeKind::Select) scope = scopes_.of_select(*first);
    const std::vector<std::string> aliases = alias_names(*first);
    for (Node& kid : n.kids)
      if (kid.kind != NodeKind::Clause) visit(kid);
    scopes_.push(std::move(scope));
    for (Node& kid : n.kids)
      if (kid.kind == NodeKind::Clause) clause(kid, aliases);
    scopes_.pop();
  }

  void statement(Node& n) {
    if (n.text.starts_with("BEGIN") || n.text == "BODY" || n.text == "RETURN" || n.text == "SET") return visit_kids(n);
    Scope scope;
    for (Node& kid : n.kids) {
      const bool relation = is_from(kid) || &kid == n.kids.data();
      if (!relation) continue;
      scopes_.add(scope, kid);
      if (is_from(kid))
        from_clause(kid, false);
      else
        from(kid, false);
    }
    const bool inserts = n.text.starts_with("INSERT") || n.text.starts_with("REPLACE");
    if (inserts && !scope.empty()) {
      Source excluded = scope.front();
      excluded.name = "excluded";
      excluded.aliased = excluded.qualified_only = true;
      scope.push_back(std::move(excluded));
    }
    for (std::size_t i = 1; i < n.kids.size(); ++i) {
      Node& kid = n.kids[i];
      // The query of an INSERT does not see the table.
      if (is_query(kid)) {
        visit(kid);
        continue;
      }
      scopes_.push(scope);
      if (is_from(kid))
        from_clause(kid, true);
      else if (kid.text == "SET" || kid.text == "ON DUPLICATE KEY UPDATE")
        assignments(kid, scope);
      else if (kid.text == "COLUMNS")
        targets(kid, scope);
      else if (kid.text == "ON CONFLICT")
        conflict(kid, scope);
      else if (kid.text != "VALUES" || !inserts)
        visit_kids(kid);
      scopes_.pop();
      if (inserts && kid.text == "VALUES") visit_kids(kid);
    }
  }

  // The columns that a statement writes are those of its table and of no other.
  void targets(Node& n, const Scope& scope) {
    if (!columns() || scope.empty() || !scope.front().target) return;
    for (Node& kid : n.kids)
      if (kid.kind == NodeKind::Name && scopes_.same(kid.text, rename_.column)) apply(kid);
  }

  void assignments(Node& n, const Scope& scope) {
    for (Node& assignment : n.kids) {
      Node& to = assignment.kids.at(0);
      if (to.kind == NodeKind::Row)
        targets(to, scope);
      else if (to.kind == NodeKind::Name && to.kids.empty()) {
        if (columns() && !scope.empty() && scope.front().target && scopes_.same(to.text, rename_.column)) apply(to);
      } else {
        visit(to);
      }
      visit(assignment.kids.at(1));
    }
  }

  void conflict(Node& n, const Scope& scope) {
    for (Node& kid : n.kids) {
      if (kid.text == "DO UPDATE SET")
        assignments(kid, scope);
      else
        visit_kids(kid);
    }
  }

  // Tokens without a tree (MySQL's compound statements): a name behind FROM and the like is a
  // table, a qualified one says whose it is.
  void verbatim(Node& n) {
    const Node* before = nullptr;
    for (Node& kid : n.kids) {
      if (kid.kind == NodeKind::Name)
        verbatim_name(kid, before);
      else
        visit(kid);
      before = &kid;
    }
  }

  void verbatim_name(Node& n, const Node* before) {
    const bool relation = before && before->kind == NodeKind::Verbatim &&
                          (before->text == "FROM" || before->text == "JOIN" || before->text == "INTO" ||
                           before->text == "UPDATE" || before->text == "TABLE");
    if (relation) {
      if (!columns() && scopes_.names_target(n)) apply(n);
      return;
    }
    if (n.kids.empty()) return;
    const std::string& qualifier = n.kids.back().text;
    const Source* source = scopes_.find(qualifier);
    const bool by_name = !source && scopes_.is_target({rename_.table.schema, qualifier});
    if (columns() && scopes_.same(n.text, rename_.column) && ((source && source->target) || by_name))
      apply(n);
    else if (!columns() && by_name)
      apply(n.kids.back());
  }

  const Rename& rename_;
  const Syntax& syntax_;
  Scopes scopes_;
  const QualifiedName& home_;
};

// Cheap: most texts of a schema do not name what is renamed.
bool mentions(std::string_view text, std::string_view name) {
  if (name.empty()) return false;
  const char first = lower(name[0]);
  for (std::size_t i = 0; i + name.size() <= text.size(); ++i)
    if (lower(text[i]) == first && equals_ignoring_case(text.substr(i, name.size()), name)) return true;
  return false;
}

Node parse(Cursor& at, TextKind kind) {
  Node node = kind == TextKind::Expression ? parse_expression(at)
              : kind == TextKind::Query    ? parse_query(at)
                                           : parse_body(at);
  while (at.accept_op(";")) {
  }
  if (!at.at_end()) at.expected("the end");
  return node;
}

// The new name at a token's place. SQLite writes the name of a table always in quotes; otherwise
// quotes stand where they stood or where they must.
void append_new_name(std::string& out, const Token& old, const Rename& rename, const Syntax& syntax) {
  const bool always = rename.column.empty() && syntax.grammar.sqlite;
  if (always || old.kind != Tok::Word)
    append_quoted_name(out, rename.to, syntax);
  else
    append_name(out, rename.to, syntax);
}

}  // namespace

bool rename_in(Node& node, const Rename& rename, const QualifiedName& home, const Syntax& syntax,
               const std::function<const std::vector<std::string>*(const QualifiedName&)>& columns_of_table) {
  Renaming renaming(rename, home, syntax, columns_of_table);
  renaming.run(node);
  return !renaming.edits.empty();
}

std::optional<std::string> rename_in_text(
    std::string_view text, TextKind kind, const Rename& rename, const QualifiedName& home, const Syntax& syntax,
    const std::function<const std::vector<std::string>*(const QualifiedName&)>& columns_of_table) {
  const std::string& from = rename.column.empty() ? rename.table.name : rename.column;
  // A name that only an escape spells ("a""b", U&"\0061") is found by its tokens.
  if (!mentions(text, from) && is_plain_name(lower(from), syntax) && text.find("U&\"") == std::string_view::npos &&
      text.find("u&\"") == std::string_view::npos)
    return std::nullopt;
  try {
    const Statement statement = tokens_of(text, syntax);
    Cursor at(text, statement, syntax);
    Node node = parse(at, kind);
    // What was in the normal spelling stays in it.
    const bool normal = print(node, syntax) == text;
    Renaming renaming(rename, home, syntax, columns_of_table);
    renaming.run(node);
    if (renaming.edits.empty()) return std::nullopt;
    if (normal) return print(node, syntax);
    std::vector<Edit>& edits = renaming.edits;
    std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.token < b.token; });
    std::string out;
    std::size_t done = 0;
    for (const Edit& edit : edits) {
      const Token& token = statement.tokens[edit.token];
      if (token.offset < done) continue;
      out += text.substr(done, token.offset - done);
      append_new_name(out, token, rename, syntax);
      out += edit.behind;
      done = token.offset + token.length;
    }
    out += text.substr(done);
    return out;
  } catch (const SyntaxError&) {
    return std::nullopt;
  }
}

}  // namespace plumb::sql
