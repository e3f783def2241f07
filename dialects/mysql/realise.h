// A PostgreSQL schema on MySQL, TiDB or MariaDB, in parts. Shared by realise*.cpp.
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
#include "plumb/dialects/mysql/flavours.h"

namespace plumb::mysql {

/// What a server can say, as far as a translation asks. From its flavour, version and settings.
struct Abilities {
  std::string_view server;     ///< for messages: "MariaDB"
  std::string_view collation;  ///< tells case and blanks apart, as PostgreSQL does; of every table
  std::string_view folding;    ///< does not tell case apart: citext
  std::string_view uuid;       ///< the collation of a uuid's char(36); empty: there is a type for it
  bool checks = true;
  std::string_view no_checks;          ///< why not, where there are none
  bool checks_beside_cascades = true;  ///< of columns whose rows go with the ones that they refer to
  bool expression_defaults = true;     ///< any expression behind DEFAULT
  bool few_default_calls = false;      ///< …or a few functions, and nothing around them
  bool lob_literals = false;           ///< a literal as the default of a longtext or json
  bool tells_key_defaults = true;      ///< SHOW CREATE says an expression that is the default of a primary key
  bool computed_dates = true;          ///< a table with a computed default of a date that is NOT NULL can be altered
  bool expression_keys = true;         ///< indexes over expressions
  bool few_key_calls = false;          ///< …of a few functions
  bool regexp_like = true;             ///< REGEXP_LIKE(x, pattern, flags), not only REGEXP
  bool computed_not_null = true;       ///< a generated column may be NOT NULL
  bool json_casts = true;              ///< CAST(x AS json)
  bool double_casts = true;            ///< CAST(x AS double)
  bool endless_casts = true;           ///< CAST(x AS char) is stored so; TiDB says how long it may get
  bool sets_of_queries = true;         ///< INTERSECT and EXCEPT
  bool sets_default = false;           ///< a foreign key's SET DEFAULT
  bool sequences = false, vectors = false, spatial = true;
};
Abilities abilities_of(const Target& target);

struct Realising {
  realise::Work work;
  Abilities can;
  const Flavour& flavour;
  /// The tables that become tables here, with what they inherit, as the author wrote them.
  std::map<QualifiedName, Table> tables = {};
  /// Columns without a stated length that need one, since a key holds them: characters.
  std::map<QualifiedName, std::map<std::string, int>> lengths = {};
  std::map<std::string, int> foreign_keys_named = {}, checks_named = {};  ///< lower case → how many have the name

  const Table* find(const QualifiedName& name) const;
  LogicalType logical(const Column& column) const;
  std::string said(const Table& table, std::string_view part) const { return realise::path(table, part); }
};

/// A type here. `gap` says what is not kept, for people; empty: nothing worth a word.
struct RealisedType {
  Type type;
  std::string collation;
  std::string gap;
};
/// `length`: of what has none of its own but stands in a key.
RealisedType realise_type(const LogicalType& type, std::optional<int> length, const Abilities& can);
/// Longtext or longblob where nobody gives it a length.
bool is_unbounded(const LogicalType& type);

// ---- expressions
/// What the tree is wanted for: a check must be a condition, also where production takes any boolean.
enum class Wanted : std::uint8_t { Value, Condition };
std::optional<sql::Node> to_mysql(sql::Node neutral, const realise::Place& place, const Abilities& can,
                                  std::string& why, Wanted wanted = Wanted::Value);
/// '2024-01-01 00:00:00+00' without its zone: sessions of plumb are in UTC, and other zones are not known. False where
/// it is no time of a calendar.
bool fit_moment(sql::Node& literal);
/// One call of the vocabulary; arguments are translated already.
std::optional<sql::Node> call_to_mysql(std::string_view function, std::vector<sql::Node> arguments, std::string& why);
/// In quotes where it must be.
std::string quote(std::string_view name);
Expr expression_of(const sql::Node& node);
/// True where an index over it is one of few functions only, and it has others.
bool is_beyond_keys(const sql::Node& node, const Abilities& can);

// ---- sizes
/// Gives a length to what keys hold: as long as the largest key of them permits.
void measure_keys(Realising& r);
/// What a foreign key refers to decides the type: both sides must be one.
void align_foreign_types(Realising& r);
/// A row has 65,535 bytes for what stands in it: the longest columns beside keys become longtext.
void fit_rows(Realising& r);
/// Prefixes where an index would have more bytes than the server takes. False where it cannot be.
bool fit_key(const Table& table, std::vector<IndexPart>& parts, bool unique, std::string& why);

// ---- tables
void realise_columns(Realising& r, const Table& from);
void realise_keys(Realising& r, const Table& from);
void realise_fills(Realising& r, const Table& from);
void realise_foreign_keys(Realising& r, const Table& from);
void realise_checks(Realising& r, const Table& from);
/// A default as a column of that type takes it; nothing where the server has no such default.
std::optional<Expr> realise_default(Realising& r, const Table& from, const Expr& value, const LogicalType& type,
                                    const Column& column, std::string& why);
void add_check(Realising& r, Table& to, Check check);
/// SET NULL and the like write into the column past every check, so that no check may be over it.
bool forbids_checks(const ForeignKey& key, const Abilities& can);
/// A name of at most 64 characters; a longer one ends with a mark.
std::string fitted(std::string name);

// ---- the rest
void realise_triggers(Realising& r);
void realise_views(Realising& r);
void realise_sequences(Realising& r);

}  // namespace plumb::mysql
