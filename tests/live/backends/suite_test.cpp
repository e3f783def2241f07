// What every backend must do. A test says what it needs of the server through Traits, never by a
// name.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>

#include "plumb/core/base/error.h"
#include "plumb/tests/live/backends/backends.h"
#include "plumb/tests/live/backends/soci_place.h"
#include "plumb/tests/support/failure.h"

#ifdef PLUMB_TEST_BACKENDS

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

TYPE_TO_STRING(plumb::test::Sqlite3);
TYPE_TO_STRING(plumb::test::Soci);
TYPE_TO_STRING(plumb::test::Libpq15);
TYPE_TO_STRING(plumb::test::Libpq18);
TYPE_TO_STRING(plumb::test::PgBouncer);
TYPE_TO_STRING(plumb::test::SociPostgres);
TYPE_TO_STRING(plumb::test::Mysql);
TYPE_TO_STRING(plumb::test::OldMysql);
TYPE_TO_STRING(plumb::test::Mariadb);
TYPE_TO_STRING(plumb::test::Tidb);
TYPE_TO_STRING(plumb::test::SociMysql);

namespace {

template <class Backend>
struct Fixture {
  std::unique_ptr<Place> place = Backend::place();
  std::unique_ptr<Session> session = place ? place->connect() : nullptr;
  const Traits& traits = Backend::traits;

  Cell one(std::string_view sql, std::vector<Value> args = {}) { return session->query(sql, args).scalar(); }
};

// "a|b;c|NULL": all the cells of a result.
std::string text_of(const Rows& rows) {
  std::string out;
  for (const Row& row : rows.rows) {
    if (!out.empty()) out += ';';
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += '|';
      out += row[i].value_or("NULL");
    }
  }
  return out;
}

std::string code_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& e) {
    return e.sqlstate();
  }
  return "no failure";
}

long peak_memory_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace

TEST_CASE_TEMPLATE("a session says what it is", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  CHECK(f.session->backend() == f.traits.backend);
  CHECK(f.session->dialect() == f.traits.dialect);
  CHECK(f.session->transport().description == f.traits.transport);
  CHECK_NOTHROW(f.session->ping());
}

TEST_CASE_TEMPLATE("values arrive in the server's own text", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  for (const Sample& sample : f.traits.samples) {
    CAPTURE(sample.sql);
    CHECK(f.one(sample.sql).value_or("NULL") == sample.text);
  }
}

TEST_CASE_TEMPLATE("null is absent, and empty text is not null", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  CHECK_FALSE(f.one("SELECT NULL").has_value());
  CHECK(f.one("SELECT ''") == "");
  CHECK_FALSE(f.one("SELECT 1 WHERE 1 = 0").has_value());
  CHECK(f.session->query("SELECT 1 WHERE 1 = 0").empty());
}

TEST_CASE_TEMPLATE("columns keep their names, also where two have one", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  const Rows rows = f.session->query("SELECT 1 AS a, 2 AS \"B c\", 3 AS a");
  CHECK(rows.columns == std::vector<std::string>{"a", "B c", "a"});
  CHECK(text_of(rows) == "1|2|3");
  CHECK(f.session->query("SELECT 1 AS a WHERE 1 = 0").columns == std::vector<std::string>{"a"});
}

