// The last resort for expressions: what the server itself makes of the author's text, in a temporary table that nobody
// else sees. It is asked only about those that differ from what the server has.
#include "plumb/dialects/mysql/settle.h"

#include <algorithm>

#include "plumb/core/base/error.h"
#include "plumb/core/sql/reader.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/dialect.h"
#include "plumb/dialects/mysql/inspect.h"
#include "plumb/dialects/mysql/live.h"

namespace plumb::mysql {
namespace {

constexpr std::size_t kTogether = 32;
constexpr std::string_view kWord = "CREATE ";

class Asking {
 public:
  Asking(Session& session, const Target& target) : session_(session), target_(target) {}

  /// False where the server refuses one of them; nothing is left behind.
  bool ask(const std::vector<Inquiry>& inquiries, std::size_t first, std::size_t last) {
    std::vector<std::string> answers(last - first);
    std::vector<Question> questions;
    for (std::size_t i = first; i < last; ++i) {
      const std::string name = sql::quote_name(inquiries[i].shell.name, target_.syntax);
      std::string create = sql::write_create(Object(inquiries[i].shell), target_.syntax).front();
      create.insert(kWord.size(), "TEMPORARY ");
      questions.push_back({std::move(create), {}, {}});
      questions.push_back({"SHOW CREATE TABLE " + name, {}, [&answers, at = i - first](Row& row) {
                             if (row.size() > 1) answers[at] = row[1].value_or("");
                           }});
      questions.push_back({"DROP TEMPORARY TABLE " + name, {}, {}});
    }
    try {
      session_.ask(questions);
    } catch (const Error& e) {
      if (e.connection_lost() || e.code() == Code::Connection) throw;
      drop(inquiries, first, last);
      return false;
    }
    for (std::size_t i = first; i < last; ++i) take(inquiries[i], std::move(answers[i - first]));
    return true;
  }

 private:
  void drop(const std::vector<Inquiry>& inquiries, std::size_t first, std::size_t last) {
    std::string names;
    for (std::size_t i = first; i < last; ++i)
      names += (names.empty() ? "" : ", ") + sql::quote_name(inquiries[i].shell.name, target_.syntax);
    try {
      session_.execute("DROP TEMPORARY TABLE IF EXISTS " + names);
    } catch (const Error& e) {
      if (e.connection_lost() || e.code() == Code::Connection) throw;
    }
  }

  void take(const Inquiry& inquiry, std::string answer) {
    constexpr std::string_view temporary = "TEMPORARY ";
    if (answer.compare(kWord.size(), temporary.size(), temporary) == 0) answer.erase(kWord.size(), temporary.size());
    Diagnostics ignored;
    sql::ReadOptions options;
    options.purpose = sql::Purpose::Server;
    options.default_schema = target_.default_schema;
    Schema read = sql::read(answer, target_.syntax, options, ignored, "temporary table").schema;
    const Schema canonical = dialect().canonical(std::move(read), target_, ignored);
    if (const Table* table = canonical.tables.find(QualifiedName(inquiry.shell.name.name))) inquiry.take(*table);
  }

  Session& session_;
  const Target& target_;
};

// A temporary table hides one of the same name, and a user's may be called anything.
void give_fresh_names(std::vector<Inquiry>& inquiries, const Schema& want, const Schema& have) {
  std::size_t n = 0;
  for (Inquiry& inquiry : inquiries) {
    do inquiry.shell.name = QualifiedName("plumb_settle_" + std::to_string(++n));
    while (want.tables.contains(inquiry.shell.name) || have.tables.contains(inquiry.shell.name) ||
           want.views.contains(inquiry.shell.name) || have.views.contains(inquiry.shell.name));
  }
}

void ask_all(Session& session, const Target& target, Schema& want, const Schema& have) {
  std::vector<QualifiedName> tables;
  std::vector<Inquiry> inquiries;
  for (const QualifiedName& key : want.tables.keys()) {
    const Table* other = have.tables.find(key);
    if (!other || *other == *want.tables.find(key)) continue;
    for (Inquiry& inquiry : inquiries_of(want, have, target, key, false)) {
      inquiries.push_back(std::move(inquiry));
      tables.push_back(key);
    }
  }
  if (inquiries.empty()) return;
  const ReadingMode mode(session);
  Asking asking(session, target);
  give_fresh_names(inquiries, want, have);
  for (std::size_t at = 0; at < inquiries.size(); at += kTogether) {
    const std::size_t last = std::min(at + kTogether, inquiries.size());
    if (asking.ask(inquiries, at, last)) continue;
    // One that the server refuses takes all others of its round trip with it: then each expression by itself.
    for (std::size_t i = at; i < last; ++i) {
      if (last - at > 1 && asking.ask(inquiries, i, i + 1)) continue;
      std::vector<Inquiry> single = inquiries_of(want, have, target, tables[i], true);
      give_fresh_names(single, want, have);
      for (std::size_t k = 0; k < single.size(); ++k) asking.ask(single, k, k + 1);
    }
  }
}

}  // namespace

void MysqlLive::settle(Session& session, Schema& want, const Schema& have, const Target& target) const {
  adopt_programs(want, have, target);
  // A temporary table needs a database to be in.
  if (target.default_schema.empty()) return;
  try {
    ask_all(session, target, want, have);
  } catch (const Error& e) {
    if (e.connection_lost() || e.code() == Code::Connection) throw;
  }
}

}  // namespace plumb::mysql
