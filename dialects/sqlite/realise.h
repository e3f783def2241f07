// A schema of another dialect on SQLite, in parts. Shared by realise*.cpp.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plumb/core/base/diagnostics.h"
#include "plumb/core/dialect.h"
#include "plumb/core/model/schema.h"
#include "plumb/core/sql/node.h"
#include "plumb/core/target.h"

namespace plumb::sqlite {

/// Names on SQLite, where tables, views and indexes share one name space, whose names are the same
/// in any case. The same name comes out whatever else is in the schema, unless it collides.
class Names {
 public:
  Names(const Schema& from, Diagnostics& diagnostics);

  /// A table or view: `name`, or `schema__name` outside of the default schema.
  std::string relation(const QualifiedName& name) const;
  std::string column(const QualifiedName& table, const std::string& column) const;
  /// `name`, or `table_name` where two tables have an index of the name.
  std::string index(const QualifiedName& table, const std::string& index) const;
  /// A trigger that plumb makes itself or takes over: free among the triggers.
  std::string trigger(const QualifiedName& table, const std::string& name);

 private:
  void place_relations(const Schema& from, Diagnostics& diagnostics);
  void place_indexes(const Schema& from, Diagnostics& diagnostics);
  void place_columns(const Table& table, Diagnostics& diagnostics);

  std::map<QualifiedName, std::string> relations_;
  std::map<std::pair<QualifiedName, std::string>, std::string> indexes_, columns_;
  std::set<std::string> taken_;           ///< relations and indexes, folded
  std::set<std::string> triggers_taken_;  ///< folded
};

/// What has no equivalent: each kind is said once, with its reason and the names.
class LeftOut {
 public:
  void add(Severity severity, std::string kind, std::string why, std::string name);
  void say(Diagnostics& diagnostics) const;

 private:
  std::map<std::pair<std::string, std::string>, std::pair<Severity, std::vector<std::string>>> kinds_;
};

struct Realising {
  const Schema& from;  ///< canonical in its own dialect
  const Dialect& written_in;
  const Target& written_for;
  const Target& target;
  Names names;
  LeftOut left_out;
  Schema out;
  std::set<std::string> used_sequences = {};  ///< of columns that are numbered here in another way: schema.name
};

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

/// Where an expression stands.
struct ExpressionPlace {
  const Realising* realising = nullptr;
  const Table* home = nullptr;   ///< whose columns the names mean; none in queries
  bool may_ask_the_time = true;  ///< false in checks, generated columns and indexes, where SQLite forbids it
  /// Relations of the query, as the model keeps them: it says which qualifier is the default
  /// schema's.
  const std::vector<QualifiedName>* uses = nullptr;
};
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

/// The constraint's name, or nothing where it looks like one that the server made up from the names
/// of the table and its columns: SQLite has no such names, and a renamed column would otherwise
/// change one.
std::string own_name(const std::string& name, const Table& table);

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
