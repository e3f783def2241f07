// Shared by the files of the canonical form, not for others.
#pragma once

#include <string>
#include <string_view>

#include "plumb/core/base/diagnostics.h"
#include "plumb/core/model/schema.h"
#include "plumb/core/sql/node.h"
#include "plumb/core/target.h"
#include "plumb/dialects/mysql/flavours.h"

namespace plumb::mysql {

struct Canon {
  const Target& target;
  const Flavour& flavour;
  Diagnostics& diagnostics;
};

// ---- expressions: canonical_expression.cpp, canonical_call.cpp
// ---------------------------------------
/// Brings a tree to the form in which the server keeps it: names of functions, NOT pushed inwards,
/// introducers gone. `table`: whose columns the names mean; without one names stay as they are.
void normalise(sql::Node& node, const Canon& canon, const Table* table);
void normalise_call(sql::Node& node, const Canon& canon);
/// A value where truth is wanted, as the server keeps it: `0 <> x`.
void make_truth(sql::Node& node, const Canon& canon);
/// What `NOT x` becomes.
sql::Node negated(sql::Node node, const Canon& canon);
/// `canonical` of an expression anew, from its normal tree; it stays where it cannot be parsed.
void canonical_expression(Expr& expression, const Canon& canon, const Table* table);

// ---- defaults: canonical_default.cpp, literals.cpp
// ------------------------------------------------------
void canonical_default(Column& column, const Canon& canon, const Table& table);
void canonical_on_update(Column& column);
/// A number as a column of that type keeps it; nothing where `text` is no number.
std::string canonical_number(std::string_view text, const Type& type);
/// A date or time as a column of that type keeps it; the text as it is where it is none.
std::string canonical_moment(std::string_view text, const Type& type);

// ---- tables
// ---------------------------------------------------------------------------------------------
void canonical_table(Table& table, const Canon& canon, const Namespace* database);
/// canonical_column.cpp; the table's own charset and collation are known by now.
void canonical_column(Column& column, const Canon& canon, Table& table);
/// canonical_keys.cpp
void canonical_keys(Table& table, const Canon& canon);
void canonical_foreign_keys(Table& table, const Canon& canon, const Schema& schema);
/// canonical_options.cpp
void canonical_options(Table& table, const Canon& canon, const Namespace* database);
void canonical_partitions(Table& table, const Canon& canon);

// ---- the rest
/// canonical.cpp. The collation of a database: as it is said there, as the server says, or as servers come.
std::string collation_of(const Namespace* said, const std::string& database, const Canon& canon);
/// canonical_view.cpp; the tables are in their normal form by now.
void canonical_views(Schema& schema, const Canon& canon);
/// canonical_program.cpp: routines, triggers, events, sequences
void canonical_programs(Schema& schema, const Canon& canon);

}  // namespace plumb::mysql
