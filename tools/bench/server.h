// What plumb takes on a server, beside the server's own client: the same measures for every family, and what differs
// as data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plumb/core/db/url.h"
#include "plumb/tools/bench/table.h"

namespace plumb::bench {

/// Another way to read a catalogue, as a script for the client.
struct OtherWay {
  std::string name;  ///< as the table calls it
  std::string script;
  std::string goal;
};

struct Server {
  std::string dialect;                ///< of plumb
  std::string (*schema)(int tables);  ///< the synthetic schema
  std::string drop;                   ///< behind DROP DATABASE name
  std::string client;                 ///< as the table calls it
  std::string password;               ///< the variable that client and plumb take a password from
  std::vector<OtherWay> others;       ///< how else the catalogue may be read
  int (*round_trips)(int tables);     ///< at the most, of an inspect
  int large = 0;                      ///< the number of tables for which there is
  std::string memory;                 ///< a goal of memory, as the table says it

  /// What a script is run for.
  enum class Work : std::uint8_t {
    Push,  ///< the schema, into an empty database, as fast as the client can do it safely
    Load,  ///< the same with as many tables as there may be
    Ask    ///< queries, whose rows are thrown away
  };
  /// The client's words, but for the script where the client takes that from its standard input.
  std::vector<std::string> (*words)(const Url& database, const std::string& script, Work work);
  bool script_is_input = false;
};

/// Prints the table.
void measure(const Server& server, const Options& options);

}  // namespace plumb::bench
