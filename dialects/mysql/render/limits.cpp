// What the server would refuse in the middle of a plan, said before it begins, with the legal way.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/dialects/mysql/charsets.h"
#include "plumb/dialects/mysql/render/steps.h"
#include "plumb/dialects/mysql/types.h"

namespace plumb::mysql {
namespace {

constexpr std::size_t kMostIndexes = 64, kMostParts = 16;
constexpr long long kMostKeyBytes = 3072, kMostRowBytes = 65535;

bool parenthesised(const std::string& text) { return text.starts_with("("); }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

class Limits {
 public:
  Limits(const Work& work, const Table& to, const Table* from) : work_(work), to_(to), from_(from) {}

  void run() {
    names();
    for (const Column& c : to_.columns)
      if (!from_ || !stands(c)) column(c);
    keys();
    row();
    if (work_.flavour.one_change_a_statement && from_) alterable();
  }

 private:
  bool stands(const Column& c) const {
    const Column* was = from_->find_column(c.name);
    return was && *was == c;
  }
  void refuse(const ObjectId& id, std::string_view what, std::string_view instead) const {
    work_.refuse(id, what, instead);
  }

  // ---- names

  void name(const ObjectId& id, std::string_view text) const {
    const std::size_t n = characters(text);
    if (n > work_.syntax().name_length)
      refuse(id, fmt::format("its name has {} characters, and the server takes {}", n, work_.syntax().name_length),
             "shorten it");
  }
  void names() const {
    name(table_id(to_.name), to_.name.name);
    for (const Column& c : to_.columns) name(id_of(to_.name, c), c.name);
    for (const Index& i : to_.indexes) name(id_of(to_.name, i), i.name);
    for (const ForeignKey& k : to_.foreign_keys) name(id_of(to_.name, k), k.name);
    for (const Check& c : to_.checks) name(id_of(to_.name, c), c.name);
  }

  // ---- columns

  bool is_old_mysql(Version since) const { return work_.target().flavour == "mysql" && work_.target().version < since; }

  void column(const Column& c) const {
    const ObjectId id = id_of(to_.name, c);
    const std::string_view name = base_name(c.type);
    const bool lob = name.ends_with("text") || name.ends_with("blob") || name == "json";
    if (const Expr* value = c.default_value()) {
      const bool null = equals_ignoring_case(value->canonical, "null");
      const bool expression =
          default_kind(c, work_.syntax()) != DefaultKind::Literal || parenthesised(value->canonical);
      // MariaDB takes any default for them.
      if (lob && !null && !expression && !work_.flavour.plain_defaults)
        refuse(id, fmt::format("a {} takes no literal as its default", name),
               "write it as an expression in parentheses, as DEFAULT ('…')");
      if (expression && is_old_mysql({8, 0, 13}))
        refuse(id, "MySQL takes an expression as a default since 8.0.13", "use a literal");
    }
    if (c.default_value() && work_.flavour.one_change_a_statement) tidb_default(id, *c.default_value());
    if (extra_of<MysqlColumn>(c.extra).invisible && is_old_mysql({8, 0, 23}))
      refuse(id, "MySQL has invisible columns since 8.0.23", "take INVISIBLE off");
    if (!work_.flavour.stored_code &&
        (name == "geometry" || name == "point" || name == "polygon" || name == "linestring" ||
         name.starts_with("multi") || name == "geometrycollection"))
      refuse(id, "TiDB has no spatial types", "keep the coordinates in numbers");
  }

  // The few functions that TiDB takes in a default.
  void tidb_default(const ObjectId& id, const Expr& value) const {
    const auto tree = sql::parse_expression(value.canonical, work_.syntax());
    if (!tree) return;
    const sql::Node* top = &*tree;
    if (top->kind != sql::NodeKind::Call) {
      if (default_kind_of(value) == DefaultKind::Literal) return;
      return refuse(id, "TiDB takes no such expression as a default", "let the application or a computed column do it");
    }
    constexpr std::array<std::string_view, 16> kTaken = {
        "rand",        "uuid",        "uuid_to_bin",       "json_object",  "json_array",   "json_quote",
        "date_format", "str_to_date", "replace",           "curdate",      "current_date", "now",
        "upper",       "nextval",     "current_timestamp", "vec_from_text"};
    const bool taken = std::find(kTaken.begin(), kTaken.end(), top->text) != kTaken.end();
    const bool upper = top->text == "upper" && value.canonical.find("user()") == std::string::npos;
    if (!taken || upper)
      refuse(id, fmt::format("TiDB takes no `{}` as a default", value.canonical),
             "let the application or a computed column do it");
  }
  DefaultKind default_kind_of(const Expr& value) const {
    Column c;
    c.fill = value;
    return default_kind(c, work_.syntax());
  }

  // ---- keys

