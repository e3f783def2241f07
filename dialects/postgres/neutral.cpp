// Expressions in the vocabulary that all dialects share.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/postgres/dialect.h"
#include "plumb/dialects/postgres/neutral_calls.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {

using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

namespace {

// A cast's neutral name, with its arguments; empty: none.
std::string cast_name(const std::string& type) {
  const auto open = type.find('(');
  const auto close = type.find(')');
  const std::string arguments =
      open == std::string::npos || close == std::string::npos ? std::string() : type.substr(open, close - open + 1);
  std::string base = type;
  if (!arguments.empty()) base.erase(open, close - open + 1);
  if (base == "boolean" || base == "date" || base == "uuid" || base == "text") return base;
  if (base == "integer" || base == "bigint" || base == "smallint") return "integer";
  if (base == "numeric") return "decimal" + arguments;
  if (base == "real" || base == "double precision") return "float";
  if (base == "character varying" || base == "character" || base == "name" || base == "bpchar")
    return "text" + arguments;
  if (base == "bytea") return "bytes";
  if (base == "json" || base == "jsonb") return "json";
  if (base == "timestamp without time zone") return "timestamp";
  if (base == "timestamp with time zone") return "timestamptz";
  if (base.starts_with("time ")) return "time";
  if (base.starts_with("interval")) return "interval";
  return {};
}

bool is_plain_literal(const Node& node) {
  return node.kind == NodeKind::String || node.kind == NodeKind::Number || node.kind == NodeKind::Null ||
         node.kind == NodeKind::True || node.kind == NodeKind::False;
}

// '{a,b}' of an array type: its elements, where none is quoted or nested.
std::optional<Node> array_literal(const std::string& text) {
  if (text.size() < 2 || text.front() != '{' || text.back() != '}') return std::nullopt;
  Node array = neutral::make(NodeKind::Array, {});
  std::string item;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '{' || c == '\\') return std::nullopt;
    if (c != ',' && i + 1 != text.size()) {
      item += c;
      continue;
    }
    if (!item.empty()) array.kids.push_back(neutral::string(item));
    item.clear();
  }
  return array;
}

void replace(Node& node, Node with) { node = std::move(with); }

void neutral_cast(Node& node) {
  Node& kid = node.kids.front();
  if (node.kind == NodeKind::Interval) {
    node.kind = NodeKind::Cast;
    if (!node.text.empty() && kid.kind == NodeKind::String) kid.text += " " + node.text;
    node.text = "interval";
    return;
  }
  node.kind = NodeKind::Cast;
  const bool array = node.text.ends_with("[]");
  if (array && kid.kind == NodeKind::String) {
    if (auto items = array_literal(kid.text)) return replace(node, std::move(*items));
  }
  const std::string type = array ? std::string() : cast_name(node.text);
  if (array && kid.kind == NodeKind::Array) return replace(node, Node(std::move(kid)));
  if (type == "interval") {
    node.text = type;
    return;
  }
  if (is_plain_literal(kid)) {
    // '1'::integer is a number; 'x'::mood, '2024-01-01'::date, '{}'::jsonb say it by where they stand.
    const bool number =
        (type == "integer" || type.starts_with("decimal") || type == "float") && kid.kind == NodeKind::String;
    if (number) kid.kind = NodeKind::Number;
    if (type == "boolean" && kid.kind == NodeKind::String)
      kid.kind =
          kid.text.starts_with('t') || kid.text == "1" || kid.text.starts_with('y') ? NodeKind::True : NodeKind::False;
    if (kid.kind == NodeKind::True || kid.kind == NodeKind::False) kid.text.clear();
    if (number || kid.kind == NodeKind::String || kid.kind == NodeKind::Null || kid.kind == NodeKind::True ||
        kid.kind == NodeKind::False || type == "integer")
      return replace(node, Node(std::move(kid)));
  }
  if (type.empty()) {
    const std::string printed = sql::print(node, syntax());
    return replace(node, neutral::outside(printed, "a cast to `" + node.text + "` has no equivalent"));
  }
  if (type == "date") return replace(node, neutral::call("date_of", {std::move(kid)}));
  node.text = type;
}

struct Span {
  long long amount;
  std::string unit;
};

