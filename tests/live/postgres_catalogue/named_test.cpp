// Reading the objects that are named only gives what reading everything gives of them.
#include <doctest/doctest.h>

#include "plumb/tests/support/postgres.h"

#if PLUMB_HAS_LIBPQ

#include "plumb/core/migrate/verify.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/dialects/postgres/dialect.h"
#include "plumb/dialects/postgres/live.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::test {
namespace {

constexpr std::string_view kSchema = R"(
CREATE SCHEMA other;
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE DOMAIN positive AS int CONSTRAINT above CHECK (VALUE > 0);
CREATE TYPE pair AS (a int, b text);
CREATE TYPE span AS RANGE (subtype = int4);
CREATE SEQUENCE counter START 7;
CREATE TABLE other.place (id int PRIMARY KEY, name text UNIQUE);
CREATE TABLE person (id serial PRIMARY KEY, place_id int CONSTRAINT lives_in REFERENCES other.place (id), feels mood,
  age positive, pair pair, note text COLLATE "C", number bigint DEFAULT nextval('counter'), CHECK (note <> ''));
CREATE INDEX person_note ON person (lower(note)) WHERE age > 18;
COMMENT ON TABLE person IS 'somebody';
COMMENT ON COLUMN person.note IS 'what is said';
COMMENT ON INDEX person_note IS 'found by it';
COMMENT ON CONSTRAINT lives_in ON person IS 'where';
CREATE TABLE log (id bigint GENERATED ALWAYS AS IDENTITY, at date NOT NULL, person_id int REFERENCES person) PARTITION BY RANGE (at);
CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY RANGE (at);
CREATE TABLE log_1_a PARTITION OF log_1 DEFAULT;
CREATE INDEX log_at ON log (at);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION twice(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a * 2';
CREATE FUNCTION twice(a text) RETURNS text LANGUAGE sql AS 'SELECT a || a';
COMMENT ON FUNCTION twice(int) IS 'two of it';
REVOKE ALL ON FUNCTION twice(text) FROM PUBLIC;
CREATE TRIGGER touched BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE person DISABLE TRIGGER touched;
COMMENT ON TRIGGER touched ON person IS 'when';
CREATE POLICY own ON person USING (id > 0);
COMMENT ON POLICY own ON person IS 'whose';
CREATE VIEW grown AS SELECT id, note FROM person WHERE age > 18;
COMMENT ON VIEW grown IS 'over 18';
CREATE MATERIALIZED VIEW counted AS SELECT feels, count(*) AS n FROM person GROUP BY feels;
CREATE UNIQUE INDEX counted_feels ON counted (feels);
GRANT SELECT ON person TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA other GRANT SELECT ON TABLES TO PUBLIC;
GRANT UPDATE (note) ON person TO PUBLIC;
)";

template <class C>
void add_ids(const C& catalog, std::vector<ObjectId>& out) {
  for (const auto& object : catalog) out.push_back(id_of(object));
}

std::vector<ObjectId> ids_of(const Schema& schema) {
  std::vector<ObjectId> out;
  add_ids(schema.namespaces, out);
  add_ids(schema.enums, out);
  add_ids(schema.domains, out);
  add_ids(schema.composites, out);
  add_ids(schema.sequences, out);
  add_ids(schema.tables, out);
  add_ids(schema.views, out);
  add_ids(schema.routines, out);
  add_ids(schema.triggers, out);
  add_ids(schema.policies, out);
  add_ids(schema.grants, out);
  return out;
}

Schema read(Session& session, const Target& target, const Scope& scope, const std::vector<ObjectId>* only) {
  Diagnostics diagnostics;
  return postgres::dialect().canonical(postgres::live().inspect(session, target, scope, only).schema, target,
                                       diagnostics);
}

}  // namespace

TEST_CASE("the objects that are named are read as they are among all others") {
  for (const int version : postgres_versions) {
    const auto database = PostgresDatabase::on(version);
    if (!database) continue;
    CAPTURE(version);
    const auto session = database->connect();
    for (const sql::Piece& piece : sql::split(kSchema, postgres::syntax())) session->execute(piece.sql);
    const Target target = postgres::live().identify(*session);
    const Schema all = read(*session, target, {}, nullptr);
    const std::vector<ObjectId> ids = ids_of(all);
    CHECK(ids.size() > 20);
    for (const ObjectId& id : ids) {
      CAPTURE(id.display());
      const std::vector<ObjectId> only{id};
      CHECK(restricted_to(read(*session, target, {}, &only), only) == restricted_to(all, only));
    }
    // All of them at once, inside of a transaction that has done other things.
    session->begin();
    session->execute("SET LOCAL search_path = public");
    CHECK(restricted_to(read(*session, target, {}, &ids), ids) == restricted_to(all, ids));
    CHECK(session->query("SHOW search_path").scalar() == "public");
    session->execute("CREATE TABLE late (a int)");
    CHECK(read(*session, target, {}, nullptr).tables.contains(QualifiedName("late")));
    session->rollback();
  }
}

TEST_CASE("only the schemas of the scope are read") {
  const auto database = PostgresDatabase::on(15);
  if (!database) return;
  const auto session = database->connect();
  for (const sql::Piece& piece : sql::split(kSchema, postgres::syntax())) session->execute(piece.sql);
  const Target target = postgres::live().identify(*session);
  Scope scope;
  scope.schemas = {"other"};
  const Schema all = read(*session, target, {}, nullptr), some = read(*session, target, scope, nullptr);
  CHECK(some.tables.contains(QualifiedName("other", "place")));
  CHECK(*some.tables.find(QualifiedName("other", "place")) == *all.tables.find(QualifiedName("other", "place")));
  // What is outside is a name only.
  session->execute("CREATE TABLE other.visit (person_id int REFERENCES person (id))");
  scope.schemas = {"other"};
  const Schema later = read(*session, target, scope, nullptr);
  const ForeignKey& key = later.tables.find(QualifiedName("other", "visit"))->foreign_keys.front();
  CHECK(key.to == QualifiedName("person"));
  CHECK(key.to_columns == std::vector<std::string>{"id"});
}

}  // namespace plumb::test

#endif
