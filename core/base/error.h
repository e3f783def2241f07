// What ends a command: one root type for every failure, in every layer.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/base/origin.h"

namespace plumb {

/// What kind of failure ended the command. The command line maps it to an exit code.
enum class Code : std::uint8_t {
  Usage,        ///< the command was called wrongly: exit 2
  BadSchema,    ///< the user's schema or migration cannot be read or contradicts itself: exit 1
  Unsupported,  ///< plumb or the target cannot do this: exit 1
  Refused,      ///< a hazard or a policy forbids it, nothing was changed: exit 4
  Connection,   ///< no connection, or it was lost: exit 1 (5 where a wait ran out)
  Busy,         ///< the lock or the server did not come in time: exit 5
  Statement,    ///< the server refused a statement: exit 1
  Conflict,     ///< the database or the directory is not what the plan was made for: exit 1
  Internal,     ///< a mistake of ours: exit 1
};

/// The one exception of the library. `what()` is a whole message: outermost context first, then what
/// failed, on which object, and what to do. Layers add context on the way up:
/// `catch (Error& e) { e.while_doing("inspect `orders`"); throw; }`.
class Error : public std::exception {
 public:
  Error(Code code, std::string text);

  Error&& at(Origin origin) &&;
  /// The statement that failed and the server's code for it (SQLSTATE, or a library's code name).
  Error&& sql(std::string statement, std::string sqlstate) &&;
  /// The failure can go away by itself (deadlock, lock timeout, serialisation, busy file).
  Error&& may_retry() &&;
  Error&& lost_connection() &&;

  void while_doing(std::string_view step);

  Code code() const noexcept { return code_; }
  Origin origin() const noexcept { return origin_; }
  const std::string& text() const noexcept { return text_; }  ///< the message without its context
  const std::string& statement() const noexcept { return statement_; }
  const std::string& sqlstate() const noexcept { return sqlstate_; }
  bool retryable() const noexcept { return retryable_; }
  bool connection_lost() const noexcept { return connection_lost_; }
  const char* what() const noexcept override { return what_.c_str(); }

 private:
  Code code_;
  Origin origin_;
  std::string text_, statement_, sqlstate_, what_;
  bool retryable_ = false, connection_lost_ = false;
};

/// "usage", "bad-schema", …: the name in `--json` output; never changes meaning.
std::string_view name_of(Code code);

}  // namespace plumb
