// What a name means inside of a query: the relations in reach and their columns. Not for others.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plumb/core/sql/expression.h"

namespace plumb::sql {

using ColumnsOf = std::function<const std::vector<std::string>*(const QualifiedName&)>;

/// One relation in reach.
struct Source {
  std::string name;             ///< by which columns are qualified
  bool target = false;          ///< it is the table of the rename
  bool aliased = false;         ///< `name` is an alias, and stays when the table is renamed
  bool qualified_only = false;  ///< NEW and OLD: no bare name means a column of theirs
  bool known = false;           ///< `columns` are all that it has
  std::vector<std::string> columns;
};
using Scope = std::vector<Source>;

/// The scopes around a place in a tree, innermost last, and the WITH names that are in reach.
class Scopes {
 public:
  Scopes(const Rename& rename, const QualifiedName& home, const Syntax& syntax, const ColumnsOf& columns_of)
      : rename_(rename), home_(home), syntax_(syntax), columns_of_(columns_of) {}

  bool same(std::string_view a, std::string_view b) const;
  bool is_target(const QualifiedName& name) const;
  bool home_is_target() const { return !home_.empty() && is_target(home_); }
  /// The table that a Table node names, unless a WITH name hides it.
  bool names_target(const Node& table) const;

  void push(Scope scope) { scopes_.push_back(std::move(scope)); }
  void pop() { scopes_.pop_back(); }
  /// The relations of a FROM list, UPDATE … SET and the like.
  void add(Scope& scope, const Node& relation) const;
  Scope of_select(const Node& select) const;

  void add_common_table(const Node& table);
  std::size_t common_tables() const { return with_.size(); }
  void forget_common_tables(std::size_t from) { with_.resize(from); }

  /// Which relation a qualifier names; nothing where it names none in reach.
  const Source* find(std::string_view qualifier) const;
  /// Does a bare name mean the renamed column?
  bool bare_is_target(std::string_view column) const;

 private:
  std::optional<std::vector<std::string>> outputs(const Node& query) const;
  Source source_of(const Node& relation) const;

  const Rename& rename_;
  const QualifiedName& home_;
  const Syntax& syntax_;
  const ColumnsOf& columns_of_;
  std::vector<Scope> scopes_;
  std::vector<std::pair<std::string, std::optional<std::vector<std::string>>>> with_;
};

/// The name that a Table node writes.
QualifiedName table_name(const Node& table);

}  // namespace plumb::sql
