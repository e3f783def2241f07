// The last resort for expressions: what the server itself makes of the author's text, in a temporary table that nobody
// else sees. It is asked only about those that differ from what the server has.
#include "plumb/dialects/mysql/settle.h"

#include <algorithm>

#include "plumb/core/base/error.h"
#include "plumb/core/db/answers.h"
#include "plumb/core/sql/reader.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/dialect.h"
#include "plumb/dialects/mysql/inspect.h"
#include "plumb/dialects/mysql/live.h"

namespace plumb::mysql {
namespace {

constexpr std::size_t kTogether = 32;
constexpr std::string_view kWord = "CREATE ";

// A session that is to look only makes temporary tables too, which are nobody's: MySQL and MariaDB refuse even those in
// a read-only transaction.
class Writing {
 public:
  explicit Writing(Session& session) : session_(session) {
    const Rows said = session.query(
        "SHOW SESSION VARIABLES WHERE Variable_name IN ('transaction_read_only', 'tx_read_only') AND Value = 'ON'");
    if (said.empty()) return;
    session.execute("SET SESSION TRANSACTION READ WRITE");
    lifted_ = true;
  }
  ~Writing() {
    if (!lifted_) return;
    try {
      session_.execute("SET SESSION TRANSACTION READ ONLY");
    } catch (const Error&) {  // the connection is gone, and the session with it
    }
  }
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;

 private:
  Session& session_;
  bool lifted_ = false;
};

class Asking {
 public:
  Asking(Session& session, const Target& target) : session_(session), target_(target) {}

  /// Those of which the answer is known by now are taken out.
  void recall(std::vector<Inquiry>& inquiries, std::vector<QualifiedName>& tables) {
    for (std::size_t i = inquiries.size(); i-- > 0;) {
      const auto known = Answers::here().find(key_of(inquiries[i]));
      if (!known) continue;
      take(inquiries[i], (*known)[0].value_or(""));
      inquiries.erase(inquiries.begin() + static_cast<std::ptrdiff_t>(i));
      tables.erase(tables.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  /// True where nothing can be asked at all: the right to make temporary tables is missing, or the server does not make
  /// any. `why` is what it says.
  bool is_hopeless(std::string& why) {
    const std::string name = sql::quote_name(std::string_view("plumb_settle_0"), target_.syntax);
    try {
      session_.execute("CREATE TEMPORARY TABLE " + name + " (a int)");
      session_.execute("DROP TEMPORARY TABLE " + name);
      return false;
    } catch (const Error& e) {
      if (e.connection_lost() || e.code() == Code::Connection) throw;
      why = e.text();
      return true;
    }
  }

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
    for (std::size_t i = first; i < last; ++i) {
      std::string& answer = answers[i - first];
      Answers::here().keep(key_of(inquiries[i]), {answer});
      take(inquiries[i], std::move(answer));
    }
    return true;
  }

 private:
  /// Of the table under any name.
  std::string key_of(const Inquiry& inquiry) const {
    Table shell = inquiry.shell;
    shell.name = QualifiedName("plumb_settle");
    return Answers::key_of(target_, target_.default_schema, sql::write_create(Object(shell), target_.syntax));
  }

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
    // A remembered answer has another fresh name.
    if (!canonical.tables.empty()) inquiry.take(*canonical.tables.begin());
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

Settled ask_all(Session& session, const Target& target, Schema& want, const Schema& have) {
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
  Asking asking(session, target);
  asking.recall(inquiries, tables);
  if (inquiries.empty()) return {};
  const ReadingMode mode(session);
  const Writing writing(session);
  give_fresh_names(inquiries, want, have);
  for (std::size_t at = 0; at < inquiries.size(); at += kTogether) {
    const std::size_t last = std::min(at + kTogether, inquiries.size());
    if (asking.ask(inquiries, at, last)) continue;
    if (Settled out{inquiries.size() - at, {}}; asking.is_hopeless(out.why)) return out;
    // One that the server refuses takes all others of its round trip with it: then each expression by itself.
    for (std::size_t i = at; i < last; ++i) {
      if (last - at > 1 && asking.ask(inquiries, i, i + 1)) continue;
      std::vector<Inquiry> single = inquiries_of(want, have, target, tables[i], true);
      give_fresh_names(single, want, have);
      for (std::size_t k = 0; k < single.size(); ++k) asking.ask(single, k, k + 1);
    }
  }
  return {};
}

}  // namespace

Settled MysqlLive::settle(Session& session, Schema& want, const Schema& have, const Target& target) const {
  adopt_programs(want, have, target);
  // A temporary table needs a database to be in.
  if (target.default_schema.empty()) return {};
  try {
    return ask_all(session, target, want, have);
  } catch (const Error& e) {
    if (e.connection_lost() || e.code() == Code::Connection) throw;
    return {1, e.text()};
  }
}

}  // namespace plumb::mysql
