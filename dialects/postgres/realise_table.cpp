// Tables and columns of another dialect on PostgreSQL.
#include <algorithm>
#include <cstdlib>

#include "plumb/core/base/text.h"
#include "plumb/core/realise/literals.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/postgres/realise.h"

namespace plumb::postgres {

using Kind = LogicalType::Kind;
using realise::path;
using realise::Place;
using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

/// As many digits as the type has; MySQL's normal form of such a literal is a blob or a number.
static void fit_bits(Node& node, std::size_t size) {
  if (node.kind == NodeKind::Blob) {
    std::string digits;
    for (const char hex : node.text) {
      const int value = hex <= '9' ? hex - '0' : hex - 'A' + 10;
      for (int bit = 3; bit >= 0; --bit) digits += (value >> bit) % 2 == 0 ? '0' : '1';
    }
    node = neutral::make(NodeKind::Bits, digits);
  } else if (node.kind == NodeKind::Number) {
    std::string digits;
    for (unsigned long long value = std::strtoull(node.text.c_str(), nullptr, 10); value > 0; value /= 2)
      digits.insert(0, 1, value % 2 == 0 ? '0' : '1');
    node = neutral::make(NodeKind::Bits, digits);
  }
  if (node.kind != NodeKind::Bits) return;
  if (node.text.size() < size) node.text.insert(0, size - node.text.size(), '0');
  node.text.erase(0, node.text.size() - size);
}

void fit(Node& node, const LogicalType& type) {
  const bool text = node.kind == NodeKind::String;
  switch (type.kind) {
    case Kind::Boolean:
      realise::make_boolean(node);
      if (node.kind == NodeKind::Number) node = neutral::make(node.text == "0" ? NodeKind::False : NodeKind::True, {});
      break;
    case Kind::Integer:
    case Kind::Decimal:
    case Kind::Float:
    case Kind::Year:
      if (text && realise::looks_like_number(node.text)) node = realise::number_of(node.text);
      if (node.kind == NodeKind::True || node.kind == NodeKind::False)
        node = neutral::number(node.kind == NodeKind::True ? "1" : "0");
      break;
    case Kind::Enum:
      for (const std::string& label : type.labels)
        if (text && equals_ignoring_case(label, node.text)) node.text = label;
      break;
    case Kind::Bits: fit_bits(node, static_cast<std::size_t>(std::max(type.bits, 1))); break;
    case Kind::Text:
    case Kind::Set:
      if (node.kind == NodeKind::Number) node.kind = NodeKind::String;
      break;
    case Kind::Date:
      if (node.kind == NodeKind::Call && node.text == "now") node = neutral::call("current_date");
      break;
    case Kind::Time:
      if (node.kind == NodeKind::Call && node.text == "now") node = neutral::call("current_time", std::move(node.kids));
      break;
    case Kind::Timestamp:
      // The column's own digits cut it.
      if (node.kind == NodeKind::Call && node.text == "now") node.kids.clear();
      break;
    case Kind::Bytes:
      if (text) node = realise::blob_of(node.text);
      break;
    default: break;
  }
}

namespace {

struct ColumnWork {
  Realising& r;
  const Table& from;
  Table& to;
  const Column& column;
  LogicalType type;
  Column made = {};

