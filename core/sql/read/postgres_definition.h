// Shared by the readers of what PostgreSQL knows by its definition, not for others.
#pragma once

#include <string>

#include "plumb/core/sql/read/postgres.h"

namespace plumb::sql::postgres_read {

/// Puts it into the schema. Throws "duplicate-…" where it is there, but for OR REPLACE.
void put_definition(ReadState& state, const Token& where, Definition definition, bool or_replace = false);
/// A routine as the schema calls it, spelled; pg_catalog's by their bare names.
std::string read_function(ReadState& state, Cursor& at);
/// schema.+ or +; OPERATOR(schema.+) too.
QualifiedName read_operator_name(ReadState& state, Cursor& at);
std::string spell_operator(const QualifiedName& name, const Syntax& syntax);
/// ( integer, NONE ): the signature of an operator.
std::string read_operands(ReadState& state, Cursor& at);
/// ( text AS mood )
ObjectId read_cast_name(ReadState& state, Cursor& at);
/// name ON table
ObjectId read_rule_name(ReadState& state, Cursor& at);
/// Behind CREATE [OR REPLACE] RULE.
void create_rule(ReadState& state, Cursor& at, const Token& first, bool or_replace);

}  // namespace plumb::sql::postgres_read
