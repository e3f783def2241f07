#include "plumb/core/migrate/history.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <ctime>
#include <map>

#include "plumb/core/base/error.h"

namespace plumb {
namespace {

constexpr std::string_view kColumns =
    "id, kind, version, name, state, checksum, statements, done, started_at, finished_at, duration_ms, plumb_version, "
    "from_fingerprint, to_fingerprint";

// Types and functions that SQLite, PostgreSQL and MySQL all have. `id` counts up under plumb's own lock, so that no
// server's way of numbering rows is needed. The comment is none on MySQL, where a database may be of another character
// set than the names of files.
constexpr std::string_view kForm =
    " (\n"
    "  id BIGINT NOT NULL PRIMARY KEY,\n"
    "  kind VARCHAR(16) NOT NULL,\n"
    "  version VARCHAR(64) NOT NULL,\n"
    "  name VARCHAR(255) NOT NULL,\n"
    "  state VARCHAR(16) NOT NULL,\n"
    "  checksum VARCHAR(80) NOT NULL,\n"
    "  statements BIGINT NOT NULL,\n"
    "  done BIGINT NOT NULL,\n"
    "  started_at VARCHAR(32) NOT NULL,\n"
    "  finished_at VARCHAR(32) NOT NULL,\n"
    "  duration_ms BIGINT NOT NULL,\n"
    "  plumb_version VARCHAR(32) NOT NULL,\n"
    "  from_fingerprint VARCHAR(80) NOT NULL,\n"
    "  to_fingerprint VARCHAR(80) NOT NULL\n"
    ") /*! ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin */";

/// SQLSTATE of a missing right, in the standard.
constexpr std::string_view kNoRight = "42501";

std::int64_t number(const Cell& cell) {
  std::int64_t n = 0;
  if (cell) std::from_chars(cell->data(), cell->data() + cell->size(), n);
  return n;
}

HistoryRow row_of(const Row& r) {
  HistoryRow row;
  std::size_t at = 0;
  const auto text = [&] { return r[at++].value_or(std::string()); };
  const auto integer = [&] { return number(r[at++]); };
  row.id = integer();
  row.kind = text();
  row.version = text();
  row.name = text();
  row.state = parse_history_state(text());
  row.checksum = text();
  row.statements = integer();
  row.done = integer();
  row.started_at = text();
  row.finished_at = text();
  row.duration_ms = integer();
  row.plumb_version = text();
  row.from_fingerprint = text();
  row.to_fingerprint = text();
  return row;
}

std::vector<Value> values_of(const HistoryRow& r) {
  return {r.kind,          r.version,     r.name,          std::string(name_of(r.state)),
          r.checksum,      r.statements,  r.done,          r.started_at,
          r.finished_at,   r.duration_ms, r.plumb_version, r.from_fingerprint,
          r.to_fingerprint};
}

}  // namespace

std::string_view name_of(HistoryState state) {
  switch (state) {
    case HistoryState::Applied: return "applied";
    case HistoryState::Running: return "running";
    case HistoryState::RollingBack: return "rolling-back";
    case HistoryState::RolledBack: return "rolled-back";
    case HistoryState::Baseline: return "baseline";
    case HistoryState::Interrupted: return "interrupted";
  }
  return "applied";
}

HistoryState parse_history_state(std::string_view name) {
  for (const HistoryState s : {HistoryState::Applied, HistoryState::Running, HistoryState::RollingBack,
                               HistoryState::RolledBack, HistoryState::Baseline, HistoryState::Interrupted}) {
    if (name_of(s) == name) return s;
  }
  throw Error(Code::Conflict,
              fmt::format("`plumb_history` has a row in state `{}`, which this version of plumb does not know; "
                          "use the version that wrote it, or a later one",
                          name));
}

bool History::asks_without_harm() const {
  try {
    session_.query(fmt::format("SELECT 1 FROM {} WHERE 1 = 0", table_));
    return true;
  } catch (const Error& e) {
    // Locks and lost connections are other codes: this is "there is no such table".
    if (e.code() != Code::Statement) throw;
    if (e.sqlstate() == kNoRight) {
      throw Error(Code::Refused,
                  fmt::format("`{}` is there, but this role may not read it ({}): `GRANT SELECT, INSERT, UPDATE ON {} "
                              "TO` the role that runs plumb",
                              table_, e.text(), table_))
          .sql(e.statement(), e.sqlstate());
    }
    return false;
  }
}

bool History::exists() const {
  if (!session_.in_transaction()) return asks_without_harm();
  // A statement that fails spoils the transaction on some servers.
  session_.execute("SAVEPOINT plumb_history_there");
  const auto back = [&] {
    session_.execute("ROLLBACK TO SAVEPOINT plumb_history_there");
    session_.execute("RELEASE SAVEPOINT plumb_history_there");
  };
  bool there = false;
  try {
    there = asks_without_harm();
  } catch (const Error& e) {
    if (!e.connection_lost()) back();
    throw;
  }
  back();
  return there;
}

void History::create() const {
  if (exists()) return;
  try {
    session_.execute(fmt::format("CREATE TABLE IF NOT EXISTS {}{}", table_, kForm));
  } catch (const Error& e) {
    if (e.sqlstate() != kNoRight) throw;
    throw Error(
        Code::Refused,
        fmt::format("plumb writes down what it ran in the table `{}`, which this role may not make ({}): grant it "
                    "CREATE on that schema, or name a schema of its own in `schemas`",
                    table_, e.text()))
        .sql(e.statement(), e.sqlstate());
  }
}

void History::close_cut_pushes() const {
  const std::array<Value, 1> args{Value(utc_now())};
  session_.execute(
      fmt::format("UPDATE {} SET state = 'interrupted', finished_at = ? WHERE kind = 'push' AND state = 'running'",
                  table_),
      args);
}

std::vector<HistoryRow> History::rows() const {
  std::vector<HistoryRow> out;
  if (!exists()) return out;
  Rows found;
  try {
    found = session_.query(fmt::format("SELECT {} FROM {} ORDER BY id", kColumns, table_));
  } catch (const Error& e) {
    if (e.code() != Code::Statement) throw;
    throw Error(Code::Conflict,
                fmt::format("`plumb_history` is not the table that this version of plumb writes ({}); rename it if it "
                            "is yours, or use the version of plumb that made it",
                            e.text()));
  }
  for (const Row& r : found.rows) out.push_back(row_of(r));
  return out;
}

std::vector<HistoryRow> History::migrations() const {
  std::vector<HistoryRow> out = rows();
  std::erase_if(out, [](const HistoryRow& r) { return r.kind != "migration"; });
  return out;
}

std::optional<HistoryRow> History::find(std::string_view version) const {
  std::optional<HistoryRow> found;
  for (HistoryRow& r : migrations()) {
    if (r.version == version) found = std::move(r);
  }
  return found;
}

std::int64_t History::insert(HistoryRow row) const {
  row.id = number(session_.query(fmt::format("SELECT COALESCE(MAX(id), 0) + 1 FROM {}", table_)).scalar());
  std::vector<Value> values = values_of(row);
  values.insert(values.begin(), row.id);
  session_.execute(
      fmt::format("INSERT INTO {} ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", table_, kColumns), values);
  return row.id;
}

void History::update(const HistoryRow& row) const {
  std::vector<Value> values = values_of(row);
  values.push_back(row.id);
  session_.execute(
      fmt::format("UPDATE {} SET kind = ?, version = ?, name = ?, state = ?, checksum = ?, statements = ?, done = ?, "
                  "started_at = ?, finished_at = ?, duration_ms = ?, plumb_version = ?, from_fingerprint = ?, "
                  "to_fingerprint = ? "
                  "WHERE id = ?",
                  table_),
      values);
}

void History::erase(std::int64_t id) const {
  const std::array<Value, 1> args{Value(id)};
  session_.execute(fmt::format("DELETE FROM {} WHERE id = ?", table_), args);
}

std::string utc_now() {
  using namespace std::chrono;
  const auto now = floor<milliseconds>(system_clock::now());
  const std::time_t seconds = system_clock::to_time_t(now);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                     utc.tm_hour, utc.tm_min, utc.tm_sec, now.time_since_epoch().count() % 1000);
}

}  // namespace plumb
