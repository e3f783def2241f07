// One statement, or several in one round trip, with all that comes back.
#include "plumb/backends/mysqlcppconn/exchange.h"

#include <exception>
#include <optional>
#include <utility>

namespace plumb::mysqlcppconn {
namespace {

// Rows that nobody wants any more are read and dropped; so many of them cost as much as the second connection that
// tells the server to stop.
constexpr std::size_t patience_in_rows = 10'000;

class Exchange {
 public:
  Exchange(Client& client, Watcher& watcher, const Circumstances& circumstances)
      : client_(client), watcher_(watcher), circumstances_(circumstances) {}

  void run(std::span<Part> parts) {
    const Watcher::Running running(watcher_);
    Part* current = &parts.front();
    try {
      bool rows = client_.send(text_of(parts));
      for (Part& part : parts) {
        current = &part;
        if (&part != &parts.front()) rows = client_.next_result();
        take(part, rows);
        // A routine has any number of results, the last of them without rows.
        while (part.statement.calls() && rows) {
          rows = client_.next_result();
          if (rows) take_rows(nullptr);
        }
        part.done = true;
      }
    } catch (const Failure& failure) {
      fail(*current, failure);
    }
    if (watcher_.failure()) thrown_ = watcher_.failure();
  }

  void report() {
    if (thrown_) std::rethrow_exception(thrown_);
    if (failure_) throw std::move(*failure_);
  }

 private:
  static std::string text_of(std::span<Part> parts) {
    if (parts.size() == 1) return parts.front().statement.sent();
    std::string out;
    for (const Part& part : parts) {
      out += part.statement.sent();
      out += ";\n";
    }
    return out;
  }

  void take(Part& part, bool rows) {
    if (!rows) {
      part.changed = client_.changed();
      return;
    }
    part.changed = 0;
    if (part.columns != nullptr) *part.columns = client_.columns();
    take_rows(&part);
  }

  void take_rows(Part* part) {
    while (client_.next_row(cells_)) {
      if (part != nullptr && part->row && !stopped_) {
        hand_over(*part);
      } else if (stopped_ && ++dropped_ == patience_in_rows) {
        watcher_.cancel();
      }
    }
  }

  void hand_over(Part& part) {
    watcher_.apart([&] {
      try {
        stopped_ = !part.row(cells_);
      } catch (...) {
        thrown_ = std::current_exception();
        stopped_ = true;
      }
    });
  }

  void fail(Part& part, const Failure& failure) {
    part.failure = failure.number;
    const bool gone = ends_connection(failure.number);
    if (stopped_ && !gone) return;
    circumstances_.cancelled = watcher_.cancelled();
    failure_ = error_of(failure, part.statement, circumstances_);
  }

  Client& client_;
  Watcher& watcher_;
  Circumstances circumstances_;
  bool stopped_ = false;  ///< a callback wants no more rows
  std::size_t dropped_ = 0;
  Row cells_;
  std::optional<Error> failure_;
  std::exception_ptr thrown_;
};

}  // namespace

void exchange(Client& client, Watcher& watcher, std::span<Part> parts, Circumstances circumstances) {
  Exchange work(client, watcher, circumstances);
  work.run(parts);
  work.report();
}

}  // namespace plumb::mysqlcppconn
