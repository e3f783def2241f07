// What the questions to the catalogue have brought so far; not for others than dialects/postgres/inspect*.cpp.
//
// Each question reads one catalogue, in bulk, and its rows are put together here by oid: no join of the server's leans
// on statistics that a mass create has just made wrong, and no question is asked of a single object.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "plumb/core/live_dialect.h"

namespace plumb::postgres {

using Oid = std::uint32_t;

/// Objects that initdb made have smaller oids; pg_dump tells them in the same way. The one exception is the schema
/// `public`.
inline constexpr Oid kFirstUserOid = 16384;
inline constexpr Oid kPublicOid = 2200;

/// Catalogues as pg_depend and pg_description name them: oids that never change.
enum class Catalogue : Oid {
  Type = 1247,
  Routine = 1255,
  Relation = 1259,
  Cast = 2605,
  Constraint = 2606,
  Language = 2612,
  Namespace = 2615,
  Operator = 2617,
  Rule = 2618,
  Trigger = 2620,
  Extension = 3079,
  Policy = 3256,
  Statistics = 3381,
  Collation = 3456,
  EventTrigger = 3466,
};

/// A row of pg_class that is of interest, and the object that is made of it.
struct Relation {
  Oid oid = 0;
  QualifiedName name;
  char kind = 0;          ///< relkind
  bool attached = false;  ///< a partition, or an index that is a partition of its parent's index
  std::string method, tablespace;
  Options options;
  std::unique_ptr<Table> table;          ///< r, p, f
  std::unique_ptr<View> view;            ///< v, m
  std::unique_ptr<Sequence> sequence;    ///< S
  std::unique_ptr<Composite> composite;  ///< c
  /// attnum of each column of the table, in its order: holes where columns were dropped.
  std::vector<std::int16_t> numbers;
  std::vector<std::pair<std::int16_t, Oid>> collations;  ///< of columns that have another one than the default
  std::vector<std::int16_t> inherited;                   ///< attnums of columns that a parent has too
  std::vector<Oid> parents;
  std::vector<std::string> view_columns;  ///< of a materialised view, by numbers
  bool is_table() const { return table != nullptr; }
};

/// Where the index of a constraint brings its options.
struct KeyPlace {
  Oid table = 0;
  char kind = 0;       ///< contype: p, u, x
  std::size_t at = 0;  ///< in uniques or exclusions
};

/// A table that is not read, but that others speak of: in a platform's schema, or outside of what was asked for.
struct Stranger {
  QualifiedName name;
  std::map<long, std::string> columns;
};
/// A foreign key to a stranger.
struct LooseKey {
  Oid table = 0;
  std::size_t at = 0;  ///< in foreign_keys
  Oid to = 0;
  std::vector<long> columns;
};
/// A child or partition of a stranger.
struct LooseChild {
  Oid table = 0, parent = 0;
};

struct OperatorClass {
  std::string name, type;  ///< as it must be spelled; the type that it is for
  bool by_default = false;
};

/// A user's type by its oid.
struct UserType {
  QualifiedName name;
  Kind kind = Kind::Enum;
};

/// Text of the server's that our own reader reads on top of what the catalogue says.
struct Piece {
  std::string what;  ///< "function `f(integer)`"
  std::string text;
};

/// Which relations the questions are about: all of the user's, those of some schemas, or those that were named.
class Subject {
 public:
  static Subject everything() { return {}; }
  static Subject of_schemas(const std::vector<std::string>& names);
  /// `names`: of types and routines that are asked for, beside those that the relations' columns have.
  static Subject of_relations(const std::vector<Oid>& oids, const std::vector<std::string>& names);
  /// A condition on a column with the oid of a relation: `oid >= 16384`, and what narrows it down.
  std::string where(std::string_view column) const;
  /// The same for a column with the oid of a namespace.
  std::string where_namespace(std::string_view column) const;
  /// The oids of the constraints of those relations and types, as a query; of named ones only. Two conditions with OR
  /// between them would read the whole catalogue.
  std::string constraints() const;
  bool named() const { return named_; }
  /// The relations, as an array literal; of named ones only.
  const std::string& oids() const { return array_; }
  /// The same names as an array literal; of named ones only.
  const std::string& names() const { return names_; }
  /// Types, routines and the like are asked for too: of named ones where one of them is named.
  bool beyond_relations() const { return !named_ || names_ != "'{}'::name[]"; }
  /// A condition on a column with the oid of a type.
  std::string where_type(std::string_view column) const;

 private:
  bool named_ = false;
  std::string array_, schemas_, names_, types_;
};

struct Gathering {
  Gathering(const Target& t, Subject s) : target(t), subject(std::move(s)) {}

