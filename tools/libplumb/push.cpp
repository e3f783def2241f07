// Running a plan: refuse, ask the rows, run under the lock, prove.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/db/url.h"
#include "plumb/core/migrate/history.h"
#include "plumb/core/migrate/verify.h"
#include "plumb/core/model/fingerprint.h"
#include "plumb/core/plan/diff.h"
#include "plumb/core/plan/make_plan.h"
#include "plumb/tools/libplumb/alter_wrapper.h"
#include "plumb/tools/libplumb/flow.h"
#include "plumb/tools/libplumb/gates.h"
#include "plumb/tools/libplumb/registry.h"
#include "plumb/tools/libplumb/summary.h"

namespace plumb {
namespace {

using Clock = std::chrono::steady_clock;

/// Opening makes the file; where nothing came of it, it goes again.
class NewFile {
 public:
  explicit NewFile(const Source& database) {
    if (database.kind() != Source::Kind::Url) return;
    const Url url = parse_url(database.content());
    std::error_code failed;
    if (url.flavour == "sqlite" && url.path != ":memory:" && url.scheme != "file" &&
        !std::filesystem::exists(url.path, failed)) {
      path_ = url.path;
    }
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    std::error_code failed;
    if (!path_.empty() && std::filesystem::is_regular_file(path_, failed) &&
        std::filesystem::file_size(path_, failed) == 0) {
      std::filesystem::remove(path_, failed);
    }
  }
  bool is_new() const { return !path_.empty(); }

 private:
  std::string path_;
};

/// The steps that the user's program for large tables takes.
class Wrapped {
 public:
  /// Nothing where no such program is set. Throws Error(Usage) where it cannot be used.
  static std::optional<Wrapped> by(const Database& database, const Source& source, const Settings& settings) {
    if (settings.alter_wrapper.empty()) return std::nullopt;
    std::optional<Url> url;
    if (source.kind() == Source::Kind::Url) url = parse_url(source.content());
    return Wrapped(AlterWrapper(settings.alter_wrapper, url, database.target), database, settings);
  }

  /// Said beside the plan: what a person would want to see before it runs.
  void say(Report& report) const {
    for (const Group& group : report.plan.groups)
      for (const Step& step : group.steps)
        if (takes(step))
          report.diagnostics.note("alter-wrapper",
                                  fmt::format("{} is done by: {}", step.why, wrapper_.command_for(step)));
  }
  bool run(const Step& step) const {
    if (!takes(step)) return false;
    if (settings_.progress) settings_.progress(fmt::format("{}, by the alter_wrapper", step.why), -1);
    wrapper_.run(step);
    return true;
  }

 private:
  Wrapped(AlterWrapper wrapper, const Database& database, const Settings& settings)
      : wrapper_(std::move(wrapper)), database_(database), settings_(settings) {}

  bool takes(const Step& step) const {
    if (!AlterWrapper::takes(step)) return false;
    if (!settings_.copy_limit) return true;
    return std::any_of(step.dangers.begin(), step.dangers.end(), [&](const Danger& d) {
      return d.hazard == Hazard::RewritesTable &&
             has_more_rows(*database_.session, database_.target.syntax, d.object.owner, *settings_.copy_limit);
    });
  }

  AlterWrapper wrapper_;
  const Database& database_;
  const Settings& settings_;
};

/// One run of one plan.
class Push {
 public:
  Push(const Database& database, const Source& source, const Settings& settings, const std::optional<Wrapped>& wrapped,
       Report& report)
      : database_(database),
        settings_(settings),
        wrapped_(wrapped),
        report_(report),
        connect_(another_connection(source, settings.lock_timeout)),
        home_(home_of(database, settings)),
        history_(*database.session, home_) {}

  /// `fingerprint` gives that of the database as it is now, to be compared with the plan's. `want` is empty
  /// where only the plan is known.
  void run(const std::function<std::string()>& fingerprint, const Schema* want) {
    const auto started = Clock::now();
    const Plan& plan = report_.plan;
    const std::string number = utc_now();
    LockOptions options;
    options.home = home_;
    options.connect = connect_;
    options.progress = settings_.progress;
    lock_ = database_.live->lock(*database_.session, options);
    for (std::size_t i = 0; i < plan.groups.size(); ++i) run_group(i, number, fingerprint, want);
    lock_.reset();
    if (want != nullptr && !proved_) report_drift(differences(*want));
    report_.duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started);
  }

