// Text forms of the server's: arrays, options, types, expressions.
#include <charconv>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/postgres_types.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/postgres/inspect_gathering.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

std::string comma_list(const std::vector<std::string>& texts) {
  std::string out = "{";
  for (const std::string& text : texts) {
    if (out.size() > 1) out += ',';
    out += '"';
    for (char c : text) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  return out + "}";
}

std::string quoted(const std::string& text) { return "'" + replace_all(text, "'", "''") + "'"; }

// True where the parenthesis that opens the text closes at its end.
bool is_parenthesised(std::string_view text) {
  if (text.size() < 2 || text.front() != '(' || text.back() != ')') return false;
  int depth = 0;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote) quote = 0;  // a doubled quote opens at once again
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')' && --depth == 0) {
      return i + 1 == text.size();
    }
  }
  return false;
}

}  // namespace

Subject Subject::of_schemas(const std::vector<std::string>& names) {
  Subject out;
  if (!names.empty()) out.schemas_ = quoted(comma_list(names));
  return out;
}

Subject Subject::of_relations(const std::vector<Oid>& oids, const std::vector<std::string>& names) {
  Subject out;
  out.named_ = true;
  for (Oid oid : oids) out.array_ += (out.array_.empty() ? "" : ",") + std::to_string(oid);
  out.array_ = "'{" + out.array_ + "}'::oid[]";
  out.names_ = quoted(comma_list(names)) + "::name[]";
  // Of the columns, and what arrays and domains of those are made of.
  out.types_ = "ARRAY(WITH RECURSIVE used (oid) AS (SELECT atttypid FROM pg_attribute WHERE attnum > 0 AND " +
               out.where("attrelid") + " UNION SELECT reltype FROM pg_class WHERE " + out.where("oid") +
               " UNION SELECT oid FROM pg_type WHERE typname = ANY(" + out.names_ +
               ") UNION SELECT CASE WHEN t.typelem <> 0 THEN t.typelem ELSE t.typbasetype END FROM used"
               " JOIN pg_type t ON t.oid = used.oid AND (t.typelem <> 0 OR t.typbasetype <> 0)) SELECT oid FROM used)";
  return out;
}

std::string Subject::where_type(std::string_view column) const {
  const std::string name(column);
  return named_ ? name + " = ANY(" + types_ + ")" : name + " >= " + std::to_string(kFirstUserOid);
}

std::string Subject::where(std::string_view column) const {
  const std::string name(column);
  if (named_) return name + " = ANY(" + array_ + ")";
  std::string out = name + " >= " + std::to_string(kFirstUserOid);
  if (!schemas_.empty())
    out += " AND " + name + " IN (SELECT oid FROM pg_class WHERE " + where_namespace("relnamespace") + ")";
  return out;
}

std::string Subject::constraints() const {
  return "SELECT oid FROM pg_constraint WHERE " + where("conrelid") +
         " UNION ALL SELECT oid FROM pg_constraint WHERE " + where_type("contypid");
}

std::string Subject::where_namespace(std::string_view column) const {
  if (schemas_.empty()) return "true";
  return std::string(column) + " = ANY(ARRAY(SELECT oid FROM pg_namespace WHERE nspname = ANY(" + schemas_ +
         "::name[])))";
}

Oid oid_of(const Cell& cell) {
  Oid out = 0;
  if (cell) std::from_chars(cell->data(), cell->data() + cell->size(), out);
  return out;
}

std::vector<std::string> elements_of(std::string_view array) {
  std::vector<std::string> out;
  if (array.size() < 2 || array.front() != '{') return out;
  array = array.substr(1, array.size() - 2);
  std::size_t i = 0;
  while (i < array.size()) {
    std::string element;
    if (array[i] == '"') {
      for (++i; i < array.size() && array[i] != '"'; ++i) {
        if (array[i] == '\\' && i + 1 < array.size()) ++i;
        element += array[i];
      }
      ++i;
    } else {
      while (i < array.size() && array[i] != ',') element += array[i++];
    }
    out.push_back(std::move(element));
    ++i;  // the comma
  }
  return out;
}

