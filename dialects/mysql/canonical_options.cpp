// Table options and partitions in their normal form.
#include <array>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/dialects/mysql/canonical.h"
#include "plumb/dialects/mysql/charsets.h"

namespace plumb::mysql {
namespace {

struct Engine {
  std::string_view said, stored;
};
constexpr std::array kEngines = {
    Engine{"innodb", "InnoDB"}, Engine{"myisam", "MyISAM"}, Engine{"memory", "MEMORY"},
    Engine{"heap", "MEMORY"}, Engine{"csv", "CSV"}, Engine{"archive", "ARCHIVE"},
    Engine{"blackhole", "BLACKHOLE"}, Engine{"merge", "MRG_MyISAM"},
    Engine{"mrg_myisam", "MRG_MyISAM"}, Engine{"federated", "FEDERATED"},
    Engine{"ndb", "ndbcluster"}, Engine{"ndbcluster", "ndbcluster"}, Engine{"aria", "Aria"},
    Engine{"rocksdb", "ROCKSDB"}, Engine{"tokudb", "TokuDB"},
};

std::string engine_as_stored(std::string_view said, const Flavour& flavour) {
  if (said.empty() || flavour.one_engine) return "InnoDB";
  const std::string known = lower(said);
  for (const Engine& engine : kEngines)
    if (engine.said == known) return std::string(engine.stored);
  return std::string(said);
}

void canonical_charset(MysqlTable& extra, const Canon& canon, const Namespace* database) {
  const Flavour& flavour = canon.flavour;
  extra.charset = charset_as_stored(lower(extra.charset), flavour);
  extra.collation = collation_as_stored(lower(extra.collation), flavour);
  if (extra.charset == "default") extra.charset.clear();
  if (extra.charset.empty() && !extra.collation.empty()) extra.charset = charset_of(extra.collation);
  if (extra.charset.empty() && database) {
    extra.charset = database->charset;
    extra.collation = database->collation;
  }
  if (extra.charset.empty()) extra.charset = std::string(flavour.charset);
  if (extra.collation.empty()) extra.collation = default_collation(extra.charset, flavour);
}

void drop_defaults(MysqlTable& extra, const Canon& canon) {
  // A merge table alone has a use for it; nothing keeps it otherwise.
  if (extra.engine != "MRG_MyISAM") extra.options.erase("INSERT_METHOD");
  if (auto at = extra.options.find("ENCRYPTION"); at != extra.options.end() && upper(at->second) == "'N'")
    extra.options.erase(at);
  for (auto at = extra.options.begin(); at != extra.options.end();)
    at = at->second == "DEFAULT" || at->second == "''" ? extra.options.erase(at) : std::next(at);
  if (extra.auto_increment == "0" || extra.auto_increment == "1") extra.auto_increment.clear();
  extra.row_format = lower(extra.row_format);
  if (!canon.flavour.one_engine) return;
  // TiDB takes what says how MySQL stores rows, and forgets it.
  extra.options.clear();
  extra.row_format.clear();
  if (auto at = extra.tidb.find("TTL_ENABLE"); at != extra.tidb.end() && upper(at->second) == "'ON'")
    extra.tidb.erase(at);
  // Its default was 1h before 8.5 and is 24h since.
  if (auto at = extra.tidb.find("TTL_JOB_INTERVAL");
      at != extra.tidb.end() && (at->second == "'1h'" || at->second == "'24h'" || at->second == "'24h0m0s'"))
    extra.tidb.erase(at);
}

}  // namespace

void canonical_options(Table& table, const Canon& canon, const Namespace* database) {
  MysqlTable& extra = edit_extra<MysqlTable>(table.extra);
  extra.engine = engine_as_stored(extra.engine, canon.flavour);
  canonical_charset(extra, canon, database);
  drop_defaults(extra, canon);
  if (auto at = extra.tidb.find("TTL"); at != extra.tidb.end())
    if (auto tree = sql::parse_expression(at->second, canon.target.syntax)) {
      normalise(*tree, canon, &table);
      at->second = sql::print(*tree, canon.target.syntax);
    }
}

void canonical_partitions(Table& table, const Canon& canon) {
  Partitioning& partitioning = table.partitioning.edit();
  const bool named = partitioning.method.find("columns") != std::string::npos ||
                     partitioning.method.find("key") != std::string::npos ||
                     partitioning.method == "system_time";
  if (!named) canonical_expression(partitioning.key, canon, &table);
  // A count says nothing where the partitions are listed; without either there is one.
  if (!partitioning.partitions.empty()) partitioning.count.reset();
  else if (!partitioning.count) partitioning.count = 1;
  const std::string& engine = extra_of<MysqlTable>(table.extra).engine;
  auto clean = [&](Partition& partition) {
    if (auto at = partition.options.find("ENGINE");
        at != partition.options.end() && equals_ignoring_case(at->second, engine))
      partition.options.erase(at);
  };
  for (Partition& partition : partitioning.partitions) {
    clean(partition);
    for (Partition& sub : partition.subpartitions) clean(sub);
  }
}

}  // namespace plumb::mysql