 private:
  void run_group(std::size_t index, const std::string& number, const std::function<std::string()>& fingerprint,
                 const Schema* want) {
    const Plan& plan = report_.plan;
    const Group& group = plan.groups[index];
    const bool first = index == 0, last = index + 1 == plan.groups.size();
    const auto group_started = Clock::now();
    HistoryRow row;
    row.kind = "push";
    row.version = number;
    row.name = fmt::format("group {} of {}", index + 1, plan.groups.size());
    row.statements = static_cast<std::int64_t>(group.steps.size());
    row.started_at = utc_now();
    row.plumb_version = PLUMB_VERSION;
    if (first) row.from_fingerprint = plan.from_fingerprint;
    if (last) row.to_fingerprint = plan.to_fingerprint;

    RunOptions options;
    options.paranoid = settings_.paranoid;
    options.lock_timeout = settings_.lock_timeout;
    options.statement_timeout = settings_.statement_timeout;
    options.progress = settings_.progress;
    options.takes_interrupts = settings_.takes_interrupts;
    options.connect = connect_;
    if (wrapped_) options.instead = [this](const Step& step) { return wrapped_->run(step); };
    std::size_t done = 0;
    options.begun = [&] {
      done = 0;  // the dialect may try a second time
      if (first && fingerprint && fingerprint() != plan.from_fingerprint) {
        throw Error(Code::Conflict, "the database changed since the plan was made for it; make the plan anew");
      }
      history_.create();
      if (first) history_.close_cut_pushes();
      if (!group.transactional) begin_alone(row, group);
    };
    const auto verify = [&] {
      if (want != nullptr) prove(group, index, *want);
      if (!group.transactional && row.to_fingerprint.empty()) row.to_fingerprint = fingerprint_of(group);
      row.state = HistoryState::Applied;
      row.done = row.statements;
      row.finished_at = utc_now();
      row.duration_ms = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - group_started).count();
      write(row);
      if (lock_) lock_->confirm();
    };
    try {
      database_.live->run_group(
          *database_.session, group, options,
          [&](const Step&) {
            ++done;
            if (!group.transactional && done < group.steps.size()) note_alone(row, done);
          },
          verify);
    } catch (Error& e) {
      if (!group.transactional) end_alone(row, done, e);
      if (index > 0 && is_gone(e, group, done)) {
        throw Error(
            Code::Conflict,
            fmt::format("{}; the database changed since the plan was made for it: make the plan anew", e.what()))
            .sql(e.statement(), e.sqlstate());
      }
      if (e.code() != Code::Conflict && e.code() != Code::Internal) explain(e, group, index, done);
      throw;
    }
    report_.steps_run += group.steps.size();
  }

  void write(HistoryRow& row) const {
    if (row.id == 0)
      row.id = history_.insert(row);
    else
      history_.update(row);
  }

  /// What stands in no transaction says beforehand that it runs: a run that is cut off leaves this behind.
  void begin_alone(HistoryRow& row, const Group& group) {
    if (lock_) lock_->confirm();
    row.state = HistoryState::Running;
    if (row.from_fingerprint.empty()) row.from_fingerprint = fingerprint_of(group);
    write(row);
    noted_ = Clock::now();
  }

  /// Not behind each of a thousand new tables: what is not noted yet is found in the catalogue by the next run.
  void note_alone(HistoryRow& row, std::size_t done) {
    constexpr std::chrono::milliseconds seldom{50};
    if (Clock::now() - noted_ < seldom) return;
    row.done = static_cast<std::int64_t>(done);
    history_.update(row);
    noted_ = Clock::now();
  }

  void end_alone(HistoryRow& row, std::size_t done, const Error& e) const noexcept {
    if (row.id == 0) return;
    try {
      row.state = HistoryState::Interrupted;
      row.done = static_cast<std::int64_t>(done);
      row.finished_at = utc_now();
      if (!e.connection_lost()) return history_.update(row);
      if (!connect_) return;
      const std::unique_ptr<Session> other = connect_();
      History(*other, home_).update(row);
    } catch (const std::exception&) {
      // The next push closes the row.
    }
  }

  /// Of what the group touches, as it is now. Where nothing but an index that is built aside stands in no transaction,
  /// that would say little and cost much.
  std::string fingerprint_of(const Group& group) const {
    if (group.verify.empty() || database_.target.traits.ddl_in_transactions) return {};
    Diagnostics ignored;
    Inspection now = database_.live->inspect(*database_.session, database_.target, settings_.scope, &group.verify);
    return plumb::fingerprint(restricted_to(
        database_.live->offline().canonical(std::move(now.schema), database_.target, ignored), group.verify));
  }

