#include "plumb/tests/live/kill/servers.h"

#include "plumb/tests/support/mysql_catalogue.h"
#include "plumb/tests/support/postgres_catalogue.h"

namespace plumb::test {
namespace {

KillServer postgres() {
  return {
      .name = "postgres_15",
      .tables = {"CREATE TABLE t (id int); CREATE TABLE u (id int);",
                 "CREATE TABLE t (id int, a int); CREATE TABLE u (id int, a int NOT NULL DEFAULT 1);"},
      .altering = "ALTER TABLE \"u\"",
      .waiting =
          "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND "
          "query LIKE '%{}%' AND pid <> pg_backend_pid()",
      .unfinished = "state <> 'applied'",
      .groups =
          {"CREATE TYPE mood AS ENUM ('calm'); CREATE TABLE t (id int, v text, m mood); CREATE TABLE u (id int PRIMARY "
           "KEY); CREATE INDEX t_other ON t (v);",
           "CREATE TYPE mood AS ENUM ('calm', 'wild'); CREATE TABLE t (id int PRIMARY KEY, v text NOT NULL DEFAULT "
           "'x', m mood DEFAULT 'wild', u int REFERENCES u (id), CHECK (id > 0)); CREATE TABLE u (id int PRIMARY KEY, "
           "w int UNIQUE); CREATE INDEX t_v ON t (v); CREATE VIEW tv AS SELECT v FROM t; CREATE INDEX t_other ON t (v, "
           "id);"},
      .rows = "INSERT INTO t SELECT i, 'v' || i, 'calm' FROM generate_series(1, 2000) i",
      .answers = {{"SELECT count(*) || ' ' || min(v) || ' ' || sum(id) FROM t", "2000 v1 2001000"},
                  {"SELECT count(*) FROM pg_index WHERE NOT indisvalid", "0"}},
      .kills = 12,
      .least = 7,
      .seed = 20260117,
      .clear = clear_postgres,
  };
}

KillServer mysql(const std::string& name, std::uint64_t seed) {
  const KillServer::Schemas schemas = {
      "CREATE TABLE t (id int PRIMARY KEY, v varchar(20)); CREATE TABLE u (id int PRIMARY KEY);",
      "CREATE TABLE t (id int PRIMARY KEY, v varchar(20) NOT NULL, a int, KEY v (v)); CREATE TABLE u (id int PRIMARY "
      "KEY, b int, c bigint DEFAULT 3, KEY b (b)); CREATE TABLE w (id int PRIMARY KEY); CREATE TABLE x (id int PRIMARY "
      "KEY);"};
  return {
      .name = name,
      .tables = schemas,
      .altering = "ALTER TABLE `u`",
      .waiting =
          "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND INFO LIKE '{}%' AND ID <> "
          "CONNECTION_ID()",
      .unfinished = "state = 'running'",
      .groups = schemas,
      .rows = "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')",
      .answers = {{"SELECT GROUP_CONCAT(CONCAT(id, v) ORDER BY id) FROM t", "1a,2b,3c"}},
      .seed = seed,
      .clear = clear_mysql,
  };
}

KillServer tidb() {
  KillServer out = mysql("tidb", 20260120);
  out.kills = 4;  // its DDL is slow
  out.least = 2;
  return out;
}

}  // namespace

const std::vector<KillServer>& kill_servers() {
  static const std::vector<KillServer> all = {
#if PLUMB_HAS_LIBPQ
    postgres(),
#endif
#if PLUMB_HAS_MYSQLCPPCONN
    mysql("mysql_8_0_31", 20260118),
    mysql("mariadb", 20260119),
    tidb(),
#endif
  };
  return all;
}

}  // namespace plumb::test
