// Text to tokens and statements: what ends a token, a string and a statement in each dialect.
#include "plumb/core/sql/lexer.h"

#include <doctest/doctest.h>

#include <string>

#include "plumb/core/base/error.h"
#include "syntaxes.h"

using plumb::Syntax;
using namespace plumb::sql;

namespace {

const char* letter(Tok kind) {
  static constexpr const char* letters[] = {"end", "w", "name", "s", "n", "blob", "bits", "op", "param", "var"};
  return letters[static_cast<int>(kind)];
}

// "w:SELECT n:1" and " | " between statements; an error in place of its statement.
std::string tokens(std::string_view text, const Syntax& syntax) {
  std::string out;
  Lexer lexer(text, syntax);
  Statement statement;
  for (bool first = true;; first = false) {
    try {
      if (!lexer.next(statement)) return out;
      if (!first) out += " | ";
      for (const Token& t : statement.tokens)
        if (t.kind != Tok::End)
          out += (out.empty() || out.ends_with("| ") ? "" : " ") + std::string(letter(t.kind)) + ":" +
                 std::string(text.substr(t.offset, t.length));
      for (const Annotation& a : statement.annotations)
        out += " {" + std::string(text.substr(a.offset, a.length)) + " before " + std::to_string(a.before) +
               (a.behind ? " behind}" : "}");
    } catch (const SyntaxError& e) {
      if (!first) out += " | ";
      out += "error " + std::to_string(e.line) + ": " + e.message;
    }
  }
}

std::string pieces(std::string_view text, const Syntax& syntax) {
  std::string out;
  for (const Piece& piece : split(text, syntax)) out += std::to_string(piece.line) + "[" + std::string(piece.sql) + "]";
  return out;
}

}  // namespace

TEST_CASE("tokens of each dialect") {
  const Syntax sqlite = plumb_test::sqlite(), postgres = plumb_test::postgres(), mysql = plumb_test::mysql();
  const struct {
    const Syntax& syntax;
    const char* in;
    const char* out;
  } table[] = {
      {sqlite, "a->>'x'||b", "w:a op:->> s:'x' op:|| w:b"},
      {sqlite, "[a b] `c``d` \"e\"\"f\" 'g''h'", "name:[a b] name:`c``d` name:\"e\"\"f\" s:'g''h'"},
      {sqlite, "x'0aFF' 0x1F 1.5e-3 .5 1.", "blob:x'0aFF' n:0x1F n:1.5e-3 n:.5 n:1."},
      {sqlite, "?1 :a @b $c ?", "param:?1 param::a param:@b param:$c param:?"},
      {sqlite, "a--b\n-c/*d*/e", "w:a op:- w:c w:e"},
      {sqlite, "a /* open", "w:a"},
      {sqlite, "1abc",
       "error 1: this is neither a number nor a name; put a blank behind the number, or quote the "
       "name"},
      {postgres, "a=-1 @-b", "w:a op:= op:- n:1 op:@- w:b"},
      {postgres, "a::int[1:2] := x=>1", "w:a op::: w:int op:[ n:1 op:: n:2 op:] op::= w:x op:=> n:1"},
      {postgres, "'a'\n  -- c\n  'b' 'c'", "s:'a'\n  -- c\n  'b' s:'c'"},
      {postgres, "E'a\\'b' U&'\\0041' uescape '!' B'01' $1", "s:E'a\\'b' s:U&'\\0041' uescape '!' bits:B'01' param:$1"},
      {postgres, "$$a'b$$ $t$c$$d$t$", "s:$$a'b$$ s:$t$c$$d$t$"},
      {postgres, "/* a /* b */ c */ d", "w:d"},
      {postgres, "a <-- b\n c", "w:a op:< w:c"},
      {postgres, "a @> b ?| c", "w:a op:@> w:b op:?| w:c"},
      {mysql, "\"a\\\"b\" 'c\\'d' `e` n'f'", "s:\"a\\\"b\" s:'c\\'d' name:`e` s:n'f'"},
      {mysql, "5--1 -- c\n# d\n6", "n:5 op:- op:- n:1 n:6"},
      {mysql, "_utf8mb4'x' b'01' 2a @v @@g.x a<=>b",
       "w:_utf8mb4 s:'x' bits:b'01' w:2a var:@v var:@@g.x w:a op:<=> w:b"},
      {mysql, "/*!50503 SET x */ /*T! a */ b", "w:SET w:x w:b"},
  };
  for (const auto& row : table) CHECK_EQ(tokens(row.in, row.syntax), std::string(row.out));
}

TEST_CASE("versioned comments are code for the server that they name") {
  Syntax mysql = plumb_test::mysql();
  mysql.server_version = 80000;
  CHECK_EQ(tokens("a /*!80016 b '*/' */ c /*!50000 d */", mysql), "w:a w:c w:d");
  Syntax tidb = plumb_test::mysql();
  tidb.grammar.tidb = true;
  CHECK_EQ(tokens("a /*T![auto_rand] b(5) */ /*M! c */", tidb), "w:a w:b op:( n:5 op:)");
  Syntax mariadb = plumb_test::mysql();
  mariadb.grammar.mariadb = true;
  CHECK_EQ(tokens("/*!50700 a */ /*M!100501 b */ /*!40101 c */", mariadb), "w:b w:c");
}