  /// Something that a step speaks of is not there any more, or not so.
  static bool is_gone(const Error& e, const Group& group, std::size_t done) {
    if (e.code() != Code::Statement || done >= group.steps.size()) return false;
    const std::string& state = e.sqlstate();
    return state == "42P01" || state == "42703" || state == "42704" || state == "3F000" ||  // PostgreSQL
           state == "42S02" || state == "42S22";                                            // MySQL
  }

  /// What this group is the last to touch must be as wanted behind it.
  std::vector<ObjectId> untouched_later(std::size_t index) const {
    std::set<QualifiedName> later;
    const std::vector<Group>& groups = report_.plan.groups;
    for (std::size_t i = index + 1; i < groups.size(); ++i) {
      for (const ObjectId& id : groups[i].verify) later.insert(id.owner);
    }
    std::vector<ObjectId> out;
    for (const ObjectId& id : groups[index].verify) {
      if (later.count(id.owner) == 0) out.push_back(id);
    }
    return out;
  }

  /// Inside of the group's transaction: what it touched is as wanted, or all of it is taken back. The only group of a
  /// plan is proved by the whole comparison, which need not be made again behind the commit.
  void prove(const Group& group, std::size_t index, const Schema& want) {
    const char* const after = "the changes ran, but";
    if (report_.plan.groups.size() == 1) {
      std::set<QualifiedName> touched;
      for (const ObjectId& id : group.verify) touched.insert(id.owner);
      std::vector<Change> wrong, drift;
      for (Change& c : differences(want)) (touched.count(c.id.owner) ? wrong : drift).push_back(std::move(c));
      expect_none(wrong, after);
      report_drift(drift);
      proved_ = group.transactional;
      return;
    }
    const std::vector<ObjectId> settled = untouched_later(index);
    if (settled.empty()) return;
    expect_none(remaining(*database_.session, *database_.live, database_.target, settings_.scope, want, settled),
                after);
  }

  /// Differences in what the plan did not touch are somebody else's: said, and never a reason to take a right change
  /// back.
  void report_drift(const std::vector<Change>& changes) {
    for (const Change& c : changes) {
      report_.diagnostics.warning("drift",
                                  fmt::format("{} differs from the schema again: somebody else changed it meanwhile; "
                                              "run `plumb diff` to see how",
                                              c.id.display()));
    }
  }

  std::vector<Change> differences(const Schema& want) const {
    Diagnostics ignored;
    Schema have = inspect_schema(database_, settings_, database_.target, ignored).schema;
    Schema wanted = want;
    database_.live->settle(*database_.session, wanted, have, database_.target);
    return diff(align(std::move(have), std::move(wanted), database_.target, settings_.scope, ignored),
                database_.target.traits);
  }

  void explain(Error& e, const Group& group, std::size_t index, std::size_t done) const {
    if (index == 0 && (group.transactional || (done == 0 && !e.connection_lost()))) {
      if (e.code() == Code::Statement) e.while_doing("nothing was changed");
      return;
    }
    const std::size_t groups = report_.plan.groups.size(), steps = group.steps.size();
    std::string stays = fmt::format("{} of {} groups are done and stay", index, groups);
    if (!group.transactional && steps > 1) {
      stays += fmt::format(", and so {} {} of the {} statements of the one that failed", done == 1 ? "does" : "do",
                           done, steps);
      for (std::size_t i = 0; i < done; ++i) {
        if (i == 3 && done > 4) {
          stays += fmt::format(" and {} more", done - i);
          break;
        }
        if (!group.steps[i].why.empty()) stays += fmt::format("{}{}", i == 0 ? " (" : ", ", group.steps[i].why);
      }
      if (stays.find(" (") != std::string::npos) stays += ")";
    }
    e.while_doing(stays + "; `plumb push` goes on behind them");
  }

  const Database& database_;
  const Settings& settings_;
  const std::optional<Wrapped>& wrapped_;
  Report& report_;
  std::function<std::unique_ptr<Session>()> connect_;
  std::string home_;
  History history_;
  std::unique_ptr<RunLock> lock_;
  bool proved_ = false;
  Clock::time_point noted_;  ///< when the history last said how far a group is that stands in no transaction
};

/// What a dry run of a file that is not there yet works on.
Source stand_in(const Source& database, const Settings& settings, bool is_new) {
  return settings.dry_run && is_new ? Source::url("sqlite::memory:") : database;
}

/// Said beside the plan, before it runs.
void say_untimed(Report& report, const Settings& settings, const Target& target) {
  const std::string what = report.plan.empty() ? std::string() : untimed(settings, target);
  if (!what.empty()) report.diagnostics.warning("statement-timeout", what);
}

