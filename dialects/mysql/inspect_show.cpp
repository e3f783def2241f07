// SHOW CREATE of what was listed, many statements in one round trip.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/dialects/mysql/inspect.h"

namespace plumb::mysql {
namespace {

/// One statement and the column of its row that holds the text.
struct Show {
  Piece* piece;
  std::string sql;
  std::size_t column;
};

// Statements of a round trip: enough that the network is no matter, few enough for the smallest max_allowed_packet.
constexpr std::size_t kTogether = 256;

// 42S02 is a table or view that is not there; for what else may be gone the SQLSTATE says no more than that something
// is wrong.
bool is_gone(const Error& e) {
  if (e.sqlstate() == "42S02") return true;
  const std::string& text = e.text();
  return text.find("does not exist") != std::string::npos || text.find("doesn't exist") != std::string::npos ||
         text.find("Unknown database") != std::string::npos || text.find("Unknown SEQUENCE") != std::string::npos;
}

void take(Show& show, Row& row) {
  Piece& piece = *show.piece;
  if (show.column < row.size()) piece.text = std::move(row[show.column]).value_or("");
  if (show.column > 1 && row.size() > 1) piece.sql_mode = row[1].value_or("");
}

// Asks from `first` on; gives the place of the first that failed, or the number of all.
std::size_t ask_from(Gathering& g, std::vector<Show>& shows, std::size_t first, std::size_t last) {
  std::size_t answered = first;
  std::vector<Question> questions;
  questions.reserve(last - first);
  for (std::size_t i = first; i < last; ++i)
    questions.push_back({shows[i].sql, {}, [&shows, &answered, i](Row& row) {
                           take(shows[i], row);
                           answered = i + 1;
                         }});
  try {
    g.session.ask(questions);
    return last;
  } catch (const Error& e) {
    if (e.connection_lost() || e.code() == Code::Connection || answered >= last) throw;
    if (is_gone(e))
      g.moved = true;
    else
      g.unreadable.push_back(shows[answered].piece->what() + ": " + e.text());
    return answered;
  }
}

void add_all(const Gathering& g, std::vector<Piece>& pieces, std::string_view word, std::size_t column,
             std::vector<Show>& out) {
  for (Piece& piece : pieces) {
    const std::string_view what = word.empty() ? std::string_view(piece.of) : word;
    out.push_back({&piece, "SHOW CREATE " + std::string(what) + " " + g.quoted(piece.database, piece.name), column});
  }
}

void drop_empty(Gathering& g, std::vector<Piece>& pieces) {
  std::erase_if(pieces, [&](const Piece& piece) {
    // Without rights on it the server shows a routine's name and nothing else.
    if (piece.text.empty() && piece.kind == Kind::Routine && !piece.sql_mode.empty())
      g.unreadable.push_back(piece.what() + ": its text is not shown to this user; grant SHOW_ROUTINE");
    return piece.text.empty();
  });
}

// SHOW CREATE TABLE shows a view too, where nobody knew what it is.
void move_views(Gathering& g) {
  for (Piece& piece : g.tables) {
    if (piece.text.find(" VIEW ") == std::string::npos ||
        !(piece.text.starts_with("CREATE ALGORITHM") || piece.text.starts_with("CREATE DEFINER")))
      continue;
    Piece view = piece;
    view.kind = Kind::View;
    const bool known = std::any_of(g.views.begin(), g.views.end(), [&](const Piece& other) {
      return other.database == view.database && other.name == view.name;
    });
    piece.text.clear();
    if (!known) g.views.push_back(std::move(view));
  }
}

}  // namespace

void show_objects(Gathering& g) {
  std::vector<Show> shows;
  shows.reserve(g.tables.size() + g.views.size() + g.routines.size() + g.triggers.size() + g.events.size() +
                g.sequences.size());
  add_all(g, g.sequences, "SEQUENCE", 1, shows);
  add_all(g, g.tables, "TABLE", 1, shows);
  add_all(g, g.views, "VIEW", 1, shows);
  add_all(g, g.routines, {}, 2, shows);
  add_all(g, g.triggers, "TRIGGER", 2, shows);
  add_all(g, g.events, "EVENT", 3, shows);
  for (std::size_t at = 0; at < shows.size();) {
    const std::size_t last = std::min(at + kTogether, shows.size());
    const std::size_t done = ask_from(g, shows, at, last);
    at = done == last ? last : done + 1;  // the one that failed is left out
  }
  move_views(g);
  for (auto* pieces : {&g.sequences, &g.tables, &g.views, &g.routines, &g.triggers, &g.events}) drop_empty(g, *pieces);
}

}  // namespace plumb::mysql
