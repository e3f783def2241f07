// What a table says of itself: engine, charset, comment, options.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "plumb/core/base/text.h"
#include "plumb/dialects/mysql/render/steps.h"

namespace plumb::mysql {
namespace {

// How an option is changed, and what takes it back to the server's own choice.
struct Option {
  std::string_view name, reset;
  Act act;
};
constexpr std::array kOptions = {
    Option{"AUTOEXTEND_SIZE", "AUTOEXTEND_SIZE=0", Act::CatalogOption},
    Option{"AUTO_ID_CACHE", {}, Act::CatalogOption},
    Option{"AUTO_RANDOM_BASE", {}, Act::CatalogOption},
    Option{"AVG_ROW_LENGTH", "AVG_ROW_LENGTH=0", Act::CatalogOption},
    Option{"CHECKSUM", "CHECKSUM=0", Act::CatalogOption},
    Option{"COMPRESSION", "COMPRESSION=''", Act::CatalogOption},
    Option{"CONNECTION", "CONNECTION=''", Act::CatalogOption},
    Option{"DELAY_KEY_WRITE", "DELAY_KEY_WRITE=0", Act::CatalogOption},
    Option{"ENCRYPTION", "ENCRYPTION='N'", Act::Engine},
    Option{"ENGINE_ATTRIBUTE", "ENGINE_ATTRIBUTE=''", Act::CatalogOption},
    Option{"INSERT_METHOD", "INSERT_METHOD=NO", Act::CatalogOption},
    Option{"KEY_BLOCK_SIZE", "KEY_BLOCK_SIZE=0", Act::StoredOption},
    Option{"MAX_ROWS", "MAX_ROWS=0", Act::CatalogOption},
    Option{"MIN_ROWS", "MIN_ROWS=0", Act::CatalogOption},
    Option{"PACK_KEYS", "PACK_KEYS=DEFAULT", Act::CatalogOption},
    Option{"PLACEMENT POLICY", "PLACEMENT POLICY=DEFAULT", Act::CatalogOption},
    Option{"SECONDARY_ENGINE", "SECONDARY_ENGINE=NULL", Act::CatalogOption},
    Option{"SECONDARY_ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE=''", Act::CatalogOption},
    Option{"SHARD_ROW_ID_BITS", "SHARD_ROW_ID_BITS=0", Act::CatalogOption},
    Option{"STATS_AUTO_RECALC", "STATS_AUTO_RECALC=DEFAULT", Act::CatalogOption},
    Option{"STATS_PERSISTENT", "STATS_PERSISTENT=DEFAULT", Act::CatalogOption},
    Option{"STATS_SAMPLE_PAGES", "STATS_SAMPLE_PAGES=DEFAULT", Act::CatalogOption},
    Option{"TTL_ENABLE", "TTL_ENABLE='ON'", Act::CatalogOption},
    Option{"TTL_JOB_INTERVAL", "TTL_JOB_INTERVAL='24h'", Act::CatalogOption},
    Option{"UNION", "UNION=()", Act::CatalogOption},
};
const Option* find_option(std::string_view name) {
  const auto at = std::find_if(kOptions.begin(), kOptions.end(), [&](const Option& o) { return o.name == name; });
  return at == kOptions.end() ? nullptr : &*at;
}

// Only CREATE TABLE takes them.
constexpr std::array<std::string_view, 4> kFixed = {"DATA DIRECTORY", "INDEX DIRECTORY", "TABLESPACE",
                                                    "PRE_SPLIT_REGIONS"};

class TableOptions {
 public:
  explicit TableOptions(Alteration& alteration)
      : a_(alteration),
        work_(alteration.work),
        from_(extra_of<MysqlTable>(alteration.from.extra)),
        to_(extra_of<MysqlTable>(alteration.to.extra)),
        id_(table_id(alteration.table())) {}

  void run() {
    if (from_.temporary != to_.temporary)
      return a_.refuse(id_, "a table cannot become a temporary one, or the other way round", "make a new table");
    if (from_.charset != to_.charset || from_.collation != to_.collation)
      say(Act::DefaultCharset, charset(to_), charset(from_), kTableCharset);
    if (from_.engine != to_.engine) say(Act::Engine, "ENGINE=" + to_.engine, "ENGINE=" + from_.engine);
    if (from_.row_format != to_.row_format) say(Act::StoredOption, row_format(to_), row_format(from_));
    counter();
    ttl();
    options(from_.options, to_.options);
    options(from_.tidb, to_.tidb);
    versioning();
    if (a_.from.comment != a_.to.comment) say(Act::TableComment, comment(a_.to), comment(a_.from));
  }

