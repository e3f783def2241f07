// MySQL: what is known of sql_mode at each place of a script.
#include "plumb/core/sql/read/mysql_modes.h"

#include <vector>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/mysql_modes.h"

namespace plumb::sql::mysql_read {
namespace {

// As @@sql_mode says them.
std::string spelled_modes(std::string_view modes, const Syntax& syntax) {
  return join(modes_in(modes, syntax.grammar), ",");
}

std::string own_modes(const ReadState& state) {
  const std::string& own = state.options.sql_mode;
  if (own.empty()) return std::string(usual_modes(state.syntax.grammar));
  return own == "none" ? std::string() : spelled_modes(own, state.syntax);
}

std::string key_of(ModeScope scope) { return scope == ModeScope::Global ? "global.sql_mode" : "sql_mode"; }
// Beside it where the modes are not known.
std::string lost_key(ModeScope scope) { return key_of(scope) + "?"; }

void read_under(ReadState& state, std::string_view spelled) {
  const std::vector<std::string> modes = modes_in(spelled, state.syntax.grammar);
  state.syntax.double_quoted_strings = !holds_mode(modes, "ANSI_QUOTES");
  state.syntax.backslash_escapes = !holds_mode(modes, "NO_BACKSLASH_ESCAPES");
  state.syntax.pipes_as_concat = holds_mode(modes, "PIPES_AS_CONCAT");
}

// The session has its own modes again. The text is read as it was at its beginning, whatever they are.
void forget(ReadState& state, ModeScope scope) {
  state.variables.erase(key_of(scope));
  state.variables.erase(lost_key(scope));
  if (scope == ModeScope::Session) read_under(state, {});
}

}  // namespace

std::optional<std::string> modes_of(const ReadState& state, ModeScope scope) {
  if (state.variables.count(lost_key(scope)) > 0) return std::nullopt;
  const auto stated = state.variables.find(key_of(scope));
  return stated == state.variables.end() ? own_modes(state) : spelled_modes(stated->second, state.syntax);
}

void set_modes(ReadState& state, ModeScope scope, std::string modes, bool stated) {
  const std::string spelled = spelled_modes(modes, state.syntax);
  if (!stated && spelled == own_modes(state)) return forget(state, scope);
  state.variables.erase(lost_key(scope));
  state.variables[key_of(scope)] = stated ? std::move(modes) : spelled;
  if (scope == ModeScope::Session) read_under(state, spelled);
}

bool reset_modes(ReadState& state, ModeScope scope) {
  const auto global = modes_of(state, ModeScope::Global);
  if (scope == ModeScope::Global || state.variables.count(key_of(ModeScope::Global)) == 0) forget(state, scope);
  if (scope == ModeScope::Global) return true;
  if (!global) return false;
  set_modes(state, scope, *global, false);
  return true;
}

void lose_modes(ReadState& state, ModeScope scope) {
  forget(state, scope);
  state.variables[lost_key(scope)] = "yes";
}

std::string stated_modes(const ReadState& state) {
  const auto at = state.variables.find(key_of(ModeScope::Session));
  if (at == state.variables.end()) return {};
  return at->second.empty() ? "none" : at->second;
}

}  // namespace plumb::sql::mysql_read
