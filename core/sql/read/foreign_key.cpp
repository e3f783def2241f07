// REFERENCES and all that may follow it.
#include "plumb/core/sql/read/column.h"
#include "plumb/core/sql/read/state.h"

namespace plumb::sql {
namespace {

OnChange read_action(Cursor& at) {
  if (at.accept_seq({"NO", "ACTION"})) return OnChange::NoAction;
  if (at.accept("RESTRICT")) return OnChange::Restrict;
  if (at.accept("CASCADE")) return OnChange::Cascade;
  if (at.accept_seq({"SET", "NULL"})) return OnChange::SetNull;
  if (at.accept_seq({"SET", "DEFAULT"})) return OnChange::SetDefault;
  at.expected("`NO ACTION`, `RESTRICT`, `CASCADE`, `SET NULL` or `SET DEFAULT`");
}

Match read_match(Cursor& at) {
  if (at.accept("FULL")) return Match::Full;
  if (at.accept("PARTIAL")) return Match::Partial;
  // SQLite takes any name, and every one of them means SIMPLE.
  if (!at.accept("SIMPLE")) at.name();
  return Match::Simple;
}

bool read_clause(Cursor& at, ForeignKey& key) {
  const Grammar& grammar = at.syntax().grammar;
  if (at.accept_seq({"ON", "DELETE"})) {
    key.on_delete = read_action(at);
    if (at.is_op("(")) key.on_delete_columns = read_name_list(at);
    return true;
  }
  if (at.accept_seq({"ON", "UPDATE"})) {
    key.on_update = read_action(at);
    return true;
  }
  // SQLite reads it and does nothing with it.
  if (grammar.sqlite && at.accept_seq({"ON", "INSERT"})) return read_action(at), true;
  if (at.accept("MATCH")) {
    key.match = read_match(at);
    return true;
  }
  if (grammar.mysql) return false;
  return read_deferral(at, key.deferral);
}

bool read_validity(Cursor& at, ForeignKey& key) {
  if (!at.syntax().grammar.postgres) return false;
  if (at.accept_seq({"NOT", "VALID"}))
    key.validated = false;
  else if (at.accept_seq({"NOT", "ENFORCED"}))
    key.enforced = false;
  else
    return at.accept("ENFORCED");
  return true;
}

}  // namespace

void read_references(ReadState& state, Cursor& at, ForeignKey& key, const QualifiedName& home) {
  at.expect("REFERENCES");
  if (state.syntax.grammar.sqlite && at.is_op(".", 1))
    at.fail("a foreign key of SQLite stays in its own database; name the table alone");
  if (!home.schema.empty() && !at.is_op(".", 1))
    key.to = state.resolve_existing({home.schema, at.name()});
  else
    key.to = state.read_existing_name(at);
  if (at.accept_op("(")) {
    do {
      if (at.is("PERIOD") && at.is_name(1)) at.next();
      key.to_columns.push_back(at.name());
    } while (at.accept_op(","));
    at.expect_op(")");
  }
  while (read_clause(at, key) || read_validity(at, key)) {
  }
}

bool read_deferral(Cursor& at, Deferral& deferral) {
  if (at.accept_seq({"NOT", "DEFERRABLE"})) {
    deferral = Deferral::NotDeferrable;
    if (at.accept("INITIALLY")) at.next();  // SQLite: NOT DEFERRABLE INITIALLY DEFERRED is not deferred
    return true;
  }
  if (at.accept("DEFERRABLE")) {
    deferral = Deferral::InitiallyImmediate;
    if (!at.is("INITIALLY")) return true;
  }
  if (!at.accept("INITIALLY")) return false;
  if (at.accept("IMMEDIATE")) {
    // INITIALLY IMMEDIATE alone changes nothing.
    if (deferral != Deferral::InitiallyImmediate) deferral = Deferral::NotDeferrable;
    return true;
  }
  at.expect("DEFERRED");
  deferral = Deferral::InitiallyDeferred;
  return true;
}

}  // namespace plumb::sql
