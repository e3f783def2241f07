// Plans for people and for the shell.
#pragma once

#include <string>
#include <vector>

#include "plumb/core/plan/plan.h"
#include "plumb/core/target.h"

namespace plumb {

/// One line of a summary. `sign`: '+' created, '-' dropped, '~' altered, '>' renamed.
struct ChangeLine {
  char sign = '~';
  std::string text;                  ///< "column `users.email`"
  std::vector<std::string> details;  ///< "nullable: true → false"
};
std::vector<ChangeLine> change_lines(const std::vector<Change>& changes);
inline std::vector<ChangeLine> change_lines(const Plan& plan) { return change_lines(plan.changes); }
/// "3 changes, 5 steps"; "no difference".
std::string counted(const Plan& plan);
/// Dangers of all steps, each once, in order.
std::vector<Danger> dangers_of(const Plan& plan);
/// "deletes-data:users.name": what a user writes behind --allow.
std::string allow_word(const Danger& danger);

struct ScriptOptions {
  bool plain = false;    ///< no comments
  bool section = false;  ///< of a migration: the runner makes the transaction where one is enough
};
/// SQL that pipes into the database's own shell: each statement with a semicolon, BEGIN and COMMIT around what is
/// one transaction, settings outside of it, and comments that say why, under which lock and with which hazards.
std::string script_of(const Plan& plan, const ScriptOptions& options = {});
/// True where the script needs several transactions, or none: its section is `transaction:false`.
bool needs_own_transactions(const Plan& plan);

}  // namespace plumb
