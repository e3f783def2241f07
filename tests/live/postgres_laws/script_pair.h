// Two schemas near each other, made from a seed, as SQL that every PostgreSQL from 15 on takes.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "plumb/tests/support/random.h"

namespace plumb::test {

struct ScriptColumn {
  std::string name, type, value, collation, comment;  ///< `value`: its default
  enum class Kind : std::uint8_t { Plain, Always, ByDefault, Serial, Generated } kind = Kind::Plain;
  bool not_null = false;
};
struct ScriptKey {
  std::string name, column, to, action;
  bool deferred = false;
};
struct ScriptIndex {
  std::string name, what, where, method, options;
  bool unique = false;
};
struct ScriptTable {
  std::vector<ScriptColumn> columns;                             ///< the first is `id`, its primary key
  std::map<std::string, std::string> uniques, checks, policies;  ///< name → definition
  std::map<std::string, ScriptKey> keys;
  std::map<std::string, ScriptIndex> indexes;
  std::map<std::string, std::string> triggers, rules, statistics;  ///< name → everything behind it
  std::string comment, partitioned;                                ///< `partitioned`: one of "", "list", "hash"
  int fillfactor = 0;
  bool unlogged = false, row_security = false, named_key = false;
};
struct ScriptSchema {
  std::map<std::string, std::vector<std::string>> enums;
  std::map<std::string, std::string> domains, sequences, functions, views,
      materialised;  ///< name → definition
  std::map<std::string, ScriptTable> tables;

  std::string sql() const;
};

struct ScriptPair {
  std::uint64_t seed = 0;
  ScriptSchema from, to;
  std::vector<std::string> changes;  ///< what `to` is made of, for people
};
/// `without`: changes to leave out, by number, to make a failing pair smaller.
ScriptPair make_script_pair(std::uint64_t seed, const std::set<std::size_t>& without = {});

/// Rows that every constraint of the generator takes: INSERT statements, in an order that keys
/// allow.
std::vector<std::string> rows_of(const ScriptSchema& schema, int rows);

}  // namespace plumb::test
