// MySQL, TiDB, MariaDB: columns, keys, options and partitions.
#include <string>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/write/dialects.h"

namespace plumb::sql {
namespace {

const MysqlColumn& extra(const Column& column) { return extra_of<MysqlColumn>(column.extra); }

void write_charset(Sql& out, const Column& column) {
  if (!extra(column).charset.empty()) out.word("CHARACTER SET").word(extra(column).charset);
  if (column.collation.empty()) return;
  // The _bin collation of a charset that is not known here.
  if (column.collation == "_bin")
    out.word("BINARY");
  else
    out.word("COLLATE").word(column.collation);
}

void write_fill(Sql& out, const Column& column) {
  if (const Expr* value = column.default_value()) out.word("DEFAULT").expression(*value);
  const Identity* identity = column.identity();
  if (!identity) return;
  if (!identity->auto_random) {
    out.word("AUTO_INCREMENT");
    return;
  }
  std::string word = "AUTO_RANDOM";
  if (identity->random_bits) {
    word += "(" + std::to_string(*identity->random_bits);
    if (identity->random_range) word += ", " + std::to_string(*identity->random_range);
    word += ")";
  }
  out.word(word);
}

void write_storage(Sql& out, const MysqlColumn& extra) {
  if (!extra.column_format.empty()) out.word("COLUMN_FORMAT").word(upper(extra.column_format));
  if (!extra.storage.empty()) out.word("STORAGE").word(upper(extra.storage));
  if (!extra.engine_attribute.empty()) out.word("ENGINE_ATTRIBUTE").string(extra.engine_attribute);
  if (!extra.secondary_engine_attribute.empty())
    out.word("SECONDARY_ENGINE_ATTRIBUTE").string(extra.secondary_engine_attribute);
  if (extra.without_system_versioning) out.word("WITHOUT SYSTEM VERSIONING");
}

void write_options(Sql& out, const Options& options) {
  for (const auto& [name, value] : options) {
    if (name == "CACHE" || name == "TIFLASH REPLICA") continue;  // said once the table is there
    if (name == "STORAGE")
      out.word(name + " " + value);
    else
      out.word(name + "=" + value);
  }
}

void write_partition_options(Sql& out, const Options& options) {
  for (const auto& [name, value] : options) out.word(name + " = " + value);
}

void write_partition(Sql& out, const Partition& partition, std::string_view word) {
  out.word(word).name(partition.name);
  const std::string& bound = partition.bound;
  if (bound == "history" || bound == "current" || bound == "default")
    out.word(upper(bound));
  else if (bound.compare(0, 3, "in ") == 0)
    out.word("VALUES IN " + bound.substr(3));
  else if (!bound.empty())
    out.word("VALUES LESS THAN " + bound.substr(std::string_view("less than ").size()));
  write_partition_options(out, partition.options);
  if (partition.subpartitions.empty()) return;
  out.open();
  for (std::size_t i = 0; i < partition.subpartitions.size(); ++i) {
    if (i) out.comma();
    write_partition(out, partition.subpartitions[i], "SUBPARTITION");
  }
  out.close();
}

// "key algorithm = 1" → KEY ALGORITHM = 1 (…).
void write_method(Sql& out, const std::string& method, const Expr& key) {
  out.word(upper(method));
  if (method != "system_time")
    out.parenthesised(key);
  else if (!key.empty())
    out.expression(key);
}

}  // namespace

void write_mysql_column(Sql& out, const Column& column, const Table*) {
  const MysqlColumn& own = extra(column);
  if (own.compressed) out.word("COMPRESSED");
  write_charset(out, column);
  if (const Computed* computed = column.computed())
    out.word("GENERATED ALWAYS AS").parenthesised(computed->from).word(computed->stored ? "STORED" : "VIRTUAL");
  if (!column.nullable) out.word("NOT NULL");
  // Servers without explicit_defaults_for_timestamp make a timestamp NOT NULL where nothing is
  // said.
  else if (column.type.name == "timestamp")
    out.word("NULL");
  if (own.srid) out.word("SRID").word(std::to_string(*own.srid));
  if (own.invisible) out.word("INVISIBLE");
  write_fill(out, column);
  if (!own.on_update.empty()) out.word("ON UPDATE").expression(own.on_update);
  if (!column.comment.empty()) out.word("COMMENT").string(column.comment);
  write_storage(out, own);
}

void write_mysql_table_options(Sql& out, const Table& table) {
  const MysqlTable& own = extra_of<MysqlTable>(table.extra);
  if (!own.engine.empty()) out.word("ENGINE=" + own.engine);
  if (!own.auto_increment.empty()) out.word("AUTO_INCREMENT=" + own.auto_increment);
  if (!own.charset.empty()) out.word("DEFAULT CHARSET=" + own.charset);
  if (!own.collation.empty()) out.word("COLLATE=" + own.collation);
  if (!own.row_format.empty()) out.word("ROW_FORMAT=" + upper(own.row_format));
  write_options(out, own.options);
  write_options(out, own.tidb);
  if (!table.comment.empty()) out.word("COMMENT=" + quote_string(table.comment, out.syntax()));
  if (own.system_versioned) out.word("WITH SYSTEM VERSIONING");
  if (own.temporary) out.word("ON COMMIT DELETE ROWS");
  if (table.partitioning) {
    out.line(0);
    write_mysql_partitioning(out, *table.partitioning);
  }
}

std::vector<std::string> mysql_follow_ups(const Table& table, const Syntax& syntax) {
  std::vector<std::string> out;
  const Options& tidb = extra_of<MysqlTable>(table.extra).tidb;
  const auto add = [&](const std::string& action) {
    Sql sql(syntax);
    out.push_back(std::move(sql.word("ALTER TABLE").name(table.name).word(action)).take());
  };
  if (const auto at = tidb.find("TIFLASH REPLICA"); at != tidb.end()) add("SET TIFLASH REPLICA " + at->second);
  if (tidb.contains("CACHE")) add("CACHE");
  return out;
}

void write_mysql_partitioning(Sql& out, const Partitioning& partitioning) {
  out.word("PARTITION BY");
  write_method(out, partitioning.method, partitioning.key);
  if (partitioning.count) out.word("PARTITIONS").word(std::to_string(*partitioning.count));
  if (!partitioning.submethod.empty()) {
    out.word("SUBPARTITION BY");
    write_method(out, partitioning.submethod, partitioning.subkey);
    if (partitioning.subcount) out.word("SUBPARTITIONS").word(std::to_string(*partitioning.subcount));
  }
  if (partitioning.partitions.empty()) return;
  out.open();
  for (std::size_t i = 0; i < partitioning.partitions.size(); ++i) {
    if (i) out.comma();
    out.line(2);
    write_partition(out, partitioning.partitions[i], "PARTITION");
  }
  out.line(0).close();
}

void write_mysql_key(Sql& out, const Index& index) {
  if (index.unique) out.word("UNIQUE");
  if (index.kind == IndexKind::Fulltext) out.word("FULLTEXT");
  if (index.kind == IndexKind::Spatial) out.word("SPATIAL");
  if (index.kind == IndexKind::Vector) out.word("VECTOR");
  out.word("KEY").name(index.name);
  write_index_parts(out, index.parts);
  write_mysql_index_options(out, index);
}

void write_mysql_index_options(Sql& out, const Index& index) {
  if (const std::string& method = index.method.empty() ? index.using_.text : index.method; !method.empty())
    out.word("USING").word(upper(method));
  for (const auto& [name, value] : index.parameters) out.word(name + "=" + value);
  if (!index.parser.empty()) out.word("WITH PARSER").name(index.parser);
  if (!index.comment.empty()) out.word("COMMENT").string(index.comment);
  if (index.invisible) out.word(out.syntax().grammar.mariadb ? "IGNORED" : "INVISIBLE");
  if (index.global) out.word(*index.global ? "GLOBAL" : "LOCAL");
}

}  // namespace plumb::sql
