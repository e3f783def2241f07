// Random pairs of schemas on real servers, with rows: --seed=7 --pairs=1 replays one.
#include <doctest/doctest.h>

#include "plumb/tests/live/mysql_laws/at_hand.h"
#include "plumb/tests/support/law_pairs.h"
#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_MYSQLCPPCONN

using namespace plumb::test;

TEST_CASE("MySQL 8: a push makes a database what it should be and keeps its rows") {
  on_server("mysql_8_0_31", keep_pairs, 300);
}
TEST_CASE("MariaDB: a push makes a database what it should be and keeps its rows") {
  on_server("mariadb", keep_pairs, 150);
}
TEST_CASE("TiDB: a push makes a database what it should be and keeps its rows") { on_server("tidb", keep_pairs, 60); }

#endif
