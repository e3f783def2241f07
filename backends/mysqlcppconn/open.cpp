// From an address to an open connection.
#include "plumb/backends/mysqlcppconn/open.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "plumb/backends/mysqlcppconn/connect_error.h"
#include "plumb/backends/mysqlcppconn/connector.h"
#include "plumb/backends/mysqlcppconn/parameters.h"
#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"

namespace plumb::mysqlcppconn {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int refused_access = 1045, demands_tls = 3159, tls_failed = 2026;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

bool is_this_machine(const std::string& host) {
  const std::string name = lower(host);
  return name == "localhost" || name == "::1" || name.starts_with("127.");
}

Address address_of(const Url& url, const Parameters& parameters) {
  Address out;
  out.host = url.host.empty() ? "localhost" : url.host;
  // libpq's way of naming one, and what Url makes of ?host=/path.
  out.socket = url.host.starts_with('/') ? url.host : parameters.socket;
  out.user = url.user.empty() ? environment("USER") : url.user;
  out.password = url.password.empty() ? environment("MYSQL_PWD") : url.password;
  out.database = url.database;
  if (url.port) out.port = *url.port;
  if (!url.port && url.flavour == "tidb") out.port = 4000;
  out.check_certificate = parameters.tls >= Tls::VerifyCa;
  out.check_name = parameters.tls == Tls::VerifyIdentity;
  out.authorities = parameters.authorities;
  if (out.check_certificate && out.authorities.empty()) out.authorities = system_authorities();
  out.certificate = parameters.certificate;
  out.key = parameters.key;
  return out;
}

std::string place_of(const Address& address) {
  if (!address.socket.empty()) return fmt::format("{}/{}", address.socket, address.database);
  const bool in_brackets = address.host.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}/{}", in_brackets ? "[" : "", address.host, in_brackets ? "]" : "", address.port,
                     address.database);
}

std::unique_ptr<Client> attempt(Address address, bool tls) {
  address.tls = tls;
  return mysqlcppconn::connect(address);
}

/// What is tried first without TLS: this machine, where an account or the server may demand it all the same.
std::unique_ptr<Client> plain_first(const Address& address) {
  std::optional<Failure> first;
  try {
    return attempt(address, false);
  } catch (const Failure& failure) {
    if (failure.number != refused_access && failure.number != demands_tls) throw;
    first = failure;
  }
  try {
    return attempt(address, true);
  } catch (const Failure&) {
    throw std::move(*first);
  }
}

std::unique_ptr<Client> tls_first(const Address& address) {
  try {
    return attempt(address, true);
  } catch (const Failure& failure) {
    if (failure.number != tls_failed) throw;
  }
  return attempt(address, false);
}

std::unique_ptr<Client> connect_as(const Address& address, Tls tls) {
  switch (tls) {
    case Tls::Unset:
      return !address.socket.empty() || is_this_machine(address.host) ? plain_first(address) : tls_first(address);
    case Tls::Preferred: return tls_first(address);
    case Tls::Disabled: return attempt(address, false);
    default: return attempt(address, true);
  }
}

}  // namespace

Connection connect(const Url& url, const Options& options) {
  const Parameters parameters = parameters_of(url);
  Address address = address_of(url, parameters);
  Connection out{.client = nullptr,
                 .place = place_of(address),
                 .socket = !address.socket.empty(),
                 .tls_demanded = parameters.tls >= Tls::Required};
  const Clock::time_point deadline = Clock::now() + std::max(options.connect_timeout, milliseconds(1));
  bool told = false;
  for (milliseconds pause(50);; pause = std::min(pause * 2, milliseconds(1000))) {
    const auto left = std::chrono::ceil<std::chrono::seconds>(deadline - Clock::now());
    address.timeout = std::max(std::chrono::seconds(1), std::min(left, parameters.timeout.value_or(left)));
    try {
      out.client = connect_as(address, parameters.tls);
      return out;
    } catch (const Failure& failure) {
      ConnectFailure why = failure_of(failure, out.place, address.user);
      if (!why.may_pass || Clock::now() + pause >= deadline) throw std::move(why.error);
      if (!told && options.waiting) options.waiting(why.error.text());
      told = true;
    }
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace plumb::mysqlcppconn
