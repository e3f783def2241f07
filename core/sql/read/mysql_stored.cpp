// MySQL: views, triggers, routines and events, with the DEFINER and the like in front of them.
#include <algorithm>
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/mysql.h"
#include "plumb/core/sql/read/mysql_modes.h"
#include "plumb/core/sql/writer.h"

namespace plumb::sql {
namespace mysql_read {

std::string read_account(Cursor& at) {
  if (at.accept("CURRENT_USER")) {
    if (at.accept_op("(")) at.expect_op(")");
    return "current_user";
  }
  if (at.accept("CURRENT_ROLE")) return "current_role";
  std::string account = at.peek().kind == Tok::String ? at.string() : at.name();
  if (at.peek().kind != Tok::Variable) return account;
  // `root`@`localhost`: the lexer takes the host for a variable.
  std::string host(at.text(at.next()).substr(1));
  if (host.size() >= 2 && (host[0] == '`' || host[0] == '\'' || host[0] == '"')) host = host.substr(1, host.size() - 2);
  return account + "@" + host;
}

std::string read_definer(Cursor& at) {
  if (!at.accept("DEFINER")) return {};
  at.expect_op("=");
  return read_account(at);
}

}  // namespace mysql_read

namespace {

using namespace mysql_read;

// The rest of the statement as the author wrote it, and its normal spelling.
Expr read_body(Cursor& at) {
  const std::uint32_t from = at.position();
  const Node node = parse_body(at);
  return make_expr(at, from, at.position(), node);
}

struct Head {
  std::string algorithm, definer, security;
};

Head read_head(Cursor& at) {
  Head head;
  for (;;) {
    if (at.accept("ALGORITHM")) {
      at.expect_op("=");
      head.algorithm = lower(at.name());
    } else if (at.is("DEFINER")) {
      head.definer = read_definer(at);
    } else if (at.accept_seq({"SQL", "SECURITY"})) {
      head.security = lower(at.name());
    } else {
      return head;
    }
  }
}

// In another database than the one at hand the names of a view's query must say which they mean.
bool say_database(Node& node, const View& view) {
  if (node.kind != NodeKind::Table || (!node.kids.empty() && node.kids.front().kind == NodeKind::Name)) return false;
  const QualifiedName meant(view.name.schema, node.text);
  if (std::find(view.uses.begin(), view.uses.end(), meant) == view.uses.end()) return false;
  Node qualifier;
  qualifier.kind = NodeKind::Name;
  qualifier.text = view.name.schema;
  node.kids.insert(node.kids.begin(), std::move(qualifier));
  return true;
}

// The database at hand has no name in a schema: `shop.orders` and `shop.orders.id` are `orders` and
// `orders.id`.
bool drop_database(Node& node, const std::string& database) {
  const bool table = node.kind == NodeKind::Table && !node.kids.empty();
  const bool column = node.kind == NodeKind::Name && node.kids.size() == 2;
  if ((!table && !column) || node.kids.front().kind != NodeKind::Name || node.kids.front().text != database)
    return false;
  node.kids.erase(node.kids.begin());
  return true;
}

void settle_databases(const ReadState& state, View& view) {
  const std::string& database = state.options.default_schema;
  if (view.name.schema.empty() && (database.empty() || view.query.canonical.find(database) == std::string::npos))
    return;
  auto query = parse_query(view.query.canonical, state.syntax);
  if (!query) return;
  bool changed = false;
  walk(*query, [&](Node& node) {
    changed |= view.name.schema.empty() ? drop_database(node, database) : say_database(node, view);
  });
  if (changed) view.query = make_expr(*query, state.syntax);
}

void read_view(ReadState& state, Cursor& at, const Head& head, bool or_replace) {
  const QualifiedName name = [&] {
    Cursor ahead = at;
    accept_if_not_exists(ahead);
    return state.read_name(ahead);
  }();
  const bool kept = !or_replace && state.find_view(name).has_value();
  read_create_view(state, at, false, or_replace);
  if (kept) return;
  settle_databases(state, state.schema.views.edit(name));
  Options options;
  // Defaults are not said: UNDEFINED lets the server choose, and DEFINER is what SQL SECURITY means
  // anyway.
  if (!head.algorithm.empty() && head.algorithm != "undefined") options["algorithm"] = head.algorithm;
  if (!head.definer.empty()) options["definer"] = head.definer;
  if (!head.security.empty() && head.security != "definer") options["security"] = head.security;
  state.schema.views.edit(name).options = std::move(options);
}

// ---- routines
// ----------------------------------------------------------------------------------------

// A type with its charset, as the words that the server repeats: "varchar(20) charset utf8mb4
// collate utf8mb4_bin".
Type read_routine_type(Cursor& at) {
  Type type = parse_type(at);
  if (accept_charset_words(at)) type.name += " charset " + charset_name(read_word_value(at));
  if (at.accept("COLLATE")) type.name += " collate " + charset_name(read_word_value(at));
  return type;
}

void read_arguments(Cursor& at, Routine& routine) {
  at.expect_op("(");
  while (!at.is_op(")")) {
    Routine::Argument argument;
    if (routine.kind == RoutineKind::Procedure) {
      argument.mode = "in";
      if (at.is_any({"IN", "OUT", "INOUT"})) argument.mode = lower(at.text(at.next()));
    } else if (at.is("IN") && !at.is_op(",", 1)) {
      at.next();
    }
    argument.name = at.name();
    argument.type = read_routine_type(at);
    routine.arguments.push_back(std::move(argument));
    if (!at.is_op(")")) at.expect_op(",");
  }
  at.expect_op(")");
}

bool read_characteristic(Cursor& at, Routine& routine) {
  if (at.accept("COMMENT")) return routine.comment = at.string(), true;
  if (at.accept("LANGUAGE")) {
    routine.language = lower(at.name());
    if (routine.language == "sql") routine.language.clear();
    return true;
  }
  if (at.accept("DETERMINISTIC")) return routine.attributes["deterministic"] = "yes", true;
  if (at.accept_seq({"NOT", "DETERMINISTIC"})) return routine.attributes.erase("deterministic"), true;
  if (at.accept_seq({"CONTAINS", "SQL"})) return routine.attributes.erase("data"), true;
  if (at.accept_seq({"NO", "SQL"})) return routine.attributes["data"] = "no sql", true;
  if (at.accept_seq({"READS", "SQL", "DATA"})) return routine.attributes["data"] = "reads sql data", true;
  if (at.accept_seq({"MODIFIES", "SQL", "DATA"})) return routine.attributes["data"] = "modifies sql data", true;
  if (at.accept_seq({"SQL", "SECURITY"})) {
    const std::string security = lower(at.name());
    if (security == "definer")
      routine.attributes.erase("security");
    else
      routine.attributes["security"] = security;
    return true;
  }
  return false;
}

// What RETURNS says, in one spelling.
std::string spelled(const Type& type, const Syntax& syntax) {
  const std::size_t charset = std::min(type.name.find(" charset "), type.name.find(" collate "));
  Type plain = type;
  plain.name = type.name.substr(0, charset);
  return spell(plain, syntax) + (charset == std::string::npos ? "" : type.name.substr(charset));
}

void read_routine(ReadState& state, Cursor& at, const Head& head, RoutineKind kind, bool or_replace) {
  const bool careful = accept_if_not_exists(at);
  Routine routine;
  routine.kind = kind;
  const Token& token = at.peek();
  routine.origin = at.origin();
  routine.name = state.read_name(at);
  if (!head.definer.empty()) routine.attributes["definer"] = head.definer;
  if (std::string mode = stated_modes(state); !mode.empty()) routine.attributes["sql_mode"] = std::move(mode);
  read_arguments(at, routine);
  if (kind == RoutineKind::Function) {
    at.expect("RETURNS");
    routine.returns = spelled(read_routine_type(at), state.syntax);
  }
  while (read_characteristic(at, routine)) continue;
  routine.body = read_body(at).written;
  // A routine has no overloads, but a procedure and a function may have the same name.
  auto& routines = state.schema.routines;
  std::vector<std::pair<QualifiedName, std::string>> same;
  for (auto other = routines.from({routine.name, {}}); other != routines.end(); ++other) {
    if (other.key().first != routine.name) break;
    if (other->kind == kind) same.push_back(other.key());
  }
  if (!same.empty() && careful) return;
  if (!same.empty() && !or_replace) at.fail_at(token, "there is a routine `" + routine.name.display() + "` already");
  for (const auto& key : same) routines.erase(key);
  std::pair<QualifiedName, std::string> key(routine.name, routine.signature());
  routines.set(std::move(key), std::move(routine));
}

// ---- events
// ------------------------------------------------------------------------------------------

// Up to a word that starts the next clause of an event.
std::string read_schedule(Cursor& at) {
  const std::uint32_t from = at.position();
  int depth = 0;
  while (!at.at_end()) {
    if (at.is_op("(")) ++depth;
    if (at.is_op(")")) --depth;
    if (depth == 0 && at.position() > from &&
        (at.is("DO") || at.is("COMMENT") || at.is("ENABLE") || at.is("DISABLE") || at.is_seq({"ON", "COMPLETION"}) ||
         at.is_seq({"RENAME", "TO"})))
      break;
    at.next();
  }
  return std::string(at.slice(from, at.position()));
}

// True where it has a body.
bool read_event_clauses(Cursor& at, Event& event) {
  for (;;) {
    if (at.accept_seq({"ON", "SCHEDULE"})) {
      event.schedule = read_schedule(at);
    } else if (at.accept_seq({"ON", "COMPLETION"})) {
      event.preserve = !at.accept("NOT");
      at.expect("PRESERVE");
    } else if (at.accept("ENABLE")) {
      event.status.clear();
    } else if (at.accept("DISABLE")) {
      event.status = "disable";
      if (at.accept("ON")) event.status += " on " + lower(at.name());
    } else if (at.accept("COMMENT")) {
      event.comment = at.string();
    } else if (at.accept("DO")) {
      event.body = read_body(at).written;
      return true;
    } else {
      return false;
    }
  }
}

void read_event(ReadState& state, Cursor& at, const Head& head, bool or_replace) {
  const bool careful = accept_if_not_exists(at);
  const Token& token = at.peek();
  Event event;
  event.origin = at.origin();
  event.name = state.read_name(at);
  event.definer = head.definer;
  event.sql_mode = stated_modes(state);
  read_event_clauses(at, event);
  if (event.schedule.empty() || event.body.empty()) at.expected("`ON SCHEDULE` and `DO`");
  if (state.schema.events.contains(event.name)) {
    if (careful) return;
    if (!or_replace) at.fail_at(token, "there is an event `" + event.name.display() + "` already");
  }
  const QualifiedName key = event.name;
  state.schema.events.set(key, std::move(event));
}

// Triggers of one moment fire one after another: each says which it follows, and the first says nothing.
std::vector<PartName> line_of(const ReadState& state, const Trigger& trigger) {
  std::vector<PartName> out;
  for (auto at = state.schema.triggers.from({trigger.table, {}}); at != state.schema.triggers.end(); ++at) {
    if (at->table != trigger.table) break;
    if (at->timing == trigger.timing && at->events == trigger.events) out.push_back(at.key());
  }
  return out;
}

std::string follows(const std::string& name) { return "follows " + name; }

// Whoever follows `from` follows `to` instead; nobody where it is empty.
void follow_instead(ReadState& state, const std::vector<PartName>& line, const std::string& from, std::string to) {
  for (const PartName& other : line)
    if (state.schema.triggers.find(other)->order == follows(from)) state.schema.triggers.edit(other).order = to;
}

void put_in_line(ReadState& state, Trigger& made) {
  const std::vector<PartName> line = line_of(state, made);
  if (line.empty()) return;
  const std::size_t blank = made.order.find(' ');
  if (blank != std::string::npos) {
    const std::string word = made.order.substr(0, blank), name = made.order.substr(blank + 1);
    const auto other = std::find_if(line.begin(), line.end(),
                                    [&](const PartName& key) { return equals_ignoring_case(key.second, name); });
    if (other == line.end()) return;
    if (word == "follows") {
      follow_instead(state, line, other->second, follows(made.name));
      made.order = follows(other->second);
    } else {
      made.order = state.schema.triggers.find(*other)->order;
      state.schema.triggers.edit(*other).order = follows(made.name);
    }
    return;
  }
  for (const PartName& last : line) {
    const bool followed = std::any_of(line.begin(), line.end(), [&](const PartName& other) {
      return state.schema.triggers.find(other)->order == follows(last.second);
    });
    if (!followed) made.order = follows(last.second);
  }
}

// [IF NOT EXISTS] name {BEFORE | AFTER} event ON table FOR EACH ROW [FOLLOWS | PRECEDES other] body
void read_trigger(ReadState& state, Cursor& at, const Head& head) {
  const bool careful = accept_if_not_exists(at);
  const Token& token = at.peek();
  Trigger trigger;
  trigger.origin = at.origin();
  trigger.name = state.read_name(at).name;
  trigger.definer = head.definer;
  trigger.sql_mode = stated_modes(state);
  if (at.accept("AFTER"))
    trigger.timing = Timing::After;
  else
    at.expect("BEFORE");
  if (at.accept("INSERT"))
    trigger.events.insert = true;
  else if (at.accept("UPDATE"))
    trigger.events.update = true;
  else if (at.accept("DELETE"))
    trigger.events.remove = true;
  else
    at.expected("`INSERT`, `UPDATE` or `DELETE`");
  at.expect("ON");
  const Token& place = at.peek();
  const QualifiedName written = state.read_existing_name(at);
  const auto stored = state.find_table(written);
  if (!stored) at.fail_at(place, "there is no table `" + written.display() + "` to have the trigger; create it first");
  trigger.table = *stored;
  at.expect("FOR");
  at.expect("EACH");
  at.expect("ROW");
  trigger.for_each_row = true;
  if (at.is_any({"FOLLOWS", "PRECEDES"})) {
    trigger.order = lower(at.text(at.next())) + " ";
    trigger.order += at.name();
  }
  const std::uint32_t from = at.position();
  const Node node = parse_body(at);
  trigger.body = make_expr(at, from, at.position(), node);
  // Its names are of its own database, whichever is in use.
  const std::string used = std::exchange(state.current_database, trigger.table.schema);
  trigger.uses = resolved_relations(state, node);
  state.current_database = used;
  if (const auto taken = state.find_trigger({trigger.table.schema, trigger.name})) {
    if (careful) return;
    at.fail_at(token, "there is a trigger `" + trigger.name + "` already, on `" + taken->first.display() + "`");
  }
  put_in_line(state, trigger);
  state.add_trigger(std::move(trigger));
}

void replace_trigger(ReadState& state, Cursor ahead) {  // MariaDB
  accept_if_not_exists(ahead);
  if (const auto taken = state.find_trigger(state.read_name(ahead))) {
    take_out_of_line(state, *taken);
    state.schema.triggers.erase(*taken);
  }
}

}  // namespace

void read_mysql_trigger(ReadState& state, Cursor& at) { read_trigger(state, at, {}); }

namespace mysql_read {

void take_out_of_line(ReadState& state, const PartName& key) {
  const Trigger gone = *state.schema.triggers.find(key);
  follow_instead(state, line_of(state, gone), gone.name, gone.order);
}

bool read_create_stored(ReadState& state, Cursor& at, bool or_replace) {
  const std::uint32_t from = at.position();
  const Head head = read_head(at);
  if (at.accept("VIEW")) return read_view(state, at, head, or_replace), true;
  if (at.accept("TRIGGER")) {
    if (or_replace) replace_trigger(state, at);
    return read_trigger(state, at, head), true;
  }
  if (at.accept("PROCEDURE")) return read_routine(state, at, head, RoutineKind::Procedure, or_replace), true;
  if (at.accept("FUNCTION")) return read_routine(state, at, head, RoutineKind::Function, or_replace), true;
  if (at.accept("EVENT")) return read_event(state, at, head, or_replace), true;
  at.seek(from);
  return false;
}

void read_alter_routine(ReadState& state, Cursor& at) {
  const RoutineKind kind = at.is("PROCEDURE") ? RoutineKind::Procedure : RoutineKind::Function;
  at.next();
  const Token& token = at.peek();
  const QualifiedName name = state.read_name(at);
  auto& routines = state.schema.routines;
  for (auto found = routines.from({name, {}}); found != routines.end() && found.key().first == name; ++found) {
    if (found->kind != kind) continue;
    Routine& routine = routines.edit(found.key());
    while (read_characteristic(at, routine)) continue;
    return;
  }
  at.fail_at(token, "there is no routine `" + name.display() + "` to alter");
}

bool read_alter_event(ReadState& state, Cursor& at) {
  const std::uint32_t from = at.position();
  const std::string definer = read_definer(at);
  if (!at.accept("EVENT")) {
    at.seek(from);
    return false;
  }
  const Token& token = at.peek();
  const QualifiedName name = state.read_name(at);
  if (!state.schema.events.contains(name)) at.fail_at(token, "there is no event `" + name.display() + "` to alter");
  Event event = state.schema.events.take(name);
  if (!definer.empty()) event.definer = definer;
  bool anew = read_event_clauses(at, event);
  if (at.accept_seq({"RENAME", "TO"})) event.name = state.read_name(at);
  anew |= read_event_clauses(at, event);
  if (anew) event.sql_mode = stated_modes(state);  // with its body, and only so
  const QualifiedName key = event.name;
  state.schema.events.set(key, std::move(event));
  return true;
}

}  // namespace mysql_read
}  // namespace plumb::sql
