// PostgreSQL's own types by all of their names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "plumb/core/model/expression.h"
#include "plumb/core/model/names.h"

namespace plumb::sql {

/// The name that format_type() gives: "int8" → "bigint", "timestamptz" → "timestamp with time zone". Arguments are
/// brought to their one form too: char → character(1), numeric(5) → numeric(5,0), float(20) → real. A name that is no
/// built-in type becomes a `user_type`.
void settle_postgres_type(Type& type);

/// A whole number in digits, without leading zeros: 010 is 10; 0x14, 0o24, 0b10100 and 2_0 (PostgreSQL 16 and later)
/// are 20. Nothing for what is no whole number, or one of more than 64 bits.
std::optional<std::string> whole_number(std::string_view written);

/// True for the names that settle_postgres_type() gives to types of pg_catalog.
bool is_postgres_type(std::string_view name);

/// "serial", "bigserial", "serial4" …: the integer type behind it; empty where it is none.
std::string_view serial_type(std::string_view name);

/// "character varying(20)[]", "timestamp(3) with time zone", "public.mood": how a type is spelled.
std::string spell_postgres_type(const Type& type);

/// `a."B"` in a text, as regclass and the like read it.
QualifiedName postgres_name(std::string_view text);

}  // namespace plumb::sql
