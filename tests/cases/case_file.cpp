#include "plumb/tests/cases/case_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"

namespace plumb::test {
namespace {

const std::set<std::string> kKinds = {"from",  "to",   "plan",    "undo",  "refused",
                                      "error", "seed", "blocked", "facts", "needs"};

bool heading(const std::string& line, CaseFile::Section& section) {
  if (!line.starts_with("-- ") || !line.ends_with(" --") || line.size() < 7) return false;
  std::istringstream words(line.substr(3, line.size() - 6));
  std::string kind, dialect, more;
  words >> kind >> dialect >> more;
  if (!more.empty() || !kKinds.count(kind)) return false;
  section = {kind, dialect, {}};
  return true;
}

}  // namespace

const CaseFile::Section* CaseFile::find(const std::string& kind, const std::string& dialect) const {
  for (const Section& s : sections)
    if (s.kind == kind && (dialect.empty() || s.dialect == dialect)) return &s;
  return nullptr;
}

std::vector<std::string> CaseFile::dialects() const {
  std::set<std::string> out = {find("to")->dialect};
  for (const Section& s : sections)
    if (s.kind == "plan") out.insert(s.dialect);
  return {out.begin(), out.end()};
}

CaseFile::Needs CaseFile::needs(const std::string& dialect) const {
  Needs out;
  const Section* section = find("needs", dialect);
  std::istringstream lines(section ? section->text : "");
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string what, value;
    words >> what >> value;
    if (what == "extension") {
      out.extensions.push_back(value);
    } else if (what == "version" && value.size() > 2) {
      out.oldest = std::stoi(value);
      if (value[2] == '-') out.newest = std::stoi(value.substr(3));
    } else {
      throw Error(Code::Usage, fmt::format("{}: `{}` is nothing that a case can need", path, line));
    }
  }
  return out;
}

void CaseFile::set(const std::string& kind, const std::string& dialect, std::string text) {
  for (Section& s : sections) {
    if (s.kind == kind && s.dialect == dialect) {
      s.text = std::move(text);
      return;
    }
  }
  sections.push_back({kind, dialect, std::move(text)});
}

std::string CaseFile::print() const {
  std::string out = "# " + why + "\n";
  for (const Section& s : sections) {
    out += fmt::format("-- {}{}{} --\n", s.kind, s.dialect.empty() ? "" : " ", s.dialect);
    if (!s.text.empty()) out += s.text + "\n";
  }
  return out;
}

CaseFile read_case(const std::string& path) {
  CaseFile out;
  out.path = path;
  std::istringstream lines(read_text_file(path));
  std::string line;
  if (!std::getline(lines, line) || !line.starts_with("# "))
    throw Error(Code::Usage, fmt::format("{}: the first line must say why the case exists, as `# …`", path));
  out.why = line.substr(2);
  while (std::getline(lines, line)) {
    CaseFile::Section section;
    if (heading(line, section)) {
      out.sections.push_back(std::move(section));
    } else if (out.sections.empty()) {
      throw Error(Code::Usage, fmt::format("{}: `{}` stands before the first section", path, line));
    } else {
      std::string& text = out.sections.back().text;
      if (!text.empty()) text += '\n';
      text += line;
    }
  }
  if (!out.find("from") || !out.find("to")) throw Error(Code::Usage, fmt::format("{}: it needs `from` and `to`", path));
  return out;
}

std::vector<std::string> case_files(const std::string& folder) {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".case") out.push_back(entry.path().string());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace plumb::test
