#include <doctest/doctest.h>

#include "plumb/core/base/diagnostics.h"

using namespace plumb;

namespace {

std::string rendered(std::string text, Origin origin, std::uint32_t length = 0) {
  Diagnostics d;
  const std::uint32_t file = d.add_source("a.sql", std::move(text));
  origin.file = file;
  d.error("syntax", "expected `)`", origin, length);
  return d.render();
}

}  // namespace

TEST_CASE("a finding shows its place, the line and a caret") {
  CHECK(rendered("CREATE TABLE t (\n  a INT,,\n);\n", {0, 2, 9}) ==
        "a.sql:2:9: error: expected `)` [syntax]\n"
        "  2 |   a INT,,\n"
        "    |         ^\n");
  CHECK(rendered("SELECT abc def\r\n", {0, 1, 8}, 3) ==
        "a.sql:1:8: error: expected `)` [syntax]\n"
        "  1 | SELECT abc def\n"
        "    |        ^~~\n");
}

TEST_CASE("columns count bytes, carets count characters") {
  CHECK(rendered("é\tü x", {0, 1, 7}) ==
        "a.sql:1:7: error: expected `)` [syntax]\n"
        "  1 | é ü x\n"
        "    |     ^\n");
}

TEST_CASE("a caret behind the end, and a place that is not there") {
  CHECK(rendered("ab", {0, 1, 3}) ==
        "a.sql:1:3: error: expected `)` [syntax]\n"
        "  1 | ab\n"
        "    |   ^\n");
  CHECK(rendered("ab", {0, 9, 30}) ==
        "a.sql:9:30: error: expected `)` [syntax]\n"
        "  9 | \n"
        "    | ^\n");
}

TEST_CASE("a long line is cut around its caret") {
  const std::string line = std::string(500, 'x') + "!" + std::string(500, 'y');
  const std::string out = rendered(line, {0, 1, 501});
  CHECK(out.size() < 450);
  CHECK(out.find("!yy") != std::string::npos);
  const std::size_t first = out.find("  1 | ") + 6, caret = out.rfind("    | ") + 6;
  // The mark of the cut is three bytes and one character wide.
  CHECK(out.find('!') - first - 2 == out.find('^') - caret);
}

TEST_CASE("findings without a place, and those of another reading") {
  Diagnostics d;
  d.warning("odd", "this is odd");
  CHECK(d.render() == "warning: this is odd [odd]\n");
  CHECK_FALSE(d.has_errors());
  Diagnostics other;
  const std::uint32_t file = other.add_source("b.sql", "x");
  other.error("bad", "this is bad", {file, 1, 1});
  d.add_source("a.sql", "aaa");
  d.absorb(std::move(other));
  CHECK(d.errors() == 1);
  CHECK(d.render() ==
        "warning: this is odd [odd]\n"
        "b.sql:1:1: error: this is bad [bad]\n"
        "  1 | x\n"
        "    | ^\n");
}
