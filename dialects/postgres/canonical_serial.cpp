// Sequences: their options, and those that a serial column owns.
#include "plumb/core/sql/postgres_types.h"
#include "plumb/core/sql/read/implied_names.h"
#include "plumb/dialects/postgres/canonical.h"
#include "plumb/dialects/postgres/expression.h"

namespace plumb::postgres {
namespace {

struct Range {
  std::string_view minimum, maximum;
};
Range range_of(std::string_view type) {
  if (type == "smallint") return {"-32768", "32767"};
  if (type == "integer") return {"-2147483648", "2147483647"};
  return {"-9223372036854775808", "9223372036854775807"};
}

void drop_default(std::optional<std::string>& option, std::string_view value) {
  if (option && *option == value) option.reset();
}

std::string implied_sequence(const Table& table, const std::string& column, const Syntax& syntax) {
  return sql::implied_name(table.name.name, column, "seq", syntax, [](const std::string&) { return false; });
}

Expr nextval(const QualifiedName& sequence) {
  Type spelled;
  spelled.user_type = sequence;
  Expr out;
  std::string name = sql::spell_postgres_type(spelled);
  for (std::size_t at = 0; (at = name.find('\'', at)) != std::string::npos; at += 2) name.insert(at, 1, '\'');
  out.canonical = "nextval('" + name + "')";
  out.written = "nextval('" + name + "'::regclass)";
  return out;
}

// What `c serial` makes, no more and no less.
bool is_serial(const Sequence& sequence, const Table& table, const Column& column, const Syntax& syntax) {
  return sequence.options == SequenceOptions{} && sequence.unlogged == extra_of<PostgresTable>(table.extra).unlogged &&
         sequence.comment.empty() && sequence.type == column.type && !column.nullable &&
         sequence.name.schema == table.name.schema &&
         sequence.name.name == implied_sequence(table, column.name, syntax) && column.default_value() &&
         *column.default_value() == nextval(sequence.name);
}

void fold(Settling& s, const QualifiedName& name) {
  const Sequence& sequence = *s.schema.sequences.find(name);
  const Table* table = s.schema.tables.find(sequence.owned_by_table);
  const Column* column = table ? table->find_column(sequence.owned_by_column) : nullptr;
  if (!column || !is_serial(sequence, *table, *column, s.target.syntax)) return;
  // Whoever else draws from it needs it by name.
  Column& changed = *s.schema.tables.edit(QualifiedName(table->name)).find_column(sequence.owned_by_column);
  changed.fill = std::monostate{};
  edit_extra<PostgresColumn>(changed.extra).serial = true;
  s.schema.sequences.erase(name);
}

// Another relation has the sequence's name: the server takes the next one.
void unfold(Settling& s, const QualifiedName& key) {
  const Table& table = *s.schema.tables.find(key);
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    if (!extra_of<PostgresColumn>(column.extra).serial) continue;
    const auto taken = [&](const std::string& name) {
      const QualifiedName q(key.schema, name);
      return s.schema.sequences.contains(q) || s.schema.tables.contains(q) || s.schema.views.contains(q);
    };
    if (!taken(implied_sequence(table, column.name, s.target.syntax))) continue;
    Sequence made;
    made.name =
        QualifiedName(key.schema, sql::implied_name(table.name.name, column.name, "seq", s.target.syntax, taken));
    made.type = column.type;
    made.owned_by_table = key;
    made.owned_by_column = column.name;
    Column& changed = s.schema.tables.edit(key).columns[i];
    PostgresColumn extra = extra_of<PostgresColumn>(changed.extra);
    extra.serial = false;
    changed.extra.clear();
    if (!(extra == PostgresColumn{})) changed.extra = ColumnExtra(std::move(extra));
    changed.fill = nextval(made.name);
    QualifiedName name = made.name;
    s.schema.sequences.set(std::move(name), std::move(made));
  }
}

}  // namespace

void settle_sequence_options(SequenceOptions& options, std::string_view type) {
  const Range range = range_of(type);
  drop_default(options.increment, "1");
  drop_default(options.cache, "1");
  const bool down = options.increment && options.increment->starts_with('-');
  drop_default(options.minimum, down ? range.minimum : "1");
  drop_default(options.maximum, down ? "-1" : range.maximum);
  const std::string first = down ? options.maximum.value_or("-1") : options.minimum.value_or("1");
  drop_default(options.start, first);
}

void settle_sequence(Sequence& sequence) {
  if (sequence.type.empty()) sequence.type.name = "bigint";
  sql::settle_postgres_type(sequence.type);
  settle_sequence_options(sequence.options, sequence.type.name);
}

void settle_serials(Settling& s) {
  for (const QualifiedName& name : s.schema.sequences.keys())
    if (!s.schema.sequences.find(name)->owned_by_table.empty()) fold(s, name);
  if (s.schema.sequences.empty()) return;
  for (const QualifiedName& key : s.schema.tables.keys()) unfold(s, key);
}

}  // namespace plumb::postgres
