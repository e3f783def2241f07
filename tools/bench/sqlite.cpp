// What plumb takes on SQLite, beside the sqlite3 shell.
#include <fmt/format.h>

#include <filesystem>
#include <string>

#include "plumb/core/base/text.h"
#include "plumb/tools/bench/process.h"
#include "plumb/tools/bench/schema.h"
#include "plumb/tools/bench/table.h"

namespace plumb::bench {
namespace {

namespace fs = std::filesystem;

class Bench {
 public:
  explicit Bench(Options o) : o_(std::move(o)) {}

  void run() {
    head();
    start_up();
    const int small = o_.tables / 10;
    files(small);
    files(o_.tables);
    const double file_small = diff_files(small), file_large = diff_files(o_.tables);
    growth("diff of two files", small, file_small, file_large);
    const double no_op_small = no_op(small, file_small), no_op_large = no_op(o_.tables, file_large);
    growth("diff of a database, no difference", small, no_op_small, no_op_large);
    push();
    rebuild();
  }

 private:
  std::string a(int n) const { return dir_.file(fmt::format("a{}.sql", n)); }
  std::string b(int n) const { return dir_.file(fmt::format("b{}.sql", n)); }
  std::string database(int n) const { return dir_.file(fmt::format("{}.db", n)); }

  void files(int n) const {
    write_file(a(n), "BEGIN;\n" + sqlite_schema(n, false) + "COMMIT;\n");
    write_file(b(n), "BEGIN;\n" + sqlite_schema(n, true) + "COMMIT;\n");
  }

  void start_up() const {
    const Measured m = best_of(20, {o_.plumb, "--version"});
    expect(m, 0, "plumb --version");
    row("start-up (plumb --version)", fmt::format("{:.1f} ms", m.seconds * 1000), "", "≤ 10 ms");
  }

  double diff_files(int n) const {
    const Measured m = best_of(o_.runs, {o_.plumb, "diff", a(n), b(n), "--dialect", "sqlite", "--exit-code"});
    expect(m, 3, "plumb diff of two files");
    row(fmt::format("diff of two files, {} tables, 1 % changed", n), seconds(m), "",
        n == 10'000 ? "≤ 1.0 s, ≤ 250 MiB" : "");
    return m.seconds;
  }

  double no_op(int n, double file_diff) {
    const std::string db = database(n);
    expect(best_of(1, {"sqlite3", db}, a(n)), 0, "sqlite3 of the schema");
    // The shell's own way to know everything about every table.
    const std::string script = dir_.file("pragmas.sql");
    write_file(
        script,
        "SELECT * FROM sqlite_schema;\n"
        "SELECT m.name, x.* FROM sqlite_schema m, pragma_table_xinfo(m.name) x WHERE m.type = 'table';\n"
        "SELECT m.name, l.*, x.* FROM sqlite_schema m, pragma_index_list(m.name) l, pragma_index_xinfo(l.name) x "
        "WHERE m.type = 'table';\n"
        "SELECT m.name, f.* FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table';\n");
    const Measured shell = best_of(o_.runs, {"sqlite3", db}, script);
    const Measured m =
        best_of(o_.runs, {o_.plumb, "diff", "sqlite://" + db, a(n), "--dialect", "sqlite", "--exit-code"});
    expect(m, 0, "plumb diff of a database");
    row(fmt::format("diff of a database, no difference, {} tables", n), seconds(m),
        fmt::format("{:.2f} × (shell {:.3f} s + file diff {:.3f} s)", m.seconds / (shell.seconds + file_diff),
                    shell.seconds, file_diff),
        "≤ 1.2 ×");
    return m.seconds;
  }

  void push() {
    const int n = o_.push_tables;
    files(n);
    const std::string db = dir_.file("push.db");
    const auto fresh = [&] { fs::remove(db); };
    const Measured shell = best_of(o_.runs, fresh, {"sqlite3", db}, a(n));
    expect(shell, 0, "sqlite3 of the schema");
    const Measured m =
        best_of(o_.runs, fresh, {o_.plumb, "push", "--url", "sqlite://" + db, "--schema", a(n), "--dialect", "sqlite"});
    expect(m, 0, "plumb push");
    row(fmt::format("push to an empty database, {} tables", n), seconds(m),
        fmt::format("{:.2f} × (shell {:.3f} s)", m.seconds / shell.seconds, shell.seconds), "≤ 1.3 ×");
  }

  void rebuild() {
    const std::string original = dir_.file("rows.db"), db = dir_.file("rebuild.db");
    const std::string columns =
        "id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES big (id), email TEXT NOT NULL, name TEXT NOT NULL, status TEXT "
        "NOT NULL DEFAULT 'active', settings TEXT NOT NULL DEFAULT '{}', amount NUMERIC(10, 4), confidence REAL, attempts "
        "INTEGER NOT NULL DEFAULT 0, started_at TEXT, created_at TEXT, updated_at TEXT";
    const std::string script = dir_.file("rows.sql"), wanted = dir_.file("wanted.sql"), hand = dir_.file("hand.sql");
    write_file(
        script,
        fmt::format("BEGIN; CREATE TABLE big ({}); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                    "WHERE i < {}) INSERT INTO big SELECT i, i / 2 + 1, 'user' || i || '@example.org', 'Name ' || i, "
                    "'active', '{{\"a\": ' || i || '}}', i * 0.25, i * 0.001, i % 7, '2025-01-01 00:00:00', "
                    "'2025-01-01 00:00:00', '2025-01-01 00:00:00' FROM n; COMMIT;",
                    columns, o_.rows));
    expect(best_of(1, {"sqlite3", original}, script), 0, "sqlite3 making rows");
    write_file(wanted, fmt::format("CREATE TABLE big ({}, CHECK (attempts >= 0));", columns));
    write_file(
        hand,
        fmt::format("PRAGMA foreign_keys = OFF; BEGIN; CREATE TABLE copy ({}, CHECK (attempts >= 0)); INSERT INTO copy "
                    "SELECT * FROM big; DROP TABLE big; ALTER TABLE copy RENAME TO big; COMMIT;",
                    columns));
    const auto fresh = [&] { fs::copy_file(original, db, fs::copy_options::overwrite_existing); };
    const Measured shell = best_of(o_.runs, fresh, {"sqlite3", db}, hand);
    expect(shell, 0, "sqlite3 rebuilding by hand");
    const Measured m = best_of(
        o_.runs, fresh, {o_.plumb, "push", "--url", "sqlite://" + db, "--schema", wanted, "--dialect", "sqlite"});
    expect(m, 0, "plumb push of a rebuild");
    row(fmt::format("rebuild of a table of {} rows", o_.rows), seconds(m),
        fmt::format("{:.2f} × (by hand {:.3f} s)", m.seconds / shell.seconds, shell.seconds), "≤ 1.3 ×");
  }

  Options o_;
  Scratch dir_;
};

}  // namespace

void measure_sqlite(const Options& options) { Bench(options).run(); }

}  // namespace plumb::bench
