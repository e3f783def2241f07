// Which expressions of a table differ, and the shell in which they are tried out.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/dialects/mysql/settle.h"

namespace plumb::mysql {
namespace {

constexpr std::string_view kCheck = "plumb_check_", kIndex = "plumb_index_";

Expr* expression_of(Column& column) {
  if (Expr* value = std::get_if<Expr>(&column.fill)) return value;
  if (Computed* computed = std::get_if<Computed>(&column.fill)) return &computed->from;
  return nullptr;
}
const Expr* expression_of(const Column& column) { return expression_of(const_cast<Column&>(column)); }

bool same_kind(const Column& a, const Column& b) { return a.fill.index() == b.fill.index(); }

// MariaDB 10.11 keeps no default of DEFAULT (VERSION()), and says nothing.
bool may_be_nothing(const Column& want, const Column& have) {
  const Expr* value = want.default_value();
  return value && std::holds_alternative<std::monostate>(have.fill) && value->canonical.find('(') != std::string::npos;
}

// All columns, with nothing in them but their types.
Table shell_of(const Table& table) {
  Table out;
  for (const Column& column : table.columns) {
    Column plain;
    plain.name = column.name;
    plain.type = column.type;
    plain.collation = column.collation;
    out.columns.push_back(std::move(plain));
  }
  const MysqlTable& extra = extra_of<MysqlTable>(table.extra);
  MysqlTable kept;
  kept.charset = extra.charset;
  kept.collation = extra.collation;
  out.extra = TableExtra(std::move(kept));
  return out;
}

// What a name, among the parts of a table, is over there.
template <class Part>
const Part* named(const std::vector<Part>& parts, const std::string& name) {
  const auto at =
      std::find_if(parts.begin(), parts.end(), [&](const Part& p) { return equals_ignoring_case(p.name, name); });
  return at == parts.end() ? nullptr : &*at;
}

class Making {
 public:
  Making(Schema& want, const QualifiedName& key, bool apart) : want_(want), key_(key), apart_(apart) {}

  void columns(const Table& want, const Table& have) {
    for (std::size_t i = 0; i < want.columns.size(); ++i) {
      const Column& w = want.columns[i];
      const Column* h = have.find_column(w.name);
      if (!h || !expression_of(w) || (!same_kind(w, *h) && !may_be_nothing(w, *h))) continue;
      if (same_kind(w, *h) && *expression_of(w) == *expression_of(*h)) continue;
      Inquiry& inquiry = open(want);
      inquiry.shell.columns[i].fill = w.fill;
      add(inquiry, [this, name = w.name](const Table& answer) {
        const Column* said = answer.find_column(name);
        Column* mine = want_.tables.edit(key_).find_column(name);
        if (!said || !mine || !expression_of(*mine)) return;
        if (expression_of(*said))
          expression_of(*mine)->canonical = expression_of(*said)->canonical;
        else if (std::holds_alternative<std::monostate>(said->fill))
          mine->fill = std::monostate{};
      });
    }
  }

  // Those that have a namesake which says something else; a check that the other side does not have is new.
  void checks(const Table& want, const Table& have) {
    for (std::size_t i = 0; i < want.checks.size(); ++i) {
      const Check& w = want.checks[i];
      const bool there = std::any_of(have.checks.begin(), have.checks.end(),
                                     [&](const Check& h) { return h.expression == w.expression; });
      if (there || have.checks.empty()) continue;
      Inquiry& inquiry = open(want);
      Check asked;
      asked.name = std::string(kCheck) + std::to_string(i);
      asked.expression = w.expression;
      add(inquiry, [this, i, name = asked.name](const Table& answer) {
        const Check* said = named(answer.checks, name);
        if (said) want_.tables.edit(key_).checks[i].expression.canonical = said->expression.canonical;
      });
      inquiry.shell.checks.push_back(std::move(asked));
    }
  }

  void indexes(const Table& want, const Table& have) {
    for (std::size_t i = 0; i < want.indexes.size(); ++i) {
      const Index& w = want.indexes[i];
      const Index* h = named(have.indexes, w.name);
      if (!h || h->parts == w.parts) continue;
      if (std::all_of(w.parts.begin(), w.parts.end(), [](const IndexPart& part) { return part.plain(); })) continue;
      Inquiry& inquiry = open(want);
      Index asked;
      asked.name = std::string(kIndex) + std::to_string(i);
      asked.parts = w.parts;
      add(inquiry, [this, i, name = asked.name](const Table& answer) {
        const Index* said = named(answer.indexes, name);
        Index& mine = want_.tables.edit(key_).indexes[i];
        for (std::size_t k = 0; said && k < mine.parts.size() && k < said->parts.size(); ++k)
          if (!mine.parts[k].plain() && !said->parts[k].plain())
            mine.parts[k].expression.canonical = said->parts[k].expression.canonical;
      });
      inquiry.shell.indexes.push_back(std::move(asked));
    }
  }

  std::vector<Inquiry> take() { return std::move(out_); }

 private:
  Inquiry& open(const Table& want) {
    if (out_.empty() || apart_) {
      out_.emplace_back();
      out_.back().shell = shell_of(want);
    }
    return out_.back();
  }
  static void add(Inquiry& inquiry, std::function<void(const Table&)> take) {
    if (!inquiry.take) {
      inquiry.take = std::move(take);
      return;
    }
    inquiry.take = [before = std::move(inquiry.take), take = std::move(take)](const Table& answer) {
      before(answer);
      take(answer);
    };
  }

  Schema& want_;
  const QualifiedName key_;
  const bool apart_;
  std::vector<Inquiry> out_;
};

}  // namespace

std::vector<Inquiry> inquiries_of(Schema& want, const Schema& have, const Target&, const QualifiedName& key,
                                  bool apart) {
  const Table w = *want.tables.find(key);
  const Table& h = *have.tables.find(key);
  // Shared, for the answers come after this.
  const auto making = std::make_shared<Making>(want, key, apart);
  making->columns(w, h);
  making->checks(w, h);
  making->indexes(w, h);
  std::vector<Inquiry> out = making->take();
  for (Inquiry& inquiry : out)
    inquiry.take = [making, take = std::move(inquiry.take)](const Table& answer) { take(answer); };
  return out;
}

}  // namespace plumb::mysql
