// MySQL: what ALTER TABLE does to partitions.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/mysql.h"
#include "plumb/core/sql/read/mysql_alter.h"
#include "plumb/core/sql/read/mysql_interval.h"

namespace plumb::sql::mysql_read {
namespace {

std::vector<std::string> read_names(Cursor& at) {
  std::vector<std::string> names;
  do names.push_back(at.name());
  while (at.accept_op(","));
  return names;
}

// Names, or ALL, of actions that move or check rows.
void skip_names(Cursor& at) {
  if (!at.accept("ALL")) read_names(at);
}

Partitioning& partitioning_of(Cursor& at, Table& table) {
  if (!table.partitioning) at.fail("table `" + table.name.display() + "` is not partitioned");
  return table.partitioning.edit();
}

std::vector<Partition>::iterator find(Cursor& at, Table& table, const std::string& name) {
  auto& list = partitioning_of(at, table).partitions;
  auto found =
      std::find_if(list.begin(), list.end(), [&](const Partition& p) { return equals_ignoring_case(p.name, name); });
  if (found == list.end()) at.fail("table `" + table.name.display() + "` has no partition `" + name + "`");
  return found;
}

void reorganize(Cursor& at, Table& table) {
  if (at.at_end() || at.is_op(",")) return;  // spreads the rows anew
  const std::vector<std::string> names = read_names(at);
  at.expect("INTO");
  std::vector<Partition> made = read_partition_list(at);
  auto& list = partitioning_of(at, table).partitions;
  auto place = find(at, table, names.front());
  for (const std::string& name : names) {
    auto found = find(at, table, name);
    place = list.erase(found);
  }
  list.insert(place, std::make_move_iterator(made.begin()), std::make_move_iterator(made.end()));
}

void exchange(ReadState& state, Cursor& at) {
  at.name();
  at.expect("WITH");
  at.expect("TABLE");
  state.read_name(at);
  if (at.accept("WITH") || at.accept("WITHOUT")) at.expect("VALIDATION");
}

}  // namespace

void add_partitions(ReadState&, Cursor& at, Table& table) {
  accept_if_not_exists(at);
  if (!at.accept("NO_WRITE_TO_BINLOG")) at.accept("LOCAL");
  Partitioning& partitioning = partitioning_of(at, table);
  if (at.accept("PARTITIONS")) {
    partitioning.count = partitioning.count.value_or(1) + read_count(at);
    return;
  }
  for (Partition& made : read_partition_list(at)) partitioning.partitions.push_back(std::move(made));
}

void drop_partitions(Cursor& at, Table& table) {
  const bool careful = accept_if_exists(at);
  for (const std::string& name : read_names(at)) {
    auto& list = partitioning_of(at, table).partitions;
    if (careful &&
        std::none_of(list.begin(), list.end(), [&](const Partition& p) { return equals_ignoring_case(p.name, name); }))
      continue;
    list.erase(find(at, table, name));
  }
}

bool read_partition_action(ReadState& state, Cursor& at, Table& table) {
  if (at.accept_seq({"PARTITION", "BY"})) {
    table.partitioning = read_partitioning(at, table);
    return true;
  }
  if (at.accept_seq({"REMOVE", "PARTITIONING"})) return table.partitioning.clear(), true;
  if (at.accept_seq({"REORGANIZE", "PARTITION"})) return reorganize(at, table), true;
  if (at.accept_seq({"COALESCE", "PARTITION"})) {
    if (!at.accept("NO_WRITE_TO_BINLOG")) at.accept("LOCAL");
    Partitioning& partitioning = partitioning_of(at, table);
    partitioning.count = std::max(1, partitioning.count.value_or(1) - read_count(at));
    return true;
  }
  if (read_interval_action(at, table)) return true;
  if (at.accept_seq({"EXCHANGE", "PARTITION"})) return exchange(state, at), true;
  if (at.is("PARTITION") && at.is_seq({"PARTITION"})) {  // TiDB: PARTITION p PLACEMENT POLICY = x
    at.next();
    const auto found = find(at, table, at.name());
    if (!at.accept_seq({"PLACEMENT", "POLICY"})) at.expected("`PLACEMENT POLICY`");
    found->options["PLACEMENT POLICY"] = quoted(read_word_value(at), at.syntax());
    return true;
  }
  for (const char* word : {"TRUNCATE", "ANALYZE", "CHECK", "OPTIMIZE", "REBUILD", "REPAIR", "DISCARD", "IMPORT"})
    if (at.accept_seq({word, "PARTITION"})) {
      if (!at.accept("NO_WRITE_TO_BINLOG")) at.accept("LOCAL");
      skip_names(at);
      at.accept("TABLESPACE");
      while (at.is_any({"FOR", "UPGRADE", "QUICK", "FAST", "MEDIUM", "EXTENDED", "CHANGED"})) at.next();
      return true;
    }
  return false;
}

}  // namespace plumb::sql::mysql_read
