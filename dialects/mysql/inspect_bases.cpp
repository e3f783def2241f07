// What named views stand on.
#include <set>

#include "plumb/core/sql/reader.h"
#include "plumb/dialects/mysql/inspect.h"

namespace plumb::mysql {
namespace {

constexpr int kDeepest = 32;

std::set<QualifiedName> bases_of(const Gathering& g, std::size_t first) {
  Diagnostics ignored;
  sql::ReadOptions options;
  options.purpose = sql::Purpose::Server;
  std::set<QualifiedName> out;
  for (std::size_t i = first; i < g.views.size(); ++i) {
    const Piece& piece = g.views[i];
    options.default_schema = piece.database;
    const Schema read = sql::read(piece.text, g.target.syntax, options, ignored, piece.what()).schema;
    for (const View& view : read.views)
      for (const QualifiedName& name : view.uses)
        out.insert(name.schema.empty() ? QualifiedName(piece.database, name.name) : name);
  }
  return out;
}

}  // namespace

void show_bases(Gathering& g) {
  std::set<QualifiedName> known;
  for (const auto* pieces : {&g.tables, &g.views})
    for (const Piece& piece : *pieces) known.insert({piece.database, piece.name});
  std::size_t first = 0;
  for (int depth = 0; depth < kDeepest && first < g.views.size(); ++depth) {
    const std::set<QualifiedName> bases = bases_of(g, first);
    first = g.views.size();
    Gathering more{g.session, g.target, g.scope, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, false};
    for (const QualifiedName& name : bases) {
      if (!known.insert(name).second) continue;
      Piece piece;
      piece.database = name.schema;
      piece.name = name.name;
      more.tables.push_back(std::move(piece));
    }
    if (more.tables.empty()) return;
    show_objects(more);
    for (Piece& piece : more.tables) g.tables.push_back(std::move(piece));
    for (Piece& piece : more.views) g.views.push_back(std::move(piece));
  }
}

}  // namespace plumb::mysql
