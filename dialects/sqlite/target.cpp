#include "plumb/dialects/sqlite/target.h"

#include "plumb/dialects/sqlite/dialect.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::sqlite {

Target target_of(Version version, std::string version_text) {
  Target target;
  target.dialect = "sqlite";
  target.flavour = "sqlite";
  target.version = version;
  target.version_text = std::move(version_text);
  target.syntax = syntax();
  target.default_schema = "main";
  Traits& traits = target.traits;
  traits.columns_keep_place = true;  // a table can be rebuilt in any order
  traits.names_ignore_case = true;
  traits.tables_ignore_case = true;
  traits.constraints_have_names = false;
  traits.foreign_keys_bind_late = true;
  traits.ddl_in_transactions = true;
  return target;
}

Target SqliteDialect::offline_target(std::string_view, Version version) const {
  if (!version.known()) version = kNewestKnown;
  return target_of(version, version.text());
}

const Dialect& dialect() {
  static const SqliteDialect sqlite;
  return sqlite;
}

}  // namespace plumb::sqlite
