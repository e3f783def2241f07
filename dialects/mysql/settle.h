// Asking the server what it makes of an expression. Not for others than dialects/mysql/settle*.cpp.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "plumb/core/db/session.h"
#include "plumb/core/model/schema.h"
#include "plumb/core/target.h"

namespace plumb::mysql {

/// One table of the wanted schema that is tried out under a name of our own: all of its columns, and of what fills
/// them, of its checks and of its indexes only what differs.
struct Inquiry {
  Table shell;
  /// Is given the answer in its normal form.
  std::function<void(const Table& answer)> take;
};

/// What differs between the two, one inquiry for each table; with `apart` one for each expression.
std::vector<Inquiry> inquiries_of(Schema& want, const Schema& have, const Target& target, const QualifiedName& table,
                                  bool apart);

/// settle_adopt.cpp. What says the same in other words and is no expression: bodies that differ in comments and blanks
/// alone, definers that the wanted side leaves open, schedules whose beginning the server chose, indexes of foreign
/// keys.
void adopt_programs(Schema& want, const Schema& have, const Target& target);

}  // namespace plumb::mysql
