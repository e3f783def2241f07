// Tables above copy_limit, and the user's own program that changes them.
#include <doctest/doctest.h>

#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "plumb/core/base/error.h"
#include "plumb/tests/support/temp_dir.h"
#include "plumb/tools/libplumb/plumb.h"

namespace plumb::test {
namespace {

const char* kFrom = "CREATE TABLE t (a int COMMENT 'it''s', b int)";
const char* kTo = "CREATE TABLE t (a bigint COMMENT 'it''s', b int)";

std::string content_of(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

struct Tried {
  std::unique_ptr<MysqlDatabase> database;
  std::unique_ptr<Session> session;
  Url url;
  TempDir folder;

  explicit Tried(const std::string& server) : database(MysqlDatabase::on(server)) {
    if (!database) return;
    session = database->connect();
    session->execute(kFrom);
    session->execute("INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)");
    url = database->url_as(database->account("IDENTIFIED BY 'se-cret'"), "se-cret");
  }
  std::string address() const {
    return fmt::format("{}://{}:{}@{}:{}/{}", url.scheme, url.user, url.password, url.host, url.port.value_or(3306),
                       url.database);
  }
  /// What the program was told, and the statement itself: the server's own client is the program here.
  std::string wrapper() const {
    return fmt::format(
        "{{ echo {{SCHEMA}}.{{TABLE}}; echo {{CLAUSES}}; echo \"$MYSQL_PWD\"; }} > {} && mariadb --no-defaults -h {{HOST}} "
        "-P {{PORT}} -u {{USER}} {{SCHEMA}} -e {{DDL}}",
        folder.file("said"));
  }
  std::string push_with(const Settings& settings) const {
    try {
      const Report done = push(address(), Source::text(kTo, "schema.sql", "mysql"), settings);
      std::string notes;
      for (const Diagnostic& d : done.diagnostics.all()) notes += d.message + "\n";
      return notes;
    } catch (const Error& e) {
      return fmt::format("{}: {}", name_of(e.code()), e.what());
    }
  }
  std::string type_of_a() const {
    return session
        ->query(
            "SELECT data_type FROM information_schema.columns WHERE table_schema = database() AND "
            "table_name = 't' AND column_name = 'a'")
        .scalar()
        .value_or("");
  }
};

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a table above copy_limit is refused, and changed by the user's own program where one is set") {
  for (const char* server : {"mysql_8_0_31", "mariadb"}) {
    const Tried at(server);
    if (!at.database) continue;
    CAPTURE(std::string(server));
    Settings settings;
    settings.copy_limit = 2;
    const std::string refused = at.push_with(settings);
    CAPTURE(refused);
    CHECK(holds(refused, "refused"));
    CHECK(holds(refused, "gh-ost and pt-online-schema-change"));
    CHECK(holds(refused, "--alter-wrapper"));
    CHECK(at.type_of_a() == "int");

    settings.alter_wrapper = "exit 3 # {TABLE}";
    const std::string failed = at.push_with(settings);
    CAPTURE(failed);
    CHECK(holds(failed, "the alter_wrapper ended with 3"));
    CHECK(at.type_of_a() == "int");

    settings.alter_wrapper = at.wrapper();
    const std::string notes = at.push_with(settings);
    CAPTURE(notes);
    CHECK(holds(notes, "is done by: "));
    CHECK(!holds(notes, "se-cret"));
    CHECK(at.type_of_a() == "bigint");
    const std::string said = content_of(at.folder.file("said"));
    CHECK(said.starts_with(at.database->name() + ".t\nMODIFY COLUMN `a` bigint"));
    CHECK(said.ends_with(" COMMENT 'it''s'\nse-cret\n"));  // no ALGORITHM
    CHECK(compare(Source::session(*at.session), Source::text(kTo, "schema.sql", "mysql"), {}).plan.empty());
  }
}

TEST_CASE("a small table is changed by the server, and a program that cannot be used is refused before anything runs") {
  const Tried at("mysql_8_0_31");
  if (at.database) {
    Settings settings;
    settings.alter_wrapper = "run {TABLE} --password={PASSWORD}";
    CHECK(holds(at.push_with(settings), "MYSQL_PWD"));
    CHECK(at.type_of_a() == "int");
    settings.alter_wrapper = "exit 3";
    settings.copy_limit = 100;
    CHECK_EQ(at.push_with(settings), "");
    CHECK(at.type_of_a() == "bigint");
  }
  const Tried tidb("tidb");
  if (!tidb.database) return;
  Settings settings;
  settings.alter_wrapper = "exit 3";
  CHECK(holds(tidb.push_with(settings), "tidb needs no program"));
  CHECK(tidb.type_of_a() == "int");
}

}  // namespace plumb::test

#endif