// "1 year 2 mons -3 days 04:05:06": its parts; nothing where it is written in another way.
std::optional<std::vector<Span>> spans_of(const std::string& text) {
  static constexpr std::pair<std::string_view, std::string_view> kUnits[] = {
      {"year", "year"},  {"mon", "month"}, {"month", "month"},    {"week", "week"},  {"day", "day"},
      {"hour", "hour"},  {"h", "hour"},    {"minute", "minute"},  {"min", "minute"}, {"second", "second"},
      {"sec", "second"}, {"s", "second"},  {"quarter", "quarter"}};
  std::vector<Span> out;
  std::istringstream words(lower(text));
  for (std::string word, unit; words >> word;) {
    char* end = nullptr;
    const long long amount = std::strtoll(word.c_str(), &end, 10);
    if (end == word.c_str()) return std::nullopt;
    if (*end == ':') {
      int hours = 0, minutes = 0, seconds = 0, used = 0;
      const int read = std::sscanf(word.c_str(), "%d:%d:%d%n", &hours, &minutes, &seconds, &used);
      if (read != 3 || used != static_cast<int>(word.size()) || hours < 0) return std::nullopt;
      for (const Span& span : {Span{hours, "hour"}, Span{minutes, "minute"}, Span{seconds, "second"}})
        if (span.amount != 0) out.push_back(span);
      continue;
    }
    unit = end;
    if (unit.empty() && !(words >> unit)) return std::nullopt;
    if (unit.size() > 1 && unit.back() == 's') unit.pop_back();
    const auto known =
        std::find_if(std::begin(kUnits), std::end(kUnits), [&](const auto& u) { return u.first == unit; });
    if (known == std::end(kUnits)) return std::nullopt;
    out.push_back({amount, std::string(known->second)});
  }
  return out.empty() ? std::nullopt : std::optional(std::move(out));
}

// now() + '7 days'::interval is date_add(now(), 7, 'day').
bool neutral_date_arithmetic(Node& node) {
  if (node.text != "+" && node.text != "-") return false;
  const auto is_interval = [](const Node& kid) {
    return kid.kind == NodeKind::Cast && kid.text == "interval" && kid.kids.size() == 1 &&
           kid.kids[0].kind == NodeKind::String;
  };
  if (node.kids.size() != 2) return false;
  if (node.text == "+" && is_interval(node.kids[0])) std::swap(node.kids[0], node.kids[1]);
  if (!is_interval(node.kids[1]) || is_interval(node.kids[0])) return false;
  const auto spans = spans_of(node.kids[1].kids[0].text);
  if (!spans) return false;
  Node out = std::move(node.kids[0]);
  for (const Span& span : *spans)
    out = neutral::call("date_add",
                        {std::move(out), neutral::number(std::to_string(node.text == "-" ? -span.amount : span.amount)),
                         neutral::string(span.unit)});
  node = std::move(out);
  return true;
}

void neutral_like(Node& node) {
  if (node.text.ends_with("SIMILAR TO")) {
    const std::string printed = sql::print(node, syntax());
    return replace(node, neutral::outside(printed, "`SIMILAR TO` has no equivalent"));
  }
  if (node.kids.size() == 2) node.kids.push_back(neutral::string("\\"));
}

struct Operator {
  std::string_view op, function;
};
constexpr Operator kOperators[] = {
    {"->", "json_extract"},  {"->>", "json_extract_text"}, {"#>", "json_extract"}, {"#>>", "json_extract_text"},
    {"@>", "json_contains"}, {"?", "json_has_key"},        {"^", "power"},
};

// A member of a path: .a, ."a-b".
std::string member(const std::string& key) {
  const bool plain = !key.empty() && (key[0] < '0' || key[0] > '9') &&
                     lower(key).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  return plain ? "." + key : ".\"" + key + "\"";
}

