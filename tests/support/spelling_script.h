// A script as the words of its statements, on their way to another spelling. Not for tests.
#pragma once

#include <functional>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/sql/token.h"
#include "plumb/core/target.h"
#include "plumb/tests/support/random.h"

namespace plumb::test {

struct Word {
  sql::Tok kind = sql::Tok::End;
  std::string text;
  bool gap = true;          ///< a blank stands before it
  bool fixed = false;       ///< its case says something
  std::string blank = " ";  ///< what stood there, for bodies that are kept as they are
};
using Words = std::vector<Word>;

struct Script {
  const Target* target = nullptr;
  std::vector<Words> statements;
  std::set<std::string> names;  ///< of tables, columns, keys …: what may be quoted and not
  const Syntax& syntax() const { return target->syntax; }
  bool postgres() const { return syntax().grammar.postgres; }
  bool mysql() const { return syntax().grammar.mysql; }
  bool sqlite() const { return syntax().grammar.sqlite; }
  bool mariadb() const { return syntax().grammar.mariadb; }
  bool tidb() const { return syntax().grammar.tidb; }
};

Script script_of(std::string_view text, const Target& target);

Words words_of(std::string_view text, const Syntax& syntax);
/// The words as SQL.
std::string text_of(const Words& words);
/// A name as a word, quoted where it must be.
Word name_word(const std::string& name, const Syntax& syntax);
bool is_name(const Word& w);
/// What a name says: unquoted and folded.
std::string name_of(const Word& w, const Syntax& syntax);

bool is(const Word& w, std::string_view word);  ///< an unquoted word in any case
bool is_op(const Word& w, std::string_view op);
bool is_any(const Word& w, std::initializer_list<std::string_view> words);
bool stands(const Words& words, std::size_t at, std::initializer_list<std::string_view> sequence);
bool contains(const Words& words, std::string_view word);
/// The place of the parenthesis that closes the one at `open`.
std::size_t closing(const Words& words, std::size_t open);
void append(Words& to, const Words& more);
Words slice(const Words& words, std::size_t from, std::size_t to);
/// What stands between commas, parentheses aside.
std::vector<Words> items_of(const Words& words, std::size_t from, std::size_t to);
Words joined(const std::vector<Words>& items);

/// A statement whose words are not to be touched: settings, bodies that a server keeps as text.
bool is_verbatim(const Words& statement, const Script& script);

struct ColumnText {
  Word name;
  Words type;
  std::vector<Words> clauses;
};
/// What a clause or a constraint is by its first word, behind CONSTRAINT and its name: "PRIMARY", "CHECK", …
std::string kind_of(const Words& clause);
std::size_t kind_place(const Words& clause);
const Words* clause_of(const ColumnText& column, std::string_view kind);

/// CREATE TABLE name (columns, constraints) tail.
struct TableText {
  Words head, name, tail;
  std::vector<ColumnText> columns;
  std::vector<Words> constraints;
  ColumnText* column(const Word& named, const Syntax& syntax);
  Words words() const;
};
bool parse_table(const Words& statement, const Script& script, TableText& out);
Words words_of_column(const ColumnText& column);
/// Calls it for each CREATE TABLE and puts back what it made of it.
void each_table(Script& script, const std::function<void(TableText&)>& change);

// ---- ways to write, each on its own; chance() of the random decides place by place

void rename_types(Script& script, Random& random);
void constraints_to_columns(Script& script, Random& random);
void constraints_to_tables(Script& script, Random& random);
void name_constraints(Script& script, Random& random);
void constraints_afterwards(Script& script, Random& random);
void serials_in_full(Script& script, Random& random);
void reorder(Script& script, Random& random);
void reorder_statements(Script& script, Random& random);
void say_defaults(Script& script, Random& random);
void say_object_defaults(Script& script, Random& random);
void write_expressions_otherwise(Script& script, Random& random);
void write_literals_otherwise(Script& script, Random& random);
void take_detours(Script& script, Random& random);
void dress_as_dump(Script& script, Random& random);

struct Layout {
  enum class Case : std::uint8_t { AsItIs, Upper, Lower, Mixed } letters = Case::AsItIs;
  enum class Quotes : std::uint8_t { AsTheyAre, All, None } quotes = Quotes::AsTheyAre;
  bool comments = false, lines = false, carriage_returns = false;
};
std::string print(const Script& script, const Layout& layout, Random& random);

}  // namespace plumb::test
