// Expressions in the neutral vocabulary, types by what they mean.
#include "plumb/core/sql/neutral.h"
#include "plumb/core/sql/expression.h"
#include "reading.h"

namespace {

std::string neutral(const std::string& text) {
  plumb::Expr expression;
  expression.canonical = text;
  const plumb::sql::Node node = plumb::postgres::dialect().neutral(expression);
  if (const plumb::sql::Node* outside = plumb::sql::neutral::find_outside(node))
    return "outside: " + plumb::sql::neutral::reason_of(*outside).second;
  return plumb::sql::print(node, plumb::postgres::syntax());
}

}  // namespace

TEST_CASE("expressions in the neutral vocabulary") {
  struct {
    const char *postgres, *neutral;
  } const cases[] = {
      {"'x'::character varying", "'x'"},
      {"'1'::integer", "1"},
      {"gen_random_uuid()", "uuid_v4()"},
      {"uuid_generate_v4()", "uuid_v4()"},
      {"CURRENT_TIMESTAMP", "now(6)"},
      {"(now() AT TIME ZONE 'utc')", "now(6)"},
      {"now() + '7 days'::interval", "date_add(now(6), 7, 'day')"},
      {"a - INTERVAL '1 year 2 mons -3 days 00:30:00'",
       "date_add(date_add(date_add(date_add(a, -1, 'year'), -2, 'month'), 3, 'day'), -30, 'minute')"},
      {"INTERVAL '1' HOUR + a", "date_add(a, 1, 'hour')"},
      {"jsonb_agg(a ORDER BY b)", "array_agg(a ORDER BY b)"},
      {"CURRENT_DATE", "current_date()"},
      {"nextval('s'::regclass)", "nextval('s')"},
      {"status = ANY (ARRAY['a'::text, 'b'::text])", "status IN ('a', 'b')"},
      {"email ~* '^x'", "email IREGEXP '^x'"},
      {"name LIKE 'a%'", "name LIKE 'a%' ESCAPE '\\'"},
      {"a IS UNKNOWN", "a IS NULL"},
      {"char_length(a) > 3", "length(a) > 3"},
      {"(data ->> 'a') = 'x'", "json_extract_text(data, '$.a') = 'x'"},
      {"(data -> 'a' ->> 'b')", "json_extract_text(data, '$.a.b')"},
      {"data ->> 'a-b'", "json_extract_text(data, '$.\"a-b\"')"},
      {"data @> '{}'::jsonb", "json_contains(data, '{}')"},
      {"extract(year FROM made)", "\"extract\"('year', made)"},
      {"extract(epoch FROM made)", "epoch(made)"},
      {"strpos(a, 'x')", "\"position\"('x', a)"},
      {"trim(both ' ' from a)", "trim(a, ' ')"},
      {"substring(a from 2 for 3)", "substr(a, 2, 3)"},
      {"made::date", "date_of(made)"},
      {"'{}'::text[]", "ARRAY[]"},
      {"lower(a) || b", "lower(a) || b"},
      {"a SIMILAR TO 'x'", "outside: `SIMILAR TO` has no equivalent"},
      {"to_tsvector('english', a)", "outside: the function `to_tsvector` has no equivalent"},
      {"a <-> b", "outside: the operator `<->` has no equivalent"},
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.postgres));
    CHECK(neutral(c.postgres) == c.neutral);
  }
}

TEST_CASE("types by what they mean") {
  const plumb::Schema schema = postgres_test::schema(
      "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN d AS varchar(5); CREATE DOMAIN e AS mood;"
      "CREATE TABLE t (a varchar(9), b d, c e, f numeric(10,2), g timestamptz(3), h serial, i text[], j citext, k vector(3), l jsonb)");
  const plumb::Table& table = *schema.tables.find(plumb::QualifiedName("t"));
  auto logical = [&](const char* name) {
    const plumb::Column* column = table.find_column(name);
    return plumb::postgres::dialect().logical(column->type, column, schema);
  };
  using Kind = plumb::LogicalType::Kind;
  CHECK(logical("a").kind == Kind::Text);
  CHECK(logical("a").length == 9);
  CHECK(logical("b").length == 5);
  CHECK(logical("c").kind == Kind::Enum);
  CHECK(logical("c").labels == std::vector<std::string>{"sad", "ok"});
  CHECK(logical("f").precision == 10);
  CHECK(logical("f").scale == 2);
  CHECK(logical("g").with_zone);
  CHECK(logical("g").precision == 3);
  CHECK(logical("h").kind == Kind::Integer);
  CHECK(logical("h").bits == 32);
  CHECK(logical("i").kind == Kind::Array);
  CHECK(logical("i").element.at(0).kind == Kind::Text);
  CHECK(logical("j").ignore_case);
  CHECK(logical("k").kind == Kind::Vector);
  CHECK(logical("k").length == 3);
  CHECK(logical("l").kind == Kind::Json);
}
