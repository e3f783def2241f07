#include <doctest/doctest.h>

#include "plumb/core/base/error.h"
#include "plumb/core/migrate/directory.h"
#include "plumb/dialects/sqlite/syntax.h"
#include "plumb/tests/support/temp_dir.h"

using namespace plumb;

namespace {

std::string message_of(auto&& action) {
  try {
    action();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

std::string sections_of(const std::string& text) {
  MigrationFile file;
  file.name = file.path = "1_x.sql";
  file.text = text;
  Diagnostics found;
  file.source = found.add_source(file.name, text);
  find_sections(file, found);
  if (found.has_errors()) return found.render();
  std::string out = "up[" + std::string(file.body(file.up)) + "]";
  if (!file.up.transaction) out += " outside";
  if (file.down.present()) out += " down[" + std::string(file.body(file.down)) + "]";
  if (!file.down.transaction) out += " outside";
  return out;
}

}  // namespace

TEST_CASE("sections are found by dbmate's markers") {
  struct {
    const char *in, *out;
  } const table[] = {
      {"-- migrate:up\nA;\n-- migrate:down\nB;\n", "up[A;\n] down[B;\n]"},
      {"--migrate:up\nA;", "up[A;]"},
      {"-- a comment\n\n-- migrate:up transaction:false\r\nA;\n", "up[A;\n] outside"},
      {"-- migrate:down\nB;\n-- migrate:up\nA;\n", "up[A;\n] down[B;\n]"},
      {"-- migrate:up\n", "up[]"},
  };
  for (const auto& row : table) CHECK(sections_of(row.in) == row.out);
}

TEST_CASE("a file without its sections says what to write") {
  CHECK(sections_of("CREATE TABLE t (a);\n") ==
        "1_x.sql:1:1: error: text above `-- migrate:up` is never run: put it below [migration-sections]\n"
        "  1 | CREATE TABLE t (a);\n"
        "    | ^\n"
        "1_x.sql:1:1: error: no `-- migrate:up` line: put one above the statements that the migration runs, and "
        "`-- migrate:down` above those that take them back [migration-sections]\n"
        "  1 | CREATE TABLE t (a);\n"
        "    | ^\n");
  CHECK(sections_of("-- migrate:up\n-- migrate:up\n").find("a second `migrate:up`: the first is on line 1") !=
        std::string::npos);
  CHECK(sections_of("-- migrate:upp\n").find("`migrate:upp` is neither") != std::string::npos);
  CHECK(sections_of("-- migrate:up transaction:no\n").find("unknown option `transaction:no`") != std::string::npos);
}

TEST_CASE("versions are numbers, whatever their length") {
  CHECK(version_less("9", "10"));
  CHECK(version_less("0009", "10"));
  CHECK_FALSE(version_less("10", "10"));
  CHECK_FALSE(version_less("20250101000000", "3"));
}

TEST_CASE("plumb.sum chains its lines") {
  Sums sums;
  sums.flavour = "sqlite";
  sums.add("1_a.sql", "aa");
  sums.add("2_b.sql", "bb");
  const std::string text = print(sums);
  CHECK(parse_sums(text, "plumb.sum") == sums);
  CHECK(text.starts_with("plumb.sum 1 sqlite\n1_a.sql aa "));

  std::string cut = text;
  const std::size_t first = cut.find("1_a.sql");
  cut.erase(first, cut.find('\n', first) - first + 1);
  CHECK(
      message_of([&] { parse_sums(cut, "m/plumb.sum"); }) ==
      "m/plumb.sum:2: the chain is broken at `2_b.sql`: a line was edited, moved or taken out; `plumb check --update` "
      "writes it anew from the files");
  CHECK(message_of([&] {
          parse_sums("plumb.sum 1 sqlite\n<<<<<<< HEAD\n", "plumb.sum");
        }).find("git left a conflict here") != std::string::npos);
  CHECK(message_of([&] { parse_sums("", "plumb.sum"); }).find("the file is empty") != std::string::npos);
  CHECK(message_of([&] { parse_sums("plumb.sum 9 sqlite\n", "plumb.sum"); }).find("later version of plumb") !=
        std::string::npos);
  CHECK(message_of([&] { parse_sums("hello\n", "plumb.sum"); }).find("this is not a plumb.sum") != std::string::npos);
}

TEST_CASE("a folder is read by version, and compared with plumb.sum") {
  const test::TempDir folder;
  folder.write("10_b.sql", "-- migrate:up\nCREATE TABLE b (x);\n");
  folder.write("9_a.sql", "-- migrate:up\nCREATE TABLE a (x);\n");
  folder.write("plumb.snapshot.sql", "-- nothing\n");
  Diagnostics found;
  MigrationsDirectory directory = read_directory(folder.path(), sqlite::syntax(), found);
  CHECK(found.render() == "");
  REQUIRE(directory.files.size() == 2);
  CHECK(directory.files[0].name == "9_a.sql");
  CHECK(directory.files[0].title == "a");
  CHECK(directory.snapshot == "-- nothing\n");
  CHECK(integrity_of(directory).unlisted == std::vector<std::string>{"9_a.sql", "10_b.sql"});

  directory.sums = sums_of(directory);
  CHECK(integrity_of(directory).ok());
  directory.sums.add("11_c.sql", "cc");
  CHECK(integrity_of(directory).missing == std::vector<std::string>{"11_c.sql"});
  directory.files[0].checksum = "other";
  CHECK(integrity_of(directory).changed == std::vector<std::string>{"9_a.sql"});
}

TEST_CASE("formatting and plain comments do not change a checksum, annotations do") {
  const test::TempDir folder;
  const auto checksum = [&](const std::string& text) {
    folder.write("1_a.sql", text);
    Diagnostics found;
    return read_directory(folder.path(), sqlite::syntax(), found).files.at(0).checksum;
  };
  const std::string base = checksum("-- migrate:up\nCREATE TABLE a (x, y);\n");
  CHECK(checksum("-- migrate:up\r\n-- a comment\r\nCREATE TABLE a\n  (x,\n   y);\n") == base);
  CHECK(checksum("-- migrate:up\nCREATE TABLE a (x, z);\n") != base);
  CHECK(checksum("-- migrate:up transaction:false\nCREATE TABLE a (x, y);\n") != base);
  CHECK(checksum("-- migrate:up\n-- plumb: allow deletes-data\nCREATE TABLE a (x, y);\n") != base);
}

TEST_CASE("names that are no migrations and doubled versions are findings") {
  const test::TempDir folder;
  folder.write("schema.sql", "-- migrate:up\n");
  folder.write("1_a.sql", "-- migrate:up\n");
  folder.write("01_b.sql", "-- migrate:up\n");
  Diagnostics found;
  read_directory(folder.path(), sqlite::syntax(), found);
  const std::string text = found.render();
  CHECK(text.find("`schema.sql` has no version") != std::string::npos);
  CHECK(text.find("have the same version") != std::string::npos);
}

TEST_CASE("titles and versions of new files") {
  CHECK(file_title("add invoices!") == "add_invoices");
  CHECK(file_title("../../etc/passwd") == "etc_passwd");
  CHECK(message_of([] { file_title("!!"); }) ==
        "a migration needs a name that says what it does: `plumb generate add_invoices`");
  MigrationsDirectory directory;
  CHECK(next_version(directory, 1749720600) == "20250612093000");
  directory.files.emplace_back().version = "20250612093000";
  CHECK(next_version(directory, 1749720600) == "20250612093001");
  directory.files.back().version = "99";
  CHECK(next_version(directory, 1749720600) == "20250612093000");
  directory.files.back().version = "99999999999999";
  CHECK(next_version(directory, 1749720600) == "100000000000000");
}

TEST_CASE("a snapshot says of which history it is") {
  const std::string line = print(SnapshotMark{"20250612093000", "abc"});
  const auto mark = snapshot_mark(line + "CREATE TABLE t (a);\n");
  REQUIRE(mark);
  CHECK(mark->version == "20250612093000");
  CHECK(mark->chain == "abc");
  CHECK_FALSE(snapshot_mark("CREATE TABLE t (a);\n"));
}
