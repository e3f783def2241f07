// A schema of another dialect on PostgreSQL, in parts. Shared by realise*.cpp.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/dialect.h"
#include "plumb/core/model/schema.h"
#include "plumb/core/realise/expression.h"
#include "plumb/core/realise/work.h"
#include "plumb/core/sql/node.h"

namespace plumb::postgres {

struct Realising {
  realise::Work work;
  /// Functions that stamp a column with the time: column and value → function. Tables share them.
  std::map<std::string, QualifiedName> stamps = {};
};

/// A type on PostgreSQL, and what makes it refuse what the author's server refuses. `checks` are expressions over the
/// column; `labels` are those of an enum type that is to be made for it.
struct RealisedType {
  Type type;
  std::vector<std::string> checks;
  std::vector<std::string> labels;
  std::string gap;  ///< what is not kept, for people; empty: nothing worth a word
};
/// `column` is the column's name, unquoted.
RealisedType realise_type(const LogicalType& type, std::string_view column);

/// The neutral tree in PostgreSQL's words, or nothing, and then `why` says why not.
struct Wanted {
  bool logical = false;  ///< a condition: a number is compared with zero
  bool numeric = false;  ///< a number: a condition is 0 or 1
};
std::optional<sql::Node> to_postgres(sql::Node neutral, const realise::Place& place, Wanted wanted, std::string& why);
/// One call of the vocabulary; arguments are translated already. `may_change` is false where PostgreSQL takes
/// immutable functions only. `kinds`: what the arguments mean, where that is known.
struct CallPlace {
  Version version;
  bool may_change = true;
  std::vector<LogicalType::Kind> kinds;
};
std::optional<sql::Node> call_to_postgres(std::string_view function, std::vector<sql::Node> arguments,
                                          const CallPlace& place, std::string& why);

Expr expression_of(const sql::Node& node);
Expr expression_of(std::string_view text);
std::string quote(std::string_view name);
sql::Node cast_to(std::string_view type, sql::Node x);

/// A literal as a column of that type keeps it.
void fit(sql::Node& literal, const LogicalType& type);

void realise_table(Realising& r, const Table& table);
void realise_keys(Realising& r, const Table& from, Table& to);
/// ON UPDATE of a column, as a trigger and its function.
void realise_on_update(Realising& r, const Table& from, const Column& column);
void realise_views(Realising& r);

}  // namespace plumb::postgres
