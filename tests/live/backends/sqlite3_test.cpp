// What is SQLite's own: files that are none, locks and who holds them, journals, defaults.
#include <doctest/doctest.h>

#include "plumb/tests/live/backends/backends.h"

#if PLUMB_HAS_SQLITE3

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "plumb/backends/sqlite3/lock_holders.h"
#include "plumb/backends/sqlite3/sqlite3_session.h"
#include "plumb/tests/support/failure.h"
#include "plumb/tests/support/temp_dir.h"

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

std::unique_ptr<Session> open(const std::string& path, sqlite3::Options options = {}) {
  return sqlite3::open(parse_url("sqlite://" + path), options);
}

std::string refusal(const std::string& path, sqlite3::Options options = {}) {
  return failure_of([&] { open(path, options)->ping(); });
}

// Rights mean nothing to root: the checks run as somebody else.
class AsNobody {
 public:
  AsNobody() : was_(::geteuid()) {
    if (was_ == 0) active_ = ::seteuid(65534) == 0;
  }
  ~AsNobody() {
    if (active_ && ::seteuid(was_) != 0) std::abort();
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  uid_t was_;
  bool active_ = false;
};

// Another process that holds the write lock of `path` until this object goes away.
class Locker {
 public:
  explicit Locker(const std::string& path) {
    int ready[2];
    int release[2];
    REQUIRE(::pipe(ready) == 0);
    REQUIRE(::pipe(release) == 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::close(release[1]);
      try {
        const auto session = open(path);
        session->begin();
        char byte = 'x';
        if (::write(ready[1], &byte, 1) == 1 && ::read(release[0], &byte, 1) < 0) ::_exit(2);
      } catch (...) {
        ::_exit(1);
      }
      ::_exit(0);
    }
    ::close(ready[1]);
    ::close(release[0]);
    release_ = release[1];
    char byte = 0;
    REQUIRE(::read(ready[0], &byte, 1) == 1);
    ::close(ready[0]);
  }
  ~Locker() {
    ::close(release_);
    ::waitpid(pid_, nullptr, 0);
  }
  Locker(const Locker&) = delete;
  Locker& operator=(const Locker&) = delete;
  int pid() const { return pid_; }

 private:
  pid_t pid_ = 0;
  int release_ = -1;
};

}  // namespace

TEST_CASE("sqlite3: files that are no database are refused with the reason") {
  const TempDir dir;
  const std::string text = dir.write("schema.sql", "CREATE TABLE a (b integer);\n");
  const std::string binary = dir.write("noise.db", std::string("\x7f"
                                                               "ELF\0\0\1\2",
                                                               8));
  const std::string gone = dir.file("gone.db");
  CHECK(refusal(gone, {.read_only = true}) == "connection: `" + gone + "` does not exist");
  CHECK(refusal(gone, {.create = false}) == "connection: `" + gone + "` does not exist");
  CHECK_FALSE(fs::exists(gone));
  CHECK(refusal(dir.path()) == "connection: `" + dir.path() + "` is a folder, not an SQLite database");
  CHECK(refusal(dir.file("no/where.db")) == "connection: `" + dir.file("no/where.db") +
                                                "` cannot be made: the folder `" + dir.file("no") + "` does not exist");
  CHECK(refusal(text) == "connection: `" + text +
                             "` is not an SQLite database: it holds text; a file of SQL is named by its path alone, "
                             "without sqlite://");
  CHECK(refusal(binary) == "connection: `" + binary +
                               "` is not an SQLite database: its first bytes are not SQLite's; it is of another kind, "
                               "or encrypted");
  CHECK(refusal(text + "/x.db") == "connection: `" + text + "/x.db` cannot be read: not a directory");
  REQUIRE(::mkfifo(dir.file("pipe").c_str(), 0600) == 0);
  CHECK(refusal(dir.file("pipe")) == "connection: `" + dir.file("pipe") + "` is not a regular file");
}

TEST_CASE("sqlite3: a file without rights says so") {
  const TempDir dir;
  REQUIRE(::chmod(dir.path().c_str(), 0755) == 0);
  const std::string secret = dir.file("secret.db");
  open(secret)->execute("CREATE TABLE a (b integer)");
  REQUIRE(::chmod(secret.c_str(), 0600) == 0);
  const std::string shown = dir.file("shown.db");
  open(shown)->execute("CREATE TABLE a (b integer)");
  REQUIRE(::chmod(shown.c_str(), 0444) == 0);
  REQUIRE(::chmod(dir.path().c_str(), 0555) == 0);
  const bool was_root = ::geteuid() == 0;
  {
    const AsNobody nobody;
    CHECK(refusal(shown) == "no failure");
    CHECK(failure_of([&] { open(shown)->execute("DROP TABLE a"); }) ==
          "statement SQLITE_READONLY: `" + shown +
              "` cannot be written: it is write-protected or was opened read-only");
    CHECK(refusal(dir.file("new.db")) == "connection: `" + dir.file("new.db") +
                                             "` cannot be made: you may not write to the folder `" + dir.path() + "`");
    if (::geteuid() != 0 && was_root) {
      CHECK(refusal(secret) == "connection: `" + secret + "` cannot be read: permission denied");
    }
  }
  REQUIRE(::chmod(dir.path().c_str(), 0755) == 0);
}

