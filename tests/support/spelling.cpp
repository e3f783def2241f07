#include "plumb/tests/support/spelling.h"

#include "plumb/tests/support/spelling_script.h"

namespace plumb::test {

namespace {

using Case = Layout::Case;
using Quotes = Layout::Quotes;
using Way = void (*)(Script&, Random&);

struct Habit {
  std::string_view name;
  std::vector<Way> ways;
  Layout layout;
};

const std::vector<Habit>& habits() {
  static const std::vector<Habit> all = {
      {"capitals, nothing quoted", {}, {Case::Upper, Quotes::None}},
      {"small letters, everything quoted, CRLF", {}, {Case::Lower, Quotes::All, false, true, true}},
      {"comments everywhere, mixed case", {}, {Case::Mixed, Quotes::AsTheyAre, true, true}},
      {"other names of types", {rename_types}, {}},
      {"constraints on their columns", {constraints_to_columns}, {}},
      {"constraints behind the columns", {constraints_to_columns, constraints_to_tables, name_constraints}, {}},
      {"constraints and columns by ALTER TABLE", {serials_in_full, constraints_afterwards}, {}},
      {"another order", {reorder, reorder_statements}, {}},
      {"defaults said", {say_defaults}, {}},
      {"other expressions and literals", {write_expressions_otherwise}, {}},
      {"made otherwise and put right", {take_detours}, {}},
      {"in a dump's clothes", {dress_as_dump}, {}},
  };
  return all;
}

// Everything at once; a way that takes what another makes comes behind it.
void write_all_ways(Script& script, Random& random) {
  if (random.chance(50)) constraints_to_columns(script, random);
  if (random.chance(50)) name_constraints(script, random);
  say_defaults(script, random);
  write_expressions_otherwise(script, random);
  if (random.chance(50)) serials_in_full(script, random);
  if (random.chance(50)) constraints_afterwards(script, random);
  rename_types(script, random);
  if (random.chance(30)) take_detours(script, random);
  reorder(script, random);
  reorder_statements(script, random);
}

}  // namespace

std::vector<Spelling> spellings(std::string_view text, const Target& target, std::uint64_t seed) {
  const Script script = script_of(text, target);
  std::vector<Spelling> out = {{"as it was", std::string(text)}};
  Random random(seed);
  for (const Habit& habit : habits()) {
    Random own(random.next());
    Script changed = script;
    for (const Way way : habit.ways) way(changed, own);
    out.push_back({std::string(habit.name), print(changed, habit.layout, own)});
  }
  Script changed = script;
  write_all_ways(changed, random);
  Layout layout{random.pick({Case::Upper, Case::Lower, Case::Mixed}), random.pick({Quotes::All, Quotes::None}), true,
                true, random.chance(50)};
  out.push_back({"all of it at once", print(changed, layout, random)});
  return out;
}

}  // namespace plumb::test