  std::string path() const { return realise::path(from, column.name); }
  realise::LeftOut& left_out() { return r.work.left_out; }
};

bool in_key(const Table& table, const std::string& column) {
  if (!table.primary_key) return false;
  const auto& parts = table.primary_key->parts;
  return std::any_of(parts.begin(), parts.end(), [&](const IndexPart& p) { return p.column == column; });
}

void set_default(ColumnWork& w, const Expr& value) {
  Node node = w.r.work.written_in.neutral(value);
  if (node.kind == NodeKind::Null) return;
  if (realise::is_zero_date(node))
    return w.left_out().add(Severity::Warning, "defaults", "PostgreSQL has no date of zeros", w.path());
  fit(node, w.type);
  std::string why;
  const Wanted wanted{.logical = w.type.kind == Kind::Boolean, .numeric = w.type.kind == Kind::Integer};
  if (const auto made = to_postgres(std::move(node), {&w.r.work}, wanted, why))
    w.made.fill = expression_of(*made);
  else
    w.left_out().add(Severity::Warning, "defaults", why, w.path());
}

/// A generated column may name another one on MySQL: its expression stands there instead.
void spell_out_computed(const Realising& r, const Table& from, Node& node, int depth) {
  constexpr int kDeepest = 20;
  if (node.kind == NodeKind::Name && depth < kDeepest) {
    for (const Column& column : from.columns) {
      if (!column.computed() || !equals_ignoring_case(column.name, node.text)) continue;
      node = r.work.written_in.neutral(column.computed()->from);
      return spell_out_computed(r, from, node, depth + 1);
    }
  }
  for (Node& kid : node.kids) spell_out_computed(r, from, kid, depth);
}

void set_computed(ColumnWork& w, const Computed& computed) {
  Node node = w.r.work.written_in.neutral(computed.from);
  spell_out_computed(w.r, w.from, node, 0);
  const bool json = node.kind == NodeKind::Call && node.text.starts_with("json_extract");
  const bool as_json = json && w.type.kind == Kind::Json;
  if (json && !as_json) node.text = "json_extract_text";
  std::string why;
  const bool number = w.type.kind == Kind::Integer || w.type.kind == Kind::Decimal || w.type.kind == Kind::Float;
  const Wanted wanted{.logical = w.type.kind == Kind::Boolean && !json, .numeric = number && !json};
  if (auto made = to_postgres(std::move(node), {&w.r.work, &w.from, false}, wanted, why)) {
    if (json && !as_json && w.type.kind != Kind::Text) *made = cast_to(w.made.type.name, std::move(*made));
    w.made.fill = Computed{expression_of(*made), true};
    return;
  }
  // Nobody can write a value for it on the author's server, so nothing may insist on one here.
  w.made.nullable = true;
  w.left_out().add(Severity::Warning, "expressions of generated columns", why, w.path());
}

void number(ColumnWork& w) {
  Identity identity;
  const std::string& start = extra_of<MysqlTable>(w.from.extra).auto_increment;
  if (!start.empty() && start != "1") identity.options.edit().start = start;
  if (w.type.kind != Kind::Integer) {  // a DOUBLE counts up on MySQL too
    w.made.type = {};
    w.made.type.name = "bigint";
  }
  w.made.nullable = false;
  w.made.fill = std::move(identity);
}

void set_fill(ColumnWork& w) {
  if (const Identity* identity = w.column.identity()) {
    if (identity->auto_random)
      w.left_out().differs("AUTO_RANDOM becomes an identity: its numbers rise one by one", w.path());
    return number(w);
  }
  if (const Computed* computed = w.column.computed()) return set_computed(w, *computed);
  if (const Expr* value = w.column.default_value()) set_default(w, *value);
}

void add_check(ColumnWork& w, const std::string& text) {
  Check check;
  check.expression = expression_of(text);
  check.on_column = Written(w.made.name);
  check.origin = w.column.origin;
  w.to.checks.push_back(std::move(check));
}

/// MySQL's enums are types of columns; PostgreSQL's have a name: that of the table and the column.
void make_enum(ColumnWork& w, const std::vector<std::string>& labels) {
  Enum made;
  made.name = w.r.work.names.claim({w.to.name.schema, w.to.name.name + "_" + w.made.name + "_enum"});
  for (const std::string& label : labels) made.labels.push_back({label, {}});
  made.origin = w.column.origin;
  w.made.type = {};
  w.made.type.user_type = made.name;
  const QualifiedName key = made.name;
  w.r.work.out.enums.set(key, std::move(made));
}

void set_type(ColumnWork& w) {
  RealisedType realised = realise_type(w.type, w.column.name);
  w.made.type = std::move(realised.type);
  if (!realised.labels.empty()) make_enum(w, realised.labels);
  for (const std::string& check : realised.checks) add_check(w, check);
  if (!realised.gap.empty()) w.left_out().differs(realised.gap, w.path());
  if (w.type.ignore_case && (w.type.kind == Kind::Text || w.type.kind == Kind::Set))
    w.left_out().differs("text that is the same in any case is told apart by case on PostgreSQL", w.path());
}

void realise_column(Realising& r, const Table& from, Table& to, const Column& column) {
  ColumnWork w{r, from, to, column, r.work.written_in.logical(column.type, &column, r.work.from)};
  w.made.name = column.name;
  w.made.nullable = column.nullable && !in_key(from, column.name);
  w.made.comment = column.comment;
  w.made.origin = column.origin;
  w.made.renamed_from = column.renamed_from;
  set_type(w);
  set_fill(w);
  realise_on_update(r, from, column);
  to.columns.push_back(std::move(w.made));
}

void realise_checks(Realising& r, const Table& from, Table& to) {
  for (const Check& check : from.checks) {
    const std::string name = path(from, check.name.empty() ? check.expression.canonical : check.name);
    if (!check.enforced && r.work.target.version < Version{18, 0, 0}) {
      r.work.left_out.add(Severity::Note, "checks", "they are not enforced", name);
      continue;
    }
    std::string why;
    const auto made =
        to_postgres(r.work.written_in.neutral(check.expression), {&r.work, &from, true}, {.logical = true}, why);
    if (!made) {
      r.work.left_out.add(Severity::Warning, "checks", why, name);
      continue;
    }
    Check out;
    out.name = realise::own_name(check.name, from);
    out.expression = expression_of(*made);
    out.enforced = check.enforced;
    out.origin = check.origin;
    to.checks.push_back(std::move(out));
  }
}

}  // namespace

void realise_table(Realising& r, const Table& from) {
  Table to;
  to.name = r.work.names.relation(from.name);
  to.comment = from.comment;
  to.origin = from.origin;
  if (!from.renamed_from.empty())
    to.renamed_from = Written(r.work.names.relation({from.name.schema, from.renamed_from.text}).name);
  for (const Column& column : from.columns) realise_column(r, from, to, column);
  realise_checks(r, from, to);
  realise_keys(r, from, to);
  if (extra_of<MysqlTable>(from.extra).system_versioned)
    r.work.left_out.add(Severity::Warning, "system versionings", "PostgreSQL keeps no history of rows",
                        from.name.display());
  const QualifiedName name = to.name;
  r.work.out.tables.set(name, std::move(to));
}

}  // namespace plumb::postgres
