// A table and its parts.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "plumb/core/base/origin.h"
#include "plumb/core/base/values.h"
#include "plumb/core/model/expression.h"
#include "plumb/core/model/names.h"

namespace plumb {

/// Storage parameters and the like: name → value, as the server spells them. Sorted.
using Options = std::map<std::string, std::string>;

// ---- sequences (also those of identity columns) --------------------------------------------------

struct SequenceOptions {
  std::optional<std::string> start, increment, minimum, maximum, cache;  ///< numbers as text: 64-bit and beyond
  bool cycle = false;
  bool operator==(const SequenceOptions&) const = default;
};

// ---- columns -------------------------------------------------------------------------------------

/// PostgreSQL identity, MySQL AUTO_INCREMENT, TiDB AUTO_RANDOM. (SQLite's AUTOINCREMENT is a property of
/// the primary key.)
struct Identity {
  bool always = false;              ///< GENERATED ALWAYS; false is BY DEFAULT and AUTO_INCREMENT
  std::optional<int> random_bits;   ///< TiDB AUTO_RANDOM(shard bits)
  std::optional<int> random_range;  ///< TiDB AUTO_RANDOM(shard bits, range)
  bool auto_random = false;
  QualifiedName sequence;  ///< PostgreSQL: named by the author; empty when implied
  Rare<SequenceOptions> options;
  bool operator==(const Identity&) const = default;
};
struct Computed {
  Expr from;
  bool stored = true;
  bool operator==(const Computed&) const = default;
};
/// What fills a column when a row does not: nothing, a default, an identity, an expression.
using Fill = std::variant<std::monostate, Expr, Identity, Computed>;

struct PostgresColumn {
  std::string storage, compression;  ///< empty: the type's own
  std::optional<int> statistics;
  Options options;      ///< n_distinct, …
  bool serial = false;  ///< written as serial/bigserial/smallserial: an owned sequence and its default
  bool operator==(const PostgresColumn&) const = default;
};
struct MysqlColumn {
  std::string charset;
  Expr on_update;
  bool invisible = false;
  std::optional<std::uint32_t> srid;
  std::string column_format, storage, engine_attribute, secondary_engine_attribute;
  bool compressed = false;  ///< MariaDB
  bool without_system_versioning = false;
  bool operator==(const MysqlColumn&) const = default;
};
/// What to do when a constraint is violated (SQLite's ON CONFLICT).
enum class OnConflict : std::uint8_t { Default, Rollback, Abort, Fail, Ignore, Replace };
struct SqliteColumn {
  OnConflict not_null_conflict = OnConflict::Default;
  std::string not_null_name;  ///< CONSTRAINT name NOT NULL
  bool hidden = false;
  bool operator==(const SqliteColumn&) const = default;
};
using ColumnExtra = std::variant<std::monostate, PostgresColumn, MysqlColumn, SqliteColumn>;

struct Column {
  std::string name;
  Type type;
  bool nullable = true;
  Fill fill;
  std::string collation;  ///< as stored: "C", "public.fi", "utf8mb4_bin", "NOCASE"; empty: the default
  std::string comment;
  Rare<ColumnExtra> extra;
  Written renamed_from;  ///< -- @renamed from=…
  Origin origin;
  bool operator==(const Column&) const = default;