TEST_CASE_TEMPLATE("parameters arrive exactly, of every type", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  f.session->execute("CREATE TABLE t (id integer, i bigint, r double precision, s text, b " +
                     std::string(f.traits.bytes_type) + ")");
  std::string bytes;
  for (int i = 0; i < 512; ++i) bytes += static_cast<char>(i % 256);
  const std::string odd = "it's \"odd\"; -- ? $1 :x \\ \n\t \xf0\x9f\x90\x98 \xd7\xa9";
  const std::vector<Value> first{1, std::numeric_limits<std::int64_t>::min(), 0.1, odd, Bytes{bytes}};
  const std::vector<Value> second{2, nullptr, nullptr, nullptr, nullptr};
  const std::vector<Value> third{3, std::numeric_limits<std::int64_t>::max(), -1.5e-300, "", Bytes{}};
  for (const auto& args : {first, second, third}) {
    CHECK(f.session->execute("INSERT INTO t VALUES (?, ?, ?, ?, ?)", args) == 1);
  }
  const Rows rows = f.session->query("SELECT i, r, s, b FROM t ORDER BY id");
  REQUIRE(rows.rows.size() == 3);
  CHECK(rows.rows[0] == Row{"-9223372036854775808", "0.1", odd, bytes});
  CHECK(rows.rows[1] == Row{std::nullopt, std::nullopt, std::nullopt, std::nullopt});
  CHECK(rows.rows[2] == Row{"9223372036854775807", "-1.5e-300", "", ""});
  CHECK(f.one("SELECT id FROM t WHERE s = ? AND i < ?", {odd, 0}) == "1");
}

TEST_CASE_TEMPLATE("the number of values must be the statement's", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  const std::vector<Value> one{1};
  CHECK(failure_of([&] { f.session->query("SELECT ? + ?", one); }) ==
        "usage: the statement takes 2 values, but 1 are given");
  CHECK(failure_of([&] { f.session->query("SELECT 1", one); }) ==
        "usage: the statement takes 0 values, but 1 are given");
}

TEST_CASE_TEMPLATE("a question mark in a literal is no parameter", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  CHECK(f.one("SELECT '?:x$1' /* ? */ -- ?") == "?:x$1");
}

TEST_CASE_TEMPLATE("text with a NUL byte", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  if (!f.traits.text_holds_nul) return;
  const std::string text("a\0b", 3);
  f.session->execute("CREATE TABLE t (s text)");
  f.session->execute("INSERT INTO t VALUES (?)", std::vector<Value>{text});
  CHECK(f.one("SELECT s FROM t") == text);
}

TEST_CASE_TEMPLATE("long text and long bytes", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  f.session->execute(fmt::format("CREATE TABLE t (s {}, b {})", f.traits.text_type, f.traits.bytes_type));
  std::string text;
  while (text.size() < f.traits.longest) text += "\xc3\xa4" + std::to_string(text.size());
  const std::string bytes(f.traits.longest, '\0');
  f.session->execute("INSERT INTO t VALUES (?, ?)", std::vector<Value>{text, Bytes{bytes}});
  const Rows rows = f.session->query("SELECT s, b FROM t");
  CHECK((rows.rows.at(0).at(0) == text));  // in brackets: no 8 MB in a failure's message
  CHECK((rows.rows.at(0).at(1) == bytes));
}

TEST_CASE_TEMPLATE("execute counts the rows that it changed", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  CHECK(f.session->execute("CREATE TABLE t (a integer)") <= 0);
  CHECK(f.session->execute("INSERT INTO t VALUES (1), (2), (3)") == 3);
  CHECK(f.session->execute("UPDATE t SET a = a + 1 WHERE a > 1") == 2);
  CHECK(f.session->execute("UPDATE t SET a = 0 WHERE a > 100") == 0);
  CHECK(f.session->execute("CREATE INDEX i ON t (a)") <= 0);
  CHECK(f.session->execute("DELETE FROM t") == 3);
}

