// Each schema in many spellings on real servers: --seed=7 --schemas=1 replays one schema, --spelling=4 one of its
// spellings.
#include <doctest/doctest.h>

#include "plumb/tests/live/mysql_laws/at_hand.h"
#include "plumb/tests/support/law_spellings.h"
#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_MYSQLCPPCONN

using namespace plumb::test;

TEST_CASE("MySQL 8: a schema is the same in every spelling") { on_server("mysql_8_0_31", keep_spellings, 20); }
TEST_CASE("MariaDB: a schema is the same in every spelling") { on_server("mariadb", keep_spellings, 20); }
TEST_CASE("TiDB: a schema is the same in every spelling") { on_server("tidb", keep_spellings, 6); }

#endif
