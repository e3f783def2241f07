// Asking the server what it makes of an expression. Not for others than dialects/postgres/settle*.cpp.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plumb/core/db/session.h"
#include "plumb/core/live_dialect.h"
#include "plumb/core/model/schema.h"
#include "plumb/core/sql/node.h"
#include "plumb/core/target.h"

namespace plumb::postgres {

/// Something about one object that is made in the session's temporary schema and read back.
struct Inquiry {
  std::vector<std::string> shells;  ///< what it stands on, in order; shared with other inquiries
  std::vector<std::string> make;
  std::vector<std::string> read;  ///< one answer each: the first cell of the first row
  /// Is given the answers, in the order of `read`; nothing where the server has nothing to tell.
  std::function<void(const std::vector<Cell>&)> take;
};

/// Asks what is not known yet, in as few round trips as can be, and takes all of it back. What the server refuses stays
/// unanswered, and is counted. Never throws but for a lost connection.
Settled ask_server(Session& session, const Target& target, std::vector<Inquiry> inquiries);

/// Relations and types of the wanted schema as empty ones of the session's temporary schema, which the server looks
/// into first: so the author's text means them, and never a relation of the user's.
class Shells {
 public:
  Shells(const Schema& want, const Schema& have) : want_(want), have_(have) {}

  /// What must be made for that relation, whole; nothing where it cannot be.
  bool add(const QualifiedName& relation, std::vector<std::string>& out);
  /// Its name there, quoted, behind pg_temp.
  std::string quoted(const QualifiedName& relation) const;
  /// All columns of a table, those of its parents too.
  std::vector<Column> columns_of(const Table& table) const;
  /// "integer", a copy's name; nothing where it is a type that cannot be had. What it needs is added to `out`.
  std::optional<std::string> type(const Type& type, std::vector<std::string>& out) const;
  std::optional<std::string> column(const Column& column, std::vector<std::string>& out) const;

  /// The author's expression with every relation and type as they are called there; adds what it stands on. `home` is
  /// the table whose columns its names are. Nothing where it speaks of what cannot be had.
  std::optional<std::string> expression(const Expr& e, const QualifiedName& home, std::vector<std::string>& out);
  std::optional<std::string> query(const Expr& e, std::vector<std::string>& out);
  /// A body of the SQL standard: BEGIN ATOMIC … END.
  std::optional<std::string> body(const std::string& text, std::vector<std::string>& out);
  /// An answer in the user's own names. The text as it is where it cannot be parsed.
  std::string in_own_names(const std::string& answer, bool query) const;

 private:
  bool add_table(const Table& table, std::vector<std::string>& out) const;
  bool add_view(const View& view, std::vector<std::string>& out);
  std::optional<std::string> translated(const std::string& text, std::optional<sql::Node> node,
                                        const QualifiedName& home, std::vector<std::string>& out);
  bool translate(sql::Node& node, const QualifiedName& home, std::vector<std::string>& out);
  std::string name_of(const QualifiedName& relation) const;

  const Schema& want_;
  const Schema& have_;
  std::set<QualifiedName> open_;  ///< views that are being made
};

/// The inquiries for everything that differs between the two; their answers are written into `want` where they agree
/// with `have`.
std::vector<Inquiry> inquiries_of(Schema& want, const Schema& have, const Target& target, Shells& shells);

}  // namespace plumb::postgres
