// What plumb makes of every column of the catalogues that describe a schema.
#pragma once

#include <span>
#include <string_view>

namespace plumb::test {

enum class Verdict {
  Modelled,   ///< a difference there is a difference of the schema; each has a case in attributes*.cpp
  Derived,    ///< follows from what is modelled
  Physical,   ///< how and where it is stored, counted or remembered
  Unmanaged,  ///< whose an object is and the like: nobody's schema says it, as with pg_dump --no-owner
  Reported,   ///< not modelled: the object is named among what is unmodelled
};

struct Judged {
  std::string_view catalogue;
  Verdict verdict;
  std::string_view columns;  ///< separated by blanks
  std::string_view why;      ///< where the verdict does not say it all
};

/// Every column of every version from 15 on.
std::span<const Judged> verdicts();

}  // namespace plumb::test