Report push_once(const Source& database, const Source& schema, Settings settings) {
  const NewFile file(database);
  const Source source = stand_in(database, settings, file.is_new());
  const Access access = !settings.dry_run ? Access::Create : file.is_new() ? Access::Create : Access::Read;
  const Database open = open_database(source, access, settings.lock_timeout);
  Sides sides = compare_sides(source, &open, schema, nullptr, settings);
  settings.scope = sides.scope;

  Report report;
  report.plan = std::move(sides.comparison.plan);
  report.diagnostics = std::move(sides.comparison.diagnostics);
  report.uncompared = std::move(sides.comparison.uncompared);
  report.dry_run = settings.dry_run;
  say_untimed(report, settings, open.target);
  const std::optional<Wrapped> wrapped = Wrapped::by(open, source, settings);
  if (wrapped) wrapped->say(report);
  if (settings.planned) settings.planned(report);
  if (report.diagnostics.has_errors() || report.plan.empty()) return report;
  check_gates(*open.session, report.plan, settings);
  if (settings.dry_run) return report;
  const auto fingerprint = [&] {
    Diagnostics ignored;
    const Schema now = inspect_schema(open, settings, open.target, ignored).schema;
    return managed_fingerprint(now, sides.want, open.target, settings.scope);
  };
  Push(open, source, settings, wrapped, report).run(fingerprint, &sides.want);
  return report;
}

}  // namespace

std::string untimed(const Settings& settings, const Target& target) {
  if (settings.statement_timeout.count() == 0 || target.traits.ends_long_statements) return {};
  return fmt::format(
      "statement_timeout is not kept: {} ends no statement that changes a schema after a time (lock_timeout is kept); stop "
      "a long one by hand",
      target.flavour);
}

Report run_push(const Source& database, const Source& schema, const Settings& settings) {
  constexpr int attempts = 3;
  for (int i = 1;; ++i) {
    try {
      return push_once(database, schema, settings);
    } catch (const Error& e) {
      // Somebody else changed the database between the plan and the lock: look again.
      if (e.code() != Code::Conflict || i == attempts) throw;
    }
  }
}

Report push(const Source& database, const Source& schema, const Settings& settings) {
  Report report = run_push(database, schema, settings);
  if (report.diagnostics.has_errors()) throw findings_error(report.diagnostics, "the schema");
  return report;
}

Report push(std::string_view database_url, const Source& schema, const Settings& settings) {
  return push(Source::url(std::string(database_url)), schema, settings);
}

Report push(Session& connection, const Source& schema, const Settings& settings) {
  return push(Source::session(connection), schema, settings);
}

Report push(const Source& database, const Plan& plan, const Settings& settings) {
  if (settings.single_transaction && needs_own_transactions(plan)) {
    throw Error(Code::Usage,
                "the plan says itself what commits together, and these are several transactions; make it anew with "
                "`plumb diff --single-transaction --out`");
  }
  const Database open = open_database(database, settings.dry_run ? Access::Read : Access::Write, settings.lock_timeout);
  if (plan.dialect != open.target.dialect || plan.flavour != open.target.flavour) {
    throw Error(Code::Conflict, fmt::format("the plan is for {}, but `{}` is {}; make a plan for it", plan.flavour,
                                            open.name, open.target.flavour));
  }
  Settings scoped = settings;
  scoped.scope = scope_of(plan, open.target, settings.scope);
  const auto fingerprint = [&] {
    Diagnostics ignored;
    const Schema now = inspect_schema(open, scoped, open.target, ignored).schema;
    return managed_fingerprint(now, plan, open.target, settings.scope);
  };
  if (fingerprint() != plan.from_fingerprint) {
    throw Error(Code::Conflict,
                fmt::format("`{}` is not in the state that the plan was made for; make the plan anew with `plumb diff "
                            "--out`",
                            open.name));
  }
  Report report;
  report.plan = plan;
  report.dry_run = settings.dry_run;
  say_untimed(report, settings, open.target);
  const std::optional<Wrapped> wrapped = Wrapped::by(open, database, settings);
  if (wrapped) wrapped->say(report);
  if (settings.planned) settings.planned(report);
  if (plan.empty()) return report;
  check_gates(*open.session, plan, settings);
  if (settings.dry_run) return report;
  Push(open, database, settings, wrapped, report).run(fingerprint, nullptr);
  if (const std::string now = fingerprint(); !plan.to_fingerprint.empty() && now != plan.to_fingerprint) {
    report.diagnostics.warning("plan-result",
                               "the plan ran whole, but the database is not exactly what the plan foresaw: compare it "
                               "with the schema by `plumb diff`");
  }
  return report;
}

}  // namespace plumb
