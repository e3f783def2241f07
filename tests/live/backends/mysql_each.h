// One test on several servers of the MySQL family.
#pragma once

#include <doctest/doctest.h>

#include <span>
#include <string>

#include "plumb/tests/support/mysql.h"

namespace plumb::test {

/// Gives each a fresh database; a server that is not there is skipped. `test(database, server's name)`.
template <class Test>
void on_each(std::span<const char* const> servers, Test&& test) {
  for (const char* name : servers) {
    const std::string server = name;
    CAPTURE(server);
    if (const auto database = MysqlDatabase::on(server)) test(*database, server);
  }
}

inline constexpr const char* mysql_and_mariadb[] = {"mysql_8_0_31", "mariadb"};

}  // namespace plumb::test
