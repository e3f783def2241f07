// What happens to the values of a column whose type changes.
#pragma once

#include <string>

#include "plumb/core/model/schema.h"

namespace plumb::postgres {

struct Conversion {
  bool possible = true;       ///< false: there is no cast between the two
  bool rewrites = true;       ///< every row is written anew
  bool may_fail = false;      ///< a value may not fit
  bool explicit_ = false;     ///< only by a cast that the statement says: USING column::type
  bool through_text = false;  ///< between two enums: USING column::text::type
  std::string loses;          ///< what is lost without an error: "fractional digits"; empty: nothing
};

/// From one type to another, both canonical. The schemas resolve enums and domains. Facts of
/// pg_cast and of the support functions that let ALTER TABLE skip the rewrite, PostgreSQL 15 to 18.
Conversion conversion(const Type& from, const Schema& have, const Type& to, const Schema& want);

}  // namespace plumb::postgres
