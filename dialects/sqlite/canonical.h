// SQLite's canonical form, in parts. Shared by canonical*.cpp.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "plumb/core/model/schema.h"
#include "plumb/core/sql/node.h"

namespace plumb::sqlite {

/// What the names in an expression can mean.
enum class Place : std::uint8_t {
  Default,  ///< no names: a bare word is a string
  Table,    ///< the columns of one table: checks, generated columns, parts and predicates of indexes
  Free,     ///< views and triggers: names are left as they are
};

/// Brings a tree to its normal form in place.
void normalise(sql::Node& node, Place place, const Table* table);
/// Sets `e.canonical`; what cannot be parsed keeps the text that it has.
void normalise(Expr& e, Place place, const Table* table);
void normalise_query(Expr& e);
void normalise_body(Expr& e);

/// A number as SQLite values it: 0x1F → 31, .50 → 0.5, 1E3 → 1e3.
std::string normal_number(std::string_view text);

/// The declared spelling of tables and views, whose names are the same in any case.
class Spellings {
 public:
  explicit Spellings(const Schema& schema) : schema_(&schema) {}
  const Schema& schema() const { return *schema_; }
  QualifiedName of(const QualifiedName& name) const;

 private:
  const Schema* schema_;
  // Made when a name is first found in another spelling: most schemas never need it.
  mutable std::unordered_map<std::string, QualifiedName> by_folded_;
};

/// Types, names and expressions of one table and its indexes.
void normalise_table(Table& table, const Spellings& spellings);

/// True where the column is the rowid under another name: INTEGER PRIMARY KEY of a rowid table.
bool is_rowid_alias(const Table& table, const Column& column);

/// Tables that a virtual table keeps its data in; and sqlite_sequence, sqlite_stat1, …
bool is_shadow_table(const Schema& schema, std::string_view table);
bool is_internal_name(std::string_view name);

}  // namespace plumb::sqlite
