// MySQL, TiDB, MariaDB: databases, views, triggers, routines, events, sequences.
#include <algorithm>
#include <string>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/mysql_modes.h"
#include "plumb/core/sql/write/dialects.h"

namespace plumb::sql {
namespace {

std::string option(const Options& options, const char* name) {
  const auto found = options.find(name);
  return found == options.end() ? std::string() : found->second;
}

// user@host: both in quotes; the last @ is the one between them.
void write_definer(Sql& out, const std::string& account) {
  if (account.empty()) return;
  if (account == "current_user" || account == "current_role") {
    out.word("DEFINER=" + upper(account));
    return;
  }
  const std::size_t at = account.rfind('@');
  std::string text = "DEFINER=" + quote_name(std::string_view(account).substr(0, at), out.syntax());
  if (at != std::string::npos) text += "@" + quote_name(std::string_view(account).substr(at + 1), out.syntax());
  out.word(text);
}

using Statements = std::vector<std::string>;

Statements write_object(const Namespace& made, const Syntax& syntax) {
  Sql out(syntax);
  // The default database is there; only its charset can be said.
  if (made.name.empty())
    out.word("ALTER DATABASE");
  else
    out.word("CREATE DATABASE").name(made.name);
  if (!made.charset.empty()) out.word("CHARACTER SET").word(made.charset);
  if (!made.collation.empty()) out.word("COLLATE").word(made.collation);
  if (!made.comment.empty()) out.word("COMMENT").string(made.comment);
  return {std::move(out).take()};
}

Statements write_object(const View& view, const Syntax& syntax) {
  Sql out(syntax);
  out.word("CREATE");
  if (const auto algorithm = option(view.options, "algorithm"); !algorithm.empty())
    out.word("ALGORITHM=" + upper(algorithm));
  write_definer(out, option(view.options, "definer"));
  if (const auto security = option(view.options, "security"); !security.empty())
    out.word("SQL SECURITY").word(upper(security));
  out.word("VIEW").name(view.name);
  if (!view.columns.empty()) out.names(view.columns);
  out.word("AS").expression(view.query);
  if (!view.check_option.empty()) out.word("WITH " + upper(view.check_option) + " CHECK OPTION");
  return {std::move(out).take()};
}

Statements write_object(const Trigger& trigger, const Syntax& syntax) {
  const Syntax own = written_under(syntax, trigger.sql_mode);
  Sql out(own);
  out.word("CREATE");
  write_definer(out, trigger.definer);
  // A trigger lives in the database of its table.
  out.word("TRIGGER").name(QualifiedName(trigger.table.schema, trigger.name));
  out.word(trigger.timing == Timing::After ? "AFTER" : "BEFORE");
  out.word(trigger.events.insert ? "INSERT" : trigger.events.update ? "UPDATE" : "DELETE");
  out.word("ON").name(trigger.table).word("FOR EACH ROW");
  if (const std::size_t blank = trigger.order.find(' '); blank != std::string::npos)
    out.word(upper(trigger.order.substr(0, blank))).name(std::string_view(trigger.order).substr(blank + 1));
  const Expr& body = trigger.body;
  out.word(body_under(body.written.empty() ? body.canonical : body.written, syntax, own));
  return {std::move(out).take()};
}

// "varchar(20) charset utf8mb4": the charset of a routine's type is a part of its name, behind the
// arguments.
std::string spell_argument(const Type& type, const Syntax& syntax) {
  const std::size_t charset = std::min(type.name.find(" charset "), type.name.find(" collate "));
  Type plain = type;
  plain.name = type.name.substr(0, charset);
  std::string out = spell(plain, syntax);
  if (charset != std::string::npos) out += type.name.substr(charset);
  return out;
}

Statements write_object(const Routine& routine, const Syntax& syntax) {
  const Syntax own = written_under(syntax, option(routine.attributes, "sql_mode"));
  Sql out(own);
  out.word("CREATE");
  write_definer(out, option(routine.attributes, "definer"));
  const bool procedure = routine.kind == RoutineKind::Procedure;
  out.word(procedure ? "PROCEDURE" : "FUNCTION").name(routine.name).open();
  for (std::size_t i = 0; i < routine.arguments.size(); ++i) {
    const Routine::Argument& argument = routine.arguments[i];
    if (i) out.comma();
    if (procedure && argument.mode != "in") out.word(upper(argument.mode));
    out.name(argument.name).word(spell_argument(argument.type, syntax));
  }
  out.close();
  if (!procedure) out.word("RETURNS").word(routine.returns);
  if (!routine.language.empty()) out.word("LANGUAGE").word(upper(routine.language));
  if (!option(routine.attributes, "deterministic").empty()) out.word("DETERMINISTIC");
  if (const auto data = option(routine.attributes, "data"); !data.empty()) out.word(upper(data));
  if (const auto security = option(routine.attributes, "security"); !security.empty())
    out.word("SQL SECURITY").word(upper(security));
  if (!routine.comment.empty()) out.word("COMMENT").string(routine.comment);
  out.word(body_under(routine.body, syntax, own));
  return {std::move(out).take()};
}

Statements write_object(const Event& event, const Syntax& syntax) {
  const Syntax own = written_under(syntax, event.sql_mode);
  Sql out(own);
  out.word("CREATE");
  write_definer(out, event.definer);
  out.word("EVENT").name(event.name).word("ON SCHEDULE").word(event.schedule);
  if (event.preserve) out.word("ON COMPLETION PRESERVE");
  if (!event.status.empty()) out.word(upper(event.status));
  if (!event.comment.empty()) out.word("COMMENT").string(event.comment);
  out.word("DO").word(body_under(event.body, syntax, own));
  return {std::move(out).take()};
}

Statements write_object(const Sequence& sequence, const Syntax& syntax) {
  Sql out(syntax);
  const SequenceOptions& options = sequence.options;
  out.word("CREATE SEQUENCE").name(sequence.name);
  if (options.start) out.word("START WITH").word(*options.start);
  if (options.increment) out.word("INCREMENT BY").word(*options.increment);
  if (options.minimum) out.word("MINVALUE").word(*options.minimum);
  if (options.maximum) out.word("MAXVALUE").word(*options.maximum);
  if (options.cache == "0")
    out.word("NOCACHE");
  else if (options.cache)
    out.word("CACHE").word(*options.cache);
  if (options.cycle) out.word("CYCLE");
  if (!sequence.comment.empty()) out.word("COMMENT").string(sequence.comment);
  if (const auto engine = option(sequence.tidb, "ENGINE"); !engine.empty()) out.word("ENGINE=" + engine);
  return {std::move(out).take()};
}

// Tables and their parts are the shared writer's; the other kinds do not exist here.
template <class Other>
Statements write_object(const Other&, const Syntax&) {
  return {};
}

}  // namespace

std::vector<std::string> write_mysql_object(const Object& object, const Syntax& syntax, const WriteOptions&) {
  return std::visit([&](const auto& what) { return write_object(what, syntax); }, object);
}

}  // namespace plumb::sql
