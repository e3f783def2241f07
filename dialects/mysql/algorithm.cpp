#include "plumb/dialects/mysql/algorithm.h"

#include <algorithm>
#include <array>

#include "plumb/core/base/text.h"
#include "plumb/dialects/mysql/flavours.h"

namespace plumb::mysql {
namespace {

constexpr Version kAlways{0, 0, 0};
constexpr Version kNever{999, 0, 0};

struct Fact {
  Act act;
  Version instant;      // since when it is, where nothing but such actions is in the statement
  Algorithm otherwise;  // the best that is left then
  bool writes = true;   // go on while it runs
};

using enum Algorithm;

// InnoDB of MySQL: 8.0.15 and 8.0.31.
constexpr std::array kMysql = {
    Fact{Act::AddColumn, {8, 0, 12}, Rebuild},
    Fact{Act::AddColumnInside, {8, 0, 29}, Rebuild},
    Fact{Act::AddZeroDate, kNever, Rebuild},
    Fact{Act::AddComputedDefault, kNever, Copy, false},
    Fact{Act::AddVirtual, kAlways, Inplace},
    Fact{Act::AddStored, kNever, Copy, false},
    Fact{Act::AddAutoIncrement, kNever, Rebuild, false},
    Fact{Act::DropColumn, {8, 0, 29}, Rebuild},
    Fact{Act::DropVirtual, kAlways, Inplace},
    Fact{Act::MoveColumn, kNever, Rebuild},
    Fact{Act::MoveVirtual, kNever, Copy, false},
    Fact{Act::ShiftVirtual, {8, 0, 29}, Copy, false},
    Fact{Act::RenameColumn, {8, 0, 28}, Inplace},
    Fact{Act::ChangeDefault, kAlways, Inplace},
    Fact{Act::ChangeComment, kAlways, Inplace},
    Fact{Act::ChangeVisibility, kAlways, Inplace},
    Fact{Act::AppendLabel, kAlways, Inplace},
    Fact{Act::Widen, kNever, Inplace},
    Fact{Act::WidenFromShort, kNever, Copy, false},
    Fact{Act::WidenAcross, kNever, Copy, false},
    Fact{Act::SetNotNull, kNever, Rebuild},
    Fact{Act::DropNotNull, kNever, Rebuild},
    Fact{Act::ChangeCollation, kNever, Inplace},
    Fact{Act::ChangeIndexedCollation, kNever, Copy, false},
    Fact{Act::ChangeLabelCollation, kAlways, Inplace},
    Fact{Act::ChangeType, kNever, Copy, false},
    Fact{Act::ChangeExpression, kNever, Copy, false},
    Fact{Act::ChangeStored, kNever, Copy, false},
    Fact{Act::StartCounting, kNever, Copy, false},
    Fact{Act::StopCounting, kNever, Copy, false},
    Fact{Act::AddIndex, kNever, Inplace},
    Fact{Act::AddExpressionIndex, kNever, Inplace, false},
    Fact{Act::AddUniqueExpressionIndex, kNever, Copy, false},
    Fact{Act::AddFulltext, kNever, Rebuild, false},
    Fact{Act::AddSpatial, kNever, Inplace, false},
    Fact{Act::DropIndex, kNever, Inplace},
    Fact{Act::DropExpressionIndex, kNever, Inplace},
    Fact{Act::DropUniqueExpressionIndex, kNever, Copy, false},
    Fact{Act::RenameIndex, kNever, Inplace},
    Fact{Act::ChangeIndexVisibility, kNever, Inplace},
    Fact{Act::AddPrimaryKey, kNever, Rebuild},
    Fact{Act::DropPrimaryKey, kNever, Copy, false},
    Fact{Act::ReplacePrimaryKey, kNever, Rebuild},
    Fact{Act::AddForeignKey, kNever, Copy, false},  // while foreign_key_checks is on
    Fact{Act::DropForeignKey, kNever, Inplace},
    Fact{Act::AddCheck, kNever, Copy, false},
    Fact{Act::AddCheckNotEnforced, kAlways, Inplace},
    Fact{Act::DropCheck, kAlways, Inplace},
    Fact{Act::EnforceCheck, kNever, Copy, false},
    Fact{Act::UnenforceCheck, kAlways, Inplace},
    Fact{Act::TableComment, kNever, Inplace},
    Fact{Act::DefaultCharset, kNever, Inplace},
    Fact{Act::Counter, kNever, Inplace},
    Fact{Act::StoredOption, kNever, Rebuild},
    Fact{Act::CatalogOption, kNever, Inplace},
    Fact{Act::Engine, kNever, Copy, false},
    Fact{Act::SystemVersioning, kNever, Copy, false},
    Fact{Act::AddPartition, kNever, Inplace},
    Fact{Act::DropPartition, kNever, Inplace},
    Fact{Act::AddBuckets, kNever, Rebuild, false},
    Fact{Act::Reorganize, kNever, Rebuild, false},
    Fact{Act::PartitionBy, kNever, Copy, false},
};
static_assert(kMysql.size() == kActs);

// InnoDB of MariaDB 10.11, where it differs.
constexpr std::array kMariadb = {
    Fact{Act::AddColumn, kAlways, Inplace},
    Fact{Act::AddColumnInside, kAlways, Inplace},
    Fact{Act::AddZeroDate, kAlways, Inplace},
    Fact{Act::DropColumn, kAlways, Inplace},
    Fact{Act::MoveColumn, kAlways, Inplace},
    Fact{Act::ShiftVirtual, kNever, Copy, false},
    Fact{Act::RenameColumn, kAlways, Inplace},
    Fact{Act::Widen, kAlways, Inplace},
    Fact{Act::WidenFromShort, kAlways, Inplace},
    Fact{Act::ChangeCollation, kAlways, Inplace},
    Fact{Act::ChangeIndexedCollation, kNever, Inplace},
    Fact{Act::ChangeLabelCollation, kNever, Copy, false},
    Fact{Act::ChangeExpression, kAlways, Inplace},
    Fact{Act::StopCounting, kAlways, Inplace},
    Fact{Act::RenameIndex, kAlways, Inplace},
    Fact{Act::ChangeIndexVisibility, kAlways, Inplace},
    Fact{Act::DropForeignKey, kAlways, Inplace},
    Fact{Act::TableComment, kAlways, Inplace},
    Fact{Act::DefaultCharset, kAlways, Inplace},
    Fact{Act::Counter, kAlways, Inplace},
    Fact{Act::CatalogOption, kAlways, Inplace},
};

const Fact& fact_of(Act act, const Target& target) {
  if (target.flavour == "mariadb")
    for (const Fact& f : kMariadb)
      if (f.act == act) return f;
  return kMysql[static_cast<std::size_t>(act)];
}
static_assert([] {
  for (std::size_t i = 0; i < kMysql.size(); ++i)
    if (static_cast<std::size_t>(kMysql[i].act) != i) return false;
  return true;
}());

bool is_virtual(Act act) { return act == Act::AddVirtual || act == Act::DropVirtual || act == Act::MoveVirtual; }
bool is_option(Act act) { return act >= Act::TableComment && act <= Act::CatalogOption; }
bool is_of_partitions(const std::vector<Act>& acts) {
  return std::any_of(acts.begin(), acts.end(), [](Act a) { return a >= Act::AddPartition && a < Act::PartitionBy; });
}
bool reshapes_rows(Act act) {
  return act == Act::AddColumn || act == Act::AddColumnInside || act == Act::AddZeroDate || act == Act::DropColumn ||
         act == Act::MoveColumn;
}

// MariaDB: what moves the virtual columns of a partitioned table copies it.
bool is_among_virtual(Act act, const Circumstances& table, const Target& target) {
  return target.flavour == "mariadb" && table.partitioned &&
         (is_virtual(act) || (act == Act::DropColumn && table.virtual_columns));
}

bool at_once(Act act, const Circumstances& table, const Target& target) {
  if (target.version < fact_of(act, target).instant) return false;
  if (is_virtual(act) && table.expression_indexes) return false;
  if (is_among_virtual(act, table, target)) return false;
  // Rows of several shapes in one table, which is what makes it instant, do not go with everything.
  if (!reshapes_rows(act)) return true;
  return !table.fulltext && !table.compressed && !(target.flavour == "mariadb" && table.indexed_virtual_columns);
}

bool has(const std::vector<Act>& acts, Act act) { return std::find(acts.begin(), acts.end(), act) != acts.end(); }

// The way that is left to one action where it is not done at once.
Cost without_instant(Act act, const Circumstances& table, const Target& target) {
  const Fact& fact = fact_of(act, target);
  Cost out{fact.otherwise, fact.writes};
  // Its hidden column is one too many beside partitions.
  if (table.partitioned && (act == Act::AddExpressionIndex || act == Act::DropExpressionIndex)) return {Copy, false};
  if (act == Act::AddFulltext && table.fulltext) out.algorithm = Inplace;  // the hidden column is there
  if (reshapes_rows(act) && (table.fulltext || table.compressed)) out.algorithm = std::max(out.algorithm, Rebuild);
  const bool adds = act == Act::AddColumn || act == Act::AddColumnInside || act == Act::AddZeroDate || is_virtual(act);
  // Virtual columns, also hidden ones, that another place would be for.
  if ((act == Act::DropColumn && table.virtual_columns) || (adds && table.expression_indexes)) out.algorithm = Copy;
  if (is_among_virtual(act, table, target)) out.algorithm = Copy;
  // MariaDB 10.11 computes them anew where a column, whichever it is, takes no NULL any more.
  if (target.flavour == "mariadb" && table.stored_columns && act == Act::SetNotNull) out.algorithm = Copy;
  if (target.flavour == "mariadb" && table.virtual_columns) {
    const bool written_anew = act == Act::SetNotNull || act == Act::DropNotNull || act == Act::StoredOption;
    if (written_anew) out.algorithm = Copy;
    if (reshapes_rows(act) && table.indexed_virtual_columns && out.algorithm < Copy) out = {Rebuild, false};
  }
  return out;
}

bool some_but_not_all(const std::vector<Act>& acts, bool (*is)(Act)) {
  return std::any_of(acts.begin(), acts.end(), is) && !std::all_of(acts.begin(), acts.end(), is);
}

bool notes_only(Act act) {
  return act == Act::ChangeDefault || act == Act::ChangeComment || act == Act::AppendLabel || act == Act::DropCheck;
}
// An index over an expression goes, and its hidden column with it, beside plain indexes only.
bool disturbs_hidden(const std::vector<Act>& acts) {
  return has(acts, Act::DropExpressionIndex) && std::any_of(acts.begin(), acts.end(), [](Act a) {
           return a != Act::DropExpressionIndex && a != Act::AddIndex && a != Act::DropIndex;
         });
}
// A virtual column comes or goes beside nothing that touches the rows or other columns. On MariaDB, where a column that
// goes or comes before one is as much, beside nothing else at all.
bool disturbs_virtual(const std::vector<Act>& acts, const Circumstances& table, const Target& target) {
  const bool mariadb = target.flavour == "mariadb";
  const auto any = [&](auto is) { return std::any_of(acts.begin(), acts.end(), is); };
  if (any(is_virtual) && any([&](Act a) { return !is_virtual(a) && (mariadb || !notes_only(a)); })) return true;
  const auto shifts = [](Act a) { return reshapes_rows(a) && a != Act::AddColumn; };
  return mariadb && table.virtual_columns && any(shifts) &&
         any([](Act a) { return !is_virtual(a) && !reshapes_rows(a); });
}

// Actions that are cheap alone and hold each other up in one statement.
Algorithm mixed(const std::vector<Act>& acts, Algorithm best, const Circumstances& table, const Target& target) {
  if (disturbs_virtual(acts, table, target) || disturbs_hidden(acts)) return Copy;
  if (target.flavour == "mysql") return some_but_not_all(acts, is_option) ? std::max(best, Rebuild) : best;
  return has(acts, Act::AddIndex) && std::any_of(acts.begin(), acts.end(), reshapes_rows) ? std::max(best, Rebuild)
                                                                                          : best;
}

}  // namespace

std::string_view name_of(Algorithm algorithm) {
  switch (algorithm) {
    case Instant: return "INSTANT";
    case Inplace:
    case Rebuild: return "INPLACE";
    case Copy: return "COPY";
  }
  return "COPY";
}

Circumstances circumstances_of(const Table& table) {
  Circumstances out;
  const MysqlTable& extra = extra_of<MysqlTable>(table.extra);
  out.innodb = extra.engine.empty() || equals_ignoring_case(extra.engine, "InnoDB");
  out.compressed = extra.row_format == "compressed" || extra.options.count("KEY_BLOCK_SIZE") != 0;
  out.partitioned = static_cast<bool>(table.partitioning);
  out.versioned = extra.system_versioned;
  for (const Index& index : table.indexes) {
    out.fulltext |= index.kind == IndexKind::Fulltext;
    for (const IndexPart& part : index.parts) out.expression_indexes |= !part.plain();
    out.virtual_columns |= out.expression_indexes;
  }
  const auto indexed = [&](const std::string& column) {
    return std::any_of(table.indexes.begin(), table.indexes.end(), [&](const Index& index) {
      return std::any_of(index.parts.begin(), index.parts.end(),
                         [&](const IndexPart& part) { return part.column == column; });
    });
  };
  for (const Column& column : table.columns) {
    if (!column.computed()) continue;
    out.virtual_columns |= !column.computed()->stored;
    out.stored_columns |= column.computed()->stored;
    out.indexed_virtual_columns |= !column.computed()->stored && indexed(column.name);
  }
  return out;
}

Cost cost_of(const std::vector<Act>& acts, const Circumstances& table, const Target& target) {
  if (!flavour(target.flavour).asks_for_algorithms) return {Inplace, true};  // TiDB: writes always go on
  if (!table.innodb) return {Copy, false};
  // MariaDB 10.11 has more to do where a table changes its charset together with its columns.
  const bool apart = disturbs_virtual(acts, table, target) ||
                     (target.flavour == "mariadb" && has(acts, Act::DefaultCharset) && has(acts, Act::ChangeCollation));
  if (!apart && std::all_of(acts.begin(), acts.end(), [&](Act act) { return at_once(act, table, target); })) return {};
  Cost out{Inplace, true};
  for (Act act : acts) {
    const Cost one = without_instant(act, table, target);
    out.algorithm = std::max(out.algorithm, one.algorithm);
    out.writes_go_on &= one.writes_go_on;
  }
  out.algorithm = mixed(acts, out.algorithm, table, target);
  if (out.algorithm == Rebuild && table.fulltext && !has(acts, Act::AddFulltext)) {
    // The hidden column of a full-text index is written by the server alone (MySQL), or while nobody writes.
    if (target.flavour == "mysql") out.algorithm = Copy;
    out.writes_go_on = false;
  }
  if (out.algorithm == Copy) out.writes_go_on = false;
  return out;
}

std::string ask_for(const std::vector<Act>& acts, const Cost& cost, const Circumstances& table, const Target& target) {
  if (!flavour(target.flavour).asks_for_algorithms || !table.innodb) return {};
  const bool mariadb = target.flavour == "mariadb";
  if (mariadb && is_of_partitions(acts)) return {};  // its grammar has no place for it
  if (cost.algorithm == Instant) return "ALGORITHM=INSTANT";
  std::string out = "ALGORITHM=";
  out += mariadb && cost.algorithm == Inplace ? "NOCOPY" : name_of(cost.algorithm);
  return out + (cost.writes_go_on ? ", LOCK=NONE" : ", LOCK=SHARED");
}

}  // namespace plumb::mysql
