// Which dialect a text looks like: words that one of them has and the others do not.
#include <array>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/reader.h"

namespace plumb::sql {
namespace {

enum Family : std::uint8_t { kSqlite, kPostgres, kMysql };

struct Sign {
  std::string_view text;  // lower case; blanks stand for any white space
  std::string_view spoken;
  Family family;
  int weight;
};
constexpr Sign kSigns[] = {
    {"engine=", "ENGINE=", kMysql, 4},
    {"engine =", "ENGINE=", kMysql, 4},
    {"auto_increment", "AUTO_INCREMENT", kMysql, 4},
    {"auto_random", "AUTO_RANDOM", kMysql, 4},
    {"unsigned", "UNSIGNED", kMysql, 2},
    {"/*!", "/*! … */", kMysql, 4},
    {"default charset", "DEFAULT CHARSET", kMysql, 4},
    {"character set", "CHARACTER SET", kMysql, 2},
    {"on update current_timestamp", "ON UPDATE CURRENT_TIMESTAMP", kMysql, 4},
    {"unique key", "UNIQUE KEY", kMysql, 2},
    {"enum(", "ENUM(…)", kMysql, 2},
    {"delimiter ", "DELIMITER", kMysql, 2},
    {"tinyint(1)", "tinyint(1)", kMysql, 2},
    {"longtext", "longtext", kMysql, 3},
    {"mediumtext", "mediumtext", kMysql, 3},
    {"timestamptz", "timestamptz", kPostgres, 4},
    {"with time zone", "WITH TIME ZONE", kPostgres, 4},
    {"without time zone", "WITHOUT TIME ZONE", kPostgres, 4},
    {"jsonb", "jsonb", kPostgres, 3},
    {"bigserial", "bigserial", kPostgres, 4},
    {" serial ", "serial", kPostgres, 2},
    {"as identity", "AS IDENTITY", kPostgres, 3},
    {"create extension", "CREATE EXTENSION", kPostgres, 4},
    {"create type", "CREATE TYPE", kPostgres, 3},
    {"plpgsql", "plpgsql", kPostgres, 4},
    {"set search_path", "SET search_path", kPostgres, 4},
    {"::", "::", kPostgres, 3},
    {"owner to", "OWNER TO", kPostgres, 4},
    {"$$", "$$", kPostgres, 2},
    {" bytea", "bytea", kPostgres, 3},
    {"gen_random_uuid(", "gen_random_uuid()", kPostgres, 3},
    {"nextval(", "nextval()", kPostgres, 4},
    {"text[]", "text[]", kPostgres, 4},
    {" using gin", "USING gin", kPostgres, 4},
    {"create schema", "CREATE SCHEMA", kPostgres, 1},
    {" autoincrement", "AUTOINCREMENT", kSqlite, 4},
    {"without rowid", "WITHOUT ROWID", kSqlite, 4},
    {"pragma ", "PRAGMA", kSqlite, 4},
    {"create virtual table", "CREATE VIRTUAL TABLE", kSqlite, 4},
    {"sqlite_", "sqlite_…", kSqlite, 3},
    {") strict", "STRICT", kSqlite, 2},
    {"on conflict abort", "ON CONFLICT", kSqlite, 1},
    {"strftime(", "strftime()", kSqlite, 2},
};

// The text with comments and strings blanked, lower case, white space as one blank: words in a
// comment or a default say nothing. Backquotes are kept.
std::string plain(std::string_view text) {
  constexpr std::size_t kEnough = 256 * 1024;
  std::string out;
  for (std::size_t i = 0; i < text.size() && i < kEnough; ++i) {
    const char c = text[i];
    if (c == '-' && i + 1 < text.size() && text[i + 1] == '-') {
      while (i < text.size() && text[i] != '\n') ++i;
      out += ' ';
    } else if (c == '/' && i + 2 < text.size() && text[i + 1] == '*' && text[i + 2] != '!') {
      const std::size_t end = text.find("*/", i + 2);
      i = end == std::string_view::npos ? text.size() : end + 1;
      out += ' ';
    } else if (c == '\'') {
      const std::size_t end = text.find('\'', i + 1);
      i = end == std::string_view::npos ? text.size() : end;
      out += "''";
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      if (out.empty() || out.back() != ' ') out += ' ';
    } else {
      out += lower(c);
    }
  }
  return out;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }

bool has_sign(const std::string& text, std::string_view sign) {
  for (std::size_t at = text.find(sign); at != std::string::npos; at = text.find(sign, at + 1)) {
    const bool starts = !is_letter(sign.front()) || at == 0 || !is_letter(text[at - 1]);
    const std::size_t end = at + sign.size();
    const bool ends = !is_letter(sign.back()) || sign == "sqlite_" || end >= text.size() || !is_letter(text[end]);
    if (starts && ends) return true;
  }
  return false;
}

}  // namespace

DialectGuess explain_dialect(std::string_view text) {
  static constexpr std::array<std::string_view, 3> kNames = {"sqlite", "postgres", "mysql"};
  const std::string words = plain(text);
  std::array<int, 3> score{};
  std::array<std::vector<std::string>, 3> spoken;
  const auto count = [&](Family family, int weight, std::string_view what) {
    score[family] += weight;
    std::vector<std::string>& list = spoken[family];
    if (list.size() < 4 && (list.empty() || list.back() != what)) list.emplace_back(what);
  };
  for (const Sign& sign : kSigns)
    if (has_sign(words, sign.text)) count(sign.family, sign.weight, sign.spoken);
  // SQLite takes backquotes too, but nobody writes them by hand there.
  if (words.find('`') != std::string::npos) count(kMysql, 1, "backquotes");

  std::size_t best = 0;
  for (std::size_t i = 1; i < score.size(); ++i)
    if (score[i] > score[best]) best = i;
  for (std::size_t i = 0; i < score.size(); ++i)
    if (i != best && (score[i] == score[best] || score[i] * 2 > score[best])) return {};
  if (score[best] < 2) return {};
  return {kNames[best], join(spoken[best], ", ")};
}

std::string_view guess_dialect(std::string_view text) { return explain_dialect(text).dialect; }

}  // namespace plumb::sql
