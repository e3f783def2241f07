// What a database holds: a list of what there is, then the server's own text of each, read by our own reader.
#include "plumb/dialects/mysql/inspect.h"

#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/dialect.h"
#include "plumb/dialects/mysql/live.h"

namespace plumb::mysql {
namespace {

constexpr int kAttempts = 4;

// The default database is always looked at; without one, whichever are named.
std::vector<std::string> databases_of(const Scope& scope, const Target& target) {
  std::vector<std::string> out = scope.schemas;
  if (!target.default_schema.empty() && std::find(out.begin(), out.end(), target.default_schema) == out.end())
    out.push_back(target.default_schema);
  return out;
}

}  // namespace

std::string Piece::what() const {
  std::string out = std::string(spoken(kind)) + " `" + database + "." + name + "`";
  if (kind == Kind::Trigger) out += " on `" + of + "`";
  return out;
}

std::string Gathering::quoted(std::string_view database, std::string_view name) const {
  return sql::quote_name(database, target.syntax) + "." + sql::quote_name(name, target.syntax);
}

std::string Gathering::literal(std::string_view text) const { return sql::quote_string(text, target.syntax); }

ReadingMode::ReadingMode(Session& session) : session_(session) {
  const std::vector<Question> questions{{"SELECT @@SESSION.sql_mode, @@SESSION.sql_quote_show_create",
                                         {},
                                         [this](Row& row) {
                                           mode_ = row[0].value_or("");
                                           quoting_ = row[1].value_or("1");
                                         }},
                                        {"SET SESSION sql_mode = '', SESSION sql_quote_show_create = 1", {}, {}}};
  session_.ask(questions);
}

ReadingMode::~ReadingMode() {
  try {
    session_.execute("SET SESSION sql_mode = '" + mode_ + "', SESSION sql_quote_show_create = " + quoting_);
  } catch (const Error&) {
    // The connection is gone, which the error on its way says already.
  }
}

const Dialect& MysqlLive::offline() const { return dialect(); }

Inspection MysqlLive::inspect(Session& session, const Target& target, const Scope& scope,
                              const std::vector<ObjectId>* only) const {
  const ReadingMode mode(session);
  for (int attempt = 1;; ++attempt) {
    Gathering g{session, target, scope, databases_of(scope, target), {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, false};
    if (only)
      name_objects(g, *only);
    else
      list_objects(g);
    show_objects(g);
    if (only) show_bases(g);
    // No snapshot covers the catalogue: where something went meanwhile, the rest may have changed with it.
    if (g.moved && !only && attempt < kAttempts) continue;
    if (!only) count_rest(g);
    return finish(g);
  }
}

const LiveDialect& live() {
  static const MysqlLive mysql;
  return mysql;
}

}  // namespace plumb::mysql
