#include "plumb/dialects/mysql/render/steps.h"

#include <fmt/format.h>

namespace plumb::mysql {

Operation& Work::add(ObjectId id, int phase) {
  Operation op;
  op.id = std::move(id);
  op.phase = phase;
  op.transactional = false;  // every statement commits by itself
  out.push_back(std::move(op));
  return out.back();
}

void Work::refuse(const ObjectId& id, std::string_view what, std::string_view instead) const {
  context.diagnostics.error("refused-change", fmt::format("{}: {}; {}", id.display(), what, instead));
}

sql::Sql Work::statement(std::string_view words) const {
  sql::Sql out_sql(syntax());
  out_sql.word(words);
  return out_sql;
}
std::string Work::quoted(const QualifiedName& name) const { return sql::quote_name(name, syntax()); }
std::string Work::quoted(std::string_view name) const { return sql::quote_name(name, syntax()); }

std::string copies(const QualifiedName& table) {
  return fmt::format(
      "copies every row of `{}` into another table; gh-ost and pt-online-schema-change do it beside those who write",
      table.display());
}
std::string rewrites(const QualifiedName& table) {
  return fmt::format("writes every row of `{}` anew", table.display());
}
std::string blocks(const QualifiedName& table) {
  return fmt::format("nobody can write to `{}` meanwhile", table.display());
}

Clause& Alteration::add(Act act, int rank, ObjectId id, std::string sql, std::string back, std::string why) {
  Clause c;
  c.acts = {act};
  c.rank = rank;
  c.id = std::move(id);
  c.sql = std::move(sql);
  c.back = std::move(back);
  c.why = std::move(why);
  clauses.push_back(std::move(c));
  return clauses.back();
}

}  // namespace plumb::mysql
