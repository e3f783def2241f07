// Makes the objects of a schema at random, so that every server takes them.
#pragma once

#include <iterator>
#include <map>
#include <string>

#include "plumb/tests/live/postgres_laws/script_pair.h"

namespace plumb::test {

/// Everything goes into one schema. What may not fit says whether it was made.
class ScriptMaker {
 public:
  /// `names`: the number behind the name of the last one that was made.
  ScriptMaker(ScriptSchema& schema, Random& random, int names = 0) : s(schema), r(random), names_(names) {}

  std::string name(const char* prefix);
  ScriptColumn column();
  void table();
  bool generated(ScriptTable& t);
  bool index(ScriptTable& t);
  bool check(ScriptTable& t);
  bool unique(ScriptTable& t);
  bool key(ScriptTable& t);
  bool policy(ScriptTable& t);
  bool trigger(ScriptTable& t);
  bool rule(ScriptTable& t);
  bool statistics(ScriptTable& t);
  bool function();
  bool view();
  bool enumeration();
  bool domain();
  bool sequence();

  template <class T>
  std::string pick(const std::map<std::string, T>& from) {
    return std::next(from.begin(), static_cast<std::ptrdiff_t>(r.below(from.size())))->first;
  }

 protected:
  ScriptSchema& s;
  Random& r;
  int names_;
};

}  // namespace plumb::test
