// Which expressions differ, and how each kind is put to the server.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/postgres_types.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/postgres/expression.h"
#include "plumb/dialects/postgres/settle.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

std::string literal(std::string_view text) { return sql::quote_string(text, syntax()); }
std::string quote(std::string_view name) { return sql::quote_name(name, syntax()); }

template <class T>
const T* by_name(const std::vector<T>& parts, const std::string& name) {
  const auto at = std::find_if(parts.begin(), parts.end(), [&](const T& p) { return p.name == name; });
  return at == parts.end() ? nullptr : &*at;
}

bool differs(const Expr& want, const Expr& have) { return !want.empty() && !have.empty() && !(want == have); }

/// Writes them down as it finds them. The wanted schema is written to only when the answers are there, by names: its
/// parts may move meanwhile.
class Inquiries {
 public:
  Inquiries(Schema& want, const Schema& have, const Target& target, Shells& shells)
      : want_(want), have_(have), target_(target), shells_(shells) {}

  std::vector<Inquiry> find() {
    for (const Table& t : want_.tables) {
      const Table* there = have_.tables.find(t.name);
      if (there == nullptr || there == &t) continue;
      columns(t, *there);
      checks(t, *there);
      indexes(t, *there);
      exclusions(t, *there);
      partitions(t, *there);
    }
    for (const Domain& d : want_.domains) {
      if (const Domain* there = have_.domains.find(d.name)) domain(d, *there);
    }
    for (const Policy& p : want_.policies) {
      if (const Policy* there = have_.policies.find({p.table, p.name})) policy(p, *there);
    }
    for (const Trigger& t : want_.triggers) {
      if (const Trigger* there = have_.triggers.find({t.table, t.name})) trigger(t, *there);
    }
    for (const View& v : want_.views) {
      if (const View* there = have_.views.find(v.name)) view(v, *there);
    }
    return std::move(out_);
  }

 private:
  // ---- what is common ----

  Place place(const QualifiedName& table) const {
    Place p;
    p.schema = &want_;
    p.table = table.empty() ? nullptr : want_.tables.find(table);
    p.default_schema = target_.default_schema;
    return p;
  }
  std::string next(const char* kind) { return fmt::format("plumb_{}{}", kind, ++number_); }

  /// True where the answer is what the server has.
  bool agrees(const Cell& answer, const Expr& have, const Place& where) const {
    if (!answer) return false;
    Expr e{{}, shells_.in_own_names(*answer, false)};
    settle(e, where);
    return e == have;
  }

  /// The statement that puts the one expression to the server, made of the table as it is there and the expression in its
  /// names.
  struct OfTable {
    const Table& table;
    Inquiry inquiry;
    std::string shell;
  };
  std::optional<OfTable> start(const Table& table) {
    OfTable out{table, {}, shells_.quoted(table.name)};
    if (!shells_.add(table.name, out.inquiry.shells)) return std::nullopt;
    return out;
  }

  // ---- columns ----

  void columns(const Table& table, const Table& there) {
    for (const Column& c : table.columns) {
      const Column* other = there.find_column(c.name);
      if (other == nullptr) continue;
      if (c.default_value() && other->default_value() && differs(*c.default_value(), *other->default_value())) {
        column_default(table, c, *other->default_value());
      }
      if (c.computed() && other->computed() && differs(c.computed()->from, other->computed()->from)) {
        generated(table, c, other->computed()->from);
      }
    }
  }

  void column_default(const Table& table, const Column& c, const Expr& there) {
    Inquiry q;
    const std::optional<std::string> value = shells_.expression(*c.default_value(), {}, q.shells);
    const std::optional<std::string> column = shells_.column(c, q.shells);
    if (!value || !column) return;
    const std::string name = next("default_");
    q.make = {fmt::format("CREATE TEMPORARY TABLE {} ({} DEFAULT ({}))", name, *column, *value)};
    q.read = {fmt::format("SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'pg_temp.{}'::regclass", name)};
    q.take = [this, key = table.name, part = c.name, there](const std::vector<Cell>& answer) {
      Column* column_there = want_.tables.edit(key).find_column(part);
      Place where = place({});
      where.wanted = &column_there->type;
      if (agrees(answer[0], there, where)) std::get<Expr>(column_there->fill).canonical = there.canonical;
    };
    out_.push_back(std::move(q));
  }

