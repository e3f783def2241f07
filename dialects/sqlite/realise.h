// A schema of another dialect on SQLite, in parts. Shared by realise*.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/base/diagnostics.h"
#include "plumb/core/dialect.h"
#include "plumb/core/model/schema.h"
#include "plumb/core/realise/expression.h"
#include "plumb/core/realise/literals.h"
#include "plumb/core/realise/work.h"
#include "plumb/core/sql/node.h"
#include "plumb/core/target.h"

namespace plumb::sqlite {

using realise::blob_of;
using realise::is_zero_date;
using realise::json_list;
using realise::looks_like_number;
using realise::make_boolean;
using realise::number_of;
using realise::own_name;
using realise::path;
using realise::rename_value;

using Realising = realise::Work;

/// A type on SQLite, and what makes it refuse what production refuses. `checks` are expressions
/// over the column.
struct RealisedType {
  Type type;
  std::string collation;
  std::vector<std::string> checks;
};
/// `column` is the column's name on SQLite. `numeric_booleans`: MySQL's boolean is a number from
/// -128 to 127; `long_times`: its time of day goes beyond 24 hours.
struct TypeFacts {
  bool numeric_booleans = false, long_times = false, bits_are_numbers = false, nullable = true;
};
RealisedType realise_type(const LogicalType& type, std::string_view column, const TypeFacts& facts);

using ExpressionPlace = realise::Place;
/// The neutral tree in SQLite's words, or nothing, and then `why` says why not.
std::optional<sql::Node> to_sqlite(sql::Node neutral, const ExpressionPlace& place, std::string& why);
/// One call of the vocabulary; arguments are translated already. Nothing where SQLite has no such
/// thing.
std::optional<sql::Node> call_to_sqlite(std::string_view function, std::vector<sql::Node> arguments, std::string& why);
/// A regular expression that GLOB can say; nothing where it cannot.
std::optional<sql::Node> regexp_to_glob(const sql::Node& x, std::string_view pattern, bool ignore_case);

Expr expression_of(const sql::Node& node);
/// With parentheses where SQLite wants them behind DEFAULT.
Expr default_of(const sql::Node& node);
/// An expression that is SQLite's already.
Expr expression_of(std::string text);

void realise_table(Realising& realising, const Table& table);
void realise_indexes(Realising& realising, const Table& from, Table& to);
void realise_keys(Realising& realising, const Table& from, Table& to);
void realise_views(Realising& realising);
/// Triggers that keep a column's promises: ON UPDATE, numbering outside of the primary key.
enum class Stamp : std::uint8_t { WhenNotSet, Always };
void add_timestamp_trigger(Realising& realising, const Table& from, const Column& column, const sql::Node& value,
                           Stamp stamp, std::string name);
void add_numbering_trigger(Realising& realising, const Table& from, const Column& column);
void realise_triggers(Realising& realising);

/// In quotes only where the name needs them.
std::string quote(std::string_view name);

}  // namespace plumb::sqlite
