// SHOW CREATE of what was listed, many statements in one round trip, and by several connections where there is much.
#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <iterator>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

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

// What reading them came upon, apart from their text.
struct Found {
  bool moved = false;
  std::vector<std::pair<std::size_t, std::string>> unreadable;  ///< with the place of the statement
};

// Asks from `first` on; gives the place of the first that failed, or the number of all.
std::size_t ask_from(Session& session, std::vector<Show>& shows, std::size_t first, std::size_t last, Found& found) {
  std::size_t answered = first;
  std::vector<Question> questions;
  questions.reserve(last - first);
  for (std::size_t i = first; i < last; ++i)
    questions.push_back({shows[i].sql, {}, [&shows, &answered, i](Row& row) {
                           take(shows[i], row);
                           answered = i + 1;
                         }});
  try {
    session.ask(questions);
    return last;
  } catch (const Error& e) {
    if (e.connection_lost() || e.code() == Code::Connection || answered >= last) throw;
    if (is_gone(e))
      found.moved = true;
    else
      found.unreadable.emplace_back(answered, shows[answered].piece->what() + ": " + e.text());
    return answered;
  }
}

void ask_all(Session& session, std::vector<Show>& shows, std::size_t first, std::size_t last, Found& found) {
  while (first < last) {
    const std::size_t done = ask_from(session, shows, first, last, found);
    first = done == last ? last : done + 1;  // the one that failed is left out
  }
}

// ---- side by side

// The server opens each table to show it, which takes it longer than anything else here and which it does for one
// connection at a time: many are shared out among several, portion by portion.
class Portions {
 public:
  Portions(Session& session, std::vector<Show>& shows) : session_(session), shows_(shows) {}

  Found read() {
    std::vector<std::thread> threads = helpers();
    Found found;
    std::exception_ptr failed;
    try {
      take_turns(session_, found);
    } catch (...) {
      failed = std::current_exception();
      next_ = shows_.size();  // nobody begins another one
    }
    for (std::thread& thread : threads) thread.join();
    if (failed) std::rethrow_exception(failed);
    // What a helper left when its connection was lost or refused.
    for (const std::size_t first : left_) ask_all(session_, shows_, first, end_of(first), found);
    merge(found, found_);
    std::sort(found.unreadable.begin(), found.unreadable.end());
    found.unreadable.erase(std::unique(found.unreadable.begin(), found.unreadable.end()), found.unreadable.end());
    return found;
  }

 private:
  static constexpr std::size_t kHelpers = 3, kWorthAHelper = 2 * kTogether;

  std::vector<std::thread> helpers() {
    std::vector<std::thread> out;
    // Signals are for the program's own threads.
    ::sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
      // The server may be on this machine, and more than it has processors for only disturb each other.
      const std::size_t processors = std::max(std::thread::hardware_concurrency(), 2U);
      for (std::size_t i = std::min({kHelpers, processors - 1, shows_.size() / kWorthAHelper}); i > 0; --i)
        out.emplace_back([this] { help(); });
    } catch (const std::system_error&) {
      // No more threads to be had: those that there are do the work.
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return out;
  }

  static void merge(Found& found, Found& more) {
    found.moved |= more.moved;
    std::move(more.unreadable.begin(), more.unreadable.end(), std::back_inserter(found.unreadable));
  }
  std::size_t end_of(std::size_t first) const { return std::min(first + kTogether, shows_.size()); }

  void take_turns(Session& session, Found& found, std::size_t* at = nullptr) {
    for (std::size_t first; (first = next_.fetch_add(kTogether)) < shows_.size();) {
      if (at) *at = first;
      ask_all(session, shows_, first, end_of(first), found);
      if (at) *at = shows_.size();
    }
  }

  // Whatever keeps it from helping: the others do the work.
  void help() noexcept {
    std::size_t at = shows_.size();
    Found found;
    try {
      const std::unique_ptr<Session> session = session_.another();
      if (!session) return;
      const ReadingMode mode(*session);
      take_turns(*session, found, &at);
    } catch (const std::exception&) {
    }
    const std::lock_guard guard(mutex_);
    merge(found_, found);
    if (at < shows_.size()) left_.push_back(at);
  }

  Session& session_;
  std::vector<Show>& shows_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;               // over these two
  std::vector<std::size_t> left_;  ///< where portions begin that were not read to their end
  Found found_;                    ///< by the helpers
};

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
  Found found = Portions(g.session, shows).read();
  g.moved |= found.moved;
  for (auto& [place, what] : found.unreadable) g.unreadable.push_back(std::move(what));
  move_views(g);
  for (auto* pieces : {&g.sequences, &g.tables, &g.views, &g.routines, &g.triggers, &g.events}) drop_empty(g, *pieces);
}

}  // namespace plumb::mysql
