// The one exception: its message grows outwards, its facts stay.
#include "plumb/core/base/error.h"

#include <doctest/doctest.h>

#include <string>

using plumb::Code;
using plumb::Error;

TEST_CASE("an error says the outermost step first and keeps its own text") {
  try {
    try {
      throw Error(Code::Statement, "no such table: `a`").sql("SELECT 1 FROM a", "SQLITE_ERROR");
    } catch (Error& e) {
      e.while_doing("inspect `a`");
      e.while_doing("diff");
      throw;
    }
  } catch (const Error& e) {
    CHECK(std::string(e.what()) == "diff: inspect `a`: no such table: `a`");
    CHECK(e.text() == "no such table: `a`");
    CHECK(e.statement() == "SELECT 1 FROM a");
    CHECK(e.sqlstate() == "SQLITE_ERROR");
    CHECK_FALSE(e.retryable());
  }
}
