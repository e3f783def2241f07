// What plumb takes on PostgreSQL, beside psql.
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

/// The same server, another database.
std::string url_of(const std::string& server, const std::string& database) {
  const std::size_t options = std::min(server.find('?'), server.size());
  const std::size_t host = server.find("://") + 3;
  const std::size_t slash = std::min(server.find('/', host), options);
  return server.substr(0, slash) + "/" + database + server.substr(options);
}

std::unique_ptr<Session> connect(const std::string& url, bool write) {
  return open_session(parse_url(url), {.write = write, .create = false});
}

/// Databases of our own, which go away with the program.
class Databases {
 public:
  explicit Databases(std::string server) : server_(std::move(server)), session_(connect(server_, true)) {}
  ~Databases() {
    try {
      for (const std::string& name : made_) drop(name);
    } catch (const Error&) {
      // The server is gone; the error on its way says so.
    }
  }
  Databases(const Databases&) = delete;
  Databases& operator=(const Databases&) = delete;

  /// Makes it, empty, in place of one of that name; returns its address.
  std::string fresh(const std::string& what) {
    const std::string name = fmt::format("plumb_bench_{}_{}", ::getpid(), what);
    if (std::find(made_.begin(), made_.end(), name) == made_.end()) made_.push_back(name);
    drop(name);
    session_->execute("CREATE DATABASE " + name);
    return url_of(server_, name);
  }

 private:
  void drop(const std::string& name) { session_->execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); }

  std::string server_;
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
    write_file(path, postgres_schema(n));
    return path;
  }

  Measured psql(int runs, const std::string& url, std::vector<std::string> more) const {
    std::vector<std::string> command{"psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", url};
    command.insert(command.end(), more.begin(), more.end());
    Measured m = best_of(runs, command);
    expect(m, 0, "psql");
    return m;
  }

  void push() {
    const std::string schema = file(o_.push_tables);
    Measured shell, ours;
    // In turns, so that whatever else the machine does meets both.
    for (int i = 0; i < o_.runs; ++i) {
      keep_best(i, shell, psql(1, databases_.fresh("psql"), {"-1", "-f", schema}));
      const Measured one = best_of(1, {o_.plumb, "push", "--url", databases_.fresh("push"), "--schema", schema});
      expect(one, 0, "plumb push");
      keep_best(i, ours, one);
    }
    row(fmt::format("push to an empty database, {} tables", o_.push_tables), seconds(ours),
        fmt::format("{:.2f} × (psql {:.3f} s)", ours.seconds / shell.seconds, shell.seconds), "≤ 1.2 ×");
  }

  // Statistics are left as the mass create leaves them: that is when plumb is run.
  Times reading(int n) {
    const std::string schema = file(n), url = databases_.fresh(std::to_string(n));
    // One transaction of so many tables would need a lock for each.
    psql(1, url, {"-c", "SET synchronous_commit = off", "-f", schema});
    const Asked asked = questions(url);
    const std::string script = dir_.file("questions.sql");
    write_file(script, asked.script);
    Measured shell, inspect, diff;
    for (int i = 0; i < o_.runs; ++i) {
      keep_best(i, shell, psql(1, url, {"-o", "/dev/null", "-f", script}));
      keep_best(i, inspect, best_of(1, {o_.self, "inspect", url}));
      keep_best(i, diff, best_of(1, {o_.plumb, "diff", url, schema, "--exit-code"}));
      expect(inspect, 0, "plumb_bench inspect");
      expect(diff, 0, "plumb diff");
    }
    row(fmt::format("inspect, {} tables, {} round trips", n, asked.round_trips), seconds(inspect),
        fmt::format("{:.2f} × (psql, the same queries: {:.3f} s)", inspect.seconds / shell.seconds, shell.seconds),
        "≤ 1.5 ×, ≤ 3");
    row(fmt::format("diff of a database, no difference, {} tables", n), seconds(diff),
        fmt::format("{:.2f} × (inspect {:.3f} s)", diff.seconds / inspect.seconds, inspect.seconds),
        n == 10'000 ? "≤ 2 ×, ≤ 400 MiB" : "≤ 2 ×");
    return {inspect.seconds, diff.seconds};
  }

  struct Asked {
    std::string script;
    int round_trips = 0;
  };
  // What reading the catalogue sends, once the server is known.
  static Asked questions(const std::string& url) {
    const std::unique_ptr<Session> session = connect(url, false);
    const LiveDialect& live = live_dialect_for("postgres");
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

void inspect_once(const std::string& url) {
  const std::unique_ptr<Session> session = connect(url, false);
  const LiveDialect& live = live_dialect_for(session->dialect());
  const Inspection found = live.inspect(*session, live.identify(*session), {});
  if (found.schema.tables.size() == 0) throw Error(Code::Internal, "the database is empty");
}

void measure_postgres(const Options& options) { Bench(options).run(); }

}  // namespace plumb::bench
