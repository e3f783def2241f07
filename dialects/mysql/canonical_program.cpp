// Routines, triggers, events and sequences in their normal form.
#include <algorithm>
#include <iterator>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/mysql_modes.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/canonical.h"
#include "plumb/dialects/mysql/charsets.h"
#include "plumb/dialects/mysql/types.h"

namespace plumb::mysql {
namespace {

// Whoever makes an object is its definer where nobody else is named.
void canonical_definer(std::string& definer, const Canon& canon) {
  const auto user = canon.target.settings.find("user");
  if (definer == "current_user" || (user != canon.target.settings.end() && definer == user->second)) definer.clear();
}
void canonical_definer(Options& options, const Canon& canon) {
  const auto at = options.find("definer");
  if (at == options.end()) return;
  canonical_definer(at->second, canon);
  if (at->second.empty()) options.erase(at);
}

// MySQL 8.0 refuses what 5.7 had and its dumps still say.
bool is_gone(const std::string& mode, const Canon& canon) {
  static constexpr std::string_view kGone[] = {"NO_AUTO_CREATE_USER",
                                               "NO_FIELD_OPTIONS",
                                               "NO_KEY_OPTIONS",
                                               "NO_TABLE_OPTIONS",
                                               "DB2",
                                               "MAXDB",
                                               "MSSQL",
                                               "MYSQL323",
                                               "MYSQL40",
                                               "ORACLE",
                                               "POSTGRESQL"};
  return canon.target.flavour == "mysql" && std::find(std::begin(kGone), std::end(kGone), mode) != std::end(kGone);
}

std::string spelled_modes(const std::string& text, const Canon& canon) {
  if (text == "none") return text;
  std::vector<std::string> modes = sql::modes_in(text, canon.target.syntax.grammar);
  std::erase_if(modes, [&](const std::string& mode) { return is_gone(mode, canon); });
  std::sort(modes.begin(), modes.end());
  return modes.empty() ? "none" : join(modes, ",");
}

// The modes of the session that makes it are what a program gets where nobody says others.
void canonical_mode(std::string& mode, const Canon& canon) {
  if (mode.empty()) return;
  mode = spelled_modes(mode, canon);
  const auto own = canon.target.settings.find("sql_mode");
  if (own != canon.target.settings.end() && mode == spelled_modes(own->second.empty() ? "none" : own->second, canon))
    mode.clear();
}
void canonical_mode(Options& attributes, const Canon& canon) {
  const auto at = attributes.find("sql_mode");
  if (at == attributes.end()) return;
  canonical_mode(at->second, canon);
  if (at->second.empty()) attributes.erase(at);
}

// " charset latin1 collate latin1_bin" behind a type; nothing where it is what the database has anyway.
std::string canonical_suffix(std::string_view suffix, const std::string& collation, const Flavour& flavour) {
  const auto behind = [&](std::string_view word) {
    const std::size_t at = suffix.find(word);
    if (at == std::string_view::npos) return std::string();
    const std::string_view rest = suffix.substr(at + word.size());
    return std::string(rest.substr(0, rest.find(' ')));
  };
  std::string charset = charset_as_stored(behind(" charset "), flavour);
  std::string collate = collation_as_stored(behind(" collate "), flavour);
  if (charset.empty() && collate.empty()) return {};
  if (charset.empty()) charset = charset_of(collate);
  if (collate.empty()) collate = default_collation(charset, flavour);
  if (collate == collation) return {};
  return " charset " + charset + " collate " + collate;
}

void canonical_routine_type(Type& type, const std::string& collation, const Canon& canon) {
  const std::size_t end = std::min({type.name.find(" charset "), type.name.find(" collate "), type.name.size()});
  const std::string suffix = canonical_suffix(type.name.substr(end), collation, canon.flavour);
  type.name.erase(end);
  canonical_type(type, charset_of(collation), canon.target, canon.flavour);
  if (holds_text(type)) type.name += suffix;
}

std::string canonical_returns(const std::string& text, const std::string& collation, const Canon& canon) {
  if (text.empty()) return text;
  const std::size_t end = std::min({text.find(" charset "), text.find(" collate "), text.size()});
  const std::string suffix = canonical_suffix(std::string_view(text).substr(end), collation, canon.flavour);
  const std::string plain = text.substr(0, end);
  sql::Statement statement;
  try {
    statement = sql::tokens_of(plain, canon.target.syntax);
    sql::Cursor at(plain, statement, canon.target.syntax);
    Type type = sql::parse_type(at);
    canonical_type(type, charset_of(collation), canon.target, canon.flavour);
    return sql::spell(type, canon.target.syntax) + (holds_text(type) ? suffix : std::string());
  } catch (const sql::SyntaxError&) {
    return text;
  }
}

void canonical_routines(Schema& schema, const Canon& canon) {
  for (const auto& key : schema.routines.keys()) {
    Routine routine = schema.routines.take(key);
    const std::string collation =
        collation_of(schema.namespaces.find(QualifiedName(key.first.schema)), key.first.schema, canon);
    for (Routine::Argument& argument : routine.arguments) canonical_routine_type(argument.type, collation, canon);
    routine.returns = canonical_returns(routine.returns, collation, canon);
    canonical_definer(routine.attributes, canon);
    canonical_mode(routine.attributes, canon);
    std::pair<QualifiedName, std::string> stored(routine.name, routine.signature());
    schema.routines.set(std::move(stored), std::move(routine));
  }
}

// Words in one case, with one blank between: EVERY 1 DAY STARTS '2030-01-01 00:00:00'.
std::string canonical_schedule(const std::string& text, const Syntax& syntax) {
  std::string out;
  try {
    const sql::Statement statement = sql::tokens_of(text, syntax);
    const sql::Cursor at(text, statement, syntax);
    Type moment;
    moment.name = "datetime";
    std::string before;
    for (const sql::Token& token : statement.tokens) {
      if (token.kind == sql::Tok::End) break;
      std::string word = upper(at.text(token));
      if (token.kind == sql::Tok::String) {
        const bool is_moment = before == "STARTS" || before == "ENDS" || before == "AT";
        const std::string value = at.string_of(token);
        word = sql::quote_string(is_moment ? canonical_moment(value, moment) : value, syntax);
      }
      before = word;
      if (!out.empty() && word != "(" && word != ")" && !out.ends_with("(")) out += ' ';
      out += word;
    }
  } catch (const sql::SyntaxError&) {
    return text;
  }
  return out;
}

void canonical_events(Schema& schema, const Canon& canon) {
  for (const QualifiedName& key : schema.events.keys()) {
    Event& event = schema.events.edit(key);
    canonical_definer(event.definer, canon);
    canonical_mode(event.sql_mode, canon);
    event.schedule = canonical_schedule(event.schedule, canon.target.syntax);
    if (event.status == "disable on replica") event.status = "disable on slave";
  }
}

// What a sequence has where nothing is said; MariaDB and TiDB agree.
void canonical_sequence(Sequence& sequence) {
  SequenceOptions& o = sequence.options;
  if (!o.increment) o.increment = "1";
  const bool down = o.increment->starts_with("-");
  if (!o.minimum) o.minimum = down ? "-9223372036854775807" : "1";
  if (!o.maximum) o.maximum = down ? "-1" : "9223372036854775806";
  if (!o.start) o.start = down ? o.maximum : o.minimum;
  if (!o.cache) o.cache = "1000";
  sequence.tidb.erase("ENGINE");
}

}  // namespace

void canonical_programs(Schema& schema, const Canon& canon) {
  for (const QualifiedName& key : schema.views.keys()) canonical_definer(schema.views.edit(key).options, canon);
  for (const PartName& key : schema.triggers.keys()) {
    Trigger& trigger = schema.triggers.edit(key);
    canonical_definer(trigger.definer, canon);
    canonical_mode(trigger.sql_mode, canon);
  }
  if (!schema.routines.empty()) canonical_routines(schema, canon);
  if (!schema.events.empty()) canonical_events(schema, canon);
  for (const QualifiedName& key : schema.sequences.keys()) canonical_sequence(schema.sequences.edit(key));
}

}  // namespace plumb::mysql
