// TiDB's INTERVAL partitioning: what it stands for, and what is refused and where.
#include "reading.h"

#include "plumb/core/sql/calendar.h"

namespace {

using namespace plumb;

std::string table(std::string_view column, std::string_view by) {
  return "CREATE TABLE t (" + std::string(column) + ") PARTITION BY RANGE " + std::string(by);
}

// "P_LT_10 (10), P_MAXVALUE MAXVALUE"
std::string partitions(const std::string& sql) {
  const Schema schema = mysql_test::schema_of(sql, "tidb");
  std::string out;
  for (const Partition& p : schema.tables.find("t")->partitioning->partitions)
    out += (out.empty() ? "" : ", ") + p.name + p.bound.substr(std::string_view("less than").size());
  return out;
}

struct Place {
  std::string message;
  std::uint32_t line = 0, column = 0;
};

Place refused(const std::string& sql) {
  Diagnostics diagnostics;
  sql::read(sql, mysql::syntax("tidb"), mysql_test::options(), diagnostics);
  INFO(sql);
  REQUIRE(diagnostics.errors() == 1);
  for (const Diagnostic& d : diagnostics.all())
    if (d.severity == Severity::Error) return {d.message, d.origin.line, d.origin.column};
  return {};
}

struct Case {
  const char* column;
  const char* by;
  const char* text;
};

}  // namespace

TEST_CASE("an interval is the partitions that the server makes of it") {
  const Case cases[] = {
      {"id int", "(id) INTERVAL (100) FIRST PARTITION LESS THAN (100) LAST PARTITION LESS THAN (300)",
       "P_LT_100 (100), P_LT_200 (200), P_LT_300 (300)"},
      {"id int",
       "(id) INTERVAL (20 DIV 2) FIRST PARTITION LESS THAN (-10) LAST PARTITION LESS THAN (5 * 2) NULL PARTITION",
       "P_NULL (-9223372036854775808), P_LT_-10 (-10), P_LT_0 (0), P_LT_10 (10)"},
      {"id int unsigned",
       "(id DIV 10) INTERVAL (1) FIRST PARTITION LESS THAN (1) LAST PARTITION LESS THAN (2) NULL PARTITION "
       "MAXVALUE PARTITION",
       "P_NULL (0), P_LT_1 (1), P_LT_2 (2), P_MAXVALUE MAXVALUE"},
      {"id bigint unsigned",
       "(id) INTERVAL (1000) FIRST PARTITION LESS THAN (18446744073709550615) "
       "LAST PARTITION LESS THAN (18446744073709551615)",
       "P_LT_18446744073709550615 (18446744073709550615), P_LT_18446744073709551615 (18446744073709551615)"},
      {"id mediumint",
       "COLUMNS (id) INTERVAL (1) FIRST PARTITION LESS THAN (1) LAST PARTITION LESS THAN (1) NULL PARTITION",
       "P_NULL (-8388608), P_LT_1 (1)"},
      {"d date",
       "(to_days(d)) INTERVAL (1) FIRST PARTITION LESS THAN (to_days('2024-01-01')) LAST PARTITION LESS THAN (739252)",
       "P_LT_739251 (739251), P_LT_739252 (739252)"},
      {"d date",
       "COLUMNS (d) INTERVAL (1 MONTH) FIRST PARTITION LESS THAN ('2024-1-31') LAST PARTITION LESS THAN ('20240331')",
       "P_LT_2024-01-31 ('2024-01-31'), P_LT_2024-02-29 ('2024-02-29'), P_LT_2024-03-31 ('2024-03-31')"},
      {"d date",
       "COLUMNS (D) INTERVAL (1 QUARTER) FIRST PARTITION LESS THAN ('2024-01-01') LAST PARTITION LESS THAN ('2024-04-01')",
       "P_LT_2024-01-01 ('2024-01-01'), P_LT_2024-04-01 ('2024-04-01')"},
      {"d datetime",
       "COLUMNS (d) INTERVAL (90 DAY_MINUTE) FIRST PARTITION LESS THAN ('2023-12-31 23:00') "
       "LAST PARTITION LESS THAN ('2024-01-01T00:30:00') NULL PARTITION",
       "P_NULL ('0000-01-01 00:00:00'), P_LT_2023-12-31 23:00:00 ('2023-12-31 23:00:00'), "
       "P_LT_2024-01-01 00:30:00 ('2024-01-01 00:30:00')"},
      {"d datetime(2)",
       "COLUMNS (d) INTERVAL (1 YEAR) FIRST PARTITION LESS THAN ('2024-02-29 12:00:00.499') "
       "LAST PARTITION LESS THAN ('2025-02-28 12:00:00.50')",
       "P_LT_2024-02-29 12:00:00.50 ('2024-02-29 12:00:00.50'), P_LT_2025-02-28 12:00:00.50 ('2025-02-28 12:00:00.50')"},
      {"id int",
       "(id) INTERVAL (10) FIRST PARTITION LESS THAN (10) LAST PARTITION LESS THAN (20) MAXVALUE PARTITION "
       "(PARTITION a VALUES LESS THAN (5 + 5), PARTITION b VALUES LESS THAN (20), PARTITION c VALUES LESS THAN MAXVALUE)",
       "a (10), b (20), c MAXVALUE"},
  };
  for (const Case& c : cases) {
    const std::string sql = table(c.column, c.by);
    CAPTURE(sql);
    CHECK_EQ(partitions(sql), c.text);
    mysql_test::written(sql, "tidb");
  }
}

