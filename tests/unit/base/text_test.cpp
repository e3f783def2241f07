#include <doctest/doctest.h>

#include "plumb/core/base/text.h"
#include "plumb/tests/support/failure.h"
#include "plumb/tests/support/temp_dir.h"

using namespace plumb;
using namespace plumb::test;

TEST_CASE("case is folded for ASCII alone") {
  CHECK(lower("ABC_Ünï9") == "abc_Ünï9");
  CHECK(upper("abc_ünï9") == "ABC_üNï9");
  CHECK(equals_ignoring_case("Straße", "STRAßE"));
  CHECK_FALSE(equals_ignoring_case("Ü", "ü"));
  CHECK_FALSE(equals_ignoring_case("a", "ab"));
}

TEST_CASE("pieces of text") {
  CHECK(trim(" \t\r\n a b \n") == "a b");
  CHECK(trim("  ").empty());
  CHECK(join({"a", "b", "c"}, ", ") == "a, b, c");
  CHECK(join({}, ", ") == "");
  CHECK(replace_all("a''b''", "''", "'") == "a'b'");
  CHECK(replace_all("aaa", "a", "aa") == "aaaaaa");
}

TEST_CASE("what a terminal must not see is made visible") {
  struct {
    const char *in, *out;
  } const kCases[] = {{"plain", "plain"},   {"tab\there", "tab here"},  {"esc\x1b[31m", "esc\\x1b[31m"},
                      {"日本 é", "日本 é"}, {"\xff\xfe", "\\xff\\xfe"}, {"cut \xe6\x97", "cut \\xe6\\x97"}};
  for (const auto& c : kCases) CHECK(visible(c.in) == c.out);
}

TEST_CASE("width on a terminal counts characters, not bytes") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("é") == 1);
  CHECK(display_width("e\xcc\x81") == 1);  // a combining accent
  CHECK(display_width("") == 0);
}

TEST_CASE("UTF-8 is checked") {
  CHECK(is_valid_utf8("日本 😀"));
  CHECK(is_valid_utf8(""));
  for (const char* bad : {"\xff", "\xc3", "\xe6\x97", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\x80"})
    CHECK_FALSE(is_valid_utf8(bad));
}

TEST_CASE("SHA-256 as everybody computes it") {
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("did you mean") {
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("a", "a") == 0);
  CHECK(nearest("usres", {"users", "orders"}) == "users");
  CHECK(nearest("zebra", {"users", "orders"}) == "");
  CHECK(nearest("users", {}) == "");
}

TEST_CASE("files that are no text say what they look like") {
  const TempDir dir;
  CHECK(read_text_file(dir.write("bom.sql", "\xef\xbb\xbfSELECT 1;")) == "SELECT 1;");
  CHECK(read_text_file(dir.write("crlf.sql", "a\r\nb")) == "a\r\nb");
  CHECK(read_text_file(dir.write("empty.sql", "")) == "");
  const auto refusal = [&](const std::string& path) {
    return replace_all(failure_of([&] { read_text_file(path); }), dir.path(), "DIR");
  };
  CHECK(refusal(dir.write("wide.sql", std::string_view("\xff\xfeS\0E\0", 6))).find("UTF-16") != std::string::npos);
  CHECK(refusal(dir.file("missing.sql")).find("usage: ") == 0);
  CHECK(refusal(dir.file("missing.sql")).find("DIR/missing.sql") != std::string::npos);
  CHECK(refusal(dir.path()).find("usage: ") == 0);
}

TEST_CASE("a written file is whole") {
  const TempDir dir;
  write_file(dir.file("a.sql"), "one");
  write_file(dir.file("a.sql"), "two");
  CHECK(read_text_file(dir.file("a.sql")) == "two");
  CHECK(failure_of([&] { write_file(dir.file("no/such/folder.sql"), "x"); }).find("no failure") == std::string::npos);
}
