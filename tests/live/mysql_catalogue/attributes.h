// One attribute of a schema each: two databases that differ only there.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace plumb::test {

struct MysqlAttribute {
  std::string_view what;    ///< "column.collation"
  std::string_view before;  ///< statements that make one schema
  std::string_view after;   ///< …and those that make the other one of it
  /// The servers that have it, of "8.0.31 8.0.15 mariadb tidb"; all of them where it is empty.
  std::string_view on = {};
  bool reported = false;  ///< no difference of schemas: named as unmodelled
};

std::vector<MysqlAttribute> mysql_attributes();

std::span<const MysqlAttribute> mysql_column_attributes();   // attributes_columns.cpp
std::span<const MysqlAttribute> mysql_table_attributes();    // attributes_tables.cpp
std::span<const MysqlAttribute> mysql_key_attributes();      // attributes_keys.cpp
std::span<const MysqlAttribute> mysql_program_attributes();  // attributes_programs.cpp

}  // namespace plumb::test
