// The columns of a view's query, as a server keeps them from the moment when the view is made.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "plumb/core/model/names.h"
#include "plumb/core/sql/node.h"

namespace plumb::sql {

/// The columns of a relation, by the name that the query writes; null where they are not known.
using RelationColumns = std::function<const std::vector<std::string>*(const QualifiedName&)>;

/// `*` and `t.*` in the query's own list of columns become the columns that they stand for. True where some were, and
/// none are left: what a join USING, a subquery or a function gives is not known here.
bool write_out_stars(Node& query, const RelationColumns& columns_of);

/// The query's column `from` is called `to`. False where none is called so, as far as that can be told.
bool rename_result(Node& query, const std::string& from, const std::string& to);

}  // namespace plumb::sql
