// Primary, unique and foreign keys, and indexes.
#include <algorithm>
#include <set>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/mysql/realise.h"
#include "plumb/dialects/mysql/types.h"

namespace plumb::mysql {
namespace {

using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

IndexPart plain_part(const Realising& r, const Table& from, const IndexPart& part) {
  IndexPart out;
  out.column = r.work.names.column(from.name, part.column);
  out.order.descending = part.order.descending;
  return out;
}

std::vector<IndexPart> plain_parts(const Realising& r, const Table& from, const std::vector<IndexPart>& parts) {
  std::vector<IndexPart> out;
  for (const IndexPart& part : parts) out.push_back(plain_part(r, from, part));
  return out;
}

IndexPart expression_part(const Node& node) {
  IndexPart out;
  out.expression = expression_of(node);
  return out;
}

Node column_node(const std::string& name) { return neutral::make(NodeKind::Name, name); }

Node case_when(Node condition, Node then) {
  Node when = neutral::make(NodeKind::When, "", {std::move(condition), std::move(then)});
  return neutral::make(NodeKind::Case, "", {std::move(when)});
}

/// What stands for NULL in a column of that type, in a part beside which another says whether it is NULL.
std::optional<Node> stand_in(const Column& column) {
  switch (values_of(column.type)) {
    case Values::Integer:
    case Values::Decimal:
    case Values::Float:
    case Values::Double:
    case Values::Bits: return neutral::number("0");
    case Values::Text: return neutral::string("");
    case Values::Date:
    case Values::Timestamp: return neutral::string("1970-01-01");
    default: return std::nullopt;
  }
}

/// (CASE WHEN a IS NULL THEN '' ELSE a END), (a IS NULL): NULL is one value among others.
bool add_null_proof(std::vector<IndexPart>& out, const IndexPart& part, const Table& to) {
  const Column* column = to.find_column(part.column);
  if (!column || !column->nullable) {
    out.push_back(part);
    return true;
  }
  auto zero = stand_in(*column);
  if (!zero) return false;
  const Node is_null = neutral::make(NodeKind::IsNull, "IS NULL", {column_node(column->name)});
  Node value = case_when(is_null, std::move(*zero));
  value.kids.push_back(neutral::make(NodeKind::Else, "", {column_node(column->name)}));
  out.push_back(expression_part(value));
  out.push_back(expression_part(is_null));
  return true;
}

/// A document or a text without end cannot be a part; a cut one can.
Node measured(Node node) {
  const bool endless = node.kind == NodeKind::Call &&
                       (node.text == "json_unquote" || node.text == "replace" || node.text == "concat_ws");
  return endless ? neutral::make(NodeKind::Cast, "char(255)", {std::move(node)}) : node;
}

class IndexWork {
 public:
  IndexWork(Realising& r, const Table& from, Table& to, const Index& index)
      : r_(r), from_(from), to_(to), index_(index) {}

  void run() {
    std::string why = no_place();
    if (why.empty() && make(why)) {
      to_.indexes.push_back(std::move(out_));
      return;
    }
    // A unique index that is left out is a promise that is not kept; any other is only speed.
    r_.work.left_out.add(index_.unique ? Severity::Warning : Severity::Note,
                         index_.unique ? "unique indexes" : "indexes", why, name());
  }

 private:
  std::string name() const { return r_.said(from_, index_.name); }
  std::string no(std::string_view what) const { return std::string(r_.can.server) + " has no " + std::string(what); }

  std::string no_place() const {
    if (index_.kind == IndexKind::Vector) return no("indexes over vectors of this form");
    const std::string& method = index_.method;
    return method.empty() || method == "btree" || method == "hash" ? "" : no(method + " indexes");
  }

  std::optional<Node> translated(const Expr& expression, std::string& why, Wanted wanted) const {
    const realise::Place place{&r_.work, &from_, false, nullptr};
    auto made = to_mysql(r_.work.written_in.neutral(expression), place, r_.can, why, wanted);
    if (!made) return made;
    if (!r_.can.expression_keys) {
      why = no("indexes over expressions");
      return std::nullopt;
    }
    if (is_beyond_keys(*made, r_.can)) {
      why = std::string(r_.can.server) + " has indexes over few functions only";
      return std::nullopt;
    }
    return made;
  }

  bool make(std::string& why) {
    out_.name = r_.work.names.index(from_.name, index_.name);
    out_.unique = index_.unique;
    out_.origin = index_.origin;
    out_.renamed_from = index_.renamed_from;
    out_.comment = index_.comment.substr(0, 1024);
    for (const IndexPart& part : index_.parts)
      if (!add(part, why)) return false;
    if (!index_.where.empty() && !add_condition(why)) return false;
    if (!index_.include.empty())
      r_.work.left_out.add(Severity::Note, "INCLUDE of indexes", no("columns beside an index's own"), name());
    return fit_key(to_, out_.parts, out_.unique, why);
  }

