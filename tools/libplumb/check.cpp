// What is wrong or dangerous in a migrations folder, before anybody runs it.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/migrate/script.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/tools/libplumb/lint.h"
#include "plumb/tools/libplumb/migrations.h"
#include "plumb/tools/libplumb/read.h"
#include "plumb/tools/libplumb/registry.h"
#include "plumb/tools/libplumb/summary.h"

namespace plumb {
namespace {

constexpr std::size_t kShownDifferences = 5;

/// "table `a`, column `b.c` and 3 more".
std::string objects_of(const std::vector<Change>& changes) {
  std::vector<std::string> names;
  for (const ChangeLine& line : change_lines(changes)) {
    if (names.size() == kShownDifferences) break;
    names.push_back(visible(line.text));
  }
  std::string out = join(names, ", ");
  if (changes.size() > names.size()) out += fmt::format(" and {} more", changes.size() - names.size());
  return out;
}

class FolderCheck {
 public:
  FolderCheck(const CheckRequest& request, const Settings& settings)
      : request_(request),
        settings_(settings),
        migrations_(open_migrations(request.folder, settings)),
        target_(migrations_.written_for),
        dialect_(dialect_for(target_.dialect)) {
    for (const MigrationFile& f : migrations_.directory.files) files_.push_back(&f);
  }

  Diagnostics run() {
    out_ = migrations_.diagnostics;
    if (out_.has_errors()) return std::move(out_);
    integrity();
    Diagnostics found = out_;
    sql::Reading reading = replay(migrations_.directory, target_, false, found);
    const bool readable = found.errors() == out_.errors();
    out_ = std::move(found);
    if (!readable) {
      conflicts();
      return std::move(out_);
    }
    schema_ = dialect_.canonical(std::move(reading.schema), target_, out_);
    conflicts();
    snapshot();
    wanted();
    const std::set<std::string> open = request_.database ? database() : newest();
    lint_files(migrations_, settings_, open, out_);
    return std::move(out_);
  }

 private:
  const std::string& path() const { return migrations_.directory.path; }
  Origin at(const std::string& name) const {
    for (const MigrationFile* f : files_) {
      if (f->name == name) return Origin{f->source, 0, 0};
    }
    return {};
  }
  std::vector<Change> between(const Schema& a, const Schema& b) const {
    Diagnostics ignored;
    return changes_between(a, b, target_, settings_.scope, ignored);
  }

  void integrity() {
    const Integrity found = integrity_of(migrations_.directory);
    for (const std::string& n : found.changed) {
      out_.error("changed-file",
                 fmt::format("`{}` is not the file that {} knows: restore it, or where the edit is meant and it "
                             "ran nowhere yet, take it as it is with `plumb check --update`",
                             n, kSumsFile),
                 at(n));
    }
    for (const std::string& n : found.missing) {
      out_.error("missing-file", fmt::format("`{}` is in {}, but not in the folder: restore it", n, kSumsFile));
    }
    for (const std::string& n : found.unlisted) {
      out_.error("unlisted-file",
                 fmt::format("`{}` is not in {}: take it in with `plumb check --update`", n, kSumsFile), at(n));
    }
    for (const std::string& n : found.misplaced) {
      out_.warning("late-file",
                   fmt::format("`{}` came in after a file of a later version: where that one is applied "
                               "already, this one runs out of order; rename it to a later version",
                               n),
                   at(n));
    }
  }

  /// Files that came late (another branch's) must lead to the same schema in the order of versions and in the order
  /// in which databases meet them.
  void conflicts() {
    const Integrity found = integrity_of(migrations_.directory);
    std::set<std::string> late(found.misplaced.begin(), found.misplaced.end());
    late.insert(found.unlisted.begin(), found.unlisted.end());
    if (late.empty()) return;
    std::vector<const MigrationFile*> arrival;
    for (const MigrationFile* f : files_) {
      if (late.count(f->name) == 0) arrival.push_back(f);
    }
    for (const MigrationFile* f : files_) {
      if (late.count(f->name) != 0) arrival.push_back(f);
    }
    if (arrival == files_) return;  // all of them are the last ones: there is only one order
    Diagnostics first = out_, second = out_;
    sql::Reading by_version = replay_files(files_, target_, false, first);
    sql::Reading by_arrival = replay_files(arrival, target_, false, second);
    const std::string names = join({late.begin(), late.end()}, "`, `");
    if (first.errors() != out_.errors() || second.errors() != out_.errors()) {
      const Diagnostics& wrong = second.errors() != out_.errors() ? second : first;
      out_.error("conflict",
                 fmt::format("two branches disturb each other: with `{}` in its place the migrations do not run in "
                             "every order ({}); change the later one to fit",
                             names, first_new_error(wrong)));
      return;
    }
    Diagnostics ignored;
    const std::vector<Change> rest = between(dialect_.canonical(std::move(by_version.schema), target_, ignored),
                                             dialect_.canonical(std::move(by_arrival.schema), target_, ignored));
    if (rest.empty()) return;
    out_.error("conflict",
               fmt::format("two branches disturb each other: the order in which `{}` runs decides about {}; "
                           "change the later one to fit",
                           names, objects_of(rest)));
  }

