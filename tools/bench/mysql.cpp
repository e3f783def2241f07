// What plumb takes on MySQL, MariaDB and TiDB, beside the `mariadb` client.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/db/url.h"
#include "plumb/tools/bench/process.h"
#include "plumb/tools/bench/recorder.h"
#include "plumb/tools/bench/schema.h"
#include "plumb/tools/bench/table.h"
#include "plumb/tools/libplumb/registry.h"

namespace plumb::bench {
namespace {

/// What the catalogue says of a schema in its own tables: the other way to read it.
constexpr std::string_view kInformationSchema =
    "SELECT * FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE();\n"
    "SELECT * FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE();\n"
    "SELECT * FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE();\n"
    "SELECT * FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = DATABASE();\n"
    "SELECT * FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE();\n"
    "SELECT * FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE();\n";

/// Databases of our own, which go away with the program.
class Databases {
 public:
  explicit Databases(const std::string& server)
      : server_(parse_url(server)), session_(open_session(server_, {.write = true})) {}
  ~Databases() {
    try {
      for (const std::string& name : made_) drop(name);
    } catch (const Error&) {
      // The server is gone; the error on its way says so.
    }
  }
  Databases(const Databases&) = delete;
  Databases& operator=(const Databases&) = delete;

  /// Makes it, empty, in place of one of that name; returns its name.
  std::string fresh(const std::string& what) {
    const std::string name = fmt::format("plumb_bench_{}_{}", ::getpid(), what);
    if (std::find(made_.begin(), made_.end(), name) == made_.end()) made_.push_back(name);
    drop(name);
    session_->execute("CREATE DATABASE " + name);
    return name;
  }
  std::string url_of(const std::string& name) const {
    const std::string secret = server_.password.empty() ? "" : ":" + server_.password;
    return fmt::format("{}://{}{}@{}:{}/{}", server_.scheme, server_.user, secret, server_.host,
                       server_.port.value_or(3306), name);
  }
  /// The client's command line for that database.
  std::vector<std::string> client(const std::string& name) const {
    std::vector<std::string> out{
        "mariadb", "--no-defaults", "-h", server_.host, "-P", std::to_string(server_.port.value_or(3306)),
        "-u",      server_.user,    "-D", name};
    if (!server_.password.empty()) out.push_back("-p" + server_.password);
    return out;
  }

 private:
  void drop(const std::string& name) { session_->execute("DROP DATABASE IF EXISTS " + name); }

  Url server_;
  std::unique_ptr<Session> session_;
  std::vector<std::string> made_;
};

class Bench {
 public:
  explicit Bench(Options o) : o_(std::move(o)), databases_(o_.url) {}

  void run() {
    head();
    push();
    const int small = o_.tables / 10;
    const Times few = reading(small), many = reading(o_.tables);
    growth("inspect", small, few.inspect, many.inspect);
    growth("diff of a database, no difference", small, few.diff, many.diff);
  }

 private:
  struct Times {
    double inspect = 0, diff = 0;
  };

  std::string file(int n) const {
    const std::string path = dir_.file(fmt::format("{}.sql", n));
    write_file(path, mysql_schema(n));
    return path;
  }

  Measured client(const std::string& database, const std::string& script) const {
    const Measured m = best_of(1, databases_.client(database), script);
    expect(m, 0, "mariadb");
    return m;
  }

  void push() {
    const std::string schema = file(o_.push_tables);
    Measured theirs, ours;
    // In turns, so that whatever else the machine does meets both.
    for (int i = 0; i < o_.runs; ++i) {
      keep_best(i, theirs, client(databases_.fresh("client"), schema));
      const std::string url = databases_.url_of(databases_.fresh("push"));
      const Measured one = best_of(1, {o_.plumb, "push", "--url", url, "--schema", schema});
      expect(one, 0, "plumb push");
      keep_best(i, ours, one);
    }
    row(fmt::format("push to an empty database, {} tables", o_.push_tables), seconds(ours),
        fmt::format("{:.2f} × (mariadb {:.3f} s)", ours.seconds / theirs.seconds, theirs.seconds), "≤ 1.2 ×");
  }

  Times reading(int n) {
    const std::string schema = file(n), name = databases_.fresh(std::to_string(n)), url = databases_.url_of(name);
    client(name, schema);
    const Asked asked = questions(url);
    const std::string script = dir_.file("questions.sql"), tables = dir_.file("information_schema.sql");
    write_file(script, asked.script);
    write_file(tables, kInformationSchema);
    Measured theirs, catalogue, inspect, diff;
    for (int i = 0; i < o_.runs; ++i) {
      keep_best(i, theirs, client(name, script));
      keep_best(i, catalogue, client(name, tables));
      keep_best(i, inspect, best_of(1, {o_.self, "inspect", url}));
      keep_best(i, diff, best_of(1, {o_.plumb, "diff", url, schema, "--exit-code"}));
      expect(inspect, 0, "plumb_bench inspect");
      expect(diff, 0, "plumb diff");
    }
    row(fmt::format("inspect, {} tables, {} round trips", n, asked.round_trips), seconds(inspect),
        fmt::format("{:.2f} × (mariadb, the same statements: {:.3f} s)", inspect.seconds / theirs.seconds,
                    theirs.seconds),
        fmt::format("≤ 1.5 ×, ≤ {}", 10 + n / 200));
    row(fmt::format("inspect, {} tables", n), seconds(inspect),
        fmt::format("{:.2f} × (mariadb, information_schema whole: {:.3f} s)", inspect.seconds / catalogue.seconds,
                    catalogue.seconds),
        "< 1 ×");
    row(fmt::format("diff of a database, no difference, {} tables", n), seconds(diff),
        fmt::format("{:.2f} × (inspect {:.3f} s)", diff.seconds / inspect.seconds, inspect.seconds),
        n == 5'000 ? "≤ 2 ×, ≤ 300 MiB" : "≤ 2 ×");
    return {inspect.seconds, diff.seconds};
  }

  struct Asked {
    std::string script;
    int round_trips = 0;
  };
  // What reading the catalogue sends, once the server is known.
  static Asked questions(const std::string& url) {
    const std::unique_ptr<Session> session = open_session(parse_url(url), {.write = false});
    const LiveDialect& live = live_dialect_for("mysql");
    const Target target = live.identify(*session);
    Recorder recorder(*session);
    live.inspect(recorder, target, {});
    Asked out;
    out.round_trips = recorder.round_trips();
    for (const std::string& sql : recorder.statements()) out.script += sql + ";\n";
    return out;
  }

  static void keep_best(int i, Measured& best, const Measured& one) {
    if (i == 0 || one.seconds < best.seconds) best = one;
  }

  Options o_;
  Scratch dir_;
  Databases databases_;
};

}  // namespace

void measure_mysql(const Options& options) { Bench(options).run(); }

}  // namespace plumb::bench
