// Names and texts of the SQLite generator.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/dialects/sqlite/syntax.h"
#include "plumb/tests/support/generator_sqlite.h"

namespace plumb::test {
namespace {

const Syntax& syntax() { return sqlite::syntax(); }

Expr from_node(const std::string& text, const std::optional<sql::Node>& node) {
  // What our own parser cannot read is a failed test, not a crash: the text shows up in a
  // difference.
  return {text, node ? sql::print(*node, syntax()) : "unreadable: " + text};
}

}  // namespace

std::string quoted(std::string_view name) { return "\"" + replace_all(name, "\"", "\"\"") + "\""; }

bool same_name(std::string_view a, std::string_view b) { return equals_ignoring_case(a, b); }

Expr expression(const std::string& text) { return from_node(text, sql::parse_expression(text, syntax())); }

Expr default_value(const std::string& text) { return expression(text); }

void set_query(View& view, const std::string& text) {
  const auto node = sql::parse_query(text, syntax());
  view.query = from_node(text, node);
  view.uses = node ? sql::relations_of(*node) : std::vector<QualifiedName>{};
}

void set_body(Trigger& trigger, const std::string& text) {
  const auto node = sql::parse_body(text, syntax());
  trigger.body = from_node(text, node);
  trigger.uses = node ? sql::relations_of(*node) : std::vector<QualifiedName>{};
}

bool mentions(const Expr& e, std::string_view column) {
  if (e.empty()) return false;
  const auto node = sql::parse_expression(e.written, syntax());
  if (!node) return true;
  const auto names = sql::columns_of(*node);
  return std::any_of(names.begin(), names.end(), [&](const std::string& n) { return same_name(n, column); });
}

std::string SqliteMaker::odd_name() {
  static const char* const kOdd[] = {
      "select",     "order",  "table",   "group by", "a b",     "x\"y",    "it's",    "back`tick", "[br]",
      "semi;colon", "--dash", "/*c*/",   "dot.dot",  "100%",    "Ünïcode", "日本語",  "😀 emoji",   "CamelCase",
      "UPPER",      " lead",  "trail ",  "0digit",   "$dollar", "_under",  "a\\b",    "?mark",     ":x",
      "@y",         "#z",     "(paren)", "comma,",   "null",    "index",   "trigger", "when",      "end",
      "begin",      "check",  "unique",  "default",  "primary", "rowid",   "as",      "from",      "values"};
  if (r.chance(4)) return std::string(199, 'n') + std::string(r.word({"a", "b", "c", "d", "e"}));
  std::string name = r.pick(kOdd);
  if (r.chance(20)) name += " " + std::string(r.word({"\"", "'", "\"\"", ";", "x", "2"}));
  return name;
}

std::string SqliteMaker::plain_name() {
  std::string name(r.word({"users", "orders", "item", "t", "a", "b", "c", "note", "kind", "price", "owner", "Name"}));
  if (r.chance(50)) name += std::to_string(r.between(1, 40));
  return name;
}

bool SqliteMaker::is_taken(const std::string& name) const {
  if (name.empty()) return true;
  const auto named = [&](const auto& catalog) {
    return std::any_of(catalog.begin(), catalog.end(), [&](const auto& o) { return same_name(o.name.name, name); });
  };
  if (named(s.tables) || named(s.views) || named(s.virtual_tables)) return true;
  for (const Table& t : s.tables)
    for (const Index& i : t.indexes)
      if (same_name(i.name, name)) return true;
  // The tables in which a module keeps its data.
  for (const VirtualTable& t : s.virtual_tables)
    if (name.size() > t.name.name.size() && same_name(name.substr(0, t.name.name.size()), t.name.name)) return true;
  return false;
}

std::string SqliteMaker::relation_name() {
  for (int tries = 0;; ++tries) {
    std::string name = shape_.odd_names && r.chance(30) ? odd_name() : plain_name();
    if (tries > 20) name += std::to_string(r.below(100000));
    if (!is_taken(name)) return name;
  }
}

std::string SqliteMaker::column_name(const Table& table) {
  for (int tries = 0;; ++tries) {
    std::string name = shape_.odd_names && r.chance(20) ? odd_name() : plain_name();
    if (tries > 20) name += std::to_string(r.below(100000));
    const bool taken = std::any_of(table.columns.begin(), table.columns.end(),
                                   [&](const Column& c) { return same_name(c.name, name); });
    if (!taken) return name;
  }
}

std::string SqliteMaker::trigger_name() {
  for (;;) {
    std::string name = shape_.odd_names && r.chance(25) ? odd_name() : "on_" + plain_name();
    const bool taken =
        std::any_of(s.triggers.begin(), s.triggers.end(), [&](const Trigger& t) { return same_name(t.name, name); });
    if (!taken) return name;
  }
}

std::string SqliteMaker::constraint_name() {
  if (r.chance(65)) return {};
  return shape_.odd_names && r.chance(20) ? odd_name() : "c_" + plain_name();
}

}  // namespace plumb::test
