// How a table is divided.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/write/dialects.h"
#include "plumb/dialects/mysql/render/steps.h"

namespace plumb::mysql {
namespace {

using List = std::vector<Partition>;

// "PARTITION `p0` VALUES LESS THAN (10), …", as the one writer of partitions has it.
std::string list_of(const Work& work, const Partitioning& like, const List& partitions) {
  Partitioning some = like;
  some.partitions = partitions;
  sql::Sql out(work.syntax());
  sql::write_mysql_partitioning(out, some);
  std::string text = std::move(out).take();
  sql::Sql head(work.syntax());
  some.partitions.clear();
  sql::write_mysql_partitioning(head, some);
  return std::string(trim(std::string_view(text).substr(std::move(head).take().size())));
}

bool same_name(const Partition& a, const Partition& b) { return equals_ignoring_case(a.name, b.name); }

class Partitions {
 public:
  explicit Partitions(Alteration& alteration)
      : a_(alteration),
        work_(alteration.work),
        from_(*alteration.from.partitioning),
        to_(*alteration.to.partitioning) {}

  void run() {
    if (from_ == to_) return;
    if (!a_.to.partitioning) return remove();
    if (!a_.from.partitioning || !same_division()) return divide_anew();
    if (from_.count != to_.count) return buckets();
    list();
  }

 private:
  ObjectId id() const { return table_id(a_.table()); }

  Clause& say(Act act, int rank, std::string sql, std::string back) {
    Clause& c = a_.add(act, rank, id(), std::move(sql), std::move(back), "divide " + id().display());
    c.alone = true;
    return c;
  }
  std::string partition_by(const Partitioning& p) const {
    sql::Sql out(work_.syntax());
    sql::write_mysql_partitioning(out, p);
    return std::move(out).take();
  }

  void remove() { say(Act::PartitionBy, kUnpartition, "REMOVE PARTITIONING", partition_by(from_)); }

  void divide_anew() {
    Clause& c = say(Act::PartitionBy, kPartition, partition_by(to_),
                    a_.from.partitioning ? partition_by(from_) : std::string("REMOVE PARTITIONING"));
    outside(c, to_);
  }

  bool same_division() const {
    Partitioning like = from_;
    like.count = to_.count;
    like.partitions = to_.partitions;
    return like == to_ && from_.partitions.empty() == to_.partitions.empty();
  }

  void buckets() {
    const int was = from_.count.value_or(1), is = to_.count.value_or(1);
    const auto sql = [](int a, int b) {
      return a < b ? fmt::format("ADD PARTITION PARTITIONS {}", b - a) : fmt::format("COALESCE PARTITION {}", a - b);
    };
    say(Act::AddBuckets, kPartition, sql(was, is), sql(is, was));
  }

  // ---- lists of partitions: what is the same at both ends stays, what is between is divided anew

  void list() {
    const List &was = from_.partitions, &is = to_.partitions;
    std::size_t head = 0, tail = 0;
    while (head < was.size() && head < is.size() && was[head] == is[head]) ++head;
    while (tail < was.size() - head && tail < is.size() - head &&
           was[was.size() - 1 - tail] == is[is.size() - 1 - tail])
      ++tail;
    const List old(was.begin() + static_cast<std::ptrdiff_t>(head), was.end() - static_cast<std::ptrdiff_t>(tail));
    const List now(is.begin() + static_cast<std::ptrdiff_t>(head), is.end() - static_cast<std::ptrdiff_t>(tail));
    if (hash_buckets()) return named_buckets(old, now);
    if (old.empty() && tail == 0) return add(now);
    if (drops_only(was, is)) return drop(was, is);
    if (list_method() && apart(old, now)) return exchange(old, now);
    if (old.empty()) return add_between(now, was[was.size() - tail]);
    reorganize(old, now);
  }
  bool list_method() const { return from_.method.starts_with("list"); }
  bool hash_buckets() const {
    return from_.method.find("hash") != std::string::npos || from_.method.find("key") != std::string::npos;
  }
  static bool holds(const List& list, const Partition& p) {
    return std::any_of(list.begin(), list.end(), [&](const Partition& x) { return same_name(x, p); });
  }
  static bool apart(const List& old, const List& now) {
    return std::none_of(old.begin(), old.end(), [&](const Partition& p) { return holds(now, p); });
  }
  static bool drops_only(const List& was, const List& is) {
    std::size_t at = 0;
    for (const Partition& p : was)
      if (at < is.size() && p == is[at]) ++at;
    return at == is.size() && was.size() > is.size();
  }

