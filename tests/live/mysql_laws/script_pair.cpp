#include "plumb/tests/live/mysql_laws/script_pair.h"

#include <fmt/format.h>

#include <algorithm>

namespace plumb::test {
namespace {

std::string quoted(const std::string& name) { return "`" + name + "`"; }

constexpr const char* kTypes[] = {"int",           "bigint",        "smallint",      "int unsigned", "bigint unsigned",
                                  "tinyint(1)",    "varchar(40)",   "varchar(200)",  "char(8)",      "text",
                                  "mediumtext",    "decimal(12,2)", "decimal(14,2)", "double",       "float",
                                  "datetime",      "datetime(3)",   "timestamp(3)",  "date",         "time",
                                  "json",          "blob",          "varbinary(20)", "bit(8)",       "year",
                                  "enum('a','b')", "set('a','b')"};

bool is_number(const std::string& type) {
  return type.find("int") != std::string::npos || type.starts_with("decimal") || type == "double" || type == "float";
}
bool is_short_text(const std::string& type) { return type.starts_with("varchar") || type.starts_with("char"); }
bool is_long(const std::string& type) {
  return type == "text" || type == "mediumtext" || type == "blob" || type == "json";
}

std::string default_of(Random& r, const ScriptServer& server, const std::string& type) {
  const auto any = [&](std::initializer_list<std::string_view> from) { return std::string(r.word(from)); };
  const bool expressions = server.expression_defaults && r.chance(25);
  if (type.find("unsigned") != std::string::npos) return any({"0", "'7'"});
  if (is_number(type)) return expressions ? any({"(1 + 2)", "(abs(-3))"}) : any({"0", "7", "'5'"});
  if (is_short_text(type)) return expressions ? "(concat('a', 'b'))" : any({"''", "'x'", "'it''s'", "'\\\\'"});
  if (is_long(type)) return {};
  if (type.starts_with("datetime(3)") || type.starts_with("timestamp")) return "CURRENT_TIMESTAMP(3)";
  if (type == "datetime") return any({"CURRENT_TIMESTAMP", "'2024-01-31 10:00:00'", "'2024-01-31'"});
  if (type == "date") return "'2024-01-31'";
  if (type == "time") return any({"'10:00:00'", "'10:00'"});
  if (type == "bit(8)") return any({"b'101'", "0"});
  if (type == "year") return "'2024'";
  if (type.starts_with("enum")) return any({"'a'", "'b'"});
  if (type.starts_with("set")) return any({"'a'", "'a,b'", "''"});
  return {};
}

// What a program works out, and the modes under which it is read so.
struct Style {
  std::optional<std::string> modes;
  std::string_view value;
};
const std::vector<Style>& styles() {
  static const std::vector<Style> all = {
      {std::nullopt, "'it''s'"},
      {std::nullopt, R"("it's")"},
      {std::nullopt, R"(concat('a', '\\'))"},
      {std::nullopt, "@x || 1"},
      {"", "1 + 1"},
      {"STRICT_ALL_TABLES", R"('it\'s')"},
      {"TRADITIONAL", "1 || 0"},
      {"ANSI_QUOTES", R"((SELECT "n" FROM (SELECT 1 AS "n") AS "a"))"},
      {"PIPES_AS_CONCAT", "'a' || 'b' || 1"},
      {"NO_BACKSLASH_ESCAPES", R"('c:\')"},
      {"ANSI", "'a' || 'b'"},
      {"ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT", R"('c:\' || (SELECT "n" FROM (SELECT 2 AS "n") AS "a"))"}};
  return all;
}

// Types into which every value of rows_of() goes unharmed.
std::vector<std::string> neighbours(const std::string& type) {
  static const std::map<std::string, std::vector<std::string>> all = {
      {"smallint", {"int", "bigint"}},
      {"int", {"bigint"}},
      {"int unsigned", {"bigint unsigned"}},
      {"varchar(40)", {"varchar(200)", "text"}},
      {"varchar(200)", {"varchar(300)", "text"}},
      {"char(8)", {"varchar(40)"}},
      {"text", {"mediumtext"}},
      {"decimal(12,2)", {"decimal(14,2)"}},
      {"float", {"double"}},
      {"datetime", {"datetime(3)"}},
      {"enum('a','b')", {"enum('a','b','c')", "enum('x','a','b')"}},
      {"set('a','b')", {"set('a','b','c')"}}};
  const auto at = all.find(type);
  return at == all.end() ? std::vector<std::string>{} : at->second;
}

class Maker {
 public:
  Maker(const ScriptServer& server, ScriptSchema& schema, Random& random) : server_(server), s(schema), r(random) {}

  std::string name(const char* prefix) { return fmt::format("{}{}{}", prefix, r.chance(15) ? "Odd " : "", ++names_); }

  void all() {
    for (int n = r.between(1, 4); n > 0; --n) table();
    for (int n = r.between(0, 2); n > 0; --n) view();
    for (int n = r.between(0, 2); n > 0 && server_.triggers; --n) add_program();
  }

  ScriptColumn column() {
    ScriptColumn c;
    c.name = name("c");
    c.type = server_.uuid && r.chance(8) ? "uuid" : r.pick(kTypes);
    c.not_null = r.chance(35);
    if (r.chance(45)) c.value = default_of(r, server_, c.type);
    if ((is_short_text(c.type) || c.type == "text") && server_.charsets && r.chance(25))
      c.attributes += r.word({" CHARACTER SET latin1", " COLLATE utf8mb4_bin", " COLLATE utf8mb4_unicode_ci"});
    if (c.value == "CURRENT_TIMESTAMP" && r.chance(30)) c.value += " ON UPDATE CURRENT_TIMESTAMP";
    if (server_.invisible && r.chance(6)) c.attributes += " INVISIBLE";
    if (r.chance(20)) c.attributes += r.word({" COMMENT 'it''s'", " COMMENT 'a;b -- c'", " COMMENT '日本'"});
    return c;
  }

  void add_generated(ScriptTable& t) {
    for (const ScriptColumn& base : t.columns) {
      const bool counts = base.attributes.find("AUTO_INCREMENT") != std::string::npos;
      if (!is_number(base.type) || !base.generated.empty() || base.type == "float" || counts) continue;
      ScriptColumn c;
      c.name = name("g");
      c.type = "bigint";
      c.generated = fmt::format("(({} + 1)) {}", quoted(base.name), r.word({"STORED", "VIRTUAL"}));
      t.columns.push_back(std::move(c));
      return;
    }
  }

  void table() {
    const std::string name = this->name("t");
    ScriptTable t;
    t.columns.push_back({"id", std::string(r.word({"int", "bigint", "bigint unsigned"})), "", "", "", true});
    if (r.chance(40)) t.columns.front().attributes = " AUTO_INCREMENT";
    for (int n = r.between(1, 6); n > 0; --n) t.columns.push_back(column());
    if (r.chance(30)) add_generated(t);
    for (int n = r.between(0, 2); n > 0; --n) add_index(t);
    if (r.chance(50)) add_check(t);
    if (r.chance(20)) t.comment = r.word({"it's", "a comment"});
    if (server_.charsets && r.chance(15)) t.options = r.word({" CHARACTER SET latin1", " COLLATE utf8mb4_bin"});
    if (!s.tables.empty() && r.chance(40)) add_key(t);
    const bool fulltext = std::any_of(t.indexes.begin(), t.indexes.end(),
                                      [](const auto& index) { return index.second.starts_with("FULLTEXT"); });
    if (t.keys.empty() && !fulltext && server_.partitions && r.chance(12))
      t.partitions =
          r.word({"PARTITION BY HASH (`id`) PARTITIONS 4",
                  "PARTITION BY RANGE (`id`) (PARTITION p0 VALUES LESS THAN (5), PARTITION p1 VALUES LESS THAN "
                  "(100), PARTITION p2 VALUES LESS THAN MAXVALUE)"});
    if (r.chance(20)) add_trigger(t);
    s.tables.emplace(name, std::move(t));
  }

  bool add_index(ScriptTable& t) {
    const ScriptColumn& c = r.pick(t.columns);
    if (c.type == "json" || (!c.generated.empty() && !server_.generated_keys)) return false;
    const bool text = c.type == "text" || c.type == "mediumtext";
    std::string part = quoted(c.name);
    if (text || c.type == "blob" || (is_short_text(c.type) && r.chance(20))) part += "(5)";
    if (server_.descending && r.chance(20)) part += " DESC";
    std::string kind = "KEY";
    // MySQL 8.0.31 makes no FULLTEXT beside an index over a virtual column, which one over an expression is.
    const auto any = [&](std::string_view what) {
      return std::any_of(t.indexes.begin(), t.indexes.end(),
                         [&](const auto& index) { return index.second.find(what) != std::string::npos; });
    };
    const bool computed =
        any("((lower") || std::any_of(t.columns.begin(), t.columns.end(),
                                      [](const ScriptColumn& other) { return !other.generated.empty(); });
    if (server_.fulltext && text && !computed && t.partitions.empty() && r.chance(40)) {
      kind = "FULLTEXT KEY";
      part = quoted(c.name);
    } else if (c.name == "id" && r.chance(60)) {
      kind = "UNIQUE KEY";
    } else if (server_.expression_keys && is_short_text(c.type) && !any("FULLTEXT") && r.chance(25)) {
      part = fmt::format("(lower({}))", quoted(c.name));
    } else if (r.chance(30)) {
      part += ", `id`";
    }
    if (c.name == "id" && part.find(", `id`") != std::string::npos) part = "`id`";
    t.indexes[name("i")] = fmt::format("{} %s ({})", kind, part);
    return true;
  }

  bool add_check(ScriptTable& t) {
    const ScriptColumn& c = r.pick(t.columns);
    const std::string name = quoted(c.name);
    // No check speaks of what the server counts, or what a foreign key sets.
    if (c.attributes.find("AUTO_INCREMENT") != std::string::npos || c.name.starts_with("f")) return false;
    std::string text;
    if (is_number(c.type))
      text =
          name + std::string(r.word({" >= 0", " <> 50", " in (0, 1, 2, 3, 4, 5, 6, 7, 8)", " between 0 and 100000"}));
    else if (is_short_text(c.type))
      text = fmt::format("({} is null) or (char_length({}) < 100)", name, name);
    else
      return false;
    t.checks[this->name("k")] = text;
    return true;
  }

  // In a column of its own, with the type of what it refers to.
  bool add_key(ScriptTable& t) {
    if (!t.partitions.empty()) return false;
    std::vector<std::string> targets;
    for (const auto& [n, other] : s.tables)
      if (other.partitions.empty() && &other != &t) targets.push_back(n);
    if (targets.empty()) return false;
    const std::string to = r.pick(targets);
    ScriptColumn c;
    c.name = name("f");
    c.type = s.tables.at(to).columns.front().type;
    const std::string action(r.word({"", "ON DELETE CASCADE", "ON DELETE SET NULL", "ON UPDATE CASCADE"}));
    const std::string index = name("x"), key = name("fk");
    t.indexes[index] = fmt::format("KEY %s ({})", quoted(c.name));
    t.keys[key] = {c.name, to, action};
    t.columns.push_back(std::move(c));
    return true;
  }

  ScriptProgram program(std::string_view text) {
    const Style& style = r.pick(styles());
    return {std::string(text) + std::string(style.value), style.modes};
  }
  bool add_trigger(ScriptTable& t) {
    if (!server_.triggers) return false;
    t.triggers[name("g")] =
        program(r.word({"AFTER INSERT ON %s FOR EACH ROW SET @x = ", "AFTER UPDATE ON %s FOR EACH ROW SET @x = ",
                        "BEFORE DELETE ON %s FOR EACH ROW SET @x = "}));
    return true;
  }
  bool add_program() {
    if (!server_.triggers) return false;
    s.programs[name("p")] =
        program(r.word({"PROCEDURE %s () SELECT ", "PROCEDURE %s () COMMENT 'it''s' SELECT ",
                        "FUNCTION %s () RETURNS varchar(40) DETERMINISTIC RETURN ",
                        "EVENT %s ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DISABLE DO SET @x = ",
                        "EVENT %s ON SCHEDULE EVERY 2 DAY STARTS '2030-01-01 00:00:00' DISABLE DO SET @x = "}));
    return true;
  }
  // Another value, or other modes under the same name.
  bool change_program() {
    if (s.programs.empty()) return add_program();
    auto at = std::next(s.programs.begin(), static_cast<long>(r.below(s.programs.size())));
    if (r.chance(30)) return s.programs.erase(at), true;
    at->second = program(
        at->second.text.substr(0, at->second.text.find(head_end(at->second.text)) + head_end(at->second.text).size()));
    return true;
  }
  static std::string head_end(const std::string& text) {
    return text.starts_with("PROCEDURE") ? " SELECT " : text.starts_with("FUNCTION") ? " RETURN " : "SET @x = ";
  }
  bool change_trigger(ScriptTable& t) {
    if (t.triggers.empty()) return add_trigger(t);
    if (r.chance(30)) return t.triggers.erase(t.triggers.begin()), true;
    const std::string text = t.triggers.begin()->second.text;
    t.triggers.begin()->second = program(text.substr(0, text.find("= ") + 2));
    return true;
  }

  bool view() {
    std::vector<std::string> names;
    for (const auto& [n, t] : s.tables) names.push_back(n);
    if (names.empty()) return false;
    const std::string of = r.pick(names);
    s.views[name("v")] =
        fmt::format("SELECT `id`, {} AS `n` FROM {}{}",
                    r.word({"1", "`id` + 1", "upper('a')", "case when `id` > 1 then 'a' else 'b' end"}), quoted(of),
                    r.word({"", " WHERE `id` > 0"}));
    return true;
  }

  bool mutate(std::string& said);

 private:
  ScriptTable* any_table(std::string& name) {
    if (s.tables.empty()) return nullptr;
    auto at = s.tables.begin();
    std::advance(at, static_cast<long>(r.below(s.tables.size())));
    name = at->first;
    return &at->second;
  }
  static bool mentions(const ScriptTable& t, const std::string& column) {
    const std::string name = quoted(column);
    const auto in = [&](const std::map<std::string, std::string>& parts) {
      return std::any_of(parts.begin(), parts.end(),
                         [&](const auto& part) { return part.second.find(name) != std::string::npos; });
    };
    return in(t.indexes) || in(t.checks) ||
           std::any_of(t.keys.begin(), t.keys.end(), [&](const auto& k) { return k.second.column == column; }) ||
           std::any_of(t.columns.begin(), t.columns.end(),
                       [&](const ScriptColumn& c) { return c.generated.find(name) != std::string::npos; });
  }
  bool drop_column(ScriptTable& t);
  bool change_column(ScriptTable& t);
  bool drop_table(const std::string& name);

  const ScriptServer& server_;
  ScriptSchema& s;
  Random& r;
  int names_ = 0;
};

bool Maker::drop_column(ScriptTable& t) {
  if (t.columns.size() < 3) return false;
  const std::size_t at = 1 + r.below(t.columns.size() - 1);
  const std::string name = t.columns[at].name;
  const bool used = std::any_of(t.columns.begin(), t.columns.end(), [&](const ScriptColumn& c) {
    return c.generated.find(quoted(name)) != std::string::npos;
  });
  if (used || (!server_.stored_later && t.columns[at].generated.ends_with("STORED"))) return false;
  const auto speaks = [&](const auto& part) { return part.second.find(quoted(name)) != std::string::npos; };
  std::erase_if(t.indexes, speaks);
  std::erase_if(t.checks, speaks);
  std::erase_if(t.keys, [&](const auto& k) { return k.second.column == name; });
  t.columns.erase(t.columns.begin() + static_cast<long>(at));
  return true;
}

bool Maker::change_column(ScriptTable& t) {
  ScriptColumn& c = t.columns[r.below(t.columns.size())];
  if (c.name == "id" || c.name.starts_with("f") || !c.generated.empty()) return false;
  if (!server_.changes_below_keys && mentions(t, c.name)) return false;
  switch (r.below(4)) {
    case 0: {
      const std::vector<std::string> to = neighbours(c.type);
      if (to.empty() || (mentions(t, c.name) && is_long(to.back()))) return false;
      c.type = r.pick(to);
      if (is_long(c.type) || c.type.starts_with("datetime")) c.value.clear();
      return true;
    }
    case 1: c.value = c.value.empty() ? default_of(r, server_, c.type) : ""; return true;
    case 2: c.not_null = !c.not_null; return c.type != "timestamp(3)";
    default:
      if (const auto at = c.attributes.find(" COMMENT"); at != std::string::npos)
        c.attributes.erase(at);
      else
        c.attributes += " COMMENT 'new'";
      return true;
  }
}

bool Maker::drop_table(const std::string& name) {
  const auto of = [&](const auto& view) { return view.second.find("FROM " + quoted(name)) != std::string::npos; };
  std::erase_if(s.views, of);
  for (auto& [n, t] : s.tables) std::erase_if(t.keys, [&](const auto& k) { return k.second.to == name; });
  return s.tables.erase(name) > 0;
}

bool Maker::mutate(std::string& said) {
  std::string of;
  ScriptTable* t = any_table(of);
  const int what = r.between(0, server_.triggers ? 16 : 14);
  said = fmt::format("change {} on {}", what, of);
  if (t == nullptr) return table(), true;
  switch (what) {
    case 0: return table(), true;
    case 1: return s.tables.size() > 1 && drop_table(of);
    case 2:
    case 3: {
      const long at = r.between(1, static_cast<int>(t->columns.size()));
      t->columns.insert(t->columns.begin() + at, column());
      return true;
    }
    case 4: return drop_column(*t);
    case 5:
    case 6: return change_column(*t);
    case 7: return add_index(*t);
    case 8: return !t->indexes.empty() && t->keys.empty() && t->indexes.erase(t->indexes.begin()->first) > 0;
    case 9: return add_check(*t);
    case 10: return !t->checks.empty() && t->checks.erase(t->checks.begin()->first) > 0;
    case 11: return add_key(*t);
    case 12: return !t->keys.empty() && t->keys.erase(t->keys.begin()->first) > 0;
    case 13: return s.views.empty() ? view() : s.views.erase(s.views.begin()->first) > 0;
    case 14: t->comment = t->comment.empty() ? "new" : ""; return true;
    case 15: return change_trigger(*t);
    default: return change_program();
  }
}

std::string value_of(const ScriptColumn& c, int row) {
  const std::string& t = c.type;
  if (t.starts_with("enum") || t.starts_with("set")) return row % 2 ? "'a'" : "'b'";
  if (t == "tinyint(1)") return std::to_string(row % 2);
  if (is_number(t) || t == "bit(8)") return std::to_string(row);
  if (t.starts_with("datetime") || t.starts_with("timestamp")) return fmt::format("'2024-02-0{} 03:04:05'", row);
  if (t == "date") return fmt::format("'2024-02-0{}'", row);
  if (t == "time") return fmt::format("'10:0{}:00'", row);
  if (t == "year") return std::to_string(2000 + row);
  if (t == "json") return fmt::format("'{{\"a\": {}}}'", row);
  if (t == "uuid") return fmt::format("'00000000-0000-0000-0000-00000000000{}'", row);
  return fmt::format("'v{}'", row);
}

}  // namespace

const std::vector<ScriptServer>& script_servers() {
  static const std::vector<ScriptServer> all = [] {
    ScriptServer mysql{.name = "mysql_8_0_31", .flavour = "mysql"};
    ScriptServer mariadb{.name = "mariadb", .flavour = "mariadb"};
    mariadb.expression_keys = false;
    mariadb.uuid = true;
    ScriptServer tidb{.name = "tidb", .flavour = "tidb"};
    tidb.fulltext = tidb.descending = tidb.triggers = tidb.expression_defaults = tidb.expression_keys = false;
    tidb.invisible = tidb.charsets = tidb.changes_below_keys = tidb.generated_keys = false;
    tidb.stored_later = false;
    return std::vector<ScriptServer>{mysql, mariadb, tidb};
  }();
  return all;
}

ScriptPair make_script_pair(const ScriptServer& server, std::uint64_t seed, const std::set<std::size_t>& without) {
  ScriptPair out;
  out.seed = seed;
  Random random(seed);
  Maker maker(server, out.from, random);
  maker.all();
  out.to = out.from;
  Maker other(server, out.to, random);
  const int count = random.between(1, 6);
  for (int i = 0; i < 100; ++i) other.name("");  // names of its own
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    ScriptSchema before = out.to;
    std::string said;
    const bool done = other.mutate(said);
    if (done && !without.contains(i))
      out.changes.push_back(said);
    else
      out.to = std::move(before);
  }
  return out;
}

std::vector<std::string> rows_of(const ScriptSchema& schema, int rows) {
  std::vector<std::string> out;
  for (const auto& [name, t] : schema.tables) {
    for (int row = 1; row <= rows; ++row) {
      std::string names, values;
      for (const ScriptColumn& c : t.columns) {
        if (!c.generated.empty()) continue;
        names += (names.empty() ? "" : ", ") + quoted(c.name);
        values += (values.empty() ? "" : ", ") + value_of(c, row);
      }
      out.push_back(fmt::format("INSERT INTO {} ({}) VALUES ({})", quoted(name), names, values));
    }
  }
  return out;
}

}  // namespace plumb::test
