#include "plumb/tests/support/mysql_catalogue.h"

#include <fmt/format.h>

#include <set>
#include <sstream>
#include <vector>

namespace plumb::test {
namespace {

struct Found {
  std::string kind, name;
};

std::vector<Found> objects_of(Session& session) {
  std::vector<Found> out;
  const auto add = [&](const std::string& kind, const std::string& sql) {
    for (const Row& row : session.query(sql).rows) out.push_back({kind.empty() ? *row[1] : kind, *row[0]});
  };
  add("",
      "SELECT TABLE_NAME, CASE TABLE_TYPE WHEN 'VIEW' THEN 'VIEW' WHEN 'SEQUENCE' THEN 'SEQUENCE' ELSE 'TABLE' END "
      "FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME");
  add("TRIGGER",
      "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY TRIGGER_NAME");
  add("",
      "SELECT ROUTINE_NAME, ROUTINE_TYPE FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() ORDER BY "
      "ROUTINE_TYPE, ROUTINE_NAME");
  add("EVENT", "SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE() ORDER BY EVENT_NAME");
  return out;
}

std::string quoted(const std::string& name) {
  std::string out = "`";
  for (const char c : name) out += c == '`' ? "``" : std::string(1, c);
  return out + "`";
}

// " AUTO_INCREMENT=17": how far the rows are.
std::string without_counter(std::string text) {
  const std::size_t at = text.find(" AUTO_INCREMENT=");
  if (at == std::string::npos) return text;
  std::size_t end = at + 16;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  return text.erase(at, end - at);
}

// TiDB lists one that stands behind its column last, and one on a line of its own where that stands.
std::string without_primary_keys(const std::string& text) {
  std::string out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("  PRIMARY KEY")) continue;
    if (line.ends_with(',')) line.pop_back();
    out += line + "\n";
  }
  return out;
}

}  // namespace

std::string mysql_catalogue(Session& session) {
  std::string out;
  for (const Found& object : objects_of(session)) {
    if (object.name == "plumb_history" || object.name == "plumb_lock") continue;
    const Rows shown = session.query(fmt::format("SHOW CREATE {} {}", object.kind, quoted(object.name)));
    for (std::size_t i = 0; i < shown.columns.size(); ++i) {
      const std::string& column = shown.columns[i];
      if (column.starts_with("Create ") || column == "SQL Original Statement")
        out += without_counter(shown.rows.front()[i].value_or("")) + ";\n";
    }
  }
  return out;
}

std::string difference(const std::string& left, const std::string& right) {
  const auto lines = [](const std::string& text) {
    std::multiset<std::string> out;
    std::istringstream in(text);
    std::string table;
    for (std::string line; std::getline(in, line);) {
      if (!line.starts_with(' ')) table = line;
      if (line.ends_with(',')) line.pop_back();
      out.insert(line.starts_with(' ') ? table + line : line);
    }
    return out;
  };
  const auto a = lines(left), b = lines(right);
  std::string out;
  for (const std::string& line : a)
    if (!b.contains(line)) out += "< " + line + "\n";
  for (const std::string& line : b)
    if (!a.contains(line)) out += "> " + line + "\n";
  return out.empty() && without_primary_keys(left) != without_primary_keys(right) ? "moved" : out;
}

void clear_mysql(Session& session) {
  session.execute("SET FOREIGN_KEY_CHECKS = 0");
  for (const Found& object : objects_of(session)) {
    if (object.kind == "TRIGGER") continue;  // goes with its table
    session.execute(fmt::format("DROP {} {}", object.kind, quoted(object.name)));
  }
  session.execute("SET FOREIGN_KEY_CHECKS = 1");
}

}  // namespace plumb::test
