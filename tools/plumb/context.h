// What every command starts from: arguments, configuration, output, the document of --json.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plumb/tools/libplumb/config.h"
#include "plumb/tools/libplumb/migrations.h"
#include "plumb/tools/libplumb/plumb.h"
#include "plumb/tools/plumb/arguments.h"
#include "plumb/tools/plumb/document.h"
#include "plumb/tools/plumb/output.h"
#include "plumb/tools/plumb/present.h"

namespace plumb::cli {

class Context {
 public:
  Context(Arguments arguments, Output& output);

  const Arguments args;
  Output& out;
  Document json;

  /// Reads plumb.toml and .env at the first call.
  const Chosen& chosen();
  const Config& config();
  /// Dialect, target, scope, limits and allowances as flags and plumb.toml say.
  Settings settings();

  /// Throws Error(Usage) that says the ways to name one.
  Source database();
  bool has_database() { return chosen().setup.url.has_value(); }
  Source schema();
  std::optional<Source> schema_if_any();
  std::string folder();  ///< of migrations
  /// The folder with its dialect, whole: plumb.sum must agree with it.
  Migrations migrations();

  /// Where the environment is protected and these dangers are real: throws Error(Refused) unless --yes and the
  /// environment's name were given.
  void guard(const std::vector<Danger>& dangers, std::string_view what);

  /// Findings, each with its place; counted in the document.
  void show(const Diagnostics& diagnostics, bool as_result = false);
  void show_uncompared(const std::vector<std::string>& what);
  /// One line, and what they are with --verbose.
  void show_unmanaged(const std::vector<Unmanaged>& objects);
  /// "+ table `users`" lines, notes and dangers, on standard error.
  void show_plan(const Plan& plan);
  /// What --json says of a plan. A large one costs time, so nothing is made of it without.
  void document(const Plan& plan) {
    if (out.json) put_plan(json, plan);
  }

 private:
  std::optional<Config> config_;
  std::optional<Chosen> chosen_;
  std::vector<Document> findings_;
};

}  // namespace plumb::cli