TEST_CASE_TEMPLATE("errors carry the server's code and the statement", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  Session& s = *f.session;
  s.execute("CREATE TABLE parent (id integer PRIMARY KEY)");
  s.execute(
      "CREATE TABLE t (a integer NOT NULL, b integer UNIQUE, c integer CHECK (c > 0), d integer, "
      "FOREIGN KEY (d) REFERENCES parent (id))");
  s.execute("INSERT INTO t VALUES (1, 1, 1, NULL)");
  CHECK(code_of([&] { s.execute("SELEC 1"); }) == f.traits.syntax);
  CHECK(code_of([&] { s.query("SELECT * FROM nowhere"); }) == f.traits.no_table);
  CHECK(code_of([&] { s.execute("INSERT INTO t VALUES (NULL, 2, 1, NULL)"); }) == f.traits.not_null);
  CHECK(code_of([&] { s.execute("INSERT INTO t VALUES (1, 1, 1, NULL)"); }) == f.traits.unique);
  if (f.traits.check != nullptr) {
    CHECK(code_of([&] { s.execute("INSERT INTO t VALUES (1, 3, 0, NULL)"); }) == f.traits.check);
  }
  CHECK(code_of([&] { s.execute("INSERT INTO t VALUES (1, 2, 1, 7)"); }) == f.traits.foreign_key);
  try {
    s.execute("INSERT INTO t VALUES (1, 1, 1, NULL)");
    FAIL("no failure");
  } catch (const Error& e) {
    CHECK(e.code() == Code::Statement);
    CHECK(e.statement() == "INSERT INTO t VALUES (1, 1, 1, NULL)");
    CHECK_FALSE(e.retryable());
    CHECK_FALSE(e.connection_lost());
  }
  CHECK(f.one("SELECT count(*) FROM t WHERE b < 3") == "1");  // the session goes on
}

TEST_CASE_TEMPLATE("exactly one statement", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  Session& s = *f.session;
  for (const char* sql : {"SELECT 1", "SELECT 1;", "SELECT 1 ; ;\n", "SELECT 1; -- done", "SELECT 1 /* ; */;/* x */",
                          "-- first\nSELECT 1\n;\r\n\t -- SELECT 2"}) {
    CAPTURE(sql);
    CHECK(s.query(sql).scalar() == "1");
  }
  CHECK(failure_of([&] { s.execute("CREATE TABLE a (x integer); DROP TABLE a"); }) ==
        "usage: one statement at a time: a second one starts at offset 28");
  CHECK(failure_of([&] { s.execute("SELECT 1; /* */ garbage"); }) ==
        "usage: one statement at a time: a second one starts at offset 16");
  for (const char* sql : {"", " \n", ";", "-- only a comment", "/* so */ ;"}) {
    CAPTURE(sql);
    CHECK(failure_of([&] { s.execute(sql); }) == "usage: there is no statement in the text");
  }
  CHECK(failure_of([&] { s.execute(std::string_view("SELECT 1\0; DROP TABLE a", 23)); }) ==
        "usage: the statement holds a NUL byte at offset 8");
  CHECK(code_of([&] { s.query("SELECT * FROM a"); }) == f.traits.no_table);  // nothing of the pair was run
}

TEST_CASE_TEMPLATE("transactions commit and roll back", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  Session& s = *f.session;
  s.execute("CREATE TABLE t (a integer)");
  CHECK_FALSE(s.in_transaction());
  s.begin();
  CHECK(s.in_transaction());
  s.execute("INSERT INTO t VALUES (1)");
  s.commit();
  CHECK_FALSE(s.in_transaction());
  s.begin();
  s.execute("INSERT INTO t VALUES (2)");
  if (f.traits.ddl_rolls_back) s.execute("CREATE TABLE gone (a integer)");
  s.rollback();
  CHECK_FALSE(s.in_transaction());
  CHECK(text_of(s.query("SELECT a FROM t")) == "1");
  if (f.traits.ddl_rolls_back) {
    CHECK(code_of([&] { s.query("SELECT * FROM gone"); }) == f.traits.no_table);
  }
  CHECK_NOTHROW(s.rollback());  // nothing is open: nothing to do
  s.execute("BEGIN");
  CHECK(s.in_transaction());  // by hand counts as well
  s.rollback();
}

TEST_CASE_TEMPLATE("a session that goes away rolls back", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  f.session->execute("CREATE TABLE t (a integer)");
  {
    const auto other = f.place->connect();
    other->begin();
    other->execute("INSERT INTO t VALUES (1)");
  }
  CHECK(f.one("SELECT count(*) FROM t") == "0");
  CHECK_NOTHROW(f.session->execute("INSERT INTO t VALUES (2)"));  // and holds no lock
}