TEST_CASE("sqlite3: a file cut short is damaged, not a crash") {
  const TempDir dir;
  const std::string path = dir.file("cut.db");
  {
    const auto s = open(path);
    s->execute("CREATE TABLE a (b text)");
    for (int i = 0; i < 50; ++i) s->execute("INSERT INTO a VALUES (?)", std::vector<Value>{std::string(2000, 'x')});
  }
  fs::resize_file(path, 8192);
  CHECK(failure_of([&] { open(path)->query("SELECT count(*), sum(length(b)) FROM a"); }) ==
        "statement SQLITE_CORRUPT: `" + path +
            "` is damaged (database disk image is malformed); restore it from a backup, or save "
            "what is left with "
            "`sqlite3 " +
            path + " .recover`");
}

TEST_CASE("sqlite3: an empty file is an empty database, and memory is made") {
  const TempDir dir;
  const std::string path = dir.write("empty.db", "");
  CHECK(open(path, {.create = false})->query("SELECT count(*) FROM sqlite_schema").scalar() == "0");
  for (const char* url : {"sqlite::memory:", "sqlite://:memory:", "file::memory:", "file:x?mode=memory"}) {
    CAPTURE(url);
    const auto s = sqlite3::open(parse_url(url));
    s->execute("CREATE TABLE a (b integer)");
    CHECK(s->transport().description == "memory");
  }
  CHECK_FALSE(fs::exists(":memory:"));
}

TEST_CASE("sqlite3: a path is taken to the letter, and a URI as SQLite reads it") {
  const TempDir dir;
  const fs::path before = fs::current_path();
  fs::current_path(dir.path());
  for (const char* name : {"a%20b.db", "a b?mode=ro#x.db", "file:odd.db", "it's \"so\" \xf0\x9f\x90\x98.db", "-x.db"}) {
    CAPTURE(name);
    CHECK(failure_of([&] { open(name)->execute("CREATE TABLE a (b integer)"); }) == "no failure");
    CHECK(fs::exists(dir.file(name)));
  }
  const auto uri = [](const char* text) { return sqlite3::open(parse_url(text)); };
  CHECK(failure_of([&] { uri("file:u%20v.db")->execute("CREATE TABLE a (b integer)"); }) == "no failure");
  CHECK(fs::exists(dir.file("u v.db")));
  CHECK(failure_of([&] { uri("file:u%20v.db?mode=ro")->execute("DROP TABLE a"); }) ==
        "statement SQLITE_READONLY: `file:u%20v.db?mode=ro` cannot be written: it is "
        "write-protected or was opened "
        "read-only");
  fs::current_path(before);
}

TEST_CASE("sqlite3: read-only reads, in either journal, and never writes") {
  const TempDir dir;
  REQUIRE(::chmod(dir.path().c_str(), 0755) == 0);
  for (const std::string mode : {"delete", "wal"}) {
    CAPTURE(mode);
    const std::string path = dir.file(mode + ".db");
    {
      const auto s = open(path);
      CHECK(s->query("PRAGMA journal_mode = " + mode).scalar() == mode);
      s->execute("CREATE TABLE a (b integer)");
      s->execute("INSERT INTO a VALUES (7)");
      // While the log still holds the rows.
      CHECK(open(path, {.read_only = true})->query("SELECT b FROM a").scalar() == "7");
    }
    const auto s = open(path, {.read_only = true});
    CHECK(s->query("SELECT b FROM a").scalar() == "7");
    s->begin();
    CHECK(s->in_transaction());
    s->rollback();
    CHECK(failure_of([&] { s->execute("DROP TABLE a"); }).starts_with("statement SQLITE_READONLY: `" + path));
  }
  // A log that cannot be shared because the folder is read-only.
  REQUIRE(::chmod(dir.file("wal.db").c_str(), 0444) == 0);
  fs::remove(dir.file("wal.db-shm"));
  fs::remove(dir.file("wal.db-wal"));
  REQUIRE(::chmod(dir.path().c_str(), 0555) == 0);
  {
    const AsNobody nobody;
    CHECK(failure_of([&] {
            CHECK(open(dir.file("wal.db"), {.read_only = true})->query("SELECT b FROM a").scalar() == "7");
          }) == "no failure");
  }
  REQUIRE(::chmod(dir.path().c_str(), 0755) == 0);
}

