#include "plumb/tools/libplumb/lint.h"

#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/migrate/script.h"
#include "plumb/core/plan/make_plan.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/tools/libplumb/read.h"
#include "plumb/tools/libplumb/registry.h"
#include "plumb/tools/libplumb/summary.h"

namespace plumb {
namespace {

struct Found {
  Danger danger;
  std::uint32_t line = 0;
};

/// `-- plumb: allow …` lines of a file.
Allowances allowances_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.starts_with("--")) continue;
    line = trim(line.substr(2));
    if (!line.starts_with("plumb:")) continue;
    line = trim(line.substr(6));
    if (line.starts_with("allow ")) words.emplace_back(trim(line.substr(6)));
  }
  return parse_allowances(words);
}

/// Words of a statement in lower case without quotes: names and keywords alike.
std::vector<std::string> words_of(std::string_view sql) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : sql) {
    const bool part = (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
                      static_cast<unsigned char>(c) >= 0x80;
    if (part) {
      word += lower(c);
    } else if (!word.empty()) {
      out.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) out.push_back(std::move(word));
  return out;
}

/// A rename reads as a drop and a create in a plan that does not know of it.
bool is_renamed(const Danger& danger, const std::vector<ScriptUnit>& units) {
  const std::string name = lower(danger.object.part.empty() ? danger.object.owner.name : danger.object.part);
  for (const ScriptUnit& unit : units) {
    for (const ScriptStatement& s : unit.statements) {
      const std::vector<std::string> words = words_of(s.sql);
      const auto rename = std::find(words.begin(), words.end(), "rename");
      if (rename == words.end()) continue;
      // Behind the word for a column, in front of it for a table.
      if (std::find(words.begin(), words.end(), name) != words.end()) return true;
    }
  }
  return false;
}

/// The statement that speaks of the object: best one that drops it.
std::uint32_t line_that_names(const Danger& danger, const std::vector<ScriptUnit>& units, std::uint32_t otherwise) {
  const std::string part = lower(danger.object.part), owner = lower(danger.object.owner.name);
  std::uint32_t best = otherwise;
  int most = 0;
  for (const ScriptUnit& unit : units) {
    for (const ScriptStatement& s : unit.statements) {
      const std::vector<std::string> words = words_of(s.sql);
      const auto has = [&](const std::string& word) {
        return std::find(words.begin(), words.end(), word) != words.end();
      };
      const int score = (has(owner) ? 1 : 0) + (!part.empty() && has(part) ? 2 : 0) + (has("drop") ? 1 : 0);
      if (!has(part.empty() ? owner : part) || score <= most) continue;
      most = score;
      best = s.line;
    }
  }
  return best;
}

void statement_dangers(const std::vector<ScriptUnit>& units, std::vector<Found>& out) {
  for (const ScriptUnit& unit : units) {
    for (const ScriptStatement& s : unit.statements) {
      const std::vector<std::string> words = words_of(s.sql);
      if (words.empty() || (words.front() != "delete" && words.front() != "truncate")) continue;
      Found found;
      found.danger.hazard = Hazard::DeletesData;
      const auto name = std::find_if(words.begin() + 1, words.end(),
                                     [](const std::string& w) { return w != "from" && w != "table" && w != "only"; });
      if (name != words.end()) found.danger.object.owner = *name;
      found.danger.reason = fmt::format("deletes rows of `{}`", found.danger.object.owner.name);
      found.line = s.line;
      out.push_back(std::move(found));
    }
  }
}

/// Of the plan; where a dialect cannot make one yet, what the difference alone says.
std::vector<Danger> dangers_between(const Schema& before, const Schema& after, const Dialect& dialect,
                                    const Target& target, const Settings& settings) {
  Diagnostics ignored;
  try {
    return dangers_of(make_plan(before, after, dialect, target, settings.scope, ignored));
  } catch (const Error& e) {
    if (e.code() != Code::Unsupported) throw;
  }
  std::vector<Danger> out;
  for (const Change& c : changes_between(before, after, target, settings.scope, ignored)) {
    const bool holds_data = c.id.kind == Kind::Table || c.id.kind == Kind::Column;
    if (c.action != Action::Drop || !holds_data) continue;
    out.push_back({Hazard::DeletesData, c.id,
                   fmt::format("drops {} and its {}", c.id.display(), c.id.kind == Kind::Table ? "rows" : "values")});
  }
  return out;
}

std::vector<Found> dangers_in(const Migrations& migrations, const MigrationFile& file, const Schema& before,
                              const Settings& settings, Schema& after) {
  const Target& target = migrations.written_for;
  const Dialect& dialect = dialect_for(target.dialect);
  std::vector<Found> out;
  const std::vector<ScriptUnit> units = units_of(file, file.up, target.syntax);
  Diagnostics found = migrations.diagnostics;
  sql::Reading reading = replay_files({&file}, target, true, found, &before);
  after = dialect.canonical(std::move(reading.schema), target, found);
  for (const Danger& d : dangers_between(before, after, dialect, target, settings)) {
    if (is_renamed(d, units)) continue;
    out.push_back({d, line_that_names(d, units, file.up.line)});
  }
  statement_dangers(units, out);
  return out;
}

}  // namespace

std::vector<Danger> unallowed_dangers(const Migrations& migrations, const MigrationFile& file, const Schema& before,
                                      const Settings& settings, Schema* after) {
  Schema behind;
  std::vector<Danger> out;
  const Allowances allowed = allowances_of(file.text);
  for (Found& f : dangers_in(migrations, file, before, settings, behind)) {
    if (f.danger.hazard == Hazard::DeletesData && !allowed.allows(f.danger)) out.push_back(std::move(f.danger));
  }
  if (after != nullptr) *after = std::move(behind);
  return out;
}

void lint_files(const Migrations& migrations, const Settings& settings, const std::set<std::string>& names,
                Diagnostics& out) {
  Schema before;
  for (const MigrationFile& file : migrations.directory.files) {
    const bool wanted = names.count(file.name) != 0;
    Schema after;
    std::vector<Found> found;
    if (wanted) {
      found = dangers_in(migrations, file, before, settings, after);
    } else {
      Diagnostics ignored = migrations.diagnostics;
      const Target& target = migrations.written_for;
      sql::Reading reading = replay_files({&file}, target, true, ignored, &before);
      after = dialect_for(target.dialect).canonical(std::move(reading.schema), target, ignored);
    }
    const Allowances allowed = wanted ? allowances_of(file.text) : Allowances{};
    for (const Found& f : found) {
      const Origin origin{file.source, f.line, 1};
      if (allowed.allows(f.danger)) continue;
      if (f.danger.hazard == Hazard::DeletesData) {
        out.warning(std::string(name_of(f.danger.hazard)),
                    fmt::format("{}; where that is meant, say so in the file: `-- plumb: allow {}`",
                                visible(f.danger.reason), visible(allow_word(f.danger))),
                    origin);
      } else {
        out.note(std::string(name_of(f.danger.hazard)), visible(f.danger.reason), origin);
      }
    }
    before = std::move(after);
  }
}

}  // namespace plumb