  std::string first_new_error(const Diagnostics& found) const {
    std::size_t n = 0;
    for (const Diagnostic& d : found.all()) {
      if (d.severity == Severity::Error && n++ == out_.errors()) return d.message;
    }
    return "a statement fails";
  }

  void snapshot() {
    const std::optional<std::string>& text = migrations_.directory.snapshot;
    if (!text) {
      if (!files_.empty()) {
        out_.warning("snapshot", fmt::format("{} is missing: `plumb check --update` writes it", kSnapshotFile));
      }
      return;
    }
    if (text->find("\n<<<<<<< ") != std::string::npos || text->starts_with("<<<<<<< ")) {
      out_.error("merge-conflict",
                 fmt::format("git left a conflict in {}: two branches changed the schema; look whether both "
                             "fit together, then run `plumb check --update`",
                             kSnapshotFile));
      return;
    }
    Diagnostics found;
    sql::Reading reading = sql::read(*text, target_.syntax, {.default_schema = target_.default_schema}, found,
                                     path() + "/" + std::string(kSnapshotFile));
    if (found.has_errors()) {
      out_.absorb(std::move(found));
      return;
    }
    // Of a folder that plumb.sum does not know the snapshot cannot be: one remedy serves both.
    if (!integrity_of(migrations_.directory).ok()) return;
    const std::vector<Change> rest = between(schema_, dialect_.canonical(std::move(reading.schema), target_, found));
    if (rest.empty()) return;
    out_.error("snapshot",
               fmt::format("{} is not what the migrations lead to ({}): look at the difference, then run `plumb "
                           "check --update`",
                           kSnapshotFile, objects_of(rest)));
  }

  void wanted() {
    if (!request_.schema) return;
    Diagnostics found;
    const ReadSchema want = read_schema(*request_.schema, settings_, target_, found);
    if (!found.has_errors()) {
      const std::vector<Change> rest = changes_between(schema_, want.schema, target_, settings_.scope, found);
      if (!rest.empty()) {
        found.warning("not-migrated",
                      fmt::format("`{}` says what no migration does yet ({}): `plumb generate NAME` writes it",
                                  request_.schema->display(), objects_of(rest)));
      }
    }
    for (const Diagnostic& d : found.all()) {
      if (d.severity != Severity::Note) {
        out_.absorb(std::move(found));
        return;
      }
    }
  }

  /// The files that are not applied there yet.
  std::set<std::string> database() {
    const Database open = open_database(*request_.database, Access::Read, settings_.lock_timeout);
    expect_same_dialect(migrations_, open);
    std::set<std::string> pending;
    std::vector<const MigrationFile*> applied;
    for (const MigrationStatus& s :
         status_of(migrations_.directory, History(*open.session, home_of(open, settings_)).rows())) {
      const MigrationFile* file = migrations_.directory.find(s.version);
      if (s.state == MigrationState::Changed) {
        out_.error("changed-file", fmt::format("`{}` changed after it was applied to `{}`", s.name, open.name),
                   at(s.name));
      } else if (s.state == MigrationState::Missing) {
        out_.error("missing-file", fmt::format("`{}` is applied to `{}`, but the file is missing", s.name, open.name));
      } else if (s.state == MigrationState::OutOfOrder) {
        out_.warning("late-file", fmt::format("`{}` came late: `{}` has a later version already", s.name, open.name),
                     at(s.name));
      }
      if (is_open(s.state)) {
        pending.insert(s.name);
      } else if (file != nullptr) {
        applied.push_back(file);
      }
    }
    drift(open, applied);
    return pending;
  }

  void drift(const Database& open, const std::vector<const MigrationFile*>& applied) {
    Diagnostics found = migrations_.diagnostics;
    sql::Reading reading = replay_files(applied, target_, false, found);
    if (found.has_errors()) return;  // said already
    Schema expected = dialect_.canonical(std::move(reading.schema), open.target, found);
    Schema now = inspect_schema(open, settings_, open.target, found).schema;
    open.live->settle(*open.session, expected, now, open.target);
    Diagnostics ignored;
    // Towards what the files say: what they leave open, and counters that rows have moved on, is no drift.
    const std::vector<Change> rest = changes_between(now, expected, open.target, settings_.scope, ignored);
    if (rest.empty()) return;
    out_.warning("drift", fmt::format("`{}` is not what its migrations made of it: somebody changed {}", open.name,
                                      objects_of(rest)));
  }

  std::set<std::string> newest() const {
    if (files_.empty()) return {};
    return {files_.back()->name};
  }

  const CheckRequest& request_;
  const Settings& settings_;
  Migrations migrations_;
  const Target& target_;
  const Dialect& dialect_;
  std::vector<const MigrationFile*> files_;
  Schema schema_;
  Diagnostics out_;
};

}  // namespace

Diagnostics check(const CheckRequest& request, const Settings& settings) {
  return FolderCheck(request, settings).run();
}

}  // namespace plumb
