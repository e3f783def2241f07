#include "plumb/core/sql/read/implied_names.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"

namespace plumb::sql {
namespace {

// Bytes of `text` that fit into `most` without cutting a UTF-8 character.
std::string_view clip(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return text.substr(0, most);
}

// makeObjectName() of PostgreSQL.
std::string make_name(std::string_view table, std::string_view middle, const std::string& label, const Syntax& syntax) {
  const std::size_t limit = syntax.name_length ? syntax.name_length : 63;
  const std::size_t overhead = 1 + label.size() + (middle.empty() ? 0 : 1);
  const std::size_t available = limit > overhead ? limit - overhead : 0;
  std::size_t first = table.size(), second = middle.size();
  while (first + second > available) (first > second ? first : second) -= 1;
  std::string out(clip(table, first));
  if (!middle.empty()) {
    out += '_';
    out += clip(middle, second);
  }
  return out + '_' + label;
}

// The name that the grammar gives to a type: int is pg_catalog.int4.
std::string internal_type(std::string_view type) {
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"bigint", "int8"},
      {"boolean", "bool"},
      {"character varying", "varchar"},
      {"character", "bpchar"},
      {"double precision", "float8"},
      {"integer", "int4"},
      {"real", "float4"},
      {"smallint", "int2"},
      {"timestamp with time zone", "timestamptz"},
      {"timestamp without time zone", "timestamp"},
      {"time with time zone", "timetz"},
      {"time without time zone", "time"},
      {"bit varying", "varbit"}};
  std::string base(type.substr(0, type.find('(')));
  while (base.ends_with("[]")) base.resize(base.size() - 2);
  for (const auto& [name, internal] : kNames)
    if (name == base) return std::string(internal);
  return base.substr(base.rfind('.') + 1);
}

std::string function_label(const std::string& spelled) {
  if (spelled == "trim") return "btrim";
  if (!spelled.ends_with('"')) return spelled.substr(spelled.rfind('.') + 1);
  const std::size_t open = spelled.rfind('"', spelled.size() - 2);
  return open == std::string::npos ? spelled : spelled.substr(open + 1, spelled.size() - open - 2);
}

// FigureIndexColname(): the label, and whether it is better than what stands around it (2), a last
// resort (1), or none (0).
int figure(const Node& node, std::string& label) {
  const auto say = [&](std::string text, int strength) {
    label = std::move(text);
    return strength;
  };
  switch (node.kind) {
    case NodeKind::Name: return say(node.text, 2);
    case NodeKind::Call: return say(function_label(node.text), 2);
    case NodeKind::Cast:
    case NodeKind::Typed: {
      const int inner = node.kids.empty() ? 0 : figure(node.kids.front(), label);
      return inner > 1 ? inner : say(internal_type(node.text), 1);
    }
    case NodeKind::Collate:
    case NodeKind::Index: return node.kids.empty() ? 0 : figure(node.kids.front(), label);
    case NodeKind::Case: {
      int inner = 0;
      if (!node.kids.empty() && node.kids.back().kind == NodeKind::Else)
        inner = figure(node.kids.back().kids.front(), label);
      return inner > 1 ? inner : say("case", 1);
    }
    case NodeKind::Array: return say("array", 2);
    case NodeKind::Row: return say("row", 2);
    case NodeKind::Keyword: return say(lower(node.text), 2);
    default: return 0;
  }
}

std::string column_name(const Node& node) {
  std::string label;
  return figure(node, label) > 0 ? label : "expr";
}

std::string part_name(const IndexPart& part, const Syntax& syntax) {
  if (part.plain()) return part.column;
  const auto node = parse_expression(part.expression.canonical, syntax);
  return node ? column_name(*node) : "expr";
}

// ChooseIndexColumnNames() and ChooseIndexNameAddition().
std::string middle_of(const std::vector<IndexPart>& parts, const std::vector<std::string>& include,
                      const Syntax& syntax) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    std::string unique = name;
    for (int i = 1; std::find(names.begin(), names.end(), unique) != names.end(); ++i)
      unique = name + std::to_string(i);
    names.push_back(std::move(unique));
  };
  for (const IndexPart& part : parts) add(part_name(part, syntax));
  for (const std::string& column : include) add(column);
  std::string out = join(names, "_");
  return std::string(clip(out, 63));
}

// A check is named after its column where it speaks of one only.
std::string middle_of(const Check& check, const Table& table, const Syntax& syntax) {
  const auto node = parse_expression(check.expression.canonical, syntax);
  if (!node) return {};
  std::string only;
  for (const std::string& name : columns_of(*node)) {
    if (!table.find_column(name)) continue;
    if (!only.empty() && only != name) return {};
    only = name;
  }
  return only;
}

}  // namespace

std::string implied_name(std::string_view table, std::string_view middle, std::string_view label, const Syntax& syntax,
                         const NameTaken& taken) {
  std::string name = make_name(table, middle, std::string(label), syntax);
  for (int i = 1; taken(name); ++i) name = make_name(table, middle, std::string(label) + std::to_string(i), syntax);
  return name;
}

void give_implied_names(Table& table, const Syntax& syntax, const NameTaken& taken) {
  std::set<std::string> own;
  const auto keep = [&](const std::string& name) {
    if (!name.empty()) own.insert(name);
  };
  for (const Check& c : table.checks) keep(c.name);
  if (table.primary_key) keep(table.primary_key->name);
  for (const Unique& u : table.uniques) keep(u.name);
  for (const Exclusion& e : table.exclusions) keep(e.name);
  for (const ForeignKey& f : table.foreign_keys) keep(f.name);
  for (const Index& i : table.indexes) keep(i.name);

  const NameTaken used = [&](const std::string& name) { return own.count(name) != 0 || taken(name); };
  const auto give = [&](std::string& name, const std::string& middle, std::string_view label) {
    name = implied_name(table.name.name, middle, label, syntax, used);
    own.insert(name);
  };
  for (Check& c : table.checks)
    if (c.name.empty()) give(c.name, middle_of(c, table, syntax), "check");
  if (table.primary_key && table.primary_key->name.empty()) give(table.primary_key->name, {}, "pkey");
  for (Unique& u : table.uniques)
    if (u.name.empty()) give(u.name, middle_of(u.parts, u.options->include, syntax), "key");
  for (Exclusion& e : table.exclusions)
    if (e.name.empty()) give(e.name, middle_of(e.parts, e.options->include, syntax), "excl");
  for (ForeignKey& f : table.foreign_keys)
    if (f.name.empty()) give(f.name, join(f.columns, "_"), "fkey");
  for (Index& i : table.indexes)
    if (i.name.empty()) give(i.name, middle_of(i.parts, i.include, syntax), "idx");
}

}  // namespace plumb::sql
