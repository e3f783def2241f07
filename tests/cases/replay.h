// A case on a real database: what was planned offline is planned there, runs, gives what was wanted, is then no
// difference, and goes back.
#pragma once

#include <map>
#include <set>
#include <string>

#include "plumb/core/db/session.h"
#include "plumb/core/sql/syntax.h"
#include "plumb/tests/cases/case_file.h"

namespace plumb::test {

/// Where a case is replayed.
class Place {
 public:
  virtual ~Place() = default;
  virtual Session& session() = 0;
  virtual const Syntax& syntax() const = 0;
  /// Back to a database with nothing in it.
  virtual void clear() = 0;
  /// What the database holds in the server's own words, a line each that starts with its schema; nothing where plumb
  /// reads the very same words.
  virtual std::set<std::string> catalogue() { return {}; }
  /// Every table under the number that it keeps for life, and under that of the file that its rows are in until it is
  /// written anew; nothing where there are none.
  using Numbers = std::map<std::string, std::string>;
  virtual Numbers identities() { return {}; }
  virtual Numbers files() { return {}; }
};

void replay(const CaseFile& file, const std::string& dialect, Place& place);

}  // namespace plumb::test
