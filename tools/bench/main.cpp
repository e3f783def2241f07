// plumb_bench: what plumb takes beside the databases' own shells, as ratios of the same run. Absolute figures are of
// this machine.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "plumb/core/base/error.h"
#include "plumb/core/db/url.h"
#include "plumb/tools/bench/table.h"

namespace plumb::bench {
namespace {

constexpr const char* kUsage =
    "plumb_bench [sqlite]      measures plumb beside the sqlite3 shell\n"
    "plumb_bench postgres URL  measures plumb beside psql; makes databases `plumb_bench_…` there and drops them\n"
    "plumb_bench mysql URL     the same beside the mariadb client, on MySQL or MariaDB\n"
    "plumb_bench tidb URL      the same on TiDB\n\n"
    "  --plumb PATH        the program to measure (default: plumb)\n"
    "  --url URL           the server, said as an option\n"
    "  --tables N          of the large schema (default: 10000, MySQL 5000, TiDB 1000); a tenth is the small one\n"
    "  --push-tables N     for the push to an empty database (default: 1000)\n"
    "  --rows N            of the table that is rebuilt on SQLite (default: 1000000)\n"
    "  --runs N            the best of so many (default: 3)\n";

/// The servers that there is a word for.
struct Place {
  std::string_view word;
  int tables;  ///< of the large schema, where nothing else is said
  void (*measure)(const Options&);
};
constexpr Place kServers[] = {
    {"postgres", 10'000, measure_postgres}, {"mysql", 5'000, measure_mysql}, {"tidb", 1'000, measure_mysql}};

int number(const std::string& word, const std::string& value) {
  char* end = nullptr;
  const long n = std::strtol(value.c_str(), &end, 10);
  if (*end || n < 1 || n > 100'000'000)
    throw Error(Code::Usage, fmt::format("{} takes a number, not `{}`", word, value));
  return static_cast<int>(n);
}

Options parse(int argc, char** argv, int first, int tables = 10'000) {
  Options o;
  o.tables = tables;
  o.self = argv[0];
  for (int i = first; i < argc; ++i) {
    const std::string word = argv[i];
    if (looks_like_url(word)) {
      o.url = word;
      continue;
    }
    if (i + 1 == argc) throw Error(Code::Usage, fmt::format("`{}` is unknown or has no value; see --help", word));
    const std::string value = argv[++i];
    if (word == "--plumb")
      o.plumb = value;
    else if (word == "--url")
      o.url = value;
    else if (word == "--tables")
      o.tables = number(word, value);
    else if (word == "--push-tables")
      o.push_tables = number(word, value);
    else if (word == "--rows")
      o.rows = number(word, value);
    else if (word == "--runs")
      o.runs = number(word, value);
    else
      throw Error(Code::Usage, fmt::format("`{}` is unknown; see --help", word));
  }
  return o;
}

void run(int argc, char** argv) {
  const std::string work = argc > 1 ? argv[1] : "sqlite";
  if (work == "--help" || work == "-h") {
    std::fputs(kUsage, stdout);
    return;
  }
  for (const Place& server : kServers) {
    if (work != server.word) continue;
    const Options options = parse(argc, argv, 2, server.tables);
    if (options.url.empty()) throw Error(Code::Usage, fmt::format("say which server: plumb_bench {0} {0}://…", work));
    return server.measure(options);
  }
  if (work == "inspect" && argc == 3)
    inspect_once(argv[2]);
  else
    measure_sqlite(parse(argc, argv, work == "sqlite" && argc > 1 ? 2 : 1));
}

}  // namespace
}  // namespace plumb::bench

int main(int argc, char** argv) {
  try {
    plumb::bench::run(argc, argv);
    return 0;
  } catch (const plumb::Error& e) {
    std::fprintf(stderr, "plumb_bench: %s\n", e.what());
    return e.code() == plumb::Code::Usage ? 2 : 1;
  }
}
