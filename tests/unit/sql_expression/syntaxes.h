// Three syntaxes for the tests of core/sql, which know no dialect's own.
#pragma once

#include "plumb/core/sql/syntax.h"

namespace plumb_test {

inline plumb::Syntax sqlite() {
  plumb::Syntax s;
  s.name = "sqlite";
  s.grammar.sqlite = true;
  s.backtick_names = s.bracket_names = s.misquoted_names = true;
  s.names_ignore_case = s.tables_ignore_case = true;
  return s;
}

inline plumb::Syntax postgres() {
  plumb::Syntax s;
  s.name = "postgres";
  s.grammar.postgres = true;
  s.dollar_strings = s.escape_strings = s.nested_comments = s.psql_commands = true;
  s.fold = plumb::Fold::Lower;
  s.name_length = 63;
  return s;
}

inline plumb::Syntax mysql() {
  plumb::Syntax s;
  s.name = "mysql";
  s.grammar.mysql = true;
  s.quote = '`';
  s.backtick_names = s.double_quoted_strings = s.backslash_escapes = s.hash_comments = true;
  s.dashes_need_blank = s.versioned_comments = s.delimiter_command = true;
  s.names_ignore_case = true;
  s.index_names_per_table = true;
  s.name_length = 64;
  return s;
}

}  // namespace plumb_test
