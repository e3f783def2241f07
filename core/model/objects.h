// Everything in a schema that is not a table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plumb/core/model/table.h"

namespace plumb {

struct Namespace {  ///< PostgreSQL schema; MySQL database
  QualifiedName name;
  std::string owner, comment, charset, collation;
  Origin origin;
  bool operator==(const Namespace&) const = default;
};

struct Extension {
  QualifiedName name;  ///< `name.schema` is empty: an extension lives in the database
  std::string schema, version, comment;
  Origin origin;
  bool operator==(const Extension&) const = default;
};

struct EnumLabel {
  std::string text;
  Written renamed_from;
  bool operator==(const EnumLabel&) const = default;
};
struct Enum {  ///< PostgreSQL CREATE TYPE … AS ENUM; MySQL's enums are types of columns
  QualifiedName name;
  std::vector<EnumLabel> labels;
  std::string comment;
  Written renamed_from;
  Origin origin;
  bool operator==(const Enum&) const = default;
};

struct Domain {
  QualifiedName name;
  Type type;
  bool nullable = true;
  Expr default_value;
  std::string collation, comment;
  std::vector<Check> checks;
  Written renamed_from;
  Origin origin;
  bool operator==(const Domain&) const = default;
};

struct Composite {  ///< composite and range types
  QualifiedName name;
  struct Attribute {
    std::string name;
    Type type;
    std::string collation;
    bool operator==(const Attribute&) const = default;
  };
  std::vector<Attribute> attributes;
  Options range;  ///< SUBTYPE, …: a range type where it is not empty
  std::string comment;
  Options column_comments;  ///< by attribute
  Written renamed_from;
  Origin origin;
  bool operator==(const Composite&) const = default;
};

struct Sequence {
  QualifiedName name;
  Type type;
  SequenceOptions options;
  QualifiedName owned_by_table;
  std::string owned_by_column;
  bool unlogged = false;
  std::string comment;
  Options tidb;
  Written renamed_from;
  Origin origin;
  bool operator==(const Sequence&) const = default;
};

/// SQLite CREATE VIRTUAL TABLE. Its shadow tables are the module's own and never part of a schema.
struct VirtualTable {
  QualifiedName name;
  std::string module;
  std::vector<std::string> arguments;  ///< as written, trimmed
  Written definition;
  Written renamed_from;
  Origin origin;
  bool operator==(const VirtualTable&) const = default;
};

struct View {
  QualifiedName name;
  bool materialized = false;
  std::vector<std::string> columns;
  Expr query;
  Options options;           ///< PostgreSQL WITH (security_invoker …); MySQL algorithm, definer, security
  std::string check_option;  ///< "", "local", "cascaded"
  bool with_data = true, recursive = false;
  std::string tablespace, access_method, comment;
  Options column_comments;          ///< PostgreSQL: by column
  std::vector<Index> indexes;       ///< of a materialised view
  std::vector<QualifiedName> uses;  ///< relations that the query names; derived, sorted
  Written definition;               ///< SQLite: the author's text behind the name
  Written renamed_from;
  Origin origin;
  bool operator==(const View&) const = default;
};

enum class RoutineKind : std::uint8_t { Function, Procedure, Aggregate };
struct Routine {
  QualifiedName name;
  RoutineKind kind = RoutineKind::Function;
  struct Argument {
    std::string mode;  ///< "in", "out", "inout", "variadic"
    std::string name;
    Type type;
    Expr default_value;
    bool operator==(const Argument&) const = default;
  };
  std::vector<Argument> arguments;
  std::string returns;  ///< canonical text: "trigger", "setof text", "table(a integer)"; MySQL: with charset
  std::string language, body;
  bool sql_body = false;  ///< PostgreSQL 14+: RETURN …/BEGIN ATOMIC, not a string
  Options attributes;  ///< volatility, parallel, strict, security, cost, rows, set …; MySQL: deterministic, sql data
                       ///< access, security, definer, sql_mode
  std::string comment;
  Origin origin;
  bool operator==(const Routine&) const = default;
  /// `f(integer, text)`: what tells overloads apart. Part of the key in `Schema::routines`.
  std::string signature() const;
};

enum class Timing : std::uint8_t { Before, After, InsteadOf };
struct TriggerEvents {
  bool insert = false, update = false, remove = false, truncate = false;
  bool operator==(const TriggerEvents&) const = default;
};
struct Trigger {
  std::string name;
  QualifiedName table;  ///< a view for INSTEAD OF
  Timing timing = Timing::Before;
  TriggerEvents events;
  std::vector<std::string> update_of;
  bool for_each_row = false;
  Expr when;
  Expr body;  ///< SQLite: BEGIN … END; MySQL: the statement; PostgreSQL: "schema.function(args)"
  bool constraint = false;
  Deferral deferral = Deferral::NotDeferrable;
  QualifiedName constraint_from;
  std::string old_table, new_table;  ///< PostgreSQL REFERENCING
  std::string enabled;               ///< PostgreSQL: "", "disabled", "replica", "always"
  std::string definer, order;        ///< MySQL; `order`: "follows `x`"
  /// MySQL: the modes under which the body runs, upper case and sorted, "none" for no mode at all; empty: not stated. A
  /// routine has them among its attributes.
  std::string sql_mode;
  std::string comment;
  std::vector<QualifiedName> uses;  ///< relations that the body names; derived, sorted
  Written definition;               ///< SQLite: the author's text behind the name
  Origin origin;
  bool operator==(const Trigger&) const = default;
};

/// What is known by its definition and changed by being made anew. PostgreSQL: languages, collations, operators, casts,
/// extended statistics, rules and event triggers.
struct Definition {
  /// A rule is known by its table and name, an operator by its name and "(integer, integer)", a cast by the name
  /// "text AS mood", all others by their name.
  ObjectId id;
  Options options;      ///< by the words of the statement, lower case: "leftarg", "provider", "event", …
  Expr condition;       ///< rule: WHERE
  Expr body;            ///< rule: "BEGIN ATOMIC …; END", empty: NOTHING; statistics: "SELECT a FROM t"
  std::string enabled;  ///< rule, event trigger: "", "disabled", "replica", "always"
  std::string comment;
  std::vector<QualifiedName> uses;  ///< relations that the body names; derived, sorted
  Origin origin;
  bool operator==(const Definition&) const = default;
};
struct Event {  ///< MySQL
  QualifiedName name;
  std::string schedule, body, definer, comment;
  std::string sql_mode;  ///< see Trigger
  bool preserve = false;
  std::string status;  ///< "enable", "disable", "disable on slave"
  Origin origin;
  bool operator==(const Event&) const = default;
};

struct Policy {  ///< PostgreSQL row security
  std::string name;
  QualifiedName table;
  bool permissive = true;
  std::string command = "all";  ///< "all", "select", "insert", "update", "delete"
  std::vector<std::string> roles;
  Expr using_, with_check;
  std::string comment;
  Written renamed_from;
  Origin origin;
  bool operator==(const Policy&) const = default;
};

struct Grant {
  Kind on = Kind::Table;
  ObjectId object;  ///< a column: kind Column
  std::string grantee;
  std::vector<std::string> privileges;  ///< upper case, sorted
  bool grant_option = false;
  bool default_privileges = false;  ///< ALTER DEFAULT PRIVILEGES: `object.owner` is the schema
  Origin origin;
  bool operator==(const Grant&) const = default;
};

}  // namespace plumb
