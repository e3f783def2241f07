// Whether a statement that commits by itself has run is seen from what it speaks of: MySQL's, TiDB's and MariaDB's DDL
// is atomic, so that an object looks as before or as behind it.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/token.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/live.h"
#include "plumb/dialects/mysql/run.h"

namespace plumb::mysql {
namespace {

using sql::Cursor;

std::string qualified(Cursor& at) {
  std::string first = at.name();
  if (!at.accept_op(".")) return sql::quote_name(first, at.syntax());
  return sql::quote_name(first, at.syntax()) + "." + sql::quote_name(at.name(), at.syntax());
}

/// ALGORITHM = UNDEFINED DEFINER = `a`@`b` SQL SECURITY INVOKER, and the like: up to the word that says what it is.
std::string kind_at(Cursor& at) {
  for (; !at.at_end(); at.next()) {
    if (at.is("SCHEMA")) return at.next(), "DATABASE";
    for (const std::string_view kind :
         {"TABLE", "VIEW", "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "DATABASE", "SEQUENCE", "INDEX"})
      if (at.accept(kind)) return std::string(kind);
    if (at.is_any({"USER", "ROLE", "SERVER", "LOGFILE", "TABLESPACE", "RESOURCE", "PLACEMENT", "INSTANCE", "PACKAGE"}))
      return {};
  }
  return {};
}

void skip_if_exists(Cursor& at) {
  if (!at.accept_seq({"IF", "NOT", "EXISTS"})) at.accept_seq({"IF", "EXISTS"});
}

std::vector<Named> of_index(Cursor& at) {
  // CREATE INDEX x USING BTREE ON t, DROP INDEX x ON t
  while (!at.at_end() && !at.accept("ON")) at.next();
  if (at.at_end()) return {};
  return {{"TABLE", qualified(at)}};
}

/// `t` RENAME TO `u`, RENAME `u`: of the changes of an ALTER TABLE.
void add_new_name(Cursor at, std::vector<Named>& out) {
  for (; !at.at_end(); at.next()) {
    if (!at.accept("RENAME")) continue;
    if (at.is_any({"COLUMN", "INDEX", "KEY"})) continue;
    if (!at.accept("TO")) at.accept("AS");
    at.accept_op("=");
    if (at.is_name()) out.push_back({"TABLE", qualified(at)});
    return;
  }
}

std::vector<Named> of_rename(Cursor& at) {
  std::vector<Named> out;
  if (!at.accept("TABLE") && !at.accept("TABLES")) return {};
  do {
    skip_if_exists(at);
    out.push_back({"TABLE", qualified(at)});
    while (!at.at_end() && !at.accept("TO")) at.next();
    if (at.at_end()) return {};
    out.push_back({"TABLE", qualified(at)});
  } while (at.accept_op(","));
  return out;
}

std::vector<Named> read_names(Cursor& at) {
  if (at.accept("RENAME")) return of_rename(at);
  const bool drops = at.is("DROP"), alters = at.is("ALTER");
  if (!drops && !alters && !at.is("CREATE")) return {};
  at.next();
  const std::string kind = kind_at(at);
  if (kind.empty()) return {};
  skip_if_exists(at);
  if (kind == "INDEX") return of_index(at);
  std::vector<Named> out{{kind, qualified(at)}};
  // MariaDB drops several one after another, and may stop between them.
  if (drops && at.is_op(",")) return {};
  if (alters && kind == "TABLE") add_new_name(at, out);
  return out;
}

/// The counter goes on with the rows of others.
std::string without_counters(std::string text) {
  for (const std::string_view option : {" AUTO_INCREMENT=", " AUTO_RANDOM_BASE=", "AUTO_RANDOM_BASE="}) {
    const std::size_t at = text.find(option);
    if (at == std::string::npos) continue;
    std::size_t end = at + option.size();
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    text.erase(at, end - at);
  }
  return text;
}

std::string definition_of(Session& session, const Named& object) {
  try {
    std::string out;
    for (const Row& row : session.query(fmt::format("SHOW CREATE {} {}", object.kind, object.name)).rows)
      for (const Cell& cell : row) out += cell.value_or("NULL") + "\n";
    return without_counters(std::move(out));
  } catch (const Error& e) {
    if (e.code() != Code::Statement) throw;
    return "absent: " + e.sqlstate();
  }
}

std::string mark_of_text(std::string_view text) {
  constexpr std::size_t enough = 56;
  return sha256(text).substr(0, enough);
}

}  // namespace

std::vector<Named> named_in(std::string_view text, const Syntax& syntax) {
  const sql::Statement tokens = sql::head_of(text, syntax);
  Cursor at(text, tokens, syntax);
  if (sql::classify(at) != sql::StatementClass::Ddl) return {};
  try {
    return read_names(at);
  } catch (const sql::SyntaxError&) {
    return {};  // the server will say what is wrong with it
  }
}

std::string mark_of(Session& session, const std::vector<Named>& objects) {
  if (objects.empty()) return {};
  std::string all;
  for (const Named& object : objects) all += definition_of(session, object) + "\n";
  return mark_of_text(all);
}

std::string mark_of_nothing(const std::vector<Named>& objects) {
  std::string all;
  for (const Named& object : objects) {
    if (object.kind != "TABLE") return {};
    all += "absent: 42S02\n";
  }
  return all.empty() ? all : mark_of_text(all);
}

std::string MysqlLive::mark_of(Session& session, std::string_view statement) const {
  return mysql::mark_of(session, named_in(statement, *server_of(session).syntax));
}

}  // namespace plumb::mysql
