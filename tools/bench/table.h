// What the benchmarks share: their options, a folder to work in, and the table that they print.
#pragma once

#include <string>

#include "plumb/tools/bench/process.h"

namespace plumb::bench {

struct Options {
  std::string plumb = "plumb";
  std::string self;  ///< this program, which measures itself in processes of their own
  std::string url;   ///< of a server, where databases are made and dropped
  int tables = 10'000, push_tables = 1'000, rows = 1'000'000, runs = 3;
};

/// A folder of our own that goes away with the program.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// A line of the table that is printed.
void row(const std::string& work, const std::string& figure, const std::string& beside, const std::string& goal);
void head();
void growth(const std::string& what, int small, double from, double to);

/// "0.123 s, 45 MiB"
std::string seconds(const Measured& measured);
/// Throws Error(Internal) where the program ended otherwise.
void expect(const Measured& measured, int code, const std::string& what);

void measure_sqlite(const Options& options);
void measure_postgres(const Options& options);
void measure_mysql(const Options& options);
/// The work of the process that the last two start: reads the catalogue of `url` once.
void inspect_once(const std::string& url);

}  // namespace plumb::bench
