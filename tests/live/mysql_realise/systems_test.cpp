// The systems that live on PostgreSQL, on every server of the MySQL family: what a push makes is what was wanted, a
// pull of it says the same in MySQL's own SQL, and a schema that goes on changes the database to what it says.
#include <doctest/doctest.h>

#include "plumb/tests/live/mysql_realise/at_hand.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include "plumb/core/base/text.h"
#include "plumb/tests/support/mysql_catalogue.h"

using namespace plumb;
using namespace plumb::test;

namespace {

struct System {
  std::string name, tables, change;
};

/// Each changes a type, a default, a key and more of what the system has, and adds what others refer to.
const System kSystems[] = {
    {"apex_agents", "17",
     "ALTER TABLE organizations ALTER COLUMN slug TYPE varchar(150), ALTER COLUMN tier SET DEFAULT 'free', ADD COLUMN "
     "labels text[] NOT NULL DEFAULT '{}';"
     "CREATE TABLE badges (code text PRIMARY KEY, of uuid REFERENCES users (id) ON DELETE SET NULL);"
     "ALTER TABLE agents ADD COLUMN badge text REFERENCES badges (code), DROP CONSTRAINT agents_organization_id_fkey;"
     "DROP INDEX agents_type_idx; CREATE UNIQUE INDEX agents_name_idx ON agents (user_id, name) WHERE status = "
     "'active';"},
    {"robust_orchestrator", "10",
     "ALTER TYPE user_status ADD VALUE 'asleep' BEFORE 'suspended'; ALTER TABLE users ALTER COLUMN display_name DROP "
     "DEFAULT; DROP INDEX users_email_idx; CREATE UNIQUE INDEX users_email_idx ON users (lower(email));"
     "DROP TRIGGER roles_set_updated_at ON roles; ALTER TABLE roles ALTER COLUMN description SET NOT NULL;"
     "ALTER TABLE executions DROP CONSTRAINT executions_times_check, ADD CONSTRAINT "
     "executions_cost_check CHECK (cost >= 0); COMMENT ON TABLE audit_logs IS NULL;"},
    {"semiont", "3",
     "ALTER TABLE users ADD COLUMN nick varchar(40) UNIQUE, ALTER COLUMN name SET NOT NULL; ALTER TABLE annotations "
     "DROP CONSTRAINT \"annotations_eventSequence_check\"; ALTER TABLE articles ALTER COLUMN \"createdAt\" TYPE "
     "timestamptz; CREATE VIEW authors AS SELECT \"authorId\", count(*) AS n FROM articles GROUP BY \"authorId\";"},
    {"reverse_engineer", "1",
     "ALTER TABLE abilities ALTER COLUMN vector_id TYPE bigint, ADD COLUMN price numeric DEFAULT 1.5, DROP COLUMN "
     "metadata; DROP INDEX idx_abilities_service_name; CREATE INDEX idx_services ON abilities (service_name, "
     "ability_name DESC);"}};

std::string tables_of(const AtHand& made) {
  return made.ask(
      "SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' "
      "AND TABLE_NAME NOT LIKE 'plumb%'");
}

void prove(const std::string& server, const System& system) {
  CAPTURE(server);
  CAPTURE(system.name);
  const AtHand made(server);
  if (!made.database) return;
  const std::string text = read_text_file(std::string(PLUMB_CHECKOUT) + "/schemas/" + system.name + "/schema.sql");
  const Source schema = Source::text(text, "schema.sql", "postgres");
  push(*made.session, schema, written_in("postgres"));
  CHECK_EQ(made.differences(schema), "");
  CHECK_EQ(tables_of(made), system.tables);

  const std::string pulled = pull(Source::session(*made.session), {});
  const Source again = Source::text(pulled, "pulled.sql", made.target.flavour);
  CHECK_EQ(made.differences(again, made.target.flavour), "");
  const std::string before = mysql_catalogue(*made.session);
  clear_mysql(*made.session);
  push(*made.session, again, {});
  CHECK_EQ(difference(mysql_catalogue(*made.session), before), "");

  const Source changed = Source::text(text + system.change, "changed.sql", "postgres");
  CHECK(made.differences(changed) != "");
  Settings settings = written_in("postgres");
  settings.allow = {"all"};
  push(*made.session, changed, settings);
  CHECK_EQ(made.differences(changed), "");
  push(*made.session, schema, settings);
  CHECK_EQ(made.differences(schema), "");
}

}  // namespace

TEST_CASE("the PostgreSQL systems on each server") {
  for (const std::string server : mysql_servers)
    for (const System& system : kSystems) prove(server, system);
}

TEST_CASE("what of the systems has no equivalent") {
  struct {
    std::string system, losses;
  } const expected[] = {
      {"apex_agents", ""},
      {"robust_orchestrator",
       "left out: conditions of indexes (2), since the index holds all rows: "
       "`executions.executions_unfinished_idx`, `marketplace_items.marketplace_items_category_idx`\n"
       "left out: indexes (2), since MySQL has no gin indexes: `marketplace_items.marketplace_items_search_idx`, "
       "`workflows.workflows_search_idx`\n"},
      {"semiont",
       "left out: indexes (1), since MySQL has no gin indexes: `annotations.annotations_entityTypes_idx`\n"
       "text that a key holds is varchar of at most 255 characters, and longer values are refused (7): "
       "`annotations.id`, `articles.id`, `articles.authorId`, `users.id`, `users.email`, `users.provider`, "
       "`users.providerId`\n"},
      {"reverse_engineer",
       "text that a key holds is varchar of at most 255 characters, and longer values are refused (1): "
       "`abilities.ability_id`\n"}};
  const AtHand made("mysql_8_0_31");
  if (!made.database) return;
  for (const auto& e : expected) {
    CAPTURE(e.system);
    const std::string file = std::string(PLUMB_CHECKOUT) + "/schemas/" + e.system + "/schema.sql";
    CHECK_EQ(made.losses(Source::files({file})), e.losses);
  }
}

#endif
