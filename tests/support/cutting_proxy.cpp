// A proxy that forwards bytes and can cut them off.
#include "plumb/tests/support/cutting_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <vector>

namespace plumb::test {
namespace {

sockaddr_in address_of(const std::string& host, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) throw std::runtime_error("no IPv4 address: " + host);
  return address;
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

struct Link {
  int client, server;
  std::string heard;            ///< the end of what the client sent, for texts that come in two pieces
  std::size_t heard_since = 0;  ///< which orders it counts for
  bool loses_answer = false;
};

}  // namespace

struct CuttingProxy::State {
  std::string host;
  int target_port = 0, listener = -1, own_port = 0;
  std::array<int, 2> wake{-1, -1};
  std::thread thread;

  std::mutex mutex;  // of everything below
  std::condition_variable has_cut;
  bool ends = false, cuts_all = false, refuses = false;
  std::string before, after;
  std::optional<std::size_t> bytes_left;
  std::size_t made = 0, cut = 0, orders = 0;

  std::list<Link> links;  // the thread's alone

  void run();
  void welcome();
  /// False where the link is to be closed.
  bool pass_to_server(Link& link, std::string_view bytes);
  bool pass_to_client(Link& link, std::string_view bytes);
  bool serve(Link& link, const pollfd& client, const pollfd& server);
  void close(const Link& link) {
    ::close(link.client);
    ::close(link.server);
  }
};

void CuttingProxy::State::welcome() {
  const int client = ::accept(listener, nullptr, nullptr);
  if (client < 0) return;
  const std::lock_guard lock(mutex);
  ++made;
  const int server = refuses ? -1 : ::socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = address_of(host, target_port);
  if (server < 0 || ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (server >= 0) ::close(server);
    ::close(client);
    return;
  }
  links.push_back({.client = client, .server = server, .heard = {}, .loses_answer = false});
}

bool CuttingProxy::State::pass_to_server(Link& link, std::string_view bytes) {
  const std::lock_guard lock(mutex);
  if (link.heard_since != orders) link.heard.clear();  // what was sent before the order does not count
  link.heard_since = orders;
  link.heard.append(bytes);
  if (!before.empty() && link.heard.find(before) != std::string::npos) {
    before.clear(), ++cut;
    return false;
  }
  if (!after.empty() && link.heard.find(after) != std::string::npos) {
    after.clear();
    link.loses_answer = true;
  }
  if (link.heard.size() > 4096) link.heard.erase(0, link.heard.size() - 1024);
  return send_all(link.server, bytes);
}

bool CuttingProxy::State::pass_to_client(Link& link, std::string_view bytes) {
  const std::lock_guard lock(mutex);
  if (link.loses_answer) {
    ++cut;
    return false;
  }
  if (bytes_left && bytes.size() >= *bytes_left) {
    send_all(link.client, bytes.substr(0, *bytes_left));
    bytes_left.reset(), ++cut;
    return false;
  }
  if (bytes_left) *bytes_left -= bytes.size();
  return send_all(link.client, bytes);
}

bool CuttingProxy::State::serve(Link& link, const pollfd& client, const pollfd& server) {
  std::array<char, 65536> buffer;
  const auto take = [&](const pollfd& from) -> std::optional<std::string_view> {
    const ssize_t got = ::recv(from.fd, buffer.data(), buffer.size(), 0);
    if (got <= 0) return std::nullopt;
    return std::string_view(buffer.data(), static_cast<std::size_t>(got));
  };
  if (client.revents != 0) {
    const auto bytes = take(client);
    if (!bytes || !pass_to_server(link, *bytes)) return false;
  }
  if (server.revents != 0) {
    const auto bytes = take(server);
    if (!bytes || !pass_to_client(link, *bytes)) return false;
  }
  return true;
}

void CuttingProxy::State::run() {
  for (;;) {
    std::vector<pollfd> watched{{.fd = wake[0], .events = POLLIN, .revents = 0},
                                {.fd = listener, .events = POLLIN, .revents = 0}};
    for (const Link& link : links) {
      watched.push_back({.fd = link.client, .events = POLLIN, .revents = 0});
      watched.push_back({.fd = link.server, .events = POLLIN, .revents = 0});
    }
    if (::poll(watched.data(), watched.size(), -1) < 0) continue;
    if (watched[0].revents != 0) {
      char byte = 0;
      static_cast<void>(!::read(wake[0], &byte, 1));
    }
    bool all = false, over = false;
    {
      const std::lock_guard lock(mutex);
      over = ends;
      all = cuts_all || over;
      if (cuts_all) cut += links.size();
    }
    std::size_t i = 2;
    for (auto link = links.begin(); link != links.end(); i += 2) {
      const bool keep = !all && serve(*link, watched[i], watched[i + 1]);
      if (!keep) close(*link);
      link = keep ? std::next(link) : links.erase(link);
    }
    if (over) return;
    if (all) {
      const std::lock_guard lock(mutex);
      cuts_all = false;
      has_cut.notify_all();
    }
    if (watched[1].revents != 0) welcome();
  }
}

CuttingProxy::CuttingProxy(const std::string& host, int port) : state_(std::make_unique<State>()) {
  state_->host = host;
  state_->target_port = port;
  state_->listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = address_of("127.0.0.1", 0);
  socklen_t size = sizeof address;
  if (::bind(state_->listener, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      ::listen(state_->listener, 64) != 0 ||
      ::getsockname(state_->listener, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
      ::pipe(state_->wake.data()) != 0) {
    throw std::runtime_error("the proxy cannot listen");
  }
  state_->own_port = ntohs(address.sin_port);
  state_->thread = std::thread([state = state_.get()] { state->run(); });
}

namespace {
void ring(int pipe) { static_cast<void>(!::write(pipe, "", 1)); }
}  // namespace

CuttingProxy::~CuttingProxy() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->ends = true;
  }
  ring(state_->wake[1]);
  state_->thread.join();
  for (const int socket : {state_->listener, state_->wake[0], state_->wake[1]}) ::close(socket);
}

int CuttingProxy::port() const { return state_->own_port; }

void CuttingProxy::cut() {
  std::unique_lock lock(state_->mutex);
  state_->cuts_all = true;
  ring(state_->wake[1]);
  state_->has_cut.wait(lock, [this] { return !state_->cuts_all; });
}

void CuttingProxy::cut_before(const std::string& text) {
  const std::lock_guard lock(state_->mutex);
  state_->before = text;
  ++state_->orders;
}

void CuttingProxy::cut_after(const std::string& text) {
  const std::lock_guard lock(state_->mutex);
  state_->after = text;
  ++state_->orders;
}

void CuttingProxy::cut_after_bytes(std::size_t from_server) {
  const std::lock_guard lock(state_->mutex);
  state_->bytes_left = from_server;
}

void CuttingProxy::refuse() {
  const std::lock_guard lock(state_->mutex);
  state_->refuses = true;
}

void CuttingProxy::accept() {
  const std::lock_guard lock(state_->mutex);
  state_->refuses = false;
}

std::size_t CuttingProxy::connections() const {
  const std::lock_guard lock(state_->mutex);
  return state_->made;
}

std::size_t CuttingProxy::cuts() const {
  const std::lock_guard lock(state_->mutex);
  return state_->cut;
}

}  // namespace plumb::test
