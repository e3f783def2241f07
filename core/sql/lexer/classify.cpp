// What a statement does, by its first words.
#include "plumb/core/sql/lexer.h"

namespace plumb::sql {
namespace {

// WITH … AS ( … ) and then the verb.
StatementClass behind_with(Cursor at) {
  int depth = 0;
  for (; !at.at_end(); at.next()) {
    if (at.is_op("("))
      ++depth;
    else if (at.is_op(")"))
      --depth;
    else if (depth == 0 && at.is_any({"INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"}))
      return StatementClass::Dml;
    else if (depth == 0 && at.is_any({"SELECT", "VALUES", "TABLE"}))
      return StatementClass::Query;
  }
  return StatementClass::Other;
}

// SELECT pg_catalog.set_config('search_path', '', false) of a pg_dump.
bool is_set_config(const Cursor& at) {
  return at.is("SET_CONFIG", 1) || (at.is("PG_CATALOG", 1) && at.is_op(".", 2) && at.is("SET_CONFIG", 3));
}

}  // namespace

StatementClass classify(const Cursor& at) {
  if (at.at_end()) return StatementClass::Empty;
  if (at.is_any({"CREATE", "ALTER", "DROP", "RENAME", "COMMENT", "GRANT", "REVOKE", "SECURITY", "IMPORT"}))
    return StatementClass::Ddl;
  if (at.is_any({"INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "COPY", "LOAD", "TRUNCATE", "CALL", "HANDLER"}))
    return StatementClass::Dml;
  if (at.is("SELECT")) return is_set_config(at) ? StatementClass::Setting : StatementClass::Query;
  if (at.is("WITH")) return behind_with(at);
  if (at.is_any({"VALUES", "TABLE", "SHOW", "EXPLAIN", "DESCRIBE", "DESC"}) || at.is_op("("))
    return StatementClass::Query;
  if (at.is("BEGIN") && at.is("NOT", 1)) return StatementClass::Other;  // MariaDB: an anonymous block
  if (at.is_any(
          {"BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "LOCK", "UNLOCK", "XA"}))
    return StatementClass::Transaction;
  if (at.is_any({"SET", "RESET", "USE", "PRAGMA", "DISCARD", "ANALYZE", "ANALYSE", "VACUUM", "OPTIMIZE", "FLUSH",
                 "CHECKPOINT", "REINDEX", "CLUSTER"}))
    return StatementClass::Setting;
  if (at.is_any({"SOURCE", "DELIMITER"})) return StatementClass::Client;
  return StatementClass::Other;
}

}  // namespace plumb::sql
