// Keys of partitioned tables and bounds of partitions.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/literal.h"
#include "plumb/dialects/postgres/canonical.h"
#include "plumb/dialects/postgres/expression.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

using sql::Cursor;
using sql::Node;
using sql::NodeKind;

/// One part of a key as the server keeps it, and the column that it is (null for an expression).
struct KeyPart {
  std::string text;
  const Column* column = nullptr;
};

std::string words_behind(Cursor& at) {
  const std::uint32_t from = at.position();
  while (!at.at_end() && !at.is_op(",")) at.next();
  return std::string(at.slice(from, at.position()));
}

// Taken off what says nothing new: the column's own collation, the type's own operator class.
KeyPart settled_part(Cursor& at, const Table& table, const Place& place) {
  Node node = sql::parse_expression(at);
  std::string collation;
  if (node.kind == NodeKind::Collate) {
    collation = node.text;
    Node inner = std::move(node.kids.front());
    node = std::move(inner);
  }
  std::string opclass = words_behind(at);
  KeyPart out;
  if (node.kind == NodeKind::Name && node.kids.empty()) {
    out.column = table.find_column(node.text);
    sql::append_name(out.text, node.text, syntax());
  } else {
    settle(node, place);
    out.text = sql::print(node, syntax());
    // A call stands without parentheses.
    if (node.kind != NodeKind::Call) out.text = "(" + out.text + ")";
  }
  if (opclass.starts_with("pg_catalog.")) opclass.erase(0, 11);
  if (out.column && out.column->collation == collation) collation.clear();
  if (out.column && is_default_opclass(opclass, base_of(out.column->type, place.schema), "")) opclass.clear();
  if (!collation.empty()) out.text += " COLLATE " + collation;
  if (!opclass.empty()) out.text += " " + opclass;
  return out;
}

/// Nothing where the text is not a list of key parts.
std::vector<KeyPart> parts_of(const Settling& s, const Table& table, const std::string& key) {
  Place place;
  place.schema = &s.schema;
  place.table = &table;
  place.default_schema = s.target.default_schema;
  std::vector<KeyPart> out;
  try {
    const sql::Statement tokens = sql::tokens_of(key, syntax());
    Cursor at(key, tokens, syntax());
    do out.push_back(settled_part(at, table, place));
    while (at.accept_op(","));
  } catch (const sql::SyntaxError&) {
    out.clear();
  }
  return out;
}

// ( value, … ), each as its part of the key would store it.
void settle_list(Cursor& at, const std::vector<KeyPart>& key, bool one_key, const Settling& s, std::string& out) {
  at.expect_op("(");
  out += "(";
  for (std::size_t i = 0;; ++i) {
    if (i > 0) out += ", ";
    const Column* column = key[one_key ? 0 : std::min(i, key.size() - 1)].column;
    if (at.is("MINVALUE") || at.is("MAXVALUE")) {
      out += upper(at.text(at.next()));
    } else {
      Place place;
      place.schema = &s.schema;
      place.default_schema = s.target.default_schema;
      if (column) place.wanted = &column->type;
      Node value = sql::parse_expression(at);
      settle(value, place);
      // A number is a number, however it was quoted.
      const bool quoted = value.kind == NodeKind::String && column;
      const std::string type = quoted ? base_of(column->type, &s.schema) : std::string();
      const bool number = type == "integer" || type == "bigint" || type == "smallint" || type == "numeric";
      out += quoted && number ? value.text : sql::print(value, syntax());
    }
    if (!at.accept_op(",")) break;
  }
  at.expect_op(")");
  out += ")";
}

std::string settled_bound(const std::string& bound, const std::vector<KeyPart>& key, const Settling& s) {
  const sql::Statement tokens = sql::tokens_of(bound, syntax());
  Cursor at(bound, tokens, syntax());
  at.expect("FOR");
  at.expect("VALUES");
  std::string out = "FOR VALUES ";
  if (at.accept("IN")) {
    out += "IN ";
    settle_list(at, key, true, s, out);
    return out;
  }
  at.expect("FROM");
  out += "FROM ";
  settle_list(at, key, false, s, out);
  at.expect("TO");
  out += " TO ";
  settle_list(at, key, false, s, out);
  return out;
}

}  // namespace

void settle_partitioning(const Settling& s, Table& table) {
  if (!table.partitioning) return;
  Partitioning& partitioning = table.partitioning.edit();
  partitioning.method = lower(partitioning.method);
  const std::optional<Table> whole = with_inherited_columns(s.schema, table);
  std::string key;
  for (const KeyPart& part : parts_of(s, whole ? *whole : table, partitioning.key.canonical))
    key += (key.empty() ? "" : ", ") + part.text;
  if (!key.empty()) partitioning.key.canonical = std::move(key);
}

void settle_bound(const Settling& s, Table& table) {
  const PostgresTable& extra = extra_of<PostgresTable>(table.extra);
  if (!extra.partition_bound.starts_with("FOR VALUES IN") && !extra.partition_bound.starts_with("FOR VALUES FROM"))
    return;
  const Table* parent = s.schema.tables.find(extra.partition_of);
  if (!parent || !parent->partitioning) return;
  const std::optional<Table> whole = with_inherited_columns(s.schema, *parent);
  const std::vector<KeyPart> key = parts_of(s, whole ? *whole : *parent, parent->partitioning->key.canonical);
  if (key.empty()) return;
  try {
    std::string bound = settled_bound(extra.partition_bound, key, s);
    edit_extra<PostgresTable>(table.extra).partition_bound = std::move(bound);
  } catch (const sql::SyntaxError&) {
    return;  // stays as it was written
  }
}

}  // namespace plumb::postgres
