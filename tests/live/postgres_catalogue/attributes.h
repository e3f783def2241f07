// One attribute of the catalogue each: two schemas that differ only there.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace plumb::test {

struct Attribute {
  std::string_view columns;  ///< "pg_class.relkind", several separated by blanks
  std::string_view before;   ///< statements that make one schema
  std::string_view after;    ///< …and those that make the other one of it
  int from = 15;             ///< the first version that has it
  int to = 99;               ///< the last one
  bool reported = false;     ///< no difference of schemas: named as unmodelled or as a leftover
  bool offline = true;       ///< the reader makes the same of the statements as the server does, with nobody to ask
};

std::vector<Attribute> attributes();

std::span<const Attribute> table_attributes();      // attributes_tables.cpp
std::span<const Attribute> key_attributes();        // attributes_keys.cpp
std::span<const Attribute> type_attributes();       // attributes_types.cpp
std::span<const Attribute> program_attributes();    // attributes_programs.cpp
std::span<const Attribute> privilege_attributes();  // attributes_privileges.cpp

}  // namespace plumb::test
