// The table in the target that says what ran: one row for each migration, one for each group of a push.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/db/session.h"

namespace plumb {

inline constexpr std::string_view kHistoryTable = "plumb_history";

enum class HistoryState : std::uint8_t {
  Applied,
  Running,      ///< begun; `done` says how many statements are in. A crash leaves it so, the next run goes on
  RollingBack,  ///< the same on the way down: the next rollback goes on
  RolledBack,   ///< taken back: pending again
  Baseline,     ///< was there before plumb: never run
  Interrupted,  ///< a group of a push that failed or was cut off outside of a transaction; the next push looks for
                ///< itself
};
std::string_view name_of(HistoryState state);
HistoryState parse_history_state(std::string_view name);

struct HistoryRow {
  std::int64_t id = 0;
  std::string kind = "migration";  ///< or "push": a group of a plan
  std::string version, name;       ///< of a push: the plan's number, and "group 1 of 2"
  HistoryState state = HistoryState::Applied;
  std::string checksum;  ///< over the file's tokens; of a running one over the statements that are done
  std::int64_t statements = 0, done = 0;
  std::string started_at, finished_at;  ///< UTC, ISO 8601, milliseconds
  std::int64_t duration_ms = 0;
  std::string plumb_version;
  std::string from_fingerprint, to_fingerprint;  ///< of what is managed, before and after; may be empty
};

/// Portable SQL only: the same statements run on every engine. Reading never creates the table.
class History {
 public:
  /// `home` stands before the table's name, see LiveDialect::home().
  explicit History(Session& session, const std::string& home = {})
      : session_(session), table_(home + std::string(kHistoryTable)) {}
  bool exists() const;
  /// Nothing happens where it exists. Runs inside an open transaction where the engine can.
  void create() const;
  /// Under plumb's lock: groups of a push that say they are running are those of one that is gone.
  void close_cut_pushes() const;
  /// Every row, oldest first; none where there is no table. Throws Error(Conflict) for a table of another form.
  std::vector<HistoryRow> rows() const;
  std::vector<HistoryRow> migrations() const;
  std::optional<HistoryRow> find(std::string_view version) const;
  /// Writes the row under a new id and gives that.
  std::int64_t insert(HistoryRow row) const;
  void update(const HistoryRow& row) const;
  void erase(std::int64_t id) const;

 private:
  bool asks_without_harm() const;

  Session& session_;
  std::string table_;
};

/// "2025-06-12T09:30:00.123Z".
std::string utc_now();

}  // namespace plumb
