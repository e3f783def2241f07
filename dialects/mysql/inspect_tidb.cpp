// What TiDB's own text does not say, or says wrongly.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/token.h"
#include "plumb/dialects/mysql/inspect.h"
#include "plumb/dialects/mysql/syntax.h"
#include "plumb/dialects/mysql/types.h"

namespace plumb::mysql {
namespace {

bool starts_labels(std::string_view text, std::size_t at) {
  return text.substr(at).starts_with("` enum(") || text.substr(at).starts_with("` set(");
}

// Labels are printed with their back-slashes as they are, but for those of line breaks and NULs: `a\b` is a label of
// three characters, and `a\n` one of two or of three. (TiDB 8.5; defaults and comments are escaped as they should be.)
// Returns where the labels end.
std::size_t escape_labels(const std::string& text, std::size_t at, std::string& out, bool& unclear) {
  bool quoted = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    out += c;
    if (!quoted) {
      if (c == ')') return at + 1;
      quoted = c == '\'';
    } else if (c == '\'') {
      if (at + 1 < text.size() && text[at + 1] == '\'')
        out += text[++at];
      else
        quoted = false;
    } else if (c == '\\') {
      const char next = at + 1 < text.size() ? text[at + 1] : ' ';
      if (next == 'n' || next == 'r' || next == '0') {
        unclear = true;
        out += text[++at];
      } else {
        out += '\\';
      }
    }
  }
  return at;
}

}  // namespace

bool repair_labels(std::string& text) {
  if (text.find('\\') == std::string::npos) return false;
  std::string out;
  bool unclear = false, quoted = false;
  for (std::size_t at = 0; at < text.size();) {
    if (!quoted && starts_labels(text, at)) {
      const std::size_t open = text.find('(', at) + 1;
      out += text.substr(at, open - at);
      at = escape_labels(text, open, out, unclear);
      continue;
    }
    // Comments and defaults are escaped; a back-slash takes the next character with it.
    if (quoted && text[at] == '\\' && at + 1 < text.size()) out += text[at++];
    if (text[at] == '\'') quoted = !quoted;
    out += text[at++];
  }
  text = std::move(out);
  return unclear;
}

// CHECK ((a > 0)) is what CHECK (a > 0) is printed as, and CHECK (((a > 0))) what that is.
void take_parentheses_off(Expr& check) {
  const sql::Statement tokens = sql::tokens_of(check.written, syntax("tidb"));
  sql::Cursor at(check.written, tokens, syntax("tidb"));
  if (!at.is_op("(")) return;
  const std::string inside(at.parenthesised());
  if (at.at_end()) check.written = inside;
}

void repair_table(Table& table, std::string_view text) {
  for (Check& check : table.checks) take_parentheses_off(check.expression);
  if (text.ends_with("/* CACHED ON */")) edit_extra<MysqlTable>(table.extra).tidb["CACHE"] = "ON";
  for (Column& column : table.columns) {
    Expr* value = std::get_if<Expr>(&column.fill);
    if (!value || (value->written != "CURRENT_TIMESTAMP" && value->written != "CURRENT_DATE")) continue;
    const std::string_view type = base_name(column.type);
    if (type == "timestamp" || type == "datetime" || type == "date") continue;
    // The string of that text is printed without its quotes.
    const std::string text_of_it = "'" + value->written + "'";
    *value = Expr{text_of_it, text_of_it};
  }
}

Question replicas_question(Gathering& g) {
  std::string in;
  for (const std::string& name : g.databases) in += (in.empty() ? "" : ", ") + g.literal(name);
  return {
      "SELECT TABLE_SCHEMA, TABLE_NAME, REPLICA_COUNT, LOCATION_LABELS FROM information_schema.TIFLASH_REPLICA"
      " WHERE TABLE_SCHEMA IN (" +
          in + ")",
      {},
      [&g](Row& row) {
        std::string said = row[2].value_or("");
        const std::string labels = row[3].value_or("");
        for (std::size_t from = 0; !labels.empty() && from <= labels.size();) {
          const std::size_t to = std::min(labels.find(',', from), labels.size());
          said += (from ? ", " : " LOCATION LABELS ") + g.literal(labels.substr(from, to - from));
          from = to + 1;
        }
        g.replicas[{row[0].value_or(""), row[1].value_or("")}] = std::move(said);
      }};
}

}  // namespace plumb::mysql
