// Columns in their normal form: type, charset, what fills them.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/dialects/mysql/canonical.h"
#include "plumb/dialects/mysql/charsets.h"
#include "plumb/dialects/mysql/types.h"

namespace plumb::mysql {
namespace {

// The charset that the column has, by its own words or the table's.
std::string charset_of_column(const Column& column, const MysqlTable& table, const Flavour& flavour) {
  const std::string& own = extra_of<MysqlColumn>(column.extra).charset;
  if (!own.empty()) return charset_as_stored(own, flavour);
  if (column.collation.empty() || column.collation == "_bin") return table.charset;
  return charset_as_stored(charset_of(column.collation), flavour);
}

// After it a column of text says its collation, which names its charset too, and no other does.
void canonical_collation(Column& column, std::string_view charset, bool stated, const MysqlTable& table,
                         const Canon& canon) {
  if (!extra_of<MysqlColumn>(column.extra).charset.empty()) edit_extra<MysqlColumn>(column.extra).charset.clear();
  if (!holds_text(column.type)) {
    column.collation.clear();
    return;
  }
  if (column.collation == "_bin")
    column.collation = std::string(charset) + "_bin";
  else if (!column.collation.empty())
    column.collation = collation_as_stored(lower(column.collation), canon.flavour);
  // CHARACTER SET x alone means x's default collation, also where the table has x with another one.
  else if (stated)
    column.collation = default_collation(charset, canon.flavour);
  else
    column.collation = table.collation;
}

void canonical_identity(Column& column, Identity& identity) {
  column.nullable = false;
  if (!identity.auto_random) return;
  if (!identity.random_bits) identity.random_bits = 5;
  if (identity.random_range == 64) identity.random_range.reset();
}

void make_serial(Column& column, Table& table) {
  column.nullable = false;
  column.fill = Identity{};
  for (const Index& index : table.indexes)
    if (index.unique && index.parts.size() == 1 && index.parts[0].column == column.name) return;
  Index index;
  index.unique = true;
  IndexPart part;
  part.column = column.name;
  index.parts.push_back(std::move(part));
  table.indexes.push_back(std::move(index));
}

// MariaDB: json is longtext in utf8mb4_bin with a check.
void make_json(Column& column, Table& table, const Canon& canon) {
  column.collation = "utf8mb4_bin";
  Check check;
  check.on_column.text = column.name;
  check.expression.written = "json_valid(`" + replace_all(column.name, "`", "``") + "`)";
  check.expression.canonical = check.expression.written;
  canonical_expression(check.expression, canon, &table);
  for (const Check& other : table.checks)
    if (other.expression == check.expression) return;
  table.checks.push_back(std::move(check));
}

void canonical_extra(Column& column, const Canon& canon) {
  if (!column.extra) return;
  MysqlColumn& extra = edit_extra<MysqlColumn>(column.extra);
  if (canon.flavour.one_engine) {
    extra.column_format.clear();
    extra.storage.clear();
    extra.engine_attribute.clear();
    extra.secondary_engine_attribute.clear();
  }
  if (extra == MysqlColumn{}) column.extra.clear();
}

}  // namespace

void canonical_column(Column& column, const Canon& canon, Table& table) {
  const MysqlTable& extra = extra_of<MysqlTable>(table.extra);
  const bool stated = !extra_of<MysqlColumn>(column.extra).charset.empty();
  std::string charset = charset_of_column(column, extra, canon.flavour);
  const TypeFacts facts = canonical_type(column.type, charset, canon.target, canon.flavour);
  const bool national = facts.national && !canon.flavour.bin_collations;
  if (national) charset = std::string(canon.flavour.utf8);
  canonical_collation(column, charset, stated || national, extra, canon);
  if (facts.serial) make_serial(column, table);
  if (facts.json_check) make_json(column, table, canon);
  if (table.primary_key)
    for (const IndexPart& part : table.primary_key->parts)
      if (equals_ignoring_case(part.column, column.name)) column.nullable = false;
  if (Identity* identity = std::get_if<Identity>(&column.fill))
    canonical_identity(column, *identity);
  else if (Computed* computed = std::get_if<Computed>(&column.fill))
    canonical_expression(computed->from, canon, &table);
  else
    canonical_default(column, canon, table);
  canonical_on_update(column);
  canonical_extra(column, canon);
}

}  // namespace plumb::mysql