  const Expr* default_value() const { return std::get_if<Expr>(&fill); }
  const Computed* computed() const { return std::get_if<Computed>(&fill); }
  const Identity* identity() const { return std::get_if<Identity>(&fill); }
};

// ---- keys and indexes ----------------------------------------------------------------------------

/// ASC is said or implied; both are the same order.
struct SortOrder {
  bool descending = false;
  Written stated;  ///< "ASC" where the author wrote it
  bool operator==(const SortOrder&) const = default;
};
enum class Nulls : std::uint8_t { Default, First, Last };

/// One part of an index or key: a column, or an expression (then `column` is empty).
struct IndexPart {
  std::string column;
  Expr expression;
  std::string collation;
  std::string opclass;  ///< PostgreSQL; empty: the default one
  Options opclass_options;
  SortOrder order;
  Nulls nulls = Nulls::Default;
  std::optional<int> statistics;     ///< PostgreSQL: the statistics target of an expression
  std::optional<int> prefix_length;  ///< MySQL
  std::string exclude_with;          ///< PostgreSQL: the operator of an exclusion constraint
  bool operator==(const IndexPart&) const = default;
  bool plain() const { return !column.empty(); }
};

enum class Deferral : std::uint8_t { NotDeferrable, InitiallyImmediate, InitiallyDeferred };

/// What primary keys and unique constraints have in common.
struct KeyOptions {
  std::vector<std::string> include;         ///< PostgreSQL INCLUDE
  Options parameters;                       ///< PostgreSQL WITH (…)
  std::string tablespace, method, comment;  ///< MySQL: USING BTREE, COMMENT
  Written using_;                           ///< MySQL: USING where the engine takes no notice of it
  Deferral deferral = Deferral::NotDeferrable;
  OnConflict on_conflict = OnConflict::Default;  ///< SQLite
  bool nulls_not_distinct = false, without_overlaps = false;
  std::optional<std::uint32_t> block_size;  ///< MySQL KEY_BLOCK_SIZE
  bool invisible = false;
  bool operator==(const KeyOptions&) const = default;
};

struct PrimaryKey {
  std::string name;  ///< empty: unnamed (SQLite), implied (PostgreSQL), PRIMARY (MySQL)
  std::vector<IndexPart> parts;
  bool autoincrement = false;     ///< SQLite
  std::optional<bool> clustered;  ///< TiDB
  bool on_column = false;  ///< SQLite: written on its column. An INTEGER PRIMARY KEY DESC is a rowid alias only in a
                           ///< table constraint.
  Rare<KeyOptions> options;
  Origin origin;
  bool operator==(const PrimaryKey&) const = default;
};

struct Unique {  ///< a UNIQUE constraint; a CREATE UNIQUE INDEX is an Index
  std::string name;
  std::vector<IndexPart> parts;
  Rare<KeyOptions> options;
  Written on_column;  ///< "yes" where it was written on its column
  Origin origin;
  bool operator==(const Unique&) const = default;
};

struct Check {
  std::string name;
  Expr expression;
  bool no_inherit = false;  ///< PostgreSQL
  bool validated = true;    ///< PostgreSQL NOT VALID
  bool enforced = true;     ///< MySQL and PostgreSQL 18 NOT ENFORCED
  OnConflict on_conflict = OnConflict::Default;
  std::string comment;
  Written on_column;  ///< the column behind which it was written
  Origin origin;
  bool operator==(const Check&) const = default;
};

struct Exclusion {  ///< PostgreSQL EXCLUDE
  std::string name, method;
  std::vector<IndexPart> parts;
  Expr where;
  Rare<KeyOptions> options;
  Origin origin;
  bool operator==(const Exclusion&) const = default;
};

enum class OnChange : std::uint8_t { NoAction, Restrict, Cascade, SetNull, SetDefault };
enum class Match : std::uint8_t { Simple, Full, Partial };

struct ForeignKey {
  std::string name;
  std::vector<std::string> columns;
  QualifiedName to;
  std::vector<std::string> to_columns;  ///< empty: the primary key of `to`, as the author wrote it
  OnChange on_delete = OnChange::NoAction, on_update = OnChange::NoAction;
  std::vector<std::string> on_delete_columns;  ///< PostgreSQL SET NULL (…)
  Match match = Match::Simple;
  Deferral deferral = Deferral::NotDeferrable;
  bool validated = true, enforced = true, period = false;
  std::string comment;
  Written on_column;
  Origin origin;
  bool operator==(const ForeignKey&) const = default;
};

enum class IndexKind : std::uint8_t { Plain, Fulltext, Spatial, Vector };

struct Index {
  std::string name;
  bool unique = false;
  IndexKind kind = IndexKind::Plain;
  std::string method;  ///< "btree", "gin", …; empty: the default
  Written using_;      ///< MySQL: USING where the engine takes no notice of it
  std::vector<IndexPart> parts;
  std::vector<std::string> include;
  Expr where;
  Options parameters;  ///< PostgreSQL WITH (…); MySQL KEY_BLOCK_SIZE, ENGINE_ATTRIBUTE
  std::string tablespace, parser, comment;
  bool nulls_not_distinct = false;
  bool invisible = false;  ///< MySQL INVISIBLE, MariaDB IGNORED
  bool clustered = false;  ///< PostgreSQL ALTER TABLE … CLUSTER ON
  bool replica_identity = false;
  std::optional<bool> global;  ///< TiDB
  Written definition;          ///< SQLite: the author's text from ON …; see Table::definition
  Written renamed_from;
  Origin origin;
  bool operator==(const Index&) const = default;
};

// ---- tables --------------------------------------------------------------------------------------

struct Partition {
  std::string name;
  std::string bound;  ///< canonical text: "less than (10)", "in (1, 2)", "from (…) to (…)"
  Options options;
  std::vector<Partition> subpartitions;
  bool operator==(const Partition&) const = default;
};
struct Partitioning {
  std::string method;  ///< "range", "list", "hash", "key", "range columns", …
  Expr key;            ///< what is between the parentheses
  std::optional<int> count;
  std::string submethod;
  Expr subkey;
  std::optional<int> subcount;
  std::vector<Partition> partitions;  ///< MySQL; PostgreSQL's are tables with `partition_of`
  bool operator==(const Partitioning&) const = default;
};

struct PostgresTable {
  bool unlogged = false;
  std::string access_method, tablespace, replica_identity;
  std::string clustered_on;  ///< CLUSTER ON the index of a key; any other index says it itself
  Options parameters;
  std::vector<QualifiedName> inherits;
  QualifiedName partition_of;
  std::string partition_bound;  ///< "FOR VALUES …" or "DEFAULT", canonical
  bool row_security = false, force_row_security = false;
  QualifiedName of_type;
  bool foreign_table = false;
  bool operator==(const PostgresTable&) const = default;
};
struct MysqlTable {
  std::string engine, charset, collation, row_format, auto_increment;
  Options options;  ///< every other table option, upper-case name → value
  bool temporary = false, system_versioned = false;
  Options tidb;  ///< TTL, TTL_ENABLE, SHARD_ROW_ID_BITS, PRE_SPLIT_REGIONS, AUTO_ID_CACHE, PLACEMENT POLICY, …
  bool operator==(const MysqlTable&) const = default;
};
struct SqliteTable {
  bool strict = false, without_rowid = false;
  bool operator==(const SqliteTable&) const = default;
};
using TableExtra = std::variant<std::monostate, PostgresTable, MysqlTable, SqliteTable>;

struct Table {
  QualifiedName name;
  std::vector<Column> columns;
  std::optional<PrimaryKey> primary_key;
  std::vector<Unique> uniques;
  std::vector<Check> checks;
  std::vector<Exclusion> exclusions;
  std::vector<ForeignKey> foreign_keys;
  std::vector<Index> indexes;
  std::string comment;
  Rare<Partitioning> partitioning;
  Rare<TableExtra> extra;
  /// SQLite stores the author's text, so plumb hands it that text: everything behind the name, as it was
  /// written. Whoever changes a field of the table or of its inline constraints clears it.
  Written definition;
  Written renamed_from;
  Origin origin;
  bool operator==(const Table&) const = default;

  const Column* find_column(std::string_view column) const;
  Column* find_column(std::string_view column);
  const Index* find_index(std::string_view index) const;
};

/// The dialect's own part, made when absent: `extra_of<SqliteTable>(table.extra).strict = true`.
template <class T, class Variant>
T& edit_extra(Rare<Variant>& extra) {
  Variant& v = extra.edit();
  if (!std::holds_alternative<T>(v)) v.template emplace<T>();
  return std::get<T>(v);
}
template <class T, class Variant>
const T& extra_of(const Rare<Variant>& extra) {
  static const T none{};
  const T* found = std::get_if<T>(&*extra);
  return found ? *found : none;
}

}  // namespace plumb
