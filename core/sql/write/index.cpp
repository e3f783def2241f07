// Indexes and their parts.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/literal.h"
#include "plumb/core/sql/write/pieces.h"

namespace plumb::sql {
namespace {

// a.b: each part in quotes.
std::string quoted_path(std::string_view path, const Syntax& syntax) {
  std::string out;
  for (;;) {
    const std::size_t dot = path.find('.');
    out += quote_name(path.substr(0, dot), syntax);
    if (dot == std::string_view::npos) return out;
    out += '.';
    path.remove_prefix(dot + 1);
  }
}

void write_operator_class(Sql& out, const IndexPart& part) {
  if (part.opclass.empty()) return;
  out.word(quoted_path(part.opclass, out.syntax()));
  if (part.opclass_options.empty()) return;
  out.open();
  bool first = true;
  for (const auto& [name, value] : part.opclass_options) {
    if (!first) out.comma();
    first = false;
    out.word(name).word("=").word(value);
  }
  out.close();
}

}  // namespace

void write_collation(Sql& out, const std::string& collation) {
  if (collation.empty()) return;
  out.word("COLLATE");
  const Syntax& syntax = out.syntax();
  if (syntax.grammar.postgres)
    out.word(collation);  // spelled already
  else if (syntax.grammar.mysql || is_plain_name(collation, syntax))
    out.word(collation);
  else
    out.name(collation);
}

void write_index_part(Sql& out, const IndexPart& part) {
  if (part.plain()) {
    out.name(part.column);
    if (part.prefix_length) out.open().word(std::to_string(*part.prefix_length)).close();
  } else {
    out.parenthesised(part.expression);
  }
  write_collation(out, part.collation);
  write_operator_class(out, part);
  if (part.order.descending) out.word("DESC");
  if (part.nulls == Nulls::First) out.word("NULLS FIRST");
  if (part.nulls == Nulls::Last) out.word("NULLS LAST");
}

void write_index_parts(Sql& out, const std::vector<IndexPart>& parts) {
  out.open();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i) out.comma();
    write_index_part(out, parts[i]);
  }
  out.close();
}

std::string write_create_index(const QualifiedName& table, const Index& index, const Syntax& syntax,
                               const WriteOptions& options) {
  Sql out(syntax);
  out.word("CREATE");
  if (index.unique) out.word("UNIQUE");
  if (index.kind == IndexKind::Fulltext) out.word("FULLTEXT");
  if (index.kind == IndexKind::Spatial) out.word("SPATIAL");
  if (index.kind == IndexKind::Vector) out.word("VECTOR");
  out.word("INDEX");
  const bool sqlite = syntax.grammar.sqlite;
  // SQLite: the schema stands before the index, the others take it from the table.
  if (sqlite)
    out.name(QualifiedName(table.schema, index.name));
  else if (!index.name.empty())
    out.name(index.name);
  if (sqlite && options.verbatim && !index.definition.empty()) return std::move(out).take() + index.definition.text;
  out.word("ON");
  if (sqlite)
    out.name(table.name);
  else
    out.name(table);
  if (!index.method.empty() && !syntax.grammar.mysql) out.word("USING").name(index.method);
  write_index_parts(out, index.parts);
  if (syntax.grammar.postgres) write_postgres_index_options(out, index);
  if (syntax.grammar.mysql) write_mysql_index_options(out, index);
  if (!index.where.empty()) {
    out.word("WHERE");
    if (sqlite)
      out.expression(index.where);
    else
      out.parenthesised(index.where);
  }
  return std::move(out).take();
}

}  // namespace plumb::sql
