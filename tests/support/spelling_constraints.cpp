// Where a constraint stands: on its column, behind the columns, or in a statement of its own.
#include <algorithm>
#include <set>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/literal.h"
#include "plumb/tests/support/spelling_script.h"

namespace plumb::test {

using sql::Tok;

namespace {

Word word(std::string_view text) { return {Tok::Word, std::string(text), true, false}; }
Word op(std::string_view text, bool gap) { return {Tok::Operator, std::string(text), gap, false}; }

// The one column of `(column)` at `open`; false where it is anything else.
bool single_column(const Words& w, std::size_t open) {
  return open + 2 < w.size() && is_op(w[open], "(") && is_name(w[open + 1]) && is_op(w[open + 2], ")");
}

bool sorts(const TableText& t) {
  return std::any_of(t.constraints.begin(), t.constraints.end(), [](const Words& w) { return contains(w, "DESC"); });
}

// What does not mean the same in both places.
bool may_move(const std::string& kind, const Words& clause, const TableText& t, const Script& s) {
  if (kind == "PRIMARY")
    // SQLite: AUTOINCREMENT and DESC have a meaning on a column only; TiDB's AUTO_RANDOM asks for its key beside it.
    return !contains(clause, "AUTOINCREMENT") && !contains(clause, "DESC") && !contains(clause, "ASC") &&
           !std::any_of(t.columns.begin(), t.columns.end(),
                        [](const ColumnText& c) { return clause_of(c, "AUTO_RANDOM") != nullptr; });
  // SQLite: of two keys over the same columns the first says how they are sorted.
  if (kind == "UNIQUE" && s.sqlite() && sorts(t)) return false;
  if (kind == "UNIQUE") return !s.mysql() || kind_place(clause) == 0;
  // MySQL reads a reference on a column and forgets it; MariaDB keeps a column's check apart from the table's.
  if (kind == "CHECK") return !s.mariadb();
  return !s.mysql();
}

// PRIMARY KEY → PRIMARY KEY (c), REFERENCES t (x) → FOREIGN KEY (c) REFERENCES t (x).
Words as_table_constraint(const Words& clause, const Word& column) {
  const std::size_t at = kind_place(clause);
  const std::string kind = kind_of(clause);
  Words out = slice(clause, 0, at);
  const Words list = {op("(", true), {column.kind, column.text, false, column.fixed}, op(")", false)};
  std::size_t rest = at;
  if (kind == "PRIMARY") {
    append(out, slice(clause, at, at + 2));
    rest = at + 2;
  } else if (kind == "UNIQUE") {
    rest = at + 1;
    if (rest < clause.size() && is(clause[rest], "KEY")) ++rest;
    if (stands(clause, rest, {"NULLS", "NOT", "DISTINCT"})) rest += 3;
    if (stands(clause, rest, {"NULLS", "DISTINCT"})) rest += 2;
    append(out, slice(clause, at, rest));
  } else if (kind == "REFERENCES") {
    out.push_back(word("FOREIGN"));
    out.push_back(word("KEY"));
  }
  if (kind != "CHECK") append(out, list);
  append(out, slice(clause, rest, clause.size()));
  return out;
}

// The other way; empty where the constraint speaks of several columns.
Words as_column_clause(const Words& constraint, const Script& s, Word& column, const TableText& t) {
  const std::size_t at = kind_place(constraint);
  const std::string kind = kind_of(constraint);
  Words out = slice(constraint, 0, at);
  if (kind == "CHECK") {
    if (s.mysql() || t.columns.empty()) return {};
    column = t.columns.back().name;
    return constraint;
  }
  std::size_t open = at + (kind == "UNIQUE" ? 1 : 2);
  if (kind == "UNIQUE" && open < constraint.size() && is_any(constraint[open], {"KEY", "INDEX"})) ++open;
  if (stands(constraint, open, {"NULLS", "NOT", "DISTINCT"})) open += 3;
  if (stands(constraint, open, {"NULLS", "DISTINCT"})) open += 2;
  if ((kind != "PRIMARY" && kind != "UNIQUE" && kind != "FOREIGN") || !single_column(constraint, open)) return {};
  column = constraint[open + 1];
  if (kind != "FOREIGN") append(out, slice(constraint, at, open));
  append(out, slice(constraint, open + 3, constraint.size()));
  return out;
}

// Two constraints for which the server makes up names by number, one after the other.
bool numbered(const TableText& t, const std::string& kind) {
  std::size_t unnamed = 0;
  const auto count = [&](const Words& c) { unnamed += kind_of(c) == kind && kind_place(c) == 0; };
  for (const Words& c : t.constraints) count(c);
  for (const ColumnText& c : t.columns)
    for (const Words& clause : c.clauses) count(clause);
  return unnamed > 1;
}

}  // namespace

void constraints_to_tables(Script& script, Random& random) {
  each_table(script, [&](TableText& t) {
    for (ColumnText& c : t.columns) {
      std::erase_if(c.clauses, [&](const Words& clause) {
        const std::string kind = kind_of(clause);
        if (kind != "PRIMARY" && kind != "UNIQUE" && kind != "CHECK" && kind != "REFERENCES") return false;
        if (!may_move(kind, clause, t, script) || (kind == "CHECK" && numbered(t, kind)) || random.chance(10))
          return false;
        const Words moved = as_table_constraint(clause, c.name);
        t.constraints.insert(
            t.constraints.begin() + static_cast<std::ptrdiff_t>(random.below(t.constraints.size() + 1)), moved);
        return true;
      });
    }
  });
}

void constraints_to_columns(Script& script, Random& random) {
  each_table(script, [&](TableText& t) {
    std::vector<Words> stay;
    std::set<std::string> taken;  // SQLite and MySQL take one PRIMARY KEY and one UNIQUE on a column
    for (const Words& constraint : t.constraints) {
      Word named;
      const std::string kind = kind_of(constraint);
      const bool unnumbered = kind != "CHECK" || !numbered(t, kind);
      const Words clause =
          unnumbered && !random.chance(10) && may_move(kind == "FOREIGN" ? "REFERENCES" : kind, constraint, t, script)
              ? as_column_clause(constraint, script, named, t)
              : Words();
      ColumnText* c = clause.empty() ? nullptr : t.column(named, script.syntax());
      if (c == nullptr || (clause_of(*c, kind) != nullptr && kind != "CHECK"))
        stay.push_back(constraint);
      else
        c->clauses.push_back(clause);
    }
    t.constraints = std::move(stay);
  });
}

// ---- names that the server would make up, and other words for the same key

namespace {

// t_a_b_key, as PostgreSQL calls UNIQUE (a, b) of t; empty where it would have to shorten.
std::string implied_name(const TableText& t, const Words& constraint, const Script& s) {
  const std::string kind = kind_of(constraint), table = name_of(t.name.back(), s.syntax());
  if (kind == "PRIMARY") return table.size() < 50 ? table + "_pkey" : std::string();
  if (kind != "UNIQUE" && kind != "FOREIGN") return {};
  std::size_t open = 0;
  while (open < constraint.size() && !is_op(constraint[open], "(")) ++open;
  std::string out = table;
  for (std::size_t i = open + 1; i < closing(constraint, open); ++i)
    if (is_name(constraint[i])) out += "_" + name_of(constraint[i], s.syntax());
  out += kind == "UNIQUE" ? "_key" : "_fkey";
  return out.size() <= 63 ? out : std::string();
}

// KEY and INDEX are one word to MySQL; the name of a primary key is none.
void respell_key(Words& w, Random& random) {
  const std::string kind = kind_of(w);
  if (kind == "PRIMARY" && kind_place(w) == 0 && random.chance(60)) {
    const Words name = {word("CONSTRAINT"), {Tok::Name, "`any name`", true, true}};
    w.insert(w.begin(), name.begin(), name.end());
  }
  if (kind == "PRIMARY" || kind == "FOREIGN" || kind == "CHECK") return;
  for (Word& x : w) {
    if (is_op(x, "(")) break;
    if (is_any(x, {"KEY", "INDEX"}) && random.chance(60)) x.text = is(x, "KEY") ? "INDEX" : "KEY";
  }
  if (kind == "UNIQUE" && kind_place(w) == 0 && w.size() > 2 && is_any(w[1], {"KEY", "INDEX"}) && random.chance(50))
    w.erase(w.begin() + 1);
}

}  // namespace

void name_constraints(Script& script, Random& random) {
  each_table(script, [&](TableText& t) {
    std::set<std::string> made;
    for (Words& c : t.constraints) {
      if (script.mysql()) respell_key(c, random);
      if (!script.postgres() || kind_place(c) != 0) continue;
      const std::string name = implied_name(t, c, script);
      if (name.empty() || script.names.count(name) || !made.insert(name).second || random.chance(20)) continue;
      const Words named = {word("CONSTRAINT"), name_word(name, script.syntax())};
      c.insert(c.begin(), named.begin(), named.end());
    }
  });
}

// ---- by ALTER TABLE

namespace {

Words alter(const TableText& t, std::initializer_list<std::string_view> words) {
  Words out = {word("ALTER"), word("TABLE")};
  append(out, t.name);
  for (std::string_view w : words) out.push_back(word(w));
  return out;
}

bool counts(const TableText& t) {
  return std::any_of(t.columns.begin(), t.columns.end(), [](const ColumnText& c) {
    return clause_of(c, "AUTO_INCREMENT") != nullptr || clause_of(c, "AUTO_RANDOM") != nullptr;
  });
}

// KEY n (a) → CREATE INDEX n ON t (a); empty for what is no key or has no name.
Words as_create_index(const Words& constraint, const TableText& t) {
  std::size_t at = kind_place(constraint);
  Words out = {word("CREATE")};
  if (is_any(constraint[at], {"UNIQUE", "FULLTEXT", "SPATIAL"})) out.push_back(constraint[at++]);
  if (at < constraint.size() && is_any(constraint[at], {"KEY", "INDEX"})) ++at;
  if (at + 1 >= constraint.size() || !is_name(constraint[at]) || !is_op(constraint[at + 1], "(")) return {};
  out.push_back(word("INDEX"));
  out.push_back(constraint[at]);
  out.push_back(word("ON"));
  append(out, t.name);
  append(out, slice(constraint, at + 1, constraint.size()));
  return out;
}

std::vector<Words> take_constraints(TableText& t, const Script& s, Random& random) {
  std::vector<Words> first, last, stay;
  for (const Words& c : t.constraints) {
    const std::string kind = kind_of(c);
    // TiDB clusters a table by the key that it is made with; a counter needs its key from the start.
    const bool held = s.mysql() && ((kind == "PRIMARY" && s.tidb()) || counts(t) || kind == "PERIOD" ||
                                    (!t.tail.empty() && contains(t.tail, "PARTITION")));
    // A new table's constraints are valid, whatever is said.
    if (held || contains(c, "VALID") || random.chance(20)) {
      stay.push_back(c);
      continue;
    }
    Words index = s.mysql() && kind != "FOREIGN" && kind != "CHECK" && kind != "PRIMARY" && random.chance(60)
                      ? as_create_index(c, t)
                      : Words();
    if (index.empty()) {
      index = alter(t, {"ADD"});
      append(index, c);
    }
    (kind == "FOREIGN" ? last : first).push_back(std::move(index));
  }
  t.constraints = std::move(stay);
  first.insert(first.end(), last.begin(), last.end());
  return first;
}

bool speaks_of(const Words& words, const Word& column, const Script& s) {
  return std::any_of(words.begin(), words.end(), [&](const Word& w) {
    return is_name(w) && name_of(w, s.syntax()) == name_of(column, s.syntax());
  });
}

// The last column, where nothing in its table needs it.
std::vector<Words> take_column(TableText& t, const Script& s) {
  if (t.columns.size() < 2) return {};
  const ColumnText last = t.columns.back();
  bool needed = speaks_of(t.tail, last.name, s) || contains(t.head, "TEMP");
  for (const Words& c : t.constraints) needed |= speaks_of(c, last.name, s);
  for (const ColumnText& c : t.columns)
    if (&c != &t.columns.back()) needed |= speaks_of(words_of_column(c), last.name, s);
  for (const Words& c : last.clauses) {
    const std::string kind = kind_of(c);
    needed |= kind == "PRIMARY" || kind == "AUTO_INCREMENT" || kind == "WITHOUT" || kind == "WITH";
    // SQLite adds a column to rows that are there, which none of these can have.
    needed |= s.sqlite() && kind != "COLLATE" && !(kind == "DEFAULT" && c.size() == 2 && c[1].kind != Tok::Word);
    // A generated one is added alone, and TiDB's stored ones never.
    needed |= s.tidb() && (kind == "GENERATED" || kind == "AS");
  }
  if (needed) return {};
  t.columns.pop_back();
  Words out = alter(t, {"ADD", "COLUMN"});
  append(out, words_of_column(last));
  return {out};
}

std::vector<Words> take_attributes(TableText& t, Random& random) {
  std::vector<Words> out;
  const bool made_otherwise = !t.tail.empty();  // the default of a parent's column is its children's too
  for (ColumnText& c : t.columns) {
    const bool counted = clause_of(c, "GENERATED") || clause_of(c, "PRIMARY");
    if (counted || made_otherwise) continue;
    std::erase_if(c.clauses, [&](const Words& clause) {
      const std::string kind = kind_of(clause);
      if ((kind != "DEFAULT" && kind != "NOT") || kind_place(clause) != 0 || random.chance(50)) return false;
      Words statement = alter(t, {"ALTER", "COLUMN"});
      statement.push_back(c.name);
      statement.push_back(word("SET"));
      append(statement, clause);
      out.push_back(std::move(statement));
      return true;
    });
  }
  return out;
}

}  // namespace

void constraints_afterwards(Script& script, Random& random) {
  if (!script.sqlite()) constraints_to_tables(script, random);
  std::vector<Words> out;
  for (Words& s : script.statements) {
    TableText t;
    if (!parse_table(s, script, t)) {
      out.push_back(std::move(s));
      continue;
    }
    std::vector<Words> more;
    const auto add = [&](const std::vector<Words>& statements) {
      more.insert(more.end(), statements.begin(), statements.end());
    };
    if (script.postgres()) add(take_attributes(t, random));
    std::vector<Words> constraints;
    if (!script.sqlite()) constraints = take_constraints(t, script, random);
    // What goes may speak of the column, and comes behind it.
    const std::vector<Words> column = take_column(t, script);
    more.insert(more.begin(), column.begin(), column.end());
    add(constraints);
    out.push_back(t.words());
    out.insert(out.end(), more.begin(), more.end());
  }
  script.statements = std::move(out);
}

// serial → a sequence, a default and an owner, as pg_dump writes it.
void serials_in_full(Script& script, Random& random) {
  if (!script.postgres()) return;
  std::vector<Words> out;
  for (Words& s : script.statements) {
    TableText t;
    std::vector<Words> behind;
    if (parse_table(s, script, t)) {
      for (ColumnText& c : t.columns) {
        if (c.type.size() != 1 || !is_any(c.type[0], {"SERIAL", "BIGSERIAL", "SMALLSERIAL"}) || random.chance(30))
          continue;
        const std::string type = is(c.type[0], "SERIAL")      ? "integer"
                                 : is(c.type[0], "BIGSERIAL") ? "bigint"
                                                              : "smallint";
        const std::string plain =
            name_of(t.name.back(), script.syntax()) + "_" + name_of(c.name, script.syntax()) + "_seq";
        if (plain.size() > 63) continue;
        Words sequence = slice(t.name, 0, t.name.size() - 1);
        sequence.push_back(name_word(plain, script.syntax()));
        sequence.back().gap = t.name.back().gap;
        Words make = {word("CREATE")};
        if (contains(t.head, "UNLOGGED")) make.push_back(word("UNLOGGED"));
        make.push_back(word("SEQUENCE"));
        append(make, sequence);
        append(make, words_of("AS " + type, script.syntax()));
        out.push_back(std::move(make));
        std::string literal;
        sql::append_string(literal, text_of(sequence), script.syntax());
        c.type = words_of(type, script.syntax());
        c.clauses.push_back(words_of("DEFAULT nextval(" + literal + "::regclass)", script.syntax()));
        if (clause_of(c, "NOT") == nullptr) c.clauses.push_back(words_of("NOT NULL", script.syntax()));
        Words own = {word("ALTER"), word("SEQUENCE")};
        append(own, sequence);
        append(own, words_of("OWNED BY", script.syntax()));
        append(own, t.name);
        own.push_back(op(".", false));
        own.push_back({c.name.kind, c.name.text, false, c.name.fixed});
        behind.push_back(std::move(own));
      }
      s = t.words();
    }
    out.push_back(std::move(s));
    out.insert(out.end(), behind.begin(), behind.end());
  }
  script.statements = std::move(out);
}

}  // namespace plumb::test
