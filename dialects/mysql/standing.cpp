// Who is connected to MySQL, and what plumb may do as that user.
#include <array>

#include "plumb/core/base/text.h"
#include "plumb/dialects/mysql/live.h"

namespace plumb::mysql {
namespace {

struct Platform {
  std::string_view variable, value, name;
};
// By what the providers leave in the server's variables.
constexpr std::array kPlatforms = {
    Platform{"basedir", "/rdsdbbin", "Amazon RDS"},
    Platform{"aurora_version", "", "Amazon Aurora"},
    Platform{"version_comment", "PlanetScale", "PlanetScale"},
    Platform{"version_comment", "Google", "Google Cloud SQL"},
    Platform{"version_comment", "Azure", "Azure Database"},
    Platform{"version_comment", "TiDB Cloud", "TiDB Cloud"},
};

// What it takes to make and change things in a database.
constexpr std::array<std::string_view, 4> kNeeded = {"CREATE", "ALTER", "DROP", "INDEX"};

bool covers(std::string_view grant, std::string_view privilege) {
  const std::size_t on = grant.find(" ON ");
  const std::string list = "," + replace_all(std::string(grant.substr(6, on - 6)), " ", "") + ",";
  return list.find(",ALLPRIVILEGES,") != std::string::npos ||
         list.find("," + std::string(privilege) + ",") != std::string::npos;
}

// GRANT CREATE, ALTER ON `shop`.* TO … or ON *.*; a grant of a role says nothing by itself.
bool is_over(std::string_view grant, const std::string& database) {
  const std::size_t on = grant.find(" ON ");
  if (!grant.starts_with("GRANT ") || on == std::string_view::npos) return false;
  const std::string_view place = grant.substr(on + 4, grant.find(" TO ", on) - on - 4);
  if (place == "*.*") return true;
  std::string pattern = database;
  pattern = replace_all(pattern, "`", "``");
  return place == "`" + pattern + "`.*" || place == "`" + replace_all(pattern, "_", "\\_") + "`.*" ||
         place == database + ".*";
}

}  // namespace

Standing MysqlLive::standing(Session& session, const Target& target) const {
  Standing out;
  std::vector<std::string> grants;
  bool read_only = false, super_read_only = false;
  const std::array<Question, 2> questions{
      Question{"SHOW VARIABLES WHERE Variable_name IN ('basedir', 'aurora_version', 'version_comment', 'read_only', "
               "'super_read_only', 'tidb_super_read_only')",
               {},
               [&](Row& row) {
                 const std::string name = lower(row[0].value_or("")), value = row[1].value_or("");
                 const bool on = value == "ON" || value == "1";
                 if (name == "read_only") read_only |= on;
                 if (name.ends_with("super_read_only")) super_read_only |= on;
                 for (const Platform& platform : kPlatforms)
                   if (name == platform.variable && value.find(platform.value) != std::string::npos)
                     out.platform = platform.name;
               }},
      Question{"SHOW GRANTS", {}, [&](Row& row) { grants.push_back(row[0].value_or("")); }}};
  session.ask(questions);
  const auto user = target.settings.find("user");
  out.role = user == target.settings.end() ? std::string() : user->second;
  const std::string place = target.default_schema.empty() ? "any database" : "database `" + target.default_schema + "`";
  for (std::string_view privilege : kNeeded) {
    bool may = false;
    for (const std::string& grant : grants) may |= is_over(grant, target.default_schema) && covers(grant, privilege);
    (may ? out.may : out.may_not).push_back(lower(privilege) + " in " + place);
  }
  if (read_only || super_read_only)
    out.may_not.push_back(super_read_only
                              ? "change anything, because the server is read-only (super_read_only)"
                              : "change anything without SUPER, because the server is read-only (read_only)");
  return out;
}

}  // namespace plumb::mysql
