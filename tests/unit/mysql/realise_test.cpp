// PostgreSQL schemas on servers that nobody has at hand: what depends on the version and on settings.
#include <doctest/doctest.h>

#include <string>

#include "plumb/core/sql/reader.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/dialect.h"
#include "plumb/dialects/postgres/dialect.h"

namespace {

using namespace plumb;

Schema realised(std::string_view ddl, const Target& target, std::string& said) {
  Diagnostics diagnostics;
  const Dialect& from = postgres::dialect();
  const Target written_for = from.offline_target("postgres", {});
  sql::ReadOptions options;
  options.default_schema = "public";
  Schema schema = sql::read(ddl, written_for.syntax, options, diagnostics).schema;
  schema = mysql::dialect().realise(std::move(schema), from, written_for, target, diagnostics);
  for (const Diagnostic& d : diagnostics.all()) said += d.message + "\n";
  return mysql::dialect().canonical(std::move(schema), target, diagnostics);
}

Target server(std::string_view flavour, Version version) { return mysql::dialect().offline_target(flavour, version); }

std::string type_of(const Schema& schema, const char* name) {
  const Column* column = schema.tables.find(QualifiedName("t"))->find_column(name);
  std::string out = column->type.name;
  for (const std::string& arg : column->type.args) out += "|" + arg;
  return out + " " + column->collation;
}
std::string default_of(const Schema& schema, const char* name) {
  const Expr* value = schema.tables.find(QualifiedName("t"))->find_column(name)->default_value();
  return value ? value->canonical : "none";
}

}  // namespace

TEST_CASE("what versions before expressions take") {
  std::string said;
  const Schema made = realised(
      "CREATE TABLE t (a text DEFAULT 'x', b jsonb DEFAULT '{}', c uuid DEFAULT gen_random_uuid(), d timestamp(3) "
      "DEFAULT now(), CHECK (a <> '')); CREATE INDEX i ON t (lower(a)); CREATE UNIQUE INDEX u ON t (a) WHERE b IS NULL",
      server("mysql", {8, 0, 12}), said);
  CHECK(type_of(made, "a") == "varchar|255 utf8mb4_bin");
  CHECK(default_of(made, "a") == "'x'");
  CHECK(default_of(made, "b") == "none");
  CHECK(default_of(made, "d") == "CURRENT_TIMESTAMP(3)");
  CHECK(made.tables.find(QualifiedName("t"))->indexes.empty());
  CHECK(said.find("left out: defaults (2), since MySQL takes no such default: `t.b`, `t.c`") != std::string::npos);
  CHECK(said.find("left out: checks (1), since MySQL has no checks before 8.0.16: `t.t_a_check`") != std::string::npos);
  CHECK(said.find("left out: unique indexes (1), since MySQL has no indexes over expressions: `t.u`") !=
        std::string::npos);
}

TEST_CASE("types of later versions") {
  const char* ddl =
      "CREATE EXTENSION vector; CREATE EXTENSION citext; CREATE TABLE t (a uuid, b vector(3), c citext UNIQUE)";
  std::string said;
  const Schema old_maria = realised(ddl, server("mariadb", {10, 6, 0}), said);
  CHECK(type_of(old_maria, "a") == "char|36 ascii_general_ci");
  CHECK(type_of(old_maria, "c") == "varchar|255 utf8mb4_general_nopad_ci");
  const Schema maria = realised(ddl, server("mariadb", {11, 7, 0}), said);
  CHECK(type_of(maria, "a") == "uuid ");
  CHECK(type_of(maria, "b") == "vector|3 ");
  CHECK(type_of(maria, "c") == "varchar|255 utf8mb4_uca1400_nopad_as_ci");
  CHECK(type_of(realised(ddl, server("mysql", {8, 4, 0}), said), "b") == "json ");
  CHECK(type_of(realised(ddl, server("mysql", {9, 0, 0}), said), "b") == "vector|3 ");
}

TEST_CASE("TiDB with and without checks") {
  const char* ddl =
      "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a int CHECK (a > 0), b int REFERENCES p ON DELETE CASCADE "
      "CHECK (b > 0), c jsonb DEFAULT '{\"a\": [1, true, null]}')";
  Target target = server("tidb", {8, 5, 0});
  std::string off, on;
  CHECK(realised(ddl, target, off).tables.find(QualifiedName("t"))->checks.empty());
  CHECK(off.find("left out: checks (2), since TiDB has checks where tidb_enable_check_constraint is on") !=
        std::string::npos);
  target.settings["checks"] = "on";
  const Schema made = realised(ddl, target, on);
  REQUIRE(made.tables.find(QualifiedName("t"))->checks.size() == 1);
  CHECK(made.tables.find(QualifiedName("t"))->checks[0].expression.canonical == "a > 0");
  CHECK(on.find("left out: checks (1), since a foreign key writes into a column of them: `t.t_b_check`") !=
        std::string::npos);
  CHECK(default_of(made, "c") == "(json_object('a', json_array(1, TRUE, NULL)))");
}

TEST_CASE("what is written in neither of the two is refused") {
  Target sqlite = server("mysql", {});
  sqlite.syntax.grammar = {};
  Diagnostics diagnostics;
  CHECK_THROWS_WITH(
      static_cast<void>(mysql::dialect().realise({}, postgres::dialect(), sqlite, server("mysql", {}), diagnostics)),
      doctest::Contains("cannot be translated to MySQL"));
}
