// Checks, indexes, exclusions, partitions.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/dialects/postgres/dialect.h"
#include "plumb/dialects/postgres/settle_inquiries.h"

namespace plumb::postgres {
namespace {

/// Which of the parts and the predicate differ, by place; -1 is the predicate.
std::vector<std::pair<int, Expr>> differing(const std::vector<IndexPart>& want, const Expr& where,
                                            const std::vector<IndexPart>& have, const Expr& have_where) {
  std::vector<std::pair<int, Expr>> out;
  if (want.size() == have.size()) {
    for (std::size_t i = 0; i < want.size(); ++i) {
      if (differs(want[i].expression, have[i].expression)) out.emplace_back(static_cast<int>(i), have[i].expression);
    }
  }
  if (differs(where, have_where)) out.emplace_back(-1, have_where);
  return out;
}

void read_index(Inquiry& q, const std::string& name, const std::vector<std::pair<int, Expr>>& asked) {
  for (const auto& [part, expr] : asked) {
    q.read.push_back(
        part < 0
            ? fmt::format(
                  "SELECT pg_get_expr(indpred, indrelid) FROM pg_index WHERE indexrelid = 'pg_temp.{}'::regclass", name)
            : fmt::format("SELECT pg_get_indexdef('pg_temp.{}'::regclass, {}, false)", name, part + 1));
  }
}

/// `pg_temp."t"` as a name that the writer quotes again.
QualifiedName shell_name(const std::string& quoted) {
  std::string name = quoted.substr(8);
  if (name.starts_with('"')) name = replace_all(name.substr(1, name.size() - 2), "\"\"", "\"");
  return {"pg_temp", name};
}

/// Lists of columns and expressions, spelled alike but for their outer form.
bool same_key(const std::string& a, const std::string& b) {
  Expr one{{}, a}, other{{}, b};
  settle(one, {});
  settle(other, {});
  return a == b || one == other;
}

/// A bound as the normal form of a schema has it: what it is a bound of counts.
std::string normal_bound(const Table& parent, Table part, const std::string& bound, const Target& target) {
  Schema both;
  edit_extra<PostgresTable>(part.extra).partition_bound = bound;
  const QualifiedName name = part.name;
  both.tables.insert(parent.name, parent);
  both.tables.insert(name, std::move(part));
  Diagnostics ignored;
  const Schema normal = dialect().canonical(std::move(both), target, ignored);
  return extra_of<PostgresTable>(normal.tables.find(name)->extra).partition_bound;
}

}  // namespace

void Inquiries::checks(const Table& table, const Table& there) {
  for (const Check& c : table.checks) {
    const Check* other = by_name(there.checks, c.name);
    if (other == nullptr || !differs(c.expression, other->expression)) continue;
    std::optional<OfTable> of = start(table);
    if (!of) continue;
    const std::optional<std::string> text = shells_.expression(c.expression, table.name, of->inquiry.shells);
    if (!text) continue;
    const std::string name = next("check_");
    of->inquiry.make = {fmt::format("ALTER TABLE {} ADD CONSTRAINT {} CHECK ({})", of->shell, name, *text)};
    of->inquiry.read = {fmt::format(
        "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conrelid = {}::regclass AND conname = '{}'",
        literal(of->shell), name)};
    of->inquiry.take = [this, key = table.name, part = c.name,
                        expr = other->expression](const std::vector<Cell>& answer) {
      if (!agrees(answer[0], expr, place(key))) return;
      for (Check& check : want_.tables.edit(key).checks)
        if (check.name == part) check.expression.canonical = expr.canonical;
    };
    out_.push_back(std::move(of->inquiry));
  }
}

bool Inquiries::translate(std::vector<IndexPart>& parts, Expr& where, const QualifiedName& table, Inquiry& q) {
  const auto one = [&](Expr& e) {
    if (e.empty()) return true;
    const std::optional<std::string> text = shells_.expression(e, table, q.shells);
    if (text) e = Expr{*text, *text};
    return text.has_value();
  };
  return std::all_of(parts.begin(), parts.end(), [&](IndexPart& p) { return one(p.expression); }) && one(where);
}

void Inquiries::indexes(const Table& table, const Table& there) {
  for (const Index& index : table.indexes) {
    const Index* other = there.find_index(index.name);
    if (other == nullptr) continue;
    const auto asked = differing(index.parts, index.where, other->parts, other->where);
    if (asked.empty()) continue;
    std::optional<OfTable> of = start(table);
    if (!of) continue;
    Index copy = index;
    copy.name = next("index_");
    copy.tablespace.clear();
    copy.parameters.clear();
    copy.clustered = copy.replica_identity = false;
    if (!translate(copy.parts, copy.where, table.name, of->inquiry)) continue;
    of->inquiry.make = {sql::write_create_index(shell_name(of->shell), copy, syntax())};
    read_index(of->inquiry, copy.name, asked);
    of->inquiry.take = [this, key = table.name, part = index.name, asked](const std::vector<Cell>& answer) {
      for (std::size_t i = 0; i < asked.size(); ++i) {
        if (!agrees(answer[i], asked[i].second, place(key))) continue;
        for (Index& wanted : want_.tables.edit(key).indexes) {
          if (wanted.name != part) continue;
          Expr& e =
              asked[i].first < 0 ? wanted.where : wanted.parts[static_cast<std::size_t>(asked[i].first)].expression;
          e.canonical = asked[i].second.canonical;
        }
      }
    };
    out_.push_back(std::move(of->inquiry));
  }
}

void Inquiries::exclusions(const Table& table, const Table& there) {
  for (const Exclusion& exclusion : table.exclusions) {
    const Exclusion* other = by_name(there.exclusions, exclusion.name);
    if (other == nullptr) continue;
    const auto asked = differing(exclusion.parts, exclusion.where, other->parts, other->where);
    if (asked.empty()) continue;
    std::optional<OfTable> of = start(table);
    if (!of) continue;
    Exclusion copy = exclusion;
    copy.name = next("exclusion_");
    copy.options.clear();
    if (!translate(copy.parts, copy.where, table.name, of->inquiry)) continue;
    sql::Sql add(syntax());
    add.word("ALTER TABLE").word(of->shell).word("ADD");
    sql::write_constraint(add, copy);
    of->inquiry.make = {std::move(add).take()};
    read_index(of->inquiry, copy.name, asked);
    of->inquiry.take = [this, key = table.name, part = exclusion.name, asked](const std::vector<Cell>& answer) {
      for (std::size_t i = 0; i < asked.size(); ++i) {
        if (!agrees(answer[i], asked[i].second, place(key))) continue;
        for (Exclusion& wanted : want_.tables.edit(key).exclusions) {
          if (wanted.name != part) continue;
          Expr& e =
              asked[i].first < 0 ? wanted.where : wanted.parts[static_cast<std::size_t>(asked[i].first)].expression;
          e.canonical = asked[i].second.canonical;
        }
      }
    };
    out_.push_back(std::move(of->inquiry));
  }
}

void Inquiries::partitions(const Table& table, const Table& there) {
  const PostgresTable& own = extra_of<PostgresTable>(table.extra);
  const PostgresTable& other = extra_of<PostgresTable>(there.extra);
  if (table.partitioning && there.partitioning && table.partitioning->method == there.partitioning->method &&
      differs(table.partitioning->key, there.partitioning->key)) {
    partition_key(table, there.partitioning->key);
  }
  if (!own.partition_of.empty() && own.partition_of == other.partition_of &&
      own.partition_bound != other.partition_bound && !own.partition_bound.empty()) {
    partition_bound(table, own, other.partition_bound);
  }
}

std::optional<std::string> Inquiries::partitioned(const Table& table, const std::string& name, Inquiry& q) {
  std::string columns;
  for (const Column& c : shells_.columns_of(table)) {
    const std::optional<std::string> column = shells_.column(c, q.shells);
    if (!column) return std::nullopt;
    columns += (columns.empty() ? "" : ", ") + *column;
  }
  const Expr& key = table.partitioning->key;
  return fmt::format("CREATE TEMPORARY TABLE {} ({}) PARTITION BY {} ({})", name, columns,
                     upper(table.partitioning->method), key.written.empty() ? key.canonical : key.written);
}

void Inquiries::partition_key(const Table& table, const Expr& there) {
  Inquiry q;
  const std::string name = next("parent_");
  const std::optional<std::string> make = partitioned(table, name, q);
  if (!make) return;
  q.make = {*make};
  q.read = {fmt::format("SELECT pg_get_partkeydef('pg_temp.{}'::regclass)", name)};
  q.take = [this, key = table.name, there,
            method = upper(table.partitioning->method)](const std::vector<Cell>& answer) {
    if (!answer[0] || !answer[0]->starts_with(method + " (")) return;
    const std::string text = answer[0]->substr(method.size() + 2, answer[0]->size() - method.size() - 3);
    Table& table_there = want_.tables.edit(key);
    if (same_key(text, there.canonical)) table_there.partitioning.edit().key.canonical = there.canonical;
  };
  out_.push_back(std::move(q));
}

void Inquiries::partition_bound(const Table& table, const PostgresTable& own, const std::string& there) {
  const Table* parent = want_.tables.find(own.partition_of);
  if (parent == nullptr || !parent->partitioning) return;
  Inquiry q;
  const std::string name = next("parent_"), part = next("part_");
  const std::optional<std::string> make = partitioned(*parent, name, q);
  if (!make) return;
  q.make = {*make,
            fmt::format("CREATE TEMPORARY TABLE {} PARTITION OF pg_temp.{} {}", part, name, own.partition_bound)};
  q.read = {
      fmt::format("SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE oid = 'pg_temp.{}'::regclass", part)};
  q.take = [this, key = table.name, there](const std::vector<Cell>& answer) {
    if (!answer[0]) return;
    const Table& part_there = *want_.tables.find(key);
    const Table* parent_there = want_.tables.find(extra_of<PostgresTable>(part_there.extra).partition_of);
    if (parent_there == nullptr || normal_bound(*parent_there, part_there, *answer[0], target_) != there) return;
    edit_extra<PostgresTable>(want_.tables.edit(key).extra).partition_bound = there;
  };
  out_.push_back(std::move(q));
}

}  // namespace plumb::postgres
