// Foreign keys between databases: a name without one is looked for in the database of the table that has the key.
#include <doctest/doctest.h>

#include "plumb/tests/live/mysql_run/at_hand.h"

#if PLUMB_HAS_MYSQLCPPCONN

using namespace plumb;
using namespace plumb::test;

TEST_CASE("a foreign key of another database to a table of the one at hand is made, dropped and compared") {
  for (const std::string server : all_flavours) {
    CAPTURE(server);
    const AtHand at(server), beside(server);
    if (!at) continue;
    const std::string here = at.database->name(), there = beside.database->name();
    const auto schema = [&](const std::string& key) {
      return fmt::format(
          "CREATE TABLE parent (id int PRIMARY KEY); CREATE DATABASE {0}; "
          "CREATE TABLE {0}.child (id int PRIMARY KEY, p int, KEY p (p){1});",
          there, key);
    };
    const std::string key = fmt::format(", CONSTRAINT f FOREIGN KEY (p) REFERENCES {}.parent (id)", here);
    const auto has_key = [&] {
      const Rows shown = at.session->query(fmt::format("SHOW CREATE TABLE `{}`.child", there));
      return says(shown.rows.front()[1].value_or(""), fmt::format("REFERENCES `{}`.`parent` (`id`)", here));
    };
    at.push(schema(key));
    CHECK(has_key());
    const Report again = at.push(schema(key));
    CHECK(again.plan.empty());
    CHECK(again.uncompared.empty());
    at.push(schema(""));
    CHECK(!has_key());
    at.push(schema(key));
    CHECK(has_key());
    CHECK(at.push(schema(key)).plan.empty());
    at.run(fmt::format("DROP TABLE `{}`.child", there));  // else the databases hold each other
  }
}

#endif
