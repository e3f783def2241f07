#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {

const Syntax& syntax() {
  static const Syntax postgres = [] {
    Syntax s;
    s.name = "postgres";
    s.grammar.postgres = true;
    s.quote = '"';
    s.dollar_strings = true;
    s.escape_strings = true;
    s.nested_comments = true;
    s.psql_commands = true;
    s.fold = Fold::Lower;
    s.name_length = 63;
    return s;
  }();
  return postgres;
}

}  // namespace plumb::postgres
