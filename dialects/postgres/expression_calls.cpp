// Calls and casts.
#include <algorithm>
#include <array>
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/postgres_types.h"
#include "plumb/dialects/postgres/expression_settler.h"
#include "plumb/dialects/postgres/expression_types.h"
#include "plumb/dialects/postgres/literals.h"

namespace plumb::postgres {

using sql::Node;
using sql::NodeKind;

namespace {

// (2)::double precision: the literal is wide enough where a wider one is asked for.
void drop_widening(Node& node) {
  if (node.kind != NodeKind::Cast || !is_numeric(node.text)) return;
  const Node& kid = node.kids.front();
  const bool number = kid.kind == NodeKind::Number ||
                      (kid.kind == NodeKind::Unary && kid.text == "-" && kid.kids.front().kind == NodeKind::Number);
  const bool fraction =
      number && (kid.kind == NodeKind::Number ? kid : kid.kids.front()).text.find('.') != std::string::npos;
  if (number && numeric_rank(node.text) > (fraction ? numeric_rank("numeric") : numeric_rank("integer")))
    replace_by_kid(node);
}

Node make(NodeKind kind, std::string_view text) {
  Node node;
  node.kind = kind;
  node.text = text;
  return node;
}

// Functions of double precision: any number is widened for them.
bool takes_double(std::string_view name) {
  static constexpr std::array<std::string_view, 11> kNames = {"sqrt", "power", "exp",  "ln",   "log",  "sin",
                                                              "cos",  "tan",   "atan", "ceil", "floor"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}
bool takes_timestamp(std::string_view name) {
  return name == "date_trunc" || name == "date_part" || name == "to_char" || name == "age";
}
bool unifies(std::string_view name) {
  return name == "coalesce" || name == "greatest" || name == "least" || name == "nullif";
}

void set_number(Node& node, std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (!text.starts_with('-')) {
    node = make(NodeKind::Number, number_text(text));
    return;
  }
  Node minus = make(NodeKind::Unary, "-");
  minus.kids.push_back(make(NodeKind::Number, number_text(text.substr(1))));
  node = std::move(minus);
}

// A name inside of a literal, with the quotes that it needs and folded where it has none.
std::string respelled(const std::string& text) {
  Type spelled;
  QualifiedName name;
  std::string part;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '.') {
      name.schema = std::move(part);
      part.clear();
      continue;
    }
    if (text[i] != '"') {
      part += lower(text[i]);
      continue;
    }
    for (++i; i < text.size(); ++i) {
      if (text[i] == '"' && (i + 1 >= text.size() || text[i + 1] != '"')) break;
      if (text[i] == '"') ++i;
      part += text[i];
    }
  }
  name.name = std::move(part);
  spelled.user_type = std::move(name);
  return sql::spell_postgres_type(spelled);
}

// trim(x), trim(both from x), trim(x, ' '): one tree.
void settle_trim(Node& node) {
  if (node.kids.empty() || node.kids.size() > 2) return;
  Node side = make(NodeKind::Clause, "BOTH"), from = make(NodeKind::Clause, "FROM");
  Node &first = node.kids[0], &last = node.kids.back();
  const bool has_side = first.kind == NodeKind::Clause && first.text != "FROM";
  const bool has_from = last.kind == NodeKind::Clause && last.text == "FROM";
  if (has_side && !has_from) {
    // trim(both x): the text stands where characters could.
    if (first.kids.size() != 1) return;
    side.text = first.text;
    from.kids.push_back(std::move(first.kids[0]));
  } else if (has_side) {
    side = std::move(first);
    from = std::move(last);
  } else if (has_from) {
    if (node.kids.size() == 2) side.kids.push_back(std::move(first));
    from = std::move(last);
  } else {
    if (node.kids.size() == 2) side.kids.push_back(std::move(last));
    from.kids.push_back(std::move(first));
  }
  node.kids.clear();
  node.kids.push_back(std::move(side));
  node.kids.push_back(std::move(from));
}

// substring(x from 'pattern') is stored as a plain call; with numbers it is not.
void settle_pattern(Node& node) {
  if (node.kids.size() != 2 || node.kids[1].kind != NodeKind::Clause || node.kids[1].text != "FROM") return;
  if (node.kids[1].kids.size() != 1 || node.kids[1].kids[0].kind != NodeKind::String) return;
  Node pattern = std::move(node.kids[1].kids[0]);
  node.kids[1] = std::move(pattern);
}

}  // namespace

