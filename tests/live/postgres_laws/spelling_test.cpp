// Each schema in many spellings on real servers: --seed=7 --schemas=1 replays one schema, --spelling=4 one of its
// spellings.
#include <doctest/doctest.h>

#include "plumb/tests/live/postgres_laws/at_hand.h"
#include "plumb/tests/support/law_spellings.h"
#include "plumb/tests/support/postgres.h"

#if PLUMB_HAS_LIBPQ

using namespace plumb::test;

TEST_CASE("PostgreSQL 15: a schema is the same in every spelling") { on_server(15, keep_spellings, 12); }
TEST_CASE("PostgreSQL 18: a schema is the same in every spelling") { on_server(18, keep_spellings, 12); }

#endif
