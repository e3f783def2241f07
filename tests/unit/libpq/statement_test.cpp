// What is sent to PostgreSQL for what the caller wrote, without a server.
#include <doctest/doctest.h>

#if PLUMB_HAS_LIBPQ

#include <string>
#include <vector>

#include "plumb/backends/libpq/open.h"
#include "plumb/backends/libpq/statement.h"
#include "plumb/tests/support/failure.h"

using namespace plumb;
using namespace plumb::libpq;
using plumb::test::failure_of;

namespace {

std::string sent(const char* sql, std::size_t values, bool backslashes = false) {
  const std::vector<Value> args(values, Value(1));
  return Statement(sql, args, backslashes).sent();
}

std::string refused(const char* sql) {
  return failure_of([&] { Statement(sql, {}); });
}

}  // namespace

TEST_CASE("parameters are numbered, and only parameters") {
  struct Case {
    const char *written, *sent;
    std::size_t values;
  };
  const Case cases[] = {
      {"SELECT ?", "SELECT $1", 1},
      {"?+?,?", "$1+$2,$3", 3},
      {"SELECT '?', \"?\", ?", "SELECT '?', \"?\", $1", 1},
      {"SELECT 'it''s ?', ?", "SELECT 'it''s ?', $1", 1},
      {"SELECT '\\', ?", "SELECT '\\', $1", 1},
      {"SELECT E'\\'?', ?", "SELECT E'\\'?', $1", 1},
      {"SELECT type'\\', ?", "SELECT type'\\', $1", 1},  // the e of a word starts no escape string
      {"SELECT e'\\\\', ?", "SELECT e'\\\\', $1", 1},
      {"-- ?\nSELECT ? -- ?", "-- ?\nSELECT $1 -- ?", 1},
      {"/* ? /* ? */ ? */ SELECT ?", "/* ? /* ? */ ? */ SELECT $1", 1},
      {"SELECT $$ ? $$, ?", "SELECT $$ ? $$, $1", 1},
      {"SELECT $a$ $$ ? $b$ $a$, ?", "SELECT $a$ $$ ? $b$ $a$, $1", 1},
      {"SELECT a$b$?, c$b$", "SELECT a$b$$1, c$b$", 1},  // a dollar within a name starts no literal
      {"SELECT ä$1$, ?", "SELECT ä$1$, $1", 1},
      {"SELECT a ?| b", "SELECT a ?| b", 0},
  };
  for (const Case& c : cases) {
    CAPTURE(c.written);
    CHECK(sent(c.written, c.values) == c.sent);
  }
  CHECK(sent("SELECT '\\'?', ?", 1, true) == "SELECT '\\'?', $1");  // standard_conforming_strings is off
  CHECK(sent("SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?", 11) == "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11");
}

TEST_CASE("a second statement is found, and what only looks like one is not") {
  for (const char* one :
       {"SELECT 1;", " ;; SELECT 1 ; /* ; */ -- ;", "CREATE RULE r AS ON INSERT TO t DO (a; b)",
        "CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; SELECT 2; END", "SELECT ';', \";\", $$;$$, E'\\';'"}) {
    CAPTURE(one);
    CHECK(refused(one) == "no failure");
  }
  CHECK(refused("SELECT 1; SELECT 2") == "usage: one statement at a time: a second one starts at offset 10");
  CHECK(refused("SELECT ')'; (SELECT 2)") == "usage: one statement at a time: a second one starts at offset 12");
  CHECK(refused("SELECT E'\\'; SELECT 2") == "no failure");  // never ends: the server says so
  CHECK(refused(" /* x */ ; -- y") == "usage: there is no statement in the text");
}

TEST_CASE("the start of a transaction is known") {
  for (const char* sql : {"BEGIN", "begin isolation level serializable", "/* x */ ; Start transaction", "BEGIN;"}) {
    CAPTURE(sql);
    CHECK(Statement(sql, {}).begins());
  }
  for (const char* sql : {"BEGINNING", "COMMIT", "SELECT 'BEGIN'", "(BEGIN)"}) {
    CAPTURE(sql);
    CHECK_FALSE(Statement(sql, {}).begins());
  }
}

TEST_CASE("the server's position leads to the byte that was written") {
  const std::vector<Value> args(12, Value(1));
  const std::string sql = "ä ? ? ? ? ? ? ? ? ? ? ? ? here";
  const Statement statement(sql, args);
  const std::string& text = statement.sent();
  std::size_t characters = 0;
  for (std::size_t i = 0; i <= text.find("here"); ++i)
    characters += (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
  CHECK(statement.offset_of(characters) == sql.find("here"));
  CHECK(statement.offset_of(1) == 0);
  CHECK(statement.offset_of(3) == 3);  // the first parameter
  CHECK(statement.offset_of(4) == 3);  // its number is part of it
  CHECK(statement.offset_of(5) == 4);
  CHECK(statement.offset_of(1000) == sql.size());
}

TEST_CASE("values go as the smallest type that takes them") {
  const std::vector<Value> args{1, std::int64_t{1} << 40, 0.1, "text", nullptr, Bytes{std::string("\0x", 2)}};
  const Statement s("? ? ? ? ? ?", args);
  REQUIRE(s.count() == 6);
  CHECK(std::vector<Oid>(s.types(), s.types() + 6) == std::vector<Oid>{23, 20, 701, 0, 0, 17});
  CHECK(std::string(s.values()[1]) == "1099511627776");
  CHECK(std::string(s.values()[2]) == "0.1");
  CHECK(s.values()[4] == nullptr);
  CHECK(std::string(s.values()[5], static_cast<std::size_t>(s.lengths()[5])) == std::string("\0x", 2));
  CHECK(s.formats()[5] == 1);
  const std::vector<Value> nul{std::string("a\0b", 3)};
  CHECK(failure_of([&] { Statement("?", nul); }) ==
        "statement 22021: value 1 holds a NUL byte, which PostgreSQL's text cannot");
}

TEST_CASE("a pooler is known by its host") {
  CHECK(pooling_of("ep-quiet-sun-a1b2c3-pooler.eu-central-1.aws.neon.tech") == Pooling::Yes);
  CHECK(pooling_of("EP-quiet-sun-a1b2c3-POOLER.c-2.eu-central-1.aws.neon.tech") == Pooling::Yes);
  CHECK(pooling_of("ep-quiet-sun-a1b2c3.eu-central-1.aws.neon.tech") == Pooling::No);
  CHECK(pooling_of("db.example.org") == Pooling::AskServer);
  CHECK(pooling_of("my-pooler.example.org") == Pooling::Yes);
  CHECK(pooling_of("host.my-pooler.org") == Pooling::AskServer);
  CHECK(pooling_of("") == Pooling::AskServer);
}

#endif
