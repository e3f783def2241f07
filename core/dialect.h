// What one database family must teach us, without a connection. Stateless; safe to share between threads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/base/diagnostics.h"
#include "plumb/core/model/schema.h"
#include "plumb/core/plan/change.h"
#include "plumb/core/sql/node.h"
#include "plumb/core/target.h"

namespace plumb {

struct Operation;
struct Group;

/// What a type means, for translation between dialects only; never stored in a schema.
struct LogicalType {
  enum class Kind : std::uint8_t {
    Unknown,
    Boolean,
    Integer,
    Decimal,
    Float,
    Text,
    Bytes,
    Uuid,
    Json,
    Date,
    Time,
    Timestamp,
    Interval,
    Enum,
    Set,
    Bits,
    Array,
    Vector,
    Inet,
    Xml,
    Year,
    Geometry,
    TextSearch,
    Range,
    Money,
  };
  Kind kind = Kind::Unknown;
  int bits = 0;  ///< Integer: 8, 16, 24, 32, 64. Float: 32, 64. Bits: length
  bool unsigned_ = false;
  int precision = -1, scale = -1;  ///< Decimal; Time, Timestamp: fractional digits
  long long length = -1;           ///< Text, Bytes: most characters or bytes; -1: none stated
  bool fixed = false;              ///< char(n), binary(n)
  bool with_zone = false;
  bool ignore_case = false;          ///< citext, a case-insensitive collation
  std::vector<std::string> labels;   ///< Enum, Set
  std::vector<LogicalType> element;  ///< Array: one
  QualifiedName user_type;           ///< Enum, domain or composite that it names
};

struct PlanContext {
  const Schema& from;  ///< canonical, aligned
  const Schema& to;
  const Schema& reported;  ///< what is there, whole: also what nobody manages, before renames
  const Target& target;
  Diagnostics& diagnostics;  ///< refusals: rule "refused-…" with what to do instead
  /// One group, all or nothing: no statement that stands in no transaction. What cannot be so is refused.
  bool single_transaction = false;
};

class Dialect {
 public:
  virtual ~Dialect() = default;
  /// The family. Persisted in plans and in the history: never changes meaning.
  virtual std::string_view name() const = 0;
  /// Names that `--dialect` and URLs take for it: {"mysql", "tidb", "mariadb"}.
  virtual std::vector<std::string_view> flavours() const = 0;
  /// A target with no server: of the version, or of the newest one that we know.
  virtual Target offline_target(std::string_view flavour, Version version) const = 0;

  /// Brings a schema that is written in this dialect to its one normal form on the target: type aliases,
  /// default spellings, implied names and attributes, sorted lists, expressions. Idempotent. What the target
  /// does not have is a finding.
  virtual Schema canonical(Schema schema, const Target& target, Diagnostics& diagnostics) const = 0;

  /// For translation away from this dialect: what a type means (domains and enums of the schema looked up)…
  virtual LogicalType logical(const Type& type, const Column* column, const Schema& schema) const = 0;
  /// …and an expression in the neutral vocabulary (core/sql/neutral.h), as a tree.
  virtual sql::Node neutral(const Expr& expression) const = 0;

  /// Translates a schema that is written in another dialect into this one, for `target`. What has no equivalent
  /// is left out and named once (Note or Warning), so that it is no difference later.
  virtual Schema realise(Schema schema, const Dialect& written_in, const Target& written_for, const Target& target,
                         Diagnostics& diagnostics) const = 0;

  /// Changes to operations. For an altered object it works on a copy of `from` and refuses with a finding
  /// where the copy is not equal to `to` at the end: an attribute that nobody rendered never passes in silence.
  virtual std::vector<Operation> render(const std::vector<Change>& changes, const PlanContext& context) const = 0;
  /// Ordered operations to groups: what commits together, and what must be set around it.
  virtual std::vector<Group> group(std::vector<Operation> ordered, const PlanContext& context) const = 0;
};

}  // namespace plumb
