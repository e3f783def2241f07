// Names: what relates the parts of a schema to each other.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace plumb {

/// `schema` is empty for the default one (PostgreSQL: the first of the search path; MySQL: the database
/// at hand; SQLite: main). Names are as the server stores them: folded where the dialect folds.
struct QualifiedName {
  std::string schema, name;
  QualifiedName() = default;
  QualifiedName(std::string n) : name(std::move(n)) {}
  QualifiedName(const char* n) : name(n) {}
  QualifiedName(std::string s, std::string n) : schema(std::move(s)), name(std::move(n)) {}
  auto operator<=>(const QualifiedName&) const = default;
  bool empty() const { return name.empty(); }
  /// `schema.name` or `name`, unquoted: for messages and `--allow`.
  std::string display() const { return schema.empty() ? name : schema + "." + name; }
};

/// Every kind of object and of part of a table. The order is the one in which ties are broken when a
/// plan is ordered; new kinds may be inserted, names (`name_of`) never change.
enum class Kind : std::uint8_t {
  Namespace,
  Extension,
  Language,
  Collation,
  Enum,
  Domain,
  Composite,
  Sequence,
  Routine,
  Operator,
  Cast,
  Table,
  Column,
  PrimaryKey,
  Unique,
  Check,
  Exclusion,
  Index,
  ForeignKey,
  VirtualTable,
  View,
  Statistics,
  Rule,
  Trigger,
  EventTrigger,
  Event,
  Policy,
  Grant,
};
std::string_view name_of(Kind kind);  ///< "table", "foreign-key", …: JSON and diagnostics
std::string_view spoken(Kind kind);   ///< "table", "foreign key", …: sentences

/// One object or part. `owner` is the object itself, or the table of a part, a trigger, a rule or a policy;
/// `part` is the part's name (for an unnamed constraint its definition, for a routine or an operator its signature).
/// Total order: every sort in the product uses it.
struct ObjectId {
  Kind kind = Kind::Table;
  QualifiedName owner;
  std::string part;
  auto operator<=>(const ObjectId&) const = default;
  /// "table `public.users`", "column `users.email`": for messages.
  std::string display() const;
  /// `public.users`, `public.users.email`: what a user writes behind `--allow deletes-data:`.
  std::string path() const;
};

}  // namespace plumb
