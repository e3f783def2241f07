// MySQL: PARTITION BY and lists of partitions.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/mysql.h"
#include "plumb/core/sql/read/mysql_interval.h"
#include "plumb/core/sql/writer.h"

namespace plumb::sql {
namespace {

using namespace mysql_read;

std::string printed(Cursor& at) { return print(parse_expression(at), at.syntax()); }

// (a, b) behind KEY and COLUMNS, as an expression whose normal form is the list of names.
Expr read_column_list(Cursor& at) {
  Expr key;
  at.expect_op("(");
  const std::uint32_t from = at.position();
  while (!at.is_op(")")) {
    if (!key.canonical.empty()) key.canonical += ", ";
    key.canonical += quoted(at.name(), at.syntax());
    if (!at.is_op(")")) at.expect_op(",");
  }
  key.written = std::string(at.slice(from, at.position()));
  at.expect_op(")");
  return key;
}

Expr read_key_expression(Cursor& at) {
  at.expect_op("(");
  const std::uint32_t from = at.position();
  const Node node = parse_expression(at);
  Expr key = make_expr(at, from, at.position(), node);
  at.expect_op(")");
  return key;
}

// RANGE | LIST [COLUMNS], [LINEAR] HASH | KEY [ALGORITHM = n], SYSTEM_TIME, and what they divide
// by.
std::string read_method(Cursor& at, Expr& key) {
  if (at.accept("RANGE") || at.is("LIST")) {
    std::string method = at.accept("LIST") ? "list" : "range";
    if (at.accept("COLUMNS")) {
      key = read_column_list(at);
      return method + " columns";
    }
    key = read_key_expression(at);
    return method;
  }
  std::string method = at.accept("LINEAR") ? "linear " : "";
  if (at.accept("HASH")) {
    key = read_key_expression(at);
    return method + "hash";
  }
  if (at.accept("KEY")) {
    method += "key";
    if (at.accept("ALGORITHM")) {
      at.expect_op("=");
      method += " algorithm = " + at.integer();
    }
    key = read_column_list(at);
    return method;
  }
  if (at.accept("SYSTEM_TIME")) {  // MariaDB
    const std::uint32_t from = at.position();
    while (!at.at_end() && !at.is_op("(") && !at.is("PARTITIONS")) at.next();
    key.written = std::string(at.slice(from, at.position()));
    key.canonical = key.written;
    return "system_time";
  }
  at.expected("`RANGE`, `LIST`, `HASH` or `KEY`");
}

std::string read_values(Cursor& at) {
  at.expect_op("(");
  std::string out = "(";
  while (!at.is_op(")")) {
    if (out.size() > 1) out += ", ";
    if (at.accept("MAXVALUE"))
      out += "MAXVALUE";
    else
      out += printed(at);
    if (!at.is_op(")")) at.expect_op(",");
  }
  at.expect_op(")");
  return out + ")";
}

std::string read_bound(Cursor& at) {
  if (at.accept("HISTORY")) return "history";
  if (at.accept("CURRENT")) return "current";
  if (at.accept("DEFAULT")) return "default";
  if (!at.accept("VALUES")) return {};
  if (at.accept("IN")) return "in " + read_values(at);
  at.expect("LESS");
  at.expect("THAN");
  if (at.accept("MAXVALUE")) return "less than MAXVALUE";
  std::string values = read_values(at);
  return values == "(MAXVALUE)" ? "less than MAXVALUE" : "less than " + values;
}

bool read_partition_option(Cursor& at, Options& options) {
  std::string name;
  if (at.accept("STORAGE") || at.is("ENGINE")) {
    at.accept("ENGINE");
    options["ENGINE"] = read_word_value(at);
    return true;
  }
  if (at.accept_seq({"PLACEMENT", "POLICY"})) {
    options["PLACEMENT POLICY"] = quoted(read_word_value(at), at.syntax());
    return true;
  }
  if (at.accept("COMMENT"))
    name = "COMMENT";
  else if (at.accept_seq({"DATA", "DIRECTORY"}))
    name = "DATA DIRECTORY";
  else if (at.accept_seq({"INDEX", "DIRECTORY"}))
    name = "INDEX DIRECTORY";
  else if (at.is("MAX_ROWS") || at.is("MIN_ROWS") || at.is("NODEGROUP"))
    name = upper(at.text(at.next()));
  else if (at.accept("TABLESPACE"))
    name = "TABLESPACE";
  else
    return false;
  at.accept_op("=");
  if (at.peek().kind == Tok::String)
    options[name] = quote_string(at.string(), at.syntax());
  else if (at.peek().kind == Tok::Number)
    options[name] = at.integer();
  else
    options[name] = quoted(at.name(), at.syntax());
  return true;
}

}  // namespace

namespace mysql_read {

Partition read_partition(Cursor& at) {
  Partition partition;
  partition.name = at.name();
  partition.bound = read_bound(at);
  while (read_partition_option(at, partition.options)) continue;
  if (at.accept_op("(")) {
    do {
      at.expect("SUBPARTITION");
      Partition sub;
      sub.name = at.name();
      while (read_partition_option(at, sub.options)) continue;
      partition.subpartitions.push_back(std::move(sub));
    } while (at.accept_op(","));
    at.expect_op(")");
  }
  return partition;
}

std::vector<Partition> read_partition_list(Cursor& at) {
  std::vector<Partition> out;
  at.expect_op("(");
  do {
    at.expect("PARTITION");
    out.push_back(read_partition(at));
  } while (at.accept_op(","));
  at.expect_op(")");
  return out;
}

Partitioning read_partitioning(Cursor& at, const Table& table) {
  Partitioning out;
  out.method = read_method(at, out.key);
  if (out.method.starts_with("range") && at.is("INTERVAL")) {
    read_interval(at, table, out);
    return out;
  }
  if (at.accept("PARTITIONS")) out.count = read_count(at);
  if (at.accept_seq({"SUBPARTITION", "BY"})) {
    out.submethod = read_method(at, out.subkey);
    if (at.accept("SUBPARTITIONS")) out.subcount = read_count(at);
  }
  if (at.is_op("(")) out.partitions = read_partition_list(at);
  return out;
}

}  // namespace mysql_read
}  // namespace plumb::sql
