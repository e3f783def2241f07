#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::sqlite {

const Syntax& syntax() {
  static const Syntax sqlite = [] {
    Syntax s;
    s.name = "sqlite";
    s.grammar.sqlite = true;
    s.quote = '"';
    s.backtick_names = true;
    s.bracket_names = true;
    s.misquoted_names = true;
    s.names_ignore_case = true;
    s.tables_ignore_case = true;
    return s;
  }();
  return sqlite;
}

}  // namespace plumb::sqlite
