// Many statements in one round trip.
#include "plumb/dialects/postgres/run.h"

namespace plumb::postgres {
namespace {

// Enough that the way there and back no longer counts, and few enough that progress is seen and little waits in memory.
constexpr std::size_t kTogether = 64;

/// The one that an error is about; the first of them where it does not say.
std::size_t failed_of(const std::vector<Question>& asked, const Error& e) {
  for (std::size_t i = 0; i < asked.size(); ++i)
    if (asked[i].sql == e.statement()) return i;
  return 0;
}

}  // namespace

void run_together(Session& session, const std::vector<Step>& steps, const std::function<void(const Step&)>& step_done,
                  const Step*& at) {
  for (std::size_t from = 0; from < steps.size(); from += kTogether) {
    const std::size_t to = std::min(steps.size(), from + kTogether);
    std::vector<Question> asked;
    for (std::size_t i = from; i < to; ++i) asked.push_back({steps[i].sql, {}, {}});
    at = &steps[from];
    std::size_t done = asked.size();
    const auto tell = [&] {
      for (std::size_t i = 0; i < done && step_done; ++i) step_done(steps[from + i]);
    };
    try {
      session.ask(asked);
    } catch (const Error& e) {
      done = failed_of(asked, e);
      at = &steps[from + done];
      tell();
      throw;
    }
    at = nullptr;
    tell();
  }
}

}  // namespace plumb::postgres
