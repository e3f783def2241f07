// Table options and partitions in their normal form.
#include <algorithm>
#include <array>
#include <cstdlib>

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
    Engine{"innodb", "InnoDB"},       Engine{"myisam", "MyISAM"},    Engine{"memory", "MEMORY"},
    Engine{"heap", "MEMORY"},         Engine{"csv", "CSV"},          Engine{"archive", "ARCHIVE"},
    Engine{"blackhole", "BLACKHOLE"}, Engine{"merge", "MRG_MyISAM"}, Engine{"mrg_myisam", "MRG_MyISAM"},
    Engine{"federated", "FEDERATED"}, Engine{"ndb", "ndbcluster"},   Engine{"ndbcluster", "ndbcluster"},
    Engine{"aria", "Aria"},           Engine{"rocksdb", "ROCKSDB"},  Engine{"tokudb", "TokuDB"},
};

std::string engine_as_stored(std::string_view said, const Flavour& flavour) {
  if (said.empty() || flavour.one_engine) return "InnoDB";
  const std::string known = lower(said);
  for (const Engine& engine : kEngines)
    if (engine.said == known) return std::string(engine.stored);
  return std::string(said);
}

void canonical_charset(MysqlTable& extra, const QualifiedName& table, const Canon& canon, const Namespace* database) {
  const Flavour& flavour = canon.flavour;
  extra.charset = charset_as_stored(lower(extra.charset), flavour);
  extra.collation = collation_as_stored(lower(extra.collation), flavour);
  if (extra.charset == "default") extra.charset.clear();
  if (extra.charset.empty() && !extra.collation.empty()) extra.charset = charset_of(extra.collation);
  if (extra.charset.empty()) {
    extra.collation = collation_of(database, table.schema, canon);
    extra.charset = charset_of(extra.collation);
  }
  if (extra.collation.empty()) extra.collation = default_collation(extra.charset, flavour);
}

// 4M → 4194304
std::string size_in_bytes(const std::string& text) {
  const std::size_t end = text.find_first_not_of("0123456789");
  if (end == 0 || end == std::string::npos || end + 1 != text.size()) return text;
  const long long factor = text[end] == 'K'   ? 1024LL
                           : text[end] == 'M' ? 1024LL * 1024
                           : text[end] == 'G' ? 1LL << 30
                                              : 0;
  return factor == 0 ? text : std::to_string(std::atoll(text.c_str()) * factor);
}

// MariaDB prints what an engine defines for itself as `PAGE_COMPRESSED`='1'.
void canonical_engine_options(Options& options) {
  Options out;
  for (auto& [name, value] : options) {
    if (name.size() < 2 || name.front() != '`') {
      out.emplace(name, value);
      continue;
    }
    const std::string number = value.size() > 2 && value.front() == '\'' ? value.substr(1, value.size() - 2) : value;
    const bool plain = number.find_first_not_of("0123456789") == std::string::npos;
    out.emplace(upper(std::string_view(name).substr(1, name.size() - 2)), plain ? number : value);
  }
  options = std::move(out);
}

