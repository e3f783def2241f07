// The server's statements read by our own reader, and what came of them.
#include <algorithm>
#include <optional>

#include "plumb/core/sql/reader.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/inspect.h"

namespace plumb::mysql {
namespace {

QualifiedName stored_name(const Gathering& g, const Piece& piece) {
  return {piece.database == g.target.default_schema ? std::string() : piece.database, piece.name};
}

/// A trigger's own name is not its owner.
ObjectId id_of_piece(const Gathering& g, const Piece& piece) {
  QualifiedName name = stored_name(g, piece);
  if (piece.kind != Kind::Trigger) return {piece.kind, std::move(name), {}};
  name.name = piece.of;
  return {piece.kind, std::move(name), piece.name};
}

class Reading {
 public:
  Reading(Gathering& g, Inspection& out) : g_(g), out_(out), reader_(g.target.syntax, options(g), diagnostics_) {}

  void read(std::vector<Piece>& pieces) {
    for (Piece& piece : pieces) {
      use(piece.database);
      under(piece.sql_mode);
      const std::size_t before = diagnostics_.all().size();
      reader_.read(piece.what(), piece.text);
      for (std::size_t i = before; i < diagnostics_.all().size(); ++i) {
        const Diagnostic& d = diagnostics_.all()[i];
        if (d.severity != Severity::Error && d.rule != "unmodelled") continue;
        out_.unmodelled.push_back({piece.what() + ": " + d.message, 1, id_of_piece(g_, piece)});
        break;
      }
    }
  }
  Schema finish() { return reader_.finish().schema; }

 private:
  static sql::ReadOptions options(const Gathering& g) {
    sql::ReadOptions out;
    out.purpose = sql::Purpose::Server;
    out.default_schema = g.target.default_schema;
    return out;
  }
  void use(const std::string& database) {
    if (database == database_) return;
    database_ = database;
    reader_.read("USE", "USE " + sql::quote_name(database, g_.target.syntax));
  }
  void under(const std::string& mode) {
    if (mode_ == mode) return;
    mode_ = mode;
    reader_.read("SET", "SET sql_mode = '" + mode + "'");
  }

  Gathering& g_;
  Inspection& out_;
  Diagnostics diagnostics_;
  sql::Reader reader_;
  std::string database_;
  std::optional<std::string> mode_;  ///< of the program that was read last
};

// Says of each object what plumb would not say of it; it stays in the schema as far as it was understood.
void be_honest(const Gathering& g, const Schema& schema, Inspection& out) {
  for (const Piece& piece : g.tables) {
    const Table* table = schema.tables.find(stored_name(g, piece));
    if (!table) {
      const bool said = std::any_of(out.unmodelled.begin(), out.unmodelled.end(),
                                    [&](const auto& u) { return u.what.starts_with(piece.what()); });
      if (!said) out.unmodelled.push_back({piece.what() + ": it was not understood", 1, id_of_piece(g, piece)});
      continue;
    }
    Table named = *table;
    // The server names a table of the same database without it.
    for (ForeignKey& key : named.foreign_keys) {
      if (key.to.schema == named.name.schema)
        key.to.schema.clear();
      else if (key.to.schema.empty())
        key.to.schema = g.target.default_schema;
    }
    named.name.schema.clear();
    const std::vector<std::string> ours = sql::write_create(Object(std::move(named)), g.target.syntax);
    const Difference d = difference(ours.front(), piece.text, g.target.syntax);
    if (d.empty()) continue;
    std::string what = piece.what() + ": plumb would say";
    what += d.ours.empty() ? " no" : " `" + d.ours + "` and no";
    what += d.theirs.empty() ? " more" : " `" + d.theirs + "`";
    out.unmodelled.push_back({std::move(what), 1, id_of_piece(g, piece)});
  }
}

void repair_tables(const Gathering& g, Schema& schema) {
  for (const Piece& piece : g.tables) {
    const QualifiedName key = stored_name(g, piece);
    if (schema.tables.contains(key)) repair_table(schema.tables.edit(key), piece.text);
  }
  for (const auto& [name, replicas] : g.replicas) {
    const QualifiedName key(name.first == g.target.default_schema ? std::string() : name.first, name.second);
    if (schema.tables.contains(key))
      edit_extra<MysqlTable>(schema.tables.edit(key).extra).tidb["TIFLASH REPLICA"] = replicas;
  }
}

// plumb's own tables are no part of the schema.
void set_helpers_aside(Schema& schema, Inspection& out) {
  for (const QualifiedName& key : schema.tables.keys()) {
    if (!Scope{}.excludes({}, key.name)) continue;
    if (key.name.starts_with("plumb_new_")) out.leftovers.push_back(key);
    schema.tables.erase(key);
  }
}

}  // namespace

Inspection finish(Gathering& g) {
  Inspection out;
  const bool tidb = g.target.flavour == "tidb";
  if (tidb)
    for (Piece& piece : g.tables)
      if (repair_labels(piece.text))
        out.unmodelled.push_back(
            {piece.what() + ": a label holds a line break, or a back-slash and an n: TiDB prints both alike", 1,
             id_of_piece(g, piece)});
  Reading reading(g, out);
  for (auto* pieces : {&g.sequences, &g.tables, &g.views, &g.routines, &g.triggers, &g.events}) reading.read(*pieces);
  Schema schema = reading.finish();
  for (Namespace& made : g.namespaces) {
    const QualifiedName key = made.name;
    schema.namespaces.set(key, std::move(made));
  }
  be_honest(g, schema, out);
  if (tidb) repair_tables(g, schema);
  for (std::string& what : g.unreadable) out.unmodelled.push_back({std::move(what)});
  for (const auto& [what, count] : g.counts) out.unmanaged.push_back({what, count});
  set_helpers_aside(schema, out);
  out.schema = std::move(schema);
  return out;
}

}  // namespace plumb::mysql
