// Ways round: what is made otherwise first and then put right, as a folder of migrations does it.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/tests/support/spelling_script.h"

namespace plumb::test {

using sql::Tok;

namespace {

class Detours {
 public:
  Detours(TableText& table, const Script& script, Random& random) : t(table), s(script), r(random) {}

  std::vector<Words> before, after;

  void take() {
    if (r.chance(40)) drop_first();
    for (std::size_t i = 1; i < t.columns.size(); ++i) {
      if (!is_free(i)) continue;
      switch (r.below(4)) {
        case 0: rename(t.columns[i]); break;
        case 1: change(t.columns[i]); break;
        case 2:
          if (s.mysql() && add_later(i)) --i;
          break;
        default: break;
      }
    }
    if (r.chance(50)) pass_by();
    if (s.sqlite() && r.chance(40)) rename_table();
  }

 private:
  Words some(std::string_view text) const { return words_of(text, s.syntax()); }
  Words alter(std::string_view what) const {
    Words out = some("ALTER TABLE");
    append(out, t.name);
    append(out, some(what));
    return out;
  }
  Words statement(std::string_view what, const Words& rest) const {
    Words out = alter(what);
    append(out, rest);
    return out;
  }
  Word passing(std::string_view name) const { return name_word(std::string(name), s.syntax()); }

  bool speaks(const Words& words, const Word& column) const {
    return std::any_of(words.begin(), words.end(), [&](const Word& w) {
      return is_name(w) && equals_ignoring_case(name_of(w, s.syntax()), name_of(column, s.syntax()));
    });
  }
  // A column that nothing else in its table speaks of, with nothing on it that has a name of its own.
  bool is_free(std::size_t at) const {
    const ColumnText& c = t.columns[at];
    if (c.type.empty()) return false;
    for (std::size_t i = 0; i < t.columns.size(); ++i)
      if (i != at && speaks(words_of_column(t.columns[i]), c.name)) return false;
    for (const Words& w : t.constraints)
      if (speaks(w, c.name)) return false;
    if (speaks(t.tail, c.name) || contains(t.tail, "INHERITS") || contains(t.tail, "PARTITION")) return false;
    if (s.postgres() &&
        !is_any(c.type[0], {"INTEGER", "BIGINT", "TEXT", "VARCHAR", "NUMERIC", "BOOLEAN", "UUID", "DATE"}))
      return false;
    return std::all_of(c.clauses.begin(), c.clauses.end(), [&](const Words& w) {
      const std::string kind = kind_of(w);
      // PostgreSQL 18 names what says NOT NULL.
      return kind == "DEFAULT" || kind == "NULL" || kind == "COMMENT" || kind == "COLLATE" ||
             (kind == "NOT" && !s.postgres());
    });
  }

  // DROP TABLE IF EXISTS in front of it, as the dumps have it.
  void drop_first() {
    Words out = some("DROP TABLE IF EXISTS");
    append(out, t.name);
    before.push_back(std::move(out));
  }

  void rename(ColumnText& c) {
    if (renamed_) return;  // the passing name is taken
    const Word name = c.name;
    Words rest = {passing("a passing name")};
    if (s.mysql() && r.chance(50)) {
      c.name = rest[0];
      ColumnText as_wanted = c;
      as_wanted.name = name;
      append(rest, words_of_column(as_wanted));
      after.push_back(statement("CHANGE COLUMN", rest));
    } else {
      c.name = rest[0];
      append(rest, some("TO"));
      rest.push_back(name);
      after.push_back(statement("RENAME COLUMN", rest));
    }
    renamed_ = true;
  }

  void change(ColumnText& c) {
    if (s.sqlite()) return;
    if (s.mysql()) {
      after.push_back(statement(r.chance(50) ? "MODIFY" : "MODIFY COLUMN", words_of_column(c)));
      std::erase_if(c.clauses, [&](const Words& w) { return kind_of(w) != "COLLATE" && r.chance(70); });
      return;
    }
    if (!c.clauses.empty() || is(c.type[0], "TEXT") || is_op(c.type.back(), "]")) return;
    Words rest = {c.name};
    append(rest, some(r.chance(50) ? "TYPE" : "SET DATA TYPE"));
    append(rest, c.type);
    append(rest, some("USING"));
    rest.push_back(c.name);
    rest.back().gap = true;
    append(rest, some("::"));
    rest.back().gap = false;
    append(rest, c.type);
    after.push_back(statement("ALTER COLUMN", rest));
    c.type = some("text");
  }

  // Its place in the row is said when it comes.
  bool add_later(std::size_t at) {
    if (renamed_) return false;      // the one in front has another name by then
    if (at == taken_) return false;  // the one in front is not there yet
    taken_ = at;
    Words rest = words_of_column(t.columns[at]);
    append(rest, some("AFTER"));
    rest.push_back(t.columns[at - 1].name);
    after.push_back(statement(r.chance(50) ? "ADD" : "ADD COLUMN", rest));
    t.columns.erase(t.columns.begin() + static_cast<std::ptrdiff_t>(at));
    return true;
  }

  // A column that comes and goes.
  void pass_by() {
    if (contains(t.tail, "INHERITS") || contains(t.tail, "PARTITION") || contains(t.head, "TEMPORARY")) return;
    Words column = {passing("passing_by")};
    append(column, some(s.sqlite() ? "TEXT" : "integer"));
    if (r.chance(50)) append(column, some(s.sqlite() ? "DEFAULT 'x'" : "DEFAULT 5"));
    after.push_back(statement("ADD COLUMN", column));
    after.push_back(statement("DROP COLUMN", {column[0]}));
  }

  // SQLite makes up no names, so that a table may have had another one.
  void rename_table() {
    if (t.name.size() != 1) return;
    const bool itself =
        std::any_of(t.constraints.begin(), t.constraints.end(), [&](const Words& w) { return speaks(w, t.name[0]); });
    bool spoken = itself;
    for (const ColumnText& c : t.columns) spoken |= speaks(words_of_column(c), t.name[0]);
    if (spoken) return;
    const Words name = t.name;
    t.name = {passing("a passing table")};
    Words out = alter("RENAME TO");
    append(out, name);
    after.insert(after.begin(), std::move(out));
  }

  TableText& t;
  const Script& s;
  Random& r;
  bool renamed_ = false;
  std::size_t taken_ = 0;
};

}  // namespace

void take_detours(Script& script, Random& random) {
  std::vector<Words> out;
  for (Words& s : script.statements) {
    TableText t;
    if (!parse_table(s, script, t)) {
      out.push_back(std::move(s));
      continue;
    }
    Detours detours(t, script, random);
    detours.take();
    out.insert(out.end(), detours.before.begin(), detours.before.end());
    out.push_back(t.words());
    out.insert(out.end(), detours.after.begin(), detours.after.end());
  }
  script.statements = std::move(out);
}

}  // namespace plumb::test
