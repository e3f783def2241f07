// The parts of PostgreSQL's generator. Not for tests.
#pragma once

#include <fmt/format.h>

#include "plumb/dialects/postgres/syntax.h"
#include "plumb/tests/support/generator_dialects.h"

namespace plumb::test {

class PostgresMaker : public Pieces {
 public:
  PostgresMaker(Schema& schema, Random& random, const Shape& shape)
      : Pieces(schema, random, shape, postgres::syntax()) {}

  void all();

 private:
  QualifiedName relation(const char* prefix) { return {chance(25) ? std::string("app") : std::string(), name(prefix)}; }
  std::string collation() { return chance(85) ? "" : std::string(r.word({"\"C\"", "\"de_DE\""})); }
  Type any_type() {
    return type(r.word({"integer", "bigint", "text", "character varying(20)", "numeric(10,2)", "boolean", "jsonb",
                        "uuid", "text[]", "integer[][]", "timestamp(3) with time zone", "double precision", "bytea",
                        "date", "bit varying(5)", "app.mood"}));
  }
  Options parameters(const char* name) {
    return chance(80) ? Options{} : Options{{name, std::to_string(r.between(10, 100))}};
  }
  SequenceOptions sequence_options() {
    SequenceOptions o;
    const auto number = [&] { return chance(70) ? std::optional<std::string>() : std::to_string(r.between(1, 99)); };
    o.start = number();
    o.increment = number();
    o.minimum = number();
    o.maximum = number();
    o.cache = number();
    o.cycle = chance(20);
    return o;
  }
  KeyOptions key_options(const Table& t) {
    KeyOptions o;
    if (chance(15)) o.include = {r.pick(t.columns).name};
    o.parameters = parameters("fillfactor");
    if (chance(10)) o.tablespace = "fast";
    if (chance(15)) o.deferral = chance(50) ? Deferral::InitiallyImmediate : Deferral::InitiallyDeferred;
    return o;
  }
  std::vector<IndexPart> columns_as_parts(const Table& t) {
    std::vector<IndexPart> parts(1);
    parts[0].column = r.pick(t.columns).name;
    if (chance(30) && t.columns.size() > 1 && t.columns.back().name != parts[0].column) {
      parts.emplace_back();
      parts[1].column = t.columns.back().name;
    }
    return parts;
  }
  std::string condition(const Table& t) {
    return fmt::format(
        fmt::runtime(r.word({"{} > 0", "{} IS NOT NULL", "{} = ANY (ARRAY[1, 2])", "length({}::text) < 9"})),
        quoted(r.pick(t.columns).name));
  }

  Column column(const Table& t);
  Check check(const Table& t);
  Index index(const Table& t, bool named);
  void constraints(Table& t);
  void foreign_key(Table& t);
  void table();
  void partitioned();
  void types();
  void views();
  void routines();
  void definitions();
  void triggers();
  void policies();
  void grants();
};

}  // namespace plumb::test
