// Access lists.
#include "plumb/tests/live/postgres_catalogue/attributes.h"

namespace plumb::test {
namespace {

constexpr Attribute kAttributes[] = {
    {"pg_class.relacl", "CREATE TABLE t (a int)", "GRANT SELECT, INSERT ON t TO plumb_test_role"},
    {"pg_class.relacl", "CREATE TABLE t (a int)", "GRANT ALL ON t TO PUBLIC"},
    {"pg_class.relacl", "CREATE TABLE t (a int); GRANT SELECT ON t TO plumb_test_role",
     "GRANT SELECT ON t TO plumb_test_role WITH GRANT OPTION"},
    {"pg_class.relacl", "CREATE VIEW v AS SELECT 1 AS a", "GRANT SELECT ON v TO plumb_test_role"},
    {"pg_class.relacl", "CREATE SEQUENCE s", "GRANT USAGE ON SEQUENCE s TO plumb_test_role"},
    {"pg_attribute.attacl", "CREATE TABLE t (a int, b int)", "GRANT SELECT (b), UPDATE (b) ON t TO plumb_test_role"},
    {"pg_namespace.nspacl", "CREATE SCHEMA s", "GRANT USAGE ON SCHEMA s TO plumb_test_role"},
    {"pg_namespace.nspowner", "CREATE SCHEMA s", "ALTER SCHEMA s OWNER TO plumb_test_role", 15, 99, false, false},
    {"pg_type.typacl", "CREATE TYPE e AS ENUM ('x')", "GRANT USAGE ON TYPE e TO plumb_test_role"},
    {"pg_type.typacl", "CREATE DOMAIN d AS int", "REVOKE ALL ON DOMAIN d FROM PUBLIC"},
    {"pg_proc.proacl", "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
     "GRANT EXECUTE ON FUNCTION f(int) TO plumb_test_role"},
    {"pg_proc.proacl", "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
     "REVOKE ALL ON FUNCTION f(int) FROM PUBLIC"},
    {"pg_default_acl.defaclacl pg_default_acl.defaclrole", "CREATE SCHEMA s",
     "ALTER DEFAULT PRIVILEGES FOR ROLE plumb_test_role IN SCHEMA s GRANT SELECT ON TABLES TO PUBLIC"},
    {"pg_default_acl.defaclobjtype",
     "CREATE SCHEMA s; ALTER DEFAULT PRIVILEGES FOR ROLE plumb_test_role IN SCHEMA s GRANT USAGE ON SEQUENCES TO PUBLIC",
     "ALTER DEFAULT PRIVILEGES FOR ROLE plumb_test_role IN SCHEMA s REVOKE USAGE ON SEQUENCES FROM PUBLIC;"
     "ALTER DEFAULT PRIVILEGES FOR ROLE plumb_test_role IN SCHEMA s GRANT SELECT ON TABLES TO PUBLIC"},
    {"pg_default_acl.defaclnamespace",
     "CREATE SCHEMA s; ALTER DEFAULT PRIVILEGES FOR ROLE plumb_test_role IN SCHEMA s GRANT SELECT ON TABLES TO PUBLIC",
     "ALTER DEFAULT PRIVILEGES FOR ROLE plumb_test_role IN SCHEMA s REVOKE SELECT ON TABLES FROM PUBLIC;"
     "ALTER DEFAULT PRIVILEGES FOR ROLE plumb_test_role GRANT SELECT ON TABLES TO PUBLIC"},
};

}  // namespace

std::span<const Attribute> privilege_attributes() { return kAttributes; }

}  // namespace plumb::test