  void keys() const {
    if (to_.indexes.size() > kMostIndexes)
      refuse(table_id(to_.name),
             fmt::format("it has {} indexes, and the server takes {}", to_.indexes.size(), kMostIndexes), "drop some");
    std::size_t counted = 0;
    for (const Column& c : to_.columns) {
      if (!c.identity()) continue;
      ++counted;
      if (counted > 1)
        refuse(id_of(to_.name, c), "a table has one AUTO_INCREMENT column", "take it off the other ones");
      if (!c.identity()->auto_random && !leads_a_key(c.name))
        refuse(id_of(to_.name, c), "an AUTO_INCREMENT column must be the first of some index", "give it a key");
    }
    if (to_.primary_key) key(id_of(to_.name, *to_.primary_key), to_.primary_key->parts, true);
    for (const Index& index : to_.indexes) this->index(index);
  }
  bool leads_a_key(const std::string& column) const {
    const auto leads = [&](const std::vector<IndexPart>& parts) {
      return !parts.empty() && equals_ignoring_case(parts.front().column, column);
    };
    // MyISAM and the like count within the columns before.
    const auto& engine = extra_of<MysqlTable>(to_.extra).engine;
    if (!engine.empty() && engine != "InnoDB") return true;
    return (to_.primary_key && leads(to_.primary_key->parts)) ||
           std::any_of(to_.indexes.begin(), to_.indexes.end(), [&](const Index& i) { return leads(i.parts); });
  }

  void index(const Index& index) const {
    const ObjectId id = id_of(to_.name, index);
    if (index.kind == IndexKind::Spatial && !work_.flavour.stored_code)
      return refuse(id, "TiDB has no spatial indexes", "take it out of the schema");
    const bool expression =
        std::any_of(index.parts.begin(), index.parts.end(), [](const IndexPart& p) { return !p.plain(); });
    if (expression && !work_.flavour.expression_keys)
      return refuse(id, "MariaDB has no indexes over expressions",
                    "add a virtual column with the expression and index that");
    if (expression && is_old_mysql({8, 0, 13}))
      return refuse(id, "MySQL has indexes over expressions since 8.0.13",
                    "add a virtual column with the expression and index that");
    if (index.kind == IndexKind::Plain) key(id, index.parts, index.unique);
  }

  void key(const ObjectId& id, const std::vector<IndexPart>& parts, bool unique) const {
    if (parts.size() > kMostParts)
      refuse(id, fmt::format("it has {} parts, and the server takes {}", parts.size(), kMostParts), "take some out");
    const std::string& format = extra_of<MysqlTable>(to_.extra).row_format;
    const long long most_of_part = format == "compact" || format == "redundant" ? 767 : kMostKeyBytes;
    long long bytes = 0;
    for (const IndexPart& part : parts) {
      const Column* c = part.plain() ? to_.find_column(part.column) : nullptr;
      if (!c) continue;
      const long long size = part_bytes(part, *c);
      if (size < 0) {
        refuse(id, fmt::format("`{}` is a {}, of which an index takes a prefix only", c->name, base_name(c->type)),
               fmt::format("say how much: {}(100)", c->name));
        return;
      }
      if (innodb() && size > most_of_part)
        refuse(id, fmt::format("`{}` takes up to {} bytes in it, and the server takes {}", c->name, size, most_of_part),
               "index a prefix, or shorten the column");
      bytes += size;
    }
    if (innodb() && bytes > kMostKeyBytes && parts.size() > 1)
      refuse(id, fmt::format("it takes up to {} bytes, and the server takes {}", bytes, kMostKeyBytes),
             "index prefixes, or fewer columns");
    if (unique) partition_columns(id, parts);
  }
  bool innodb() const {
    const std::string& engine = extra_of<MysqlTable>(to_.extra).engine;
    return engine.empty() || engine == "InnoDB";
  }
  static long long part_bytes(const IndexPart& part, const Column& c) {
    if (!part.prefix_length) return values_of(c.type) == Values::Other ? 0 : most_bytes(c.type, c.collation);
    const int each = holds_text(c.type) ? bytes_per_character(charset_of(c.collation)) : 1;
    return static_cast<long long>(*part.prefix_length) * each;
  }

  // A row is looked for in one partition.
  void partition_columns(const ObjectId& id, const std::vector<IndexPart>& parts) const {
    if (!to_.partitioning || work_.flavour.one_change_a_statement) return;
    for (const Column& c : to_.columns) {
      const bool divides = mentions(to_.partitioning->key, c.name, work_.syntax()) &&
                           !to_.partitioning->key.canonical.empty() && to_.partitioning->method != "system_time";
      if (divides && !speaks_of(parts, c.name, work_.syntax()))
        refuse(id, fmt::format("a unique key must hold every column that divides the table, and has no `{}`", c.name),
               "add it to the key, or divide the table otherwise");
    }
  }

  // ---- rows

