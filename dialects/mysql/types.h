// MySQL's types: their one name, and what they mean.
#pragma once

#include <string>
#include <string_view>

#include "plumb/core/dialect.h"
#include "plumb/dialects/mysql/flavours.h"

namespace plumb::mysql {

/// What kind of values a type holds, for defaults.
enum class Values : std::uint8_t {
  Integer,
  Decimal,
  Float,
  Double,
  Bits,
  Text,
  Bytes,
  Enum,
  Set,
  Date,
  Time,
  Timestamp,
  Year,
  Json,
  Other
};

/// "int unsigned zerofill" → "int".
std::string_view base_name(const Type& type);
bool has_word(const Type& type, std::string_view word);

Values values_of(const Type& type);
/// It has a charset and a collation.
bool holds_text(const Type& type);

/// What a type name says beyond a type.
struct TypeFacts {
  bool serial = false;      ///< bigint unsigned NOT NULL AUTO_INCREMENT UNIQUE
  bool national = false;    ///< of charset utf8mb3
  bool json_check = false;  ///< MariaDB's json
};
/// Brings the name and arguments to the server's own: integer → int, numeric → decimal(10,0),
/// display widths as the version keeps them. `charset` is the column's, to measure text(100).
TypeFacts canonical_type(Type& type, std::string_view charset, const Target& target, const Flavour& flavour);

LogicalType logical_type(const Type& type, const Column* column);

}  // namespace plumb::mysql
