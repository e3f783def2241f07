// Sequences of MariaDB and TiDB.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/mysql.h"
#include "plumb/core/sql/writer.h"

namespace plumb::sql::mysql_read {
namespace {

std::string number_behind(Cursor& at, std::string_view word) {
  if (!word.empty()) at.accept(word);
  at.accept_op("=");
  return at.integer();
}

bool read_sequence_option(ReadState& state, Cursor& at, Sequence& sequence) {
  SequenceOptions& options = sequence.options;
  if (at.accept("START")) return options.start = number_behind(at, "WITH"), true;
  if (at.accept("INCREMENT")) return options.increment = number_behind(at, "BY"), true;
  if (at.accept("MINVALUE")) return options.minimum = number_behind(at, ""), true;
  if (at.accept("MAXVALUE")) return options.maximum = number_behind(at, ""), true;
  if (at.accept("CACHE")) return options.cache = number_behind(at, ""), true;
  if (at.accept("NOMINVALUE") || at.accept_seq({"NO", "MINVALUE"})) return options.minimum.reset(), true;
  if (at.accept("NOMAXVALUE") || at.accept_seq({"NO", "MAXVALUE"})) return options.maximum.reset(), true;
  if (at.accept("NOCACHE") || at.accept_seq({"NO", "CACHE"})) return options.cache = "0", true;
  if (at.accept("CYCLE")) return options.cycle = true;
  if (at.accept("NOCYCLE") || at.accept_seq({"NO", "CYCLE"})) return options.cycle = false, true;
  if (at.accept("COMMENT")) {
    at.accept_op("=");
    sequence.comment = at.string();
    return true;
  }
  if (at.accept("ENGINE")) return sequence.tidb["ENGINE"] = read_word_value(at), true;
  if (at.accept("RESTART")) {  // moves the counter
    at.accept("WITH");
    at.accept_op("=");
    if (at.peek().kind == Tok::Number || at.is_op("-")) at.integer();
    return true;
  }
  (void)state;
  return false;
}

}  // namespace

void read_create_sequence(ReadState& state, Cursor& at, bool or_replace) {
  const bool careful = accept_if_not_exists(at);
  const Token& token = at.peek();
  Sequence sequence;
  sequence.origin = at.origin();
  sequence.name = state.read_name(at);
  while (read_sequence_option(state, at, sequence)) continue;
  if (state.schema.sequences.contains(sequence.name)) {
    if (careful) return;
    if (!or_replace) at.fail_at(token, "there is a sequence `" + sequence.name.display() + "` already");
  }
  const QualifiedName key = sequence.name;
  state.schema.sequences.set(key, std::move(sequence));
}

void read_alter_sequence(ReadState& state, Cursor& at) {
  const bool careful = accept_if_exists(at);
  const Token& token = at.peek();
  const QualifiedName name = state.read_name(at);
  if (!state.schema.sequences.contains(name)) {
    if (careful) return skip_rest(at);
    at.fail_at(token, "there is no sequence `" + name.display() + "` to alter");
  }
  Sequence& sequence = state.schema.sequences.edit(name);
  while (read_sequence_option(state, at, sequence)) continue;
}

}  // namespace plumb::sql::mysql_read
