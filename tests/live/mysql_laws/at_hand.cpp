#include "plumb/tests/live/mysql_laws/at_hand.h"

#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/tests/live/mysql_laws/script_pair.h"
#include "plumb/tests/support/mysql_catalogue.h"

namespace plumb::test {
namespace {

LawPair pair_for(const ScriptServer& server, std::uint64_t seed, const std::set<std::size_t>& without) {
  const ScriptPair made = make_script_pair(server, seed, without);
  LawPair out{seed, made.from.sql(), made.to.sql(), made.changes, rows_of(made.from, 7), {}};
  const auto same = [](const ScriptColumn& a, const ScriptColumn& b) {
    return a.name == b.name && a.type == b.type && a.generated == b.generated;
  };
  each_kept_column(made.from, made.to, same, [&](const std::string& table, const ScriptColumn& column) {
    out.kept.push_back(fmt::format("SELECT `id`, HEX(`{}`) FROM `{}` ORDER BY `id`", column.name, table));
  });
  return out;
}

// What servers keep of the text though it has no meaning: that nothing is done, in which order keys came, and (TiDB)
// more parentheses than it takes.
std::string told_apart(const std::vector<std::string>& first, const std::vector<std::string>& other) {
  std::string ends[] = {first.front(), other.front()};
  for (std::string& text : ends)
    for (std::string_view kept : {" ON DELETE NO ACTION", " ON UPDATE NO ACTION", "(", ")"})
      text = replace_all(text, kept, "");
  const std::string why = difference(ends[0], ends[1]);
  return why == "moved" ? std::string() : why;
}

LawServer law_server(const ScriptServer& server) {
  return {.name = server.name,
          .flavour = server.flavour,
          .settings = {},
          .pair = [&server](std::uint64_t seed,
                            const std::set<std::size_t>& without) { return pair_for(server, seed, without); },
          .clear = clear_mysql,
          .keys_off = "SET FOREIGN_KEY_CHECKS = 0",
          .keys_on = "SET FOREIGN_KEY_CHECKS = 1",
          .catalogue = [](Session& session) { return std::vector<std::string>{mysql_catalogue(session)}; },
          .told_apart = told_apart,
          .files = {"schemas/ultimate_swarm/schema.sql"}};
}

}  // namespace

void on_server(const std::string& name, void (*law)(Session&, const LawServer&, std::uint64_t), std::uint64_t amount) {
  const std::vector<ScriptServer>& known = script_servers();
  const auto server = std::find_if(known.begin(), known.end(), [&](const ScriptServer& s) { return s.name == name; });
  REQUIRE(server != known.end());
  const auto database = MysqlDatabase::on(name);
  if (database) law(*database->connect(), law_server(*server), amount);
}

}  // namespace plumb::test

#endif
