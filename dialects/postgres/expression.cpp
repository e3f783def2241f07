// The normal form of expressions.
//
// PostgreSQL stores a tree and prints it with every cast that it put in: `code IN ('a', 'b')` on a varchar comes back
// as
// `(code)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])`, and once that is loaded as
// `… = ANY (ARRAY[('a'::character varying)::text, …])`. The normal form takes off what the server adds by itself: casts
// of literals to the type that their surroundings ask for, casts that no operator needed to be told, and the operators
// behind LIKE, IN and BETWEEN. Where a type is not known a cast stays.
#include "plumb/dialects/postgres/expression.h"

#include <algorithm>
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/postgres_types.h"
#include "plumb/dialects/postgres/expression_settler.h"
#include "plumb/dialects/postgres/expression_types.h"
#include "plumb/dialects/postgres/literals.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {

using sql::Node;
using sql::NodeKind;

std::string base_of(std::string_view spelled) {
  std::string out(spelled);
  const auto open = out.find('(');
  if (open == std::string::npos || out.starts_with('"')) return out;
  const auto close = out.find(')', open);
  if (close != std::string::npos) out.erase(open, close - open + 1);
  return out;
}

std::string base_of(const Type& type, const Schema* schema) {
  const Type* t = &type;
  // A domain is what it is made of, as far as operators go.
  for (int depth = 0; t->user_type && schema && depth < 10; ++depth) {
    const Domain* domain = schema->domains.find(*t->user_type);
    if (!domain || t->array_dims > 0) break;
    t = &domain->type;
  }
  Type bare = *t;
  bare.args.clear();
  if (bare.array_dims > 1) bare.array_dims = 1;
  return sql::spell_postgres_type(bare);
}

namespace {

// Texts that are their own normal form: by far the most defaults.
bool is_settled(std::string_view text) {
  if (text == "now()" || text == "CURRENT_TIMESTAMP" || text == "TRUE" || text == "FALSE" ||
      text == "gen_random_uuid()")
    return true;
  return !text.empty() && text.size() < 19 && (text[0] != '0' || text.size() == 1) &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string settle(Node& node, const Place& place) { return Settler(place).settle_whole(node); }

void settle(Expr& expression, const Place& place) {
  if (expression.empty()) return;
  const std::string& text = expression.canonical.empty() ? expression.written : expression.canonical;
  if (is_settled(text) && (!place.wanted || place.wanted->name != "boolean")) {
    if (expression.canonical.empty()) expression.canonical = text;
    return;
  }
  std::optional<Node> node = sql::parse_expression(text, syntax());
  if (!node) {
    if (expression.canonical.empty()) expression.canonical = text;
    return;
  }
  Settler(place).settle_whole(*node);
  expression.canonical = sql::print(*node, syntax());
}

void settle_query(Expr& query, const Place& place) {
  if (query.empty()) return;
  const std::string& text = query.canonical.empty() ? query.written : query.canonical;
  std::optional<Node> node = sql::parse_query(text, syntax());
  if (!node) {
    if (query.canonical.empty()) query.canonical = text;
    return;
  }
  Settler(place).settle(*node);
  query.canonical = sql::print(*node, syntax());
}

void settle_body(Expr& body, const Place& place) {
  if (body.empty()) return;
  std::optional<Node> node = sql::parse_body(body.canonical.empty() ? body.written : body.canonical, syntax());
  if (!node) return;
  Settler(place).settle(*node);
  body.canonical = sql::print(*node, syntax());
}

}  // namespace plumb::postgres