  bool add(const IndexPart& part, std::string& why) {
    if (part.plain()) {
      IndexPart made = plain_part(r_, from_, part);
      if (!index_.nulls_not_distinct || !index_.unique) {
        out_.parts.push_back(std::move(made));
        return true;
      }
      if (!r_.can.expression_keys) {
        why = no("indexes over expressions, which NULLS NOT DISTINCT needs");
        return false;
      }
      if (add_null_proof(out_.parts, made, to_)) return true;
      why = "nothing stands for NULL in a column of that type";
      return false;
    }
    auto made = translated(part.expression, why, Wanted::Value);
    if (!made) return false;
    if (made->kind == NodeKind::Name) {  // a cast that says nothing here
      IndexPart plain;
      plain.column = made->text;
      out_.parts.push_back(std::move(plain));
      return true;
    }
    if (made->kind == NodeKind::Call && made->text == "json_extract") {
      why = no("such indexes over json");
      return false;
    }
    IndexPart expression = expression_part(measured(std::move(*made)));
    expression.order.descending = part.order.descending;
    out_.parts.push_back(std::move(expression));
    return true;
  }

  /// Of a unique index a last part, NULL where the condition does not hold, so that those rows are all different; the
  /// columns stay parts as they are. Any other index holds all rows.
  bool add_condition(std::string& why) {
    if (!index_.unique) {
      r_.work.left_out.add(Severity::Note, "conditions of indexes", "the index holds all rows", name());
      return true;
    }
    auto condition = translated(index_.where, why, Wanted::Value);
    if (!condition) return false;
    out_.parts.push_back(expression_part(case_when(std::move(*condition), neutral::number("1"))));
    return true;
  }

