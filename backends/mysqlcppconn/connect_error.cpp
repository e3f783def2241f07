// Why a connection did not come about.
#include "plumb/backends/mysqlcppconn/connect_error.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/db/url.h"

namespace plumb::mysqlcppconn {
namespace {

struct Advice {
  int number;
  std::string_view words;  ///< in what was said; may be empty
  std::string_view sqlstate, advice;
  bool may_pass = false;
};

// What the server or the library says, and what helps. The states are the standard's: 28 for who may not, 08 for no
// connection; the library says HY000 for most.
constexpr std::array<Advice, 23> known{{
    {1045, "", "28000",
     "check the user and the password in the address or in MYSQL_PWD, and that the server lets this user in from here "
     "(an account may also demand TLS: ssl-mode=REQUIRED)",
     false},
    {1698, "", "28000", "the account is for the socket of this machine or for another way in; take another user",
     false},
    {1044, "", "42000", "the user may not use this database; grant it, or take another user", false},
    {1049, "", "42000", "create it (CREATE DATABASE), or correct the name behind the last / of the address", false},
    {1040, "", "08004", "the server has no connection left; close some, or raise max_connections", true},
    {1203, "", "08004", "the user has no connection left; close some, or raise max_user_connections", true},
    {1226, "", "08004", "the user has used up what the server gives it in an hour", false},
    {1129, "", "08004", "the server shuts this machine out after many failures; run FLUSH HOSTS there", false},
    {1130, "", "28000", "the server lets nobody in from this machine; its accounts name hosts", false},
    {1820, "", "28000", "the password has expired; set a new one with ALTER USER", false},
    {1862, "", "28000", "the password has expired; set a new one with ALTER USER", false},
    {3118, "", "28000", "the account is locked; unlock it with ALTER USER … ACCOUNT UNLOCK", false},
    {3159, "", "08004", "the server demands TLS; write ssl-mode=REQUIRED behind the ? of the address", false},
    {1053, "", "08004", "", true},
    {2002, "through socket", "08001", "is the server running, and is this its socket?", false},
    {2002, "", "08001", "is the server running, and on this port?", false},
    {2003, "", "08001", "is the server running, and on this port?", false},
    {2005, "", "08001", "check the host in the address", false},
    {2026, "does not support", "08001",
     "the address demands TLS and the server has none; with ssl-mode=PREFERRED or DISABLED it is not demanded", false},
    {2026, "certificate", "08001",
     "the server's certificate is not one that ssl-ca=FILE (else the system) trusts for this host; is this the server "
     "you mean?",
     false},
    {2026, "", "08001", "TLS did not come about; with ssl-mode=DISABLED there is none", false},
    {2013, "", "08001", "is it a MySQL server that listens there?", true},
    {2059, "", "08001", "the server wants a way of authentication that this client library does not have", false},
}};

const Advice* advice_for(const Failure& failure) {
  for (const Advice& a : known) {
    if (a.number == failure.number && failure.text.find(a.words) != std::string::npos) return &a;
  }
  return nullptr;
}

}  // namespace

ConnectFailure failure_of(const Failure& failure, std::string_view place, const std::string& user) {
  std::string text = redact(std::string(trim(failure.text)));
  const Advice* advice = advice_for(failure);
  if (advice != nullptr && !advice->advice.empty()) text += fmt::format("; {}", advice->advice);
  Error error(Code::Connection, fmt::format("cannot connect to `{}` as `{}`: {}", place, user, text));
  static_cast<void>(std::move(error).sql({}, advice == nullptr ? failure.sqlstate : std::string(advice->sqlstate)));
  const bool may_pass = advice != nullptr && advice->may_pass;
  if (may_pass) static_cast<void>(std::move(error).may_retry());
  return {std::move(error), may_pass};
}

}  // namespace plumb::mysqlcppconn
