// A program that changes a large table beside its readers and writers: gh-ost, pt-online-schema-change.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "plumb/core/db/session.h"
#include "plumb/core/db/url.h"
#include "plumb/core/plan/plan.h"
#include "plumb/core/target.h"

namespace plumb {

/// The command of the user's settings, with {TABLE} and the like in it.
class AlterWrapper {
 public:
  /// Throws Error(Usage) for a word in braces that is none, and where the database has no such programs (TiDB changes
  /// its tables beside others by itself) or its address is not known.
  AlterWrapper(std::string command, const std::optional<Url>& database, const Target& target);

  /// True for an ALTER TABLE that writes the rows anew. Whether the table is large enough is the caller's business.
  static bool takes(const Step& step);
  /// Runs the command for the step, in the user's shell: its output goes to standard error. Throws Error(Statement)
  /// where it ends with anything but 0.
  void run(const Step& step) const;
  /// The command for the step as it would be run, without a password.
  std::string command_for(const Step& step) const;

  /// {DDL}, {CLAUSES}, …, for help texts.
  static const std::vector<std::string>& words();

 private:
  std::string command_;
  Url database_;
  Syntax syntax_;
};

}  // namespace plumb
