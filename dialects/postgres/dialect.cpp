#include "plumb/dialects/postgres/dialect.h"

#include "plumb/core/base/error.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {

Target target_of(Version version, std::string version_text) {
  Target target;
  target.dialect = "postgres";
  target.flavour = "postgres";
  target.version = version;
  target.version_text = std::move(version_text);
  target.syntax = syntax();
  target.default_schema = "public";
  target.traits.ddl_in_transactions = true;
  target.traits.ends_long_statements = true;
  target.traits.has_namespaces = true;
  target.traits.says_whole_statements = false;
  target.traits.implied_endings = {"_check", "_key", "_fkey", "_idx", "_excl"};
  target.traits.unmanaged_options = {"storage", "statistics", "parameters", "tablespace"};
  return target;
}

Target PostgresDialect::offline_target(std::string_view, Version version) const {
  if (!version.known()) version = kNewestKnown;
  if (version < kOldestKnown)
    throw Error(Code::Unsupported,
                "PostgreSQL " + version.text() + " is older than what plumb knows; 15 and newer are supported");
  return target_of(version, version.text());
}

const Dialect& dialect() {
  static const PostgresDialect postgres;
  return postgres;
}

}  // namespace plumb::postgres
