// Queries, relations and statements to text.
#include "plumb/core/sql/expression/printer.h"
#include "plumb/core/sql/literal.h"

namespace plumb::sql {
namespace {

bool is_clause(const Node& n, std::string_view text) { return n.kind == NodeKind::Clause && n.text == text; }

// Clauses that end a query and so need parentheses where the query is a part of another.
bool is_closed(const Node& n) {
  if (n.kind == NodeKind::With) return true;
  if (n.kids.empty() || n.kids.back().kind != NodeKind::Clause) return false;
  const std::string& text = n.kids.back().text;
  return text == "ORDER BY" || text == "LIMIT" || text == "OFFSET" || text.starts_with("FOR ") ||
         text.starts_with("FETCH") || text.starts_with("LOCK ");
}

}  // namespace

void Printer::query(const Node& n) {
  switch (n.kind) {
    case NodeKind::Clause: return clause(n);
    case NodeKind::Select: return select(n);
    case NodeKind::Compound: {
      query_operand(n.kids.at(0), false, n.text);
      std::size_t next = 1;
      if (!n.text.empty()) {
        (out += ' ').append(n.text) += ' ';
        query_operand(n.kids.at(1), true, n.text);
        next = 2;
      }
      for (; next < n.kids.size(); ++next) out += ' ', node(n.kids[next]);
      return;
    }
    case NodeKind::Values: return values(n);
    case NodeKind::With: return with(n);
    case NodeKind::CommonTable: return common_table(n);
    case NodeKind::Table: return table(n);
    case NodeKind::Join: return join(n);
    case NodeKind::Alias: return alias(n);
    case NodeKind::SortItem:
      node(n.kids.at(0));
      if (!n.text.empty()) (out += ' ') += n.text;
      return;
    case NodeKind::Statement: return statement(n);
    case NodeKind::Verbatim: return verbatim(n);
    default: return;
  }
}

// INTERSECT binds tighter than the others, but in SQLite, which has no parentheses here at all.
void Printer::query_operand(const Node& n, bool right, std::string_view compound) {
  const auto level = [](std::string_view text) { return text.starts_with("INTERSECT") ? 2 : 1; };
  bool wrap = is_closed(n) || compound.empty();
  if (n.kind == NodeKind::Compound && !n.text.empty() && !wrap)
    wrap = right ? level(n.text) <= level(compound) : level(n.text) < level(compound);
  if (wrap && !grammar.sqlite) return parenthesised(n);
  node(n);
}

void Printer::select(const Node& n) {
  out += n.text == "TABLE" ? "TABLE" : "SELECT";
  for (const Node& kid : n.kids) {
    if (is_clause(kid, "COLUMNS")) {
      if (kid.kids.empty()) continue;
      out += ' ';
      list(kid.kids);
    } else {
      out += ' ';
      node(kid);
    }
  }
}

void Printer::values(const Node& n) {
  out += "VALUES ";
  for (std::size_t i = 0; i < n.kids.size(); ++i) {
    if (n.kids[i].kind == NodeKind::Clause) {
      out += ' ';
      node(n.kids[i]);
      continue;
    }
    if (i) out += ", ";
    out += grammar.mysql ? "ROW(" : "(";
    list(n.kids[i].kids);
    out += ')';
  }
}

void Printer::with(const Node& n) {
  out += n.text;
  for (std::size_t i = 0; i + 1 < n.kids.size(); ++i) {
    out += i ? ", " : " ";
    node(n.kids[i]);
  }
  out += ' ';
  node(n.kids.back());
}

void Printer::common_table(const Node& n) {
  append_name(out, n.text, syntax);
  std::size_t i = 0;
  if (i < n.kids.size() && is_clause(n.kids[i], "COLUMNS")) {
    out += '(';
    list(n.kids[i++].kids);
    out += ')';
  }
  out += " AS ";
  if (i < n.kids.size() && n.kids[i].kind == NodeKind::Clause) (out += n.kids[i++].text) += ' ';
  parenthesised(n.kids.at(i++));
  for (; i < n.kids.size(); ++i) out += ' ', node(n.kids[i]);
}

void Printer::clause(const Node& n) {
  if (n.text == "FETCH WITH TIES") {
    out += "FETCH FIRST ";
    operand(n.kids.at(0), kPrimary);
    out += " ROWS WITH TIES";
    return;
  }
  if (n.text == "TABLES" || n.text == "TARGET" || n.text == "COLUMNS") {
    if (n.text != "TABLES") out += '(';
    list(n.kids, 0, n.text == "TABLES" ? "" : ", ");
    if (n.text != "TABLES") out += ')';
    return;
  }
  out += n.text;
  if (n.kids.empty()) return;
  if (!n.text.empty()) out += ' ';
  if (n.text == "FROM" || (n.text == "USING" && n.kids[0].kind != NodeKind::Name)) return list(n.kids, 0, "");
  if (n.text == "ON CONFLICT" || n.text.starts_with("FOR ") || n.text == "TABLESAMPLE") return list(n.kids, 0, " ");
  if (n.text == "VALUES") {  // of an INSERT
    for (std::size_t i = 0; i < n.kids.size(); ++i) {
      out += i ? ", (" : "(";
      list(n.kids[i].kids);
      out += ')';
    }
    return;
  }
  if (n.text == "WINDOW") {
    for (std::size_t i = 0; i < n.kids.size(); ++i) {
      if (i) out += ", ";
      append_name(out, n.kids[i].text, syntax);
      out += " AS ";
      node(n.kids[i].kids.at(0));
    }
    return;
  }
  const bool parentheses = n.text == "DISTINCT ON" || n.text == "USING" || n.text == "GROUPING SETS" ||
                           n.text == "PARTITION" || n.text == "REPEATABLE" ||
                           n.text.find(" INDEX") != std::string::npos;
  if (parentheses) out += '(';
  list(n.kids);
  if (parentheses) out += ')';
}

void Printer::table(const Node& n) {
  for (const Node& kid : n.kids)
    if (is_clause(kid, "ONLY")) out += "ONLY ";
  for (const Node& kid : n.kids)
    if (kid.kind == NodeKind::Name) append_name(out, kid.text, syntax), out += '.';
  append_name(out, n.text, syntax);
  for (const Node& kid : n.kids)
    if (kid.kind == NodeKind::Clause && kid.text != "ONLY") out += ' ', node(kid);
}

void Printer::join(const Node& n) {
  if (n.text == "()") {
    out += '(';
    list(n.kids, 0, "");
    out += ')';
    return;
  }
  if (n.text == ",")
    out += ", ";
  else
    (out += ' ').append(n.text) += ' ';
  for (std::size_t i = 0; i < n.kids.size(); ++i) {
    if (i) out += ' ';
    node(n.kids[i]);
  }
}

void Printer::alias(const Node& n) {
  // A column in a list of columns, with its type where it has one.
  if (n.kids.empty() || n.kids[0].kind == NodeKind::Verbatim) {
    append_name(out, n.text, syntax);
    if (!n.kids.empty()) (out += ' ') += n.kids[0].text;
    return;
  }
  node(n.kids[0]);
  out += " AS ";
  if (!n.text.empty() || n.kids.size() < 2 || !is_clause(n.kids[1], "COLUMNS")) append_name(out, n.text, syntax);
  for (std::size_t i = 1; i < n.kids.size(); ++i) {
    if (!is_clause(n.kids[i], "COLUMNS")) out += ' ';
    node(n.kids[i]);
  }
}

void Printer::verbatim(const Node& n) {
  if (n.kids.empty()) {
    out += n.text;
    return;
  }
  list(n.kids, 0, " ");
}

void Printer::statement(const Node& n) {
  if (n.text == "BODY") return node(n.kids.at(0));
  out += n.text;
  if (n.text.starts_with("BEGIN")) {
    for (const Node& kid : n.kids) {
      out += ' ';
      node(kid);
      out += ';';
    }
    out += " END";
    return;
  }
  if (n.text.starts_with("INSERT") || n.text.starts_with("REPLACE")) out += " INTO";
  if (n.text.starts_with("DELETE")) out += " FROM";
  out += ' ';
  if (n.text == "SET") return list(n.kids);
  for (std::size_t i = 0; i < n.kids.size(); ++i) {
    if (i) out += ' ';
    node(n.kids[i]);
  }
}

}  // namespace plumb::sql
