// A statement as the server takes it: exactly one, with the values written into its text. Prepared statements are not
// used: the connector reads FLOAT, old dates, JSON and GEOMETRY wrongly or not at all from them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/db/session.h"

namespace plumb::mysqlcppconn {

/// What of sql_mode decides how text is read.
struct Quoting {
  bool backslashes = true;    ///< they escape: NO_BACKSLASH_ESCAPES is off
  bool double_quotes = true;  ///< "x" is a string: ANSI_QUOTES is off
};

class Statement {
 public:
  /// Reads `sql`. A `?` is a parameter where values are given. Throws Error(Usage) where there is no statement or a
  /// second one, or where the number of values is not the statement's.
  Statement(std::string_view sql, std::span<const Value> args, const Quoting& quoting);

  /// Without what stands around it: comments, the semicolon.
  const std::string& sent() const { return sent_; }
  /// As the caller wrote it.
  std::string_view written() const { return written_; }
  /// Where in `written()` the first byte that is sent stands.
  std::size_t start() const { return start_; }

  /// What it does to a transaction.
  enum class Effect : std::uint8_t { None, Begins, Ends };
  Effect effect() const;
  /// It may change how the next one is read: SET sql_mode, SET NAMES, …
  bool changes_quoting() const;
  /// It changes nothing but this session.
  bool only_reads() const;
  /// It has its results from a routine: how many there are is not known before.
  bool calls() const { return words_.front() == "CALL"; }

 private:
  void scan(const Quoting& quoting);
  void read_words();
  void write(std::span<const Value> args, const Quoting& quoting);

  std::string_view written_;
  std::string sent_;
  std::size_t start_ = 0, end_ = 0;
  std::vector<std::size_t> marks_;  ///< of the parameters, in `written_`
  std::vector<std::string> words_;  ///< its first ones, upper case; never empty
};

}  // namespace plumb::mysqlcppconn
