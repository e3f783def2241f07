// What running on PostgreSQL is made of; not for others than dialects/postgres/run*.cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plumb/core/base/error.h"
#include "plumb/core/live_dialect.h"

namespace plumb::postgres {

// ---- run_settings.cpp ----

/// What a group's statements run under.
struct RunSettings {
  std::chrono::milliseconds lock_timeout{0};
  bool pinned = false;  ///< names mean what the plan means, whatever the role's search_path; false by hand
  /// How long one statement may take, zero without an end; empty: what the role has.
  std::optional<std::chrono::milliseconds> statement_timeout = {};
  /// The settings' names, and the SQL of what each is set to.
  std::vector<std::pair<std::string, std::string>> list() const;
};
/// To the end of the transaction.
void set_locally(Session& session, const RunSettings& settings);
void set_statement_timeout(Session& session, std::chrono::milliseconds timeout);

/// For as long as it lives, then as they were. For statements that stand in no transaction, and in a transaction that
/// is somebody else's.
class BorrowedSettings {
 public:
  BorrowedSettings(Session& session, const RunSettings& settings, bool local);
  /// Put back; the destructor does it quietly.
  void restore();
  ~BorrowedSettings();
  BorrowedSettings(const BorrowedSettings&) = delete;
  BorrowedSettings& operator=(const BorrowedSettings&) = delete;

 private:
  Session& session_;
  std::vector<std::pair<std::string, std::string>> before_;
  bool local_;
};

// ---- run_errors.cpp ----

/// The same failure with more to read behind it.
Error with_note(const Error& error, std::string_view note);
/// Where the role lacks a right for what a step touches: which one, and who has it. Asked outside of the failed
/// transaction; empty where nothing is found.
std::string missing_right(Session& session, const Step& step);
/// Where a statement was ended for the time that it took: whose time that was. Empty for other failures.
std::string about_timeout(const Error& error, std::chrono::milliseconds statement_timeout);
/// What became of a transaction whose COMMIT was never answered.
enum class Fate : std::uint8_t { Unknown, Committed, RolledBack };
Fate fate_of(const std::string& transaction, const RunOptions& options);

// ---- run_together.cpp ----

/// Runs the steps of a plan in the transaction that is open, many in one round trip: none of them depends on what an
/// earlier one answers. `at` is the step that failed, null at the end.
void run_together(Session& session, const std::vector<Step>& steps, const std::function<void(const Step&)>& step_done,
                  const Step*& at);

// ---- run_fit.cpp ----

/// How many locks a statement leaves behind in its transaction, rather too many than too few.
std::size_t locks_taken_by(std::string_view sql);
/// Throws Error(Refused) where the group holds more than one transaction can.
void expect_room(Session& session, const Group& group);

// ---- run_build.cpp ----

/// The index that a step builds beside readers and writers, as SQL for to_regclass(); nothing where it builds none.
std::optional<std::string> index_built_by(const Step& step, bool scripted);
/// Runs such a step: what a broken build left behind goes first, and goes again where this one fails. True where the
/// index was there already, whole and the same: an earlier run was cut off behind building it.
bool build_index(Session& session, const Step& step, const std::string& index);

/// The namespace that names without one mean.
inline constexpr std::string_view kDefaultSchema = "public";

}  // namespace plumb::postgres
