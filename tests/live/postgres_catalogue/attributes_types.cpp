// Types and extensions.
#include "plumb/tests/live/postgres_catalogue/attributes.h"

namespace plumb::test {
namespace {

constexpr Attribute kAttributes[] = {
    {"pg_type.typname", "CREATE TYPE e AS ENUM ('a')", "ALTER TYPE e RENAME TO f"},
    {"pg_type.typnamespace", "CREATE SCHEMA s; CREATE TYPE e AS ENUM ('a')", "ALTER TYPE e SET SCHEMA s"},
    {"pg_type.typname", "CREATE TYPE e AS ENUM ('a', 'c')", "ALTER TYPE e RENAME VALUE 'c' TO 'b'"},
    {"pg_type.typname", "CREATE TYPE e AS ENUM ('a', 'c')", "ALTER TYPE e ADD VALUE 'b' BEFORE 'c'"},
    {"pg_type.typtype", "CREATE TYPE e AS ENUM ('a')", "DROP TYPE e; CREATE DOMAIN e AS text"},
    {"pg_type.typtype", "CREATE TYPE e AS (a int)", "DROP TYPE e; CREATE TYPE e AS RANGE (subtype = int4)"},
    {"pg_type.typtype", "CREATE TYPE e AS RANGE (subtype = int4)",
     "DROP TYPE e; CREATE TYPE e AS RANGE (subtype = int8, subtype_diff = int8range_subdiff)"},
    {"pg_type.typtype", "CREATE TYPE e AS RANGE (subtype = text)",
     "DROP TYPE e; CREATE TYPE e AS RANGE (subtype = text, collation = \"C\", subtype_opclass = text_pattern_ops, multirange_type_name = many)"},
    {"pg_type.typtype", "CREATE TYPE k AS (a int)", "ALTER TYPE k ADD ATTRIBUTE b text COLLATE \"C\""},
    {"pg_type.typtype", "CREATE TYPE k AS (a int)", "ALTER TYPE k ALTER ATTRIBUTE a TYPE bigint"},
    {"pg_type.typnotnull", "CREATE DOMAIN d AS int", "ALTER DOMAIN d SET NOT NULL"},
    {"pg_type.typbasetype", "CREATE DOMAIN d AS int", "DROP DOMAIN d; CREATE DOMAIN d AS bigint"},
    {"pg_type.typtypmod", "CREATE DOMAIN d AS varchar(10)", "DROP DOMAIN d; CREATE DOMAIN d AS varchar(11)"},
    {"pg_type.typcollation", "CREATE DOMAIN d AS text", "DROP DOMAIN d; CREATE DOMAIN d AS text COLLATE \"C\""},
    {"pg_type.typdefaultbin pg_type.typdefault", "CREATE DOMAIN d AS int", "ALTER DOMAIN d SET DEFAULT 7"},
    {"pg_type.typname", "CREATE TYPE e AS ENUM ('a')", "COMMENT ON TYPE e IS 'x'"},
    {"pg_type.typname", "CREATE TYPE k AS (a int)", "COMMENT ON TYPE k IS 'x'"},
    {"pg_type.typname", "CREATE DOMAIN d AS int", "COMMENT ON DOMAIN d IS 'x'"},
    {"pg_type.typname", "CREATE TYPE r AS RANGE (subtype = int4)", "COMMENT ON TYPE r IS 'x'"},
    {"pg_type.typisdefined", "", "CREATE TYPE b", 15, 99, true},
    {"pg_type.typlen pg_type.typbyval pg_type.typcategory pg_type.typispreferred pg_type.typdelim pg_type.typsubscript"
     " pg_type.typinput pg_type.typoutput pg_type.typreceive pg_type.typsend pg_type.typmodin pg_type.typmodout"
     " pg_type.typanalyze pg_type.typalign pg_type.typstorage",
     "",
     "CREATE TYPE b; CREATE FUNCTION b_in(cstring) RETURNS b IMMUTABLE STRICT LANGUAGE internal AS 'int4in';"
     "CREATE FUNCTION b_out(b) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'int4out';"
     "CREATE TYPE b (INPUT = b_in, OUTPUT = b_out, LIKE = int4)",
     15, 99, true},
    {"pg_extension.extname", "CREATE TABLE t (a int)", "CREATE EXTENSION plumb_test_extension"},
    {"pg_extension.extnamespace", "CREATE SCHEMA s; CREATE EXTENSION plumb_test_extension",
     "ALTER EXTENSION plumb_test_extension SET SCHEMA s"},
    {"pg_extension.extversion", "CREATE EXTENSION plumb_test_extension",
     "UPDATE pg_extension SET extversion = '0' WHERE extname = 'plumb_test_extension'", 15, 99, false, false},
};

}  // namespace

std::span<const Attribute> type_attributes() { return kAttributes; }

}  // namespace plumb::test