std::string Settler::strip_schema(std::string_view spelled) const {
  for (std::string_view schema : {std::string_view("pg_catalog"), place_.default_schema}) {
    if (spelled.size() > schema.size() + 1 && spelled.starts_with(schema) && spelled[schema.size()] == '.')
      return std::string(spelled.substr(schema.size() + 1));
  }
  return std::string(spelled);
}

std::string Settler::settle_call(Node& node) {
  // pgcrypto brings a function that the server has too, since 13: which of the two it is must be said.
  const bool of_an_extension = node.text.ends_with(".gen_random_uuid") && !node.text.starts_with("pg_catalog.");
  if (!of_an_extension) node.text = strip_schema(node.text);
  if (node.text == "extract" && !node.kids.empty()) node.kids[0].text = upper(node.kids[0].text);
  if (node.text == "trim") settle_trim(node);
  if (node.text == "substring") settle_pattern(node);
  std::vector<Node*> arguments;
  std::vector<std::string> types;
  for (Node& kid : node.kids) {
    if (kid.kind == NodeKind::Keyword && node.text == "extract") continue;
    if (kid.kind == NodeKind::Binary && kid.text == "=>" && kid.kids.size() == 2) {
      types.push_back(settle(kid.kids[1]));
      arguments.push_back(&kid.kids[1]);
    } else if (kid.kind == NodeKind::Clause) {
      for (Node& inner : kid.kids) {
        types.push_back(settle(inner));
        arguments.push_back(&inner);
      }
    } else {
      types.push_back(settle(kid));
      arguments.push_back(&kid);
    }
  }
  if (unifies(node.text)) return relax_all(std::move(arguments), std::move(types));
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    Node& argument = *arguments[i];
    relax(argument, "text");
    // Any character type is text to a function, any literal what the function asks for.
    if (argument.kind == NodeKind::Cast && argument.text == "text" && type_of(argument.kids.front()) == "character")
      replace_by_kid(argument);
    if (argument.kind == NodeKind::Cast && argument.text == "character varying" &&
        is_text(type_of(argument.kids.front())))
      replace_by_kid(argument);
    if (argument.kind == NodeKind::Cast && argument.kids.front().kind == NodeKind::Null) replace_by_kid(argument);
    drop_widening(argument);
    if (argument.kind == NodeKind::Cast && argument.kids.front().kind == NodeKind::String &&
        (argument.text == "regclass" || argument.text == "jsonpath" || argument.text == "regconfig")) {
      Node literal = std::move(argument.kids.front());
      if (argument.text == "regclass") literal.text = strip_schema(respelled(literal.text));
      argument = std::move(literal);
    }
    if (takes_double(node.text)) relax(argument, "double precision");
    if (takes_timestamp(node.text) && i > 0) relax(argument, "timestamp with time zone");
  }
  if ((node.text == "nextval" || node.text == "currval" || node.text == "setval") && !arguments.empty() &&
      arguments[0]->kind == NodeKind::String)
    arguments[0]->text = strip_schema(respelled(arguments[0]->text));
  if (const std::string_view known = function_type(node.text); !known.empty()) return std::string(known);
  if (takes_double(node.text) && !types.empty() && is_numeric(types.front()))
    return types.front() == "numeric" ? "numeric" : "double precision";
  const bool keeps = node.text == "abs" || node.text == "round" || node.text == "min" || node.text == "max" ||
                     node.text == "date_trunc";
  if (!keeps || types.empty()) return {};
  const std::string& of = node.text == "date_trunc" ? types.back() : types.front();
  return of == "unknown" ? std::string() : of;
}

// 'text'::type. The type is what is left to be said; numbers and booleans say it themselves.
std::string Settler::settle_literal_cast(Node& node, const std::string& type) {
  Node& literal = node.kids.front();
  if (is_numeric(type) && type != "real" && is_number(trim(literal.text)) && literal.text == trim(literal.text)) {
    if (is_integer(type) && literal.text.find_first_of(".eE") != std::string::npos) return type;
    const std::string text = literal.text;
    set_number(node, text);
    return type;
  }
  if (type == "double precision" && is_number(literal.text)) {
    const std::string text = literal.text;
    set_number(node, text);
    return type;
  }
  if (type == "boolean") {
    if (const std::optional<bool> value = boolean_value(literal.text))
      node = make(*value ? NodeKind::True : NodeKind::False, {});
    return type;
  }
  if (type == "interval") {
    if (auto text = interval_text(literal.text, {})) literal.text = *text;
  } else if (type == "date") {
    if (auto text = date_text(literal.text)) literal.text = *text;
  } else if (type == "jsonb") {
    if (auto text = jsonb_text(literal.text)) literal.text = *text;
  } else if (type == "uuid") {
    literal.text = lower(literal.text);
  } else if (type.starts_with("timestamp")) {
    if (auto text = timestamp_text(literal.text, type.find("with time") != std::string::npos)) literal.text = *text;
  } else if (type == "time without time zone") {
    if (auto text = time_text(literal.text)) literal.text = *text;
  } else if (type == "bytea") {
    if (auto text = bytea_text(literal.text)) literal.text = *text;
  } else if (type == "text[]" || type == "character varying[]" || type == "integer[]" || type == "bigint[]") {
    if (auto text = array_text(literal.text)) literal.text = *text;
  } else if (type == "inet" || type == "cidr") {
    if (auto text = network_text(literal.text, type == "cidr")) literal.text = *text;
  } else if (type == "macaddr" || type == "macaddr8") {
    if (auto text = macaddr_text(literal.text, type == "macaddr" ? 6 : 8)) literal.text = *text;
  } else if (type == "int4range" || type == "int8range") {
    if (auto text = integer_range_text(literal.text)) literal.text = *text;
  } else if (type == "regclass") {
    literal.text = strip_schema(respelled(literal.text));
  }
  return type;
}

