// Reserved words: which bare word cannot be a column's name.
#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/literal.h"

namespace plumb::sql {
namespace {

// sqlite3's keywords that have no fallback to a name, and the ones that it takes for something else
// at the start of an expression.
constexpr std::string_view kSqlite =
    "ADD ALL ALTER AND AS AUTOINCREMENT BETWEEN CASE CHECK COLLATE COMMIT CONSTRAINT CREATE "
    "CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP DEFAULT DEFERRABLE DELETE DISTINCT DROP ELSE "
    "ESCAPE EXCEPT "
    "EXISTS FILTER FOREIGN FROM GROUP HAVING IN INDEX INDEXED INSERT INTERSECT INTO IS ISNULL JOIN "
    "LIMIT NOT NOTHING "
    "NOTNULL NULL ON OR ORDER OVER PRIMARY REFERENCES RETURNING SELECT SET TABLE THEN TO "
    "TRANSACTION UNION UNIQUE "
    "UPDATE USING VALUES WHEN WHERE WINDOW CROSS FULL INNER LEFT NATURAL OUTER RIGHT";
// What sqlite3 does take for a name, but only a quoted one is sure to stay one.
constexpr std::string_view kSqliteQuoted =
    "CAST GLOB LIKE MATCH RAISE REGEXP BEGIN END WITH TRUE FALSE REPLACE EXPLAIN CURRENT IF "
    "GENERATED "
    "TEMP TEMPORARY TRIGGER VIEW VIRTUAL PRAGMA OFFSET KEY";

// PostgreSQL's reserved words, and those that may name functions and types only.
constexpr std::string_view kPostgres =
    "ALL ANALYSE ANALYZE AND ANY ARRAY AS ASC ASYMMETRIC BOTH CASE CAST CHECK COLLATE COLUMN "
    "CONSTRAINT CREATE "
    "CURRENT_CATALOG CURRENT_DATE CURRENT_ROLE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DEFAULT "
    "DEFERRABLE DESC "
    "DISTINCT DO ELSE END EXCEPT FALSE FETCH FOR FOREIGN FROM GRANT GROUP HAVING IN INITIALLY "
    "INTERSECT INTO LATERAL "
    "LEADING LIMIT LOCALTIME LOCALTIMESTAMP NOT NULL OFFSET ON ONLY OR ORDER PLACING PRIMARY "
    "REFERENCES RETURNING "
    "SELECT SESSION_USER SOME SYMMETRIC TABLE THEN TO TRAILING TRUE UNION UNIQUE USER USING "
    "VARIADIC WHEN WHERE "
    "WINDOW WITH AUTHORIZATION BINARY COLLATION CONCURRENTLY CROSS CURRENT_SCHEMA FREEZE FULL "
    "ILIKE INNER IS ISNULL "
    "JOIN LEFT LIKE NATURAL NOTNULL OUTER OVERLAPS RIGHT SIMILAR TABLESAMPLE VERBOSE SYSTEM_USER";
// Names of columns in PostgreSQL, but with a meaning of their own where a type, a function or a
// query may stand.
constexpr std::string_view kPostgresQuoted =
    "BETWEEN BIGINT BIT BOOLEAN CHAR CHARACTER COALESCE DEC DECIMAL EXISTS EXTRACT FLOAT GREATEST "
    "GROUPING INOUT INT "
    "INTEGER INTERVAL LEAST NATIONAL NCHAR NONE NORMALIZE NULLIF NUMERIC OUT OVERLAY POSITION "
    "PRECISION REAL ROW "
    "SETOF SMALLINT SUBSTRING TIME TIMESTAMP TREAT TRIM VALUES VARCHAR XMLATTRIBUTES XMLCONCAT "
    "XMLELEMENT XMLEXISTS "
    "XMLFOREST XMLNAMESPACES XMLPARSE XMLPI XMLROOT XMLSERIALIZE XMLTABLE";

constexpr std::string_view kMysql =
    "ALL AND AS ASC BETWEEN BINARY BY CASE COLLATE CROSS DESC DISTINCT DIV ELSE EXCEPT EXISTS "
    "FALSE FOR FORCE FROM "
    "GROUP HAVING IGNORE IN INNER INTERSECT INTERVAL INTO IS JOIN LATERAL LEFT LIKE LIMIT LOCK "
    "MATCH MOD NATURAL NOT NULL "
    "ON OR ORDER OUTER OVER PROCEDURE REGEXP RIGHT RLIKE SELECT SEPARATOR SET STRAIGHT_JOIN THEN "
    "TRUE UNION USE USING "
    "VALUES WHEN WHERE WINDOW WITH XOR CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER "
    "LOCALTIME "
    "LOCALTIMESTAMP UTC_DATE UTC_TIME UTC_TIMESTAMP DEFAULT CREATE TABLE UPDATE DELETE INSERT";
// The rest of MySQL 8's: taken for a name where an older server would, and always written in
// quotes.
constexpr std::string_view kMysqlQuoted =
    "ACCESSIBLE ADD ALTER ANALYZE ASENSITIVE BEFORE BIGINT BLOB BOTH CALL CASCADE CHANGE CHAR "
    "CHARACTER CHECK COLUMN "
    "CONDITION CONSTRAINT CONTINUE CONVERT CUBE CUME_DIST CURSOR DATABASE DATABASES DAY_HOUR "
    "DAY_MICROSECOND "
    "DAY_MINUTE DAY_SECOND DEC DECIMAL DECLARE DELAYED DENSE_RANK DESCRIBE DETERMINISTIC "
    "DISTINCTROW DOUBLE DROP DUAL "
    "EACH ELSEIF EMPTY ENCLOSED ESCAPED EXIT EXPLAIN FETCH FIRST_VALUE FLOAT FLOAT4 FLOAT8 FOREIGN "
    "FULLTEXT FUNCTION "
    "GENERATED GET GRANT GROUPING GROUPS HIGH_PRIORITY HOUR_MICROSECOND HOUR_MINUTE HOUR_SECOND IF "
    "INDEX INFILE INOUT "
    "INSENSITIVE INT INT1 INT2 INT3 INT4 INT8 INTEGER IO_AFTER_GTIDS IO_BEFORE_GTIDS ITERATE "
    "JSON_TABLE KEY KEYS KILL "
    "LAG LAST_VALUE LEAD LEADING LEAVE LINEAR LINES LOAD LONG LONGBLOB LONGTEXT LOOP LOW_PRIORITY "
    "MASTER_BIND "
    "MASTER_SSL_VERIFY_SERVER_CERT MAXVALUE MEDIUMBLOB MEDIUMINT MEDIUMTEXT MIDDLEINT "
    "MINUTE_MICROSECOND "
    "MINUTE_SECOND MODIFIES NO_WRITE_TO_BINLOG NTH_VALUE NTILE NUMERIC OF OPTIMIZE OPTIMIZER_COSTS "
    "OPTION OPTIONALLY "
    "OUT OUTFILE PARTITION PERCENT_RANK PRECISION PRIMARY PURGE RANGE RANK READ READS READ_WRITE "
    "REAL RECURSIVE "
    "REFERENCES RELEASE RENAME REPEAT REPLACE REQUIRE RESIGNAL RESTRICT RETURN RETURNING REVOKE "
    "ROW ROWS ROW_NUMBER "
    "SCHEMA SCHEMAS SECOND_MICROSECOND SENSITIVE SHOW SIGNAL SMALLINT SPATIAL SPECIFIC SQL "
    "SQLEXCEPTION SQLSTATE "
    "SQLWARNING SQL_BIG_RESULT SQL_CALC_FOUND_ROWS SQL_SMALL_RESULT SSL STARTING STORED SYSTEM "
    "TERMINATED TINYBLOB "
    "TINYINT TINYTEXT TO TRAILING TRIGGER UNDO UNIQUE UNLOCK UNSIGNED USAGE VARBINARY VARCHAR "
    "VARCHARACTER VARYING "
    "VIRTUAL WHILE WRITE YEAR_MONTH ZEROFILL";

enum : std::uint8_t { kSqliteBit = 1, kPostgresBit = 2, kMysqlBit = 4, kQuotedShift = 3 };

using Words = std::unordered_map<std::string_view, std::uint8_t>;

Words make_words() {
  Words words;
  words.reserve(700);
  const auto add = [&](std::string_view list, std::uint8_t bit) {
    while (!list.empty()) {
      const std::size_t end = std::min(list.find(' '), list.size());
      words[list.substr(0, end)] |= bit;
      list.remove_prefix(std::min(end + 1, list.size()));
    }
  };
  add(kSqlite, kSqliteBit), add(kPostgres, kPostgresBit), add(kMysql, kMysqlBit);
  add(kSqliteQuoted, kSqliteBit << kQuotedShift), add(kPostgresQuoted, kPostgresBit << kQuotedShift);
  add(kMysqlQuoted, kMysqlBit << kQuotedShift);
  return words;
}

bool among(std::string_view word, const Syntax& syntax, bool quoted_too) {
  static const Words words = make_words();
  char buffer[32];
  if (word.empty() || word.size() > sizeof buffer) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    buffer[i] = word[i] >= 'a' && word[i] <= 'z' ? static_cast<char>(word[i] - 'a' + 'A') : word[i];
  const auto found = words.find({buffer, word.size()});
  if (found == words.end()) return false;
  const std::uint8_t bit = syntax.grammar.postgres ? kPostgresBit : syntax.grammar.mysql ? kMysqlBit : kSqliteBit;
  return found->second & (quoted_too ? bit | bit << kQuotedShift : bit);
}

}  // namespace

bool is_function_word(std::string_view word) {
  static constexpr std::string_view words[] = {
      "CAST",   "LEFT",   "RIGHT",  "IF",      "REPLACE", "MOD",       "LIKE",          "ILIKE",    "GLOB",    "MATCH",
      "REGEXP", "INSERT", "VALUES", "DEFAULT", "BINARY",  "COLLATION", "AUTHORIZATION", "OVERLAPS", "INTERVAL"};
  for (std::string_view w : words)
    if (equals_ignoring_case(w, word)) return true;
  return false;
}

bool is_reserved(std::string_view word, const Syntax& syntax) { return among(word, syntax, false); }
bool needs_quotes(std::string_view word, const Syntax& syntax) { return among(word, syntax, true); }

}  // namespace plumb::sql
