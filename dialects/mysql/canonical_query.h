// Queries of views in their normal form; for canonical_view.cpp.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "plumb/dialects/mysql/canonical.h"

namespace plumb::mysql {

using Columns = std::optional<std::vector<std::string>>;

/// Brings a query to one form, as the servers do when they store a view: every column with its table, no stars, every
/// item with its name, joins by ON and to the left, positions and names of items in ORDER BY as what they stand for.
class QueryForm {
 public:
  /// `columns_of`: what a table or view has; nothing where it is not known.
  QueryForm(const Canon& canon, std::function<Columns(const QualifiedName&)> columns_of)
      : canon_(canon), columns_of_(std::move(columns_of)) {}

  /// `names`: of the first query's items, as the author's text gives them. Returns the names of the columns.
  Columns view(sql::Node& query, std::vector<std::string> names);

 private:
  struct Relation {
    std::string name;
    Columns columns;
  };
  struct Level {
    std::vector<Relation> relations;
    std::vector<std::pair<std::string, std::string>> star;  ///< relation, column
    bool star_known = true;
  };
  enum class Items : std::uint8_t { Named, Bare };

  Columns query(sql::Node& node, Items items, const std::vector<std::string>* names);
  Columns select(sql::Node& node, Items items, const std::vector<std::string>* names);
  Columns compound(sql::Node& node, Items items, const std::vector<std::string>* names);
  Columns with(sql::Node& node, Items items, const std::vector<std::string>* names);

  // ---- canonical_from.cpp
  void from(sql::Node& clause, Level& level);
  void relation(sql::Node& node, Level& level);
  void join(sql::Node& node, Level& level, std::size_t first_right);
  std::optional<sql::Node> equal_columns(const std::vector<std::string>& columns, Level& level,
                                         std::size_t first_right) const;

  void expand(sql::Node& columns, const Level& level);
  void resolve(sql::Node& node);
  void resolve_name(sql::Node& name);
  const Relation* find(std::string_view name) const;
  const Relation* holder(std::string_view column) const;
  void resolve_with_items(sql::Node& node, const std::vector<sql::Node>& items, const std::vector<std::string>& names,
                          bool item_first);

  const Canon& canon_;
  std::function<Columns(const QualifiedName&)> columns_of_;
  std::vector<Level> levels_;
  std::vector<std::pair<std::string, Columns>> with_;
};

}  // namespace plumb::mysql
