// Type affinity: what SQLite makes of a declared type (https://www.sqlite.org/datatype3.html, 3.1).
#pragma once

#include "plumb/core/model/expression.h"

namespace plumb::sqlite {

enum class Affinity : std::uint8_t { Blob, Text, Numeric, Integer, Real };

/// By the declared type's words, first rule that fits: INT, then CHAR/CLOB/TEXT, then BLOB or nothing, then
/// REAL/FLOA/DOUB, else NUMERIC.
Affinity affinity(const Type& type);

}  // namespace plumb::sqlite
