// Keys, indexes, foreign keys, checks.
#include "plumb/tests/live/mysql_catalogue/attributes.h"

namespace plumb::test {
namespace {

constexpr MysqlAttribute kAttributes[] = {
    {"primary key", "CREATE TABLE t (a int NOT NULL)", "DROP TABLE t; CREATE TABLE t (a int NOT NULL PRIMARY KEY)"},
    {"primary key.parts", "CREATE TABLE t (a int NOT NULL, b int NOT NULL, PRIMARY KEY (a))",
     "DROP TABLE t; CREATE TABLE t (a int NOT NULL, b int NOT NULL, PRIMARY KEY (a, b))"},
    {"primary key.order of parts", "CREATE TABLE t (a int NOT NULL, b int NOT NULL, PRIMARY KEY (a, b))",
     "DROP TABLE t; CREATE TABLE t (a int NOT NULL, b int NOT NULL, PRIMARY KEY (b, a))"},
    {"primary key.prefix", "CREATE TABLE t (a varchar(20) NOT NULL, PRIMARY KEY (a))",
     "DROP TABLE t; CREATE TABLE t (a varchar(20) NOT NULL, PRIMARY KEY (a(5)))"},
    {"primary key.clustered", "CREATE TABLE t (a int, PRIMARY KEY (a) CLUSTERED)",
     "DROP TABLE t; CREATE TABLE t (a int, PRIMARY KEY (a) NONCLUSTERED)", "tidb"},
    {"primary key.comment", "CREATE TABLE t (a int, PRIMARY KEY (a))",
     "DROP TABLE t; CREATE TABLE t (a int, PRIMARY KEY (a) COMMENT 'x')", "8.0.31 8.0.15 mariadb"},

    {"index", "CREATE TABLE t (a int)", "CREATE INDEX i ON t (a)"},
    {"index.name", "CREATE TABLE t (a int, KEY i (a))", "ALTER TABLE t RENAME INDEX i TO j"},
    {"index.unique", "CREATE TABLE t (a int, KEY i (a))", "DROP INDEX i ON t; CREATE UNIQUE INDEX i ON t (a)"},
    {"index.parts", "CREATE TABLE t (a int, b int, KEY i (a))", "DROP INDEX i ON t; CREATE INDEX i ON t (a, b)"},
    {"index.order of parts", "CREATE TABLE t (a int, b int, KEY i (a, b))",
     "DROP INDEX i ON t; CREATE INDEX i ON t (b, a)"},
    {"index.prefix", "CREATE TABLE t (a varchar(90), KEY i (a(5)))", "DROP INDEX i ON t; CREATE INDEX i ON t (a(6))"},
    {"index.descending", "CREATE TABLE t (a int, KEY i (a))", "DROP INDEX i ON t; CREATE INDEX i ON t (a DESC)",
     "8.0.31 8.0.15 mariadb"},
    {"index.expression", "CREATE TABLE t (a varchar(9), KEY i ((lower(a))))",
     "DROP INDEX i ON t; CREATE INDEX i ON t ((upper(a)))", "8.0.31 8.0.15 tidb"},
    {"index.invisible", "CREATE TABLE t (a int, KEY i (a))", "ALTER TABLE t ALTER INDEX i INVISIBLE",
     "8.0.31 8.0.15 tidb"},
    {"index.ignored", "CREATE TABLE t (a int, KEY i (a))", "ALTER TABLE t ALTER INDEX i IGNORED", "mariadb"},
    {"index.comment", "CREATE TABLE t (a int, KEY i (a))", "DROP INDEX i ON t; CREATE INDEX i ON t (a) COMMENT 'x'"},
    {"index.method", "CREATE TABLE t (a int, KEY i (a)) ENGINE = MEMORY",
     "DROP INDEX i ON t; CREATE INDEX i ON t (a) USING BTREE", "8.0.31 8.0.15 mariadb"},
    {"index.kind, fulltext", "CREATE TABLE t (a text, KEY i (a(9)))",
     "DROP INDEX i ON t; CREATE FULLTEXT INDEX i ON t (a)", "8.0.31 8.0.15 mariadb"},
    {"index.parser", "CREATE TABLE t (a text, FULLTEXT KEY i (a))",
     "DROP INDEX i ON t; CREATE FULLTEXT INDEX i ON t (a) WITH PARSER ngram", "8.0.31 8.0.15"},
    {"index.kind, spatial", "CREATE TABLE t (a point NOT NULL SRID 4326)", "CREATE SPATIAL INDEX i ON t (a)",
     "8.0.31 8.0.15"},
    {"index.global",
     "SET tidb_enable_global_index = ON; CREATE TABLE t (a int, b int, UNIQUE KEY i (a)) PARTITION BY HASH (a) PARTITIONS 2",
     "DROP TABLE t; CREATE TABLE t (a int, b int, UNIQUE KEY i (a) GLOBAL) PARTITION BY HASH (a) PARTITIONS 2", "tidb"},

    {"foreign key", "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE t (a int, KEY i (a))",
     "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (a)"},
    {"foreign key.name",
     "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE t (a int, KEY i (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES p (a))",
     "DROP TABLE t; CREATE TABLE t (a int, KEY i (a), CONSTRAINT g FOREIGN KEY (a) REFERENCES p (a))"},
    {"foreign key.columns",
     "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE t (a int, b int, KEY i (a), KEY j (b), CONSTRAINT f FOREIGN KEY (a) "
     "REFERENCES p (a))",
     "DROP TABLE t; CREATE TABLE t (a int, b int, KEY i (a), KEY j (b), CONSTRAINT f FOREIGN KEY (b) REFERENCES p (a))"},
    {"foreign key.references",
     "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE q (a int PRIMARY KEY); CREATE TABLE t (a int, KEY i (a), CONSTRAINT f "
     "FOREIGN KEY (a) REFERENCES p (a))",
     "DROP TABLE t; CREATE TABLE t (a int, KEY i (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES q (a))"},
    {"foreign key.referenced columns",
     "CREATE TABLE p (a int PRIMARY KEY, b int UNIQUE); CREATE TABLE t (a int, KEY i (a), CONSTRAINT f FOREIGN KEY (a) "
     "REFERENCES p (a))",
     "DROP TABLE t; CREATE TABLE t (a int, KEY i (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES p (b))"},
    {"foreign key.on delete",
     "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE t (a int, KEY i (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES p (a))",
     "DROP TABLE t; CREATE TABLE t (a int, KEY i (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES p (a) ON DELETE CASCADE)"},
    {"foreign key.on update",
     "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE t (a int, KEY i (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES p (a))",
     "DROP TABLE t; CREATE TABLE t (a int, KEY i (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES p (a) ON UPDATE SET NULL)"},
    {"foreign key, its index", "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE t (a int)",
     "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (a)"},

    {"check", "CREATE TABLE t (a int)", "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 1)", "8.0.31 mariadb tidb"},
    {"check.name", "CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 1))",
     "DROP TABLE t; CREATE TABLE t (a int, CONSTRAINT d CHECK (a > 1))", "8.0.31 mariadb tidb"},
    {"check.expression", "CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 1))",
     "DROP TABLE t; CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 2))", "8.0.31 mariadb tidb"},
    {"check.expression, string", "CREATE TABLE t (a varchar(9), CONSTRAINT c CHECK (a <> 'x'))",
     "DROP TABLE t; CREATE TABLE t (a varchar(9), CONSTRAINT c CHECK (a <> 'X'))", "8.0.31 mariadb tidb"},
    {"check.enforced", "CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 1))", "ALTER TABLE t ALTER CHECK c NOT ENFORCED",
     "8.0.31"},
    {"check, of a column", "CREATE TABLE t (a int, b int)", "DROP TABLE t; CREATE TABLE t (a int CHECK (a > 1), b int)",
     "8.0.31 mariadb tidb"},
};

}  // namespace

std::span<const MysqlAttribute> mysql_key_attributes() { return kAttributes; }

}  // namespace plumb::test
