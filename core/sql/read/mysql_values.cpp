// MySQL: what the right side of SET comes to, where that can be known without a server.
#include <algorithm>
#include <vector>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/mysql.h"
#include "plumb/core/sql/read/mysql_modes.h"

namespace plumb::sql::mysql_read {
namespace {

using Value = std::optional<std::string>;

Value value_of_variable(const ReadState& state, std::string_view written) {
  std::string name = lower(written);
  for (std::string_view own : {"@@sql_mode", "@@session.sql_mode", "@@local.sql_mode"})
    if (name == own) return modes_of(state, ModeScope::Session);
  if (name == "@@global.sql_mode") return modes_of(state, ModeScope::Global);
  if (name.starts_with("@@")) return std::nullopt;
  const auto kept = state.variables.find(variable_name(written));
  return kept == state.variables.end() ? std::nullopt : Value(kept->second);
}

// The first `part` at the end or the beginning of `text` taken off as often as it is there.
std::string trimmed(std::string text, const std::string& part, bool front, bool back) {
  if (part.empty()) return text;
  while (front && text.starts_with(part)) text.erase(0, part.size());
  while (back && text.ends_with(part)) text.resize(text.size() - part.size());
  return text;
}

// TRIM(x), TRIM(part FROM x), TRIM({BOTH | LEADING | TRAILING} [part] FROM x)
Value value_of_trim(const ReadState& state, const Node& call) {
  std::string part = " ";
  bool front = true, back = true;
  Value text;
  for (const Node& kid : call.kids) {
    const bool clause = kid.kind == NodeKind::Clause;
    if (clause && kid.text == "FROM" && kid.kids.size() == 1) {
      if (text) part = *text;
      text = known_value(state, kid.kids[0]);
      if (!text) return std::nullopt;
    } else if (clause && kid.kids.size() < 2) {
      front = kid.text != "TRAILING";
      back = kid.text != "LEADING";
      if (kid.kids.empty()) continue;
      const Value said = known_value(state, kid.kids[0]);
      if (!said) return std::nullopt;
      part = *said;
    } else if (!(text = known_value(state, kid))) {
      return std::nullopt;
    }
  }
  return text ? Value(trimmed(*text, part, front, back)) : std::nullopt;
}

// CONCAT_WS leaves out what is NULL.
std::string joined(const std::vector<Value>& values) {
  std::string out;
  bool any = false;
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (!values[i]) continue;
    if (any) out += *values[0];
    any = true;
    out += *values[i];
  }
  return out;
}

std::vector<std::string> items(const std::string& list) {
  std::vector<std::string> out;
  for (std::size_t from = 0; from < list.size();) {
    const std::size_t to = std::min(list.find(',', from), list.size());
    out.push_back(list.substr(from, to - from));
    from = to + 1;
  }
  return out;
}

// The functions that MySQL has in its database sys for just this.
std::string list_add(const std::string& list, const std::string& item) {
  const std::vector<std::string> there = items(list);
  if (std::find(there.begin(), there.end(), item) != there.end()) return list;
  return list.empty() ? item : list + "," + item;
}
std::string list_drop(const std::string& list, const std::string& item) {
  std::vector<std::string> there = items(list);
  std::erase(there, item);
  return join(there, ",");
}

Value value_of_call(const ReadState& state, const Node& call) {
  const std::string name = lower(call.text);
  if (name == "trim") return value_of_trim(state, call);
  std::vector<Value> values;
  for (const Node& kid : call.kids) {
    values.push_back(known_value(state, kid));
    const bool left_out = name == "concat_ws" && kid.kind == NodeKind::Null && values.size() > 1;
    if (!values.back() && !left_out) return std::nullopt;
  }
  if (name == "concat" && !values.empty()) {
    std::string out;
    for (const Value& value : values) out += *value;
    return out;
  }
  if (name == "concat_ws" && values.size() > 1) return joined(values);
  if (name == "replace" && values.size() == 3)
    return values[1]->empty() ? *values[0] : replace_all(*values[0], *values[1], *values[2]);
  if (name == "sys.list_add" && values.size() == 2) return list_add(*values[0], *values[1]);
  if (name == "sys.list_drop" && values.size() == 2) return list_drop(*values[0], *values[1]);
  if (values.size() != 1) return std::nullopt;
  if (name == "ltrim" || name == "rtrim") return trimmed(*values[0], " ", name == "ltrim", name == "rtrim");
  if (name == "upper" || name == "ucase") return upper(*values[0]);
  if (name == "lower" || name == "lcase") return lower(*values[0]);
  return std::nullopt;
}

// SELECT x, with nothing behind it.
Value value_of_query(const ReadState& state, const Node& query) {
  if (query.kind != NodeKind::Select || query.kids.size() != 1 || query.kids[0].text != "COLUMNS") return std::nullopt;
  const std::vector<Node>& columns = query.kids[0].kids;
  if (columns.size() != 1) return std::nullopt;
  const Node& column = columns[0];
  return known_value(state, column.kind == NodeKind::Alias && !column.kids.empty() ? column.kids[0] : column);
}

struct Item {
  std::string assigned;  // @a of @a := x
  Value value;
};

// [@a :=] x, … and INTO @b, …; false where there is more than that.
bool read_items(const ReadState& state, Cursor& at, std::vector<Item>& items, std::vector<std::string>& into) {
  do {
    Item item;
    if (at.peek().kind == Tok::Variable && at.is_op(":=", 1)) {
      item.assigned = variable_name(at.text(at.next()));
      at.next();
    }
    item.value = known_value(state, parse_expression(at));
    items.push_back(std::move(item));
  } while (at.accept_op(","));
  if (at.accept("INTO")) {
    do {
      if (at.peek().kind != Tok::Variable) return false;
      into.push_back(variable_name(at.text(at.next())));
    } while (at.accept_op(","));
  }
  return at.at_end() && (into.empty() || into.size() == items.size());
}

void keep(ReadState& state, const std::string& variable, const Value& value) {
  if (variable.empty()) return;
  if (value)
    state.variables[variable] = *value;
  else
    state.variables.erase(variable);
}

}  // namespace

