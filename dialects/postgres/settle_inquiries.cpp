// What differs, and the columns.
#include "plumb/dialects/postgres/settle_inquiries.h"

#include <fmt/format.h>

#include <memory>

#include "plumb/dialects/postgres/canonical.h"

namespace plumb::postgres {

std::vector<Inquiry> Inquiries::find() {
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
  for (const Definition& d : want_.definitions) {
    const Definition* there = d.id.kind == Kind::Rule ? have_.definitions.find(d.id) : nullptr;
    if (there) rule(d, *there);
  }
  for (const View& v : want_.views) {
    if (const View* there = have_.views.find(v.name)) view(v, *there);
  }
  for (const Routine& r : want_.routines) {
    if (const Routine* there = have_.routines.find({r.name, r.signature()})) routine(r, *there);
  }
  return std::move(out_);
}

Place Inquiries::place(const QualifiedName& table) const {
  Place p;
  p.schema = &want_;
  p.table = table.empty() ? nullptr : want_.tables.find(table);
  if (const auto whole = p.table ? with_inherited_columns(want_, *p.table) : std::nullopt)
    p.table = &whole_.insert_or_assign(table, *whole).first->second;
  p.default_schema = target_.default_schema;
  return p;
}
std::string Inquiries::next(const char* kind) { return fmt::format("plumb_{}{}", kind, ++number_); }

bool Inquiries::agrees(const Cell& answer, const Expr& have, const Place& where) const {
  if (!answer) return false;
  Expr e{{}, shells_.in_own_names(*answer, false)};
  settle(e, where);
  return e == have;
}

std::optional<Inquiries::OfTable> Inquiries::start(const Table& table) {
  OfTable out{{}, shells_.quoted(table.name)};
  if (!shells_.add(table.name, out.inquiry.shells)) return std::nullopt;
  return out;
}

void Inquiries::columns(const Table& table, const Table& there) {
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

void Inquiries::column_default(const Table& table, const Column& c, const Expr& there) {
  Inquiry q;
  const std::optional<std::string> value = shells_.expression(*c.default_value(), {}, q.shells);
  const std::optional<std::string> column = shells_.column(c, q.shells);
  if (!value || !column) return;
  const std::string name = next("default_");
  q.make = {fmt::format("CREATE TEMPORARY TABLE {} ({} DEFAULT ({}))", name, *column, *value)};
  q.read = {
      fmt::format("SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'pg_temp.{}'::regclass", name)};
  q.take = [this, key = table.name, part = c.name, there](const std::vector<Cell>& answer) {
    Column* column_there = want_.tables.edit(key).find_column(part);
    Place where = place({});
    where.wanted = &column_there->type;
    if (agrees(answer[0], there, where)) std::get<Expr>(column_there->fill).canonical = there.canonical;
  };
  out_.push_back(std::move(q));
}

void Inquiries::generated(const Table& table, const Column& c, const Expr& there) {
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
  q.make = {fmt::format("CREATE TEMPORARY TABLE {} ({}{} GENERATED ALWAYS AS ({}) {})", name, columns, *own, *from,
                        is_virtual ? "VIRTUAL" : "STORED")};
  q.read = {
      fmt::format("SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'pg_temp.{}'::regclass", name)};
  q.take = [this, key = table.name, part = c.name, there](const std::vector<Cell>& answer) {
    if (!agrees(answer[0], there, place(key))) return;
    std::get<Computed>(want_.tables.edit(key).find_column(part)->fill).from.canonical = there.canonical;
  };
  out_.push_back(std::move(q));
}

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
