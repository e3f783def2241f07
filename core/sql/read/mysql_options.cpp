// MySQL: what stands behind the closing parenthesis of CREATE TABLE.
#include <array>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/mysql.h"
#include "plumb/core/sql/writer.h"

namespace plumb::sql {
namespace {

using namespace mysql_read;

MysqlTable& extra(Table& table) { return edit_extra<MysqlTable>(table.extra); }

struct Option {
  std::string_view first, second;  // its words
  bool tidb = false;
};
// Every other option is kept by name, its value as SQL text.
constexpr std::array kOptions = {
    Option{"AVG_ROW_LENGTH", {}},
    Option{"CHECKSUM", {}},
    Option{"TABLE_CHECKSUM", {}},
    Option{"COMPRESSION", {}},
    Option{"CONNECTION", {}},
    Option{"DATA", "DIRECTORY"},
    Option{"INDEX", "DIRECTORY"},
    Option{"DELAY_KEY_WRITE", {}},
    Option{"ENCRYPTION", {}},
    Option{"INSERT_METHOD", {}},
    Option{"KEY_BLOCK_SIZE", {}},
    Option{"MAX_ROWS", {}},
    Option{"MIN_ROWS", {}},
    Option{"PACK_KEYS", {}},
    Option{"PASSWORD", {}},
    Option{"STATS_AUTO_RECALC", {}},
    Option{"STATS_PERSISTENT", {}},
    Option{"STATS_SAMPLE_PAGES", {}},
    Option{"AUTOEXTEND_SIZE", {}},
    Option{"ENGINE_ATTRIBUTE", {}},
    Option{"SECONDARY_ENGINE", {}},
    Option{"SECONDARY_ENGINE_ATTRIBUTE", {}},
    Option{"PAGE_CHECKSUM", {}},
    Option{"TRANSACTIONAL", {}},
    Option{"PAGE_COMPRESSED", {}},
    Option{"PAGE_COMPRESSION_LEVEL", {}},
    Option{"ENCRYPTED", {}},
    Option{"ENCRYPTION_KEY_ID", {}},
    Option{"IETF_QUOTES", {}},
    Option{"SEQUENCE", {}},
    Option{"SHARD_ROW_ID_BITS", {}, true},
    Option{"PRE_SPLIT_REGIONS", {}, true},
    Option{"AUTO_ID_CACHE", {}, true},
    Option{"AUTO_RANDOM_BASE", {}, true},
    Option{"TTL_ENABLE", {}, true},
    Option{"TTL_JOB_INTERVAL", {}, true},
    Option{"STATS_BUCKETS", {}, true},
    Option{"STATS_TOPN", {}, true},
    Option{"STATS_COL_CHOICE", {}, true},
    Option{"STATS_COL_LIST", {}, true},
    Option{"STATS_SAMPLE_RATE", {}, true},
    Option{"AFFINITY", {}, true},
};

// A value as SQL text: a string in its one spelling, a number, a word in upper case.
std::string read_value(ReadState& state, Cursor& at) {
  at.accept_op("=");
  const Token& token = at.peek();
  if (token.kind == Tok::String) return quote_string(at.string(), state.syntax);
  if (token.kind == Tok::Number || at.is_op("-")) return at.integer();
  if (token.kind == Tok::Word) return upper(at.text(at.next()));
  if (token.kind == Tok::Name) return quoted(at.name(), state.syntax);
  at.expected("a value");
}

bool read_charset_option(Cursor& at, Table& table) {
  const std::uint32_t from = at.position();
  at.accept("DEFAULT");
  if (accept_charset_words(at)) {
    extra(table).charset = charset_name(read_word_value(at));
    return true;
  }
  if (at.accept("COLLATE")) {
    extra(table).collation = charset_name(read_word_value(at));
    return true;
  }
  at.seek(from);
  return false;
}

bool read_tidb_option(ReadState& state, Cursor& at, Table& table) {
  if (at.is("TTL") && at.is_op("=", 1)) {
    at.next();
    at.next();
    extra(table).tidb["TTL"] = print(parse_expression(at), state.syntax);
    return true;
  }
  const std::uint32_t from = at.position();
  at.accept("DEFAULT");
  if (at.accept_seq({"PLACEMENT", "POLICY"})) {
    at.accept_op("=");
    at.accept("SET");  // SET DEFAULT takes a policy off
    std::string policy = at.peek().kind == Tok::String ? at.string() : at.name();
    if (equals_ignoring_case(policy, "default"))
      extra(table).tidb.erase("PLACEMENT POLICY");
    else
      extra(table).tidb["PLACEMENT POLICY"] = quoted(policy, state.syntax);
    return true;
  }
  at.seek(from);
  return false;
}

// UNION = (a, b): the tables under a MERGE table.
std::string read_union(ReadState& state, Cursor& at) {
  at.accept_op("=");
  at.expect_op("(");
  std::string out = "(";
  while (!at.accept_op(")")) {
    if (out.size() > 1) out += ", ";
    out += quote_name(state.read_name(at), state.syntax);
    if (!at.is_op(")")) at.expect_op(",");
  }
  return out + ")";
}

bool read_named_field(ReadState& state, Cursor& at, Table& table) {
  if (at.accept("ENGINE") || (at.is("TYPE") && at.is_op("=", 1) && at.accept("TYPE"))) {
    extra(table).engine = read_word_value(at);
    return true;
  }
  if (at.accept("COMMENT")) {
    at.accept_op("=");
    table.comment = at.string();
    return true;
  }
  if (at.accept("AUTO_INCREMENT")) {
    at.accept_op("=");
    extra(table).auto_increment = at.integer();
    return true;
  }
  if (at.accept("ROW_FORMAT")) {
    const std::string format = lower(read_word_value(at));
    extra(table).row_format = format == "default" ? "" : format;
    return true;
  }
  if (at.accept("TABLESPACE")) {
    at.accept_op("=");
    extra(table).options["TABLESPACE"] = quoted(at.name(), state.syntax);
    return true;
  }
  if (at.accept("STORAGE")) {
    extra(table).options["STORAGE"] = upper(read_word_value(at));
    return true;
  }
  if (at.accept("UNION")) {
    extra(table).options["UNION"] = read_union(state, at);
    return true;
  }
  if (at.accept_seq({"ON", "COMMIT", "DELETE", "ROWS"})) return true;  // of a global temporary table of TiDB, always
  if (at.accept_seq({"START", "TRANSACTION"})) return true;            // of mysqldump; says nothing about the table
  if (at.accept_seq({"WITH", "SYSTEM", "VERSIONING"})) return extra(table).system_versioned = true;
  return false;
}

}  // namespace

namespace mysql_read {

bool read_option(ReadState& state, Cursor& at, Table& table) {
  if (read_named_field(state, at, table) || read_charset_option(at, table) || read_tidb_option(state, at, table))
    return true;
  for (const Option& option : kOptions) {
    if (!at.is(option.first) || (!option.second.empty() && !at.is(option.second, 1))) continue;
    at.next();
    if (!option.second.empty()) at.next();
    std::string name(option.first);
    if (!option.second.empty()) name += " " + std::string(option.second);
    if (name == "TABLE_CHECKSUM") name = "CHECKSUM";
    auto& options = option.tidb ? extra(table).tidb : extra(table).options;
    options[name] = read_value(state, at);
    return true;
  }
  // Options that a storage engine of MariaDB defines for itself.
  if (state.syntax.grammar.mariadb && at.is_name() && at.is_op("=", 1)) {
    std::string name = at.peek().kind == Tok::Word ? upper(at.text()) : quoted(at.name_of(at.peek()), state.syntax);
    at.next();
    extra(table).options[name] = read_value(state, at);
    return true;
  }
  return false;
}

void read_options(ReadState& state, Cursor& at, Table& table) {
  for (;;) {
    const std::uint32_t from = at.position();
    const bool comma = at.accept_op(",");
    if (read_option(state, at, table)) continue;
    if (comma) at.expected("a table option");
    at.seek(from);
    return;
  }
}

}  // namespace mysql_read

void read_mysql_table_options(ReadState& state, Cursor& at, Table& table) {
  if (at.accept("LIKE")) copy_like(state, at, table);
  read_options(state, at, table);
  if (at.accept_seq({"PARTITION", "BY"})) table.partitioning = read_partitioning(at, table);
  read_options(state, at, table);  // TiDB prints some behind the partitions
  name_parts(table, state.syntax, false);
}

}  // namespace plumb::sql
