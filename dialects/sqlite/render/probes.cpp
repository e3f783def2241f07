// Questions to the rows, asked before the first statement: would they fit?
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/dialects/sqlite/affinity.h"
#include "plumb/dialects/sqlite/render/steps.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::sqlite {

bool answerable(const Expr& e, const Table& from) {
  if (e.empty()) return true;
  const auto tree = sql::parse_expression(e.canonical, syntax());
  if (!tree) return false;
  for (const std::string& c : sql::columns_of(*tree))
    if (!std::any_of(from.columns.begin(), from.columns.end(),
                     [&](const Column& x) { return equals_ignoring_case(x.name, c); }))
      return false;
  return true;
}

std::vector<IndexPart> collated(std::vector<IndexPart> parts, const Table& from, const Table& to) {
  for (IndexPart& p : parts) {
    const Column* was = from.find_column(p.column);
    const Column* is = to.find_column(p.column);
    if (p.collation.empty() && was && is && was->collation != is->collation)
      p.collation = is->collation.empty() ? "BINARY" : is->collation;
  }
  return parts;
}

namespace {

constexpr int kShown = 5;  // rows that a probe gives at most

// What tells a person which row it is: the primary key, else all of it.
std::string row_key(const Table& t) {
  if (t.primary_key && !t.primary_key->parts.empty()) {
    std::string out;
    for (const IndexPart& p : t.primary_key->parts) {
      if (!t.find_column(p.column)) return "*";
      out += (out.empty() ? "" : ", ") + quoted(p.column);
    }
    return out;
  }
  return "*";
}

Probe rows_where(const Table& from, const ObjectId& id, const std::string& condition, std::string problem,
                 std::string remedy) {
  return {id, fmt::format("SELECT {} FROM {} WHERE {} LIMIT {}", row_key(from), quoted(from.name), condition, kShown),
          std::move(problem), std::move(remedy)};
}

void not_null(const Table& from, const Table& to, std::vector<Probe>& out) {
  for (const Column& c : to.columns) {
    if (c.nullable) continue;
    const ObjectId id = id_of(to.name, c);
    const Column* was = from.find_column(c.name);
    if (const Computed* computed = c.computed()) {
      if ((was && *was == c) || !answerable(computed->from, from)) continue;
      out.push_back(rows_where(from, id, fmt::format("({}) IS NULL", computed->from.canonical),
                               fmt::format("{} is not null, but there are rows for which it would be", id.display()),
                               "correct them first, or let the column be null"));
      continue;
    }
    if (was && was->nullable) {
      out.push_back(rows_where(
          from, id, quoted(c.name) + " IS NULL",
          fmt::format("{} becomes not null, but there are rows without a value", id.display()),
          fmt::format("fill them first, such as: UPDATE {} SET {} = {} WHERE {} IS NULL", quoted(from.name),
                      quoted(c.name), c.default_value() ? c.default_value()->written : "…", quoted(c.name))));
    } else if (!was && (!c.default_value() || equals_ignoring_case(c.default_value()->canonical, "null"))) {
      out.push_back({id, fmt::format("SELECT 1 FROM {} LIMIT 1", quoted(from.name)),
                     fmt::format("{} is added as not null and without a default, but the table has rows", id.display()),
                     "give it a default, or add it nullable and fill it first"});
    }
  }
}

void checks(const Table& from, const Table& to, std::vector<Probe>& out) {
  for (const Check& c : to.checks) {
    if (std::find(from.checks.begin(), from.checks.end(), c) != from.checks.end()) continue;
    if (!answerable(c.expression, from)) continue;
    const ObjectId id = id_of(to.name, c);
    out.push_back(rows_where(from, id, fmt::format("NOT ({})", c.expression.canonical),
                             fmt::format("{} is added, but there are rows that it refuses", id.display()),
                             "correct or delete them first"));
  }
}

// What is alike depends on the columns' collations and affinities: where they change, a key that stays is asked about
// too. (What becomes alike by a conversion is found with the conversion.)
bool compares_anew(const std::vector<IndexPart>& parts, const Table& from, const Table& to) {
  return std::any_of(parts.begin(), parts.end(), [&](const IndexPart& p) {
    const Column* was = from.find_column(p.column);
    const Column* is = to.find_column(p.column);
    return was && is && was->collation != is->collation;
  });
}

template <class Key>
bool holds(const std::vector<Key>& keys, const Key& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

void uniques(const Table& from, const Table& to, std::vector<Probe>& out) {
  auto known = [&](const std::vector<IndexPart>& parts) {
    return std::all_of(parts.begin(), parts.end(), [&](const IndexPart& p) { return from.find_column(p.column); });
  };
  auto ask = [&](const ObjectId& id, const std::vector<IndexPart>& parts, const Expr& where) {
    out.push_back(probe_unique(from.name, id, collated(parts, from, to), where, id.display()));
  };
  for (const Unique& u : to.uniques)
    if (known(u.parts) && (!holds(from.uniques, u) || compares_anew(u.parts, from, to)))
      ask(id_of(to.name, u), u.parts, {});
  for (const Index& i : to.indexes)
    if (i.unique && known(i.parts) && answerable(i.where, from) && holds(from.indexes, i) &&
        compares_anew(i.parts, from, to))
      ask(id_of(to.name, i), i.parts, i.where);
  if (!to.primary_key || !known(to.primary_key->parts)) return;
  const std::vector<IndexPart>& parts = to.primary_key->parts;
  const bool same_columns = from.primary_key && from.primary_key->parts.size() == parts.size() &&
                            std::equal(parts.begin(), parts.end(), from.primary_key->parts.begin(),
                                       [](const IndexPart& x, const IndexPart& y) {
                                         return x.column == y.column && x.collation == y.collation;
                                       });
  if (!same_columns || compares_anew(parts, from, to)) ask(id_of(to.name, *to.primary_key), parts, {});
}

// Affinity changes what is stored: text that looks like a number becomes one. '007' would become 7.
void conversions(const Table& from, const Table& to, std::vector<Probe>& out) {
  for (const Column& c : to.columns) {
    const Column* was = from.find_column(c.name);
    if (!was || c.computed() || was->computed()) continue;
    const Affinity a = affinity(was->type), b = affinity(c.type);
    if (a == b) continue;
    const ObjectId id = id_of(to.name, c);
    const std::string name = quoted(c.name);
    if (b == Affinity::Integer || b == Affinity::Numeric || b == Affinity::Real) {
      if (a == Affinity::Text || a == Affinity::Blob)
        out.push_back(rows_where(
            from, id,
            fmt::format("typeof({0}) = 'text' AND {0} GLOB '*[0-9]*' AND trim({0}) NOT GLOB '*[^-+.0-9eE]*' AND "
                        "CAST(CAST({0} AS NUMERIC) AS TEXT) <> {0}",
                        name),
            fmt::format("{} becomes a number, and there are texts that would not come back the same, such as '007'",
                        id.display()),
            "correct them first, or keep a text type"));
      if (b == Affinity::Real)
        out.push_back(rows_where(
            from, id,
            fmt::format("typeof({0}) = 'integer' AND ({0} > 9007199254740992 OR {0} < -9007199254740992)", name),
            fmt::format("{} becomes REAL, and there are integers that it cannot hold exactly", id.display()),
            "keep an integer type"));
    }
  }
}

const Column* rowid_alias(const Table& t) {
  if (!t.primary_key || t.primary_key->parts.size() != 1 || t.primary_key->on_column) return nullptr;
  const Column* c = t.find_column(t.primary_key->parts[0].column);
  return c && c->type.name == "INTEGER" && c->type.args.empty() && !extra_of<SqliteTable>(t.extra).without_rowid
             ? c
             : nullptr;
}

constexpr const char* kNotInteger =
    "typeof({0}) NOT IN ('integer', 'null') AND NOT (typeof({0}) = 'real' AND {0} = CAST({0} AS INTEGER)) AND NOT "
    "(typeof({0}) = 'text' AND CAST(CAST({0} AS INTEGER) AS TEXT) = trim({0}))";

// What a strict column of the type would refuse; empty where it takes anything.
std::string refused_by(const Column& c, const std::string& name) {
  if (c.type.name == "ANY") return {};
  switch (affinity(c.type)) {
    case Affinity::Integer: return fmt::format(fmt::runtime(kNotInteger), name);
    case Affinity::Real:
      return fmt::format(
          "typeof({0}) NOT IN ('integer', 'real', 'null') AND NOT (typeof({0}) = 'text' AND trim({0}) <> '' "
          "AND trim({0}) NOT GLOB '*[^-+.0-9eE]*')",
          name);
    case Affinity::Text: return fmt::format("typeof({}) = 'blob'", name);
    default: return fmt::format("typeof({}) NOT IN ('blob', 'null')", name);
  }
}

// STRICT refuses what does not convert; the copy would fail half way.
void strictness(const Table& from, const Table& to, std::vector<Probe>& out) {
  if (!extra_of<SqliteTable>(to.extra).strict) return;
  const bool was_strict = extra_of<SqliteTable>(from.extra).strict;
  for (const Column& c : to.columns) {
    const Column* was = from.find_column(c.name);
    if (!was || c.computed() || (was_strict && was->type == c.type)) continue;
    const ObjectId id = id_of(to.name, c);
    if (std::string refused = refused_by(c, quoted(c.name)); !refused.empty())
      out.push_back(rows_where(from, id, refused,
                               fmt::format("{} is strictly {}, and there are other values", id.display(), c.type.name),
                               "convert them first"));
  }
}

// A column that becomes another name of the rowid: SQLite numbers a row that has no value, in silence.
void numbering(const Table& from, const Table& to, std::vector<Probe>& out) {
  const Column* alias = rowid_alias(to);
  if (!alias) return;
  const Column* was = from.find_column(alias->name);
  const Column* before = rowid_alias(from);
  if (!was || (before && before->name == alias->name)) return;
  const ObjectId id = id_of(to.name, *alias);
  const std::string name = quoted(alias->name);
  out.push_back(rows_where(
      from, id, fmt::format("{} IS NULL OR ({})", name, fmt::format(fmt::runtime(kNotInteger), name)),
      fmt::format("{} becomes the number of the row, and there are rows without an integer in it", id.display()),
      "give each of them a number of its own first"));
}

void orphans(const Table& from, const Table& to, const Schema& schema, std::vector<Probe>& out) {
  for (const ForeignKey& k : to.foreign_keys) {
    if (std::find(from.foreign_keys.begin(), from.foreign_keys.end(), k) != from.foreign_keys.end()) continue;
    const Table* parent = schema.tables.find(k.to);
    if (k.to_columns.size() != k.columns.size()) continue;
    std::string match, present;
    bool known = true;
    for (std::size_t i = 0; i < k.columns.size(); ++i) {
      known = known && from.find_column(k.columns[i]) && (!parent || parent->find_column(k.to_columns[i]));
      match += fmt::format("{}p.{} = c.{}", i ? " AND " : "", quoted(k.to_columns[i]), quoted(k.columns[i]));
      present += fmt::format("{}c.{} IS NOT NULL", i ? " AND " : "", quoted(k.columns[i]));
    }
    if (!known) continue;
    const ObjectId id = id_of(to.name, k);
    // A table that the plan makes has no rows yet.
    const std::string alone =
        parent ? fmt::format(" AND NOT EXISTS (SELECT 1 FROM {} AS p WHERE {})", quoted(k.to), match) : "";
    out.push_back(
        {id, fmt::format("SELECT c.* FROM {} AS c WHERE {}{} LIMIT {}", quoted(from.name), present, alone, kShown),
         fmt::format("{} is added, but there are rows that refer to nothing in `{}`", id.display(), k.to.display()),
         "delete them, or point them to a row that exists"});
  }
}

}  // namespace

Probe probe_unique(const QualifiedName& table, const ObjectId& id, const std::vector<IndexPart>& parts,
                   const Expr& where, const std::string& what) {
  std::string columns, present, keys;
  for (const IndexPart& p : parts) {
    const std::string one = p.plain() ? quoted(p.column) : "(" + p.expression.canonical + ")";
    columns += (columns.empty() ? "" : ", ") + one;
    keys += (keys.empty() ? "" : ", ") + one + (p.collation.empty() ? "" : " COLLATE " + quoted(p.collation));
    present += (present.empty() ? "" : " AND ") + one + " IS NOT NULL";
  }
  if (!where.empty()) present += " AND (" + where.canonical + ")";
  return {id,
          fmt::format("SELECT {}, count(*) FROM {} WHERE {} GROUP BY {} HAVING count(*) > 1 LIMIT {}", columns,
                      quoted(table), present, keys, kShown),
          fmt::format("{} must be unique, but there are rows that are alike", what),
          "delete or change all but one of each"};
}

std::vector<Probe> probes_for(const Table& from, const Table& to, const Schema& schema) {
  std::vector<Probe> out;
  not_null(from, to, out);
  checks(from, to, out);
  uniques(from, to, out);
  conversions(from, to, out);
  strictness(from, to, out);
  numbering(from, to, out);
  orphans(from, to, schema, out);
  return out;
}

std::vector<QualifiedName> recheck_after(const Table& from, const Table& to, const Surroundings& around) {
  auto same_column = [](const Table& a, const Table& b, const std::string& name) {
    const Column* x = a.find_column(name);
    const Column* y = b.find_column(name);
    return x && y && x->type == y->type && x->collation == y->collation && x->computed() == nullptr &&
           y->computed() == nullptr;
  };
  std::set<QualifiedName> out;
  for (const ForeignKey& k : to.foreign_keys) {
    const bool known = std::find(from.foreign_keys.begin(), from.foreign_keys.end(), k) != from.foreign_keys.end();
    const bool kept =
        std::all_of(k.columns.begin(), k.columns.end(), [&](const std::string& c) { return same_column(from, to, c); });
    if (!known || !kept) out.insert(to.name);
  }
  // Rows that refer to this table: its keys are the same unless their columns changed.
  const auto [first, last] = around.children.equal_range(to.name);
  for (auto child = first; child != last; ++child) {
    for (const ForeignKey& k : child->second->foreign_keys) {
      if (k.to == to.name && !std::all_of(k.to_columns.begin(), k.to_columns.end(),
                                          [&](const std::string& c) { return same_column(from, to, c); }))
        out.insert(child->second->name);
    }
  }
  return {out.begin(), out.end()};
}

}  // namespace plumb::sqlite
