// What a translation leaves out, said once for each kind.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "plumb/core/base/diagnostics.h"

namespace plumb::realise {

/// What has no equivalent: each kind is said once, with its reason and the names.
class LeftOut {
 public:
  /// `kind` in the plural: "policies"; `why` continues "left out: policies (2), since …". A warning is a promise that
  /// is not kept, a note is not.
  void add(Severity severity, std::string kind, std::string why, std::string name);
  /// What is there, but not just as it was: "time zones (2): … ". Said as a note of rule "differs".
  void differs(std::string what, std::string name);
  void say(Diagnostics& diagnostics) const;

 private:
  std::map<std::pair<std::string, std::string>, std::pair<Severity, std::vector<std::string>>> kinds_;
  std::map<std::string, std::vector<std::string>> differing_;
};

}  // namespace plumb::realise
