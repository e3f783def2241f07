// MySQL: SET.
#include <charconv>
#include <vector>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/mysql_modes.h"
#include "plumb/core/sql/read/mysql.h"
#include "plumb/core/sql/read/mysql_modes.h"

namespace plumb::sql::mysql_read {
namespace {

enum class Of : std::uint8_t { User, Session, Global, Nothing };

// One name = value of SET.
struct Assignment {
  Of of = Of::Session;
  std::string name;  // @a, sql_mode
  bool is_default = false, literal = false;
  std::optional<std::string> value;  // where it is known
  Token first;                       // of the value
  std::uint32_t length = 0;
};

// What is set: GLOBAL x, @@session.x, @@x, x; and the name without that.
void read_target(Cursor& at, Assignment& out) {
  const bool global = at.is("GLOBAL") || at.is("PERSIST");
  if (global || at.is_any({"SESSION", "LOCAL", "PERSIST_ONLY"})) {
    if (!at.is_op("=", 1) && !at.is_op(":=", 1)) {
      if (global) out.of = Of::Global;
      if (at.is("PERSIST_ONLY")) out.of = Of::Nothing;  // for the next start of the server
      at.next();
    }
  }
  if (at.peek().kind != Tok::Variable) {
    out.name = lower(at.name());
    while (at.accept_op(".")) out.name += "." + lower(at.name());
    return;
  }
  const std::string_view written = at.text(at.next());
  if (!written.starts_with("@@")) {
    out.of = Of::User;
    out.name = variable_name(written);
    return;
  }
  out.name = lower(written.substr(2));
  while (at.accept_op(".")) out.name += "." + lower(at.name());
  struct Prefix {
    std::string_view word;
    Of of;
  };
  for (const Prefix& p : {Prefix{"session.", Of::Session}, Prefix{"local.", Of::Session}, Prefix{"global.", Of::Global},
                          Prefix{"persist.", Of::Global}, Prefix{"persist_only.", Of::Nothing}})
    if (out.name.starts_with(p.word)) {
      out.name.erase(0, p.word.size());
      out.of = p.of;
      return;
    }
}

bool ends_value(const Cursor& at, std::size_t ahead) {
  return at.is_op(",", ahead) || at.peek(ahead).kind == Tok::End || at.is("FOR", ahead);
}

void read_value(const ReadState& state, Cursor& at, Assignment& out) {
  out.first = at.peek();
  const std::uint32_t from = at.position();
  // A word alone is a value, whatever it means elsewhere: ON, BINARY, ANSI_QUOTES.
  if (at.peek().kind == Tok::Word && ends_value(at, 1)) {
    out.literal = true;
    out.is_default = at.is("DEFAULT");
    out.value = std::string(at.text(at.next()));
  } else {
    const Node node = parse_expression(at);
    out.literal = node.kind == NodeKind::String || node.kind == NodeKind::Number || node.kind == NodeKind::Name;
    out.value = node.kind == NodeKind::Name && node.kids.empty() ? node.text : known_value(state, node);
  }
  out.length = static_cast<std::uint32_t>(at.slice(from, at.position()).size());
}

// NAMES x, CHARACTER SET x; false where it is none of them.
bool read_names(ReadState& state, Cursor& at) {
  if (!at.accept("NAMES") && !accept_charset_words(at)) return false;
  state.variables["names"] = at.peek().kind == Tok::String ? at.string() : at.name();
  if (at.accept("COLLATE")) read_word_value(at);
  return true;
}

void assign_modes(ReadState& state, const Cursor& at, const Assignment& what) {
  const ModeScope scope = what.of == Of::Global ? ModeScope::Global : ModeScope::Session;
  bool known = what.value.has_value();
  if (what.is_default) {
    known = reset_modes(state, scope);
  } else if (known) {
    std::string modes = *what.value;
    std::uint64_t number = 0;
    const auto end = modes.data() + modes.size();
    const auto read = std::from_chars(modes.data(), end, number);
    if (!modes.empty() && read.ec == std::errc() && read.ptr == end) modes = modes_of_number(number);
    set_modes(state, scope, std::move(modes), what.literal);
  }
  if (known) return;
  lose_modes(state, scope);
  state.diagnostics.warning(
      "unknown-sql-mode",
      "what sql_mode is from here on is not known: the text is read as under the usual modes, and "
      "programs are compared without theirs; write the modes as text",
      at.origin(what.first), what.length);
}

void assign(ReadState& state, const Cursor& at, const Assignment& what) {
  if (what.of == Of::Nothing) return;
  if (what.of != Of::User && what.name == "sql_mode") return assign_modes(state, at, what);
  if (what.of == Of::Global) return;
  const bool kept = what.value && !what.is_default && (what.of == Of::User || what.literal);
  if (kept)
    state.variables[what.name] = *what.value;
  else
    state.variables.erase(what.name);
}

// TiDB assigns its own variables as it goes.
std::vector<Assignment> read_assignments(ReadState& state, Cursor& at) {
  std::vector<Assignment> all;
  do {
    if (read_names(state, at)) continue;
    Assignment what;
    read_target(at, what);
    if (!at.accept_op("=")) at.expect_op(":=");
    read_value(state, at, what);
    if (state.syntax.grammar.tidb && what.of == Of::User) assign(state, at, what);
    all.push_back(std::move(what));
  } while (at.accept_op(","));
  return all;
}

// MariaDB: SET STATEMENT a = b, … FOR statement.
void read_for_one_statement(ReadState& state, Cursor& at) {
  const Token& where = at.next();
  const std::vector<Assignment> all = read_assignments(state, at);
  at.expect("FOR");
  const StatementClass kind = classify(at);
  if (kind != StatementClass::Ddl && kind != StatementClass::Other) return skip_rest(at);
  for (const Assignment& what : all)
    if (what.name == "sql_mode")
      at.fail_at(where, "sql_mode for one statement is not supported; write SET sql_mode before it");
  read_ddl(state, at);
}

}  // namespace

void read_set(ReadState& state, Cursor& at) {
  if (at.accept("TRANSACTION") || at.is_seq({"SESSION", "TRANSACTION"}) || at.is_seq({"GLOBAL", "TRANSACTION"}))
    return skip_rest(at);
  if (at.is("STATEMENT") && !at.is_op("=", 1) && !at.is_op(":=", 1)) return read_for_one_statement(state, at);
  // All values are worked out before the first is assigned.
  for (const Assignment& what : read_assignments(state, at)) assign(state, at, what);
}

}  // namespace plumb::sql::mysql_read
