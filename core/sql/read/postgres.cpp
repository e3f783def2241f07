// PostgreSQL's statements: which one it is, and who reads it.
#include <array>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/postgres.h"

namespace plumb::sql {
namespace postgres_read {
namespace {

struct Phrase {
  std::string_view words, spoken;
};

// What the model has no place for. Longer phrases first.
constexpr Phrase kUnmodelled[] = {
    {"TEXT SEARCH CONFIGURATION", "text search configuration"},
    {"TEXT SEARCH DICTIONARY", "text search dictionary"},
    {"TEXT SEARCH PARSER", "text search parser"},
    {"TEXT SEARCH TEMPLATE", "text search template"},
    {"FOREIGN DATA WRAPPER", "foreign data wrapper"},
    {"OPERATOR CLASS", "operator class"},
    {"OPERATOR FAMILY", "operator family"},
    {"ACCESS METHOD", "access method"},
    {"LARGE OBJECT", "large object"},
    {"USER MAPPING", "user mapping"},
    {"DEFAULT CONVERSION", "conversion"},
    {"CONVERSION", "conversion"},
    {"DATABASE", "database"},
    {"GROUP", "role"},
    {"PUBLICATION", "publication"},
    {"ROLE", "role"},
    {"SERVER", "foreign server"},
    {"SUBSCRIPTION", "subscription"},
    {"SYSTEM", "server configuration"},
    {"TABLESPACE", "tablespace"},
    {"TRANSFORM", "transform"},
    {"USER", "role"},
};

bool accept_phrase(Cursor& at, std::string_view words) {
  const std::uint32_t start = at.position();
  while (!words.empty()) {
    const auto blank = words.find(' ');
    if (!at.accept(words.substr(0, blank))) return at.seek(start), false;
    words.remove_prefix(blank == std::string_view::npos ? words.size() : blank + 1);
  }
  return true;
}

// The words up to the object's name are the phrase; the name is what follows, up to the next keyword.
bool read_unmodelled(ReadState& state, Cursor& at, const Token& first) {
  for (const Phrase& entry : kUnmodelled) {
    if (!accept_phrase(at, entry.words)) continue;
    accept_if_not_exists(at);
    accept_if_exists(at);
    const std::uint32_t from = at.position();
    while (!at.at_end() && !at.is_op("(") &&
           !at.is_any({"ON", "FOR", "AS", "FROM", "OWNER", "SET", "RENAME", "ADD", "USING", "WITH"}))
      at.next();
    const std::string name(at.slice(from, at.position()));
    unmodelled(state, at, first,
               name.empty() ? "a " + std::string(entry.spoken) : std::string(entry.spoken) + " `" + name + "`");
    return true;
  }
  return false;
}

bool read_create(ReadState& state, Cursor& at, const Token& first) {
  const bool or_replace = at.accept_seq({"OR", "REPLACE"});
  if (at.accept("SCHEMA")) return read_create_namespace(state, at), true;
  if (at.accept("EXTENSION")) return read_create_extension(state, at), true;
  if (at.accept("TYPE")) return read_create_type(state, at), true;
  if (at.accept("DOMAIN")) return read_create_domain(state, at), true;
  if (at.accept("SEQUENCE")) return read_create_sequence(state, at, false, false), true;
  if (at.accept_seq({"UNLOGGED", "SEQUENCE"})) return read_create_sequence(state, at, true, false), true;
  if (at.accept_seq({"TEMPORARY", "SEQUENCE"}) || at.accept_seq({"TEMP", "SEQUENCE"}))
    return read_create_sequence(state, at, false, true), true;
  if (at.accept_seq({"UNLOGGED", "TABLE"})) return read_create_table_like(state, at, true, false), true;
  if (at.accept_seq({"FOREIGN", "TABLE"})) return read_create_table_like(state, at, false, true), true;
  if (at.accept("FUNCTION")) return read_create_routine(state, at, RoutineKind::Function, or_replace), true;
  if (at.accept("PROCEDURE")) return read_create_routine(state, at, RoutineKind::Procedure, or_replace), true;
  if (at.accept("AGGREGATE")) return read_create_routine(state, at, RoutineKind::Aggregate, or_replace), true;
  if (at.accept("POLICY")) return read_create_policy(state, at), true;
  if (read_create_definition(state, at, first, or_replace)) return true;
  return read_unmodelled(state, at, first);
}

bool read_alter(ReadState& state, Cursor& at, const Token& first) {
  if (at.is_seq({"FOREIGN", "TABLE"}) || at.is("TABLE")) {
    const bool foreign = at.accept("FOREIGN");
    at.accept("TABLE");
    if (read_alter_table_first(state, at)) return true;
    if (foreign) return read_alter_table(state, at), true;
    return false;
  }
  if (at.accept("TYPE")) return read_alter_type(state, at), true;
  if (at.accept("DOMAIN")) return read_alter_domain(state, at), true;
  if (at.accept("SEQUENCE")) return read_alter_sequence(state, at), true;
  if (at.accept("INDEX")) return read_alter_index(state, at), true;
  if (at.accept("VIEW")) return read_alter_view(state, at, false), true;
  if (at.accept_seq({"MATERIALIZED", "VIEW"})) return read_alter_view(state, at, true), true;
  if (at.accept("FUNCTION") || at.accept("PROCEDURE") || at.accept("AGGREGATE") || at.accept("ROUTINE"))
    return read_alter_routine(state, at), true;
  if (at.accept("POLICY")) return read_alter_policy(state, at), true;
  if (at.accept("TRIGGER")) return read_alter_trigger(state, at), true;
  if (at.accept("SCHEMA")) return read_alter_namespace(state, at), true;
  if (at.accept("EXTENSION")) return read_alter_extension(state, at), true;
  if (at.accept_seq({"DEFAULT", "PRIVILEGES"})) return read_alter_default_privileges(state, at), true;
  if (read_alter_definition(state, at)) return true;
  return read_unmodelled(state, at, first);
}

// Statements that change no schema, by their first word.
constexpr std::array<std::string_view, 24> kNoSchema = {
    "ANALYZE",  "ANALYSE", "CALL",    "CHECKPOINT", "CLOSE", "CLUSTER",  "DEALLOCATE", "DISCARD",
    "EXECUTE",  "FETCH",   "LISTEN",  "LOAD",       "LOCK",  "MOVE",     "NOTIFY",     "PREPARE",
    "REASSIGN", "REFRESH", "REINDEX", "RESET",      "SHOW",  "UNLISTEN", "VACUUM",     "EXPLAIN"};

bool read_other(ReadState& state, Cursor& at, const Token& first) {
  if (at.is("DO")) return read_do(state, at), true;
  if (at.accept("SET")) return read_set(state, at), true;
  if (at.is("SELECT")) return read_select_setting(state, at);
  if (at.accept_seq({"COMMENT", "ON"})) return read_comment(state, at), true;
  if (at.accept("GRANT")) return read_grant(state, at, false), true;
  if (at.accept("REVOKE")) return read_grant(state, at, true), true;
  if (at.accept_seq({"SECURITY", "LABEL"})) return unmodelled(state, at, first, "a security label"), true;
  if (at.accept_seq({"IMPORT", "FOREIGN", "SCHEMA"}))
    return unmodelled(state, at, first, "an imported foreign schema"), true;
  for (std::string_view word : kNoSchema) {
    if (!at.is(word)) continue;
    skip_rest(at);
    return true;
  }
  return false;
}

}  // namespace
}  // namespace postgres_read

bool read_postgres_statement(ReadState& state, Cursor& at) {
  const std::uint32_t start = at.position();
  const Token first = at.peek();
  bool done = false;
  if (at.accept("CREATE"))
    done = postgres_read::read_create(state, at, first);
  else if (at.accept("ALTER"))
    done = postgres_read::read_alter(state, at, first);
  else
    done = postgres_read::read_other(state, at, first);
  if (!done) at.seek(start);
  return done;
}

}  // namespace plumb::sql