// `'a'` behind ->, `'{a,b}'` behind #>, a number: a path.
std::optional<std::string> path_of(const Node& node, bool list) {
  if (node.kind == NodeKind::Number) return "$[" + node.text + "]";
  if (node.kind == NodeKind::Array || (list && node.kind == NodeKind::String)) {
    Node items = node;
    if (node.kind == NodeKind::String) {
      auto parsed = array_literal(node.text);
      if (!parsed) return std::nullopt;
      items = std::move(*parsed);
    }
    std::string path = "$";
    for (const Node& item : items.kids) {
      if (item.kind != NodeKind::String) return std::nullopt;
      const bool number = !item.text.empty() && item.text.find_first_not_of("0123456789") == std::string::npos;
      path += number ? "[" + item.text + "]" : member(item.text);
    }
    return path;
  }
  if (node.kind != NodeKind::String) return std::nullopt;
  return "$" + member(node.text);
}

void neutral_binary(Node& node) {
  if (neutral_date_arithmetic(node)) return;
  static constexpr std::string_view kPlain[] = {"AND",
                                                "OR",
                                                "=",
                                                "<>",
                                                "<",
                                                "<=",
                                                ">",
                                                ">=",
                                                "+",
                                                "-",
                                                "*",
                                                "/",
                                                "%",
                                                "||",
                                                "&",
                                                "|",
                                                "<<",
                                                ">>",
                                                "IS DISTINCT FROM",
                                                "IS NOT DISTINCT FROM"};
  if (std::find(std::begin(kPlain), std::end(kPlain), node.text) != std::end(kPlain)) return;
  struct Match {
    std::string_view op, word;
  };
  for (const Match& m :
       {Match{"~", "REGEXP"}, Match{"!~", "NOT REGEXP"}, Match{"~*", "IREGEXP"}, Match{"!~*", "NOT IREGEXP"},
        Match{"~~", "LIKE"}, Match{"!~~", "NOT LIKE"}, Match{"~~*", "ILIKE"}, Match{"!~~*", "NOT ILIKE"}}) {
    if (node.text != m.op) continue;
    node.kind = NodeKind::Like;
    node.text = m.word;
    if (m.word.ends_with("LIKE")) neutral_like(node);
    return;
  }
  // Times are kept in UTC where there are no zones.
  if (node.text == "AT TIME ZONE" && node.kids.size() == 2 && node.kids[1].kind == NodeKind::String &&
      lower(node.kids[1].text) == "utc")
    return replace(node, Node(std::move(node.kids[0])));
  for (const Operator& known : kOperators) {
    if (node.text != known.op || node.kids.size() != 2) continue;
    if (known.function.starts_with("json_extract")) {
      const auto path = path_of(node.kids[1], node.text[0] == '#');
      if (!path) break;
      // a -> 'b' ->> 'c' is one path.
      Node& of = node.kids[0];
      if (of.kind == NodeKind::Call && of.text == "json_extract" && of.kids.size() == 2) {
        Node inner = std::move(of);
        inner.text = known.function;
        inner.kids[1].text += path->substr(1);
        return replace(node, std::move(inner));
      }
      node.kids[1] = neutral::string(*path);
    }
    node.kind = NodeKind::Call;
    node.text = known.function;
    return;
  }
  const std::string printed = sql::print(node, syntax());
  replace(node, neutral::outside(printed, "the operator `" + node.text + "` has no equivalent"));
}

// x = ANY (ARRAY[…]) is x IN (…).
void neutral_quantified(Node& node) {
  Node& list = node.kids[1];
  const bool any = node.text == "= ANY", none = node.text == "<> ALL";
  if ((any || none) && (list.kind == NodeKind::Array || list.kind == NodeKind::Subquery) && !list.kids.empty()) {
    Node in = neutral::make(NodeKind::In, any ? "IN" : "NOT IN");
    in.kids.push_back(std::move(node.kids[0]));
    if (list.kind == NodeKind::Subquery)
      in.kids.push_back(std::move(list));
    else
      for (Node& item : list.kids) in.kids.push_back(std::move(item));
    return replace(node, std::move(in));
  }
  const std::string printed = sql::print(node, syntax());
  replace(node, neutral::outside(printed, "a comparison with an array has no equivalent"));
}

void neutral_between(Node& node) {
  if (!node.text.ends_with(" SYMMETRIC")) return;
  Node x = node.kids[0];
  const bool negated = node.text.starts_with("NOT");
  Node low = neutral::call("least", {node.kids[1], node.kids[2]});
  Node high = neutral::call("greatest", {node.kids[1], node.kids[2]});
  replace(node, neutral::make(NodeKind::Between, negated ? "NOT BETWEEN" : "BETWEEN",
                              {std::move(x), std::move(low), std::move(high)}));
}

