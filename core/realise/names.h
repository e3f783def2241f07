// What the names of a schema become on a server with other rules.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plumb/core/base/diagnostics.h"
#include "plumb/core/model/schema.h"

namespace plumb::realise {

/// A server's rules for names, as far as they make two names collide.
struct NameRules {
  std::string server;                               ///< for messages: "SQLite"
  bool ignore_case = false;                         ///< of tables and views; columns of one table likewise
  bool columns_ignore_case = false;                 ///< MySQL's are the same in any case even where its tables are not
  bool flatten = false;                             ///< no namespaces: schema.name is schema__name
  bool indexes_among_relations = false;             ///< one name space for tables, views and indexes
  bool (*is_reserved)(std::string_view) = nullptr;  ///< names that the server keeps for itself
};

/// The same name comes out whatever else is in the schema, unless it collides.
class Names {
 public:
  Names(const Schema& from, NameRules rules, Diagnostics& diagnostics);

  /// A table or view.
  QualifiedName relation(const QualifiedName& name) const;
  std::string column(const QualifiedName& table, const std::string& column) const;
  /// `name`, or `table_name` where two tables have an index of the name and the server has one name space for them.
  std::string index(const QualifiedName& table, const std::string& index) const;
  /// A trigger that plumb makes itself or takes over: free among the triggers.
  std::string trigger(const QualifiedName& table, const std::string& name);
  /// Something else that lives among the relations, made by the translation: a type, a function. Free among them and
  /// among what was claimed before.
  QualifiedName claim(QualifiedName wanted);

 private:
  QualifiedName flat(const QualifiedName& name) const;
  std::string folded(std::string_view name) const;
  std::string key_of(const QualifiedName& name) const;
  bool reserved(std::string_view name) const { return rules_.is_reserved && rules_.is_reserved(name); }
  void place_relations(const Schema& from, Diagnostics& diagnostics);
  void place_indexes(const Schema& from, Diagnostics& diagnostics);
  void place_columns(const Table& table, Diagnostics& diagnostics);

  NameRules rules_;
  std::map<QualifiedName, QualifiedName> relations_;
  std::map<std::pair<QualifiedName, std::string>, std::string> indexes_, columns_;
  std::set<std::string> taken_;           ///< relations (and indexes), folded, with their namespace
  std::set<std::string> triggers_taken_;  ///< folded
};

/// Four hex digits of the name: the same on every run, whatever else there is.
std::string mark(std::string_view name);

/// The constraint's name, or nothing where it looks like one that the server made up from the names of the table and
/// its columns: another server makes up others, and a renamed column would otherwise change one.
std::string own_name(const std::string& name, const Table& table);

}  // namespace plumb::realise
