#include "plumb/core/base/error.h"

#include <utility>

namespace plumb {

Error::Error(Code code, std::string text) : code_(code), text_(std::move(text)), what_(text_) {}

Error&& Error::at(Origin origin) && {
  origin_ = origin;
  return std::move(*this);
}

Error&& Error::sql(std::string statement, std::string sqlstate) && {
  statement_ = std::move(statement);
  sqlstate_ = std::move(sqlstate);
  return std::move(*this);
}

Error&& Error::may_retry() && {
  retryable_ = true;
  return std::move(*this);
}

Error&& Error::lost_connection() && {
  connection_lost_ = true;
  return std::move(*this);
}

void Error::while_doing(std::string_view step) { what_ = std::string(step) + ": " + what_; }

std::string_view name_of(Code code) {
  switch (code) {
    case Code::Usage: return "usage";
    case Code::BadSchema: return "bad-schema";
    case Code::Unsupported: return "unsupported";
    case Code::Refused: return "refused";
    case Code::Connection: return "connection";
    case Code::Busy: return "busy";
    case Code::Statement: return "statement";
    case Code::Conflict: return "conflict";
    case Code::Internal: return "internal";
  }
  return "internal";
}

}  // namespace plumb