  Realising& r_;
  const Table& from_;
  Table& to_;
  const Index& index_;
  Index out_;
};

void realise_unique(Realising& r, const Table& from, Table& to, const Unique& unique) {
  const std::string name = r.said(from, unique.name);
  if (unique.options->without_overlaps) {
    r.work.left_out.add(Severity::Warning, "constraints without overlaps", std::string(r.can.server) + " has none",
                        name);
    return;
  }
  if (unique.options->deferral != Deferral::NotDeferrable)
    r.work.left_out.add(Severity::Note, "deferrals of unique constraints",
                        std::string(r.can.server) + " checks them at once", name);
  Index index;
  index.name = unique.name;
  index.unique = true;
  index.parts = unique.parts;
  index.include = unique.options->include;
  index.nulls_not_distinct = unique.options->nulls_not_distinct;
  index.origin = unique.origin;
  IndexWork(r, from, to, index).run();
}

void realise_primary_key(Realising& r, const Table& from, Table& to) {
  const PrimaryKey& key = *from.primary_key;
  PrimaryKey out;
  out.parts = plain_parts(r, from, key.parts);
  out.origin = key.origin;
  std::string why;
  if (key.options->without_overlaps)
    why = std::string(r.can.server) + " has no keys without overlaps";
  else if (fit_key(to, out.parts, true, why))
    to.primary_key = std::move(out);
  if (!to.primary_key) r.work.left_out.add(Severity::Warning, "primary keys", why, from.name.display());
}

// ---- foreign keys

/// The order in which a key of the parent has the columns: the server wants them so.
std::optional<std::vector<std::string>> order_of(const Table& parent, const std::vector<std::string>& columns) {
  std::vector<std::string> wanted = columns;
  std::sort(wanted.begin(), wanted.end());
  const auto order = [&](const std::vector<IndexPart>& parts) -> std::optional<std::vector<std::string>> {
    std::vector<std::string> have;
    for (const IndexPart& part : parts) {
      if (!part.plain() || part.prefix_length) return std::nullopt;
      have.push_back(part.column);
    }
    std::vector<std::string> sorted = have;
    std::sort(sorted.begin(), sorted.end());
    return sorted == wanted ? std::optional(have) : std::nullopt;
  };
  if (parent.primary_key)
    if (auto found = order(parent.primary_key->parts)) return found;
  for (const Index& index : parent.indexes)
    if (index.unique)
      if (auto found = order(index.parts)) return found;
  return std::nullopt;
}

/// MATCH FULL: all columns or none.
void add_match_full(Realising& r, Table& to, const ForeignKey& key, const std::string& name) {
  if (!r.can.checks)
    return r.work.left_out.add(Severity::Warning, "MATCH FULL of foreign keys", std::string(r.can.no_checks), name);
  if (forbids_checks(key, r.can))
    return r.work.left_out.add(Severity::Warning, "MATCH FULL of foreign keys",
                               "the key writes into its columns, and no check may be over them", name);
  std::vector<Node> equal;
  const auto is_null = [&](const std::string& column) {
    return neutral::make(NodeKind::IsNull, "IS NULL", {column_node(column)});
  };
  for (std::size_t i = 1; i < key.columns.size(); ++i)
    equal.push_back(neutral::make(NodeKind::Binary, "=", {is_null(key.columns[0]), is_null(key.columns[i])}));
  Node all = equal.size() == 1 ? std::move(equal[0]) : neutral::make(NodeKind::Binary, "AND", std::move(equal));
  Check check;
  check.expression = expression_of(all);
  check.origin = key.origin;
  add_check(r, to, std::move(check));
}

/// What the server does where it does not know the action.
OnChange action(Realising& r, const Table& to, const ForeignKey& key, OnChange wanted, const std::string& name) {
  if (wanted == OnChange::SetDefault && !r.can.sets_default) {
    r.work.left_out.add(Severity::Warning, "SET DEFAULT of foreign keys", "the change is refused here", name);
    return OnChange::NoAction;
  }
  if (wanted != OnChange::SetNull) return wanted;
  const auto is_nullable = [&](const std::string& column) {
    const Column* found = to.find_column(column);
    return found && found->nullable;
  };
  if (std::all_of(key.columns.begin(), key.columns.end(), is_nullable)) return wanted;
  r.work.left_out.add(Severity::Note, "SET NULL of columns that are NOT NULL", "the change is refused either way",
                      name);
  return OnChange::NoAction;
}

void realise_foreign_key(Realising& r, const Table& from, Table& to, const ForeignKey& key) {
  const std::string name = r.said(from, key.name.empty() ? join(key.columns, ",") : key.name);
  const auto left_out = [&](const std::string& why) {
    r.work.left_out.add(Severity::Warning, "foreign keys", why, name);
  };
  const Table* parent = r.find(key.to);
  if (!parent) return left_out("the table that they refer to is not in the schema");
  if (!key.enforced || key.period)
    return left_out(key.period ? "there are none over periods" : "they are not enforced");
  std::vector<std::string> columns, referred;
  for (const std::string& column : key.columns) columns.push_back(r.work.names.column(from.name, column));
  for (const std::string& column : key.to_columns) referred.push_back(r.work.names.column(key.to, column));
  ForeignKey out;
  out.to = r.work.names.relation(key.to);
  const Table* to_parent = r.work.out.tables.find(out.to);
  const auto order = to_parent ? order_of(*to_parent, referred) : std::nullopt;
  if (!order) return left_out("the key that they refer to is left out");
  for (const std::string& column : *order) {
    const auto at = std::find(referred.begin(), referred.end(), column) - referred.begin();
    out.columns.push_back(columns.at(static_cast<std::size_t>(at)));
    out.to_columns.push_back(column);
  }
  for (const std::string& column : out.columns)
    if (const Column* c = to.find_column(column); c && c->computed() && !c->computed()->stored)
      return left_out("a virtual column refers to nothing");
  out.name = realise::own_name(key.name, from);
  if (const auto at = r.foreign_keys_named.find(lower(out.name)); at != r.foreign_keys_named.end() && at->second > 1)
    out.name = fitted(to.name.name + "_" + out.name);
  out.on_delete = action(r, to, out, key.on_delete, name);
  out.on_update = action(r, to, out, key.on_update, name);
  if (!key.on_delete_columns.empty() && key.on_delete_columns.size() < key.columns.size()) {
    out.on_delete = OnChange::NoAction;
    r.work.left_out.add(Severity::Warning, "ON DELETE SET NULL of some columns", "the delete is refused here", name);
  }
  if (key.deferral != Deferral::NotDeferrable)
    r.work.left_out.add(Severity::Note, "deferrals of foreign keys", std::string(r.can.server) + " checks them at once",
                        name);
  out.origin = key.origin;
  if (key.match == Match::Full && out.columns.size() > 1) add_match_full(r, to, out, name);
  to.foreign_keys.push_back(std::move(out));
}

}  // namespace

void realise_keys(Realising& r, const Table& from) {
  Table& to = r.work.out.tables.edit(r.work.names.relation(from.name));
  if (from.primary_key) realise_primary_key(r, from, to);
  for (const Unique& unique : from.uniques) realise_unique(r, from, to, unique);
  for (const Index& index : from.indexes) IndexWork(r, from, to, index).run();
  for (const Exclusion& exclusion : from.exclusions)
    r.work.left_out.add(Severity::Warning, "exclusion constraints", std::string(r.can.server) + " has none",
                        r.said(from, exclusion.name));
}

void realise_foreign_keys(Realising& r, const Table& from) {
  Table& to = r.work.out.tables.edit(r.work.names.relation(from.name));
  for (const ForeignKey& key : from.foreign_keys) realise_foreign_key(r, from, to, key);
}

}  // namespace plumb::mysql
