// A proxy that forwards bytes between a client and a server on this machine, and can cut them off.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace plumb::test {

class CuttingProxy {
 public:
  /// Listens on a free port of 127.0.0.1 and forwards to `host`:`port`.
  CuttingProxy(const std::string& host, int port);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  int port() const;

  /// Cuts every connection; they are gone when it returns.
  void cut();
  /// Cuts a connection in which the client sends this text: before it reaches the server, or when the server has
  /// answered, whose answer is then lost. Once; the next connections are whole again. To be sure that what the client
  /// sent was run before the cut, it is alone in its round trip.
  void cut_before(const std::string& text);
  void cut_after(const std::string& text);
  /// Cuts a connection in which the server has sent this many more bytes. Once.
  void cut_after_bytes(std::size_t from_server);
  /// Accepts connections and closes them at once, until `accept()`.
  void refuse();
  void accept();

  std::size_t connections() const;  ///< that were ever made
  std::size_t cuts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace plumb::test
