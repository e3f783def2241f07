// What the servers of the family can say, by flavour and version.
#include "plumb/core/base/text.h"
#include "plumb/dialects/mysql/realise.h"

namespace plumb::mysql {
namespace {

Abilities mysql(Version version) {
  Abilities can;
  can.server = "MySQL";
  can.collation = version >= Version{8, 0, 17} ? "utf8mb4_0900_bin" : "utf8mb4_bin";
  can.folding = "utf8mb4_0900_as_ci";
  can.uuid = "ascii_general_ci";
  can.checks = version >= Version{8, 0, 16};
  can.no_checks = "MySQL has no checks before 8.0.16";
  can.expression_defaults = can.expression_keys = version >= Version{8, 0, 13};
  // 8.0.15 has the default and shows none, neither in SHOW CREATE TABLE nor in information_schema.
  can.tells_key_defaults = version >= Version{8, 0, 16};
  // 8.0.15 looks at such a default in every ALTER TABLE and finds it invalid (1067).
  can.computed_dates = version >= Version{8, 0, 16};
  can.double_casts = version >= Version{8, 0, 17};
  can.sets_of_queries = version >= Version{8, 0, 31};
  can.vectors = version >= Version{9, 0, 0};
  return can;
}

Abilities tidb(const Target& target) {
  Abilities can;
  can.server = "TiDB";
  can.collation = target.version >= Version{7, 4, 0} ? "utf8mb4_0900_bin" : "utf8mb4_bin";
  can.folding = can.uuid = "utf8mb4_general_ci";
  const auto checks = target.settings.find("checks");
  can.checks = checks != target.settings.end() && (checks->second == "on" || checks->second == "1");
  can.no_checks = "TiDB has checks where tidb_enable_check_constraint is on";
  can.expression_defaults = false;
  can.few_default_calls = can.few_key_calls = true;
  can.checks_beside_cascades = can.spatial = can.endless_casts = false;
  can.sequences = true;
  can.vectors = target.version >= Version{8, 4, 0};
  return can;
}

Abilities mariadb(Version version) {
  Abilities can;
  can.server = "MariaDB";
  can.collation = "utf8mb4_nopad_bin";
  can.folding = version >= Version{10, 10, 1} ? "utf8mb4_uca1400_nopad_as_ci" : "utf8mb4_general_nopad_ci";
  can.uuid = version >= Version{10, 7, 0} ? "" : "ascii_general_ci";
  can.lob_literals = true;
  can.expression_keys = false;
  can.regexp_like = false;
  can.computed_not_null = false;
  can.json_casts = false;
  can.sequences = true;
  can.vectors = version >= Version{11, 7, 0};
  return can;
}

}  // namespace

Abilities abilities_of(const Target& target) {
  if (target.flavour == "tidb") return tidb(target);
  return target.flavour == "mariadb" ? mariadb(target.version) : mysql(target.version);
}

}  // namespace plumb::mysql
