// MySQL: RENAME TABLE, and what follows a table's name.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/mysql.h"
#include "plumb/core/sql/rename_schema.h"

namespace plumb::sql::mysql_read {

void rename_table(ReadState& state, Cursor& at, const QualifiedName& from, QualifiedName to) {
  if (from == to) return;
  const auto taken = state.find_table(to);
  if ((taken && *taken != from) || state.find_view(to))
    at.fail("there is a table or view `" + to.display() + "` already");
  // Names that the server made of the table's name follow it; others stay.
  Table& table = state.schema.tables.edit(from);
  auto follow = [&](std::string& name, std::string_view middle) {
    const std::string prefix = from.name + std::string(middle);
    if (name.size() > prefix.size() && name.compare(0, prefix.size(), prefix) == 0 &&
        name.find_first_not_of("0123456789", prefix.size()) == std::string::npos)
      name = to.name + name.substr(from.name.size());
  };
  for (Check& check : table.checks) follow(check.name, "_chk_");
  for (ForeignKey& key : table.foreign_keys) follow(key.name, "_ibfk_");
  state.forget_indexes_of(from);
  sql::rename_table(state.schema, from, to, state.syntax);
  state.remember_table(to);
  state.remember_indexes_of(to);
}

void read_rename_tables(ReadState& state, Cursor& at) {
  do {
    const bool careful = accept_if_exists(at);
    const Token& token = at.peek();
    const QualifiedName from = state.read_name(at);
    at.expect("TO");
    QualifiedName to = state.read_name(at);
    const auto stored = state.find_table(from);
    if (stored)
      rename_table(state, at, *stored, std::move(to));
    else if (const auto view = state.find_view(from)) {
      View moved = state.take_view(*view);
      moved.name = to;
      state.add_view(std::move(moved));
    } else if (!careful)
      at.fail_at(token, "there is no table `" + from.display() + "` to rename");
  } while (at.accept_op(","));
}

}  // namespace plumb::sql::mysql_read
