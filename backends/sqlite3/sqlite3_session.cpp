// A Session over the SQLite library.
#include "plumb/backends/sqlite3/sqlite3_session.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <string>
#include <thread>
#include <utility>

#include "plumb/backends/sqlite3/error.h"
#include "plumb/backends/sqlite3/open.h"
#include "plumb/backends/sqlite3/statement.h"
#include "plumb/core/base/error.h"

namespace plumb::sqlite3 {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds tick_interval{50};

class Sqlite3Session final : public Session {
 public:
  Sqlite3Session(::sqlite3* connection, std::string place, const Options& options)
      : connection_(connection), owned_(true), name_("sqlite3"), place_(std::move(place)), options_(options) {
    sqlite3_extended_result_codes(connection, 1);
    sqlite3_busy_handler(connection, &Sqlite3Session::on_busy, this);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
  }

  Sqlite3Session(::sqlite3* borrowed, std::string_view name) : connection_(borrowed), name_(name) {
    const char* file = sqlite3_db_filename(borrowed, "main");
    place_ = file == nullptr || *file == '\0' ? ":memory:" : file;
    options_.read_only = sqlite3_db_readonly(borrowed, "main") == 1;
  }

  ~Sqlite3Session() override { release(); }

  std::string_view backend() const override { return name_; }
  std::string_view dialect() const override { return "sqlite"; }

  std::int64_t execute(std::string_view sql, std::span<const Value> args) override {
    const sqlite3_int64 before = sqlite3_total_changes64(connection());
    run(
        sql, args, nullptr, [](const Row&) { return true; }, Keep::Nothing);
    // changes() still speaks of an earlier statement where this one changed no row.
    const bool changed = sqlite3_total_changes64(connection_) != before;
    return changed ? sqlite3_changes64(connection_) : 0;
  }

  Rows query(std::string_view sql, std::span<const Value> args) override {
    Rows out;
    run(
        sql, args, &out.columns,
        [&](Row& row) {
          out.rows.push_back(std::move(row));
          return true;
        },
        Keep::Rows);
    return out;
  }

  void each_row(std::string_view sql, std::span<const Value> args,
                const std::function<bool(const Row&)>& row) override {
    run(
        sql, args, nullptr, [&](Row& r) { return row(r); }, Keep::Rows);
  }

  void begin() override {
    execute(options_.read_only ? "BEGIN" : "BEGIN IMMEDIATE", {});
    began_ = true;
  }

  void commit() override {
    execute("COMMIT", {});
    began_ = false;
  }

  void rollback() override {
    began_ = false;
    // SQLite rolls back by itself after some errors (disk full, I/O, OR ROLLBACK).
    if (in_transaction()) execute("ROLLBACK", {});
  }

  bool in_transaction() const override { return sqlite3_get_autocommit(connection()) == 0; }

  void cancel() noexcept override {
    if (depth_.load() == 0) return;
    cancelled_.store(true);
    sqlite3_interrupt(connection_);
  }

  void on_tick(std::function<bool()> tick) override {
    tick_ = std::move(tick);
    // A thousand steps of SQLite's machine take some ten microseconds: the clock decides, not the
    // count.
    sqlite3_progress_handler(connection(), tick_ ? 1000 : 0, tick_ ? &Sqlite3Session::on_progress : nullptr, this);
  }

  Transport transport() const override {
    const char* file = sqlite3_db_filename(connection(), "main");
    return {.description = file == nullptr || *file == '\0' ? "memory" : "file", .tls = {}};
  }

  void ping() override { query("PRAGMA schema_version", {}); }

  void close() override { release(); }

 private:
  enum class Keep { Nothing, Rows };

  // Counts the statements that run, one within another's rows included: `cancel` and the clock of
  // the ticks belong to the outermost.
  class Running {
   public:
    explicit Running(Sqlite3Session& session) : session_(session) {
      if (session_.depth_.fetch_add(1) > 0) return;
      session_.cancelled_.store(false);
      session_.failure_ = nullptr;
      session_.last_tick_ = Clock::now();
    }
    ~Running() { session_.depth_.fetch_sub(1); }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

   private:
    Sqlite3Session& session_;
  };

  ::sqlite3* connection() const {
    if (connection_ == nullptr) throw Error(Code::Connection, fmt::format("the connection to `{}` is closed", place_));
    return connection_;
  }