TEST_CASE_TEMPLATE("a closed session says so", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  f.session->close();
  try {
    f.session->query("SELECT 1");
    FAIL("no failure");
  } catch (const Error& e) {
    CHECK(e.code() == Code::Connection);
    CHECK(std::string(e.what()).find("is closed") != std::string::npos);
  }
  CHECK_NOTHROW(f.session->close());
  CHECK_NOTHROW(f.session->cancel());
}

TEST_CASE_TEMPLATE("cancel stops the statement from another thread", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  std::atomic<bool> done{false};
  std::thread other([&] {
    std::this_thread::sleep_for(30ms);
    while (!done) {
      f.session->cancel();
      std::this_thread::sleep_for(5ms);
    }
  });
  const auto start = Clock::now();
  const std::string said = failure_of([&] { f.session->query(f.traits.endless); });
  done = true;
  other.join();
  CHECK(said.find("the statement was cancelled") != std::string::npos);
  CHECK(said.substr(0, 9) == "statement");
  CHECK(Clock::now() - start < 5s);
  f.session->cancel();  // nothing runs: the next statement is not hit by it
  CHECK(f.one("SELECT 1") == "1");
}

TEST_CASE_TEMPLATE("a tick comes while a statement runs, and can stop it", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  if (!f.traits.ticks) return;
  int ticks = 0;
  f.session->on_tick([&] { return ++ticks < 3; });
  const auto start = Clock::now();
  CHECK(failure_of([&] { f.session->query(f.traits.endless); }).find("the statement was cancelled") !=
        std::string::npos);
  CHECK(ticks == 3);
  CHECK(Clock::now() - start > 100ms);
  CHECK(Clock::now() - start < 5s);

  f.session->on_tick([]() -> bool { throw std::runtime_error("from the tick"); });
  CHECK_THROWS_WITH(f.session->query(f.traits.endless), "from the tick");

  f.session->on_tick({});
  CHECK(f.one("SELECT 1") == "1");
}

TEST_CASE_TEMPLATE("a million rows pass through without being kept", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  [[maybe_unused]] const long before = peak_memory_kib();
  std::int64_t rows = 0;
  std::int64_t sum = 0;
  f.session->each_row(f.traits.series, std::vector<Value>{1'000'000}, [&](const Row& row) {
    ++rows;
    sum += std::stoll(*row.at(0));
    return true;
  });
  CHECK(rows == 1'000'000);
  CHECK(sum == 500'000'500'000);
#ifndef __SANITIZE_ADDRESS__  // which keeps freed memory for a while
  CHECK(peak_memory_kib() - before < 20'000);
#endif
}

TEST_CASE_TEMPLATE("a stream may stop early or throw, and the session goes on", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  const std::vector<Value> args{1'000'000};
  int rows = 0;
  f.session->each_row(f.traits.series, args, [&](const Row&) { return ++rows < 10; });
  CHECK(rows == 10);
  CHECK_THROWS_WITH(
      f.session->each_row(f.traits.series, args, [](const Row&) -> bool { throw std::runtime_error("mine"); }), "mine");
  CHECK(f.one("SELECT 1") == "1");
  CHECK_NOTHROW(f.session->execute("CREATE TABLE t (a integer)"));
}

TEST_CASE_TEMPLATE("a lock that does not come in time is busy and may be retried", Backend, PLUMB_TEST_BACKENDS) {
  Fixture<Backend> f;
  if (!f.place) return;
  f.session->execute("CREATE TABLE t (a integer PRIMARY KEY)");
  const auto other = f.place->connect();
  f.session->begin();
  f.session->execute("INSERT INTO t VALUES (1)");
  try {
    other->begin();
    other->execute(f.traits.waits);
    FAIL("no failure");
  } catch (const Error& e) {
    CHECK(e.code() == Code::Busy);
    CHECK(e.retryable());
    CHECK(std::string(e.what()).find("is locked") != std::string::npos);
  }
  f.session->rollback();
}

#endif
