// A MySQL schema on a real PostgreSQL database.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "plumb/core/db/session.h"
#include "plumb/tests/support/postgres.h"
#include "plumb/tools/libplumb/plumb.h"

namespace plumb::test {

/// One database, and what the schema becomes in it.
class RealisedOnPostgres {
 public:
  explicit RealisedOnPostgres(int version);
  /// False where there is no such server (and the test is skipped or has failed).
  explicit operator bool() const { return database_ != nullptr; }
  Session& session() const { return *session_; }
  std::string address() const { return database_->address(); }
  void clear() const;
  /// Pushes the schema and returns its findings, a line each; a failure is "failed: …".
  std::string push(const Source& schema) const;
  /// What a comparison with the schema would change; empty where they are one.
  std::string differences(const Source& schema) const;
  /// What the server says to a statement: "" where it takes it.
  std::string run(std::string_view statement) const;
  std::string ask(std::string_view query) const;  ///< rows as text: a|b;c|d

 private:
  std::unique_ptr<PostgresDatabase> database_;
  std::unique_ptr<Session> session_;
};

/// The settings of a project whose files are MySQL's.
Settings mysql_files();

}  // namespace plumb::test