TEST_CASE("an interval that the server refuses is refused where it is wrong") {
  struct Wrong {
    const char* column;
    const char* by;
    const char* at;  // what stands where the error points
    const char* message;
  };
  const std::string from_to = " FIRST PARTITION LESS THAN (100) LAST PARTITION LESS THAN (300)";
  const Wrong cases[] = {
      {"id int", "(id) INTERVAL (100) FIRST PARTITION LESS THAN (100) LAST PARTITION LESS THAN (250)", "250)",
       "steps of INTERVAL (100) from `100` go past `200` and never meet `250`; write a bound that they meet"},
      {"id int", "(id) INTERVAL (100) FIRST PARTITION LESS THAN (300) LAST PARTITION LESS THAN (100)", "100)",
       "steps of INTERVAL (100) from `300` begin behind it and never meet `100`; write a bound that they meet"},
      {"id int", "(id) INTERVAL (1) FIRST PARTITION LESS THAN (1) LAST PARTITION LESS THAN (8193)", "8193",
       "these are more than the 8192 partitions that a table may have; write a longer step"},
      {"id int", "(id) INTERVAL (1) FIRST PARTITION LESS THAN (1) LAST PARTITION LESS THAN (8192) NULL PARTITION",
       "8192", "these are more than the 8192 partitions that a table may have; write a longer step"},
      {"id int", "(id) INTERVAL (0) FIRST PARTITION LESS THAN (1) LAST PARTITION LESS THAN (2)", "0) FIRST",
       "the step `0` of INTERVAL is no positive number; write one, such as 1"},
      {"id int", "(id) INTERVAL (id) FIRST PARTITION LESS THAN (1) LAST PARTITION LESS THAN (2)", "id) FIRST",
       "the step `id` of INTERVAL is no positive number; write one, such as 1"},
      {"id int", "(id) INTERVAL (1 DAY) FIRST PARTITION LESS THAN (1) LAST PARTITION LESS THAN (2)", "DAY",
       "the key of INTERVAL is a number, and a step of `1 DAY` is for RANGE COLUMNS of a `date` or `datetime`; "
       "write a number"},
      {"id int", "(id) INTERVAL (1)", "",
       "INTERVAL says from where to where; write FIRST PARTITION LESS THAN (…) LAST PARTITION LESS THAN (…)"},
      {"id int",
       "(id) INTERVAL (1) FIRST PARTITION LESS THAN (unix_timestamp('2024-01-01')) LAST PARTITION LESS THAN (2)",
       "unix",
       "the bound `unix_timestamp('2024-01-01')` of INTERVAL is no whole number that is known here; write the number"},
      {"id tinyint", "COLUMNS (id) INTERVAL (1) FIRST PARTITION LESS THAN (100) LAST PARTITION LESS THAN (128)", "128",
       "the bound `128` of INTERVAL is out of the range of what divides the table"},
      {"id int unsigned", "(id) INTERVAL (1) FIRST PARTITION LESS THAN (0) LAST PARTITION LESS THAN (1) NULL PARTITION",
       "0) LAST", "NULL PARTITION ends at the lowest value, where the first partition ends too; leave one out"},
      {"d date",
       "COLUMNS (d) INTERVAL (1) FIRST PARTITION LESS THAN ('2024-01-01') LAST PARTITION LESS THAN ('2024-01-02')",
       "1) FIRST", "the step of INTERVAL over a `date` or `datetime` has a unit; write 1 DAY or the like"},
      {"d date",
       "COLUMNS (d) INTERVAL (1 MINUTE) FIRST PARTITION LESS THAN ('2024-01-01') LAST PARTITION LESS THAN ('2024-01-02')",
       "MINUTE", "TiDB takes no MINUTE as the step of INTERVAL; write DAY_MINUTE for minutes"},
      {"d date",
       "COLUMNS (d) INTERVAL (1 FORTNIGHT) FIRST PARTITION LESS THAN ('2024-01-01') LAST PARTITION LESS THAN ('2024-01-02')",
       "FORTNIGHT", "`FORTNIGHT` is no unit that TiDB steps by; write SECOND, HOUR, DAY, WEEK, MONTH, QUARTER or YEAR"},
      {"d date",
       "COLUMNS (d) INTERVAL (1 DAY) FIRST PARTITION LESS THAN ('2024-02-30') LAST PARTITION LESS THAN ('2024-03-02')",
       "'2024-02-30'", "the bound `'2024-02-30'` of INTERVAL is no date that is known here; write it as '2024-01-31'"},
      {"d date",
       "COLUMNS (d) INTERVAL (12 HOUR) FIRST PARTITION LESS THAN ('2024-01-01') LAST PARTITION LESS THAN ('2024-01-02')",
       "'2024-01-02'",
       "two partitions of INTERVAL would both end at `2024-01-01`; write a step that the column can hold"},
      {"d timestamp", "COLUMNS (d) INTERVAL (1 DAY)", "INTERVAL",
       "INTERVAL partitioning is for numbers, `date` and `datetime`, and column `t.d` is a `timestamp`; write the "
       "partitions one by one"},
      {"a int, b int", "COLUMNS (a, b) INTERVAL (1)", "INTERVAL",
       "INTERVAL partitioning has one column, and RANGE COLUMNS of table `t` names more; write the partitions one by one"},
      {"a int", "COLUMNS (c) INTERVAL (1)", "INTERVAL", "table `t` has no column `c` to be divided by"},
      {"id int",
       "(id) INTERVAL (1) FIRST PARTITION LESS THAN (1) LAST PARTITION LESS THAN (2) (PARTITION a VALUES LESS THAN (1))",
       "(PARTITION", "INTERVAL makes 2 partitions, and 1 are listed; list all or none"},
      {"id int",
       "(id) INTERVAL (1) FIRST PARTITION LESS THAN (1) LAST PARTITION LESS THAN (2) "
       "(PARTITION a VALUES LESS THAN (1), PARTITION b VALUES LESS THAN (3))",
       "b VALUES",
       "partition `b` is not the one of INTERVAL in its place, `VALUES less than (2)`; write the same bound, or leave "
       "INTERVAL out"},
      {"id int",
       "(id) INTERVAL (1) FIRST PARTITION LESS THAN (1) LAST PARTITION LESS THAN (1) "
       "(PARTITION a VALUES LESS THAN (1) COMMENT 'x')",
       "a VALUES", "partition `a` has options, and TiDB takes none beside INTERVAL; leave them out"},
  };
  for (const Wrong& c : cases) {
    const std::string sql = table(c.column, c.by);
    CAPTURE(sql);
    const Place place = refused(sql);
    CHECK_EQ(place.message, c.message);
    CHECK_EQ(place.line, 1);
    const std::size_t where = *c.at ? sql.rfind(c.at) : sql.size();
    CHECK_EQ(place.column, where + 1);
  }
  CHECK_EQ(mysql_test::findings(table("id int", "(id) INTERVAL (1)" + from_to), "mysql"),
           "INTERVAL partitioning is TiDB's own; write the partitions one by one [syntax]\n");
}

