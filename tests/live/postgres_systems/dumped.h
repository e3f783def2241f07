// What pg_dump says of a database, to compare two.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "plumb/tests/support/postgres.h"

namespace plumb::test {

/// Its schema as pg_dump of that version writes it, in lines without their order; nothing where there is no pg_dump.
std::optional<std::multiset<std::string>> dumped(const PostgresDatabase& database, int version);

}  // namespace plumb::test