void drop_defaults(MysqlTable& extra, const Canon& canon) {
  canonical_engine_options(extra.options);
  if (auto at = extra.options.find("AUTOEXTEND_SIZE"); at != extra.options.end())
    at->second = size_in_bytes(upper(at->second));
  // Aria has it unless told otherwise, and says so or not.
  if (auto at = extra.options.find("PAGE_CHECKSUM");
      extra.engine == "Aria" && at != extra.options.end() && at->second == "1")
    extra.options.erase(at);
  // A merge table alone has a use for it; nothing keeps it otherwise.
  if (extra.engine != "MRG_MyISAM") extra.options.erase("INSERT_METHOD");
  if (auto at = extra.options.find("ENCRYPTION"); at != extra.options.end() && upper(at->second) == "'N'")
    extra.options.erase(at);
  for (auto at = extra.options.begin(); at != extra.options.end();)
    at = at->second == "DEFAULT" || at->second == "''" ? extra.options.erase(at) : std::next(at);
  // What 0 takes back; STATS_…=0 says something.
  for (const char* name :
       {"AUTOEXTEND_SIZE", "AVG_ROW_LENGTH", "CHECKSUM", "DELAY_KEY_WRITE", "KEY_BLOCK_SIZE", "MAX_ROWS", "MIN_ROWS"})
    if (auto at = extra.options.find(name); at != extra.options.end() && at->second == "0") extra.options.erase(at);
  if (auto at = extra.tidb.find("SHARD_ROW_ID_BITS"); at != extra.tidb.end() && at->second == "0") extra.tidb.erase(at);
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

// Days since year 0, as TO_DAYS counts them; the server keeps the number.
long long to_days(std::string_view date) {
  if (date.size() < 10) return -1;
  auto number = [&](std::size_t at, std::size_t n) { return std::atoll(std::string(date.substr(at, n)).c_str()); };
  const long long year = number(0, 4), month = number(5, 2), day = number(8, 2);
  const long long y = month <= 2 ? year - 1 : year;
  const long long days = 365 * year + 31 * (month - 1) + day - (month <= 2 ? 0 : (month * 4 + 23) / 10);
  return days + y / 4 - (y / 100 + 1) * 3 / 4;
}

// A bound is kept as its value.
bool fold(sql::Node& node) {
  using sql::NodeKind;
  for (sql::Node& kid : node.kids) fold(kid);
  auto number = [](const sql::Node& n) { return std::atoll(n.text.c_str()); };
  auto whole = [](const sql::Node& n) {
    return n.kind == NodeKind::Number && n.text.size() < 10 &&
           n.text.find_first_not_of("-0123456789") == std::string::npos;
  };
  long long value = 0;
  if (node.kind == NodeKind::Call && node.text == "to_days" && node.kids.size() == 1 &&
      node.kids[0].kind == NodeKind::String) {
    value = to_days(node.kids[0].text);
    if (value < 0) return false;
  } else if (node.kind == NodeKind::Binary && node.kids.size() == 2 && whole(node.kids[0]) && whole(node.kids[1])) {
    const long long a = number(node.kids[0]), b = number(node.kids[1]);
    if (node.text == "+")
      value = a + b;
    else if (node.text == "-")
      value = a - b;
    else if (node.text == "*")
      value = a * b;
    else
      return false;
  } else {
    return false;
  }
  node = sql::Node{};
  node.kind = NodeKind::Number;
  node.text = std::to_string(value);
  return true;
}

// "less than (5 + 5)" → "less than (10)"
void canonical_bound(std::string& bound, const Canon& canon, const Table& table) {
  const std::size_t open = bound.find('(');
  if (open == std::string::npos || bound.find("MAXVALUE") != std::string::npos) return;
  auto tree = sql::parse_expression(std::string_view(bound).substr(open), canon.target.syntax);
  if (!tree) return;
  normalise(*tree, canon, &table);
  fold(*tree);
  // NULL in a list of numbers comes first.
  if (tree->kind == sql::NodeKind::Row && bound.starts_with("in ") && table.partitioning->method == "list")
    std::stable_partition(tree->kids.begin(), tree->kids.end(),
                          [](const sql::Node& kid) { return kid.kind == sql::NodeKind::Null; });
  std::string text = sql::print(*tree, canon.target.syntax);
  if (tree->kind != sql::NodeKind::Row) text = "(" + text + ")";
  bound.replace(open, std::string::npos, text);
}

}  // namespace

void canonical_options(Table& table, const Canon& canon, const Namespace* database) {
  MysqlTable& extra = edit_extra<MysqlTable>(table.extra);
  extra.engine = engine_as_stored(extra.engine, canon.flavour);
  canonical_charset(extra, table.name, canon, database);
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
                     partitioning.method.find("key") != std::string::npos || partitioning.method == "system_time";
  if (!named) canonical_expression(partitioning.key, canon, &table);
  // A count says nothing where the partitions are listed; without either there is one.
  if (!partitioning.partitions.empty())
    partitioning.count.reset();
  else if (!partitioning.count)
    partitioning.count = 1;
  const std::string& engine = extra_of<MysqlTable>(table.extra).engine;
  auto clean = [&](Partition& partition) {
    if (auto at = partition.options.find("ENGINE");
        at != partition.options.end() && equals_ignoring_case(at->second, engine))
      partition.options.erase(at);
  };
  for (Partition& partition : partitioning.partitions) {
    clean(partition);
    canonical_bound(partition.bound, canon, table);
    for (Partition& sub : partition.subpartitions) clean(sub);
  }
}

}  // namespace plumb::mysql
