// The normal form of an expression: what the author wrote and what the server prints for it give one text.
#pragma once

#include <string>
#include <string_view>

#include "plumb/core/model/schema.h"
#include "plumb/core/sql/node.h"

namespace plumb::postgres {

/// Where an expression stands: whose columns its names are, and what it must become.
struct Place {
  const Schema* schema = nullptr;
  const Table* table = nullptr;
  const Type* wanted = nullptr;  ///< a default's or generated column's type; null: none
  const Type* value = nullptr;   ///< a domain's type: what VALUE is
  std::string_view default_schema = "public";
};

/// Fills `canonical` with the normal form. Text that cannot be parsed stays as it is.
void settle(Expr& expression, const Place& place);
/// The same for a query.
void settle_query(Expr& query, const Place& place);
/// The same for BEGIN ATOMIC …; END.
void settle_body(Expr& body, const Place& place);

/// The normal form of a tree, for tests and the neutral form; gives the type where it can be told.
std::string settle(sql::Node& node, const Place& place);

/// "character varying(20)" → "character varying": the type without its arguments.
std::string base_of(std::string_view spelled);
/// The base type's name of a type, domains resolved; "mood" or "other.mood" for a user's type.
std::string base_of(const Type& type, const Schema* schema);

}  // namespace plumb::postgres
