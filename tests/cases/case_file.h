// Golden cases: one idea a file, replayed offline and on live servers.
//
//   # why this case exists
//   -- from sqlite --          the schema as it is, in the dialect named
//   -- to sqlite --            the schema as it is wanted
//   -- plan sqlite --          the plan for that target; empty: no difference
//   -- undo sqlite --          the plan back
//   -- refused sqlite --       the dangers that are refused without --allow, one a line
//   -- error --                findings of reading or planning; then there is no plan
//   -- needs postgres --       its servers: `version 17+`, `version 15-16`, `extension vector`; else all
//   -- seed --                 statements that put rows in after `from`
//   -- blocked --              the rows refuse it: the problem that the probes name; nothing is changed
//   -- facts --                `query` lines, each followed by `= value`, true after the plan ran
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "plumb/core/target.h"

namespace plumb::test {

struct CaseFile {
  std::string path, why;
  struct Section {
    std::string kind, dialect, text;  ///< text without the last line end
  };
  std::vector<Section> sections;

  const Section* find(const std::string& kind, const std::string& dialect = {}) const;
  /// The dialects that it is planned and replayed for.
  std::vector<std::string> dialects() const;
  struct Needs {
    int oldest = 0, newest = 0;  ///< major versions; 0: any
    std::vector<std::string> extensions;
    bool met_by(const Version& version) const {
      return version.major >= oldest && (newest == 0 || version.major <= newest);
    }
  };
  /// Throws Error(Usage) for words that it does not know.
  Needs needs(const std::string& dialect) const;
  /// Puts the text in, at the end where there is no such section.
  void set(const std::string& kind, const std::string& dialect, std::string text);
  std::string print() const;
};

/// Throws Error(Usage) for text that has no such form.
CaseFile read_case(const std::string& path);
std::vector<std::string> case_files(const std::string& folder);

}  // namespace plumb::test
