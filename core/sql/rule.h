// A PostgreSQL rule in the server's own words.
#pragma once

#include <optional>
#include <string_view>

#include "plumb/core/model/expression.h"
#include "plumb/core/sql/syntax.h"

namespace plumb::sql {

/// What pg_get_ruledef() prints, taken apart. `body` is "BEGIN ATOMIC …; END", empty for NOTHING.
struct RuleText {
  Expr condition, body;
};
/// Nothing where it is no rule that we can read.
std::optional<RuleText> parse_rule(std::string_view create_rule, const Syntax& syntax);

}  // namespace plumb::sql
