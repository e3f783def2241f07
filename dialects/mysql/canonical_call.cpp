// Functions under the one name that the servers keep, and calls that are operators.
#include <array>
#include <string>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/dialects/mysql/canonical.h"

namespace plumb::mysql {
namespace {

using sql::Node;
using sql::NodeKind;

struct Alias {
  std::string_view from, to;
};
// Both servers know all of them; MariaDB's SHOW CREATE prefers other ones (ucase, octet_length,
// curdate).
constexpr std::array kAliases = {
    Alias{"lcase", "lower"},
    Alias{"ucase", "upper"},
    Alias{"substring", "substr"},
    Alias{"mid", "substr"},
    Alias{"power", "pow"},
    Alias{"ceil", "ceiling"},
    Alias{"character_length", "char_length"},
    Alias{"octet_length", "length"},
    Alias{"day", "dayofmonth"},
    Alias{"current_timestamp", "now"},
    Alias{"localtime", "now"},
    Alias{"localtimestamp", "now"},
    Alias{"current_date", "curdate"},
    Alias{"current_time", "curtime"},
    Alias{"schema", "database"},
    Alias{"session_user", "user"},
    Alias{"system_user", "user"},
    Alias{"std", "stddev"},
    Alias{"stddev_pop", "stddev"},
    Alias{"var_pop", "variance"},
    Alias{"sha", "sha1"},
    Alias{"st_geometryfromtext", "st_geomfromtext"},
    Alias{"st_geometryfromwkb", "st_geomfromwkb"},
    Alias{"astext", "st_astext"},
    Alias{"st_aswkt", "st_astext"},
    Alias{"st_aswkb", "st_asbinary"},
    Alias{"subdate", "date_sub"},
    Alias{"adddate", "date_add"},
};

bool is_clause(const Node& node, std::string_view text) { return node.kind == NodeKind::Clause && node.text == text; }

Node binary(std::string_view op, Node left, Node right) {
  Node node;
  node.kind = NodeKind::Binary;
  node.text = op;
  node.kids.reserve(2);
  node.kids.push_back(std::move(left));
  node.kids.push_back(std::move(right));
  return node;
}

// SUBSTR(x FROM 1 FOR 2) → substr(x, 1, 2).
void spread_clauses(Node& call, std::initializer_list<std::string_view> names) {
  std::vector<Node> kids;
  for (Node& kid : call.kids) {
    bool spread = false;
    for (std::string_view name : names) spread |= is_clause(kid, name);
    if (!spread)
      kids.push_back(std::move(kid));
    else
      for (Node& inner : kid.kids) kids.push_back(std::move(inner));
  }
  call.kids = std::move(kids);
}

// DATE_ADD(x, INTERVAL 1 DAY) → x + INTERVAL 1 DAY; ADDDATE(x, 5) counts days.
void normalise_date_arithmetic(Node& call) {
  const std::string_view op = call.text == "date_add" ? "+" : "-";
  Node amount = std::move(call.kids[1]);
  if (amount.kind != NodeKind::Interval) {
    Node interval;
    interval.kind = NodeKind::Interval;
    interval.text = "DAY";
    interval.kids.push_back(std::move(amount));
    amount = std::move(interval);
  }
  Node value = std::move(call.kids[0]);
  call = binary(op, std::move(value), std::move(amount));
}

void become_cast(Node& call, std::string_view type) {
  call.kind = NodeKind::Cast;
  call.text = type;
}

// JSON_VALUE(… RETURNING CHAR(512)): what it returns where nothing is said.
bool returns_the_usual(const Node& clause, const Canon& canon) {
  if (clause.kind != NodeKind::Clause || clause.kids.size() != 1) return false;
  const std::string text = upper(sql::print(clause.kids[0], canon.target.syntax));
  return replace_all(text, " ", "") == "RETURNINGCHAR(512)";
}

// Calls that another form stands for; true where it did.
bool rewrite(Node& call, const Canon& canon) {
  const std::string& name = call.text;
  const std::size_t n = call.kids.size();
  if (name == "mod" && n == 2) {
    call.kind = NodeKind::Binary;
    call.text = "%";
    return true;
  }
  if (name == "isnull" && n == 1) {
    call.kind = NodeKind::IsNull;
    call.text = "IS NULL";
    return true;
  }
  if (name == "instr" && n == 2) {
    call.text = "locate";
    std::swap(call.kids[0], call.kids[1]);
    return true;
  }
  if (name == "position") {
    spread_clauses(call, {"IN"});
    call.text = "locate";
    return true;
  }
  if (name == "substr") return spread_clauses(call, {"FROM", "FOR"}), true;
  if ((name == "date_add" || name == "date_sub") && n == 2) return normalise_date_arithmetic(call), true;
  if (name == "timestamp" && n == 1) return become_cast(call, "datetime"), true;
  if (name == "date" && n == 1 && canon.target.flavour != "tidb") return become_cast(call, "date"), true;
  if (name == "regexp_like" && n == 2) {
    call.kind = NodeKind::Like;
    call.text = "REGEXP";
    return true;
  }
  if (name == "json_value" && n == 3 && returns_the_usual(call.kids[2], canon)) {
    call.kids.pop_back();
    return true;
  }
  if (name == "round" && n == 1) {
    Node zero;
    zero.kind = NodeKind::Number;
    zero.text = "0";
    call.kids.push_back(std::move(zero));
    return true;
  }
  return false;
}

}  // namespace

void normalise_call(Node& node, const Canon& canon) {
  if (node.kind == NodeKind::Keyword) {
    // Units of EXTRACT and the like are keywords too.
    static constexpr std::array values = {"CURRENT_TIMESTAMP", "CURRENT_DATE",   "CURRENT_TIME",
                                          "LOCALTIME",         "LOCALTIMESTAMP", "UTC_DATE",
                                          "UTC_TIME",          "UTC_TIMESTAMP",  "CURRENT_USER"};
    bool value = false;
    for (std::string_view word : values) value |= node.text == word;
    if (!value) return;
    node.kind = NodeKind::Call;
    node.text = lower(node.text);
  }
  for (const Alias& alias : kAliases)
    if (node.text == alias.from) {
      node.text = alias.to;
      break;
    }
  // now(0) says no more than now().
  if (node.text == "now" && node.kids.size() == 1 && node.kids[0].kind == NodeKind::Number && node.kids[0].text == "0")
    node.kids.clear();
  rewrite(node, canon);
}

}  // namespace plumb::mysql