TEST_CASE("sqlite3: what a session starts with") {
  const auto s = sqlite3::open(parse_url("sqlite::memory:"));
  CHECK(s->query("PRAGMA foreign_keys").scalar() == "1");
  CHECK(s->query("SELECT \"a string\"").scalar() == "a string");  // the user's schema may need it
  s->execute(
      "CREATE TABLE t (a text DEFAULT (lower(hex(randomblob(4)))), b AS (json_extract(a, '$')) "
      "VIRTUAL)");
  s->execute("CREATE VIEW v AS SELECT count(*) AS n, json_valid('[]') AS j FROM t");
  CHECK(s->query("SELECT n, j FROM v").rows.at(0) == Row{"0", "1"});
}

TEST_CASE("sqlite3: a transaction that SQLite rolled back by itself is over") {
  const auto s = sqlite3::open(parse_url("sqlite::memory:"));
  s->execute("CREATE TABLE t (a integer UNIQUE ON CONFLICT ROLLBACK)");
  s->begin();
  s->execute("INSERT INTO t VALUES (1)");
  CHECK(failure_of([&] { s->execute("INSERT INTO t VALUES (1)"); }) ==
        "statement SQLITE_CONSTRAINT_UNIQUE: UNIQUE constraint failed: t.a");
  CHECK_FALSE(s->in_transaction());
  CHECK_NOTHROW(s->rollback());
}

TEST_CASE("sqlite3: a mistake in a statement of several lines says where") {
  const auto s = sqlite3::open(parse_url("sqlite::memory:"));
  CHECK(failure_of([&] { s->execute("SELECT 1\nFORM t\nWHERE 1"); }) ==
        "statement SQLITE_ERROR: near \"t\": syntax error (line 2, column 6 of the statement)");
  CHECK(failure_of([&] { s->execute("SELECT 1 FORM t"); }) == "statement SQLITE_ERROR: near \"t\": syntax error");
}

TEST_CASE("sqlite3: a locked file waits, then says who could hold it") {
  const TempDir dir;
  const std::string path = dir.file("busy.db");
  for (const std::string mode : {"delete", "wal"}) {
    CAPTURE(mode);
    open(path)->query("PRAGMA journal_mode = " + mode);
    const Locker locker(path);
    const auto s = open(path, {.busy_timeout = 120ms});
    const auto start = std::chrono::steady_clock::now();
    const std::string said = failure_of([&] { s->begin(); });
    CHECK(std::chrono::steady_clock::now() - start >= 120ms);
    CAPTURE(said);
    CHECK(said.starts_with("busy SQLITE_BUSY: `" + path + "` is locked, and stayed so for 120 ms; "));
    CHECK(said.find("process " + std::to_string(locker.pid()) + " (`") != std::string::npos);
  }
}

TEST_CASE("sqlite3: another connection of the same program is named as such, where it can be seen") {
  const TempDir dir;
  const std::string path = dir.file("busy.db");
  const auto first = open(path);
  first->execute("CREATE TABLE a (b integer)");
  first->begin();
  const auto second = open(path, {.busy_timeout = 1ms});
  const std::string said = failure_of([&] { second->begin(); });
  CHECK(said.find("another connection of this program") != std::string::npos);
}

TEST_CASE("sqlite3: a second connection leaves the locks of the first") {
  const TempDir dir;
  const std::string path = dir.file("shared.db");
  const auto first = open(path);
  first->execute("CREATE TABLE a (b integer)");
  first->begin();
  first->execute("INSERT INTO a VALUES (1)");
  // Were the file opened and closed beside SQLite, POSIX would drop the first one's locks here.
  { const auto second = open(path, {.read_only = true, .create = false}); }
  CHECK(refusal(dir.path()) != "no failure");
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string said = failure_of([&] { open(path, {.busy_timeout = 1ms})->begin(); });
    ::_exit(said.starts_with("busy") ? 0 : 1);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
  first->commit();
}

TEST_CASE("sqlite3: the wait for a lock ends as soon as the lock does") {
  const TempDir dir;
  const std::string path = dir.file("busy.db");
  auto locker = std::make_unique<Locker>(path);
  const auto s = open(path, {.busy_timeout = 10s});
  std::thread other([&] {
    std::this_thread::sleep_for(80ms);
    locker.reset();
  });
  const auto start = std::chrono::steady_clock::now();
  CHECK(failure_of([&] { s->begin(); }) == "no failure");
  CHECK(std::chrono::steady_clock::now() - start < 5s);
  other.join();
}

TEST_CASE("sqlite3: the wait for a lock can be cancelled, and ticks") {
  const TempDir dir;
  const std::string path = dir.file("busy.db");
  const Locker locker(path);
  const auto s = open(path, {.busy_timeout = 30s});
  int ticks = 0;
  s->on_tick([&] { return ++ticks < 2; });
  CHECK(failure_of([&] { s->begin(); }) == "statement SQLITE_INTERRUPT: the statement was cancelled");
  CHECK(ticks == 2);
}

#endif