std::vector<long> numbers_of(const Cell& cell) {
  std::vector<long> out;
  if (!cell) return out;
  const char* at = cell->data();
  const char* const end = at + cell->size();
  while (at < end) {
    long number = 0;
    const auto [next, error] = std::from_chars(at, end, number);
    if (error == std::errc()) {
      out.push_back(number);
      at = next;
    } else {
      ++at;  // a blank, comma or brace
    }
  }
  return out;
}

// The server's own count of a column's changes, since PostgreSQL 15.20; pg_dump leaves it out too.
constexpr std::string_view kOwnOption = "pg_attver";

std::string column_options(std::string_view column) {
  const std::string c(column);
  return "CASE WHEN " + c + "[1] NOT LIKE '" + std::string(kOwnOption) + "=%' OR cardinality(" + c + ") > 1 THEN " + c +
         " END";
}

Options options_of(const Cell& cell, std::string_view prefix) {
  Options out;
  if (!cell) return out;
  for (const std::string& option : elements_of(*cell)) {
    const auto equals = option.find('=');
    out[std::string(prefix) + option.substr(0, equals)] =
        equals == std::string::npos ? "true" : lower(std::string_view(option).substr(equals + 1));
  }
  out.erase(std::string(kOwnOption));
  return out;
}

Expr expression_of(std::string text) {
  while (is_parenthesised(text)) text = text.substr(1, text.size() - 2);
  Expr out;
  out.canonical = text;
  out.written = std::move(text);
  return out;
}

std::vector<Expr> expressions_of(const std::string& text, const Syntax& syntax) {
  std::vector<Expr> out;
  const sql::Statement tokens = sql::tokens_of(text, syntax);
  int depth = 0;
  std::size_t from = 0;
  for (const sql::Token& token : tokens.tokens) {
    const std::string_view word = std::string_view(text).substr(token.offset, token.length);
    const bool end = token.kind == sql::Tok::End;
    if (token.kind == sql::Tok::Operator) {
      if (word == "(" || word == "[") ++depth;
      if (word == ")" || word == "]") --depth;
    }
    const bool word_is_case = token.kind == sql::Tok::Word && equals_ignoring_case(word, "case");
    if (word_is_case) ++depth;
    if (token.kind == sql::Tok::Word && equals_ignoring_case(word, "end")) --depth;
    if (!end && !(token.kind == sql::Tok::Operator && word == "," && depth == 0)) continue;
    const std::size_t to = end ? text.size() : token.offset;
    out.push_back(expression_of(std::string(trim(std::string_view(text).substr(from, to - from)))));
    from = to + 1;
  }
  return out;
}

std::string column_of(const Relation& relation, long number) {
  const auto& numbers = relation.numbers;
  const auto name_at = [&](std::size_t i) {
    if (relation.is_table()) return relation.table->columns[i].name;
    return relation.composite ? relation.composite->attributes[i].name : relation.view_columns[i];
  };
  const auto guess = static_cast<std::size_t>(number - 1);
  if (number > 0 && guess < numbers.size() && numbers[guess] == number) return name_at(guess);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (numbers[i] == number) return name_at(i);
  return {};
}

Type Gathering::type_of(const std::string& spelled) {
  const auto known = spelled_.find(spelled);
  if (known != spelled_.end()) return known->second;
  Type type;
  try {
    const sql::Statement tokens = sql::tokens_of(spelled, syntax());
    sql::Cursor at(spelled, tokens, syntax());
    type = sql::parse_type(at);
    type.written = {};
    sql::settle_postgres_type(type);
  } catch (const sql::SyntaxError&) {
    type.name = spelled;
  }
  if (type.user_type && type.user_type->schema == target.default_schema)
    type.user_type = QualifiedName(type.user_type->name);
  spelled_.emplace(spelled, type);
  return type;
}

std::string Gathering::spell_schema(const std::string& space) const {
  return sql::quote_name(space.empty() ? target.default_schema : space, target.syntax);
}

std::string Gathering::spell(const QualifiedName& name) const {
  return spell_schema(name.schema) + "." + sql::quote_name(name.name, target.syntax);
}

}  // namespace plumb::postgres
