// What the generators for PostgreSQL and MySQL share. Not for tests.
#pragma once

#include <string>
#include <string_view>

#include "plumb/core/sql/syntax.h"
#include "plumb/tests/support/generator.h"

namespace plumb::test {

/// Pieces in the form that the reader of a dialect gives them.
class Pieces {
 public:
  Pieces(Schema& schema, Random& random, const Shape& shape, const Syntax& syntax)
      : s(schema), r(random), shape_(shape), syntax_(syntax) {}

  Expr expression(const std::string& text) const;
  Expr query(const std::string& text, std::vector<QualifiedName>& uses) const;
  Expr body(const std::string& text) const;
  Type type(std::string_view text) const;
  std::string name(const char* prefix);  ///< fresh in the whole schema
  std::string quoted(std::string_view name) const;
  std::string comment() {
    return r.chance(75) ? "" : std::string(r.word({"it's a comment", "-- no; \"comment\"", "c:\\dir\\", "日本 😀"}));
  }
  bool chance(int percent) { return r.chance(percent); }

  Schema& s;
  Random& r;

 protected:
  const Shape& shape_;
  const Syntax& syntax_;
  int names_ = 0;
};

}  // namespace plumb::test
