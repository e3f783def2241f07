// The translation of one expression into PostgreSQL's words. MySQL takes a number for a condition and a condition for
// a number wherever one stands; PostgreSQL does not, so that every place says which of the two it wants. Shared by
// realise_{meaning,expression,arguments}.cpp.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/dialects/postgres/realise.h"

namespace plumb::postgres {

class Translation : public realise::Translator {
 public:
  explicit Translation(const realise::Place& place) : Translator(place, "PostgreSQL") {}
  std::optional<sql::Node> run_wanted(sql::Node tree, Wanted wanted, std::string& why);

 private:
  // ---- what a part means, told before it is translated: realise_meaning.cpp ----

  /// The column's meaning. A query says which relations it reads: a name that means the same in all of them is known.
  LogicalType meaning(const sql::Node& n) const;
  LogicalType::Kind meaning_of_value(const sql::Node& n) const;
  bool is_condition(const sql::Node& n) const;
  bool all_results(const sql::Node& n) const;
  /// True where nothing is known that speaks against a number: a name of a view, a subquery.
  bool may_be_number(const sql::Node& n) const;

  // The kinds of places.
  void as_condition(sql::Node& n);
  void as_number(sql::Node& n);
  /// A value where text is wanted: enums and numbers are none by themselves.
  void as_text(sql::Node& n);
  /// Values that stand beside a condition: 0 and 1 are FALSE and TRUE there, any other number makes it one.
  void beside(std::vector<sql::Node*> nodes);
  /// An enum beside text is text.
  void beside_text(const std::vector<sql::Node*>& values);

  // ---- nodes: realise_expression.cpp ----

  void unary(sql::Node& n) override;
  void test(sql::Node& n) override;
  void binary(sql::Node& n) override;
  /// 0 <> ok, which is how MySQL says ok where it wants a condition.
  bool is_truth(sql::Node& n);
  void comparison(sql::Node& n);
  void like(sql::Node& n) override;
  void cast(sql::Node& n) override;
  void array(sql::Node& n) override { parts(n); }
  void collate(sql::Node& n) override;
  void bits(sql::Node&) override {}
  /// Conditions of CASE; and where one result is a condition, all are.
  void conditional(sql::Node& n) override;
  void clause(sql::Node& n) override;
  /// MySQL puts NULL first.
  void sort_item(sql::Node& n) override;
  void among(sql::Node& n) override;
  void translate_else(sql::Node& n);
  void other(sql::Node& n) override;

  // ---- calls: realise_arguments.cpp ----

  std::optional<sql::Node> call(const std::string& function, std::vector<sql::Node> arguments,
                                std::string& why) override;
  void translate_arguments(sql::Node& n) override;
  void text_argument(const std::string& function, sql::Node& n);
  void json_path(sql::Node& n, const std::vector<sql::Node*>& values);
  /// Behind DISTINCT only the arguments themselves can be sorted by; one of them may have become text.
  void call_clauses(const std::string& function, sql::Node& made, std::vector<sql::Node> clauses) override;

  Wanted wanted_;
  std::vector<LogicalType::Kind> kinds_;
};

bool is_any(std::string_view text, std::initializer_list<std::string_view> list);
/// "=", "IS DISTINCT FROM" …
bool is_comparison(std::string_view op);

}  // namespace plumb::postgres
