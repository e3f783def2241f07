// Tables: columns, what fills them, checks.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/mysql/realise.h"
#include "plumb/dialects/mysql/render/steps.h"
#include "plumb/dialects/mysql/types.h"

namespace plumb::mysql {
namespace {

using sql::Node;

const Domain* domain_of(const Realising& r, const Column& column) {
  return column.type.user_type ? r.work.from.domains.find(*column.type.user_type) : nullptr;
}

std::string cut_comment(Realising& r, const std::string& comment, std::size_t most, const std::string& of) {
  std::size_t characters = 0, end = 0;
  for (; end < comment.size(); ++end)
    if ((comment[end] & 0xC0) != 0x80 && characters++ == most) break;
  if (end < comment.size()) r.work.left_out.differs("comments are cut to what the server takes", of);
  return comment.substr(0, end);
}

bool is_in(const std::vector<IndexPart>& parts, const std::string& column) {
  return std::any_of(parts.begin(), parts.end(), [&](const IndexPart& p) { return p.column == column; });
}

Column realise_column(Realising& r, const Table& from, const Column& column) {
  Column made;
  const LogicalType type = r.logical(column);
  std::optional<int> length;
  if (const auto table = r.lengths.find(from.name); table != r.lengths.end())
    if (const auto at = table->second.find(column.name); at != table->second.end()) length = at->second;
  RealisedType realised = realise_type(type, length, r.can);
  made.name = r.work.names.column(from.name, column.name);
  made.type = std::move(realised.type);
  made.collation = std::move(realised.collation);
  made.nullable = column.nullable && !(from.primary_key && is_in(from.primary_key->parts, column.name));
  if (const Domain* domain = domain_of(r, column); domain && !domain->nullable) made.nullable = false;
  made.comment = cut_comment(r, column.comment, 1024, r.said(from, column.name));
  made.origin = column.origin;
  made.renamed_from = column.renamed_from;
  if (!realised.gap.empty()) r.work.left_out.differs(realised.gap, r.said(from, column.name));
  if (length && type.kind == LogicalType::Kind::Text)
    r.work.left_out.differs("text that a key holds is varchar of at most 255 characters, and longer values are refused",
                            r.said(from, column.name));
  return made;
}

// ---- what fills a column

bool is_numbered(Realising& r, const Column& column) {
  if (column.identity() || extra_of<PostgresColumn>(column.extra).serial) return true;
  std::string sequence;
  if (!realise::takes_from_sequence(r.work, column, sequence)) return false;
  if (!sequence.empty()) r.work.used_sequences.insert(sequence);
  return true;
}

bool is_date(const Type& type) {
  const Values values = values_of(type);
  return values == Values::Date || values == Values::Timestamp;
}

/// The server numbers one column of a table, which must be the first of some index.
void number(Realising& r, const Table& from, const Column& column, Table& to, Column& made) {
  const std::string name = r.said(from, column.name);
  const bool taken = std::any_of(to.columns.begin(), to.columns.end(), [](const Column& c) { return c.identity(); });
  if (taken || values_of(made.type) != Values::Integer) {
    r.work.left_out.add(
        Severity::Warning, "numberings of columns",
        taken ? std::string(r.can.server) + " numbers one column of a table" : "the column is no integer", name);
    return;
  }
  made.nullable = false;
  made.fill = Identity{};
  if (const Identity* identity = column.identity();
      identity && identity->options->start && *identity->options->start != "1")
    edit_extra<MysqlTable>(to.extra).auto_increment = *identity->options->start;
  const auto leads = [&](const std::vector<IndexPart>& parts) {
    return !parts.empty() && parts[0].column == made.name;
  };
  if (to.primary_key && leads(to.primary_key->parts)) return;
  if (std::any_of(to.indexes.begin(), to.indexes.end(), [&](const Index& i) { return leads(i.parts); })) return;
  Index index;
  IndexPart part;
  part.column = made.name;
  index.parts.push_back(std::move(part));
  index.origin = column.origin;
  to.indexes.push_back(std::move(index));
}

/// A foreign key that acts on a column forbids stored columns that are computed from it.
bool must_be_virtual(const Table& from, const Node& expression) {
  const std::vector<std::string> names = sql::columns_of(expression);
  for (const ForeignKey& key : from.foreign_keys) {
    const auto acts = [](OnChange c) { return c != OnChange::NoAction && c != OnChange::Restrict; };
    if (!acts(key.on_delete) && !acts(key.on_update)) continue;
    for (const std::string& column : key.columns)
      if (std::find(names.begin(), names.end(), column) != names.end()) return true;
  }
  return false;
}

void compute(Realising& r, const Table& from, const Column& column, const Computed& computed, Column& made) {
  std::string why;
  const realise::Place place{&r.work, &from, false, nullptr};
  const Node node = r.work.written_in.neutral(computed.from);
  auto expression = to_mysql(node, place, r.can, why);
  if (!expression) {
    // Nobody can write a value for it in production, so nothing may insist on one here.
    made.nullable = true;
    r.work.left_out.add(Severity::Warning, "expressions of generated columns", why, r.said(from, column.name));
    return;
  }
  const bool stored = computed.stored && !must_be_virtual(from, node);
  if (stored != computed.stored)
    r.work.left_out.differs("a column computed from one that a foreign key changes is virtual",
                            r.said(from, column.name));
  if (!r.can.computed_not_null) made.nullable = true;
  made.fill = Computed{expression_of(*expression), stored};
}

void fill(Realising& r, const Table& from, const Column& column, Table& to, Column& made) {
  if (is_numbered(r, column)) return number(r, from, column, to, made);
  if (const Computed* computed = column.computed()) return compute(r, from, column, *computed, made);
  const Domain* domain = domain_of(r, column);
  const Expr* value = column.default_value();
  if (!value && domain && !domain->default_value.empty()) value = &domain->default_value;
  if (!value) return;
  std::string why;
  auto realised = realise_default(r, from, *value, r.logical(column), made, why);
  const bool expression = realised && realised->written.starts_with("(");
  if (expression && !r.can.tells_key_defaults && from.primary_key && is_in(from.primary_key->parts, column.name))
    why = "MySQL before 8.0.16 does not show an expression that is the default of a primary key";
  else if (expression && !r.can.computed_dates && !made.nullable && is_date(made.type))
    why = "MySQL before 8.0.16 alters no table with a computed default of a date that is NOT NULL";
  else if (realised)
    made.fill = std::move(*realised);
  if (!why.empty()) r.work.left_out.add(Severity::Warning, "defaults", why, r.said(from, column.name));
}

// ---- checks

bool is_written_by_keys(const Realising& r, const Table& to, const std::vector<std::string>& columns) {
  for (const ForeignKey& key : to.foreign_keys) {
    if (!forbids_checks(key, r.can)) continue;
    for (const std::string& column : key.columns)
      if (std::find(columns.begin(), columns.end(), column) != columns.end()) return true;
  }
  return false;
}

bool is_counted(const Table& to, const std::vector<std::string>& columns) {
  return std::any_of(to.columns.begin(), to.columns.end(), [&](const Column& c) {
    return c.identity() && std::find(columns.begin(), columns.end(), c.name) != columns.end();
  });
}

void realise_check(Realising& r, const Table& from, Table& to, const Check& check, Node node, const std::string& name) {
  const auto left_out = [&](const std::string& why) { r.work.left_out.add(Severity::Warning, "checks", why, name); };
  if (!r.can.checks) return left_out(std::string(r.can.no_checks));
  std::string why;
  const realise::Place place{&r.work, &from, false, nullptr};
  auto made = to_mysql(std::move(node), place, r.can, why, Wanted::Condition);
  if (!made) return left_out(why);
  const std::vector<std::string> columns = sql::columns_of(*made);
  if (is_written_by_keys(r, to, columns)) return left_out("a foreign key writes into a column of them");
  if (is_counted(to, columns)) return left_out("the server numbers a column of them");
  Check out;
  out.name = realise::own_name(check.name, from);
  out.expression = expression_of(*made);
  out.enforced = check.enforced;
  out.origin = check.origin;
  add_check(r, to, std::move(out));
}

}  // namespace

const Table* Realising::find(const QualifiedName& name) const {
  const auto at = tables.find(name);
  return at == tables.end() ? nullptr : &at->second;
}

LogicalType Realising::logical(const Column& column) const {
  return work.written_in.logical(column.type, &column, work.from);
}

std::string fitted(std::string name) {
  constexpr std::size_t kMost = 64;
  if (name.size() <= kMost) return name;
  const std::string mark = realise::mark(name);
  std::size_t end = kMost - mark.size();
  while (end > 0 && (name[end] & 0xC0) == 0x80) --end;
  return name.substr(0, end) + mark;
}

bool forbids_checks(const ForeignKey& key, const Abilities& can) {
  const auto writes = [](OnChange c) { return c == OnChange::SetNull || c == OnChange::SetDefault; };
  return writes(key.on_delete) || writes(key.on_update) || key.on_update == OnChange::Cascade ||
         (key.on_delete == OnChange::Cascade && !can.checks_beside_cascades);
}

/// Names of checks are the database's here, and the table's in production.
void add_check(Realising& r, Table& to, Check check) {
  if (const auto at = r.checks_named.find(lower(check.name)); at != r.checks_named.end() && at->second > 1)
    check.name = fitted(to.name.name + "_" + check.name);
  to.checks.push_back(std::move(check));
}

void realise_columns(Realising& r, const Table& from) {
  Table to;
  to.name = r.work.names.relation(from.name);
  to.origin = from.origin;
  to.comment = cut_comment(r, from.comment, 2048, from.name.display());
  if (!from.renamed_from.empty())
    to.renamed_from = Written(r.work.names.relation({from.name.schema, from.renamed_from.text}).name);
  MysqlTable& extra = edit_extra<MysqlTable>(to.extra);
  extra.charset = "utf8mb4";
  extra.collation = r.can.collation;
  for (const Column& column : from.columns) to.columns.push_back(realise_column(r, from, column));
  const QualifiedName name = to.name;
  r.work.out.tables.set(name, std::move(to));
}

void realise_fills(Realising& r, const Table& from) {
  Table& to = r.work.out.tables.edit(r.work.names.relation(from.name));
  for (std::size_t i = 0; i < from.columns.size(); ++i) fill(r, from, from.columns[i], to, to.columns[i]);
}

void realise_checks(Realising& r, const Table& from) {
  Table& to = r.work.out.tables.edit(r.work.names.relation(from.name));
  for (const Check& check : from.checks)
    realise_check(r, from, to, check, r.work.written_in.neutral(check.expression),
                  r.said(from, check.name.empty() ? check.expression.canonical : check.name));
  for (const Column& column : from.columns) {
    const Domain* domain = domain_of(r, column);
    if (!domain) continue;
    for (const Check& check : domain->checks) {
      Node node = r.work.written_in.neutral(check.expression);
      realise::rename_value(node, column.name);
      Check unnamed = check;  // a domain's check stands at many columns
      unnamed.name.clear();
      realise_check(r, from, to, unnamed, std::move(node), r.said(from, column.name));
    }
  }
}

}  // namespace plumb::mysql
