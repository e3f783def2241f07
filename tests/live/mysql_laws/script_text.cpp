// The schemas of the pairs as SQL.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/tests/live/mysql_laws/script_pair.h"

namespace plumb::test {
namespace {

std::string quoted(const std::string& name) { return "`" + name + "`"; }

std::string named(std::string text, const std::string& name) { return text.replace(text.find("%s"), 2, quoted(name)); }

// As mysqldump says it: the modes are put back behind it.
std::string program_sql(const ScriptProgram& program, const std::string& head) {
  const std::string create = "CREATE " + head + ";\n";
  if (!program.modes) return create;
  return "SET @modes = @@sql_mode, sql_mode = '" + *program.modes + "';\n" + create + "SET sql_mode = @modes;\n";
}

std::string column_sql(const ScriptColumn& c) {
  std::string out = quoted(c.name) + " " + c.type;
  if (!c.generated.empty()) return out + " AS " + c.generated;
  const std::size_t comment = std::min(c.attributes.find(" COMMENT"), c.attributes.size());
  const bool collated = c.attributes.starts_with(" COLLATE") || c.attributes.starts_with(" CHARACTER");
  const std::size_t head = collated ? std::min(c.attributes.find(" INVISIBLE"), comment) : 0;
  out += c.attributes.substr(0, head);
  // MariaDB hides a column only where a row need not say it.
  const bool hidden = c.attributes.find("INVISIBLE") != std::string::npos;
  out += c.not_null && !hidden ? " NOT NULL" : " NULL";
  if (!c.value.empty()) out += " DEFAULT " + c.value;
  return out + c.attributes.substr(head);
}

}  // namespace

std::string ScriptSchema::sql() const {
  std::string out;
  for (const auto& [name, t] : tables) {
    out += "CREATE TABLE " + quoted(name) + " (";
    for (const ScriptColumn& c : t.columns) out += "\n  " + column_sql(c) + ",";
    out += "\n  PRIMARY KEY (`id`)";
    for (const auto& [index, text] : t.indexes) out += ",\n  " + named(text, index);
    for (const auto& [check, text] : t.checks) out += ",\n  CONSTRAINT " + quoted(check) + " CHECK (" + text + ")";
    out += "\n)" + t.options;
    if (!t.comment.empty()) out += " COMMENT '" + std::string(t.comment == "it's" ? "it''s" : t.comment) + "'";
    if (!t.partitions.empty()) out += "\n" + t.partitions;
    out += ";\n";
  }
  for (const auto& [name, t] : tables)
    for (const auto& [key, k] : t.keys)
      out += fmt::format("ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} (`id`) {};\n", quoted(name),
                         quoted(key), quoted(k.column), quoted(k.to), k.action);
  for (const auto& [name, text] : views) out += "CREATE VIEW " + quoted(name) + " AS " + text + ";\n";
  for (const auto& [name, t] : tables)
    for (const auto& [trigger, program] : t.triggers)
      out += program_sql(program, "TRIGGER " + quoted(trigger) + " " + named(program.text, name));
  for (const auto& [name, program] : programs) out += program_sql(program, named(program.text, name));
  return out;
}

}  // namespace plumb::test
