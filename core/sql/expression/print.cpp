// Expressions to text: one spelling for every tree.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression/printer.h"
#include "plumb/core/sql/literal.h"

namespace plumb::sql {

int Printer::binary_level(std::string_view op) const {
  if (op == "AND") return levels.and_;
  if (op == "OR" || op == ":=") return levels.or_;
  if (op == "XOR") return levels.xor_;
  if (op == "=" || op == "<>" || op == "<=>") return levels.equal ? levels.equal : levels.other;
  if (op == "<" || op == ">" || op == "<=" || op == ">=") return levels.compare;
  if (op == "+" || op == "-") return levels.add;
  if (op == "*" || op == "/" || op == "%" || op == "DIV") return levels.multiply;
  if (op == "|") return levels.bit_or;
  if (op == "&") return levels.bit_and;
  if (op == "<<" || op == ">>") return levels.shift;
  if (op == "^") return levels.power;
  if (op == "||") return levels.concat;
  if (op == "->" || op == "->>") return grammar.sqlite ? levels.concat : grammar.mysql ? levels.postfix : levels.other;
  if (op.starts_with("IS")) return levels.test;
  if (op.starts_with("AT ")) return levels.at_zone;
  if (op == "MEMBER OF" || op == "OVERLAPS" || op.ends_with("LIKE")) return levels.like;
  if (op == "=>") return 1;
  return levels.other;
}

int Printer::level_of(const Node& n) const {
  switch (n.kind) {
    case NodeKind::Unary:
      if (n.text == "NOT") return levels.not_;
      if (n.text == "-" || n.text == "+" || n.text == "BINARY" || (n.text == "~" && !grammar.postgres))
        return levels.unary;
      return is_word_text(n.text) ? kPrimary : levels.other;
    case NodeKind::Binary: return binary_level(n.text);
    case NodeKind::Between:
    case NodeKind::In:
    case NodeKind::Like: return levels.like;
    case NodeKind::Quantified: return binary_level(std::string_view(n.text).substr(0, n.text.rfind(' ')));
    case NodeKind::IsNull: return grammar.mysql ? levels.equal : levels.test;
    case NodeKind::Test: return levels.test;
    case NodeKind::Collate: return levels.collate;
    case NodeKind::Cast: return grammar.postgres ? levels.postfix + 1 : kPrimary;
    case NodeKind::Index:
    case NodeKind::Slice:
    case NodeKind::Field: return levels.postfix;
    case NodeKind::Number: return n.text.starts_with('-') ? levels.unary : kPrimary;
    default: return kPrimary;
  }
}

void Printer::operand(const Node& n, int level) {
  if (level_of(n) >= level) return node(n);
  parenthesised(n);
}

void Printer::parenthesised(const Node& n) {
  out += '(';
  node(n);
  out += ')';
}

void Printer::list(const std::vector<Node>& kids, std::size_t from, std::string_view separator) {
  for (std::size_t i = from; i < kids.size(); ++i) {
    if (i > from) out += separator;
    node(kids[i]);
  }
}

void Printer::name(const Node& n) {
  for (const Node& part : n.kids) {
    append_name(out, part.text, syntax);
    out += '.';
  }
  if (n.kind == NodeKind::Star)
    out += '*';
  else if (n.quoted && n.kids.empty())
    append_quoted_name(out, n.text, syntax);
  else
    append_name(out, n.text, syntax);
}

void Printer::unary(const Node& n) {
  const Node& kid = n.kids.at(0);
  if (is_word_text(n.text)) {
    if (n.text == "TABLE") return node(kid);  // x IN table
    out += n.text;
    out += ' ';
    return operand(kid, n.text == "NOT" ? levels.not_ : n.text == "BINARY" ? levels.unary : 1);
  }
  const bool sign = n.text == "-" || n.text == "+" || (n.text == "~" && !grammar.postgres);
  out += n.text;
  const std::size_t from = out.size();
  if (!sign) out += ' ';
  operand(kid, sign ? levels.unary : levels.other + 1);
  // Two minus signs are a comment.
  if (sign && (out[from] == '-' || out[from] == '+' || out[from] == '~')) out.insert(from, 1, ' ');
}

void Printer::binary(const Node& n) {
  const int level = binary_level(n.text);
  if (n.text == "=>") {
    node(n.kids.at(0));
    out += " => ";
    return node(n.kids.at(1));
  }
  if (n.text == "AND" || n.text == "OR" || n.text == "XOR") {
    for (std::size_t i = 0; i < n.kids.size(); ++i) {
      if (i) (out += ' ').append(n.text) += ' ';
      operand(n.kids[i], level + 1);
    }
    return;
  }
  // Comparisons do not chain in PostgreSQL.
  const bool chains = !(grammar.postgres && (level == levels.compare || level == levels.like || level == levels.test));
  operand(n.kids.at(0), chains ? level : level + 1);
  out += ' ';
  out += n.text;
  if (n.kids.size() < 2) return;  // AT LOCAL
  out += ' ';
  if (n.text == "MEMBER OF") return parenthesised(n.kids[1]);
  operand(n.kids[1], n.text == ":=" ? level : level + 1);
}

// BETWEEN, IN, LIKE, IS …, = ANY (…)
void Printer::predicate(const Node& n) {
  const int level = level_of(n);
  operand(n.kids.at(0), grammar.sqlite ? level : level + 1);
  out += ' ';
  out += n.text;
  if (n.kind == NodeKind::IsNull || n.kind == NodeKind::Test) return;
  out += ' ';
  if (n.kind == NodeKind::In) {
    const Node* only = n.kids.size() == 2 ? &n.kids[1] : nullptr;
    if (only && (only->kind == NodeKind::Subquery || (only->kind == NodeKind::Unary && only->text == "TABLE")))
      return node(*only);
    out += '(';
    // A list of one scalar query, not a query: its own parentheses come with it.
    if (only && only->kind == NodeKind::Row && only->kids.size() == 1 && only->kids[0].kind == NodeKind::Subquery)
      node(only->kids[0]);
    else
      list(n.kids, 1);
    out += ')';
    return;
  }
  if (n.kind == NodeKind::Quantified) {
    if (n.kids.at(1).kind == NodeKind::Subquery) return node(n.kids[1]);
    return parenthesised(n.kids[1]);
  }
  operand(n.kids.at(1), level + 1);
  if (n.kids.size() < 3) return;
  out += n.kind == NodeKind::Between ? " AND " : " ESCAPE ";
  operand(n.kids[2], level + 1);
}

void Printer::case_expression(const Node& n) {
  out += "CASE";
  for (const Node& kid : n.kids) {
    if (kid.kind == NodeKind::When) {
      out += " WHEN ";
      node(kid.kids.at(0));
      out += " THEN ";
      node(kid.kids.at(1));
    } else {
      out += kid.kind == NodeKind::Else ? " ELSE " : " ";
      node(kid.kids.at(0));
    }
  }
  out += " END";
}

void Printer::array_or_row(const Node& n) {
  if (n.kind == NodeKind::Array) {
    out += "ARRAY";
    if (n.kids.size() == 1 && n.kids[0].kind == NodeKind::Subquery) return node(n.kids[0]);
    out += '[';
    list(n.kids);
    out += ']';
    return;
  }
  out += n.kids.size() < 2 && !grammar.sqlite ? "ROW(" : "(";
  list(n.kids);
  out += ')';
}

// a[1], a[1:2], (x).f, x::type
void Printer::of_postfix(const Node& n) {
  const Node& of = n.kids.at(0);
  if (n.kind == NodeKind::Cast) {
    operand(of, levels.postfix);
    out += "::";
    out += n.text;
    return;
  }
  const bool plain = of.kind == NodeKind::Index || of.kind == NodeKind::Slice || of.kind == NodeKind::Field ||
                     (n.kind != NodeKind::Field && (of.kind == NodeKind::Name || of.kind == NodeKind::Parameter));
  const bool bare = plain && !(n.kind == NodeKind::Field && of.kind != NodeKind::Field);
  if (bare)
    node(of);
  else
    parenthesised(of);
  if (n.kind == NodeKind::Field) {
    out += '.';
    if (n.text == "*")
      out += '*';
    else
      append_name(out, n.text, syntax);
    return;
  }
  out += '[';
  for (std::size_t i = 1; i < n.kids.size(); ++i) {
    if (i > 1) out += ':';
    if (n.kids[i].kind != NodeKind::Default) node(n.kids[i]);
  }
  out += ']';
}

void Printer::expression(const Node& n) {
  switch (n.kind) {
    case NodeKind::Null: out += "NULL"; return;
    case NodeKind::True: out += "TRUE"; return;
    case NodeKind::False: out += "FALSE"; return;
    case NodeKind::Default: out += "DEFAULT"; return;
    case NodeKind::Number:
    case NodeKind::Parameter:
    case NodeKind::Variable: out += n.text; return;
    case NodeKind::String: append_string(out, n.text, syntax); return;
    case NodeKind::Blob: (out += "x'").append(n.text) += '\''; return;
    case NodeKind::Bits: (out += grammar.postgres ? "B'" : "b'").append(n.text) += '\''; return;
    case NodeKind::Name:
    case NodeKind::Star: return name(n);
    case NodeKind::Keyword:
      out += n.text;
      if (!n.kids.empty()) parenthesised(n.kids[0]);
      return;
    case NodeKind::Unary: return unary(n);
    case NodeKind::Binary: return binary(n);
    case NodeKind::Case: return case_expression(n);
    case NodeKind::Cast:
      if (grammar.postgres) return of_postfix(n);
      out += "CAST(";
      node(n.kids.at(0));
      (out += " AS ").append(n.text) += ')';
      return;
    case NodeKind::Collate:
      operand(n.kids.at(0), levels.collate);
      (out += " COLLATE ") += n.text;
      return;
    case NodeKind::Exists: out += "EXISTS "; return node(n.kids.at(0));
    case NodeKind::Row:
    case NodeKind::Array: return array_or_row(n);
    case NodeKind::Index:
    case NodeKind::Slice:
    case NodeKind::Field: return of_postfix(n);
    case NodeKind::Interval:
      out += "INTERVAL ";
      node(n.kids.at(0));
      if (!n.text.empty()) (out += ' ') += n.text;
      return;
    case NodeKind::Typed:
      out += n.text;
      if (!n.text.starts_with('_') || n.kids.at(0).kind != NodeKind::String) out += ' ';
      return node(n.kids.at(0));
    case NodeKind::Raise:
      (out += "RAISE(") += n.text;
      if (!n.kids.empty()) out += ", ", list(n.kids);
      out += ')';
      return;
    default: return predicate(n);
  }
}

void Printer::node(const Node& n) {
  switch (n.kind) {
    case NodeKind::Call: return call(n);
    case NodeKind::Window: return window(n);
    case NodeKind::Between:
    case NodeKind::In:
    case NodeKind::Like:
    case NodeKind::IsNull:
    case NodeKind::Test:
    case NodeKind::Quantified: return predicate(n);
    case NodeKind::Subquery: return parenthesised(n.kids.at(0));
    case NodeKind::Clause:
    case NodeKind::Select:
    case NodeKind::Compound:
    case NodeKind::Values:
    case NodeKind::With:
    case NodeKind::CommonTable:
    case NodeKind::Table:
    case NodeKind::Join:
    case NodeKind::Alias:
    case NodeKind::SortItem:
    case NodeKind::Statement:
    case NodeKind::Verbatim:
    case NodeKind::When:
    case NodeKind::Else: return query(n);
    default: return expression(n);
  }
}

}  // namespace plumb::sql