  void row() const {
    if (work_.flavour.one_change_a_statement) return;  // TiDB keeps rows of any width
    long long bytes = 0, nullable = 0;
    for (const Column& c : to_.columns) {
      if (c.computed() && !c.computed()->stored) continue;
      nullable += c.nullable ? 1 : 0;
      const long long size = most_bytes(c.type, c.collation);
      const bool variable = c.type.name == "varchar" || c.type.name == "varbinary";
      bytes += size < 0 ? 0 : size + (variable ? (size < 256 ? 1 : 2) : 0);
    }
    bytes += (nullable + 7) / 8;
    if (bytes > kMostRowBytes)
      refuse(table_id(to_.name),
             fmt::format("a row takes up to {} bytes, and the server takes {}", bytes, kMostRowBytes),
             "make long columns TEXT or BLOB");
  }

  // ---- TiDB: what is decided when a table is made

  void alterable() const {
    const std::set<std::string> modified = modified_columns(*from_, to_);
    for (const Column& c : from_->columns) {
      const bool reads = c.computed() && c.computed()->stored &&
                         std::any_of(modified.begin(), modified.end(), [&](const std::string& name) {
                           return mentions(c.computed()->from, name, work_.syntax());
                         });
      if (reads && to_.find_column(c.name))
        refuse(id_of(to_.name, c), "TiDB modifies no column that a stored one is computed from",
               "make it VIRTUAL, or make a new table");
    }
    for (const Column& c : to_.columns) {
      const Column* was = from_->find_column(c.name);
      const ObjectId id = id_of(to_.name, c);
      if (!was)
        added(id, c);
      else if (!(*was == c))
        changed(id, *was, c);
    }
  }
  void added(const ObjectId& id, const Column& c) const {
    if (c.computed() && c.computed()->stored)
      refuse(id, "TiDB adds no stored computed column to a table that stands", "make it VIRTUAL, or make a new table");
    if (c.identity())
      refuse(id, "TiDB adds no counted column to a table that stands", "make a new table and copy the rows");
  }
  void changed(const ObjectId& id, const Column& was, const Column& c) const {
    const Identity *before = was.identity(), *now = c.identity();
    if (now && now->auto_random && !before)
      return refuse(id, "TiDB makes a column AUTO_RANDOM only from AUTO_INCREMENT, in a clustered key",
                    "make a new table and copy the rows");
    if (now && !before)
      return refuse(id, "TiDB does not make a column count that stands", "make a new table and copy the rows");
    if (before && before->auto_random && (!now || !(*before == *now)) &&
        !(now && now->auto_random && now->random_bits.value_or(5) >= before->random_bits.value_or(5)))
      return refuse(id, "TiDB does not take AUTO_RANDOM back", "make a new table and copy the rows");
    if (before && !before->auto_random && now && now->auto_random &&
        !(leads_clustered_key(c) && c.type.name == "bigint"))
      return refuse(id, "TiDB makes AUTO_INCREMENT into AUTO_RANDOM only for a bigint in a clustered primary key",
                    "make a new table and copy the rows");
    if (c.computed() && c.computed()->stored && !(was.fill == c.fill))
      return refuse(id, "TiDB changes neither the expression of a stored column nor makes a column one",
                    "make it VIRTUAL, or make a new table");
    const std::string from = holds_text(was.type) ? charset_of(was.collation) : "binary";
    const std::string to = holds_text(c.type) ? charset_of(c.collation) : "binary";
    const bool texts = (holds_text(was.type) || values_of(was.type) == Values::Bytes) &&
                       (holds_text(c.type) || values_of(c.type) == Values::Bytes);
    if (texts && from != to && !(to == "utf8mb4" && from != "binary"))
      return refuse(id, fmt::format("TiDB does not change a column from {} to {}", from, to),
                    "add another column, copy the values in a migration, and drop this one");
    const auto over = [&](const std::vector<IndexPart>& parts) { return speaks_of(parts, c.name, work_.syntax()); };
    if (from_->primary_key && from_->primary_key->clustered.value_or(true) && over(from_->primary_key->parts) &&
        was.collation != c.collation)
      refuse(id, "TiDB does not change the collation of a column in a clustered primary key",
             "make a new table and copy the rows");
  }

  bool leads_clustered_key(const Column& c) const {
    return from_->primary_key && from_->primary_key->clustered.value_or(true) && !from_->primary_key->parts.empty() &&
           equals_ignoring_case(from_->primary_key->parts.front().column, c.name);
  }

  const Work& work_;
  const Table& to_;
  const Table* from_;
};

}  // namespace

void refuse_what_cannot_be(Work& work) {
  std::set<QualifiedName> tables;
  for (const Change& c : work.changes)
    if (c.id.kind >= Kind::Table && c.id.kind <= Kind::ForeignKey) tables.insert(c.id.owner);
  for (const QualifiedName& name : tables)
    if (const Table* to = work.to().tables.find(name)) Limits(work, *to, work.from().tables.find(name)).run();
}

}  // namespace plumb::mysql
