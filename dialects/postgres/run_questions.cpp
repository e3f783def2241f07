// Questions to the rows, under the settings that the steps will run under.
#include <optional>

#include "plumb/dialects/postgres/live.h"
#include "plumb/dialects/postgres/run.h"

namespace plumb::postgres {

void PostgresLive::ask_rows(Session& session, const std::function<void()>& questions) const {
  RunSettings settings;
  settings.pinned = true;
  if (session.in_transaction()) {
    BorrowedSettings borrowed(session, settings, true);
    questions();
    borrowed.restore();
    return;
  }
  session.begin();
  try {
    set_locally(session, settings);
    questions();
  } catch (...) {
    session.rollback();
    throw;
  }
  session.rollback();
}

}  // namespace plumb::postgres