TEST_CASE("the first and the last partition of even steps move") {
  const std::string numbers =
      table("id int", "(id) INTERVAL (10) FIRST PARTITION LESS THAN (10) LAST PARTITION LESS THAN (40)");
  const std::string months =
      table("d date",
            "COLUMNS (d) INTERVAL (1 MONTH) FIRST PARTITION LESS THAN ('2024-01-31') LAST PARTITION LESS THAN "
            "('2024-04-30') NULL PARTITION");
  CHECK_EQ(partitions(numbers + "; ALTER TABLE t FIRST PARTITION LESS THAN (30)"), "P_LT_30 (30), P_LT_40 (40)");
  CHECK_EQ(partitions(numbers + "; ALTER TABLE t LAST PARTITION LESS THAN (50 + 10)"),
           "P_LT_10 (10), P_LT_20 (20), P_LT_30 (30), P_LT_40 (40), P_LT_50 (50), P_LT_60 (60)");
  CHECK_EQ(partitions(numbers + " MAXVALUE PARTITION; ALTER TABLE t FIRST PARTITION LESS THAN (40) IF EXISTS"),
           "P_LT_40 (40), P_MAXVALUE MAXVALUE");
  // The server takes its steps from the last bound, and has forgotten the 31st.
  CHECK_EQ(partitions(months + "; ALTER TABLE t FIRST PARTITION LESS THAN ('2024-03-31'); "
                               "ALTER TABLE t LAST PARTITION LESS THAN ('2024-05-30')"),
           "P_NULL ('0000-01-01'), P_LT_2024-03-31 ('2024-03-31'), P_LT_2024-04-30 ('2024-04-30'), "
           "P_LT_2024-05-30 ('2024-05-30')");

  const std::pair<std::string, std::string> wrong[] = {
      {numbers + "; ALTER TABLE t FIRST PARTITION LESS THAN (35)",
       "no partition of table `t` but the first and last ends at `35`; write the bound of one that is there"},
      {numbers + "; ALTER TABLE t FIRST PARTITION LESS THAN (40)",
       "no partition of table `t` but the first and last ends at `40`; write the bound of one that is there"},
      {numbers + " MAXVALUE PARTITION; ALTER TABLE t LAST PARTITION LESS THAN (50)",
       "table `t` has a partition of MAXVALUE, behind which there is no other; write REORGANIZE PARTITION"},
      {numbers + "; ALTER TABLE t LAST PARTITION LESS THAN (55)",
       "steps of INTERVAL (10) from `40` go past `50` and never meet `55`; write a bound that they meet"},
      {numbers + "; ALTER TABLE t MERGE FIRST PARTITION LESS THAN (30)",
       "TiDB parses MERGE FIRST PARTITION and does not do it; write REORGANIZE PARTITION"},
      {numbers + "; ALTER TABLE t SPLIT MAXVALUE PARTITION LESS THAN (30)",
       "TiDB parses SPLIT MAXVALUE PARTITION and does not do it; write REORGANIZE PARTITION"},
      {table("id int",
             "(id) (PARTITION a VALUES LESS THAN (10), PARTITION b VALUES LESS THAN (30), "
             "PARTITION c VALUES LESS THAN (40)); ALTER TABLE t LAST PARTITION LESS THAN (50)"),
       "table `t` is not divided in even steps; write ADD PARTITION or DROP PARTITION"},
      {"CREATE TABLE t (id int); ALTER TABLE t LAST PARTITION LESS THAN (50)",
       "table `t` is not partitioned by RANGE; write ADD PARTITION or DROP PARTITION"},
  };
  for (const auto& [sql, message] : wrong) CHECK_EQ(refused(sql).message, message);
}

