// The exchange with the server.
#include "plumb/backends/libpq/wire.h"

#include <poll.h>

#include <array>
#include <thread>

namespace plumb::libpq {
namespace {

constexpr std::chrono::milliseconds tick_interval{50};

}  // namespace

bool wait_for(int socket, bool read, bool write, int milliseconds) {
  pollfd watched{.fd = socket, .events = 0, .revents = 0};
  if (read) watched.events |= POLLIN;
  if (write) watched.events |= POLLOUT;
  // An interrupted wait counts as one that has something to say: the caller looks again.
  return ::poll(&watched, 1, milliseconds) != 0;
}

Wire::Running::Running(Wire& wire) : wire_(wire), was_nonblocking_(PQisnonblocking(wire.connection_) == 1) {
  if (!was_nonblocking_) PQsetnonblocking(wire_.connection_, 1);
  wire_.cancelled_.store(false);
  wire_.failure_ = nullptr;
  wire_.last_tick_ = Clock::now();
  wire_.running_.store(true);
}

Wire::Running::~Running() {
  wire_.running_.store(false);
  while (wire_.cancelling_.load() > 0) std::this_thread::yield();
  if (!was_nonblocking_) PQsetnonblocking(wire_.connection_, 0);
}

Result Wire::next() {
  for (;;) {
    // Rows that keep coming leave no pause in which the wait below would run out.
    if (tick_ && Clock::now() - last_tick_ >= tick_interval) tick();
    const int unsent = PQflush(connection_);
    if (unsent < 0 || PQisBusy(connection_) == 0) break;
    const int socket = PQsocket(connection_);
    if (socket < 0) break;  // lost: the library says so with the result
    const int patience = tick_ ? static_cast<int>(tick_interval.count()) : -1;
    if (wait_for(socket, true, unsent > 0, patience) && PQconsumeInput(connection_) == 0) break;
  }
  return Result(PQgetResult(connection_));
}

void Wire::tick() {
  last_tick_ = Clock::now();
  if (cancelled_.load()) return;
  try {
    if (tick_()) return;
  } catch (...) {
    failure_ = std::current_exception();
  }
  cancel();
}

void Wire::cancel() noexcept {
  cancelling_.fetch_add(1);
  if (running_.load() && cancel_ != nullptr) {
    cancelled_.store(true);
    std::array<char, 256> said{};
    // Where it fails the statement goes on, as if nobody had asked; the next tick does not ask again.
    static_cast<void>(PQcancel(cancel_, said.data(), static_cast<int>(said.size())));
  }
  cancelling_.fetch_sub(1);
}

}  // namespace plumb::libpq
