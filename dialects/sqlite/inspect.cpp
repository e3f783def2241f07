// What a SQLite database holds: the text that it keeps, read by our own reader.
#include <string>
#include <vector>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/reader.h"
#include "plumb/dialects/sqlite/canonical.h"
#include "plumb/dialects/sqlite/dialect.h"
#include "plumb/dialects/sqlite/live.h"
#include "plumb/dialects/sqlite/syntax.h"
#include "plumb/dialects/sqlite/target.h"

namespace plumb::sqlite {
namespace {

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && equals_ignoring_case(text.substr(0, prefix.size()), prefix);
}
bool is_own(std::string_view name) {
  return equals_ignoring_case(name, "plumb_history") || equals_ignoring_case(name, "plumb_lock");
}

/// One row of sqlite_schema, and where its text begins in the joined script.
struct Entry {
  std::string type, name, table;
  std::uint32_t line = 0;
};

struct Script {
  std::string text;
  std::vector<Entry> entries;
  std::vector<QualifiedName> leftovers;
};

/// Tables first, since sqlite_schema may hold an index or a view before what it is over: a rebuilt
/// table stands behind the objects that were there before.
Script read_script(Session& session) {
  Script script;
  std::uint32_t line = 1;
  session.each_row(
      "SELECT type, name, tbl_name, sql FROM main.sqlite_master WHERE sql IS NOT NULL"
      " ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, "
      "rowid",
      {}, [&](const Row& row) {
        Entry entry{row[0].value_or(""), row[1].value_or(""), row[2].value_or(""), line};
        if (is_internal_name(entry.name) || is_own(entry.table)) return true;
        if (starts_with(entry.table, "plumb_new_")) {
          if (entry.type == "table") script.leftovers.emplace_back(entry.name);
          return true;
        }
        const std::string& sql = *row[3];
        script.text += sql;
        script.text += "\n;\n";  // the text may end with a comment
        line += 2;
        for (char c : sql) line += c == '\n';
        script.entries.push_back(std::move(entry));
        return true;
      });
  return script;
}

bool was_read(const Schema& schema, const Spellings& spellings, const Entry& entry) {
  if (entry.type == "table") return schema.tables.contains(entry.name) || schema.virtual_tables.contains(entry.name);
  if (entry.type == "view") return schema.views.contains(entry.name);
  if (entry.type == "index") {
    const Table* table = schema.tables.find(spellings.of(entry.table));
    return table && table->find_index(entry.name);
  }
  return schema.triggers.contains({spellings.of(entry.table), entry.name}) ||
         schema.triggers.contains({entry.table, entry.name});
}

/// The first complaint about the text of an entry: [first line, first line of the next).
std::string reason(const Diagnostics& diagnostics, std::uint32_t from, std::uint32_t to) {
  for (const Diagnostic& d : diagnostics.all())
    if (d.severity == Severity::Error && d.origin.line >= from && d.origin.line < to) return d.message;
  return {};
}

}  // namespace

const Dialect& SqliteLive::offline() const { return dialect(); }

Target SqliteLive::identify(Session& session) const {
  const std::string version = session.query("SELECT sqlite_version()").scalar().value_or("");
  Target target = target_of(parse_version(version), version);
  target.live = true;
  return target;
}

Inspection SqliteLive::inspect(Session& session, const Target&, const Scope&, const std::vector<ObjectId>*) const {
  Inspection found;
  Script script = read_script(session);
  found.leftovers = std::move(script.leftovers);
  Diagnostics diagnostics;
  sql::ReadOptions options;
  options.purpose = sql::Purpose::Server;
  options.default_schema = "main";
  found.schema = sql::read(std::move(script.text), syntax(), options, diagnostics, "sqlite_schema").schema;

  const Spellings spellings(found.schema);
  for (std::size_t i = 0; i < script.entries.size(); ++i) {
    const Entry& entry = script.entries[i];
    if (was_read(found.schema, spellings, entry)) continue;
    if (entry.type == "table" && is_shadow_table(found.schema, entry.name)) continue;
    const std::uint32_t end = i + 1 < script.entries.size() ? script.entries[i + 1].line : UINT32_MAX;
    std::string what = entry.type + " `" + entry.name + "`";
    if (std::string why = reason(diagnostics, entry.line, end); !why.empty()) what += ": " + why;
    found.unmodelled.push_back({std::move(what)});
  }
  return found;
}

// SQLite keeps expressions as they were written, so it has no other spelling to give.
Settled SqliteLive::settle(Session&, Schema&, const Schema&, const Target&) const { return {}; }

const LiveDialect& live() {
  static const SqliteLive sqlite;
  return sqlite;
}

}  // namespace plumb::sqlite