std::string Settler::settle_cast(Node& node) {
  if (node.kind == NodeKind::Interval) {
    const std::string unit = node.text;
    Node& literal = node.kids.front();
    node.kind = NodeKind::Cast;
    node.text = "interval";
    if (auto text = interval_text(literal.text, unit))
      literal.text = *text;
    else if (!unit.empty())
      node.text += " " + lower(unit);
    return "interval";
  }
  if (node.kind == NodeKind::Typed) node.kind = NodeKind::Cast;
  node.text = strip_schema(node.text);
  // '1 day'::interval day says the field once more.
  if (node.text.starts_with("interval ") && node.text.find(' ', 9) == std::string::npos &&
      node.text.find('(') == std::string::npos && node.kids.front().kind == NodeKind::String)
    node.text = "interval";
  const std::string type = base_of(node.text);
  const bool plain = type == node.text;  // without a length of its own
  Node& kid = node.kids.front();
  const std::string inner = settle(kid);
  if (kid.kind == NodeKind::String && type == "bit" && !kid.text.empty() &&
      kid.text.find_first_not_of("01") == std::string::npos && (plain || node.text == "bit(1)")) {
    Node bits = make(NodeKind::Bits, kid.text);
    node = std::move(bits);
    return type;
  }
  if (kid.kind == NodeKind::String) {
    if (!plain) {
      if (type == "interval") settle_literal_cast(node, type);
      return type;
    }
    return settle_literal_cast(node, type);
  }
  if (kid.kind == NodeKind::Null) return type;
  // '101'::"bit" is how B'101' is printed; hexadecimal digits have become binary ones.
  if (plain && kid.kind == NodeKind::Bits && type == "bit") {
    Node bits = std::move(kid);
    node = std::move(bits);
    return type;
  }
  // B'1010'::bit(4) is printed as text.
  if (!plain && kid.kind == NodeKind::Bits && type == "bit") {
    kid.kind = NodeKind::String;
    return type;
  }
  // What it is already.
  if (plain && inner == type) {
    Node same = std::move(kid);
    node = std::move(same);
    return type;
  }
  // ARRAY['a', 'b']::text[]: the elements say it.
  if (plain && kid.kind == NodeKind::Array && !kid.kids.empty() && type.ends_with("[]") &&
      std::all_of(kid.kids.begin(), kid.kids.end(), is_constant)) {
    const std::string element = type.substr(0, type.size() - 2);
    bool settled = true;
    for (Node& item : kid.kids) {
      relax(item, element);
      if (item.kind == NodeKind::Cast)
        settled = settled && item.text == element;
      else if (item.kind != NodeKind::String)
        settled = settled && is_numeric(element);
    }
    if (settled) {
      for (Node& item : kid.kids) {
        if (item.kind != NodeKind::String) continue;
        Node cast = make(NodeKind::Cast, element);
        cast.kids.push_back(std::move(item));
        settle_literal_cast(cast, element);
        if (cast.kind == NodeKind::Cast) replace_by_kid(cast);
        item = std::move(cast);
      }
      Node array = std::move(kid);
      node = std::move(array);
      return type;
    }
  }
  // (x::text)::text
  while (node.kids.front().kind == NodeKind::Cast && plain && is_text(type) && is_text(node.kids.front().text) &&
         node.kids.front().kids.front().kind == NodeKind::String) {
    Node deeper = std::move(node.kids.front().kids.front());
    node.kids.front() = std::move(deeper);
  }
  return type;
}

}  // namespace plumb::postgres