 private:
  Clause& say(Act act, std::string sql, std::string back, int rank = kTableOptions) {
    return a_.add(act, rank, id_, std::move(sql), std::move(back), "change " + id_.display());
  }

  static std::string charset(const MysqlTable& t) { return "DEFAULT CHARSET=" + t.charset + " COLLATE=" + t.collation; }
  static std::string row_format(const MysqlTable& t) {
    return "ROW_FORMAT=" + (t.row_format.empty() ? std::string("DEFAULT") : upper(t.row_format));
  }
  std::string comment(const Table& t) const { return "COMMENT=" + sql::quote_string(t.comment, work_.syntax()); }

  // It is the rows' own, and never set back: the server would not take it.
  void counter() {
    if (from_.auto_increment == to_.auto_increment || to_.auto_increment.empty()) return;
    const std::string was = from_.auto_increment.empty() ? "1" : from_.auto_increment;
    say(Act::Counter, "AUTO_INCREMENT=" + to_.auto_increment, "AUTO_INCREMENT=" + was);
  }

  static std::string ttl_of(const MysqlTable& t) {
    const auto at = t.tidb.find("TTL");
    return at == t.tidb.end() ? std::string() : at->second;
  }
  void ttl() {
    const std::string was = ttl_of(from_), is = ttl_of(to_);
    if (was == is) return;
    // A column goes only where no TTL speaks of it, and comes before the one that does.
    say(Act::CatalogOption, is.empty() ? "REMOVE TTL" : "TTL=" + is, was.empty() ? "REMOVE TTL" : "TTL=" + was,
        is.empty() ? kReleaseOptions : kTableOptions);
  }

  void options(const Options& from, const Options& to) {
    for (const auto& [name, value] : to) {
      const auto was = from.find(name);
      if (name != "TTL" && (was == from.end() || was->second != value))
        option(name, name + "=" + value, was == from.end() ? reset_of(name) : name + "=" + was->second);
    }
    for (const auto& [name, value] : from)
      if (name != "TTL" && to.count(name) == 0 && !goes_with_ttl(name))
        option(name, reset_of(name), name + "=" + value);
  }
  // REMOVE TTL takes them along.
  bool goes_with_ttl(const std::string& name) const { return name.starts_with("TTL_") && ttl_of(to_).empty(); }
  static std::string reset_of(const std::string& name) {
    const Option* known = find_option(name);
    return known ? std::string(known->reset) : name + "=DEFAULT";  // MariaDB: an engine's own option
  }
  void option(const std::string& name, std::string sql, std::string back) {
    if (std::find(kFixed.begin(), kFixed.end(), name) != kFixed.end())
      return a_.refuse(id_, "`" + name + "` is taken by CREATE TABLE only", "make a new table and copy the rows");
    if (sql.empty()) return a_.refuse(id_, "`" + name + "` cannot be taken back", "state it in the schema");
    const Option* known = find_option(name);
    say(known ? known->act : Act::StoredOption, std::move(sql), std::move(back));
  }

  void versioning() {
    if (from_.system_versioned == to_.system_versioned) return;
    const char *add = "ADD SYSTEM VERSIONING", *drop = "DROP SYSTEM VERSIONING";
    Clause& c = say(Act::SystemVersioning, to_.system_versioned ? add : drop, to_.system_versioned ? drop : add,
                    to_.system_versioned ? kTableOptions : kReleaseOptions);
    if (to_.system_versioned) return;
    c.irreversible = true;
    c.dangers.push_back({Hazard::DeletesData, id_, fmt::format("drops the former rows of {}", id_.display())});
  }

  Alteration& a_;
  Work& work_;
  const MysqlTable &from_, &to_;
  ObjectId id_;
};

}  // namespace

void change_options(Alteration& alteration) { TableOptions(alteration).run(); }

}  // namespace plumb::mysql
