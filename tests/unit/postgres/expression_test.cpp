// The normal form of expressions: what a person writes, and what the server prints for it.
#include "reading.h"

namespace {

constexpr const char* kTable =
    "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (qty int, big bigint, price numeric(10,2), code varchar(9), cc char(3), "
    "body text, active boolean, meta jsonb, day date, made timestamp, seen timestamptz, state mood, tags text[], ratio real, CHECK (";

std::string check_of(const std::string& expression) {
  const plumb::Schema schema = postgres_test::canonical(kTable + expression + "))");
  const plumb::Table* table = schema.tables.find(plumb::QualifiedName("t"));
  return table && !table->checks.empty() ? table->checks[0].expression.canonical : "";
}

std::string default_of(const std::string& type, const std::string& expression) {
  const plumb::Schema schema = postgres_test::canonical("CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (c " +
                                                        type + " DEFAULT " + expression + ")");
  const plumb::Expr* value = schema.tables.find(plumb::QualifiedName("t"))->columns[0].default_value();
  return value ? value->canonical : "";
}

}  // namespace

TEST_CASE("checks as the author and as the server write them") {
  struct {
    const char *author, *server, *normal;
  } const cases[] = {
      {"code IN ('a', 'b')", "((code)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
       "code IN ('a', 'b')"},
      {"code IN ('a', 'b')",
       "((code)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text]))",
       "code IN ('a', 'b')"},
      {"code = 'a'", "((code)::text = 'a'::text)", "code = 'a'"},
      {"state IN ('sad','ok')", "(state = ANY (ARRAY['sad'::public.mood, 'ok'::public.mood]))",
       "state IN ('sad', 'ok')"},
      {"big IN (1,2)", "(big = ANY (ARRAY[(1)::bigint, (2)::bigint]))", "big IN (1, 2)"},
      {"qty NOT IN (1,2)", "(qty <> ALL (ARRAY[1, 2]))", "qty NOT IN (1, 2)"},
      {"qty IN (1)", "(qty = 1)", "qty = 1"},
      {"qty > -1", "(qty > '-1'::integer)", "qty > -1"},
      {"price > 0", "(price > (0)::numeric)", "price > 0"},
      {"price BETWEEN 0 AND 1", "((price >= (0)::numeric) AND (price <= (1)::numeric))", "price >= 0 AND price <= 1"},
      {"qty NOT BETWEEN 1 AND 2", "((qty < 1) OR (qty > 2))", "qty < 1 OR qty > 2"},
      {"body LIKE 'a%'", "(body ~~ 'a%'::text)", "body LIKE 'a%'"},
      {"code NOT ILIKE 'a%'", "((code)::text !~~* 'a%'::text)", "code NOT ILIKE 'a%'"},
      {"code LIKE 'a!%' ESCAPE '!'", "((code)::text ~~ like_escape('a!%'::text, '!'::text))",
       "code LIKE 'a!%' ESCAPE '!'"},
      {"lower(code) = code", "(lower((code)::text) = (code)::text)", "lower(code) = code"},
      {"meta->>'a' IS NOT NULL", "((meta ->> 'a'::text) IS NOT NULL)", "meta ->> 'a' IS NOT NULL"},
      {"meta @> '{\"b\":1,\"a\":2}'", "(meta @> '{\"a\": 2, \"b\": 1}'::jsonb)", "meta @> '{\"a\": 2, \"b\": 1}'"},
      {"day > '2020-1-5'", "(day > '2020-01-05'::date)", "day > '2020-01-05'"},
      {"made > '2020-01-05'", "(made > '2020-01-05 00:00:00'::timestamp without time zone)",
       "made > '2020-01-05 00:00:00'"},
      {"active = 't'", "(active = true)", "active = TRUE"},
      {"CASE WHEN qty > 0 THEN price ELSE 0 END >= 0",
       "(CASE WHEN (qty > 0) THEN price ELSE (0)::numeric END >= (0)::numeric)",
       "CASE WHEN qty > 0 THEN price ELSE 0 END >= 0"},
      {"coalesce(body, 'x') <> ''", "(COALESCE(body, 'x'::text) <> ''::text)", "coalesce(body, 'x') <> ''"},
      {"qty IS NOT DISTINCT FROM 1", "(NOT (qty IS DISTINCT FROM 1))", "qty IS NOT DISTINCT FROM 1"},
      {"(qty, big) = (1, 2)", "((qty = 1) AND (big = 2))", "qty = 1 AND big = 2"},
      {"t.qty > 0 AND (active AND qty < 9)", "((qty > 0) AND active AND (qty < 9))", "qty > 0 AND active AND qty < 9"},
      {"qty::numeric / 2 > 1", "(((qty)::numeric / (2)::numeric) > (1)::numeric)", "qty::numeric / 2 > 1"},
      {"ratio > 0.5", "(ratio > (0.5)::double precision)", "ratio > 0.5"},
      {"seen > now() - interval '1 month 2 hours'", "(seen > (now() - '1 mon 02:00:00'::interval))",
       "seen > now() - '1 mon 02:00:00'::interval"},
      {"extract(year from day) > 2000", "(EXTRACT(year FROM day) > (2000)::numeric)", "extract(YEAR FROM day) > 2000"},
      {"trim(body) <> ''", "(TRIM(BOTH FROM body) <> ''::text)", "trim(BOTH FROM body) <> ''"},
      {"tags <@ ARRAY['a','b']", "(tags <@ ARRAY['a'::text, 'b'::text])", "tags <@ ARRAY['a', 'b']"},
      {"substring(body from '^x') = 'x'", "(\"substring\"(body, '^x'::text) = 'x'::text)",
       "substring(body, '^x') = 'x'"},
      {"code COLLATE \"C\" > 'a'", "(((code)::text COLLATE \"C\") > 'a'::text)", "code COLLATE \"C\" > 'a'"},
      {"body IS NOT JSON OBJECT", "(NOT (body IS JSON OBJECT))", "NOT body IS JSON OBJECT"},
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.author));
    CHECK(check_of(c.author) == c.normal);
    CHECK(check_of(c.server) == c.normal);
  }
}

