// Types and expressions as other dialects are to understand them.
#include "reading.h"

#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"

namespace {

// As a call: function(argument, …); what has no neutral form by its reason.
std::string spoken(const plumb::sql::Node& node) {
  if (const auto* outside = plumb::sql::neutral::find_outside(node))
    return "outside: " + plumb::sql::neutral::reason_of(*outside).second;
  return plumb::sql::print(node, plumb::mysql::syntax());
}

}  // namespace

TEST_CASE("expressions in the neutral vocabulary") {
  struct {
    const char* written;
    const char* neutral;
  } const cases[] = {
      {"CURRENT_TIMESTAMP", "now(0)"},
      {"CURRENT_TIMESTAMP(6)", "now(6)"},
      {"uuid()", "uuid_v1()"},
      {"concat(a, 'x')", "concat_strict(a, 'x')"},
      {"char_length(a) > length(b)", "length(a) > octet_length(b)"},
      {"if(a > 1, b, 'c')", "CASE WHEN a > 1 THEN b ELSE 'c' END"},
      {"ifnull(a, 0)", "coalesce(a, 0)"},
      {"a <=> b", "a IS NOT DISTINCT FROM b"},
      {"a / b + a DIV b", "divide(a, b) + div(a, b)"},
      {"a XOR b IS NULL", "xor(0 <> a, b IS NULL)"},
      {"j->>'$.x'", "json_extract_text(j, '$.x')"},
      {"j->'$.x'", "json_extract(j, '$.x')"},
      {"a LIKE 'x%'", "a LIKE 'x%' ESCAPE '\\\\'"},
      {"a NOT REGEXP '^x'", "a NOT REGEXP '^x'"},
      {"year(d)", "extract('year', d)"},
      {"extract(month FROM d)", "extract('month', d)"},
      {"d + INTERVAL 2 HOUR", "date_add(d, 2, 'hour')"},
      {"date_sub(d, INTERVAL 1 DAY)", "date_add(d, -1, 'day')"},
      {"CAST(a AS UNSIGNED)", "CAST(a AS integer)"},
      {"CAST(a AS CHAR(5))", "CAST(a AS text(5))"},
      {"BINARY a", "a COLLATE binary"},
      {"_utf8mb4'x'", "'x'"},
      {"locate('@', a)", "position('@', a)"},
      {"unix_timestamp()", "epoch(now(0))"},
      {"a ^ b", "outside: `^` has no equivalent"},
      {"soundex(a)", "outside: `soundex` has no equivalent"},
      {"date_format(d, '%Y')", "outside: `date_format` has no equivalent"},
      {"SELECT count(*), group_concat(DISTINCT a SEPARATOR '-') FROM t STRAIGHT_JOIN u USE INDEX "
       "(i) ON t.a = u.a",
       "SELECT count(*), string_agg(DISTINCT a, '-') FROM t JOIN u ON t.a = u.a"},
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.written));
    plumb::Expr expression;
    expression.written = c.written;
    CHECK(spoken(plumb::mysql::dialect().neutral(expression)) == c.neutral);
  }
}

TEST_CASE("what types mean") {
  using Kind = plumb::LogicalType::Kind;
  const plumb::Schema schema = mysql_test::canonical(
      "CREATE TABLE t (flag bool, n int unsigned, money decimal(10,2), s varchar(9), b varchar(9) "
      "COLLATE utf8mb4_bin, "
      "e enum('x','y'), at timestamp(3), d datetime, j json, raw varbinary(16), bits bit(8), y "
      "year, g point)");
  const auto logical = [&](const char* name) {
    const plumb::Column* column = schema.tables.find(plumb::QualifiedName("t"))->find_column(name);
    return plumb::mysql::dialect().logical(column->type, column, schema);
  };
  CHECK(logical("flag").kind == Kind::Boolean);
  CHECK(logical("n").kind == Kind::Integer);
  CHECK(logical("n").unsigned_);
  CHECK(logical("n").bits == 32);
  CHECK(logical("money").precision == 10);
  CHECK(logical("money").scale == 2);
  CHECK(logical("s").length == 9);
  CHECK(logical("s").ignore_case);
  CHECK_FALSE(logical("b").ignore_case);
  CHECK(logical("e").labels == std::vector<std::string>{"x", "y"});
  CHECK(logical("at").with_zone);
  CHECK(logical("at").precision == 3);
  CHECK_FALSE(logical("d").with_zone);
  CHECK(logical("j").kind == Kind::Json);
  CHECK(logical("raw").kind == Kind::Bytes);
  CHECK(logical("bits").bits == 8);
  CHECK(logical("y").kind == Kind::Year);
  CHECK(logical("g").kind == Kind::Geometry);
}

TEST_CASE("flavours and targets") {
  const auto& dialect = plumb::mysql::dialect();
  CHECK(dialect.offline_target("tidb", {}).syntax.grammar.tidb);
  CHECK(dialect.offline_target("mysql", {8, 0, 31}).syntax.server_version == 80031);
  CHECK(dialect.offline_target("mariadb", {}).flavour == "mariadb");
  try {
    dialect.offline_target("oracle", {});
    FAIL("no error");
  } catch (const std::exception& e) {
    CHECK(std::string(e.what()) == "`oracle` is no flavour of MySQL; say mysql, tidb or mariadb");
  }
}
