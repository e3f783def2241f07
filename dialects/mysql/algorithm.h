// What ALTER TABLE costs: whether the server can do without copying rows, and whether others can write meanwhile. Facts
// by flavour and version, each tried on the server itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/model/table.h"
#include "plumb/core/target.h"

namespace plumb::mysql {

/// What one action of an ALTER TABLE is to the storage engine.
enum class Act : std::uint8_t {
  AddColumn,           ///< behind all others
  AddColumnInside,     ///< FIRST, AFTER
  AddZeroDate,         ///< a date or time, not null and without a default: looks whether there are rows
  AddComputedDefault,  ///< with an expression as its default
  AddVirtual,          ///< GENERATED … VIRTUAL
  AddStored,           ///< GENERATED … STORED
  AddAutoIncrement,    ///< a counted column
  DropColumn,
  DropVirtual,
  MoveColumn,
  MoveVirtual,   ///< …or a column moves across one
  ShiftVirtual,  ///< a column is added before one
  RenameColumn,
  ChangeDefault,
  ChangeComment,     ///< of a column
  ChangeVisibility,  ///< of a column
  AppendLabel,       ///< an enum or set grows at its end
  Widen,             ///< a varchar grows and its length still takes as many bytes
  WidenFromShort,    ///< …and its length takes a byte more, from below 128 bytes
  WidenAcross,       ///< …from 128 bytes on
  SetNotNull,
  DropNotNull,
  ChangeCollation,  ///< of a column that no index holds; utf8mb3 becomes utf8mb4
  ChangeIndexedCollation,
  ChangeLabelCollation,  ///< of an enum or set that no index holds
  ChangeType,            ///< everything else about its type
  ChangeExpression,      ///< of a virtual column
  ChangeStored,          ///< expression of a stored column, or plain to stored and back
  StartCounting,         ///< AUTO_INCREMENT put on a column
  StopCounting,
  AddIndex,
  AddExpressionIndex,
  AddUniqueExpressionIndex,
  AddFulltext,
  AddSpatial,
  DropIndex,
  DropExpressionIndex,
  DropUniqueExpressionIndex,
  RenameIndex,
  ChangeIndexVisibility,
  AddPrimaryKey,
  DropPrimaryKey,
  ReplacePrimaryKey,
  AddForeignKey,
  DropForeignKey,
  AddCheck,
  AddCheckNotEnforced,
  DropCheck,
  EnforceCheck,
  UnenforceCheck,
  TableComment,
  DefaultCharset,
  Counter,        ///< AUTO_INCREMENT=n
  StoredOption,   ///< ROW_FORMAT, KEY_BLOCK_SIZE: rows are written anew
  CatalogOption,  ///< STATS_…, AVG_ROW_LENGTH: noted only
  Engine,         ///< ENGINE, ENCRYPTION: another file format
  SystemVersioning,
  AddPartition,  ///< of range and list
  DropPartition,
  AddBuckets,  ///< of hash and key: ADD, COALESCE
  Reorganize,
  PartitionBy,  ///< PARTITION BY, REMOVE PARTITIONING
};
inline constexpr int kActs = static_cast<int>(Act::PartitionBy) + 1;

enum class Algorithm : std::uint8_t {
  Instant,  ///< the catalogue only
  Inplace,  ///< by the engine, without writing the rows anew
  Rebuild,  ///< by the engine, all rows written anew
  Copy,     ///< by the server, row by row into another table
};
std::string_view name_of(Algorithm algorithm);

struct Cost {
  Algorithm algorithm = Algorithm::Instant;
  bool writes_go_on = true;
};

/// What a table is that keeps the server from its better ways.
struct Circumstances {
  bool innodb = true;
  bool fulltext = false;    ///< has a FULLTEXT index, and so its hidden column
  bool compressed = false;  ///< ROW_FORMAT=COMPRESSED
  bool partitioned = false;
  bool versioned = false;  ///< MariaDB: WITH SYSTEM VERSIONING
  bool virtual_columns = false;
  bool stored_columns = false;  ///< generated ones
  bool indexed_virtual_columns = false;
  bool expression_indexes = false;  ///< each with a hidden virtual column behind all others
};
Circumstances circumstances_of(const Table& table);

/// What all these actions cost in one statement.
Cost cost_of(const std::vector<Act>& acts, const Circumstances& table, const Target& target);

/// "ALGORITHM=INPLACE, LOCK=NONE": asks for just that, so that the server refuses rather than copying silently. Empty
/// where there is nothing to ask: every change is online (TiDB), or the engine has one way only.
std::string ask_for(const std::vector<Act>& acts, const Cost& cost, const Circumstances& table, const Target& target);

}  // namespace plumb::mysql
