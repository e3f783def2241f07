// The settings that a session of our own runs with, directly and behind a pooler.
#pragma once

#include <string>
#include <vector>

#include "plumb/backends/libpq/client.h"
#include "plumb/backends/libpq/libpq_session.h"
#include "plumb/backends/libpq/open.h"

namespace plumb::libpq {

struct Setting {
  std::string name, value;
  std::string local() const;  ///< SET LOCAL …
};

/// Statements for those settings that the server reports to its clients and that are not as they must be: which a
/// pooler keeps apart for each of its clients.
std::vector<std::string> missing_settings(const PGconn& connection);

/// The others. In a session of its own they are set once; behind a pooler in each transaction.
std::vector<Setting> session_settings(const Options& options);

/// One query that says in its first column whether a pooler stands between ('t'), and sets `settings` where none does.
/// Behind a pooler the process that answers is another than the one that the connection was told of.
std::string settings_query(const std::vector<Setting>& settings, int process, Pooling pooling);

}  // namespace plumb::libpq
