// Expressions of the neutral vocabulary (core/sql/neutral.h) in a server's own words: the walk, names and relations
// are the same everywhere; each dialect says its operators, functions and casts.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plumb/core/realise/work.h"
#include "plumb/core/sql/node.h"

namespace plumb::realise {

/// Where an expression stands.
struct Place {
  const Work* work = nullptr;
  const Table* home = nullptr;  ///< whose columns the names mean; none in queries
  /// False in checks, generated columns and indexes: what gives another answer each time it is asked is refused there.
  bool may_change = true;
  /// Relations of the query, as the model keeps them: it says which qualifier is the default schema's.
  const std::vector<QualifiedName>* uses = nullptr;
};

/// One translation. Derive for a dialect; `run` once.
class Translator {
 public:
  Translator(const Place& place, std::string_view server) : place_(place), server_(server) {}
  virtual ~Translator() = default;
  /// The tree in the server's words, or nothing, and then `why` says why not.
  std::optional<sql::Node> run(sql::Node tree, std::string& why);

 protected:
  /// Ends the translation with a reason.
  [[noreturn]] static void fail(std::string why);
  [[noreturn]] void fail_on(const sql::Node& node) const;  ///< "`…` has no equivalent in …"

  void translate(sql::Node& node);
  void parts(sql::Node& node);

  // What a dialect may say otherwise; each translates the parts of its node itself.
  virtual void unary(sql::Node& node) { parts(node); }
  virtual void binary(sql::Node& node) = 0;
  virtual void like(sql::Node& node) = 0;
  virtual void cast(sql::Node& node) = 0;
  virtual void array(sql::Node& node) = 0;
  virtual void collate(sql::Node& node) = 0;
  virtual void test(sql::Node& node) { parts(node); }
  virtual void conditional(sql::Node& node) { parts(node); }  ///< Case, and When inside of it
  virtual void clause(sql::Node& node) { parts(node); }
  virtual void window(sql::Node& node) { parts(node); }
  virtual void compound(sql::Node& node) { parts(node); }
  virtual void among(sql::Node& node) { parts(node); }  ///< Between, In
  virtual void sort_item(sql::Node& node);
  virtual void bits(sql::Node& node);
  /// Everything that is said alike everywhere: literals, joins, parts of queries.
  virtual void other(sql::Node& node) { parts(node); }
  /// The arguments and clauses of a call of the vocabulary.
  virtual void translate_arguments(sql::Node& node) { parts(node); }
  /// One call of the vocabulary; arguments are translated already. Nothing, and why not, where there is no such thing.
  virtual std::optional<sql::Node> call(const std::string& function, std::vector<sql::Node> arguments,
                                        std::string& why) = 0;
  /// The clauses (DISTINCT, FILTER, OVER, ORDER BY) behind a translated call.
  virtual void call_clauses(const std::string& function, sql::Node& made, std::vector<sql::Node> clauses);
  /// How a relation is called in a query, where its name changes.
  virtual void rename_relation(sql::Node& node, const QualifiedName& was, const QualifiedName& given,
                               std::vector<sql::Node> clauses);

  /// The column of the place's table; the name in any case where that is the author's dialect's rule.
  const Column* column_of(std::string_view name) const;
  /// What the column means; Unknown for what is no column of the place's table.
  LogicalType type_of(const sql::Node& node) const;
  const Place& place() const { return place_; }
  std::string_view server() const { return server_; }

 private:
  void name(sql::Node& node);
  void relation(sql::Node& node);
  void alias(sql::Node& node);
  void any_call(sql::Node& node);
  bool is_default(const QualifiedName& name) const;

  const Place& place_;
  std::string_view server_;
};

/// What gives another answer each time it is asked: now, random, uuid_v4 …
bool changes(std::string_view function);

/// A function of the vocabulary in a server's words; _1, _2 … stand for the arguments.
struct CallTemplate {
  std::string_view function;
  std::size_t arguments;
  std::string_view sql;
};
/// A dialect's templates, read once. `templates` must outlive it.
class CallTable {
 public:
  CallTable(std::span<const CallTemplate> templates, const Syntax& syntax);
  /// The call with its arguments, or nothing where there is no template for so many.
  std::optional<sql::Node> call(std::string_view function, const std::vector<sql::Node>& arguments) const;

 private:
  std::map<std::pair<std::string_view, std::size_t>, sql::Node> read_;
};

/// SQL with its arguments filled in; nothing where the text cannot be read.
std::optional<sql::Node> filled(std::string_view sql, const Syntax& syntax, const std::vector<sql::Node>& arguments);

/// A number or a text of one, with its sign.
std::optional<long long> whole(const sql::Node& node);

}  // namespace plumb::realise
