// The backends that the shared suite runs on, and what a server does differently, as data.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "plumb/core/db/session.h"

// SOCI may have been built without its part over MySQL.
#if PLUMB_HAS_SOCI && PLUMB_HAS_MYSQLCPPCONN && __has_include(<soci/mysql/soci-mysql.h>) && __has_include(<mysql.h>)
#define PLUMB_HAS_SOCI_MYSQL 1
#else
#define PLUMB_HAS_SOCI_MYSQL 0
#endif

namespace plumb::test {

/// A query of one cell and the text in which the cell must arrive.
struct Sample {
  const char *sql, *text;
};

/// What differs between the servers. The tests ask for these, never for a name.
struct Traits {
  const char* backend;
  const char* dialect;
  const char* transport;
  const char* bytes_type;  ///< of a column that holds 8 MB
  const char* text_type;   ///< the same
  std::size_t longest;     ///< of one value that the server takes
  bool text_holds_nul;     ///< text may hold a NUL byte
  bool ddl_rolls_back;
  bool ticks;           ///< on_tick is called while a statement runs
  const char* series;   ///< the rows 1…?, in one column
  const char* endless;  ///< a query that runs for minutes
  std::vector<Sample> samples;
  const char* syntax;  ///< the server's code for each mistake
  const char* no_table;
  const char* not_null;
  const char* unique;
  const char* check;  ///< null where it depends
  const char* foreign_key;
  const char* nested;  ///< BEGIN within a transaction
  /// What needs what another transaction, which has inserted a row into `t (a)`, holds.
  const char* waits = "DROP TABLE t";
};

/// A database of its own for one test, with as many sessions on it as the test asks for.
class Place {
 public:
  virtual ~Place() = default;
  virtual std::unique_ptr<Session> connect() = 0;
};
class SociPlace;
// place() is null where the server is not there: the test is skipped then, which has been said.

struct Sqlite3 {
  static const Traits traits;
  static std::unique_ptr<Place> place();
};
struct Soci {
  static const Traits traits;
  static std::unique_ptr<SociPlace> place();
};

struct Libpq15 {
  static const Traits traits;
  static std::unique_ptr<Place> place();
};
struct Libpq18 {
  static const Traits traits;
  static std::unique_ptr<Place> place();
};
struct PgBouncer {
  static const Traits traits;
  static std::unique_ptr<Place> place();
};
struct SociPostgres {
  static const Traits traits;
  static std::unique_ptr<SociPlace> place();
};

struct Mysql {
  static const Traits traits;
  static std::unique_ptr<Place> place();
};
struct OldMysql {
  static const Traits traits;
  static std::unique_ptr<Place> place();
};
struct Mariadb {
  static const Traits traits;
  static std::unique_ptr<Place> place();
};
struct Tidb {
  static const Traits traits;
  static std::unique_ptr<Place> place();
};
struct SociMysql {
  static const Traits traits;
  static std::unique_ptr<SociPlace> place();
};

#if PLUMB_HAS_SQLITE3 && PLUMB_HAS_SOCI
#define PLUMB_TEST_SQLITE plumb::test::Sqlite3, plumb::test::Soci
#elif PLUMB_HAS_SQLITE3
#define PLUMB_TEST_SQLITE plumb::test::Sqlite3
#endif
#if PLUMB_HAS_LIBPQ && PLUMB_HAS_SOCI
#define PLUMB_TEST_POSTGRES \
  plumb::test::Libpq15, plumb::test::Libpq18, plumb::test::PgBouncer, plumb::test::SociPostgres
#elif PLUMB_HAS_LIBPQ
#define PLUMB_TEST_POSTGRES plumb::test::Libpq15, plumb::test::Libpq18, plumb::test::PgBouncer
#endif
#if PLUMB_HAS_SOCI_MYSQL
#define PLUMB_TEST_MYSQL \
  plumb::test::Mysql, plumb::test::OldMysql, plumb::test::Mariadb, plumb::test::Tidb, plumb::test::SociMysql
#elif PLUMB_HAS_MYSQLCPPCONN
#define PLUMB_TEST_MYSQL plumb::test::Mysql, plumb::test::OldMysql, plumb::test::Mariadb, plumb::test::Tidb
#endif

#if PLUMB_HAS_SOCI && PLUMB_HAS_SQLITE3 && PLUMB_HAS_LIBPQ && PLUMB_HAS_SOCI_MYSQL
#define PLUMB_TEST_SOCI plumb::test::Soci, plumb::test::SociPostgres, plumb::test::SociMysql
#elif PLUMB_HAS_SOCI && PLUMB_HAS_SQLITE3 && PLUMB_HAS_LIBPQ
#define PLUMB_TEST_SOCI plumb::test::Soci, plumb::test::SociPostgres
#elif PLUMB_HAS_SOCI && PLUMB_HAS_SQLITE3
#define PLUMB_TEST_SOCI plumb::test::Soci
#endif

#if defined(PLUMB_TEST_SQLITE) && defined(PLUMB_TEST_POSTGRES)
#define PLUMB_TEST_FIRST PLUMB_TEST_SQLITE, PLUMB_TEST_POSTGRES
#elif defined(PLUMB_TEST_SQLITE)
#define PLUMB_TEST_FIRST PLUMB_TEST_SQLITE
#elif defined(PLUMB_TEST_POSTGRES)
#define PLUMB_TEST_FIRST PLUMB_TEST_POSTGRES
#endif
#if defined(PLUMB_TEST_FIRST) && defined(PLUMB_TEST_MYSQL)
#define PLUMB_TEST_BACKENDS PLUMB_TEST_FIRST, PLUMB_TEST_MYSQL
#elif defined(PLUMB_TEST_FIRST)
#define PLUMB_TEST_BACKENDS PLUMB_TEST_FIRST
#elif defined(PLUMB_TEST_MYSQL)
#define PLUMB_TEST_BACKENDS PLUMB_TEST_MYSQL
#endif

}  // namespace plumb::test
