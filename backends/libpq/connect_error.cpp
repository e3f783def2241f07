// Why a connection did not come about.
#include "plumb/backends/libpq/connect_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/backends/libpq/open.h"
#include "plumb/core/base/text.h"
#include "plumb/core/db/url.h"

namespace plumb::libpq {
namespace {

struct Reason {
  std::string text, sqlstate;
};

bool is_sqlstate(std::string_view text) {
  return text.size() == 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

/// "FATAL:  28P01: password authentication failed" → its parts. The first word is in the server's language.
Reason reason_of(std::string_view line) {
  const std::size_t colon = line.find(":  ");
  if (colon == std::string_view::npos || line.size() < colon + 10) return {std::string(line), {}};
  const std::string_view state = line.substr(colon + 3, 5);
  if (!is_sqlstate(state) || line.substr(colon + 8, 2) != ": ") return {std::string(line), {}};
  return {std::string(line.substr(colon + 10)), std::string(state)};
}

/// One for each address and kind of encryption that was tried, without the library's advice to administrators.
std::vector<Reason> reasons_in(std::string_view said) {
  std::vector<Reason> out;
  while (!said.empty()) {
    const std::size_t end = std::min(said.find('\n'), said.size());
    std::string_view line = said.substr(0, end);
    said.remove_prefix(std::min(end + 1, said.size()));
    if (line.empty() || line.starts_with('\t') || line.starts_with("HINT:") ||
        line.find(".c:") != std::string_view::npos)
      continue;
    const std::size_t failed = line.starts_with("connection to ") ? line.find(" failed: ") : std::string_view::npos;
    if (failed != std::string_view::npos) line.remove_prefix(failed + 9);
    Reason reason = reason_of(trim(line));
    const auto same = [&](const Reason& r) { return r.text == reason.text; };
    if (std::none_of(out.begin(), out.end(), same)) out.push_back(std::move(reason));
  }
  return out;
}

struct Advice {
  std::string_view sqlstate, words;  ///< either may be empty
  std::string_view advice;
  bool may_pass = false;
};

// What the server or the library says, and what helps. PgBouncer says everything with 08P01.
constexpr std::array<Advice, 20> known{{
    {"57P03", "", "", true},
    {"28P01", "", "check the user and the password in the address, in PGPASSWORD or in ~/.pgpass", false},
    {"3D000", "", "create it (createdb), or correct the name behind the last / of the address", false},
    {"53300", "", "the server has no connection left; close some, or raise max_connections", true},
    {"42501", "", "ask for the right CONNECT on the database", false},
    {"", "no password supplied", "give one in the address, in PGPASSWORD or in ~/.pgpass", false},
    {"28000", "no pg_hba.conf entry",
     "the server admits no such connection; where it says \"no encryption\", add sslmode=require", false},
    {"28000", "", "check the user in the address", false},
    {"", "server does not support SSL",
     "the address demands TLS and the server has none; with sslmode=prefer or disable it is not demanded", false},
    {"", "root certificate file", "give the certificate of who signed the server's with sslrootcert=FILE", false},
    {"", "certificate verify failed",
     "the server's certificate is not signed by one of sslrootcert; is this the server you mean?", false},
    {"", "does not match host name", "the server's certificate is for another host; is this the server you mean?",
     false},
    {"", "channel binding",
     "the server, or what stands before it, does not do SCRAM with channel binding over TLS; is this the server you "
     "mean?",
     false},
    {"", "Connection refused", "is the server running, and on this port?", false},
    {"", "could not translate host name", "check the host in the address", false},
    {"", "No such file or directory", "is the server running, and is its socket in this folder?", false},
    {"", "unsupported startup parameter",
     "the pooler takes no such parameter; take it out of the address, or connect past the pooler", false},
    {"", "expected authentication request", "is it a PostgreSQL server that listens there?", false},
    {"", "received invalid response", "is it a PostgreSQL server that listens there?", false},
    {"", "server closed the connection unexpectedly", "is it a PostgreSQL server that listens there?", true},
}};

// Neon's proxy while a compute wakes up.
constexpr std::array<std::string_view, 4> waking{"ouldn't connect to compute node", "ontrol plane request failed",
                                                 "endpoint is being started", "is starting up"};

const Advice* advice_for(const std::vector<Reason>& reasons) {
  for (const Advice& a : known) {
    for (const Reason& r : reasons) {
      const bool state = a.sqlstate.empty() || a.sqlstate == r.sqlstate;
      if (state && r.text.find(a.words) != std::string::npos) return &a;
    }
  }
  return nullptr;
}

}  // namespace

ConnectFailure failure_of(const PGconn& connection, bool timed_out, std::chrono::milliseconds waited) {
  const std::vector<Reason> reasons = reasons_in(PQerrorMessage(&connection));
  std::string text, sqlstate = "08001";
  bool may_pass = false;
  for (const Reason& r : reasons) {
    text += (text.empty() ? "" : "; ") + redact(r.text);
    if (!r.sqlstate.empty()) sqlstate = r.sqlstate;
    for (const std::string_view words : waking) may_pass = may_pass || r.text.find(words) != std::string::npos;
  }
  if (timed_out) text = fmt::format("no answer within {} ms", waited.count());
  const Advice* advice = timed_out ? nullptr : advice_for(reasons);
  if (advice != nullptr) {
    may_pass = may_pass || advice->may_pass;
    if (!advice->advice.empty()) text += fmt::format("; {}", advice->advice);
  }
  const char* user = PQuser(&connection);
  const std::string as = user == nullptr || *user == '\0' ? std::string() : fmt::format(" as `{}`", user);
  Error error(Code::Connection, fmt::format("cannot connect to `{}`{}: {}", place_of(connection), as, text));
  static_cast<void>(std::move(error).sql({}, sqlstate));
  if (may_pass) static_cast<void>(std::move(error).may_retry());
  return {std::move(error), may_pass};
}

}  // namespace plumb::libpq
