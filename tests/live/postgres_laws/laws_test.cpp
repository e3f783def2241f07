// Random pairs of schemas on real servers, with rows: --seed=7 --pairs=1 replays one.
#include <doctest/doctest.h>

#include "plumb/tests/live/postgres_laws/at_hand.h"
#include "plumb/tests/support/law_pairs.h"
#include "plumb/tests/support/postgres.h"

#if PLUMB_HAS_LIBPQ

using namespace plumb::test;

TEST_CASE("PostgreSQL 15: a push makes a database what it should be and keeps its rows") {
  on_server(15, keep_pairs, 300);
}
TEST_CASE("PostgreSQL 18: a push makes a database what it should be and keeps its rows") {
  on_server(18, keep_pairs, 300);
}

#endif
