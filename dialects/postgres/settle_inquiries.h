// Which expressions differ, and how each kind is put to the server. Not for others than dialects/postgres/settle*.cpp.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plumb/core/sql/writer.h"
#include "plumb/dialects/postgres/expression.h"
#include "plumb/dialects/postgres/settle.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {

/// Writes down what to ask. The wanted schema is written to only when the answers are there, by names: its parts may
/// move meanwhile.
class Inquiries {
 public:
  Inquiries(Schema& want, const Schema& have, const Target& target, Shells& shells)
      : want_(want), have_(have), target_(target), shells_(shells) {}
  std::vector<Inquiry> find();

 private:
  Place place(const QualifiedName& table) const;
  std::string next(const char* kind);
  /// True where the answer is what the server has.
  bool agrees(const Cell& answer, const Expr& have, const Place& where) const;

  /// An inquiry about a part of a table, whose shell is made for it.
  struct OfTable {
    Inquiry inquiry;
    std::string shell;
  };
  std::optional<OfTable> start(const Table& table);

  void columns(const Table& table, const Table& there);
  void column_default(const Table& table, const Column& c, const Expr& there);
  void generated(const Table& table, const Column& c, const Expr& there);

  // settle_constraints.cpp
  void checks(const Table& table, const Table& there);
  void indexes(const Table& table, const Table& there);
  void exclusions(const Table& table, const Table& there);
  /// Parts and predicate in the shells' names.
  bool translate(std::vector<IndexPart>& parts, Expr& where, const QualifiedName& table, Inquiry& q);
  void partitions(const Table& table, const Table& there);
  /// CREATE TABLE … PARTITION BY, under a fresh name.
  std::optional<std::string> partitioned(const Table& table, const std::string& name, Inquiry& q);
  void partition_key(const Table& table, const Expr& there);
  void partition_bound(const Table& table, const PostgresTable& own, const std::string& there);

  // settle_objects.cpp
  void domain(const Domain& d, const Domain& there);
  void policy(const Policy& p, const Policy& there);
  void policy_roles(const Policy& p, const Policy& there);
  void trigger(const Trigger& t, const Trigger& there);
  void rule(const Definition& d, const Definition& there);
  void view(const View& v, const View& there);
  void routine(const Routine& r, const Routine& there);

  Schema& want_;
  const Schema& have_;
  const Target& target_;
  Shells& shells_;
  mutable std::map<QualifiedName, Table> whole_;  ///< children with the columns of their parents
  std::vector<Inquiry> out_;
  int number_ = 0;
};

/// Both are there, and their normal forms are not the same.
inline bool differs(const Expr& want, const Expr& have) { return !want.empty() && !have.empty() && !(want == have); }
inline std::string literal(std::string_view text) { return sql::quote_string(text, syntax()); }
inline std::string quote(std::string_view name) { return sql::quote_name(name, syntax()); }

template <class T>
const T* by_name(const std::vector<T>& parts, const std::string& name) {
  for (const T& p : parts) {
    if (p.name == name) return &p;
  }
  return nullptr;
}

}  // namespace plumb::postgres
