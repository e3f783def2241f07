// What a call failed with, as one line of text to compare.
#pragma once

#include <string>

#include "plumb/core/base/error.h"

namespace plumb::test {

/// "statement SQLITE_ERROR: no such table: a", or "no failure".
template <class Call>
std::string failure_of(Call&& call) {
  try {
    call();
  } catch (const Error& e) {
    std::string out(name_of(e.code()));
    if (!e.sqlstate().empty()) out += " " + e.sqlstate();
    return out + ": " + e.what();
  }
  return "no failure";
}

}  // namespace plumb::test
