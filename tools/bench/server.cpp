#include "plumb/tools/bench/server.h"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/tools/bench/databases.h"
#include "plumb/tools/bench/process.h"
#include "plumb/tools/bench/recorder.h"
#include "plumb/tools/libplumb/registry.h"

namespace plumb::bench {
namespace {

using Work = Server::Work;

struct Asked {
  std::string script;
  int round_trips = 0;
};

// What reading the catalogue sends, once the server is known.
Asked questions(const Url& url, const std::string& dialect) {
  const std::unique_ptr<Session> session = open_session(url, {.write = false});
  const LiveDialect& live = live_dialect_for(dialect);
  const Target target = live.identify(*session);
  Recorder recorder(*session);
  live.inspect(recorder, target, {});
  Asked out;
  out.round_trips = recorder.round_trips();
  for (const std::string& sql : recorder.statements()) out.script += sql + ";\n";
  return out;
}

// As it may stand on a command line, where everybody on the machine can read it.
std::string without_password(Url url) {
  url.password.clear();
  return url.display();
}

std::string beside(const Measured& ours, const Measured& theirs, std::string_view what) {
  return fmt::format("{:.2f} × ({} {:.3f} s)", ours.seconds / theirs.seconds, what, theirs.seconds);
}

class Bench {
 public:
  Bench(const Server& server, Options options)
      : server_(server), o_(std::move(options)), url_(parse_url(o_.url)), databases_(url_, server.drop) {
    if (!url_.password.empty()) variables_.emplace_back(server_.password, url_.password);
  }

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

  std::string file(const std::string& name, const std::string& text) const {
    const std::string path = dir_.file(name + ".sql");
    write_file(path, text);
    return path;
  }
  std::string schema_file(int tables) const { return file(std::to_string(tables), server_.schema(tables)); }

  Measured measured(const std::vector<std::string>& words, const std::string& input = {}) const {
    const Measured m = best_of(1, words, input, variables_);
    expect(m, 0, words[0]);
    return m;
  }
  Measured client(const Url& database, const std::string& script, Work work) const {
    return measured(server_.words(database, script, work), server_.script_is_input ? script : "");
  }

  void push() {
    const std::string schema = schema_file(o_.push_tables);
    Measured theirs, ours;
    // In turns, so that whatever else the machine does meets both.
    for (int i = 0; i < o_.runs; ++i) {
      keep_best(theirs, client(databases_.fresh("client"), schema, Work::Push));
      const std::string url = without_password(databases_.fresh("push"));
      keep_best(ours, measured({o_.plumb, "push", "--url", url, "--schema", schema}));
    }
    row(fmt::format("push to an empty database, {} tables", o_.push_tables), seconds(ours),
        beside(ours, theirs, server_.client), "≤ 1.2 ×");
  }

  // Statistics are left as the mass create leaves them: that is when plumb is run.
  Times reading(int n) {
    const Url database = databases_.fresh(std::to_string(n));
    const std::string schema = schema_file(n), url = without_password(database);
    client(database, schema, Work::Load);
    const Asked asked = questions(database, server_.dialect);
    const std::string script = file("questions", asked.script);
    std::vector<std::string> scripts;
    for (const OtherWay& other : server_.others) scripts.push_back(file(other.name, other.script));
    Measured theirs, inspect, diff;
    std::vector<Measured> others(scripts.size());
    for (int i = 0; i < o_.runs; ++i) {
      keep_best(theirs, client(database, script, Work::Ask));
      for (std::size_t way = 0; way < scripts.size(); ++way)
        keep_best(others[way], client(database, scripts[way], Work::Ask));
      keep_best(inspect, measured({o_.self, "inspect", url}));
      keep_best(diff, measured({o_.plumb, "diff", url, schema, "--exit-code"}));
    }
    row(fmt::format("inspect, {} tables, {} round trips", n, asked.round_trips), seconds(inspect),
        beside(inspect, theirs, server_.client + ", the same statements:"),
        fmt::format("≤ 1.5 ×, ≤ {}", server_.round_trips(n)));
    for (std::size_t way = 0; way < others.size(); ++way)
      row(fmt::format("inspect, {} tables", n), seconds(inspect),
          beside(inspect, others[way], fmt::format("{}, {}:", server_.client, server_.others[way].name)),
          server_.others[way].goal);
    row(fmt::format("diff of a database, no difference, {} tables", n), seconds(diff), beside(diff, inspect, "inspect"),
        n == server_.large ? "≤ 2 ×, " + server_.memory : "≤ 2 ×");
    return {inspect.seconds, diff.seconds};
  }

  const Server& server_;
  Options o_;
  Url url_;
  Scratch dir_;
  Databases databases_;
  Variables variables_;
};

}  // namespace

void measure(const Server& server, const Options& options) { Bench(server, options).run(); }

void inspect_once(const std::string& url) {
  const std::unique_ptr<Session> session = open_session(parse_url(url), {.write = false});
  const LiveDialect& live = live_dialect_for(session->dialect());
  const Inspection found = live.inspect(*session, live.identify(*session), {});
  if (found.schema.tables.size() == 0) throw Error(Code::Internal, "the database is empty");
}

}  // namespace plumb::bench
