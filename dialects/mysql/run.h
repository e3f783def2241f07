// What running on MySQL, TiDB and MariaDB is made of; not for others than dialects/mysql/run*.cpp.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plumb/core/base/error.h"
#include "plumb/core/base/interrupts.h"
#include "plumb/core/live_dialect.h"
#include "plumb/core/sql/syntax.h"

namespace plumb::mysql {

/// The server at the other end, as far as running must know it.
struct Server {
  std::string flavour;     ///< "mysql", "tidb", "mariadb"
  std::string connection;  ///< the connection's own number there
  std::string lock_space;  ///< where a named lock counts: one server, and with TiDB the cluster
  const Syntax* syntax = nullptr;
};
Server server_of(Session& session);

// ---- run_settings.cpp ----

/// Of this run a time for statements is set, and the server can be told (MariaDB).
bool is_timed(const Server& server, const RunOptions& options);
/// How long statements wait for locks, for as long as it lives; then as it was.
class BorrowedSettings {
 public:
  BorrowedSettings(Session& session, const Server& server, const RunOptions& options);
  /// Put back; the destructor does it quietly.
  void restore();
  ~BorrowedSettings();
  BorrowedSettings(const BorrowedSettings&) = delete;
  BorrowedSettings& operator=(const BorrowedSettings&) = delete;

 private:
  Session& session_;
  std::string back_;
};

// ---- run_marks.cpp ----

/// What a statement speaks of: how its definition is asked for.
struct Named {
  std::string kind;  ///< "TABLE", "TRIGGER", …: as behind SHOW CREATE
  std::string name;  ///< as SQL
  bool operator==(const Named&) const = default;
};
/// The objects that a DDL statement makes, changes or drops. Empty where that is not known, and where it may stop half
/// way.
std::vector<Named> named_in(std::string_view sql, const Syntax& syntax);
/// A short text that is another once one of them looks otherwise.
std::string mark_of(Session& session, const std::vector<Named>& objects);
/// That of tables that are not there, without asking; empty for other objects.
std::string mark_of_nothing(const std::vector<Named>& objects);

// ---- run_versions.cpp ----

/// The statement in its next best way, where the server refused the instant one because a table was changed so too
/// often.
std::optional<std::string> without_instant(const Error& error, const std::string& sql);

// ---- run_zero_dates.cpp ----

/// The server refused the statement for a date of zero in a column that the table has already.
bool meets_zero_dates(Session& session, const Error& error, const std::vector<Named>& objects, const Syntax& syntax);
/// Dates of zero are taken, for as long as it lives.
class ZeroDates {
 public:
  explicit ZeroDates(Session& session);
  ~ZeroDates();
  ZeroDates(const ZeroDates&) = delete;
  ZeroDates& operator=(const ZeroDates&) = delete;

 private:
  Session& session_;
  std::string mode_;
};

// ---- run_errors.cpp ----

/// "`d`.`t`" → d, t.
std::pair<Cell, std::string> parts_of(const std::string& name, const Syntax& syntax);

/// The same failure with more to read behind it.
Error with_note(const Error& error, std::string_view note);
/// "connection 12 (app@10.0.0.5, idle in a transaction for 63 s) holds `t`"; empty where nobody is found, or it may not
/// be seen.
std::string holder_of(Session& session, const Server& server, const std::vector<Named>& objects);
/// What the user needs to know beside the server's own words; empty where those say it.
std::string advice_for(const Error& error, const Server& server);

/// What became of a statement that the connection was lost in.
enum class Fate : std::uint8_t { Unknown, Done, NotDone, StillRuns };
Fate fate_of(const Server& server, const std::string& sql, const std::vector<Named>& objects, const std::string& before,
             const RunOptions& options);

// ---- run_jobs.cpp ----

/// TiDB works on DDL in jobs of the cluster, which go on without their client.
struct Job {
  std::string id, table, what, state;
  long long rows = 0;
};
/// The job of that statement that is not at its end, or any such job where it is empty.
std::optional<Job> running_job(Session& session, std::string_view sql);
void cancel_job(Session& session, const Job& job);
/// Waits for jobs that somebody left behind.
void wait_for_jobs(Session& session, std::chrono::milliseconds patience, const Progress& progress);

// ---- run_watch.cpp ----

/// Says how far a statement is while it runs, over a connection of its own: for as long as it lives.
class Watch {
 public:
  Watch(Session& session, const Server& server, const Step& step, const RunOptions& options);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  bool look();
  void say(const std::string& what, double part) const;
  void look_at_job(Session& other);
  void answer_interrupts(Session& other, const Job& job);
  void look_at_statement(Session& other);

  Session& session_;
  const Server& server_;
  const Step& step_;
  const RunOptions& options_;
  bool watches_ = false;
  std::unique_ptr<Session> other_;
  std::unique_ptr<Interrupts> interrupts_;
  std::size_t answered_ = 0;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace plumb::mysql
