// MySQL, TiDB and MariaDB as a dialect, without a connection.
#pragma once

#include "plumb/core/dialect.h"
#include "plumb/dialects/mysql/flavours.h"
#include "plumb/dialects/mysql/syntax.h"

namespace plumb::mysql {

class MysqlDialect final : public Dialect {
 public:
  std::string_view name() const override { return "mysql"; }
  std::vector<std::string_view> flavours() const override { return {"mysql", "tidb", "mariadb"}; }
  Target offline_target(std::string_view flavour, Version version) const override;

  /// canonical.cpp
  Schema canonical(Schema schema, const Target& target, Diagnostics& diagnostics) const override;

  LogicalType logical(const Type& type, const Column* column, const Schema& schema) const override;
  /// neutral.cpp
  sql::Node neutral(const Expr& expression) const override;

  Schema realise(Schema schema, const Dialect& written_in, const Target& written_for, const Target& target,
                 Diagnostics& diagnostics) const override;
  std::vector<Operation> render(const std::vector<Change>& changes, const PlanContext& context) const override;
  std::vector<Group> group(std::vector<Operation> ordered, const PlanContext& context) const override;
};

const Dialect& dialect();

/// The target of a server of that flavour and version.
Target target_of(const Flavour& flavour, Version version, std::string version_text);

}  // namespace plumb::mysql
