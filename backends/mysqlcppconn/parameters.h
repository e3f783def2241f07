// What stands behind the `?` of an address: TLS, socket, patience, in the spellings of the programs that people have
// their addresses from.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "plumb/core/db/url.h"

namespace plumb::mysqlcppconn {

/// MySQL's own ssl-mode. `Unset`: preferred, but not on this machine, where nobody listens in between.
enum class Tls : std::uint8_t { Unset, Disabled, Preferred, Required, VerifyCa, VerifyIdentity };

struct Parameters {
  Tls tls = Tls::Unset;
  std::string authorities, certificate, key;  ///< files
  std::string socket;
  std::optional<std::chrono::seconds> timeout;
};

/// Throws Error(Usage) for an unknown parameter, and for a value that it cannot have.
Parameters parameters_of(const Url& url);

/// Where the system keeps the certificates of those that it trusts; empty where it has none that we know.
std::string system_authorities();

}  // namespace plumb::mysqlcppconn
