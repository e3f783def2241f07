#include "plumb/core/migrate/transactions.h"

#include <initializer_list>

#include "plumb/core/base/error.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/token.h"

namespace plumb {
namespace {

using Words = std::initializer_list<std::string_view>;

bool has_word(const sql::Cursor& start, std::string_view word) {
  for (sql::Cursor at = start; !at.at_end(); at.next()) {
    if (at.is(word)) return true;
  }
  return false;
}

// PostgreSQL 15 to 18: the callers of PreventInTransactionBlock().
bool postgres(sql::Cursor at) {
  for (const Words& words : {Words{"VACUUM"}, Words{"ALTER", "SYSTEM"}, Words{"CREATE", "DATABASE"},
                             Words{"DROP", "DATABASE"}, Words{"CREATE", "TABLESPACE"}, Words{"DROP", "TABLESPACE"},
                             Words{"REINDEX", "DATABASE"}, Words{"REINDEX", "SYSTEM"}, Words{"REINDEX", "SCHEMA"}}) {
    if (at.is_seq(words)) return true;
  }
  // Of one table it can; of all tables it commits behind each.
  if (at.accept("CLUSTER")) {
    at.accept("VERBOSE");
    return at.at_end();
  }
  if (at.accept("CREATE")) {
    if (at.is("SUBSCRIPTION")) return true;  // makes a slot unless told not to
    at.accept("UNIQUE");
    return at.is_seq({"INDEX", "CONCURRENTLY"});
  }
  if (at.accept("DROP")) return at.is_seq({"INDEX", "CONCURRENTLY"}) || at.is("SUBSCRIPTION");
  if (at.accept("REINDEX")) {
    // REINDEX (CONCURRENTLY, VERBOSE) TABLE t, REINDEX (VERBOSE) TABLE CONCURRENTLY t
    return has_word(at, "CONCURRENTLY") || has_word(at, "DATABASE") || has_word(at, "SYSTEM") || has_word(at, "SCHEMA");
  }
  if (at.is_seq({"ALTER", "TABLE"})) return has_word(at, "DETACH") && has_word(at, "CONCURRENTLY");
  if (at.is_seq({"ALTER", "DATABASE"})) return has_word(at, "TABLESPACE");
  return false;
}

// MySQL 8.0's "Statements That Cause an Implicit Commit"; TiDB and MariaDB commit at the same places. What is temporary
// is the session's own, and commits nothing.
bool mysql(sql::Cursor at) {
  if (at.is_any({"CREATE", "DROP"}))
    return !at.is("TEMPORARY", 1) && !at.is_seq({"CREATE", "OR", "REPLACE", "TEMPORARY"});
  return at.is_any({"ALTER", "RENAME", "TRUNCATE", "GRANT", "REVOKE", "ANALYZE", "OPTIMIZE", "REPAIR", "CHECK", "FLUSH",
                    "RESET", "CACHE", "INSTALL", "UNINSTALL", "IMPORT", "SPLIT", "ADMIN", "FLASHBACK", "RECOVER"}) ||
         at.is_seq({"LOAD", "INDEX"}) || at.is_seq({"SET", "PASSWORD"}) || at.is_seq({"SET", "DEFAULT", "ROLE"});
}

}  // namespace

bool never_in_transaction(std::string_view statement, const Syntax& syntax) {
  if (!syntax.grammar.postgres && !syntax.grammar.mysql) return false;
  const sql::Statement tokens = sql::head_of(statement, syntax);
  const sql::Cursor at(statement, tokens, syntax);
  return syntax.grammar.postgres ? postgres(at) : mysql(at);
}

bool is_connection_setting(std::string_view statement, const Syntax& syntax) {
  if (!syntax.grammar.mysql) return false;
  const sql::Statement tokens = sql::head_of(statement, syntax);
  sql::Cursor at(statement, tokens, syntax);
  if (at.is("USE")) return true;
  if (!at.accept("SET") || at.is_any({"PASSWORD", "DEFAULT", "GLOBAL", "PERSIST", "PERSIST_ONLY"})) return false;
  // SET @was = @@x, x = 0: one name without an @ in front is enough.
  bool assigned = true;
  int depth = 0;
  for (; !at.at_end(); at.next()) {
    if (at.is_op("(")) ++depth;
    if (at.is_op(")")) --depth;
    const bool user = at.peek().kind == sql::Tok::Variable && !at.text().starts_with("@@");
    if (assigned && !user) return true;
    assigned = depth == 0 && at.is_op(",");
  }
  return false;
}

TableLocks table_locks_of(std::string_view statement, const Syntax& syntax) {
  if (!syntax.grammar.mysql) return TableLocks::Untouched;
  const sql::Statement tokens = sql::head_of(statement, syntax);
  const sql::Cursor at(statement, tokens, syntax);
  if (!at.is_any({"LOCK", "UNLOCK"}) || !(at.is("TABLES", 1) || at.is("TABLE", 1))) return TableLocks::Untouched;
  return at.is("LOCK") ? TableLocks::Taken : TableLocks::GivenBack;
}

bool makes_trigger_anew(std::string_view statement, const Syntax& syntax) {
  const sql::Statement tokens = sql::head_of(statement, syntax);
  sql::Cursor at(statement, tokens, syntax);
  if (at.is_seq({"DROP", "TRIGGER", "IF", "EXISTS"})) return true;
  if (!at.accept("CREATE")) return is_connection_setting(statement, syntax);
  if (!at.is("DEFINER")) return at.is("TRIGGER");
  for (; !at.at_end(); at.next()) {
    if (at.is("TRIGGER")) return true;
    if (at.is_any({"FUNCTION", "PROCEDURE", "EVENT", "VIEW"})) return false;
  }
  return false;
}

}  // namespace plumb
