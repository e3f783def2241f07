// MySQL: what ALTER TABLE does to the charsets of columns.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/mysql.h"
#include "plumb/core/sql/read/mysql_alter.h"

namespace plumb::sql::mysql_read {
namespace {

bool holds_text(const Type& type) {
  for (const char* name : {"char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set", "character",
                           "character varying", "varcharacter", "long", "long varchar"})
    if (type.name == name) return true;
  return false;
}

int bytes_of(std::string_view charset) {
  if (charset == "utf8mb4" || charset == "utf32" || charset == "utf16" || charset == "utf16le" ||
      charset == "gb18030" || charset.empty())
    return 4;
  if (charset == "utf8" || charset == "utf8mb3" || charset == "ujis" || charset == "eucjpms") return 3;
  if (charset == "ucs2" || charset == "gbk" || charset == "gb2312" || charset == "big5" || charset == "sjis" ||
      charset == "cp932" || charset == "euckr")
    return 2;
  return 1;
}

}  // namespace

void convert_charset(Cursor& at, Table& table) {
  if (!accept_charset_words(at)) at.expected("`CHARACTER SET`");
  MysqlTable& extra = edit_extra<MysqlTable>(table.extra);
  const std::string from = extra.charset;
  const std::string to = at.accept("DEFAULT") ? "" : charset_name(read_word_value(at));
  extra.charset = to;
  extra.collation = at.accept("COLLATE") ? charset_name(read_word_value(at)) : "";
  for (Column& column : table.columns) {
    if (!holds_text(column.type)) continue;
    const std::string own = extra_of<MysqlColumn>(column.extra).charset;
    // The server widens a text so that as many characters fit as before.
    if (bytes_of(to) > bytes_of(own.empty() ? from : own)) {
      if (column.type.name == "tinytext")
        column.type.name = "text";
      else if (column.type.name == "text")
        column.type.name = "mediumtext";
      else if (column.type.name == "mediumtext")
        column.type.name = "longtext";
    }
    if (!own.empty()) edit_extra<MysqlColumn>(column.extra).charset.clear();
    column.collation.clear();
  }
}

void keep_column_charsets(const Table& before, Table& table, const Syntax& syntax) {
  const auto& was = extra_of<MysqlTable>(before.extra);
  const auto& now = extra_of<MysqlTable>(table.extra);
  if (was.charset == now.charset && was.collation == now.collation) return;
  std::string charset = was.charset, collation = was.collation;
  if (charset.empty() && collation.empty()) {
    charset = "utf8mb4";
    collation = syntax.grammar.tidb      ? "utf8mb4_bin"
                : syntax.grammar.mariadb ? "utf8mb4_general_ci"
                                         : "utf8mb4_0900_ai_ci";
  }
  // DEFAULT CHARSET=x alone means x's own collation from now on, not the former one.
  if (was.charset != now.charset && was.collation == now.collation)
    edit_extra<MysqlTable>(table.extra).collation.clear();
  if (was.collation != now.collation && was.charset == now.charset &&
      now.collation.substr(0, now.collation.find('_')) != now.charset)
    edit_extra<MysqlTable>(table.extra).charset = now.collation.substr(0, now.collation.find('_'));
  for (Column& column : table.columns) {
    if (!holds_text(column.type) || !column.collation.empty() || !extra_of<MysqlColumn>(column.extra).charset.empty())
      continue;
    if (!charset.empty()) edit_extra<MysqlColumn>(column.extra).charset = charset;
    column.collation = collation;
  }
}

void name_implied_index(Table& table, const std::string& from, const std::string& to) {
  for (const ForeignKey& key : table.foreign_keys) {
    if (!equals_ignoring_case(key.name, from) &&
        (key.columns.empty() || !equals_ignoring_case(key.columns.front(), from)))
      continue;
    Index index;
    index.name = to;
    for (const std::string& column : key.columns) {
      IndexPart part;
      part.column = column;
      index.parts.push_back(std::move(part));
    }
    table.indexes.push_back(std::move(index));
    return;
  }
}

}  // namespace plumb::sql::mysql_read
