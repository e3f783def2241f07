// MySQL: USE and databases.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/mysql.h"

namespace plumb::sql::mysql_read {
namespace {

void read_database_options(Cursor& at, Namespace& made) {
  for (;;) {
    at.accept("DEFAULT");
    if (accept_charset_words(at))
      made.charset = charset_name(read_word_value(at));
    else if (at.accept("COLLATE"))
      made.collation = charset_name(read_word_value(at));
    else if (at.accept("COMMENT")) {
      at.accept_op("=");
      made.comment = at.string();
    } else if (at.accept("ENCRYPTION")) {
      at.accept_op("=");
      at.string();
    } else if (at.accept_seq({"READ", "ONLY"}) || at.accept_seq({"PLACEMENT", "POLICY"})) {
      at.accept_op("=");
      at.next();
    } else if (at.accept_seq({"SET", "TIFLASH", "REPLICA"})) {
      at.integer();
    } else {
      return;
    }
  }
}

// The database at hand is the default one of the schema: its name is said nowhere.
QualifiedName stored_name(const ReadState& state, const std::string& name) {
  return QualifiedName(name == state.options.default_schema ? std::string() : name);
}

}  // namespace

// Where nobody says which database is meant, the first that a file uses is the one at hand: a dump
// of one database and the same file without its USE are the same schema.
void read_use(ReadState& state, Cursor& at) {
  const std::string name = at.name();
  if (state.options.default_schema.empty() && state.schema.size() == state.schema.namespaces.size()) {
    state.options.default_schema = name;
    if (state.schema.namespaces.contains(QualifiedName(name))) {
      Namespace made = state.schema.namespaces.take(QualifiedName(name));
      made.name = QualifiedName();
      if (!made.charset.empty() || !made.collation.empty())
        state.schema.namespaces.set(QualifiedName(), std::move(made));
    }
  }
  state.current_database = name;
}

void read_create_database(ReadState& state, Cursor& at, bool or_replace) {
  const bool careful = accept_if_not_exists(at);
  const Token& token = at.peek();
  Namespace made;
  made.origin = at.origin();
  const std::string name = at.name();
  made.name = stored_name(state, name);
  read_database_options(at, made);
  // The default database is there already; its charset is what matters.
  if (made.name.empty() && made.charset.empty() && made.collation.empty()) return;
  if (state.schema.namespaces.contains(made.name)) {
    if (careful) return;
    if (!or_replace) at.fail_at(token, "there is a database `" + name + "` already");
  }
  const QualifiedName key = made.name;
  state.schema.namespaces.set(key, std::move(made));
}

void read_alter_database(ReadState& state, Cursor& at) {
  QualifiedName name = state.current_database.empty() ? QualifiedName() : stored_name(state, state.current_database);
  if (at.is_name() && !at.is_any({"DEFAULT", "CHARACTER", "CHARSET", "COLLATE", "ENCRYPTION", "READ", "COMMENT"}))
    name = stored_name(state, at.name());
  if (at.is("UPGRADE")) return skip_rest(at);
  Namespace made;
  if (const Namespace* found = state.schema.namespaces.find(name)) made = *found;
  made.name = name;
  const std::string charset = made.charset;
  read_database_options(at, made);
  if (made.charset != charset && made.collation.compare(0, made.charset.size(), made.charset) != 0)
    made.collation.clear();
  state.schema.namespaces.set(name, std::move(made));
}

void read_drop_database(ReadState& state, Cursor& at) {
  const bool careful = accept_if_exists(at);
  const Token& token = at.peek();
  const std::string name = at.name();
  const QualifiedName stored = stored_name(state, name);
  const bool known = state.schema.namespaces.erase(stored);
  auto drop_all = [&](auto& catalog) {
    for (const QualifiedName& key : catalog.keys())
      if (key.schema == stored.name) catalog.erase(key);
  };
  for (const QualifiedName& key : state.schema.tables.keys())
    if (key.schema == stored.name) state.take_table(key);
  drop_all(state.schema.views);
  drop_all(state.schema.sequences);
  drop_all(state.schema.events);
  for (const auto& key : state.schema.routines.keys())
    if (key.first.schema == stored.name) state.schema.routines.erase(key);
  for (const PartName& key : state.schema.triggers.keys())
    if (key.first.schema == stored.name) state.schema.triggers.erase(key);
  if (!known && !careful && !stored.name.empty()) at.fail_at(token, "there is no database `" + name + "` to drop");
}

}  // namespace plumb::sql::mysql_read