  void add(const List& made) {
    Clause& c = say(Act::AddPartition, kPartition, "ADD PARTITION " + list_of(work_, to_, made),
                    "DROP PARTITION " + names(made));
    c.why = "add partitions " + names(made) + " to " + id().display();
  }

  void drop(const List& was, const List& is) {
    List gone;
    for (const Partition& p : was)
      if (!holds(is, p)) gone.push_back(p);
    Clause& c = say(Act::DropPartition, kPartition, "DROP PARTITION " + names(gone), {});
    c.why = "drop partitions " + names(gone) + " of " + id().display();
    c.irreversible = true;
    for (const Partition& p : gone)
      c.dangers.push_back({Hazard::DeletesData,
                           {Kind::Table, a_.table(), p.name},
                           fmt::format("drops partition `{}` of `{}` and its rows", p.name, a_.table().display())});
  }

  // A list's partitions stand for themselves: those that are gone go, the others come.
  void exchange(const List& old, const List& now) {
    if (!old.empty()) drop(old, {});
    if (!now.empty()) add(now);
  }

  // Before one that stands: that one is divided.
  void add_between(const List& made, const Partition& next) {
    List into = made;
    into.push_back(next);
    reorganize({next}, into);
  }

  void reorganize(const List& old, const List& now) {
    if (now.empty()) return drop(from_.partitions, to_.partitions);
    if (!list_method() && !keeps_end(old, now)) return divide_anew();
    Clause& c = say(Act::Reorganize, kPartition,
                    fmt::format("REORGANIZE PARTITION {} INTO {}", names(old), list_of(work_, to_, now)),
                    fmt::format("REORGANIZE PARTITION {} INTO {}", names(now), list_of(work_, from_, old)));
    c.dangers.push_back({Hazard::MayFailOnData, id(),
                         fmt::format("fails where a row of {} belongs to none of the partitions", id().display())});
  }

  // Ranges may be cut anew, but end where they ended; the last of all may reach further.
  bool keeps_end(const List& old, const List& now) const {
    const std::string &was = old.back().bound, &is = now.back().bound;
    if (was == is || is == "less than MAXVALUE") return true;
    if (!(old.back() == from_.partitions.back()) || was == "less than MAXVALUE") return false;
    return was.size() == is.size() ? was < is : was.size() < is.size();
  }

  // HASH and KEY with names: the last ones come and go, and rows are spread anew.
  void named_buckets(const List& old, const List& now) {
    if (old.empty() && !now.empty()) {
      Clause& c = say(Act::AddBuckets, kPartition, "ADD PARTITION " + list_of(work_, to_, now),
                      fmt::format("COALESCE PARTITION {}", now.size()));
      c.why = "add partitions " + names(now) + " to " + id().display();
    } else if (now.empty()) {
      say(Act::AddBuckets, kPartition, fmt::format("COALESCE PARTITION {}", old.size()),
          "ADD PARTITION " + list_of(work_, from_, old));
    } else {
      divide_anew();
    }
  }

  void outside(Clause& c, const Partitioning& p) const {
    if (p.method.starts_with("range") || p.method.starts_with("list"))
      c.dangers.push_back({Hazard::MayFailOnData, id(),
                           fmt::format("fails where a row of {} belongs to none of the partitions", id().display())});
  }

  std::string names(const List& list) const {
    std::string out;
    for (const Partition& p : list) out += (out.empty() ? "" : ", ") + work_.quoted(p.name);
    return out;
  }

  Alteration& a_;
  Work& work_;
  const Partitioning &from_, &to_;
};

}  // namespace

void change_partitions(Alteration& alteration) { Partitions(alteration).run(); }

}  // namespace plumb::mysql