void neutral_test(Node& node) {
  if (node.text == "IS UNKNOWN" || node.text == "IS NOT UNKNOWN") {
    node.kind = NodeKind::IsNull;
    node.text = node.text == "IS UNKNOWN" ? "IS NULL" : "IS NOT NULL";
    return;
  }
  if (node.text == "IS TRUE" || node.text == "IS NOT TRUE" || node.text == "IS FALSE" || node.text == "IS NOT FALSE")
    return;
  if (node.text == "IS JSON") return replace(node, neutral::call("json_valid", {std::move(node.kids[0])}));
  const std::string printed = sql::print(node, syntax());
  replace(node, neutral::outside(printed, "`" + node.text + "` has no equivalent"));
}

void neutral_keyword(Node& node) {
  std::vector<Node> digits = std::move(node.kids);
  if (node.text == "CURRENT_TIMESTAMP" || node.text == "LOCALTIMESTAMP") {
    if (digits.empty()) digits.push_back(neutral::number("6"));
    return replace(node, neutral::call("now", std::move(digits)));
  }
  if (node.text == "CURRENT_DATE") return replace(node, neutral::call("current_date"));
  if (node.text == "CURRENT_TIME" || node.text == "LOCALTIME")
    return replace(node, neutral::call("current_time", std::move(digits)));
  if (node.text == "CURRENT_USER" || node.text == "SESSION_USER" || node.text == "USER" || node.text == "CURRENT_ROLE")
    return replace(node, neutral::call("current_user"));
  replace(node, neutral::outside(node.text, "`" + node.text + "` has no equivalent"));
}

void neutral_collate(Node& node) {
  const std::string& name = node.text;
  if (name == "\"C\"" || name == "\"POSIX\"" || name == "ucs_basic" || name == "\"default\"") {
    Node kid = std::move(node.kids.front());
    if (name == "\"default\"") return replace(node, std::move(kid));
    node.kids.front() = std::move(kid);
    node.text = "binary";
    return;
  }
  const std::string printed = sql::print(node, syntax());
  replace(node, neutral::outside(printed, "the collation `" + name + "` has no equivalent"));
}

void translate(Node& node) {
  // EXTRACT(YEAR FROM x): the unit is no value.
  const bool unit = node.kind == NodeKind::Call && node.text == "extract" && !node.kids.empty() &&
                    node.kids[0].kind == NodeKind::Keyword;
  for (std::size_t i = unit ? 1 : 0; i < node.kids.size(); ++i) translate(node.kids[i]);
  switch (node.kind) {
    case NodeKind::Cast:
    case NodeKind::Typed:
    case NodeKind::Interval: return neutral_cast(node);
    case NodeKind::Like: return neutral_like(node);
    case NodeKind::Binary: return neutral_binary(node);
    case NodeKind::Quantified: return neutral_quantified(node);
    case NodeKind::Between: return neutral_between(node);
    case NodeKind::Test: return neutral_test(node);
    case NodeKind::Keyword: return neutral_keyword(node);
    case NodeKind::Collate: return neutral_collate(node);
    case NodeKind::Call: return neutral_call(node);
    case NodeKind::Unary: {
      if (node.text == "NOT" || node.text == "-" || node.text == "+" || node.text == "~") return;
      break;
    }
    case NodeKind::Index:
    case NodeKind::Slice:
    case NodeKind::Field:
    case NodeKind::Parameter:
    case NodeKind::Variable: break;
    default: return;
  }
  const std::string printed = sql::print(node, syntax());
  replace(node, neutral::outside(printed, "it has no equivalent"));
}

}  // namespace

Node PostgresDialect::neutral(const Expr& expression) const {
  const std::string& text = expression.canonical.empty() ? expression.written : expression.canonical;
  std::optional<Node> node = sql::parse_expression(text, syntax());
  if (!node) node = sql::parse_query(text, syntax());
  if (!node) return neutral::outside(text, "it cannot be read");
  translate(*node);
  return std::move(*node);
}

}  // namespace plumb::postgres
