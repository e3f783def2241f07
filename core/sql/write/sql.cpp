// Building a statement, and quoting.
#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/sql/literal.h"
#include "plumb/core/sql/postgres_types.h"
#include "plumb/core/sql/writer.h"

namespace plumb::sql {
namespace {

bool has_labels(const Type& type) { return type.name == "enum" || type.name == "set"; }

// Where the arguments stand: behind the first word of "timestamp with time zone", "int unsigned".
std::string spell_mysql(const Type& type, const Syntax& syntax) {
  const std::size_t blank = std::min(type.name.find(" unsigned"), type.name.find(" zerofill"));
  std::string out = type.name.substr(0, blank);
  if (!type.args.empty()) {
    out += '(';
    for (std::size_t i = 0; i < type.args.size(); ++i) {
      if (i) out += ',';
      out += has_labels(type) ? quote_string(type.args[i], syntax) : type.args[i];
    }
    out += ')';
  }
  if (blank != std::string::npos) out += type.name.substr(blank);
  return out;
}

bool is_word(std::string_view word, const Syntax& syntax) {
  for (const char c : word) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (!letter && !(c >= '0' && c <= '9') && static_cast<unsigned char>(c) < 0x80) return false;
  }
  return !word.empty() && !(word.front() >= '0' && word.front() <= '9') && !is_reserved(word, syntax);
}

// A type that was never text of an author: words that could not stand bare are quoted.
std::string spell_sqlite(const Type& type, const Syntax& syntax) {
  std::string out;
  std::string_view rest = type.name;
  while (!rest.empty()) {
    const std::size_t blank = rest.find(' ');
    const std::string_view word = rest.substr(0, blank);
    if (!word.empty() && !is_word(word, syntax)) return quote_name(type.name, syntax);
    if (!word.empty()) out += (out.empty() ? "" : " ") + std::string(word);
    rest = blank == std::string_view::npos ? std::string_view() : rest.substr(blank + 1);
  }
  if (!type.args.empty()) out += "(" + join(type.args, ",") + ")";
  return out;
}

}  // namespace

std::string quote_name(std::string_view name, const Syntax& syntax) {
  if (name.find('\0') != std::string_view::npos)
    throw Error(Code::Unsupported, "the name `" + visible(name) + "` holds a zero byte, which no server takes");
  std::string out;
  append_quoted_name(out, name, syntax);
  return out;
}

std::string quote_name(const QualifiedName& name, const Syntax& syntax) {
  if (name.schema.empty()) return quote_name(name.name, syntax);
  return quote_name(name.schema, syntax) + "." + quote_name(name.name, syntax);
}

std::string quote_string(std::string_view value, const Syntax& syntax) {
  if (!syntax.backslash_escapes && value.find('\0') != std::string_view::npos)
    throw Error(Code::Unsupported, "the text '" + visible(value.substr(0, 40)) +
                                       "' holds a zero byte, which cannot stand in a string of " +
                                       std::string(syntax.name));
  std::string out;
  append_string(out, value, syntax);
  return out;
}

std::string spell(const Type& type, const Syntax& syntax) {
  if (syntax.grammar.postgres) {
    if (!type.user_type) return spell_postgres_type(type);
    std::string out = quote_name(*type.user_type, syntax);
    if (!type.args.empty()) out += "(" + join(type.args, ",") + ")";
    for (int i = 0; i < type.array_dims; ++i) out += "[]";
    return out;
  }
  if (syntax.grammar.mysql) return spell_mysql(type, syntax);
  return type.written.empty() ? spell_sqlite(type, syntax) : type.written.text;
}

void Sql::gap() {
  if (out_.empty()) return;
  const char last = out_.back();
  if (last != ' ' && last != '\n' && last != '(') out_ += ' ';
}

Sql& Sql::word(std::string_view text) {
  if (text.empty()) return *this;
  gap();
  out_ += text;
  return *this;
}

Sql& Sql::name(std::string_view name) {
  gap();
  out_ += quote_name(name, *syntax_);
  return *this;
}

Sql& Sql::name(const QualifiedName& name) {
  gap();
  out_ += quote_name(name, *syntax_);
  return *this;
}

Sql& Sql::names(const std::vector<std::string>& names) {
  open();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i) comma();
    name(names[i]);
  }
  return close();
}

Sql& Sql::string(std::string_view value) {
  gap();
  out_ += quote_string(value, *syntax_);
  return *this;
}

Sql& Sql::expression(const Expr& e) { return word(e.written.empty() ? e.canonical : e.written); }

Sql& Sql::parenthesised(const Expr& e) { return open().expression(e).close(); }

Sql& Sql::type(const Type& t) { return word(spell(t, *syntax_)); }

Sql& Sql::open() {
  gap();
  out_ += '(';
  return *this;
}

Sql& Sql::close() {
  out_ += ')';
  return *this;
}

Sql& Sql::comma() {
  out_ += ',';
  return *this;
}

Sql& Sql::line(int indent) {
  while (!out_.empty() && out_.back() == ' ') out_.pop_back();
  out_ += '\n';
  out_.append(static_cast<std::size_t>(indent), ' ');
  return *this;
}

}  // namespace plumb::sql
