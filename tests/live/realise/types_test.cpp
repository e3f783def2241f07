// What production accepts, SQLite accepts; what production refuses, SQLite refuses. Each known gap
// is here too, with what SQLite does instead, so that the table in the README stays true.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "plumb/tests/live/realise/realised.h"

using plumb::test::Realised;
using plumb::test::realised;

namespace {

struct Type {
  std::string dialect;
  std::string definition;               ///< of the column c
  std::vector<std::string> accepted;    ///< by both
  std::vector<std::string> refused;     ///< by both
  std::vector<std::string> too_lax;     ///< gap: production refuses, SQLite accepts
  std::vector<std::string> too_strict;  ///< gap: production accepts, SQLite refuses
};

const std::vector<Type>& types() {
  static const std::vector<Type> all = {
      {"postgres",
       "varchar(3)",
       {"'abc'", "''", "'äöü'", "'ab    '", "NULL", "12"},
       {"'abcd'", "'äöüß'"},
       {"x'6162'"},
       {}},
      {"postgres", "char(2)", {"'ab'", "'a'", "'ab   '"}, {"'abc'"}, {}, {}},
      {"postgres", "text", {"'x'", "''"}, {}, {}, {}},
      {"postgres", "boolean", {"TRUE", "FALSE", "NULL"}, {"7", "'maybe'"}, {"1", "0"}, {"'yes'", "'t'"}},
      {"postgres", "smallint", {"32767", "-32768", "'12'", "1.4"}, {"32768", "-32769", "'x'"}, {"'1.5'"}, {}},
      {"postgres", "integer", {"2147483647", "-2147483648", "0"}, {"2147483648", "'abc'", "''"}, {}, {}},
      {"postgres", "bigint", {"9223372036854775807", "-9223372036854775808"}, {"9223372036854775808", "1e30"}, {}, {}},
      {"postgres",
       "numeric(5,2)",
       {"999.99", "-999.99", "999.994", "0.001", "'12.5'"},
       {"999.995", "1000", "'abc'", "-1000"},
       {},
       {"'NaN'"}},
      {"postgres", "numeric(3,0)", {"999", "999.4", "-999"}, {"999.5", "1000"}, {}, {}},
      {"postgres", "numeric(2,2)", {"0.99", "0.994"}, {"0.995", "1"}, {}, {}},
      {"postgres", "numeric(20,4)", {"9999999999999999.9999", "1"}, {"100000000000000000", "'x'"}, {}, {}},
      {"postgres", "numeric", {"123456.789", "1"}, {"'abc'"}, {}, {"'NaN'"}},
      {"postgres", "double precision", {"1.5", "1", "-1e300"}, {"'abc'"}, {}, {"'Infinity'"}},
      {"postgres",
       "uuid",
       {"'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "'A0EEBC999C0B4EF8BB6D6BB9BD380A11'",
        "'{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}'"},
       {"'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1'", "'g0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "''", "5"},
       {"'a-0eebc999c0b4ef8bb6d6bb9bd380a11'"},
       {}},
      {"postgres",
       "json",
       {"'{}'", "'[1,2]'", "'\"x\"'", "'null'", "' 1 '"},
       {"'{'", "''", "'abc'", "'{a:1}'"},
       {"5"},
       {}},
      {"postgres", "jsonb", {"'{\"a\": [1]}'"}, {"'{\"a\"}'"}, {}, {}},
      {"postgres",
       "date",
       {"'2024-02-29'", "'20240229'", "'Jan 8, 1999'", "'infinity'", "NULL"},
       {"'2024-02-30'", "'2023-02-29'", "'2024-13-01'", "''", "'soon'"},
       {"'soon1'"},
       {"'today'"}},
      {"postgres",
       "timestamp",
       {"'2024-01-15 10:30:00'", "'2024-01-15T10:30:00.123456'", "'2024-01-15'", "'2024-01-15 24:00:00'",
        "'2024-01-15 1:30'", "'-infinity'"},
       {"'2024-01-15 25:00:00'", "'2024-01-15 10:60:00'", "'2024-02-30 10:00:00'", "''", "'never'"},
       {"'2024-01-15x'"},
       {"'now'"}},
      {"postgres",
       "timestamptz",
       {"'2024-01-15T10:30:00Z'", "'2024-01-15 10:30:00+02'", "'2024-01-15 10:30:00.5-05:30'"},
       {"'2024-04-31T10:30:00Z'"},
       {},
       {}},
      {"postgres",
       "time",
       {"'10:30'", "'23:59:59.999'", "'24:00:00'", "'1030'"},
       {"'25:00'", "'10:61'", "''", "'noon'"},
       {},
       {}},
      {"postgres", "bytea", {"x'00ff'", "'abc'"}, {}, {}, {}},
      {"postgres", "bit(3)", {"'101'"}, {"'10'", "'1010'", "'102'"}, {}, {}},
      {"postgres", "bit varying(3)", {"'101'", "'1'"}, {"'1010'"}, {}, {}},
      {"postgres", "text[]", {"'{a,b}'", "'{}'"}, {"'a'", "'['"}, {"'[\"a\"]'"}, {}},
      {"postgres", "mood", {"'sad'", "'very happy'", "NULL"}, {"'glad'", "'SAD'", "''"}, {}, {}},
      {"postgres", "positive", {"1", "2147483647"}, {"0", "-5", "'x'", "NULL"}, {}, {}},
      {"postgres", "inet", {"'10.0.0.1'", "'::1/64'"}, {}, {"'no address'"}, {}},
      {"mysql", "varchar(3)", {"'abc'", "'äöü'", "'ab     '", "12"}, {"'abcd'"}, {}, {}},
      {"mysql", "tinyint(1)", {"0", "1", "7", "TRUE"}, {"128", "'x'"}, {}, {}},
      {"mysql", "tinyint unsigned", {"0", "255"}, {"256", "-1"}, {}, {}},
      {"mysql", "smallint", {"32767"}, {"32768"}, {}, {}},
      {"mysql", "mediumint", {"8388607"}, {"8388608"}, {}, {}},
      {"mysql", "int unsigned", {"4294967295"}, {"4294967296", "-1"}, {}, {}},
      {"mysql", "bigint unsigned", {"9223372036854775808", "18446744073709551615"}, {"-1", "1e30"}, {}, {}},
      {"mysql", "decimal(5,2)", {"999.99", "999.994", "'1.5'"}, {"999.995", "1000", "'x'"}, {}, {}},
      {"mysql", "float", {"1.5", "1"}, {"'x'"}, {}, {}},
      {"mysql", "enum('small','big')", {"'small'", "'BIG'", "NULL"}, {"'medium'"}, {}, {"1"}},
      {"mysql", "set('a','b','c')", {"'a'", "'a,c'", "'C,b'", "''", "'a,a'"}, {"'d'", "'a,d'", "','"}, {}, {"3"}},
      {"mysql", "json", {"'{}'", "'[]'"}, {"'{'", "''"}, {}, {}},
      {"mysql",
       "datetime",
       {"'2024-02-29 10:30:00'", "'2024-01-15'", "'20240115103000'"},
       {"'2024-02-30 10:30:00'", "'2024-01-15 25:00:00'", "''"},
       {"'infinity'"},
       {}},
      {"mysql", "time", {"'10:30:00'", "'838:59:59'", "'-25:00:00'", "'30:00:00'"}, {"'10:61:00'", "'x'"}, {}, {}},
      {"mysql", "year", {"2024", "0", "99", "1901"}, {"1900", "2156", "'x'"}, {}, {}},
      {"mysql", "bit(4)", {"0", "15"}, {"16", "-1"}, {}, {}},
      {"mysql", "varbinary(3)", {"x'010203'", "'abc'"}, {"x'01020304'", "'abcd'"}, {}, {}},
      {"mysql", "tinyblob", {"zeroblob(255)"}, {"zeroblob(256)"}, {}, {}},
  };
  return all;
}

std::string prelude(const Type& type) {
  return type.dialect == "postgres" ? "CREATE TYPE mood AS ENUM ('sad', 'very happy');"
                                      "CREATE DOMAIN positive AS integer NOT NULL CHECK (VALUE > 0);"
                                    : "";
}

}  // namespace

TEST_CASE("types on SQLite accept and refuse what production does") {
  for (const Type& type : types()) {
    CAPTURE(type.dialect);
    CAPTURE(type.definition);
    const Realised made =
        realised(type.dialect, prelude(type) + "CREATE TABLE t (id integer PRIMARY KEY, c " + type.definition + ")");
    CAPTURE(made.findings);
    CAPTURE(made.sql);
    REQUIRE(made.session);
    CHECK((made.have == made.want));
    int id = 0;
    auto insert = [&](const std::string& value) {
      return made.run("INSERT INTO t (id, c) VALUES (" + std::to_string(++id) + ", " + value + ")");
    };
    auto take = [&](const std::vector<std::string>& values) {
      for (const std::string& value : values) {
        CAPTURE(value);
        CHECK(insert(value) == "");
      }
    };
    auto refuse = [&](const std::vector<std::string>& values) {
      for (const std::string& value : values) {
        CAPTURE(value);
        CHECK(insert(value).find("constraint failed") != std::string::npos);
      }
    };
    if (made.want.tables.find("t")->find_column("c")->nullable) CHECK(insert("NULL") == "");
    take(type.accepted);
    take(type.too_lax);
    refuse(type.refused);
    refuse(type.too_strict);
  }
}
