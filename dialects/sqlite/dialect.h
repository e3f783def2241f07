// SQLite as a dialect, without a connection.
#pragma once

#include "plumb/core/dialect.h"

namespace plumb::sqlite {

/// The version that an offline target has where none is said.
inline constexpr Version kNewestKnown{3, 45, 0};

class SqliteDialect final : public Dialect {
 public:
  std::string_view name() const override { return "sqlite"; }
  std::vector<std::string_view> flavours() const override { return {"sqlite"}; }
  Target offline_target(std::string_view flavour, Version version) const override;

  /// canonical.cpp
  Schema canonical(Schema schema, const Target& target, Diagnostics& diagnostics) const override;

  /// types.cpp
  LogicalType logical(const Type& type, const Column* column, const Schema& schema) const override;
  sql::Node neutral(const Expr& expression) const override;

  /// realise.cpp
  Schema realise(Schema schema, const Dialect& written_in, const Target& written_for, const Target& target,
                 Diagnostics& diagnostics) const override;

  /// render.cpp
  std::vector<Operation> render(const std::vector<Change>& changes, const PlanContext& context) const override;
  std::vector<Group> group(std::vector<Operation> ordered, const PlanContext& context) const override;
};

const Dialect& dialect();

}  // namespace plumb::sqlite