TEST_CASE("days and months are counted as the servers count them") {
  for (const char* wrong : {"", "2024", "24-01-01", "2024-13-01", "2023-02-29", "2024-01-01x", "2024-01-01 24:00:00",
                            "2024-01-01 10:61", "202401", "2024-01-01 10:00:00,5", "2024-01-01 "})
    CHECK_FALSE(sql::moment_of(wrong).has_value());
  const auto text = [](const char* moment, int digits) { return sql::moment_text(*sql::moment_of(moment), digits); };
  CHECK_EQ(text("20240229123456", 0), "2024-02-29 12:34:56");
  CHECK_EQ(text("0000-01-01", 0), "0000-01-01 00:00:00");
  CHECK_EQ(text("9999/12/31 23.59.59.9999994", 6), "9999-12-31 23:59:59.999999");
  CHECK_EQ(sql::day_number(*sql::moment_of("1970-01-01")), 719528);
  CHECK_EQ(sql::day_number(*sql::moment_of("0000-02-28")), 59);
  CHECK_EQ(sql::day_number(*sql::moment_of("0000-03-01")), 60);
  CHECK_EQ(sql::date_text(*sql::add_months(*sql::moment_of("2023-12-31"), 2)), "2024-02-29");
  CHECK_FALSE(sql::add_months(*sql::moment_of("9999-12-01"), 1).has_value());
  for (std::int64_t day = 0; day < 400 * 366; day += 17) {
    const sql::Moment moment = day * sql::kDay;
    CHECK_EQ(sql::moment_of(sql::date_text(moment)).value_or(-1), moment);
  }
}
