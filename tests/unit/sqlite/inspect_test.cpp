// What a database holds, read from the text that SQLite keeps.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "plumb/core/db/session.h"
#include "plumb/dialects/sqlite/live.h"
#include "plumb/tests/unit/sqlite/schema_text.h"

namespace {

using plumb::Inspection;

/// A database that answers with these rows of sqlite_schema, in the order in which the query wants
/// them.
class Rows final : public plumb::Session {
 public:
  struct Entry {
    std::string type, name, table, sql;
  };
  explicit Rows(std::vector<Entry> entries) : entries_(std::move(entries)) {}

  int queries = 0;
  std::string_view backend() const override { return "rows"; }
  std::string_view dialect() const override { return "sqlite"; }
  std::int64_t execute(std::string_view, std::span<const plumb::Value>) override { return 0; }
  plumb::Rows query(std::string_view, std::span<const plumb::Value>) override {
    return {{"sqlite_version()"}, {{std::string("3.40.1")}}};
  }
  void each_row(std::string_view, std::span<const plumb::Value>,
                const std::function<bool(const plumb::Row&)>& row) override {
    ++queries;
    for (const std::string type : {"table", "index", "view", "trigger"})
      for (const Entry& e : entries_)
        if (e.type == type) row({e.type, e.name, e.table, e.sql});
  }
  void begin() override {}
  void commit() override {}
  void rollback() override {}
  bool in_transaction() const override { return false; }
  void cancel() noexcept override {}
  void on_tick(std::function<bool()>) override {}
  plumb::Transport transport() const override { return {}; }
  void ping() override {}
  void close() override {}

 private:
  std::vector<Entry> entries_;
};

Inspection inspect(Rows& session) {
  const plumb::LiveDialect& live = plumb::sqlite::live();
  return live.inspect(session, live.identify(session), {});
}

}  // namespace

TEST_CASE("the version that answers is the target's") {
  Rows session({});
  const plumb::Target target = plumb::sqlite::live().identify(session);
  CHECK(target.version_text == "3.40.1");
  CHECK((target.version == plumb::Version{3, 40, 1}));
  CHECK(target.live);
}

TEST_CASE("everything comes from one query, whatever the order in which it was made") {
  Rows session({{"trigger", "g", "t", "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM gone; END"},
                {"view", "broken", "broken", "CREATE VIEW broken AS SELECT x FROM gone -- no such table"},
                {"index", "i", "t", "CREATE INDEX i ON t (a)"},
                {"table", "t", "t", "CREATE TABLE \"t\" (a INT REFERENCES later, b TEXT)"},
                {"table", "later", "later", "CREATE TABLE later (id INTEGER PRIMARY KEY)"},
                {"table", "f", "f", "CREATE VIRTUAL TABLE f USING fts5(body)"},
                {"table", "f_data", "f_data", "CREATE TABLE 'f_data'(id INTEGER PRIMARY KEY, block BLOB)"}});
  const Inspection found = inspect(session);
  CHECK(session.queries == 1);
  for (const auto& unmodelled : found.unmodelled) CHECK(unmodelled.what == "");
  CHECK(found.schema.tables.contains("t"));
  CHECK(found.schema.tables.contains("later"));
  CHECK_FALSE(found.schema.tables.contains("f_data"));
  CHECK(found.schema.tables.find("t")->find_index("i"));
  CHECK(found.schema.views.contains("broken"));
  CHECK(found.schema.virtual_tables.contains("f"));
  CHECK(found.schema.triggers.contains({"t", "g"}));
}

TEST_CASE("what cannot be read is named and everything else is read") {
  Rows session({{"table", "odd", "odd", "CREATE TABLE odd (a INT) WITH MAGIC"},
                {"table", "t", "t", "CREATE TABLE t (a INT)"},
                {"index", "odd_a", "odd", "CREATE INDEX odd_a ON odd (a)"}});
  const Inspection found = inspect(session);
  CHECK(found.schema.tables.contains("t"));
  REQUIRE(found.unmodelled.size() == 2);
  CHECK(found.unmodelled[0].what.substr(0, 12) == "table `odd`:");
  CHECK(found.unmodelled[1].what.substr(0, 14) == "index `odd_a`:");
}

TEST_CASE("plumb's own tables are no part of the schema, and left-over helpers are told") {
  Rows session({{"table", "plumb_history", "plumb_history", "CREATE TABLE plumb_history (id INT)"},
                {"index", "plumb_history_i", "plumb_history", "CREATE INDEX plumb_history_i ON plumb_history (id)"},
                {"table", "plumb_new_t", "plumb_new_t", "CREATE TABLE plumb_new_t (id INT)"},
                {"table", "plumbing", "plumbing", "CREATE TABLE plumbing (id INT)"}});
  const Inspection found = inspect(session);
  CHECK(found.schema.tables.size() == 1);
  CHECK(found.schema.tables.contains("plumbing"));
  REQUIRE(found.leftovers.size() == 1);
  CHECK(found.leftovers[0].name == "plumb_new_t");
}
