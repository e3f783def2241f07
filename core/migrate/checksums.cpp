#include "plumb/core/migrate/checksums.h"

#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"

namespace plumb {
namespace {

constexpr std::string_view kHeader = "plumb.sum 1 ";

std::string chained(std::string_view before, std::string_view name, std::string_view checksum) {
  return sha256(fmt::format("{}\n{}\n{}\n", before, name, checksum)).substr(0, 32);
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (!(line = trim(line)).empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return words;
}

[[noreturn]] void refuse(const std::string& name, std::size_t line, std::string_view why) {
  throw Error(Code::BadSchema,
              fmt::format("{}:{}: {}; `plumb check --update` writes it anew from the files", name, line, why));
}

}  // namespace

const Sums::Entry* Sums::find(std::string_view name) const {
  auto at = std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.name == name; });
  return at == entries.end() ? nullptr : &*at;
}

void Sums::add(std::string name, std::string checksum) {
  std::string link = chained(chain(), name, checksum);
  entries.push_back({std::move(name), std::move(checksum), std::move(link)});
}

Sums parse_sums(std::string_view text, const std::string& name) {
  Sums sums;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.starts_with("<<<<<<<") || line.starts_with("=======") || line.starts_with(">>>>>>>")) {
      refuse(name, number, "git left a conflict here: two branches added migrations");
    }
    if (number == 1) {
      if (!line.starts_with(kHeader)) {
        refuse(name, number,
               line.starts_with("plumb.sum ") ? "this is the form of a later version of plumb"
                                              : "this is not a plumb.sum");
      }
      sums.flavour = std::string(trim(line.substr(kHeader.size())));
      continue;
    }
    if (line.empty()) continue;
    const std::vector<std::string_view> words = words_of(line);
    if (words.size() != 3) refuse(name, number, "a line is a file, its checksum and the chain");
    sums.add(std::string(words[0]), std::string(words[1]));
    if (sums.entries.back().chain != words[2]) {
      refuse(name, number, fmt::format("the chain is broken at `{}`: a line was edited, moved or taken out", words[0]));
    }
  }
  if (number == 0) refuse(name, 1, "the file is empty");
  return sums;
}

std::string print(const Sums& sums) {
  std::string out = fmt::format("{}{}\n", kHeader, sums.flavour);
  for (const Sums::Entry& e : sums.entries) out += fmt::format("{} {} {}\n", e.name, e.checksum, e.chain);
  return out;
}

}  // namespace plumb
