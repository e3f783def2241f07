// libpq, loaded when the first connection is asked for. Debian's stands on GSSAPI, LDAP and GnuTLS,
// whose start-up costs four times what plumb's own does; whoever reads files or SQLite must not
// wait for them.
//
// Within this folder a function of libpq is called by its own name, which finds the constants below
// before the library's own declarations: those of this namespace hide the global ones.
#pragma once

#include <libpq-fe.h>

#include <atomic>

namespace plumb::libpq {

/// The address of `name` in the library, which stays loaded for good. In a program that has libpq
/// already, as one with SOCI, it is the same one. Throws Error(Connection) where the library is
/// missing or is older than version 15.
void* loaded(const char* name);

template <class Function>
class Loaded;

template <class Out, class... In>
class Loaded<Out (*)(In...)> {
 public:
  constexpr explicit Loaded(const char* name) : name_(name) {}
  Out operator()(In... in) const {
    auto function = function_.load(std::memory_order_acquire);
    if (function == nullptr) {
      function = reinterpret_cast<Out (*)(In...)>(loaded(name_));
      function_.store(function, std::memory_order_release);
    }
    return function(in...);
  }

 private:
  const char* name_;
  mutable std::atomic<Out (*)(In...)> function_{nullptr};
};

inline constinit const Loaded<decltype(&::PQbackendPID)> PQbackendPID{"PQbackendPID"};
inline constinit const Loaded<decltype(&::PQcancel)> PQcancel{"PQcancel"};
inline constinit const Loaded<decltype(&::PQclear)> PQclear{"PQclear"};
inline constinit const Loaded<decltype(&::PQcmdStatus)> PQcmdStatus{"PQcmdStatus"};
inline constinit const Loaded<decltype(&::PQcmdTuples)> PQcmdTuples{"PQcmdTuples"};
inline constinit const Loaded<decltype(&::PQconndefaults)> PQconndefaults{"PQconndefaults"};
inline constinit const Loaded<decltype(&::PQconnectPoll)> PQconnectPoll{"PQconnectPoll"};
inline constinit const Loaded<decltype(&::PQconnectStartParams)> PQconnectStartParams{"PQconnectStartParams"};
inline constinit const Loaded<decltype(&::PQconninfo)> PQconninfo{"PQconninfo"};
inline constinit const Loaded<decltype(&::PQconninfoFree)> PQconninfoFree{"PQconninfoFree"};
inline constinit const Loaded<decltype(&::PQconsumeInput)> PQconsumeInput{"PQconsumeInput"};
inline constinit const Loaded<decltype(&::PQdb)> PQdb{"PQdb"};
inline constinit const Loaded<decltype(&::PQenterPipelineMode)> PQenterPipelineMode{"PQenterPipelineMode"};
inline constinit const Loaded<decltype(&::PQerrorMessage)> PQerrorMessage{"PQerrorMessage"};
inline constinit const Loaded<decltype(&::PQexitPipelineMode)> PQexitPipelineMode{"PQexitPipelineMode"};
inline constinit const Loaded<decltype(&::PQfinish)> PQfinish{"PQfinish"};
inline constinit const Loaded<decltype(&::PQflush)> PQflush{"PQflush"};
inline constinit const Loaded<decltype(&::PQfname)> PQfname{"PQfname"};
inline constinit const Loaded<decltype(&::PQfreeCancel)> PQfreeCancel{"PQfreeCancel"};
inline constinit const Loaded<decltype(&::PQfreemem)> PQfreemem{"PQfreemem"};
inline constinit const Loaded<decltype(&::PQftype)> PQftype{"PQftype"};
inline constinit const Loaded<decltype(&::PQgetCancel)> PQgetCancel{"PQgetCancel"};
inline constinit const Loaded<decltype(&::PQgetCopyData)> PQgetCopyData{"PQgetCopyData"};
inline constinit const Loaded<decltype(&::PQgetResult)> PQgetResult{"PQgetResult"};
inline constinit const Loaded<decltype(&::PQgetisnull)> PQgetisnull{"PQgetisnull"};
inline constinit const Loaded<decltype(&::PQgetlength)> PQgetlength{"PQgetlength"};
inline constinit const Loaded<decltype(&::PQgetvalue)> PQgetvalue{"PQgetvalue"};
inline constinit const Loaded<decltype(&::PQgssEncInUse)> PQgssEncInUse{"PQgssEncInUse"};
inline constinit const Loaded<decltype(&::PQhost)> PQhost{"PQhost"};
inline constinit const Loaded<decltype(&::PQisBusy)> PQisBusy{"PQisBusy"};
inline constinit const Loaded<decltype(&::PQisnonblocking)> PQisnonblocking{"PQisnonblocking"};
inline constinit const Loaded<decltype(&::PQnfields)> PQnfields{"PQnfields"};
inline constinit const Loaded<decltype(&::PQntuples)> PQntuples{"PQntuples"};
inline constinit const Loaded<decltype(&::PQparameterStatus)> PQparameterStatus{"PQparameterStatus"};
inline constinit const Loaded<decltype(&::PQpipelineSync)> PQpipelineSync{"PQpipelineSync"};
inline constinit const Loaded<decltype(&::PQport)> PQport{"PQport"};
inline constinit const Loaded<decltype(&::PQputCopyEnd)> PQputCopyEnd{"PQputCopyEnd"};
inline constinit const Loaded<decltype(&::PQresultErrorField)> PQresultErrorField{"PQresultErrorField"};
inline constinit const Loaded<decltype(&::PQresultErrorMessage)> PQresultErrorMessage{"PQresultErrorMessage"};
inline constinit const Loaded<decltype(&::PQresultStatus)> PQresultStatus{"PQresultStatus"};
inline constinit const Loaded<decltype(&::PQsendQueryParams)> PQsendQueryParams{"PQsendQueryParams"};
inline constinit const Loaded<decltype(&::PQsetErrorVerbosity)> PQsetErrorVerbosity{"PQsetErrorVerbosity"};
inline constinit const Loaded<decltype(&::PQsetNoticeProcessor)> PQsetNoticeProcessor{"PQsetNoticeProcessor"};
inline constinit const Loaded<decltype(&::PQsetSingleRowMode)> PQsetSingleRowMode{"PQsetSingleRowMode"};
inline constinit const Loaded<decltype(&::PQsetnonblocking)> PQsetnonblocking{"PQsetnonblocking"};
inline constinit const Loaded<decltype(&::PQsocket)> PQsocket{"PQsocket"};
inline constinit const Loaded<decltype(&::PQsslAttribute)> PQsslAttribute{"PQsslAttribute"};
inline constinit const Loaded<decltype(&::PQsslInUse)> PQsslInUse{"PQsslInUse"};
inline constinit const Loaded<decltype(&::PQstatus)> PQstatus{"PQstatus"};
inline constinit const Loaded<decltype(&::PQtransactionStatus)> PQtransactionStatus{"PQtransactionStatus"};
inline constinit const Loaded<decltype(&::PQunescapeBytea)> PQunescapeBytea{"PQunescapeBytea"};
inline constinit const Loaded<decltype(&::PQuser)> PQuser{"PQuser"};

}  // namespace plumb::libpq
