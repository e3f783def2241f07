#include "plumb/core/model/table.h"

namespace plumb {

const Column* Table::find_column(std::string_view column) const {
  for (const Column& c : columns)
    if (c.name == column) return &c;
  return nullptr;
}

Column* Table::find_column(std::string_view column) {
  for (Column& c : columns)
    if (c.name == column) return &c;
  return nullptr;
}

const Index* Table::find_index(std::string_view index) const {
  for (const Index& i : indexes)
    if (i.name == index) return &i;
  return nullptr;
}

}  // namespace plumb
