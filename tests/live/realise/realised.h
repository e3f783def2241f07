// A schema of another dialect on a real SQLite database in memory.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "plumb/core/db/session.h"
#include "plumb/core/dialect.h"
#include "plumb/core/model/schema.h"

namespace plumb::test {

struct Realised {
  Schema want;  ///< canonical
  Schema have;  ///< canonical, as inspected
  std::unique_ptr<Session> session;
  std::string findings;  ///< of reading and realising, a line each: "note: …"
  std::string sql;       ///< what was run
  /// What SQLite says to a statement: "" where it takes it.
  std::string run(std::string_view statement) const;
  std::string ask(std::string_view query) const;  ///< rows as text: a|b;c|d
};

/// `written_in` is "postgres" or "mysql". A failure to read, make or inspect is in `findings` as
/// "failed: …".
Realised realised(std::string_view written_in, std::string_view sql);

}  // namespace plumb::test