TEST_CASE("checks that differ stay different") {
  struct {
    const char *a, *b;
  } const cases[] = {
      {"qty / 2 > 1", "qty::numeric / 2 > 1"},
      {"qty > 0", "qty >= 0"},
      {"body LIKE 'a%'", "body ILIKE 'a%'"},
      {"code IN ('a', 'b')", "code NOT IN ('a', 'b')"},
      {"body = 'a'", "lower(body) = 'a'"},
      {"made > '2020-01-01'", "made > '2020-01-02'"},
      {"meta->'a' = '1'", "meta->>'a' = '1'"},
      {"qty IN (1, 2)", "qty IN (2, 1)"},
      {"substring(body from 2) = 'x'", "substring(body, 2) = 'x'"},
      {"cc = 'a'", "cc::text = 'a'"},
      {"NOT active AND qty > 0", "NOT (active AND qty > 0)"},
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.a));
    CHECK(check_of(c.a) != check_of(c.b));
  }
}

TEST_CASE("defaults as the author and as the server write them") {
  struct {
    const char *type, *author, *server, *normal;
  } const cases[] = {
      {"varchar(9)", "'x'", "'x'::character varying", "'x'"},
      {"text", "'x'::varchar", "'x'::text", "'x'"},
      {"char(3)", "'USD'", "'USD'::bpchar", "'USD'"},
      {"int", "-1", "'-1'::integer", "-1"},
      {"int", "'5'", "5", "5"},
      {"numeric", "1e3", "1000", "1000"},
      {"boolean", "'yes'", "true", "TRUE"},
      {"mood", "'sad'", "'sad'::public.mood", "'sad'"},
      {"jsonb", "'{\"a\":1}'", "'{\"a\": 1}'::jsonb", "'{\"a\": 1}'"},
      {"text[]", "'{}'", "'{}'::text[]", "'{}'"},
      {"text[]", "ARRAY['a']", "ARRAY['a'::text]", "ARRAY['a']"},
      {"text[]", "ARRAY[]::text[]", "ARRAY[]::text[]", "ARRAY[]::text[]"},
      {"timestamptz", "pg_catalog.now()", "now()", "now()"},
      {"timestamptz", "now() + interval '30 days'", "(now() + '30 days'::interval)", "now() + '30 days'::interval"},
      {"interval", "'1 hour'", "'01:00:00'::interval", "'01:00:00'"},
      {"bigint", "nextval('s')", "nextval('public.s'::regclass)", "nextval('s')"},
      {"bigint", "nextval('S'::regclass)", "nextval('public.s'::regclass)", "nextval('s')"},
      {"bigint", "nextval('größe')", "nextval('public.\"größe\"'::regclass)", "nextval('\"größe\"')"},
      {"bigint", "nextval('order'::regclass)", "nextval('\"order\"'::regclass)", "nextval('\"order\"')"},
      {"timestamp", "(now() AT TIME ZONE 'utc')", "(now() AT TIME ZONE 'utc'::text)", "now() AT TIME ZONE 'utc'"},
      {"bit(4)", "B'1010'", "'1010'::\"bit\"", "'1010'"},
      {"varchar(9)", "'abc'::varchar(5)", "'abc'::character varying(5)", "'abc'"},
      {"varchar(9)", "'abcdef'::varchar(3)", "'abcdef'::character varying(3)", "'abcdef'::character varying(3)"},
      {"timestamptz", "'2020-01-01 00:30+02'", "'2019-12-31 22:30:00+00'::timestamp with time zone",
       "'2019-12-31 22:30:00+00'"},
      {"time", "'10:20'", "'10:20:00'::time without time zone", "'10:20:00'"},
      {"int", "007", "7", "7"},
      {"interval", "'P1Y3DT2H5S'", "'1 year 3 days 02:00:05'::interval", "'1 year 3 days 02:00:05'"},
      {"interval", "'P-1M'", "'-1 mons'::interval", "'-1 mons'"},
      {"jsonb", "'[\"\\u00fc\", \"\\ud83d\\ude00\"]'", "'[\"ü\", \"😀\"]'::jsonb", "'[\"ü\", \"😀\"]'"},
      {"bytea", "'ab'", "'\\x6162'::bytea", "'\\x6162'"},
      {"bytea", "E'\\\\001\\\\\\\\'", "'\\x015c'::bytea", "'\\x015c'"},
      {"text[]", "'{ \"a\" , b c,\"x,y\",null,\"NULL\",\"\"}'", "'{a,\"b c\",\"x,y\",NULL,\"NULL\",\"\"}'::text[]",
       "'{a,\"b c\",\"x,y\",NULL,\"NULL\",\"\"}'"},
      {"int[]", "'{{1, 2},{3,4}}'", "'{{1,2},{3,4}}'::integer[]", "'{{1,2},{3,4}}'"},
      {"inet", "'FE80::0001'", "'fe80::1'::inet", "'fe80::1'"},
      {"cidr", "'192.168/16'", "'192.168.0.0/16'::cidr", "'192.168.0.0/16'"},
      {"macaddr", "'0800-2B01-0203'", "'08:00:2b:01:02:03'::macaddr", "'08:00:2b:01:02:03'"},
      {"int4range", "'( 1 , 5 ]'", "'[2,6)'::int4range", "'[2,6)'"},
      {"int8range", "'[3,3)'", "'empty'::int8range", "'empty'"},
      {"int8range", "'(,9]'", "'(,10)'::int8range", "'(,10)'"},
      {"bit(4)", "B'1010'::bit(4)", "'1010'::bit(4)", "'1010'"},
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.author));
    CHECK(default_of(c.type, c.author) == c.normal);
    CHECK(default_of(c.type, c.server) == c.normal);
  }
}