std::string variable_name(std::string_view written) {
  std::string name = lower(written);
  if (name.size() > 3 && (name[1] == '`' || name[1] == '\'' || name[1] == '"')) {
    name.erase(1, 1);
    name.pop_back();
  }
  return name;
}

Value known_value(const ReadState& state, const Node& node) {
  switch (node.kind) {
    case NodeKind::String:
    case NodeKind::Number: return node.text;
    case NodeKind::Variable: return value_of_variable(state, node.text);
    case NodeKind::Call: return value_of_call(state, node);
    case NodeKind::Typed:  // _utf8mb4'…'
    case NodeKind::Collate: return node.kids.empty() ? std::nullopt : known_value(state, node.kids[0]);
    case NodeKind::Subquery: return node.kids.empty() ? std::nullopt : value_of_query(state, node.kids[0]);
    case NodeKind::Binary:
      if (node.text == "||" && state.syntax.pipes_as_concat && node.kids.size() == 2) {
        const Value a = known_value(state, node.kids[0]), b = known_value(state, node.kids[1]);
        return a && b ? Value(*a + *b) : std::nullopt;
      }
      return std::nullopt;
    default: return std::nullopt;
  }
}

void read_assigned_variables(ReadState& state, Cursor& at) {
  const std::uint32_t from = at.position();
  const bool called = at.accept("CALL");
  const bool selected = !called && at.accept("SELECT");
  std::vector<Item> items;
  std::vector<std::string> into;
  Cursor ahead = at;
  try {
    if (selected && read_items(state, ahead, items, into)) {
      for (std::size_t i = 0; i < items.size(); ++i) {
        keep(state, items[i].assigned, items[i].value);
        if (!into.empty()) keep(state, into[i], items[i].value);
      }
      return at.seek(from);
    }
  } catch (const SyntaxError&) {  // not for us to judge: it is no part of a schema
  }
  bool behind_into = false;
  while (!at.at_end()) {
    behind_into |= at.is("INTO");
    const Token& token = at.next();
    if (token.kind == Tok::Variable && (called || behind_into || at.is_op(":=")))
      state.variables.erase(variable_name(at.text(token)));
  }
  at.seek(from);
}

}  // namespace plumb::sql::mysql_read
