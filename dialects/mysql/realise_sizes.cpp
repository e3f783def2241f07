// What fits: lengths that keys need, one type on both sides of a foreign key, rows and keys of so many bytes.
#include <algorithm>
#include <set>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/mysql/charsets.h"
#include "plumb/dialects/mysql/realise.h"
#include "plumb/dialects/mysql/render/steps.h"
#include "plumb/dialects/mysql/syntax.h"
#include "plumb/dialects/mysql/types.h"

namespace plumb::mysql {
namespace {

using sql::Node;

constexpr long long kMostKeyBytes = 3072, kMostRowBytes = 65000;  // 535 are for what the server keeps beside
constexpr int kUsual = 255, kShortest = 32, kBytes = 4;

/// `column` needs a length; it gets no more than `most`.
void limit(Realising& r, const Table& table, const std::string& column, int most) {
  const Column* found = table.find_column(column);
  if (!found || !is_unbounded(r.logical(*found))) return;
  auto [at, fresh] = r.lengths[table.name].emplace(column, most);
  if (!fresh) at->second = std::min(at->second, most);
}

/// The columns of one key share what there is.
void measure(Realising& r, const Table& table, const std::set<std::string>& columns) {
  long long stated = 0, unbounded = 0;
  for (const std::string& name : columns) {
    const Column* column = table.find_column(name);
    if (!column) continue;
    const LogicalType type = r.logical(*column);
    if (is_unbounded(type)) {
      ++unbounded;
      continue;
    }
    const RealisedType made = realise_type(type, {}, r.can);
    stated += std::max(0LL, most_bytes(made.type, made.collation.empty() ? "utf8mb4" : made.collation));
  }
  if (unbounded == 0) return;
  const long long each = (kMostKeyBytes - stated) / (unbounded * kBytes);
  for (const std::string& name : columns)
    limit(r, table, name, static_cast<int>(std::clamp<long long>(each, kShortest, kUsual)));
}

std::set<std::string> columns_of(const Realising& r, const std::vector<IndexPart>& parts) {
  std::set<std::string> out;
  for (const IndexPart& part : parts) {
    if (part.plain())
      out.insert(part.column);
    else
      for (const std::string& name : sql::columns_of(r.work.written_in.neutral(part.expression))) out.insert(name);
  }
  return out;
}

bool has_expression(const Index& index) {
  return std::any_of(index.parts.begin(), index.parts.end(), [](const IndexPart& p) { return !p.plain(); });
}

void measure_table(Realising& r, const Table& table) {
  if (table.primary_key) measure(r, table, columns_of(r, table.primary_key->parts));
  for (const Unique& unique : table.uniques) measure(r, table, columns_of(r, unique.parts));
  for (const Index& index : table.indexes) {
    const bool tree = index.method.empty() || index.method == "btree" || index.method == "hash";
    const bool expression = has_expression(index);
    if (!tree || (!index.unique && !expression) || (expression && !r.can.expression_keys)) continue;
    measure(r, table, columns_of(r, index.parts));
  }
  for (const ForeignKey& key : table.foreign_keys)
    if (const Table* parent = r.find(key.to)) {
      for (const std::string& column : key.columns) limit(r, table, column, kUsual);
      for (const std::string& column : key.to_columns) limit(r, *parent, column, kUsual);
    }
  if (r.can.expression_defaults || r.can.lob_literals) return;
  for (const Column& column : table.columns)
    if (const Expr* value = column.default_value())
      if (r.work.written_in.neutral(*value).kind == sql::NodeKind::String &&
          r.logical(column).kind == LogicalType::Kind::Text)
        limit(r, table, column.name, kUsual);
}

template <class Pair>
void for_each_reference(Realising& r, const Pair& pair) {
  for (const auto& [name, table] : r.tables)
    for (const ForeignKey& key : table.foreign_keys) {
      const Table* parent = r.find(key.to);
      if (!parent || !key.enforced) continue;
      for (std::size_t i = 0; i < key.columns.size() && i < key.to_columns.size(); ++i)
        pair(table, key.columns[i], *parent, key.to_columns[i]);
    }
}

constexpr int kLongestChain = 16;

bool share_length(Realising& r, const Table& child, const std::string& column, const Table& parent,
                  const std::string& referred) {
  auto &ours = r.lengths[child.name], &theirs = r.lengths[parent.name];
  const auto a = ours.find(column), b = theirs.find(referred);
  if (a == ours.end() || b == theirs.end() || a->second == b->second) return false;
  a->second = b->second = std::min(a->second, b->second);
  return true;
}

long long bytes_in_row(const Column& c) {
  const long long size = most_bytes(c.type, c.collation.empty() ? "utf8mb4" : c.collation);
  const bool variable = c.type.name == "varchar" || c.type.name == "varbinary";
  return size < 0 ? 12 : size + (variable ? 2 : 0);
}

/// Columns that must stay as they are: those of keys, and of foreign keys on either side.
std::set<std::string> held_columns(const Realising& r, const Table& from) {
  std::set<std::string> out;
  const auto add = [&](const std::vector<IndexPart>& parts) { out.merge(columns_of(r, parts)); };
  if (from.primary_key) add(from.primary_key->parts);
  for (const Unique& unique : from.uniques) add(unique.parts);
  for (const Index& index : from.indexes)
    if (index.unique || has_expression(index)) add(index.parts);
  for (const ForeignKey& key : from.foreign_keys) out.insert(key.columns.begin(), key.columns.end());
  for (const auto& [name, table] : r.tables)
    for (const ForeignKey& key : table.foreign_keys)
      if (key.to == from.name) out.insert(key.to_columns.begin(), key.to_columns.end());
  return out;
}

long long part_bytes(const IndexPart& part, const Column& c) {
  if (!part.prefix_length) return most_bytes(c.type, c.collation.empty() ? "utf8mb4" : c.collation);
  return static_cast<long long>(*part.prefix_length) * (holds_text(c.type) ? kBytes : 1);
}

bool can_be_cut(const Column& c) {
  const Values values = values_of(c.type);
  return values == Values::Text || values == Values::Bytes;
}

long long bytes_of_expression(const Table& table, const IndexPart& part) {
  const auto node = sql::parse_expression(part.expression.canonical, syntax());
  if (!node || node->kind == sql::NodeKind::Case) return 8;
  long long out = 8;
  for (const std::string& name : sql::columns_of(*node))
    if (const Column* c = table.find_column(name); c && can_be_cut(*c)) out += std::max(0LL, part_bytes({}, *c));
  return out;
}

}  // namespace

void measure_keys(Realising& r) {
  for (const auto& [name, table] : r.tables) measure_table(r, table);
  bool more = true;
  for (int i = 0; more && i < kLongestChain; ++i) {
    more = false;
    for_each_reference(
        r, [&](const Table& child, const std::string& column, const Table& parent, const std::string& referred) {
          more |= share_length(r, child, column, parent, referred);
        });
  }
}

void align_foreign_types(Realising& r) {
  bool more = true;
  std::set<std::string> said;
  for (int i = 0; more && i < kLongestChain; ++i) {
    more = false;
    for_each_reference(
        r, [&](const Table& child, const std::string& column, const Table& parent, const std::string& referred) {
          const auto name_of = [&](const Table& t) { return r.work.names.relation(t.name); };
          const Table* to = r.work.out.tables.find(name_of(parent));
          const Column* wanted = to ? to->find_column(r.work.names.column(parent.name, referred)) : nullptr;
          Column* have = r.work.out.tables.edit(name_of(child)).find_column(r.work.names.column(child.name, column));
          if (!wanted || !have || (have->type == wanted->type && have->collation == wanted->collation)) return;
          have->type = wanted->type;
          have->collation = wanted->collation;
          more = true;
          if (said.insert(r.said(child, column)).second)
            r.work.left_out.differs("a column of a foreign key has the type of the one that it refers to",
                                    r.said(child, column));
        });
  }
}

void fit_rows(Realising& r) {
  if (r.flavour.one_engine) return;  // TiDB keeps rows of any width
  for (const auto& [name, from] : r.tables) {
    Table& to = r.work.out.tables.edit(r.work.names.relation(name));
    std::set<std::string> held;
    for (const std::string& column : held_columns(r, from)) held.insert(r.work.names.column(name, column));
    for (;;) {
      long long bytes = 0;
      Column* longest = nullptr;
      for (Column& c : to.columns) {
        bytes += bytes_in_row(c);
        const bool free = c.type.name == "varchar" && !held.count(c.name);
        if (free && (!longest || bytes_in_row(c) > bytes_in_row(*longest))) longest = &c;
      }
      if (bytes <= kMostRowBytes || !longest) break;
      longest->type = Type{};
      longest->type.name = "longtext";
      r.work.left_out.differs("varchar is longtext where a row would have more than 65535 bytes",
                              from.name.display() + "." + longest->name);
    }
  }
}

bool fit_key(const Table& table, std::vector<IndexPart>& parts, bool unique, std::string& why) {
  constexpr std::size_t kMostParts = 16;
  if (parts.size() > kMostParts) {
    why = "an index has at most 16 parts";
    return false;
  }
  for (;;) {
    long long bytes = 0;
    IndexPart* longest = nullptr;
    for (IndexPart& part : parts) {
      if (!part.plain()) {
        bytes += bytes_of_expression(table, part);
        continue;
      }
      const Column* c = table.find_column(part.column);
      if (!c) continue;
      if (part_bytes(part, *c) < 0) {
        if (!can_be_cut(*c)) {
          why = "there are no such indexes over " + std::string(base_name(c->type));
          return false;
        }
        if (unique) break;
        part.prefix_length = kUsual;
      }
      bytes += part_bytes(part, *c);
      if (can_be_cut(*c) &&
          (!longest || part_bytes(part, *c) > part_bytes(*longest, *table.find_column(longest->column))))
        longest = &part;
    }
    const bool lobs = unique && std::any_of(parts.begin(), parts.end(), [&](const IndexPart& part) {
                        const Column* c = part.plain() ? table.find_column(part.column) : nullptr;
                        return c && part_bytes(part, *c) < 0;
                      });
    if (!lobs && bytes <= kMostKeyBytes) return true;
    if (unique || !longest) {
      why = "a key has at most 3072 bytes";
      return false;
    }
    const Column* c = table.find_column(longest->column);
    longest->prefix_length = static_cast<int>(part_bytes(*longest, *c) / (holds_text(c->type) ? kBytes : 1) / 2);
  }
}

}  // namespace plumb::mysql
