#include "plumb/tools/bench/table.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "plumb/core/base/error.h"

namespace plumb::bench {

namespace fs = std::filesystem;

Scratch::Scratch() {
  std::string pattern = (fs::temp_directory_path() / "plumb-bench-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw Error(Code::Usage, "cannot make a temporary folder");
  path_ = pattern;
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void row(const std::string& work, const std::string& figure, const std::string& beside, const std::string& goal) {
  fmt::print("| {:<58} | {:<34} | {:<56} | {:<18} |\n", work, figure, beside, goal);
  std::fflush(stdout);
}

void head() {
  row("work", "plumb", "beside it", "goal");
  row("---", "---", "---", "---");
}

void growth(const std::string& what, int small, double from, double to) {
  row(fmt::format("{}: {} to {} tables", what, small, small * 10), fmt::format("{:.1f} ×", to / from), "", "≤ 12 ×");
}

std::string seconds(const Measured& m) { return fmt::format("{:.3f} s, {:.0f} MiB", m.seconds, m.mebibytes); }

void expect(const Measured& m, int code, const std::string& what) {
  if (m.exit_code != code)
    throw Error(Code::Internal, fmt::format("{} ended with {}, not {}", what, m.exit_code, code));
}

}  // namespace plumb::bench
