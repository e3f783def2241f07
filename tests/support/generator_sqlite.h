// The parts of the SQLite generator. Not for tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plumb/tests/support/generator.h"

namespace plumb::test {

// ---- texts ----

std::string quoted(std::string_view name);  ///< always in double quotes
Expr expression(const std::string& text);
Expr default_value(const std::string& text);  ///< as it stands behind DEFAULT
void set_query(View& view, const std::string& text);
void set_body(Trigger& trigger, const std::string& text);
/// True where one of the names that the text has is the column.
bool mentions(const Expr& e, std::string_view column);
bool same_name(std::string_view a, std::string_view b);

/// Makes pieces for one schema, which it reads to know which names and tables there are.
class SqliteMaker {
 public:
  SqliteMaker(Schema& schema, Random& random, const Shape& shape) : s(schema), r(random), shape_(shape) {}

  std::string relation_name();
  std::string column_name(const Table& table);
  std::string trigger_name();
  std::string constraint_name();  ///< often none

  Table table();
  Column column(const Table& table, bool plain = false);
  Type type(const Table& table);
  Type other_type(const Table& table, const Type& than);
  void fill(const Table& table, Column& column);
  void nullability(Column& column);
  std::string collation();
  bool primary_key(Table& table);
  bool unique(Table& table);
  bool check(Table& table);
  bool foreign_key(Table& table);
  bool index(Table& table);
  bool view();
  bool trigger();
  void virtual_table();

  void actions(ForeignKey& key);
  void index_parts(Index& index, const Table& table);
  void index_where(Index& index, const Table& table);
  bool query(View& view);
  bool trigger_on(Trigger& trigger);
  void trigger_body(Trigger& trigger);
  void arguments(VirtualTable& table);
  OnConflict conflict();
  std::string condition(const Table& table);  ///< over its columns, for checks and partial indexes

  Schema& s;
  Random& r;

 private:
  std::string odd_name();
  std::string plain_name();
  bool is_taken(const std::string& name) const;
  const Column& any_column(const Table& table) { return r.pick(table.columns); }
  const Column* base_column(const Table& table);  ///< not computed
  std::vector<IndexPart> key_parts(const Table& table, bool collations);
  const Table* any_table();

  const Shape& shape_;
};

/// Whether the columns are a key of the table that foreign keys may refer to.
bool is_parent_key(const Table& table, const std::vector<std::string>& columns);

/// A column is gone or is another: what names it in views and triggers goes too.
void forget_column(Schema& schema, const QualifiedName& table, const std::string& column);

/// An annotation whose old name is taken again, or claimed twice, is none.
void drop_stale_annotations(Schema& schema);

}  // namespace plumb::test
