#include "plumb/core/db/session.h"

namespace plumb {

void Session::ask(std::span<const Question> questions) {
  for (const Question& q : questions) {
    each_row(q.sql, q.args, [&](const Row& row) {
      Row own = row;
      q.row(own);
      return true;
    });
  }
}

}  // namespace plumb
