// What reading a database is made of; not for others than dialects/mysql/inspect*.cpp.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/base/error.h"
#include "plumb/core/live_dialect.h"

namespace plumb::mysql {

/// One object and the server's own statement for it.
struct Piece {
  Kind kind = Kind::Table;
  std::string database, name;
  std::string sql_mode;  ///< under which it was written; of routines, triggers and events
  std::string text;
  std::string of;  ///< a trigger's table; PROCEDURE or FUNCTION
  std::string what() const;
};

struct Gathering {
  Session& session;
  const Target& target;
  const Scope& scope;
  std::vector<std::string> databases;
  /// In the order in which they are read: what others stand on first.
  std::vector<Piece> sequences, tables, views, routines, triggers, events;
  std::vector<Namespace> namespaces;
  std::map<std::string, std::size_t> counts;                            ///< what the model has no place for
  std::vector<std::string> unreadable;                                  ///< what the server would not show, and why
  std::map<std::pair<std::string, std::string>, std::string> replicas;  ///< TiFlash, by database and table
  bool moved = false;  ///< something was dropped between listing and reading

  /// `shop`.`orders`
  std::string quoted(std::string_view database, std::string_view name) const;
  std::string literal(std::string_view text) const;
};

/// The session as it must be for reading, and as it was afterwards: sql_mode decides how names are quoted in the
/// server's own text, and whether it says everything.
class ReadingMode {
 public:
  explicit ReadingMode(Session& session);
  ~ReadingMode();
  ReadingMode(const ReadingMode&) = delete;
  ReadingMode& operator=(const ReadingMode&) = delete;

 private:
  Session& session_;
  std::string mode_, quoting_;
};

// ---- inspect_list.cpp ----

/// What there is in the databases, by name; triggers in the order in which they fire.
void list_objects(Gathering& g);
/// The objects of those names, as far as they are there; their text is asked for without a list.
void name_objects(Gathering& g, const std::vector<ObjectId>& ids);
/// Triggers of these tables, or of all in the databases where `tables` is empty.
Question triggers_question(Gathering& g, const std::vector<QualifiedName>& tables);

// ---- inspect_show.cpp ----

/// SHOW CREATE of everything that was listed, many in one round trip. What is gone by now is left out (`moved`).
void show_objects(Gathering& g);

// ---- inspect_tidb.cpp ----

/// Puts the back-slashes of labels right; true where it cannot be told what a label is.
bool repair_labels(std::string& text);
/// What the text of a table says wrongly, or in a comment only.
void repair_table(Table& table, std::string_view text);
Question replicas_question(Gathering& g);

// ---- inspect_bases.cpp ----

/// The tables and views that named views are over, and so on: without them nobody knows whose a column is.
void show_bases(Gathering& g);

// ---- inspect_rest.cpp ----

/// What the model has no place for, counted: loadable functions, resource groups, placement policies, ….
void count_rest(Gathering& g);

// ---- inspect_finish.cpp ----

Inspection finish(Gathering& g);

// ---- inspect_honest.cpp ----

/// The tokens that only one of the two texts of an object has, in their order; both empty where they say the same.
struct Difference {
  std::string ours, theirs;
  bool empty() const { return ours.empty() && theirs.empty(); }
};
Difference difference(std::string_view ours, std::string_view theirs, const Syntax& syntax);

}  // namespace plumb::mysql
