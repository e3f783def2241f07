// The last resort for expressions: what the server itself makes of the author's text. It is asked only about those that
// differ from what the server has.
#include "plumb/dialects/postgres/settle.h"

#include <algorithm>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/db/answers.h"
#include "plumb/dialects/postgres/live.h"

namespace plumb::postgres {
namespace {

/// Numbers make names fresh (`plumb_check_7`); the question is the same with any other.
std::string without_numbers(const std::string& sql) {
  static constexpr std::string_view kFresh = "plumb_", kLetters = "abcdefghijklmnopqrstuvwxyz_";
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = sql.find(kFresh); at != std::string::npos; at = sql.find(kFresh, from)) {
    const std::size_t digits = std::min(sql.find_first_not_of(kLetters, at), sql.size());
    out += sql.substr(from, digits - from);
    from = std::min(sql.find_first_not_of("0123456789", digits), sql.size());
  }
  return out + sql.substr(from);
}

std::string key_of(const Target& target, const std::string& database, const Inquiry& q) {
  std::vector<std::string> lines;
  for (const auto* list : {&q.shells, &q.make, &q.read})
    for (const std::string& sql : *list) lines.push_back(without_numbers(sql));
  return Answers::key_of(target, database, lines);
}

class Asking {
 public:
  Asking(Session& session, const Target& target, std::vector<Inquiry>& inquiries)
      : session_(session), target_(target), inquiries_(inquiries) {}

  Settled run() {
    if (inquiries_.empty()) return {};
    try {
      // Types and functions of the same name are others in another database.
      database_ = session_.query("SELECT current_database()").scalar().value_or("");
      for (std::size_t i = 0; i < inquiries_.size(); ++i) {
        if (auto known = Answers::here().find(key_of(target_, database_, inquiries_[i])))
          inquiries_[i].take(*known);
        else
          open_.push_back(i);
      }
      ask(0, open_.size());
    } catch (const Error& e) {
      if (e.connection_lost()) throw;
      hopeless_ = true;
      why_ = e.text();
    }
    if (!hopeless_) return {};  // what is refused by itself means something else, or stands on what is not there yet
    return {open_.size() - answered_, why_};
  }

 private:
  /// Those from `first` to `last`, all together; where one is refused, each half by itself.
  void ask(std::size_t first, std::size_t last) {
    if (first == last || hopeless_ || refused_in_a_row_ >= kPatience) return;
    try {
      ask_together(first, last);
      refused_in_a_row_ = 0;
      return;
    } catch (const Error& e) {
      if (e.connection_lost()) throw;
      why_ = e.text();
      // No right to make anything, a standby, a role that may only read, an event trigger that objects (P0001): none of
      // them will be answered.
      hopeless_ =
          e.sqlstate() == "42501" || e.sqlstate() == "25006" || e.sqlstate() == "0A000" || e.sqlstate() == "P0001";
    }
    if (last - first == 1) {
      ++refused_in_a_row_;
      return;
    }
    const std::size_t middle = first + (last - first) / 2;
    ask(first, middle);
    ask(middle, last);
  }

  void ask_together(std::size_t first, std::size_t last) {
    std::vector<std::vector<Cell>> answers(last - first);
    std::vector<Question> questions = questions_for(first, last, answers);
    const bool inside = session_.in_transaction();
    session_.execute(inside ? "SAVEPOINT plumb_settle" : "BEGIN");
    try {
      session_.ask(questions);
    } catch (const Error& e) {
      if (!e.connection_lost()) take_back(inside);
      throw;
    }
    take_back(inside);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      Inquiry& q = inquiries_[open_[first + i]];
      Answers::here().keep(key_of(target_, database_, q), answers[i]);
      q.take(answers[i]);
    }
    answered_ += answers.size();
  }

  std::vector<Question> questions_for(std::size_t first, std::size_t last,
                                      std::vector<std::vector<Cell>>& answers) const {
    std::vector<Question> out;
    const auto say = [&](std::string sql) { out.push_back({std::move(sql), {}, {}}); };
    // A session that only reads may still make what is taken back.
    if (!session_.in_transaction()) say("SET TRANSACTION READ WRITE");
    say("SET LOCAL lock_timeout = '2s'");
    say("SELECT pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', 'public', (SELECT "
        "pg_catalog.string_agg("
        "pg_catalog.quote_ident(s), ', ' ORDER BY o) FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH "
        "ORDINALITY AS u(s, o) "
        "WHERE s NOT IN ('public', 'pg_catalog', current_user))), true)");
    std::set<std::string> made;
    for (std::size_t i = first; i < last; ++i) {
      for (const std::string& sql : inquiries_[open_[i]].shells) {
        if (made.insert(sql).second) say(sql);
      }
    }
    for (std::size_t i = first; i < last; ++i) {
      for (const std::string& sql : inquiries_[open_[i]].make) say(sql);
    }
    // As the catalogue is read: every name with its schema, but those of the temporary one.
    say("SET LOCAL search_path = ''");
    for (std::size_t i = first; i < last; ++i) {
      std::vector<Cell>& into = answers[i - first];
      into.resize(inquiries_[open_[i]].read.size());
      for (std::size_t k = 0; k < into.size(); ++k) {
        out.push_back(
            {inquiries_[open_[i]].read[k], {}, [&into, k](Row& row) { into[k] = row.empty() ? Cell{} : row[0]; }});
      }
    }
    return out;
  }

  void take_back(bool inside) {
    if (!inside) return session_.rollback();
    session_.execute("ROLLBACK TO SAVEPOINT plumb_settle");
    session_.execute("RELEASE SAVEPOINT plumb_settle");
  }

  static constexpr int kPatience = 16;

  Session& session_;
  const Target& target_;
  std::vector<Inquiry>& inquiries_;
  std::vector<std::size_t> open_;
  std::string database_;
  std::size_t answered_ = 0;
  std::string why_;
  bool hopeless_ = false;
  int refused_in_a_row_ = 0;
};

}  // namespace

Settled ask_server(Session& session, const Target& target, std::vector<Inquiry> inquiries) {
  return Asking(session, target, inquiries).run();
}

Settled PostgresLive::settle(Session& session, Schema& want, const Schema& have, const Target& target) const {
  Shells shells(want, have);
  std::vector<Inquiry> inquiries = inquiries_of(want, have, target, shells);
  return ask_server(session, target, std::move(inquiries));
}

}  // namespace plumb::postgres
