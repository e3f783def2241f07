// Two schemas near each other, made from a seed, as SQL that MySQL 8, TiDB or MariaDB takes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::test {

struct MysqlScriptColumn {
  std::string name, type, rest;  ///< `rest`: NOT NULL, DEFAULT …, as they stand behind the type
  std::string computed;          ///< "AS (…) VIRTUAL"; then there is no default
  std::string comment;
};
struct MysqlScriptTable {
  std::vector<MysqlScriptColumn> columns;         ///< the first is `id`
  std::string key;                                ///< "PRIMARY KEY (`id`)"
  std::map<std::string, std::string> indexes;     ///< name → "UNIQUE KEY `name` (…)"
  std::map<std::string, std::string> checks;      ///< name → "(…) NOT ENFORCED"
  std::map<std::string, std::string> references;  ///< name → "FOREIGN KEY (…) REFERENCES …"
  std::string options, partitions;
};
struct MysqlScript {
  std::map<std::string, MysqlScriptTable> tables;
  std::map<std::string, std::string> views, code, sequences;  ///< name → the whole statement
  std::string sql() const;
};
struct MysqlPair {
  std::uint64_t seed = 0;
  MysqlScript from, to;
  std::vector<std::string> changes;  ///< what `to` is made of, for people
};

MysqlPair make_mysql_pair(std::string_view flavour, std::uint64_t seed);

}  // namespace plumb::test
