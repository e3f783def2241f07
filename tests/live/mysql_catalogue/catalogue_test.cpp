// What is said to be modelled makes a difference, on every server that has it, and nothing else does.
#include <doctest/doctest.h>

#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include <fmt/format.h>

#include "plumb/core/plan/diff.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/reader.h"
#include "plumb/dialects/mysql/dialect.h"
#include "plumb/dialects/mysql/live.h"
#include "plumb/tests/live/mysql_catalogue/attributes.h"

namespace plumb::test {

std::vector<MysqlAttribute> mysql_attributes() {
  std::vector<MysqlAttribute> out;
  for (const auto part :
       {mysql_column_attributes(), mysql_table_attributes(), mysql_key_attributes(), mysql_program_attributes()})
    out.insert(out.end(), part.begin(), part.end());
  return out;
}

namespace {

/// How the cases call the servers.
std::string_view short_name(const std::string& server) {
  if (server == "mysql_8_0_31") return "8.0.31";
  if (server == "mysql_8_0_15") return "8.0.15";
  return server;
}

bool is_on(const MysqlAttribute& attribute, const std::string& server) {
  if (attribute.on.empty()) return true;
  return (" " + std::string(attribute.on) + " ").find(" " + std::string(short_name(server)) + " ") != std::string::npos;
}

struct Read {
  Schema schema;
  std::string unmodelled;
  Target target;
};

/// A database in which one case after another is made and taken away.
class Workbench {
 public:
  explicit Workbench(const std::string& server)
      : database_(MysqlDatabase::on(server, server == "tidb" ? "" : "CHARACTER SET utf8mb4")) {
    if (!database_) return;
    session_ = database_->connect();
    syntax_ = mysql::live().identify(*session_).syntax;
    // TiDB parses checks and drops them, unless it is told to keep them.
    if (server == "tidb") session_->execute("SET GLOBAL tidb_enable_check_constraint = ON");
  }
  bool there() const { return database_ != nullptr; }

  Read after(const std::string& script) {
    const std::string name = "`" + database_->name() + "`";
    session_->execute("DROP DATABASE " + name);
    session_->execute("CREATE DATABASE " + name);
    session_->execute("USE " + name);
    for (const sql::Piece& piece : sql::split(script, syntax_)) session_->execute(piece.sql);
    Read out;
    out.target = mysql::live().identify(*session_);
    Inspection found = mysql::live().inspect(*session_, out.target, {});
    for (const Inspection::Unmodelled& entry : found.unmodelled) out.unmodelled += entry.what + "\n";
    out.schema = canonical(std::move(found.schema), out.target);
    return out;
  }

  /// What the reader makes of a script; the server is asked about what looks different.
  std::string against_script(const Read& live, const std::string& script) {
    Diagnostics diagnostics;
    sql::ReadOptions options;
    options.default_schema = live.target.default_schema;
    sql::Reading reading = sql::read(script, syntax_, options, diagnostics);
    if (diagnostics.has_errors()) return diagnostics.render();
    Schema want = canonical(std::move(reading.schema), live.target);
    mysql::live().settle(*session_, want, live.schema, live.target);
    return differences(live.schema, want, live.target);
  }

  static std::string differences(const Schema& have, const Schema& want, const Target& target) {
    Diagnostics diagnostics;
    std::string out;
    for (const Change& change : diff(align(have, want, target, {}, diagnostics), target.traits)) {
      out += fmt::format("{} {}\n", name_of(change.action), change.id.display());
      for (const std::string& line : describe(change)) out += "    " + line + "\n";
    }
    return out;
  }

 private:
  static Schema canonical(Schema schema, const Target& target) {
    Diagnostics diagnostics;
    return mysql::dialect().canonical(std::move(schema), target, diagnostics);
  }

  std::unique_ptr<MysqlDatabase> database_;
  std::unique_ptr<Session> session_;
  Syntax syntax_;
};

void check_attribute(Workbench& bench, const MysqlAttribute& attribute) {
  CAPTURE(std::string(attribute.what));
  const std::string before(attribute.before), after = before + ";\n" + std::string(attribute.after);
  const Read first = bench.after(before), second = bench.after(after);
  if (attribute.reported) {
    CHECK_MESSAGE(first.unmodelled != second.unmodelled, "nothing tells that plumb does not model it");
    return;
  }
  CHECK_MESSAGE(first.schema != second.schema, "the two schemas are read as one");
  CHECK(first.unmodelled == "");
  CHECK(second.unmodelled == "");
  const std::string same = bench.against_script(second, after);
  CHECK_MESSAGE(same.empty(), "what the server reports is not what was written: ", after, "\n", same);
}

void check_all(const std::string& server) {
  Workbench bench(server);
  if (!bench.there()) return;
  CAPTURE(server);
  for (const MysqlAttribute& attribute : mysql_attributes())
    if (is_on(attribute, server)) check_attribute(bench, attribute);
}

}  // namespace

TEST_CASE("two schemas that differ in one attribute only are different: MySQL 8.0.31") { check_all("mysql_8_0_31"); }
TEST_CASE("two schemas that differ in one attribute only are different: MySQL 8.0.15") { check_all("mysql_8_0_15"); }
TEST_CASE("two schemas that differ in one attribute only are different: MariaDB") { check_all("mariadb"); }
TEST_CASE("two schemas that differ in one attribute only are different: TiDB") { check_all("tidb"); }

}  // namespace plumb::test

#endif
