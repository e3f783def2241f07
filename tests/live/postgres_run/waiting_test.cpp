// What a plan costs those who write meanwhile: behind a long reader its locks are asked for in short turns only.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "plumb/tests/live/postgres_run/at_hand.h"

#if PLUMB_HAS_LIBPQ

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;

namespace {

constexpr auto kLockTimeout = 200ms;
/// What one write may take beside the wait for a lock, on a machine that does other things too.
constexpr auto kStatement = 3000ms;

struct Class {
  std::string_view what, before, after;
};

constexpr std::string_view kOther = "CREATE TABLE o (id int PRIMARY KEY);\n";
constexpr Class kClasses[] = {
    {"a column more", "CREATE TABLE t (id int, b int);", "CREATE TABLE t (id int, b int, c int DEFAULT 7);"},
    {"a column less", "CREATE TABLE t (id int, b int);", "CREATE TABLE t (id int);"},
    {"another type", "CREATE TABLE t (id int, b varchar(5));", "CREATE TABLE t (id int, b varchar(9));"},
    {"rows rewritten", "CREATE TABLE t (id int, b int);", "CREATE TABLE t (id int, b bigint);"},
    {"another default", "CREATE TABLE t (id int, b int);", "CREATE TABLE t (id int, b int DEFAULT 3);"},
    {"NOT NULL", "CREATE TABLE t (id int, b int);", "CREATE TABLE t (id int NOT NULL, b int);"},
    {"a check", "CREATE TABLE t (id int, b int);", "CREATE TABLE t (id int, b int, CONSTRAINT c CHECK (id > 0));"},
    {"a foreign key", "CREATE TABLE t (id int, b int);",
     "CREATE TABLE t (id int, b int, CONSTRAINT f FOREIGN KEY (b) REFERENCES o);"},
    {"a primary key", "CREATE TABLE t (id int NOT NULL, b int);",
     "CREATE TABLE t (id int NOT NULL, b int, PRIMARY KEY (id));"},
    {"an index", "CREATE TABLE t (id int, b int);", "CREATE TABLE t (id int, b int); CREATE INDEX i ON t (b);"},
    {"an index less", "CREATE TABLE t (id int, b int); CREATE INDEX i ON t (b);", "CREATE TABLE t (id int, b int);"},
    {"another index", "CREATE TABLE t (id int, b int); CREATE INDEX i ON t (b);",
     "CREATE TABLE t (id int, b int); CREATE INDEX i ON t (b, id);"},
    {"a trigger", "CREATE TABLE t (id int, b int);",
     "CREATE TABLE t (id int, b int);"
     "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
     "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();"},
    {"a policy", "CREATE TABLE t (id int, b int);",
     "CREATE TABLE t (id int, b int); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (true);"},
    {"a rule", "CREATE TABLE t (id int, b int);",
     "CREATE TABLE t (id int, b int); CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;"},
    {"a storage parameter", "CREATE TABLE t (id int, b int);",
     "CREATE TABLE t (id int, b int) WITH (fillfactor = 70);"},
};

/// Writes without a pause, and remembers the longest time that a write took.
class Writer {
 public:
  explicit Writer(const AtHand& at) : session_(at.database->connect()), thread_([this] { run(); }) {}
  ~Writer() { stop(); }
  void stop() {
    done_ = true;
    if (thread_.joinable()) thread_.join();
  }
  std::chrono::milliseconds longest() const { return longest_; }
  int writes() const { return writes_; }

 private:
  void run() {
    int id = 1;
    while (!done_) {
      const auto begun = std::chrono::steady_clock::now();
      session_->execute(fmt::format("INSERT INTO t (id) VALUES ({})", ++id));
      const auto took = std::chrono::steady_clock::now() - begun;
      longest_ = std::max(longest_, std::chrono::duration_cast<std::chrono::milliseconds>(took));
      ++writes_;
    }
  }

  std::unique_ptr<Session> session_;
  std::chrono::milliseconds longest_{0};
  std::atomic<int> writes_{0};
  std::atomic<bool> done_{false};
  std::thread thread_;
};

void change_behind_a_reader(const Class& c) {
  CAPTURE(c.what);
  const AtHand at(15);
  if (!at) return;
  at.push(std::string(kOther) + std::string(c.before));
  at.run("INSERT INTO t (id) VALUES (1)");
  const auto reader = at.database->connect();
  reader->begin();
  reader->query("SELECT * FROM t");
  std::atomic<bool> reading{true};
  const auto release = [&] {
    if (reading.exchange(false)) reader->rollback();
  };
  Settings settings;
  settings.lock_timeout = kLockTimeout;
  settings.allow = {"all"};
  int waits = 0;
  settings.progress = [&](const std::string& what, double) {
    if (!what.starts_with("waiting")) return;
    if (++waits == 3) release();
  };
  Writer writer(at);
  // A build beside the writers waits for transactions that are older, the reader's too, and holds nobody up meanwhile.
  std::thread patience([&] {
    const auto observer = at.database->connect();
    const std::string builds =
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE "
        "'%CONCURRENTLY%' AND pid <> pg_backend_pid()";
    while (reading && observer->query(builds).rows.empty()) {
    }
    release();
  });
  const std::string failed = failure_of([&] { at.push(std::string(kOther) + std::string(c.after), settings); });
  release();
  patience.join();
  writer.stop();
  CHECK_EQ(failed, "");
  CHECK(writer.writes() > 0);
  CHECK_MESSAGE(writer.longest() < kLockTimeout + kStatement, "a write waited for ", writer.longest().count(), " ms");
}

}  // namespace

TEST_CASE("no change keeps writers waiting for longer than the time for its lock") {
  for (const Class& c : kClasses) change_behind_a_reader(c);
}

#endif
