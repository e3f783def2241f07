#include "plumb/tests/laws/offline.h"

#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/model/fingerprint.h"
#include "plumb/core/plan/diff.h"
#include "plumb/core/plan/make_plan.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/reader.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/sqlite/dialect.h"
#include "plumb/dialects/sqlite/syntax.h"
#include "plumb/tests/support/random.h"

namespace plumb::test {
namespace {

const Syntax& syntax() { return sqlite::syntax(); }

std::string errors(const Diagnostics& d) { return d.has_errors() ? d.render() : std::string(); }

// Statements of a script in another order: tables among themselves, and so on.
std::string shuffled(const Schema& schema, std::uint64_t seed) {
  std::vector<std::string> families[4];
  const std::string script = sql::write(schema, syntax());
  for (const sql::Piece& p : sql::split(script, syntax())) {
    const std::string text(p.sql);
    const int family = text.rfind("CREATE TABLE", 0) == 0 || text.rfind("CREATE VIRTUAL", 0) == 0 ? 0
                       : text.rfind("CREATE VIEW", 0) == 0                                        ? 2
                       : text.rfind("CREATE TRIGGER", 0) == 0                                     ? 3
                                                                                                  : 1;
    families[family].push_back(text);
  }
  Random random(seed);
  std::string out;
  for (auto& family : families) {
    random.shuffle(family);
    for (const std::string& s : family) out += s + ";\n";
  }
  return out;
}

}  // namespace

Target sqlite_target() { return sqlite::dialect().offline_target("sqlite", {3, 40, 0}); }

Schema read_sqlite(const std::string& text, std::string& failure) {
  Diagnostics diagnostics;
  sql::ReadOptions options;
  options.default_schema = "main";
  Schema out = sql::read(text, syntax(), options, diagnostics).schema;
  failure += errors(diagnostics);
  return out;
}

Schema canonical_sqlite(const Schema& schema, std::string& failure) {
  Diagnostics diagnostics;
  Schema out = sqlite::dialect().canonical(schema, sqlite_target(), diagnostics);
  failure += errors(diagnostics);
  return out;
}

std::string round_trip(const Schema& schema) {
  std::string failure;
  const std::string text = sql::write(schema, syntax());
  const Schema again = read_sqlite(text, failure);
  if (!failure.empty()) return "what was written cannot be read:\n" + failure;
  if (!(again == schema))
    return "read(write(s)) != s:\n" + difference(again, schema) + "as read:\n" + sql::write(again, syntax());
  const Schema once = canonical_sqlite(schema, failure);
  const Schema twice = canonical_sqlite(once, failure);
  if (!failure.empty()) return "no canonical form:\n" + failure;
  if (!(once == twice)) return "canonical is not idempotent:\n" + difference(once, twice);
  if (fingerprint(once) != fingerprint(twice)) return "equal schemas, other fingerprints";
  const Schema reread = canonical_sqlite(read_sqlite(sql::write(once, syntax()), failure), failure);
  if (!failure.empty()) return "the canonical form cannot be read:\n" + failure;
  if (!(reread == once)) return "canonical(read(write(canonical))) != canonical:\n" + difference(reread, once);
  // The author's own text of each object, behind its name, says the same.
  sql::WriteOptions verbatim;
  verbatim.verbatim = true;
  const Schema as_written = read_sqlite(sql::write(again, syntax(), verbatim), failure);
  if (!failure.empty()) return "the verbatim form cannot be read:\n" + failure;
  if (!(as_written == again)) return "read(write(s, verbatim)) != s:\n" + difference(as_written, again);
  return {};
}

void carry_annotations(const Schema& from, Schema& to) {
  for (const Table& t : from.tables) {
    if (!to.tables.contains(t.name)) continue;
    Table& mine = to.tables.edit(t.name);
    mine.renamed_from = t.renamed_from;
    for (const Column& c : t.columns)
      if (Column* x = mine.find_column(c.name)) x->renamed_from = c.renamed_from;
  }
  for (const VirtualTable& t : from.virtual_tables)
    if (to.virtual_tables.contains(t.name)) to.virtual_tables.edit(t.name).renamed_from = t.renamed_from;
}

std::string application(const Pair& pair) {
  std::string failure;
  const Schema have = canonical_sqlite(pair.from, failure), want = canonical_sqlite(pair.to, failure);
  Diagnostics diagnostics;
  const Target target = sqlite_target();
  const Alignment aligned = align(have, want, target, {}, diagnostics);
  if (diagnostics.has_errors()) return "align refuses:\n" + diagnostics.render();
  const std::vector<Change> changes = diff(aligned, target.traits);
  if (changes.empty() != (aligned.have == aligned.want && aligned.renamed.empty())) return "diff is not ==";
  const Schema reached = apply(have, changes, target.syntax);
  if (!(reached == aligned.want)) return "apply(have, diff) != want:\n" + difference(reached, aligned.want);
  if ((fingerprint(have) == fingerprint(want)) != (have == want))
    return "fingerprints are equal and schemas are not, or the other way round";
  return {};
}

std::string completeness(const Pair& pair) {
  std::string failure;
  const Target target = sqlite_target();
  const std::string script = sql::write(pair.from, syntax());
  const Schema have = canonical_sqlite(read_sqlite(script, failure), failure);
  Schema read_to = read_sqlite(sql::write(pair.to, syntax()), failure);
  carry_annotations(pair.to, read_to);
  const Schema want = canonical_sqlite(read_to, failure);
  if (!failure.empty()) return "cannot be read:\n" + failure;
  Diagnostics diagnostics;
  const Plan plan = make_plan(have, want, sqlite::dialect(), target, {}, diagnostics);
  if (diagnostics.has_errors()) return "no plan:\n" + diagnostics.render();
  std::string steps;
  for (const Group& g : plan.groups)
    for (const Step& s : g.steps) {
      if (sql::split(s.sql, syntax()).size() != 1) return "not one statement: " + s.sql;
      for (const std::string& u : s.undo)
        if (sql::split(u, syntax()).size() != 1) return "not one statement: " + u;
      steps += s.sql + ";\n";
    }
  const Schema reached = canonical_sqlite(read_sqlite(script + steps, failure), failure);
  if (!failure.empty()) return "from and its steps cannot be read:\n" + failure + steps;
  const Alignment end = align(reached, want, target, {}, diagnostics);
  if (!(end.have == end.want))
    return "the steps do not lead there:\n" + difference(end.have, end.want) + "steps:\n" + steps;
  if (fingerprint(end.want) != plan.to_fingerprint) return "the plan's fingerprint is not that of its end";

  Schema other = read_sqlite(shuffled(pair.to, pair.seed), failure);
  carry_annotations(pair.to, other);
  const Schema from_other = canonical_sqlite(read_sqlite(shuffled(pair.from, pair.seed + 1), failure), failure);
  const Plan same = make_plan(from_other, canonical_sqlite(other, failure), sqlite::dialect(), target, {}, diagnostics);
  if (to_json(same) != to_json(plan))
    return "another order of statements, another plan:\n" + to_json(plan) + to_json(same);
  Plan again = plan_from_json(to_json(plan));
  again.changes = plan.changes;
  if (to_json(again) != to_json(plan)) return "the plan does not survive its document";
  return {};
}

}  // namespace plumb::test
