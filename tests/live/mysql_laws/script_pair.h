// Two schemas near each other, made from a seed, as SQL that a server of the MySQL family takes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plumb/tests/support/random.h"

namespace plumb::test {

/// What the generator may ask of a server.
struct ScriptServer {
  std::string name;  ///< as tests/support/servers calls it
  std::string flavour;
  bool fulltext = true, descending = true, triggers = true, expression_defaults = true, expression_keys = true;
  bool partitions = true, invisible = true, uuid = false, generated_keys = true, charsets = true;
  /// A stored computed column may come to a table that stands, as on the way back from its drop.
  bool stored_later = true;
  /// A type may change below an index, and a column get or lose AUTO_INCREMENT.
  bool changes_below_keys = true;
};
const std::vector<ScriptServer>& script_servers();

struct ScriptColumn {
  std::string name, type, value, attributes;  ///< `value`: its default; `attributes`: COLLATE, COMMENT, INVISIBLE …
  std::string generated;                      ///< expression, STORED or VIRTUAL
  bool not_null = false;
};
/// A trigger, routine or event: its text, in which %s is its name (of a trigger: its table).
struct ScriptProgram {
  std::string text;
  std::optional<std::string> modes;  ///< of sql_mode, where the script states them
};
struct ScriptKey {
  std::string column, to, action;
};
struct ScriptTable {
  std::vector<ScriptColumn> columns;           ///< the first is `id`, its primary key
  std::map<std::string, std::string> indexes;  ///< name → "UNIQUE (`a`)"
  std::map<std::string, std::string> checks;
  std::map<std::string, ScriptProgram> triggers;
  std::map<std::string, ScriptKey> keys;
  std::string comment, options, partitions;
};
struct ScriptSchema {
  std::map<std::string, ScriptTable> tables;
  std::map<std::string, std::string> views;
  std::map<std::string, ScriptProgram> programs;
  std::string sql() const;
};

struct ScriptPair {
  std::uint64_t seed = 0;
  ScriptSchema from, to;
  std::vector<std::string> changes;  ///< what `to` is made of, for people
};
/// `without`: changes to leave out, by number, to make a failing pair smaller.
ScriptPair make_script_pair(const ScriptServer& server, std::uint64_t seed, const std::set<std::size_t>& without = {});

/// Rows that every constraint of the generator takes, as INSERT statements.
std::vector<std::string> rows_of(const ScriptSchema& schema, int rows);

}  // namespace plumb::test
