// The servers on which a plumb is killed, and what differs between them, as data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plumb/core/db/session.h"

namespace plumb::test {

struct KillServer {
  std::string name;  ///< as tests/support/servers/start calls it

  struct Schemas {
    std::string before, after;
  };
  /// Both the tables `t` and `u` get columns, `u` the last.
  Schemas tables;
  std::string altering;    ///< the first words that change `u`
  std::string waiting;     ///< counts the statements of others with the words `{}` that wait, or still run
  std::string unfinished;  ///< which groups of the history a run that has gone through does not leave

  /// Every kind of group. Before it the table `t` has rows.
  Schemas groups;
  std::string rows;  ///< makes them
  struct Answer {
    std::string sql, text;
  };
  std::vector<Answer> answers;  ///< after it
  int kills = 10, least = 4;    ///< how often it is killed, and really so
  std::uint64_t seed = 0;
  void (*clear)(Session& session);
};
/// Those that there is a client library for.
const std::vector<KillServer>& kill_servers();

}  // namespace plumb::test
