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

}  // namespace

bool never_in_transaction(std::string_view statement, const Syntax& syntax) {
  if (!syntax.grammar.postgres) return false;
  const sql::Statement tokens = sql::tokens_of(statement, syntax);
  return postgres(sql::Cursor(statement, tokens, syntax));
}

}  // namespace plumb