  const Target& target;
  const Subject subject;
  std::unordered_map<Oid, std::string> namespaces;  ///< those that are read; the default one is empty
  std::unordered_map<Oid, Relation> relations;
  std::unordered_map<Oid, UserType> types;
  std::unordered_map<Oid, OperatorClass> classes;
  std::unordered_map<Oid, std::string> collations;
  std::unordered_map<Oid, KeyPlace> keys;                        ///< by the oid of their index
  std::unordered_map<Oid, std::pair<Oid, std::string>> indexes;  ///< oid → its table and name
  std::unordered_map<Oid, std::pair<Oid, std::string>> constraints;
  std::unordered_map<Oid, std::pair<Oid, Oid>> owned;  ///< sequence → table, attnum
  std::unordered_map<Oid, std::string> routines;       ///< oid → "FUNCTION s.f(integer)", as statements name it
  std::unordered_map<Oid, PartName> triggers, policies;
  std::vector<std::pair<PartName, std::string>> trigger_states, trigger_comments;
  std::vector<std::pair<QualifiedName, std::string>> type_comments;  ///< of composite types, made at the end
  std::unordered_map<Oid, std::string> extensions;
  std::vector<LooseKey> loose_keys;
  std::vector<LooseChild> loose_children;
  std::map<Oid, Stranger> strangers;          ///< asked for by ask_strangers(), once all else is there
  std::unordered_set<std::uint64_t> members;  ///< of extensions: catalogue and oid
  std::vector<Piece> script;
  std::map<std::string, std::size_t> counts;  ///< what the model has no place for
  Schema schema;
  std::vector<QualifiedName> leftovers;

  bool is_member(Catalogue catalogue, Oid oid) const {
    return members.count(static_cast<std::uint64_t>(catalogue) << 32 | oid) != 0;
  }
  /// The table, view… that has this oid, where it is read.
  Relation* find(Oid oid) {
    const auto at = relations.find(oid);
    return at == relations.end() ? nullptr : &at->second;
  }
  /// Null where the namespace is not read.
  const std::string* find_namespace(Oid oid) const {
    const auto at = namespaces.find(oid);
    return at == namespaces.end() ? nullptr : &at->second;
  }
  void count(std::string what, std::size_t how_many = 1) { counts[std::move(what)] += how_many; }

  Type type_of(const std::string& spelled);  ///< as format_type() spells it, search path empty
  /// The name as statements of the script spell it.
  std::string spell(const QualifiedName& name) const;
  std::string spell_schema(const std::string& space) const;

 private:
  std::unordered_map<std::string, Type> spelled_;
};

// ---- text of the server's (inspect_text.cpp) ----------------------------------------------------------

Oid oid_of(const Cell& cell);
inline bool is_true(const Cell& cell) { return cell && *cell == "t"; }
inline char letter_of(const Cell& cell) { return cell && !cell->empty() ? cell->front() : '\0'; }
/// {a,"b c",NULL}
std::vector<std::string> elements_of(std::string_view array);
/// "1 2 3" or {1,2,3}
std::vector<long> numbers_of(const Cell& cell);
/// SQL for the options of a column that somebody set, null where there are none.
std::string column_options(std::string_view column);
/// {fillfactor=70,"x=a b"}
Options options_of(const Cell& cell, std::string_view prefix = {});
/// What pg_get_expr() prints, without the parentheses around all of it.
Expr expression_of(std::string text);
/// The same for a list of expressions, as indexes have them.
std::vector<Expr> expressions_of(const std::string& text, const Syntax& syntax);
std::string column_of(const Relation& relation, long number);

// ---- questions: each adds its own, with what becomes of the rows ---------------------------------------

void ask_namespaces(Gathering& g, const Scope& scope, std::vector<Question>& out);  // inspect_namespaces.cpp
void ask_relations(Gathering& g, std::vector<Question>& out);                       // inspect_relations.cpp
void ask_columns(Gathering& g, std::vector<Question>& out);                         // inspect_columns.cpp
void ask_keys(Gathering& g, std::vector<Question>& out);                            // inspect_constraints.cpp
void ask_indexes(Gathering& g, std::vector<Question>& out);                         // inspect_indexes.cpp
void ask_types(Gathering& g, std::vector<Question>& out);                           // inspect_types.cpp
void ask_sequences(Gathering& g, std::vector<Question>& out);                       // inspect_sequences.cpp
void ask_programs(Gathering& g, std::vector<Question>& out);                        // inspect_programs.cpp
void ask_comments(Gathering& g, std::vector<Question>& out);                        // inspect_comments.cpp
void ask_privileges(Gathering& g, std::vector<Question>& out);                      // inspect_privileges.cpp
void ask_definitions(Gathering& g, std::vector<Question>& out);                     // inspect_definitions.cpp
void ask_rest(Gathering& g, std::vector<Question>& out);                            // inspect_rest.cpp
/// Names of relations that were spoken of and not read; nothing where there are none.
void ask_strangers(Gathering& g, std::vector<Question>& out);  // inspect_relations.cpp
void settle_strangers(Gathering& g);

/// An access list of an object: what is not granted by itself. `what` names the object's kind as GRANT does.
void put_privileges(Gathering& g, Kind kind, const ObjectId& object, const std::string& list, const std::string& owner);
void put_routine_privileges(Gathering& g, const std::string& routine, const std::string& list,
                            const std::string& owner);

/// Everything together (inspect_finish.cpp).
Inspection finish(Gathering& g);

}  // namespace plumb::postgres
