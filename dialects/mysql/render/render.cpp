// Changes to operations.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/dialects/mysql/dialect.h"
#include "plumb/dialects/mysql/render/steps.h"

namespace plumb::mysql {
namespace {

bool same_but_name(const Index& from, const Index& to) {
  Index named = from;
  named.name = to.name;
  return named == to;
}

using RenamedIndexes = std::vector<std::pair<const Change*, const Change*>>;

// Takes the pairs of dropped and created indexes out that are one rename each.
std::vector<Change> take_renamed_indexes(const std::vector<Change>& changes, RenamedIndexes& renamed) {
  std::multimap<QualifiedName, const Change*> dropped;
  for (const Change& c : changes)
    if (c.id.kind == Kind::Index && c.action == Action::Drop) dropped.emplace(c.id.owner, &c);
  std::set<const Change*> taken;
  for (const Change& c : changes) {
    if (c.id.kind != Kind::Index || c.action != Action::Create) continue;
    const auto [first, last] = dropped.equal_range(c.id.owner);
    const auto same = std::find_if(first, last, [&](const auto& d) {
      return taken.count(d.second) == 0 && same_but_name(std::get<Index>(d.second->from), std::get<Index>(c.to));
    });
    if (same == last) continue;
    renamed.emplace_back(same->second, &c);
    taken.insert(same->second);
    taken.insert(&c);
  }
  std::vector<Change> left;
  for (const Change& c : changes)
    if (taken.count(&c) == 0) left.push_back(c);
  return left;
}

class Renderer {
 public:
  explicit Renderer(Work& work) : work_(work) {}

  void run() {
    for (const Change& c : work_.changes) {
      work_.changed.insert(c.id);
      if (c.action == Action::Rename && c.id.kind == Kind::Table)
        work_.renamed.emplace(std::get<Table>(c.to).name, std::get<Table>(c.from).name);
    }
    refuse_what_cannot_be(work_);
    put_foreign_keys_aside(work_);
    for (const Change& c : work_.changes) change(c);
    create_tables(work_, created_);
    drop_tables(work_, dropped_);
    for (const auto& [table, changes] : renamed_) rename_columns(work_, table, changes);
    for (const auto& [table, changes] : altered_) alter_table(work_, table, changes);
    restate_code(work_);
  }

 private:
  void change(const Change& c) {
    if (c.action == Action::Rename && c.id.kind == Kind::Column) {
      renamed_[c.id.owner].push_back(&c);
      return;
    }
    if (c.action == Action::Rename) return rename_table(work_, c);
    switch (c.id.kind) {
      case Kind::Namespace:
      case Kind::Sequence: return render_object(work_, c);
      case Kind::Table:
        if (c.action == Action::Create)
          created_.push_back(&std::get<Table>(c.to));
        else if (c.action == Action::Drop)
          dropped_.push_back(&std::get<Table>(c.from));
        else
          altered_[c.id.owner].push_back(&c);
        return;
      case Kind::ForeignKey: return change_foreign_key(work_, c);
      case Kind::Column:
      case Kind::PrimaryKey:
      case Kind::Check:
      case Kind::Index: altered_[c.id.owner].push_back(&c); return;
      case Kind::Routine:
      case Kind::View:
      case Kind::Trigger:
      case Kind::Event: return render_code(work_, c);
      default:
        work_.refuse(c.id, fmt::format("{} has no {}s", work_.target().flavour, spoken(c.id.kind)),
                     "take it out of the schema");
    }
  }

  Work& work_;
  std::vector<const Table*> created_, dropped_;
  std::map<QualifiedName, std::vector<const Change*>> altered_, renamed_;
};

}  // namespace

std::vector<Operation> MysqlDialect::render(const std::vector<Change>& changes, const PlanContext& context) const {
  RenamedIndexes renamed;
  const std::vector<Change> left = take_renamed_indexes(changes, renamed);
  Work work{context, left, flavour(context.target.flavour), {}, {}, {}, {}};
  for (const auto& [from, to] : renamed)
    rename_index(work, to->id.owner, std::get<Index>(from->from).name, std::get<Index>(to->to).name);
  Renderer(work).run();
  return std::move(work.out);
}

}  // namespace plumb::mysql
