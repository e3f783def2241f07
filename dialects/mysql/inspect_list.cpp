// What there is in the databases: a constant number of questions in one round trip.
#include <algorithm>
#include <set>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/inspect.h"

namespace plumb::mysql {
namespace {

std::string in_list(const Gathering& g, const std::vector<std::string>& names) {
  std::string out = " IN (";
  for (const std::string& name : names) out += (out.size() > 5 ? ", " : "") + g.literal(name);
  return out + ")";
}

Question namespaces_question(Gathering& g) {
  return {
      "SELECT SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA"
      " WHERE SCHEMA_NAME" +
          in_list(g, g.databases),
      {},
      [&g](Row& row) {
        Namespace made;
        made.name = QualifiedName(*row[0] == g.target.default_schema ? std::string() : *row[0]);
        made.charset = row[1].value_or("");
        made.collation = row[2].value_or("");
        g.namespaces.push_back(std::move(made));
      }};
}

void add_relation(Gathering& g, Row& row) {
  Piece piece;
  piece.database = std::move(*row[0]);
  piece.name = std::move(*row[1]);
  const std::string type = row[2].value_or("");
  if (type == "VIEW") {
    piece.kind = Kind::View;
    g.views.push_back(std::move(piece));
  } else if (type == "SEQUENCE") {
    piece.kind = Kind::Sequence;
    g.sequences.push_back(std::move(piece));
  } else if (type.ends_with("TABLE") || type == "SYSTEM VERSIONED") {
    g.tables.push_back(std::move(piece));
  } else {
    ++g.counts[lower(type)];
  }
}

std::vector<QualifiedName> stored_names(const Gathering& g, const std::vector<ObjectId>& ids, Kind kind) {
  std::set<QualifiedName> out;
  for (const ObjectId& id : ids) {
    QualifiedName name = id.owner;
    if (name.empty()) continue;
    if (name.schema.empty()) name.schema = g.target.default_schema;
    const bool of_table = id.kind != Kind::View && id.kind != Kind::Routine && id.kind != Kind::Event &&
                          id.kind != Kind::Sequence && id.kind != Kind::Namespace;
    if (kind == Kind::Table ? of_table : id.kind == kind) out.insert(std::move(name));
  }
  return {out.begin(), out.end()};
}

void add_named(Gathering& g, const std::vector<ObjectId>& ids, Kind kind, std::vector<Piece>& out) {
  for (const QualifiedName& name : stored_names(g, ids, kind)) {
    Piece piece;
    piece.kind = kind;
    piece.database = name.schema;
    piece.name = name.name;
    out.push_back(std::move(piece));
  }
}

}  // namespace

Question triggers_question(Gathering& g, const std::vector<QualifiedName>& tables) {
  // The order in which they fire is the order in which they must be made; SHOW CREATE does not say it, and MySQL 8's
  // ACTION_STATEMENT has 'it's' for 'it''s'.
  std::string sql =
      "SELECT EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE, TRIGGER_NAME FROM information_schema.TRIGGERS WHERE ";
  if (tables.empty()) {
    sql += "TRIGGER_SCHEMA" + in_list(g, g.databases);
  } else {
    for (const QualifiedName& table : tables)
      sql += (&table == &tables.front() ? "" : " OR ") + std::string("(EVENT_OBJECT_SCHEMA = ") +
             g.literal(table.schema) + " AND EVENT_OBJECT_TABLE = " + g.literal(table.name) + ")";
  }
  sql += " ORDER BY EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER";
  return {std::move(sql), {}, [&g](Row& row) {
            Piece piece;
            piece.kind = Kind::Trigger;
            piece.database = row[0].value_or("");
            piece.of = row[1].value_or("");
            piece.name = row[2].value_or("");
            g.triggers.push_back(std::move(piece));
          }};
}

void list_objects(Gathering& g) {
  if (g.databases.empty())
    throw Error(Code::Usage, "no database was named; write it behind the address, as in mysql://root@localhost/shop");
  const std::string in = in_list(g, g.databases);
  std::vector<Question> questions;
  questions.push_back(namespaces_question(g));
  questions.push_back({"SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES WHERE TABLE_SCHEMA" +
                           in + " ORDER BY TABLE_SCHEMA, TABLE_NAME",
                       {},
                       [&g](Row& row) { add_relation(g, row); }});
  questions.push_back(
      {"SELECT ROUTINE_SCHEMA, ROUTINE_NAME, ROUTINE_TYPE FROM information_schema.ROUTINES"
       " WHERE ROUTINE_SCHEMA" +
           in + " ORDER BY ROUTINE_SCHEMA, ROUTINE_NAME, ROUTINE_TYPE",
       {},
       [&g](Row& row) {
         Piece piece;
         piece.kind = Kind::Routine;
         piece.database = row[0].value_or("");
         piece.name = row[1].value_or("");
         piece.of = row[2].value_or("");
         // MariaDB: PACKAGE and PACKAGE BODY
         if (piece.of == "PROCEDURE" || piece.of == "FUNCTION")
           g.routines.push_back(std::move(piece));
         else
           ++g.counts[lower(piece.of)];
       }});
  questions.push_back(triggers_question(g, {}));
  questions.push_back({"SELECT EVENT_SCHEMA, EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA" + in +
                           " ORDER BY EVENT_SCHEMA, EVENT_NAME",
                       {},
                       [&g](Row& row) {
                         Piece piece;
                         piece.kind = Kind::Event;
                         piece.database = row[0].value_or("");
                         piece.name = row[1].value_or("");
                         g.events.push_back(std::move(piece));
                       }});
  if (g.target.flavour == "tidb") questions.push_back(replicas_question(g));
  g.session.ask(questions);
}

void name_objects(Gathering& g, const std::vector<ObjectId>& ids) {
  add_named(g, ids, Kind::Table, g.tables);
  add_named(g, ids, Kind::View, g.views);
  add_named(g, ids, Kind::Sequence, g.sequences);
  add_named(g, ids, Kind::Event, g.events);
  for (const QualifiedName& name : stored_names(g, ids, Kind::Routine))
    for (const char* kind : {"PROCEDURE", "FUNCTION"}) {
      Piece piece;
      piece.kind = Kind::Routine;
      piece.database = name.schema;
      piece.name = name.name;
      piece.of = kind;
      g.routines.push_back(std::move(piece));
    }
  std::vector<Question> questions;
  if (!g.databases.empty()) questions.push_back(namespaces_question(g));
  if (!g.databases.empty() && g.target.flavour == "tidb") questions.push_back(replicas_question(g));
  if (!g.tables.empty()) questions.push_back(triggers_question(g, stored_names(g, ids, Kind::Table)));
  if (!questions.empty()) g.session.ask(questions);
}

}  // namespace plumb::mysql
