// What is the same in other words, or was made by the server beside what the author wrote.
#include <algorithm>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/dialects/mysql/settle.h"

namespace plumb::mysql {
namespace {

// Comments and blanks aside; clients strip them from what they send.
bool same_code(const std::string& a, const std::string& b, const Syntax& syntax) {
  if (a == b) return true;
  try {
    return sql::token_checksum(a, syntax) == sql::token_checksum(b, syntax);
  } catch (const sql::SyntaxError&) {
    return false;
  } catch (const Error&) {
    return false;
  }
}

void adopt_definer(const Options& have, Options& want) {
  if (const auto at = have.find("definer"); at != have.end()) want.try_emplace("definer", at->second);
}

// Under which the same text means something else.
bool changes_reading(const std::string& modes) {
  for (const char* mode : {"ANSI_QUOTES", "PIPES_AS_CONCAT", "NO_BACKSLASH_ESCAPES", "IGNORE_SPACE",
                           "HIGH_NOT_PRECEDENCE", "REAL_AS_FLOAT"})
    if (modes.find(mode) != std::string::npos) return true;
  return false;
}

// Whoever says nothing of it leaves a program the modes that it was made under, unless it is made anew of a text that
// was written for others.
void adopt_mode(const std::string& have, std::string& want, bool same_body) {
  if (want.empty() && (same_body || !changes_reading(have))) want = have;
}

// EVERY 1 DAY begins when it is made, and so AT CURRENT_TIMESTAMP + INTERVAL 1 DAY is a day later.
void adopt_schedule(const std::string& have, std::string& want) {
  if (have.starts_with(want + " STARTS ")) want = have;
  const auto relative = [](const std::string& s) {
    return s.starts_with("AT ") &&
           (s.find("CURRENT_TIMESTAMP") != std::string::npos || s.find("NOW") != std::string::npos);
  };
  if (relative(want) && have.starts_with("AT '")) want = have;
}

bool is_over(const Index& index, const std::vector<std::string>& columns) {
  if (index.unique || index.kind != IndexKind::Plain || index.parts.size() != columns.size()) return false;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (index.parts[i].column != columns[i] || index.parts[i].prefix_length) return false;
  return true;
}

// TiDB keeps the index that it made for a foreign key, also when another one over its columns comes later (8.5), where
// InnoDB lets it go.
void adopt_key_indexes(const Table& have, Schema& want, const QualifiedName& key) {
  std::vector<Index> made;
  for (const ForeignKey& foreign : want.tables.find(key)->foreign_keys) {
    const Index* there = have.find_index(foreign.name);
    if (there && is_over(*there, foreign.columns) && !want.tables.find(key)->find_index(foreign.name))
      made.push_back(*there);
  }
  if (made.empty()) return;
  Table& table = want.tables.edit(key);
  table.indexes.insert(table.indexes.end(), made.begin(), made.end());
  std::stable_sort(table.indexes.begin(), table.indexes.end(),
                   [](const Index& a, const Index& b) { return a.name < b.name; });
}

}  // namespace

void adopt_programs(Schema& want, const Schema& have, const Target& target) {
  if (target.flavour == "tidb")
    for (const QualifiedName& key : want.tables.keys())
      if (const Table* h = have.tables.find(key); h && !want.tables.find(key)->foreign_keys.empty())
        adopt_key_indexes(*h, want, key);
  for (const QualifiedName& key : want.views.keys())
    if (const View* h = have.views.find(key); h && !(*h == *want.views.find(key)))
      adopt_definer(h->options, want.views.edit(key).options);
  for (const auto& key : want.routines.keys()) {
    const Routine* h = have.routines.find(key);
    if (!h || *h == *want.routines.find(key)) continue;
    Routine& w = want.routines.edit(key);
    adopt_definer(h->attributes, w.attributes);
    const bool same = same_code(h->body, w.body, target.syntax);
    if (same) w.body = h->body;
    if (const auto mode = h->attributes.find("sql_mode"); mode != h->attributes.end()) {
      std::string& wanted = w.attributes["sql_mode"];
      adopt_mode(mode->second, wanted, same);
      if (wanted.empty()) w.attributes.erase("sql_mode");
    }
  }
  for (const PartName& key : want.triggers.keys()) {
    const Trigger* h = have.triggers.find(key);
    if (!h || *h == *want.triggers.find(key)) continue;
    Trigger& w = want.triggers.edit(key);
    if (w.definer.empty()) w.definer = h->definer;
    adopt_mode(h->sql_mode, w.sql_mode, h->body == w.body);
  }
  for (const QualifiedName& key : want.events.keys()) {
    const Event* h = have.events.find(key);
    if (!h || *h == *want.events.find(key)) continue;
    Event& w = want.events.edit(key);
    if (w.definer.empty()) w.definer = h->definer;
    const bool same = same_code(h->body, w.body, target.syntax);
    if (same) w.body = h->body;
    adopt_mode(h->sql_mode, w.sql_mode, same);
    adopt_schedule(h->schedule, w.schedule);
  }
}

}  // namespace plumb::mysql
