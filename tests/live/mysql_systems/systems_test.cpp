// The system that lives on MySQL, on every server of the family and from the same files, with and without its foreign
// keys: what plumb makes is what the server's own client makes, by plumb's inspection and by SHOW CREATE; by a push, by
// a pull and by the migrations, up and down.
#include <doctest/doctest.h>

#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include <fmt/format.h>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/plan/diff.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/dialects/mysql/live.h"
#include "plumb/tests/support/mysql_catalogue.h"
#include "plumb/tools/libplumb/migrations.h"
#include "plumb/tools/libplumb/plumb.h"

using namespace plumb;
using namespace plumb::test;

namespace {

const std::string kFolder = std::string(PLUMB_CHECKOUT) + "/schemas/ultimate_swarm";

Settings settings() {
  Settings s;
  s.dialect = "mysql";
  return s;
}

/// One database, and how it is seen.
struct Place {
  std::unique_ptr<MysqlDatabase> database;
  std::unique_ptr<Session> session;
  Target target;

  explicit Place(const std::string& server) : database(MysqlDatabase::on(server)) {
    if (!database) return;
    session = database->connect();
    target = mysql::live().identify(*session);
  }

  void clear() const { clear_mysql(*session); }
  void load(const std::string& path) const {
    const std::string text = read_text_file(path);
    for (const sql::Piece& piece : sql::split(text, target.syntax))
      if (piece.kind != sql::StatementClass::Empty) session->execute(piece.sql);
  }
  std::string catalogue() const { return mysql_catalogue(*session); }

  /// What a comparison with the source would change; empty where they are one.
  std::string differences(const Source& to) const {
    const Comparison c = compare(Source::session(*session), to, settings());
    std::string out = c.ok() ? "" : c.diagnostics.render();
    for (const Change& change : c.plan.changes) {
      out += fmt::format("{} {}\n", name_of(change.action), change.id.display());
      for (const std::string& line : describe(change)) out += "  " + line + "\n";
    }
    for (const std::string& what : c.uncompared) out += "not compared: " + what + "\n";
    return out;
  }
};

void expect_same(const Place& made, const Place& loaded) {
  CHECK_EQ(made.differences(Source::session(*loaded.session)), "");
  CHECK_EQ(difference(made.catalogue(), loaded.catalogue()), "");
  CHECK(loaded.catalogue().find("swarm_agents") != std::string::npos);
}

void pull_and_push(const Place& made, const Place& loaded, const Source& schema) {
  const std::string text = pull(Source::session(*made.session), {});
  made.clear();
  push(*made.session, Source::text(text, "pulled.sql", made.target.flavour), {});
  CHECK_EQ(made.differences(schema), "");
  expect_same(made, loaded);
}

// A counter that goes on as rows come in is nobody's change; a column is one.
void expect_no_drift(const Place& made) {
  CheckRequest request;
  request.folder = kFolder + "/migrations";
  request.database = Source::url(made.database->address());
  const auto drifts = [&] { return check(request, settings()).render().find("[drift]") != std::string::npos; };
  made.session->execute("ALTER TABLE users AUTO_INCREMENT = 1000");
  CHECK(!drifts());
  made.session->execute("ALTER TABLE users ADD COLUMN stray int");
  CHECK(drifts());
  made.session->execute("ALTER TABLE users DROP COLUMN stray");
}

void migrate_and_back(const Place& made, const Source& schema) {
  made.clear();
  const Migrations migrations = open_migrations(kFolder + "/migrations", settings());
  CHECK_EQ(migrations.diagnostics.render(), "");
  MigrateOptions options;
  const auto ran = migrate(*made.session, mysql::live(), made.target.syntax, migrations.directory, options);
  CHECK_EQ(ran.size(), migrations.directory.files.size());
  CHECK_EQ(made.differences(schema), "");
  expect_no_drift(made);
  options.to = "0";
  const auto back = roll_back(*made.session, mysql::live(), made.target.syntax, migrations.directory, options);
  CHECK_EQ(back.size(), ran.size());
  CHECK_EQ(made.catalogue(), "");
}

void prove(const std::string& server, bool with_keys) {
  CAPTURE(server);
  const Place loaded(server);
  if (!loaded.database) return;
  const Place made(server);
  std::vector<std::string> files{kFolder + "/schema.sql"};
  if (with_keys) files.push_back(kFolder + "/foreign_keys.sql");
  const Source schema = Source::files(files);
  for (const std::string& file : files) loaded.load(file);
  CHECK_EQ(loaded.differences(schema), "");

  push(*made.session, schema, settings());
  CHECK_EQ(made.differences(schema), "");
  expect_same(made, loaded);
  pull_and_push(made, loaded, schema);
  // The way down says DROP CONSTRAINT, which MySQL has since 8.0.19.
  if (!with_keys && server != "mysql_8_0_15") migrate_and_back(made, schema);
}

}  // namespace

TEST_CASE("the swarm on each server") {
  for (const std::string server : mysql_servers) prove(server, false);
}

TEST_CASE("the swarm with its foreign keys on each server") {
  for (const std::string server : mysql_servers) prove(server, true);
}

#endif