  void generated(const Table& table, const Column& c, const Expr& there) {
    Inquiry q;
    // Under the table's own name in the expression, if it says that at all.
    const std::optional<std::string> from = shells_.expression(c.computed()->from, table.name, q.shells);
    if (!from) return;
    std::string columns;
    for (const Column& other : shells_.columns_of(table)) {
      if (other.name == c.name) continue;
      const std::optional<std::string> column = shells_.column(other, q.shells);
      if (!column) return;
      columns += *column + ", ";
    }
    const std::optional<std::string> own = shells_.column(c, q.shells);
    if (!own) return;
    const std::string name = next("generated_");
    const bool is_virtual = !c.computed()->stored && target_.version.major >= 18;
    q.make = {fmt::format("CREATE TEMPORARY TABLE {} ({}{} GENERATED ALWAYS AS ({}) {})", name, columns, *own, *from, is_virtual ? "VIRTUAL" : "STORED")};
    q.read = {fmt::format("SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'pg_temp.{}'::regclass", name)};
    q.take = [this, key = table.name, part = c.name, there](const std::vector<Cell>& answer) {
      if (!agrees(answer[0], there, place(key))) return;
      std::get<Computed>(want_.tables.edit(key).find_column(part)->fill).from.canonical = there.canonical;
    };
    out_.push_back(std::move(q));
  }

  // ---- constraints and indexes ----

  void checks(const Table& table, const Table& there) {
    for (const Check& c : table.checks) {
      const Check* other = by_name(there.checks, c.name);
      if (other == nullptr || !differs(c.expression, other->expression)) continue;
      std::optional<OfTable> of = start(table);
      if (!of) continue;
      const std::optional<std::string> text = shells_.expression(c.expression, table.name, of->inquiry.shells);
      if (!text) continue;
      const std::string name = next("check_");
      of->inquiry.make = {fmt::format("ALTER TABLE {} ADD CONSTRAINT {} CHECK ({})", of->shell, name, *text)};
      of->inquiry.read = {fmt::format("SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conrelid = {}::regclass AND conname = '{}'",
                                      literal(of->shell), name)};
      of->inquiry.take = [this, key = table.name, part = c.name, expr = other->expression](const std::vector<Cell>& answer) {
        if (!agrees(answer[0], expr, place(key))) return;
        for (Check& check : want_.tables.edit(key).checks)
          if (check.name == part) check.expression.canonical = expr.canonical;
      };
      out_.push_back(std::move(of->inquiry));
    }
  }

