// MySQL: SET, USE and databases.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/mysql.h"

namespace plumb::sql::mysql_read {
namespace {

bool holds_mode(const std::string& modes, std::string_view mode) {
  for (std::size_t from = 0; from <= modes.size();) {
    const std::size_t to = std::min(modes.find(',', from), modes.size());
    if (trim(std::string_view(modes).substr(from, to - from)) == mode) return true;
    from = to + 1;
  }
  return false;
}

// sql_mode changes how the text behind it is read.
void apply_sql_mode(ReadState& state, const std::string& value) {
  const std::string modes = upper(value);
  const bool ansi = holds_mode(modes, "ANSI") || holds_mode(modes, "ORACLE") || holds_mode(modes, "DB2") ||
                    holds_mode(modes, "MSSQL") || holds_mode(modes, "POSTGRESQL");
  state.syntax.double_quoted_strings = !(ansi || holds_mode(modes, "ANSI_QUOTES"));
  state.syntax.backslash_escapes = !holds_mode(modes, "NO_BACKSLASH_ESCAPES");
  state.syntax.pipes_as_concat = ansi || holds_mode(modes, "PIPES_AS_CONCAT");
}

void apply_variable(ReadState& state, const std::string& name, const std::string& value, bool literal) {
  if (name == "sql_mode") {
    // SET SQL_MODE=@OLD_SQL_MODE goes back to where the dump began: the server's own mode.
    apply_sql_mode(state, literal ? value : std::string());
  }
  if (literal)
    state.variables[name] = value;
  else
    state.variables.erase(name);
}

// SET @old = @@sql_mode keeps the modes, and SET sql_mode = @old puts them back. True where `value` is that.
bool keep_or_put_back(ReadState& state, const std::string& name, const std::string& value) {
  static const std::string kNotStated = "\x01";
  const std::string read = lower(value);
  const bool of_modes = read == "@@sql_mode" || read == "@@session.sql_mode" || read == "@@local.sql_mode";
  const auto stated = state.variables.find("sql_mode");
  if (name.starts_with("@") && of_modes) {
    state.variables[name] = stated == state.variables.end() ? kNotStated : stated->second;
    return true;
  }
  const auto kept = state.variables.find(read);
  if (name != "sql_mode" || !read.starts_with("@") || kept == state.variables.end()) return false;
  const std::string modes = kept->second;
  apply_variable(state, name, modes == kNotStated ? std::string() : modes, modes != kNotStated);
  return true;
}

// One name = value of SET.
void read_assignment(ReadState& state, Cursor& at) {
  for (const char* scope : {"GLOBAL", "SESSION", "LOCAL", "PERSIST", "PERSIST_ONLY"})
    if (at.is(scope) && !at.is_op("=", 1) && !at.is_op(":=", 1)) {
      at.next();
      break;
    }
  if (at.accept("NAMES") || accept_charset_words(at)) {
    if (at.peek().kind == Tok::String)
      state.variables["names"] = at.string();
    else
      state.variables["names"] = at.name();
    if (at.accept("COLLATE")) read_word_value(at);
    return;
  }
  std::string name;
  if (at.peek().kind == Tok::Variable)
    name = lower(at.text(at.next()));
  else
    name = lower(at.name());
  while (at.accept_op(".")) name += "." + lower(at.name());
  if (!at.accept_op("=")) at.expect_op(":=");
  const bool user_variable = name.size() > 1 && name[0] == '@' && name[1] != '@';
  for (const char* prefix : {"@@session.", "@@local.", "@@global.", "@@"})
    if (name.compare(0, std::string_view(prefix).size(), prefix) == 0) {
      name.erase(0, std::string_view(prefix).size());
      break;
    }
  if (at.peek().kind == Tok::String && (at.is_op(",", 1) || at.peek(1).kind == Tok::End)) {
    const std::string value = at.string();
    if (!user_variable) apply_variable(state, name, value, true);
    return;
  }
  if (at.is_any({"ON", "OFF", "DEFAULT", "BINARY"}) ||
      (at.peek().kind == Tok::Word && (at.is_op(",", 1) || at.peek(1).kind == Tok::End))) {
    const std::string value(at.text(at.next()));
    if (!user_variable) apply_variable(state, name, value, !equals_ignoring_case(value, "DEFAULT"));
    return;
  }
  const std::uint32_t from = at.position();
  parse_expression(at);
  const std::string value(at.slice(from, at.position()));
  if (keep_or_put_back(state, name, value)) return;
  const bool literal = value.find('@') == std::string::npos && value.find('(') == std::string::npos;
  if (!user_variable) apply_variable(state, name, value, literal);
}

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

void read_set(ReadState& state, Cursor& at) {
  if (at.accept("TRANSACTION") || at.is_seq({"SESSION", "TRANSACTION"}) || at.is_seq({"GLOBAL", "TRANSACTION"}) ||
      at.is("STATEMENT"))
    return skip_rest(at);
  do read_assignment(state, at);
  while (at.accept_op(","));
}

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
