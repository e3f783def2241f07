// What binds tighter than what. The levels of a dialect are its server's grammar.
#include "plumb/core/sql/expression/parser.h"

namespace plumb::sql {
namespace {

// SQLite 3.40 parse.y. Unary minus binds tighter than COLLATE, and || tighter than *.
constexpr Levels kSqlite = {.or_ = 1,
                            .xor_ = 0,
                            .and_ = 2,
                            .not_ = 3,
                            .test = 4,
                            .equal = 4,
                            .compare = 5,
                            .like = 4,
                            .bit_or = 7,
                            .bit_and = 7,
                            .shift = 7,
                            .other = 0,
                            .add = 8,
                            .multiply = 9,
                            .power = 0,
                            .at_zone = 0,
                            .concat = 10,
                            .collate = 11,
                            .unary = 12,
                            .postfix = 13};
// PostgreSQL 15 gram.y. All operators without a level of their own have one together.
constexpr Levels kPostgres = {.or_ = 1,
                              .xor_ = 0,
                              .and_ = 2,
                              .not_ = 3,
                              .test = 4,
                              .equal = 5,
                              .compare = 5,
                              .like = 6,
                              .bit_or = 7,
                              .bit_and = 7,
                              .shift = 7,
                              .other = 7,
                              .add = 8,
                              .multiply = 9,
                              .power = 10,
                              .at_zone = 11,
                              .concat = 7,
                              .collate = 12,
                              .unary = 13,
                              .postfix = 14};
// MySQL 8.0 sql_yacc.yy: expr, bool_pri, predicate, bit_expr, simple_expr. IS TRUE is looser than
// `=`, IS NULL is not.
constexpr Levels kMysql = {.or_ = 1,
                           .xor_ = 2,
                           .and_ = 3,
                           .not_ = 4,
                           .test = 5,
                           .equal = 6,
                           .compare = 6,
                           .like = 7,
                           .bit_or = 8,
                           .bit_and = 9,
                           .shift = 10,
                           .other = 0,
                           .add = 11,
                           .multiply = 12,
                           .power = 13,
                           .at_zone = 0,
                           .concat = 1,
                           .collate = 15,
                           .unary = 14,
                           .postfix = 16};

}  // namespace

const Levels& levels_of(const Syntax& syntax) {
  return syntax.grammar.postgres ? kPostgres : syntax.grammar.mysql ? kMysql : kSqlite;
}

}  // namespace plumb::sql
