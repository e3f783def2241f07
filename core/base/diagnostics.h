// What is found in the user's files or database: values, many at once, never thrown.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/base/origin.h"

namespace plumb {

enum class Severity : std::uint8_t { Note, Warning, Error };

/// One file (or standard input, or a statement of a server) that origins point into.
struct SourceText {
  std::string name;  ///< as the user typed it; "<stdin>" for -
  std::string text;
};

struct Diagnostic {
  Severity severity = Severity::Error;
  std::string rule;     ///< stable id in kebab case: "syntax", "unknown-statement", "duplicate-table", …
  std::string message;  ///< what, on which object, what to do; lower case, names in backticks
  std::string object;   ///< the object it speaks of, as the user would write it; may be empty
  Origin origin;
  std::uint32_t length = 0;  ///< bytes to underline from `origin`; 0 is one caret
};

/// Findings in the order in which they were made, with the texts that they point into.
class Diagnostics {
 public:
  /// Adds a text and returns its number for `Origin::file`: no other text of this process has it, so that what several
  /// readers found can be put together.
  std::uint32_t add_source(std::string name, std::string text);
  const SourceText* source(std::uint32_t file) const;

  void add(Diagnostic d);
  void error(std::string rule, std::string message, Origin origin = {}, std::uint32_t length = 0);
  void warning(std::string rule, std::string message, Origin origin = {}, std::uint32_t length = 0);
  void note(std::string rule, std::string message, Origin origin = {}, std::uint32_t length = 0);

  const std::vector<Diagnostic>& all() const { return all_; }
  bool has_errors() const { return errors_ > 0; }
  std::size_t errors() const { return errors_; }
  /// Takes over the findings and texts of `other`.
  void absorb(Diagnostics other);

  /// One finding as a user reads it: `file:line:column: error: message [rule]`, then the line and a
  /// caret. Long lines are cut around the caret; control characters are made visible.
  std::string render(const Diagnostic& d) const;
  std::string render() const;

 private:
  std::map<std::uint32_t, SourceText> sources_;
  std::vector<Diagnostic> all_;
  std::size_t errors_ = 0;
};

}  // namespace plumb
