// The catalogue is read whole: every column of it has a verdict, and what is said to be modelled makes a difference.
#include <doctest/doctest.h>

#include "plumb/tests/support/postgres.h"

#if PLUMB_HAS_LIBPQ

#include <fmt/format.h>

#include <set>

#include "plumb/core/base/text.h"
#include "plumb/core/plan/diff.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/reader.h"
#include "plumb/dialects/postgres/dialect.h"
#include "plumb/dialects/postgres/live.h"
#include "plumb/dialects/postgres/syntax.h"
#include "plumb/tests/live/postgres_catalogue/attributes.h"
#include "plumb/tests/live/postgres_catalogue/verdicts.h"

namespace plumb::test {

std::vector<Attribute> attributes() {
  std::vector<Attribute> out;
  for (const auto part :
       {table_attributes(), key_attributes(), type_attributes(), program_attributes(), privilege_attributes()})
    out.insert(out.end(), part.begin(), part.end());
  return out;
}

namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  for (char c : std::string(text) + " ") {
    if (c != ' ')
      word += c;
    else if (!word.empty())
      out.push_back(std::exchange(word, {}));
  }
  return out;
}

/// What was read of a database, and how it is compared.
struct Read {
  Schema schema;
  std::string unmodelled;  ///< one line each, leftovers too
};

Read canonical(Inspection found, const Target& target) {
  Read out;
  for (const Inspection::Unmodelled& entry : found.unmodelled)
    out.unmodelled += fmt::format("{} {}\n", entry.count, entry.what);
  for (const QualifiedName& name : found.leftovers) out.unmodelled += "leftover " + name.display() + "\n";
  Diagnostics diagnostics;
  out.schema = postgres::dialect().canonical(std::move(found.schema), target, diagnostics);
  return out;
}

std::string differences(const Schema& have, const Schema& want, const Target& target) {
  Diagnostics diagnostics;
  Scope scope;
  scope.manage = {"grants", "extensions", "storage", "statistics", "parameters", "tablespace"};
  std::string out;
  const Alignment aligned = align(have, want, target, scope, diagnostics);
  for (const Change& change : diff(aligned, target.traits)) {
    out += fmt::format("{} {}\n", name_of(change.action), change.id.display());
    for (const std::string& line : describe(change)) out += "    " + line + "\n";
  }
  return out;
}

/// A database in which each case is a transaction that is rolled back.
struct Workbench {
  explicit Workbench(int version_) : version(version_), database(PostgresDatabase::on(version_)) {
    if (!database) return;
    session = database->connect();
    target = postgres::live().identify(*session);
    role = database->role("NOLOGIN");
    // On a path of its own making, below the data directory.
    session->execute("SET allow_in_place_tablespaces = on");
    space = database->name() + "_space";
    session->execute("CREATE TABLESPACE " + space + " LOCATION ''");
  }
  ~Workbench() {
    if (session) session->execute("DROP TABLESPACE " + space);
  }
  Workbench(const Workbench&) = delete;
  Workbench& operator=(const Workbench&) = delete;

  /// The cases' names for what each server has under another one.
  std::string named(std::string_view text) const {
    std::string out = replace_all(text, "plumb_test_role", role);
    out = replace_all(out, "plumb_test_space", space);
    // The wheel of version 16 has this extension only.
    return replace_all(out, "plumb_test_extension", version == 16 ? "vector" : "citext");
  }

  Read after(const std::string& script) {
    session->begin();
    session->execute("SET LOCAL check_function_bodies = off");
    for (const sql::Piece& piece : sql::split(script, postgres::syntax())) session->execute(piece.sql);
    Read out = canonical(postgres::live().inspect(*session, target, {}), target);
    session->rollback();
    return out;
  }

  Schema offline(const std::string& script) const {
    Diagnostics diagnostics;
    sql::ReadOptions options;
    options.default_schema = target.default_schema;
    sql::Reading reading = sql::read(script, postgres::syntax(), options, diagnostics);
    CHECK_MESSAGE(!diagnostics.has_errors(), diagnostics.render());
    return postgres::dialect().canonical(std::move(reading.schema), target, diagnostics);
  }

  int version;
  std::unique_ptr<PostgresDatabase> database;
  std::unique_ptr<Session> session;
  Target target;
  std::string role, space;
};

/// What the server itself gives when a script has run, where the reader of the same script knows it too.
void check_offline(Workbench& bench, const Read& live, const std::string& script) {
  CHECK_MESSAGE(differences(live.schema, bench.offline(script), bench.target).empty(),
                "what the server reports is not what was written: ", script, "\n",
                differences(live.schema, bench.offline(script), bench.target));
}

void check_attribute(Workbench& bench, const Attribute& attribute) {
  CAPTURE(std::string(attribute.columns));
  CAPTURE(std::string(attribute.after));
  const std::string before = bench.named(attribute.before);
  const std::string after = before + ";\n" + bench.named(attribute.after);
  const Read first = bench.after(before), second = bench.after(after);
  if (attribute.reported) {
    CHECK_MESSAGE(first.unmodelled != second.unmodelled, "nothing tells that plumb does not model it");
    return;
  }
  CHECK_MESSAGE(first.schema != second.schema, "the two schemas are read as one");
  CHECK(second.unmodelled == first.unmodelled);
  if (attribute.offline) check_offline(bench, second, after);
}

}  // namespace

TEST_CASE("every column of the catalogue has a verdict") {
  for (const int version : postgres_versions) {
    const auto database = PostgresDatabase::on(version);
    if (!database) continue;
    CAPTURE(version);
    std::set<std::string> judged;
    for (const Judged& entry : verdicts())
      for (const std::string& column : words_of(entry.columns)) {
        const std::string name = std::string(entry.catalogue) + "." + column;
        CHECK_MESSAGE(judged.insert(name).second, name, " has two verdicts");
      }
    const auto session = database->connect();
    const Rows rows = session->query(
        "SELECT c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE c.relnamespace = 'pg_catalog'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped AND c.relname IN"
        " ('pg_class', 'pg_attribute', 'pg_constraint', 'pg_index', 'pg_type', 'pg_proc', 'pg_trigger', 'pg_policy',"
        " 'pg_sequence', 'pg_rewrite', 'pg_namespace', 'pg_extension', 'pg_default_acl')");
    CHECK(rows.rows.size() > 200);
    for (const Row& row : rows.rows)
      CHECK_MESSAGE(judged.count(*row[0]) == 1, "nobody has decided what becomes of ", *row[0]);
  }
}

TEST_CASE("every column that is said to be modelled or reported has a case") {
  std::set<std::string> cases;
  for (const Attribute& attribute : attributes())
    for (std::string& column : words_of(attribute.columns)) cases.insert(std::move(column));
  for (const Judged& entry : verdicts()) {
    if (entry.verdict != Verdict::Modelled && entry.verdict != Verdict::Reported) continue;
    for (const std::string& column : words_of(entry.columns))
      CHECK_MESSAGE(cases.count(std::string(entry.catalogue) + "." + column) == 1, std::string(entry.catalogue), ".",
                    column);
  }
}

TEST_CASE("two schemas that differ in one attribute only are different") {
  for (const int version : postgres_versions) {
    Workbench bench(version);
    if (!bench.database) continue;
    CAPTURE(version);
    for (const Attribute& attribute : attributes())
      if (attribute.from <= version && version <= attribute.to) check_attribute(bench, attribute);
  }
}

}  // namespace plumb::test

#endif
