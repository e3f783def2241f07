// Who could hold the lock of a database file, for the message of a wait that was in vain.
#pragma once

#include <string>
#include <vector>

namespace plumb::sqlite3 {

struct Holder {
  int pid = 0;
  std::string name;     ///< the program's, empty where it cannot be seen
  bool locked = false;  ///< it holds a lock, and does not merely have the file open
};

/// The processes that hold a lock on `file` or its shared memory, and those that have it open, as
/// far as the system shows them to this user (Linux; nothing elsewhere). In order of pid.
std::vector<Holder> holders_of(const std::string& file);

/// One clause for a message: "process 12 (`python3`) holds a lock on it".
std::string describe_holders(const std::string& file);

}  // namespace plumb::sqlite3
