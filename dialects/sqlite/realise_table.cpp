// Tables and columns of another dialect on SQLite.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/sqlite/realise.h"

namespace plumb::sqlite {
namespace {

using Kind = LogicalType::Kind;
using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

TypeFacts facts_of(const Target& written_for) {
  const bool mysql = written_for.syntax.grammar.mysql;
  return {.numeric_booleans = mysql, .long_times = mysql, .bits_are_numbers = mysql};
}

/// A literal as the column's type on SQLite keeps it.
void fit(Node& node, const LogicalType& type, const TypeFacts& facts) {
  const bool text = node.kind == NodeKind::String;
  switch (type.kind) {
    case Kind::Boolean:
      make_boolean(node);
      if (node.kind == NodeKind::String && looks_like_number(node.text)) node = number_of(node.text);
      break;
    case Kind::Integer:
    case Kind::Decimal:
    case Kind::Float:
    case Kind::Year:
    case Kind::Money:
      if (text && looks_like_number(node.text)) node = number_of(node.text);
      break;
    case Kind::Array:
      if (text) node.text = json_list(node.text, type);
      break;
    case Kind::Bits:
      if (node.kind == NodeKind::Bits && !facts.bits_are_numbers) {
        node.kind = NodeKind::String;
      } else if (node.kind == NodeKind::Bits && node.text.size() < 64) {
        unsigned long long value = 0;
        for (char c : node.text) value = value * 2 + static_cast<unsigned>(c == '1');
        node = neutral::number(std::to_string(value));
      }
      break;
    case Kind::Timestamp:
      if (node.kind == NodeKind::Call && node.text == "now" && type.precision == 0)
        node = neutral::call("now", {neutral::number("0")});
      break;
    case Kind::Bytes:
      if (text && node.text.find('\0') != std::string::npos) node = blob_of(node.text);
      break;
    case Kind::Date:
      if (node.kind == NodeKind::Call && node.text == "now") node = neutral::call("current_date");
      break;
    case Kind::Time:
      if (node.kind == NodeKind::Call && node.text == "now")
        node = neutral::call("current_time", {neutral::number("0")});
      break;
    default: break;
  }
}

struct ColumnWork {
  Realising& realising;
  const Table& from;
  Table& to;
  const Column& column;
  Column made;
  LogicalType type;
  bool sole_key = false;  ///< the one column of the primary key
  bool zero_dates = false;
};

const Domain* domain_of(const ColumnWork& w) {
  return w.column.type.user_type ? w.realising.from.domains.find(*w.column.type.user_type) : nullptr;
}

bool is_serial(const Column& column) { return extra_of<PostgresColumn>(column.extra).serial; }

void set_default(ColumnWork& w, const Expr& value) {
  Node node = w.realising.written_in.neutral(value);
  if (node.kind == NodeKind::Null) return;
  w.zero_dates = is_zero_date(node);
  fit(node, w.type, facts_of(w.realising.written_for));
  std::string why;
  const ExpressionPlace place{&w.realising, nullptr, true, nullptr};
  if (auto made = to_sqlite(std::move(node), place, why))
    w.made.fill = default_of(*made);
  else
    w.realising.left_out.add(Severity::Warning, "defaults", why, path(w.from, w.column.name));
}

void set_computed(ColumnWork& w, const Computed& computed) {
  std::string why;
  const ExpressionPlace place{&w.realising, &w.from, false, nullptr};
  if (auto made = to_sqlite(w.realising.written_in.neutral(computed.from), place, why)) {
    w.made.fill = Computed{expression_of(*made), computed.stored};
    return;
  }
  // Nobody can write a value for it in production, so nothing may insist on one here.
  w.made.nullable = true;
  w.realising.left_out.add(Severity::Warning, "expressions of generated columns", why, path(w.from, w.column.name));
}

/// True where the server counts the column up by itself.
bool is_numbered(const ColumnWork& w) {
  if (w.column.identity() || is_serial(w.column)) return true;
  std::string sequence;
  if (!realise::takes_from_sequence(w.realising, w.column, sequence)) return false;
  if (!sequence.empty()) w.realising.used_sequences.insert(sequence);
  return true;
}

/// INTEGER PRIMARY KEY AUTOINCREMENT where it is the key (numbers of deleted rows do not come back,
/// as in production), else a trigger that fills it.
void number(ColumnWork& w) {
  if (w.sole_key && w.type.kind == Kind::Integer) {
    w.to.primary_key->autoincrement = true;
    w.to.primary_key->on_column = true;
    return;
  }
  w.made.nullable = true;
  add_numbering_trigger(w.realising, w.from, w.column);
}

void set_fill(ColumnWork& w) {
  if (is_numbered(w)) return number(w);
  if (const Computed* computed = w.column.computed()) return set_computed(w, *computed);
  const Domain* domain = domain_of(w);
  if (const Expr* value = w.column.default_value())
    set_default(w, *value);
  else if (domain && !domain->default_value.empty())
    set_default(w, domain->default_value);
}

/// INTEGER PRIMARY KEY would number rows by itself, which production does not where the key is not
/// numbered: it refuses a row without a key. INT PRIMARY KEY does so too.
void set_type(ColumnWork& w, const RealisedType& realised) {
  w.made.type = realised.type;
  w.made.collation = realised.collation;
  if (w.sole_key && w.made.type.name == "INTEGER" && !w.to.primary_key->autoincrement) w.made.type.name = "INT";
}

void add_check(ColumnWork& w, Expr expression) {
  Check check;
  check.expression = std::move(expression);
  check.on_column = Written(w.made.name);
  check.origin = w.column.origin;
  w.to.checks.push_back(std::move(check));
}

void add_domain_checks(ColumnWork& w, const Domain& domain) {
  for (const Check& check : domain.checks) {
    Node node = w.realising.written_in.neutral(check.expression);
    rename_value(node, w.column.name);
    std::string why;
    const ExpressionPlace place{&w.realising, &w.from, false, nullptr};
    if (auto made = to_sqlite(std::move(node), place, why))
      add_check(w, expression_of(*made));
    else
      w.realising.left_out.add(Severity::Warning, "checks", why, path(w.from, w.column.name));
  }
}

void add_checks(ColumnWork& w, RealisedType& realised) {
  for (std::string& check : realised.checks) {
    if (w.zero_dates) check = quote(w.made.name) + " GLOB '0000-00-00*' OR " + check;
    add_check(w, expression_of(std::move(check)));
  }
}

void say_unchecked(ColumnWork& w) {
  switch (w.type.kind) {
    case Kind::Unknown:
    case Kind::Interval:
    case Kind::Inet:
    case Kind::Xml:
    case Kind::TextSearch:
    case Kind::Range:
    case Kind::Geometry:
    case Kind::Money:
      w.realising.left_out.add(Severity::Note, "checks of types",
                               "SQLite keeps these columns and looks at nothing in them", path(w.from, w.column.name));
      break;
    default: break;
  }
}

void add_on_update(ColumnWork& w) {
  const Expr& on_update = extra_of<MysqlColumn>(w.column.extra).on_update;
  if (on_update.empty()) return;
  std::string why;
  Node node = w.realising.written_in.neutral(on_update);
  const ExpressionPlace place{&w.realising, nullptr, true, nullptr};
  if (auto made = to_sqlite(std::move(node), place, why))
    add_timestamp_trigger(w.realising, w.from, w.column, *made, Stamp::WhenNotSet,
                          w.to.name.name + "_" + w.made.name + "_on_update");
  else
    w.realising.left_out.add(Severity::Warning, "ON UPDATE values", why, path(w.from, w.column.name));
}

void realise_column(Realising& r, const Table& from, Table& to, const Column& column) {
  ColumnWork w{r, from, to, column, {}, r.written_in.logical(column.type, &column, r.from)};
  const auto& key = from.primary_key;
  w.sole_key = key && key->parts.size() == 1 && key->parts[0].column == column.name;
  w.made.name = r.names.column(from.name, column.name);
  w.made.nullable = column.nullable;
  w.made.origin = column.origin;
  w.made.renamed_from = column.renamed_from;
  if (key)
    for (const IndexPart& part : key->parts)
      if (part.column == column.name) w.made.nullable = false;
  if (const Domain* domain = domain_of(w); domain && !domain->nullable) w.made.nullable = false;
  // What is filled by a trigger, or by nobody, is NULL at first.
  set_fill(w);
  TypeFacts facts = facts_of(r.written_for);
  facts.nullable = w.made.nullable;
  RealisedType realised = realise_type(w.type, w.made.name, facts);
  set_type(w, realised);
  add_checks(w, realised);
  if (const Domain* domain = domain_of(w)) add_domain_checks(w, *domain);
  say_unchecked(w);
  add_on_update(w);
  if (!column.comment.empty()) r.left_out.add(Severity::Note, "comments", "SQLite has none", path(from, column.name));
  to.columns.push_back(std::move(w.made));
}

void realise_checks(Realising& r, const Table& from, Table& to) {
  for (const Check& check : from.checks) {
    const std::string name = path(from, check.name.empty() ? check.expression.canonical : check.name);
    if (!check.enforced) {
      r.left_out.add(Severity::Note, "checks", "they are not enforced", name);
      continue;
    }
    std::string why;
    const ExpressionPlace place{&r, &from, false, nullptr};
    auto made = to_sqlite(r.written_in.neutral(check.expression), place, why);
    if (!made) {
      r.left_out.add(Severity::Warning, "checks", why, name);
      continue;
    }
    Check out;
    out.name = own_name(check.name, from);
    out.expression = expression_of(*made);
    out.origin = check.origin;
    to.checks.push_back(std::move(out));
  }
}

}  // namespace

void realise_table(Realising& r, const Table& from) {
  Table to;
  to.name = r.names.relation(from.name);
  to.origin = from.origin;
  if (!from.renamed_from.empty())
    to.renamed_from = Written(r.names.relation({from.name.schema, from.renamed_from.text}).name);
  if (from.primary_key) {
    to.primary_key.emplace();
    to.primary_key->origin = from.primary_key->origin;
    for (const IndexPart& part : from.primary_key->parts) {
      IndexPart made;
      made.column = r.names.column(from.name, part.column);
      made.order = part.order;
      to.primary_key->parts.push_back(std::move(made));
    }
  }
  for (const Column& column : from.columns) realise_column(r, from, to, column);
  realise_checks(r, from, to);
  realise_keys(r, from, to);
  realise_indexes(r, from, to);
  if (!from.comment.empty()) r.left_out.add(Severity::Note, "comments", "SQLite has none", from.name.display());
  const QualifiedName name = to.name;
  r.out.tables.set(name, std::move(to));
}

}  // namespace plumb::sqlite
