// Casts that the server adds by itself, taken off.
#include <algorithm>
#include <utility>

#include "plumb/dialects/postgres/expression_settler.h"
#include "plumb/dialects/postgres/expression_types.h"

namespace plumb::postgres {

using sql::Node;
using sql::NodeKind;

void Settler::relax(Node& node, const std::string& wanted) {
  if (wanted.empty()) return;
  while (node.kind == NodeKind::Cast && node.text == wanted) {
    const Node& kid = node.kids.front();
    if (kid.kind != NodeKind::String && kid.kind != NodeKind::Null) {
      const std::string inner = type_of(kid);
      if (inner.empty() || !casts_by_itself(inner, wanted)) return;
    }
    replace_by_kid(node);
  }
  if (is_text(wanted) && node.kind == NodeKind::Cast && node.kids.front().kind == NodeKind::String &&
      is_text(base_of(node.text)) && node.text == base_of(node.text))
    replace_by_kid(node);
}

namespace {

bool is_number_literal(const Node& node) {
  return node.kind == NodeKind::Number ||
         (node.kind == NodeKind::Unary && node.text == "-" && is_number_literal(node.kids.front()));
}

// 1.5 is numeric by itself, and makes what it stands beside numeric.
bool is_fraction(const Node& node) {
  if (node.kind == NodeKind::Unary) return is_fraction(node.kids.front());
  return node.kind == NodeKind::Number && node.text.find_first_of(".eE") != std::string::npos;
}

}  // namespace

// `qty / (2)::numeric`: the server widens both sides. The cast that makes the operation wider than its operands stays,
// once and on the left; every other one goes.
void Settler::relax_numbers(Node& left, std::string& left_type, Node& right, std::string& right_type) {
  struct Side {
    Node* node;
    std::string* type;
    std::string bare;
    bool literal = false, cast = false, fraction = false;
    int own_rank() const { return fraction ? numeric_rank("numeric") : literal ? 0 : numeric_rank(bare); }
  };
  Side sides[2] = {{&left, &left_type, {}}, {&right, &right_type, {}}};
  for (Side& side : sides) {
    const Node* inner = side.node;
    side.bare = *side.type;
    while (inner->kind == NodeKind::Cast && numeric_rank(inner->text) > 0) {
      const Node& kid = inner->kids.front();
      const std::string type = type_of(kid);
      if (numeric_rank(type) == 0 || numeric_rank(type) > numeric_rank(inner->text)) break;
      inner = &kid;
      side.bare = type;
      side.cast = true;
    }
    side.literal = is_number_literal(*inner);
    side.fraction = side.literal && is_fraction(*inner);
  }
  if (!sides[0].cast && !sides[1].cast) return;
  std::string widest;
  for (int i = 0; i < 2; ++i) {
    const Side &side = sides[i], &other = sides[1 - i];
    const int rank = numeric_rank(*side.type);
    // A literal takes the type of what it stands beside; real and a fraction meet at double precision.
    if (side.literal && (rank <= numeric_rank(*other.type) || *other.type == "real")) continue;
    if (rank > numeric_rank(widest)) widest = *side.type;
  }
  const bool widens = numeric_rank(widest) > std::max(sides[0].own_rank(), sides[1].own_rank());
  for (Side& side : sides)
    while (side.cast && side.node->kind == NodeKind::Cast && numeric_rank(side.node->text) > 0 &&
           *side.type != side.bare) {
      replace_by_kid(*side.node);
      *side.type = type_of(*side.node);
    }
  if (!widens) return;
  Side& first = sides[0].literal ? sides[1] : sides[0];
  Node inner = std::move(*first.node);
  *first.node = make_node(NodeKind::Cast, widest, {std::move(inner)});
  *first.type = widest;
}

void Settler::relax_pair(Node& left, std::string& left_type, Node& right, std::string& right_type) {
  const auto effective = [](const std::string& type) {
    return type == "character varying" || type == "name" ? std::string("text") : type;
  };
  // A literal that is called text, or a list of text, is what it would be anyway.
  for (Node* side : {&left, &right})
    if (side->kind == NodeKind::Cast && side->kids.front().kind == NodeKind::String &&
        (side->text == "text" || side->text == "text[]" || side->text == "jsonpath"))
      replace_by_kid(*side);
  // (code)::text COLLATE "C" compares as code COLLATE "C" does.
  for (Node* side : {&left, &right})
    if (side->kind == NodeKind::Collate) relax(side->kids.front(), "text");
  const std::string a = effective(left_type), b = effective(right_type);
  if (is_numeric(a) && is_numeric(b)) return relax_numbers(left, left_type, right, right_type);
  if (a == b && !a.empty()) {
    relax(left, a);
    relax(right, b);
    return;
  }
  // A date that the server widens for the other side.
  if (!a.empty() && !b.empty()) {
    relax(left, b);
    relax(right, a);
  }
  if (b == "character" && left.kind == NodeKind::Cast && left.text == "bpchar") replace_by_kid(left);
  if (a == "character" && right.kind == NodeKind::Cast && right.text == "bpchar") replace_by_kid(right);
  // What the other side is cannot be told, or is no number: the literal is as wide as it must be.
  for (Node* side : {&left, &right})
    if (side->kind == NodeKind::Cast && is_number_literal(side->kids.front()) && is_numeric(side->text))
      replace_by_kid(*side);
}

}  // namespace plumb::postgres
