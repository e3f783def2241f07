// Options of a sequence, also of one inside of GENERATED … AS IDENTITY.
#include "plumb/core/sql/read/state.h"

namespace plumb::sql {
namespace {

// START [WITH] n, INCREMENT [BY] n, CACHE [=] n
bool read_number(Cursor& at, std::string_view word, std::string_view filler, std::optional<std::string>& value) {
  if (!at.accept(word)) return false;
  if (!filler.empty()) at.accept(filler);
  at.accept_op("=");
  value = at.integer();
  return true;
}

bool read_option(Cursor& at, SequenceOptions& options) {
  if (read_number(at, "START", "WITH", options.start) || read_number(at, "INCREMENT", "BY", options.increment) ||
      read_number(at, "MINVALUE", {}, options.minimum) || read_number(at, "MAXVALUE", {}, options.maximum) ||
      read_number(at, "CACHE", {}, options.cache))
    return true;
  if (at.accept_seq({"NO", "MINVALUE"}) || at.accept("NOMINVALUE")) return options.minimum.reset(), true;
  if (at.accept_seq({"NO", "MAXVALUE"}) || at.accept("NOMAXVALUE")) return options.maximum.reset(), true;
  if (at.accept_seq({"NO", "CYCLE"}) || at.accept("NOCYCLE")) return options.cycle = false, true;
  if (at.accept("CYCLE")) return options.cycle = true, true;
  if (at.accept("NOCACHE") || at.accept_seq({"NO", "CACHE"})) return options.cache = "0", true;
  return false;
}

}  // namespace

SequenceOptions read_sequence_options(ReadState&, Cursor& at) {
  SequenceOptions options;
  while (read_option(at, options)) {
  }
  return options;
}

}  // namespace plumb::sql
