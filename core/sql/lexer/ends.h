// Where a statement ends that holds statements itself: a semicolon inside of a body is not its end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plumb/core/sql/token.h"

namespace plumb::sql {

/// Watches the tokens of one statement.
class Ends {
 public:
  explicit Ends(const Syntax& syntax) : syntax_(&syntax) {}
  void token(std::string_view text, Tok kind);
  /// A semicolon was found: does it end the statement? If not it is one of the statement's tokens.
  bool semicolon();

 private:
  enum class Watch : std::uint8_t {
    First,    // the first words are still to come
    Nothing,  // a plain statement
    SqliteTrigger,
    Atomic,
    Rule,
    Compound,
  };
  void first_words(std::string_view word);
  void sqlite_trigger(std::string_view word);
  void atomic(std::string_view word);
  void compound(std::string_view word);
  bool at_statement() const;

  const Syntax* syntax_;
  Watch watch_ = Watch::First;
  int words_ = 0;
  int depth_ = 0;  // parentheses (Rule), BEGIN and CASE (Atomic)
  enum class Trigger : std::uint8_t { Body, Semicolon, End } trigger_ = Trigger::Body;
  // MySQL: open blocks, innermost last: B(EGIN) I(F) C(ASE) E(CASE in an expression) L(OOP) W(HILE)
  // R(EPEAT) F(OR)
  std::string blocks_;
  std::string before_;       // the token before, upper case
  bool end_before_ = false;  // END came; a word that names its block may follow
};

}  // namespace plumb::sql