  template <class OnRow>
  void run(std::string_view sql, std::span<const Value> args, std::vector<std::string>* columns, OnRow on_row,
           Keep keep) {
    const Running running(*this);
    Statement statement;
    if (statement.prepare(connection(), sql) != SQLITE_OK) fail(sql);
    if (statement.bind(args) != SQLITE_OK) fail(sql);
    const int count = statement.columns();
    if (columns != nullptr) {
      for (int i = 0; i < count; ++i) columns->emplace_back(statement.column_name(i));
    }
    Row row;
    for (;;) {
      const int code = statement.step();
      if (code == SQLITE_DONE) break;
      if (code != SQLITE_ROW) fail(sql);
      if (keep == Keep::Nothing) continue;
      row.clear();
      row.reserve(static_cast<std::size_t>(count));
      for (int i = 0; i < count; ++i) row.push_back(statement.cell(i));
      if (!on_row(row)) break;
    }
  }

  [[noreturn]] void fail(std::string_view sql) {
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    const int code = sqlite3_errcode(connection_) & 0xff;
    if (cancelled_.load() && (code == SQLITE_INTERRUPT || code == SQLITE_BUSY)) {  // BUSY: cut short
      throw Error(Code::Statement, "the statement was cancelled").sql(std::string(sql), "SQLITE_INTERRUPT");
    }
    const std::string waited =
        owned_ ? fmt::format(", and stayed so for {} ms", options_.busy_timeout.count()) : std::string();
    throw error_of(connection_, sql, place_, waited);
  }

  // False where the statement must stop: cancelled, or the owner of the ticks said so.
  bool tick() noexcept {
    if (cancelled_.load()) return false;
    const Clock::time_point now = Clock::now();
    if (!tick_ || now - last_tick_ < tick_interval) return true;
    last_tick_ = now;
    try {
      if (tick_()) return true;
    } catch (...) {  // must not travel through SQLite's C frames
      failure_ = std::current_exception();
    }
    cancelled_.store(true);
    return false;
  }

  static int on_progress(void* self) { return static_cast<Sqlite3Session*>(self)->tick() ? 0 : 1; }

  static int on_busy(void* self, int calls) {
    auto& session = *static_cast<Sqlite3Session*>(self);
    const Clock::time_point now = Clock::now();
    if (calls == 0) session.busy_since_ = now;
    const auto left = session.busy_since_ + session.options_.busy_timeout - now;
    if (left <= Clock::duration::zero() || !session.tick()) return 0;
    // Short at first, because most locks are; then as often as a person cares.
    const milliseconds pause(std::min(1 << std::min(calls, 5), 25));
    std::this_thread::sleep_for(std::min<Clock::duration>(pause, left));
    return 1;
  }

  void release() noexcept {
    if (connection_ == nullptr) return;
    if (!owned_) {
      if (tick_) sqlite3_progress_handler(connection_, 0, nullptr, nullptr);
      // Only a transaction of ours: the owner's is the owner's.
      if (began_ && sqlite3_get_autocommit(connection_) == 0) {
        sqlite3_exec(connection_, "ROLLBACK", nullptr, nullptr, nullptr);
      }
    } else {
      sqlite3_close_v2(connection_);  // rolls back what is open
    }
    connection_ = nullptr;
  }

  ::sqlite3* connection_;
  bool owned_ = false;
  bool began_ = false;
  std::string name_, place_;
  Options options_;
  std::function<bool()> tick_;
  std::exception_ptr failure_;  // thrown by the tick, on its way past SQLite
  std::atomic<int> depth_{0};
  std::atomic<bool> cancelled_{false};
  Clock::time_point last_tick_{}, busy_since_{};
};

}  // namespace

std::unique_ptr<Session> open(const Url& url, const Options& options) {
  return std::make_unique<Sqlite3Session>(open_file(url, options), url.scheme == "file" ? url.display() : url.path,
                                          options);
}

std::unique_ptr<Session> borrow(::sqlite3* connection, std::string_view name) {
  if (connection == nullptr) throw Error(Code::Connection, "the SQLite connection is not open");
  return std::make_unique<Sqlite3Session>(connection, name);
}

}  // namespace plumb::sqlite3