TEST_CASE("a semicolon inside of a body ends nothing") {
  const Syntax sqlite = plumb_test::sqlite(), postgres = plumb_test::postgres(), mysql = plumb_test::mysql();
  const struct {
    const Syntax& syntax;
    const char* in;
    const char* out;
  } table[] = {
      {sqlite, "create temp trigger t after insert on a begin select case when 1 then 2 end; end; select 1",
       "1[create temp trigger t after insert on a begin select case when 1 then 2 end; "
       "end]1[select 1]"},
      {sqlite, "create table trigger_x(a);\nselect 1;;", "1[create table trigger_x(a)]2[select 1]"},
      {sqlite, "a ';' \"b;\" -- ;\n; c", "1[a ';' \"b;\"]2[c]"},
      {postgres, "create function f() returns int begin atomic; select 1; end; select 2",
       "1[create function f() returns int begin atomic; select 1; end]1[select 2]"},
      {postgres, "create rule r as on insert to t do (select 1; select 2); select 3",
       "1[create rule r as on insert to t do (select 1; select 2)]1[select 3]"},
      {postgres, "copy t (a) from stdin;\n1\t;'\n\\.\nselect 1;\n\\connect x;y\nselect 2",
       "1[copy t (a) from stdin]4[select 1]6[select 2]"},
      {postgres, "select 1 \\gexec\nselect 2;", "1[select 1]2[select 2]"},
      {mysql,
       "create trigger t before insert on a for each row begin if x then set y = if(a, b, c); end "
       "if; end; select 1",
       "1[create trigger t before insert on a for each row begin if x then set y = if(a, b, c); "
       "end if; end]1[select 1]"},
      {mysql,
       "create procedure p() begin declare c int; case a when 1 then select case 1 when 2 then 3 "
       "else if(a,b,c) end; "
       "end case; while x do set x = 0; end while; end; select 1",
       "1[create procedure p() begin declare c int; case a when 1 then select case 1 when 2 then 3 "
       "else if(a,b,c) end; "
       "end case; while x do set x = 0; end while; end]1[select 1]"},
      {mysql, "delimiter //\ncreate procedure p() begin select 1; end//\ndelimiter ;\nselect 2;",
       "2[create procedure p() begin select 1; end]4[select 2]"},
      {mysql, "DELIMITER $$\nselect 1; end$$\nselect 2$$", "2[select 1; end]3[select 2]"},
      {mysql, "/*!40101 SET a = 1 */;\n/*!50001 select */ /*!50002 2 */;",
       "1[/*!40101 SET a = 1 */]2[/*!50001 select */ /*!50002 2 */]"},
  };
  for (const auto& row : table) CHECK_EQ(pieces(row.in, row.syntax), std::string(row.out));
}

TEST_CASE("annotations stand beside the tokens") {
  const Syntax sqlite = plumb_test::sqlite();
  CHECK_EQ(tokens("-- @renamed from=a\ncreate x -- plain\n, -- @renamed from=b\n c); -- @renamed "
                  "from=d\n-- migrate:down\n",
                  sqlite),
           "w:create w:x op:, w:c op:) {@renamed from=a before 0} {@renamed from=b before 3 behind} "
           "{@renamed from=d before 5 behind} |  {migrate:down before 0}");
  CHECK_EQ(tokens("/* @renamed from=a */ b", sqlite), "w:b {@renamed from=a before 0}");
}

TEST_CASE("an error says where, and reading goes on") {
  const Syntax sqlite = plumb_test::sqlite();
  CHECK_EQ(tokens("a \x01 b; c", sqlite), "error 1: no SQL starts with this character | w:c");
  CHECK_EQ(tokens("a;\nb 'c;\nd", sqlite), "w:a | error 2: this string is not closed");
  CHECK_THROWS_WITH_AS(split("a;\n b `c", sqlite), "line 2, column 4: this quoted name is not closed", plumb::Error);
}

TEST_CASE("what a statement does") {
  const struct {
    const char* in;
    StatementClass out;
  } table[] = {
      {"create table t(a)", StatementClass::Ddl},
      {"with x as (select 1) insert into t select 1", StatementClass::Dml},
      {"with x as (delete from t returning 1) select 1", StatementClass::Query},
      {"select pg_catalog.set_config('search_path', '', false)", StatementClass::Setting},
      {"select 1", StatementClass::Query},
      {"begin", StatementClass::Transaction},
      {"set x = 1", StatementClass::Setting},
      {"do $$ begin end $$", StatementClass::Other},
  };
  for (const auto& row : table) CHECK(split(row.in, plumb_test::postgres()).at(0).kind == row.out);
}

TEST_CASE("a checksum is of the tokens") {
  const Syntax sqlite = plumb_test::sqlite(), mysql = plumb_test::mysql();
  const std::string sum = token_checksum("create table t (a int);\nselect 1;", sqlite);
  CHECK_EQ(sum.size(), 64);
  CHECK_EQ(sum, token_checksum("create table t(a int) ;\r\n-- new\r\nselect/* x */1;\n", sqlite));
  CHECK_NE(sum, token_checksum("create table t (a int);\n-- @renamed from=b\nselect 1;", sqlite));
  CHECK_NE(sum, token_checksum("create table t (b int);\nselect 1;", sqlite));
  CHECK_NE(token_checksum("a b", sqlite), token_checksum("ab", sqlite));
  CHECK_NE(token_checksum("a /*!80000 b */", mysql), token_checksum("a /*!80001 b */", mysql));
}
