// PostgreSQL as a dialect, without a connection.
#pragma once

#include "plumb/core/dialect.h"

namespace plumb::postgres {

/// The version that an offline target has where none is said.
inline constexpr Version kNewestKnown{18, 0, 0};
inline constexpr Version kOldestKnown{15, 0, 0};

class PostgresDialect final : public Dialect {
 public:
  std::string_view name() const override { return "postgres"; }
  std::vector<std::string_view> flavours() const override { return {"postgres", "postgresql"}; }
  Target offline_target(std::string_view flavour, Version version) const override;

  /// canonical.cpp
  Schema canonical(Schema schema, const Target& target, Diagnostics& diagnostics) const override;

  /// types.cpp
  LogicalType logical(const Type& type, const Column* column, const Schema& schema) const override;
  /// neutral.cpp
  sql::Node neutral(const Expr& expression) const override;

  Schema realise(Schema schema, const Dialect& written_in, const Target& written_for, const Target& target,
                 Diagnostics& diagnostics) const override;
  std::vector<Operation> render(const std::vector<Change>& changes, const PlanContext& context) const override;
  std::vector<Group> group(std::vector<Operation> ordered, const PlanContext& context) const override;
};

const Dialect& dialect();

/// The target of a server of that version.
Target target_of(Version version, std::string version_text);

}  // namespace plumb::postgres
