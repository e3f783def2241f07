// How words are set: their case, their quotes, and what stands between them.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/literal.h"
#include "plumb/tests/support/spelling_script.h"

namespace plumb::test {

using sql::Tok;

namespace {

// Words of statements that are names elsewhere: what they are cannot be told from the word alone.
constexpr std::string_view kAmbiguous[] = {
    "type",     "value",    "values",   "key",      "action",   "level",     "role",      "set",        "row",
    "rows",     "data",     "start",    "cache",    "cycle",    "owner",     "temp",      "sequence",   "index",
    "view",     "rule",     "trigger",  "function", "policy",   "statement", "each",      "before",     "after",
    "of",       "language", "version",  "year",     "month",    "day",       "hour",      "minute",     "second",
    "zone",     "without",  "by",       "at",       "always",   "identity",  "stored",    "include",    "comment",
    "enum",     "domain",   "range",    "list",     "hash",     "schema",    "extension", "first",      "last",
    "nulls",    "escape",   "security", "definer",  "invoker",  "match",     "partial",   "simple",     "cascade",
    "no",       "storage",  "options",  "option",   "name",     "method",    "cost",      "parallel",   "immutable",
    "volatile", "stable",   "text",     "date",     "time",     "json",      "uuid",      "status",     "engine",
    "charset",  "input",    "full",     "content",  "priority", "partition", "replace",   "statistics", "return"};

bool is_ambiguous(const Word& w, const Syntax& syntax) {
  for (std::string_view a : kAmbiguous)
    if (equals_ignoring_case(a, w.text)) return true;
  return sql::needs_quotes(w.text, syntax);
}

// Words of the language, as far as their case can be changed where names keep theirs.
bool is_language(const Word& w, const Script& s) {
  if (s.names.count(w.text)) return false;
  for (std::string_view a :
       {"key",    "index",          "engine",  "unsigned", "varchar",  "int",     "bigint",     "decimal",
        "text",   "auto_increment", "comment", "view",     "trigger",  "without", "rowid",      "strict",
        "begin",  "before",         "after",   "cascade",  "restrict", "action",  "partitions", "now",
        "utf8mb4"})
    if (equals_ignoring_case(a, w.text)) return !s.sqlite() || w.text.size() > 4;
  return sql::needs_quotes(w.text, s.syntax());
}

std::string quoted(const std::string& name, const Script& s, Random& random) {
  std::string out;
  if (s.sqlite() && name.find(']') == std::string::npos && random.chance(30)) return "[" + name + "]";
  if (s.sqlite() && name.find('`') == std::string::npos && random.chance(30)) return "`" + name + "`";
  sql::append_quoted_name(out, name, s.syntax());
  return out;
}

std::string mixed(std::string_view text, Random& random) {
  std::string out(text);
  for (char& c : out) c = random.chance(50) ? upper(std::string_view(&c, 1))[0] : lower(c);
  return out;
}

void spell_word(Word& w, const Word* next, const Script& s, const Layout& layout, Random& random) {
  using Quotes = Layout::Quotes;
  if (w.kind == Tok::Name && layout.quotes == Quotes::None) {
    const std::string name = sql::name_value(w.text);
    if (sql::is_plain_name(name, s.syntax()) && s.names.count(name)) {
      Word bare{Tok::Word, name, w.gap, !s.postgres()};
      if (!is_ambiguous(bare, s.syntax())) w = std::move(bare);
    }
  }
  if (w.kind == Tok::Word && layout.quotes == Quotes::All && s.names.count(name_of(w, s.syntax())) &&
      !is_ambiguous(w, s.syntax()) && !(next && is_op(*next, "(") && !next->gap)) {
    w = {Tok::Name, quoted(name_of(w, s.syntax()), s, random), w.gap, true};
  }
  if (w.kind != Tok::Word || w.fixed || (!s.postgres() && !is_language(w, s))) return;
  switch (layout.letters) {
    case Layout::Case::AsItIs: return;
    case Layout::Case::Upper: w.text = upper(w.text); return;
    case Layout::Case::Lower: w.text = lower(w.text); return;
    case Layout::Case::Mixed: w.text = mixed(w.text, random); return;
  }
}

std::string comment(const Script& s, Random& random) {
  static const std::vector<std::string> all = {
      "/* it's; \"here\" */", "/**/", "/* two\n   lines */", "-- it's; one line\n", "-- \"unclosed\n", "/* ` */"};
  if (s.syntax().nested_comments && random.chance(20)) return "/* a /* b */ ' */";
  if (s.syntax().hash_comments && random.chance(20)) return "# it's; hashed\n";
  return random.pick(all);
}

std::string between(const Word& before, const Word& w, const Script& s, const Layout& layout, Random& random) {
  // MySQL: a blank behind a function's name makes it another function. Names and their dots stay together.
  const bool glued = !w.gap && ((is_op(w, "(") && is_name(before)) || is_op(w, ".") || is_op(before, ".") ||
                                before.kind == Tok::Variable || w.kind == Tok::Variable);
  if (glued && !(s.postgres() && layout.comments && random.chance(20))) return {};
  const std::string end = layout.carriage_returns ? "\r\n" : "\n";
  // SQLite takes GENERATED ALWAYS off the type's text only where blanks stand around it.
  const bool bare = s.sqlite() && (is(w, "GENERATED") || is(before, "GENERATED"));
  std::string out;
  if (layout.comments && !bare && random.chance(35)) out = " " + comment(s, random) + (random.chance(50) ? " " : "");
  if (layout.lines && random.chance(25)) out += end + (random.chance(30) ? "\t  " : "");
  // A word that was made stands apart; so does whatever did.
  if (out.empty() && w.gap) out = " ";
  return out;
}

}  // namespace

std::string print(const Script& script, const Layout& layout, Random& random) {
  std::string out;
  const std::string end = layout.carriage_returns ? "\r\n" : "\n";
  for (const Words& s : script.statements) {
    const bool verbatim = is_verbatim(s, script);
    for (std::size_t i = 0; i < s.size(); ++i) {
      Word w = s[i];
      if (!verbatim) spell_word(w, i + 1 < s.size() ? &s[i + 1] : nullptr, script, layout, random);
      if (i > 0) {
        // What was glued may not be once a quote is gone: "a"b.
        std::string gap = verbatim ? w.blank : between(s[i - 1], w, script, layout, random);
        if (gap.empty() && w.kind != Tok::Operator && s[i - 1].kind != Tok::Operator) gap = " ";
        out += gap;
      }
      out += w.text;
    }
    out += layout.lines ? end + ";" + end + end + (random.chance(20) ? ";" + end : "") : ";\n";
  }
  return out;
}

}  // namespace plumb::test
