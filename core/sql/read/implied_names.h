// The names that PostgreSQL gives to constraints and indexes whose author gave none. One place for the reader
// (DROP CONSTRAINT t_a_key) and for the dialect's canonical form. MySQL's are made when the part is read
// (mysql_names.h); SQLite gives none.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "plumb/core/model/table.h"
#include "plumb/core/sql/syntax.h"

namespace plumb::sql {

/// True where a relation or constraint of the table's schema has that name already.
using NameTaken = std::function<bool(const std::string&)>;

/// `{table}_{middle}_{label}` cut to the server's name length as PostgreSQL cuts it (the longer part loses
/// characters first), with the first number behind the label that makes it free. `middle` may be empty.
std::string implied_name(std::string_view table, std::string_view middle, std::string_view label, const Syntax& syntax,
                         const NameTaken& taken);

/// Names everything of the table that has none, in the server's order: checks, primary key, unique and
/// exclusion constraints, foreign keys, then indexes.
void give_implied_names(Table& table, const Syntax& syntax, const NameTaken& taken);

}  // namespace plumb::sql
