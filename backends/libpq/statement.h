// A statement as the server takes it: exactly one, with `$1` where the caller wrote `?`, and its values encoded.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/backends/libpq/client.h"
#include "plumb/core/db/session.h"

namespace plumb::libpq {

class Statement {
 public:
  /// Reads `sql`. A `?` is a parameter where values are given and an operator of jsonb where none are; within
  /// literals, quoted names and comments it is always text. Throws Error(Usage) where there is no statement or a
  /// second one, or where the number of values is not the statement's. `backslashes`: they escape in every literal
  /// (standard_conforming_strings is off).
  Statement(std::string_view sql, std::span<const Value> args, bool backslashes = false);

  const std::string& sent() const { return sent_; }
  /// As the caller wrote it.
  std::string_view written() const { return written_; }
  /// BEGIN or START TRANSACTION.
  bool begins() const;

  int count() const { return static_cast<int>(values_.size()); }
  const Oid* types() const { return types_.data(); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

  /// The byte in `written()` that the server means by the character `position` (from 1) of what was sent.
  std::size_t offset_of(std::size_t position) const;

 private:
  void scan(bool backslashes);
  void number(std::size_t values);
  void encode(std::span<const Value> args);

  std::string_view written_;
  std::string sent_;
  std::size_t start_ = 0;           ///< of the first word
  std::vector<std::size_t> marks_;  ///< where in `written_` each `?` stands
  std::vector<std::string> texts_;
  std::vector<Oid> types_;
  std::vector<const char*> values_;
  std::vector<int> lengths_, formats_;
};

}  // namespace plumb::libpq
