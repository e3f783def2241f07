#include "plumb/dialects/postgres/neutral_calls.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {

using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// Names that differ and nothing else. Sorted.
constexpr std::array kRenamed = {
    Pair{"ascii", "code_of_char"},
    Pair{"btrim", "trim"},
    Pair{"cardinality", "array_length"},
    Pair{"ceiling", "ceil"},
    Pair{"char_length", "length"},
    Pair{"character_length", "length"},
    Pair{"chr", "char_from_code"},
    Pair{"clock_timestamp", "now"},
    Pair{"gen_random_uuid", "uuid_v4"},
    Pair{"json_agg", "array_agg"},
    Pair{"json_array_length", "json_array_length"},
    Pair{"json_build_array", "json_array"},
    Pair{"json_build_object", "json_object"},
    Pair{"json_typeof", "json_type"},
    Pair{"jsonb_agg", "array_agg"},
    Pair{"jsonb_array_length", "json_array_length"},
    Pair{"jsonb_build_array", "json_array"},
    Pair{"jsonb_build_object", "json_object"},
    Pair{"jsonb_typeof", "json_type"},
    Pair{"mod", "%"},
    Pair{"pow", "power"},
    Pair{"statement_timestamp", "now"},
    Pair{"strpos", "position"},
    Pair{"substring", "substr"},
    Pair{"to_timestamp", "from_epoch"},
    Pair{"transaction_timestamp", "now"},
    Pair{"uuid_generate_v1", "uuid_v1"},
    Pair{"uuid_generate_v4", "uuid_v4"},
    Pair{"uuidv4", "uuid_v4"},
    Pair{"uuidv7", "uuid_v7"},
};
static_assert(std::is_sorted(kRenamed.begin(), kRenamed.end()));

std::string_view renamed(std::string_view name) {
  const auto at = std::lower_bound(kRenamed.begin(), kRenamed.end(), name,
                                   [](const Pair& entry, std::string_view n) { return entry.first < n; });
  return at != kRenamed.end() && at->first == name ? at->second : std::string_view();
}

// The arguments with the words between them taken off: SUBSTRING(x FROM 1 FOR 2), POSITION(a IN b).
void take_words_off(Node& call) {
  std::vector<Node> out;
  for (Node& kid : call.kids) {
    const bool word = kid.kind == NodeKind::Clause && (kid.text == "FROM" || kid.text == "FOR" || kid.text == "IN");
    if (!word)
      out.push_back(std::move(kid));
    else
      for (Node& inner : kid.kids) out.push_back(std::move(inner));
  }
  call.kids = std::move(out);
}

// TRIM(BOTH ' ' FROM x), with its parts in any order.
void neutral_trim(Node& call) {
  std::string name = "trim";
  std::vector<Node> characters, text;
  for (Node& kid : call.kids) {
    if (kid.kind != NodeKind::Clause) {
      (text.empty() ? text : characters).push_back(std::move(kid));
    } else if (kid.text == "FROM") {
      if (!text.empty()) characters = std::move(text);  // trim('x' from y)
      text = std::move(kid.kids);
    } else {
      if (kid.text == "LEADING") name = "ltrim";
      if (kid.text == "TRAILING") name = "rtrim";
      characters = std::move(kid.kids);
    }
  }
  if (text.size() > 1 && characters.empty()) {
    characters.assign(text.begin() + 1, text.end());
    text.resize(1);
  }
  if (text.empty()) std::swap(text, characters);
  for (Node& c : characters) text.push_back(std::move(c));
  call = neutral::call(name, std::move(text));
}

void neutral_extract(Node& call) {
  const bool date_part = call.text == "date_part";
  if (!date_part) take_words_off(call);
  if (call.kids.size() != 2) return;
  std::string unit = lower(call.kids[0].text);
  Node of = std::move(call.kids[1]);
  if (unit == "epoch")
    call = neutral::call("epoch", {std::move(of)});
  else
    call = neutral::call("extract", {neutral::string(unit), std::move(of)});
}

bool is_unit(const Node& node) { return node.kind == NodeKind::Keyword || node.kind == NodeKind::String; }

bool special(Node& call) {
  const std::string& name = call.text;
  if (name == "trim") return neutral_trim(call), true;
  if ((name == "extract" || name == "date_part") && !call.kids.empty() && is_unit(call.kids[0]))
    return neutral_extract(call), true;
  if (name == "date_trunc" && call.kids.size() == 2) {
    call.kids[0].text = lower(call.kids[0].text);
    return true;
  }
  if (name == "strpos" && call.kids.size() == 2) {
    std::swap(call.kids[0], call.kids[1]);
    call.text = "position";
    return true;
  }
  if (name == "mod" && call.kids.size() == 2) {
    call.kind = NodeKind::Binary;
    call.text = "%";
    return true;
  }
  // to_timestamp(text, format) is another one.
  if (name == "to_timestamp" && call.kids.size() != 1) return false;
  if (name == "timezone" && call.kids.size() == 2 && call.kids[0].kind == NodeKind::String &&
      lower(call.kids[0].text) == "utc") {
    Node inner = std::move(call.kids[1]);
    call = std::move(inner);
    return true;
  }
  return false;
}

bool is_clause_allowed(const Node& clause) {
  return clause.text == "DISTINCT" || clause.text == "FILTER" || clause.text == "OVER" || clause.text == "ORDER BY";
}

}  // namespace

void neutral_call(Node& call) {
  if (call.text.starts_with("pg_catalog.")) call.text.erase(0, 11);
  if (call.text.starts_with("public.")) call.text.erase(0, 7);
  const std::string name = call.text;
  if (special(call)) return;
  const std::string printed = sql::print(call, syntax());
  take_words_off(call);
  if (const std::string_view other = renamed(name); !other.empty()) call.text = other;
  const bool clauses = std::all_of(call.kids.begin(), call.kids.end(), [](const Node& kid) {
    return kid.kind != NodeKind::Clause || is_clause_allowed(kid);
  });
  if (call.text == "now" && call.kids.empty()) call.kids.push_back(neutral::number("6"));
  if (neutral::is_function(call.text) && clauses) return;
  call = neutral::outside(printed, "the function `" + name + "` has no equivalent");
}

}  // namespace plumb::postgres