  /// Which of the parts and the predicate differ, by place; -1 is the predicate.
  static std::vector<std::pair<int, Expr>> differing(const std::vector<IndexPart>& want, const Expr& where,
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

  /// Parts and predicate in the shells' names.
  bool translate(std::vector<IndexPart>& parts, Expr& where, const QualifiedName& table, Inquiry& q) {
    const auto one = [&](Expr& e) {
      if (e.empty()) return true;
      const std::optional<std::string> text = shells_.expression(e, table, q.shells);
      if (text) e = Expr{*text, *text};
      return text.has_value();
    };
    return std::all_of(parts.begin(), parts.end(), [&](IndexPart& p) { return one(p.expression); }) && one(where);
  }

  static void read_index(Inquiry& q, const std::string& name, const std::vector<std::pair<int, Expr>>& asked) {
    for (const auto& [part, expr] : asked) {
      q.read.push_back(part < 0 ? fmt::format("SELECT pg_get_expr(indpred, indrelid) FROM pg_index WHERE indexrelid = 'pg_temp.{}'::regclass", name)
                                : fmt::format("SELECT pg_get_indexdef('pg_temp.{}'::regclass, {}, false)", name, part + 1));
    }
  }

  void indexes(const Table& table, const Table& there) {
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
            Expr& e = asked[i].first < 0 ? wanted.where : wanted.parts[static_cast<std::size_t>(asked[i].first)].expression;
            e.canonical = asked[i].second.canonical;
          }
        }
      };
      out_.push_back(std::move(of->inquiry));
    }
  }

  void exclusions(const Table& table, const Table& there) {
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
            Expr& e = asked[i].first < 0 ? wanted.where : wanted.parts[static_cast<std::size_t>(asked[i].first)].expression;
            e.canonical = asked[i].second.canonical;
          }
        }
      };
      out_.push_back(std::move(of->inquiry));
    }
  }

  /// `pg_temp."t"` as a name that the writer quotes again.
  static QualifiedName shell_name(const std::string& quoted) {
    std::string name = quoted.substr(8);
    if (name.starts_with('"')) name = replace_all(name.substr(1, name.size() - 2), "\"\"", "\"");
    return {"pg_temp", name};
  }

  // ---- partitions ----

  void partitions(const Table& table, const Table& there) {
    const PostgresTable& own = extra_of<PostgresTable>(table.extra);
    const PostgresTable& other = extra_of<PostgresTable>(there.extra);
    if (table.partitioning && there.partitioning && table.partitioning->method == there.partitioning->method &&
        differs(table.partitioning->key, there.partitioning->key)) {
      partition_key(table, there.partitioning->key);
    }
    if (!own.partition_of.empty() && own.partition_of == other.partition_of && own.partition_bound != other.partition_bound &&
        !own.partition_bound.empty()) {
      partition_bound(table, own, other.partition_bound);
    }
  }

  /// CREATE TABLE … PARTITION BY, under a fresh name.
  std::optional<std::string> partitioned(const Table& table, const std::string& name, Inquiry& q) {
    std::string columns;
    for (const Column& c : shells_.columns_of(table)) {
      const std::optional<std::string> column = shells_.column(c, q.shells);
      if (!column) return std::nullopt;
      columns += (columns.empty() ? "" : ", ") + *column;
    }
    const Expr& key = table.partitioning->key;
    return fmt::format("CREATE TEMPORARY TABLE {} ({}) PARTITION BY {} ({})", name, columns, upper(table.partitioning->method),
                       key.written.empty() ? key.canonical : key.written);
  }

  void partition_key(const Table& table, const Expr& there) {
    Inquiry q;
    const std::string name = next("parent_");
    const std::optional<std::string> make = partitioned(table, name, q);
    if (!make) return;
    q.make = {*make};
    q.read = {fmt::format("SELECT pg_get_partkeydef('pg_temp.{}'::regclass)", name)};
    q.take = [this, key = table.name, there, method = upper(table.partitioning->method)](const std::vector<Cell>& answer) {
      if (!answer[0] || !answer[0]->starts_with(method + " (")) return;
      const std::string text = answer[0]->substr(method.size() + 2, answer[0]->size() - method.size() - 3);
      Table& table_there = want_.tables.edit(key);
      if (same_key(text, there.canonical)) table_there.partitioning.edit().key.canonical = there.canonical;
    };
    out_.push_back(std::move(q));
  }

  /// Lists of columns and expressions, spelled alike but for their outer form.
  static bool same_key(const std::string& a, const std::string& b) {
    Expr one{{}, a}, other{{}, b};
    settle(one, {});
    settle(other, {});
    return a == b || one == other;
  }

  void partition_bound(const Table& table, const PostgresTable& own, const std::string& there) {
    const Table* parent = want_.tables.find(own.partition_of);
    if (parent == nullptr || !parent->partitioning) return;
    Inquiry q;
    const std::string name = next("parent_"), part = next("part_");
    const std::optional<std::string> make = partitioned(*parent, name, q);
    if (!make) return;
    q.make = {*make, fmt::format("CREATE TEMPORARY TABLE {} PARTITION OF pg_temp.{} {}", part, name, own.partition_bound)};
    q.read = {fmt::format("SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE oid = 'pg_temp.{}'::regclass", part)};
    q.take = [this, key = table.name, there](const std::vector<Cell>& answer) {
      if (answer[0] && same_bound(*answer[0], there)) edit_extra<PostgresTable>(want_.tables.edit(key).extra).partition_bound = there;
    };
    out_.push_back(std::move(q));
  }
  static bool same_bound(const std::string& a, const std::string& b) { return a == b || lower(a) == lower(b); }

  // ---- domains, policies, triggers, views ----

  void domain(const Domain& d, const Domain& there) {
    const bool value = differs(d.default_value, there.default_value);
    std::vector<std::pair<std::string, Expr>> asked;
    for (const Check& c : d.checks) {
      const Check* other = by_name(there.checks, c.name);
      if (other && differs(c.expression, other->expression)) asked.emplace_back(c.name, other->expression);
    }
    if (!value && asked.empty()) return;
    Inquiry q;
    const std::optional<std::string> base = shells_.type(d.type, q.shells);
    if (!base) return;
    const std::string name = next("domain_");
    std::string make = fmt::format("CREATE DOMAIN pg_temp.{} AS {}", name, *base);
    if (!d.collation.empty()) make += " COLLATE " + d.collation;
    if (value) {
      const std::optional<std::string> text = shells_.expression(d.default_value, {}, q.shells);
      if (!text) return;
      make += fmt::format(" DEFAULT ({})", *text);
      q.read.push_back(fmt::format("SELECT pg_get_expr(typdefaultbin, 0) FROM pg_type WHERE oid = 'pg_temp.{}'::regtype", name));
    }
    for (const auto& [check, expr] : asked) {
      const std::optional<std::string> text = shells_.expression(by_name(d.checks, check)->expression, {}, q.shells);
      if (!text) return;
      make += fmt::format(" CONSTRAINT {} CHECK ({})", quote(check), *text);
      q.read.push_back(fmt::format("SELECT pg_get_expr(conbin, 0) FROM pg_constraint WHERE contypid = 'pg_temp.{}'::regtype AND conname = {}",
                                   name, literal(check)));
    }
    q.make = {std::move(make)};
    q.take = [this, key = d.name, value, asked, other = there.default_value](const std::vector<Cell>& answer) {
      Domain& wanted = want_.domains.edit(key);
      std::size_t i = 0;
      if (value) {
        Place where = place({});
        where.wanted = &wanted.type;
        if (agrees(answer[i++], other, where)) wanted.default_value.canonical = other.canonical;
      }
      for (const auto& [check, expr] : asked) {
        Place where = place({});
        where.value = &wanted.type;
        if (!agrees(answer[i++], expr, where)) continue;
        for (Check& c : wanted.checks)
          if (c.name == check) c.expression.canonical = expr.canonical;
      }
    };
    out_.push_back(std::move(q));
  }

  void policy(const Policy& p, const Policy& there) {
    const bool use = differs(p.using_, there.using_), check = differs(p.with_check, there.with_check);
    const Table* table = want_.tables.find(p.table);
    if ((!use && !check) || table == nullptr) return;
    std::optional<OfTable> of = start(*table);
    if (!of) return;
    Inquiry& q = of->inquiry;
    const std::string name = next("policy_");
    std::string make = fmt::format("CREATE POLICY {} ON {} FOR {}", name, of->shell, upper(p.command));
    const auto clause = [&](const char* words, const char* column, const Expr& e) {
      const std::optional<std::string> text = shells_.expression(e, p.table, q.shells);
      if (text) {
        make += fmt::format(" {} ({})", words, *text);
        q.read.push_back(fmt::format("SELECT pg_get_expr({}, polrelid) FROM pg_policy WHERE polrelid = {}::regclass AND polname = '{}'", column,
                                     literal(of->shell), name));
      }
      return text.has_value();
    };
    if (use && !clause("USING", "polqual", p.using_)) return;
    if (check && !clause("WITH CHECK", "polwithcheck", p.with_check)) return;
    q.make = {std::move(make)};
    q.take = [this, key = PartName{p.table, p.name}, use, check, there](const std::vector<Cell>& answer) {
      Policy& wanted = want_.policies.edit(key);
      std::size_t i = 0;
      if (use && agrees(answer[i++], there.using_, place(key.first))) wanted.using_.canonical = there.using_.canonical;
      if (check && agrees(answer[i], there.with_check, place(key.first))) wanted.with_check.canonical = there.with_check.canonical;
    };
    out_.push_back(std::move(q));
  }

  static std::string events_of(const Trigger& t) {
    std::vector<std::string> events;
    if (t.events.insert) events.emplace_back("INSERT");
    if (t.events.update) events.emplace_back("UPDATE");
    if (t.events.remove) events.emplace_back("DELETE");
    if (t.events.truncate) events.emplace_back("TRUNCATE");
    return join(events, " OR ");
  }

  void trigger(const Trigger& t, const Trigger& there) {
    const Table* table = want_.tables.find(t.table);
    if (!differs(t.when, there.when) || table == nullptr) return;
    std::optional<OfTable> of = start(*table);
    if (!of) return;
    const std::optional<std::string> when = shells_.expression(t.when, {}, of->inquiry.shells);
    if (!when) return;
    const std::string name = next("trigger_");
    of->inquiry.make = {fmt::format("CREATE TRIGGER {} {} {} ON {} FOR EACH {} WHEN ({}) EXECUTE FUNCTION "
                                    "pg_catalog.suppress_redundant_updates_trigger()",
                                    name, t.timing == Timing::Before ? "BEFORE" : "AFTER", events_of(t), of->shell,
                                    t.for_each_row ? "ROW" : "STATEMENT", *when)};
    of->inquiry.read = {fmt::format("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = {}::regclass AND tgname = '{}'",
                                    literal(of->shell), name)};
    of->inquiry.take = [this, key = PartName{t.table, t.name}, there](const std::vector<Cell>& answer) {
      if (!answer[0]) return;
      const std::size_t from = answer[0]->find(" WHEN ("), to = answer[0]->rfind(") EXECUTE FUNCTION");
      if (from == std::string::npos || to == std::string::npos) return;
      const std::string text = answer[0]->substr(from + 7, to - from - 7);
      if (agrees(text, there.when, place(key.first))) want_.triggers.edit(key).when.canonical = there.when.canonical;
    };
    out_.push_back(std::move(of->inquiry));
  }

  void view(const View& v, const View& there) {
    if (!differs(v.query, there.query) || v.recursive) return;
    Inquiry q;
    const std::optional<std::string> query = shells_.query(v.query, q.shells);
    if (!query) return;
    const std::string name = next("view_");
    std::string columns;
    for (const std::string& c : v.columns) columns += (columns.empty() ? "" : ", ") + quote(c);
    if (!columns.empty()) columns = " (" + columns + ")";
    q.make = {fmt::format("CREATE TEMPORARY VIEW {}{} AS {}", name, columns, *query)};
    q.read = {fmt::format("SELECT pg_get_viewdef('pg_temp.{}'::regclass)", name)};
    q.take = [this, key = v.name, there](const std::vector<Cell>& answer) {
      if (!answer[0]) return;
      std::string text = *answer[0];
      while (text.ends_with(';')) text.pop_back();
      Expr e{{}, shells_.in_own_names(text, true)};
      settle_query(e, place({}));
      if (!(e == there.query)) return;
      View& wanted = want_.views.edit(key);
      wanted.query.canonical = there.query.canonical;
      // Its list of names is part of the query that the server keeps.
      if (there.columns.empty()) wanted.columns.clear();
      wanted.uses = there.uses;
    };
    out_.push_back(std::move(q));
  }

  Schema& want_;
  const Schema& have_;
  const Target& target_;
  Shells& shells_;
  std::vector<Inquiry> out_;
  int number_ = 0;
};

}  // namespace

std::vector<Inquiry> inquiries_of(Schema& want, const Schema& have, const Target& target, Shells& shells) {
  // The answers are given to functions that outlive the search: they hold on to it.
  auto search = std::make_shared<Inquiries>(want, have, target, shells);
  std::vector<Inquiry> out = search->find();
  for (Inquiry& q : out) {
    q.take = [search, take = std::move(q.take)](const std::vector<Cell>& answers) { take(answers); };
  }
  return out;
}

}  // namespace plumb::postgres
