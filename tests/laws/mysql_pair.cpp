#include "plumb/tests/laws/mysql_pair.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "plumb/core/base/text.h"
#include "plumb/tests/support/random.h"

namespace plumb::test {
namespace {

std::string list(const std::vector<std::string>& parts) { return join(parts, ",\n  "); }

std::string create(const std::string& name, const MysqlScriptTable& t) {
  std::vector<std::string> parts;
  for (const MysqlScriptColumn& c : t.columns) {
    std::string column = fmt::format("`{}` {}", c.name, c.type);
    column += c.computed.empty() ? c.rest : " " + c.computed;
    if (!c.comment.empty()) column += " COMMENT '" + c.comment + "'";
    parts.push_back(std::move(column));
  }
  if (!t.key.empty()) parts.push_back(t.key);
  for (const auto& [index, definition] : t.indexes) parts.push_back(definition);
  for (const auto& [check, condition] : t.checks)
    parts.push_back(fmt::format("CONSTRAINT `{}` CHECK {}", check, condition));
  for (const auto& [key, definition] : t.references)
    parts.push_back(fmt::format("CONSTRAINT `{}` {}", key, definition));
  return fmt::format("CREATE TABLE `{}` (\n  {}\n){}{}", name, list(parts), t.options, t.partitions);
}

class Maker {
 public:
  Maker(std::string_view flavour, std::uint64_t seed)
      : r_(seed), tidb_(flavour == "tidb"), maria_(flavour == "mariadb") {}

  MysqlPair make(std::uint64_t seed) {
    MysqlPair out;
    out.seed = seed;
    for (int n = r_.between(1, 3); n > 0; --n) add_table(s_);
    for (int n = r_.between(0, 3); n > 0; --n) add_object(s_);
    out.from = s_;
    for (int n = r_.between(1, 6); n > 0; --n)
      if (const std::string said = change(); !said.empty()) out.changes.push_back(said);
    out.to = s_;
    return out;
  }

 private:
  bool chance(int percent) { return r_.chance(percent); }
  std::string fresh(const char* prefix) { return prefix + std::to_string(++names_); }
  std::string word(std::initializer_list<const char*> words) {
    return std::string(*(words.begin() + static_cast<std::ptrdiff_t>(r_.below(words.size()))));
  }

  // ---- columns

  std::string type() {
    if (tidb_)
      return word({"int", "bigint", "varchar(20)", "varchar(40)", "decimal(10,2)", "datetime", "enum('a','b')"});
    return word({"int", "bigint unsigned", "varchar(20)", "varchar(80)", "char(4)", "text", "decimal(10,2)",
                 "datetime(3)", "timestamp", "enum('a','b')", "set('x','y')", "double", "date", "blob", "binary(4)",
                 "json"});
  }
  std::string rest(const std::string& type) {
    const bool lob = type == "text" || type == "blob" || type == "json";
    std::string out = chance(40) ? " NOT NULL" : type == "timestamp" ? " NULL" : "";
    if (lob || chance(50)) return out;
    if (type.starts_with("enum")) return out + " DEFAULT 'a'";
    if (type.starts_with("set")) return out + " DEFAULT 'x'";
    if (type == "datetime(3)")
      return out + " DEFAULT CURRENT_TIMESTAMP(3)" + (chance(50) ? " ON UPDATE CURRENT_TIMESTAMP(3)" : "");
    if (type == "timestamp" || type == "datetime") return out + " DEFAULT CURRENT_TIMESTAMP";
    if (type == "date") return out + " DEFAULT '2020-02-02'";
    if (type.starts_with("binary")) return out;
    return out + fmt::format(" DEFAULT '{}'", r_.between(1, 9));
  }
  MysqlScriptColumn column() {
    MysqlScriptColumn c;
    c.name = fresh("c");
    c.type = type();
    c.rest = rest(c.type);
    if (chance(15)) {
      c.type = "bigint";
      c.rest.clear();
      c.computed = fmt::format("AS (`n` + {}) {}", r_.between(1, 9), chance(60) || tidb_ ? "VIRTUAL" : "STORED");
    }
    if (chance(20)) c.comment = word({"a comment", "-- no; \"comment\"", "日本"});
    return c;
  }
  static bool is_text(const MysqlScriptColumn& c) {
    return c.type.starts_with("varchar") || c.type.starts_with("char");
  }
  static bool is_keyable(const MysqlScriptColumn& c) {
    return c.type != "text" && c.type != "blob" && c.type != "json";
  }
  static bool is_free(const MysqlScriptColumn& c) { return c.name != "id" && c.name != "n" && c.name != "ref"; }

  // ---- tables

  void add_table(MysqlScript& s) {
    const std::string name = fresh("t");
    MysqlScriptTable t;
    MysqlScriptColumn id{"id", s.tables.empty() || tidb_ ? "bigint" : "bigint", " NOT NULL", {}, {}};
    if (chance(40)) id.rest += " AUTO_INCREMENT";
    t.columns = {id, {"n", "int", chance(50) ? " NOT NULL" : "", {}, {}}, {"ref", "bigint", "", {}, {}}};
    t.key = tidb_ && chance(50) && id.rest == " NOT NULL" ? "PRIMARY KEY (`id`) NONCLUSTERED" : "PRIMARY KEY (`id`)";
    for (int n = r_.between(0, 4); n > 0; --n) t.columns.push_back(column());
    s.tables[name] = t;
    for (int n = r_.between(0, 3); n > 0; --n) add_index(s, name);
    if (chance(30)) add_check(s, name);
    if (chance(40)) add_reference(s, name);
    if (chance(30)) s.tables[name].options = options();
    if (chance(15) && s.tables[name].references.empty()) s.tables[name].partitions = partitions();
  }
  std::string options() {
    return word({" COMMENT='x'", " DEFAULT CHARSET=latin1", " COLLATE=utf8mb4_bin", " COMMENT='it''s'",
                 tidb_ ? " SHARD_ROW_ID_BITS=4" : " STATS_PERSISTENT=1",
                 tidb_ ? " COMMENT='y'" : " ROW_FORMAT=COMPACT"});
  }
  std::string partitions() {
    if (chance(40)) return fmt::format(" PARTITION BY HASH (`id`) PARTITIONS {}", r_.between(2, 5));
    std::string out = " PARTITION BY RANGE (`id`) (";
    const int n = r_.between(1, 4);
    for (int i = 1; i <= n; ++i)
      out += fmt::format("{}PARTITION p{} VALUES LESS THAN ({})", i > 1 ? ", " : "", i, i * 10);
    return out + (chance(50) ? ", PARTITION pmax VALUES LESS THAN MAXVALUE)" : ")");
  }

  void add_index(MysqlScript& s, const std::string& table) {
    MysqlScriptTable& t = s.tables[table];
    const MysqlScriptColumn& a = r_.pick(t.columns);
    const MysqlScriptColumn& b = r_.pick(t.columns);
    const std::string name = fresh("i");
    const auto part = [&](const MysqlScriptColumn& c) {
      const bool prefix = !is_keyable(c) || (is_text(c) && chance(30));
      return fmt::format("`{}`{}", c.name, prefix && c.type != "json" ? "(3)" : "");
    };
    if (a.type == "json" || b.type == "json" || (a.name == b.name && chance(99))) {
      t.indexes[name] = fmt::format("KEY `{}` (`n`)", name);
      return;
    }
    if (a.type == "text" && chance(60) && t.partitions.empty() && !tidb_) {
      t.indexes[name] = fmt::format("FULLTEXT KEY `{}` (`{}`)", name, a.name);
      return;
    }
    if (!maria_ && !tidb_ && chance(15)) {
      t.indexes[name] = fmt::format("KEY `{}` ((`n` + {}))", name, r_.between(1, 9));
      return;
    }
    std::string definition = fmt::format("KEY `{}` ({}, {})", name, part(a), part(b));
    if (chance(20) && t.partitions.empty()) definition = "UNIQUE " + definition;
    if (chance(15)) definition += " COMMENT 'k'";
    if (chance(15)) definition += maria_ ? " IGNORED" : " INVISIBLE";
    t.indexes[name] = definition;
  }
  void add_check(MysqlScript& s, const std::string& table) {
    if (tidb_) return;  // it drops them where they are switched off
    std::string condition = fmt::format("(`n` > {})", r_.between(-9, 0));
    if (!maria_ && chance(20)) condition += " NOT ENFORCED";
    s.tables[table].checks[fresh("k")] = condition;
  }
  void add_reference(MysqlScript& s, const std::string& table) {
    std::vector<std::string> names;
    for (const auto& [name, t] : s.tables)
      if (t.partitions.empty() && t.key.starts_with("PRIMARY KEY (`id`)")) names.push_back(name);
    if (names.empty() || !s.tables[table].partitions.empty()) return;
    const std::string& to = r_.pick(names);
    if (to == table && tidb_) return;
    const std::string action = word({"", " ON DELETE CASCADE", " ON DELETE SET NULL", " ON UPDATE CASCADE"});
    const std::string type = s.tables[to].columns[0].type;
    if (s.tables[table].columns[2].type != type) return;
    const std::string name = fresh("f");
    // The name that its index takes, so that one and the same index stands behind it everywhere.
    s.tables[table].indexes[name] = fmt::format("KEY `{}` (`ref`)", name);
    s.tables[table].references[name] = fmt::format("FOREIGN KEY (`ref`) REFERENCES `{}` (`id`){}", to, action);
  }

  // ---- other objects

  void add_object(MysqlScript& s) {
    const auto table = [&] {
      return std::next(s.tables.begin(), static_cast<std::ptrdiff_t>(r_.below(s.tables.size())))->first;
    };
    const std::string name = fresh("o");
    switch (r_.below(tidb_ ? 2 : 5)) {
      case 0:
        s.views[name] =
            fmt::format("CREATE VIEW `{}` AS SELECT `id`, `n` + {} AS `m` FROM `{}`", name, r_.between(1, 9), table());
        return;
      case 1:
        if (maria_ || tidb_)
          s.sequences[name] =
              fmt::format("CREATE SEQUENCE `{}` START WITH {} INCREMENT BY {}", name, 1, r_.between(1, 9));
        return;
      case 2:
        s.code[name] = under_modes(
            fmt::format("CREATE TRIGGER `{}` BEFORE INSERT ON `{}` FOR EACH ROW SET NEW.n = length(", name, table()),
            fmt::format(") + {}", r_.between(1, 9)));
        return;
      case 3:
        s.code[name] =
            under_modes(fmt::format("CREATE FUNCTION `{}` (a int) RETURNS int DETERMINISTIC{} RETURN length(", name,
                                    chance(50) ? " COMMENT 'f'" : ""),
                        fmt::format(") + {}", r_.between(1, 9)));
        return;
      default:
        s.code[name] = under_modes(fmt::format("CREATE EVENT `{}` ON SCHEDULE EVERY {} DAY{} DO SET @a = length(", name,
                                               r_.between(1, 9), chance(50) ? " DISABLE" : ""),
                                   fmt::format(") + {}", r_.between(1, 9)));
    }
  }
  // A statement whose text means what it does under modes of its own only.
  std::string under_modes(const std::string& head, const std::string& tail) {
    const auto under = [&](const char* modes, const char* value) {
      return fmt::format("SET @m = @@sql_mode, sql_mode = '{}';\n{}{}{};\nSET sql_mode = @m", modes, head, value, tail);
    };
    switch (r_.below(8)) {
      case 0: return under("ANSI_QUOTES", R"((SELECT "n" FROM (SELECT 1 AS "n") AS "a"))");
      case 1: return under("PIPES_AS_CONCAT", "'a' || 'b'");
      case 2: return under("NO_BACKSLASH_ESCAPES", R"('c:\')");
      case 3: return under("", R"('\'')");
      default: return head + word({"'a'", "\"it's\"", "@a || 1"}) + tail;
    }
  }

  // ---- changes

  MysqlScriptTable* any_table(std::string& name) {
    if (s_.tables.empty()) return nullptr;
    auto at = std::next(s_.tables.begin(), static_cast<std::ptrdiff_t>(r_.below(s_.tables.size())));
    name = at->first;
    return &at->second;
  }

  std::string change() {
    std::string name;
    MysqlScriptTable* t = any_table(name);
    if (!t) return add_table(s_), "add a table";
    switch (r_.below(15)) {
      case 0: return add_table(s_), "add a table";
      case 1: return drop_table(name);
      case 2: return add_column(*t, name);
      case 3: return drop_column(*t, name);
      case 4: return alter_column(*t, name);
      case 5: return move_column(*t, name);
      case 6: return add_index(s_, name), "add an index to " + name;
      case 7: return drop_index(*t, name);
      case 8: return replace_index(*t, name);
      case 9: return checks(*t, name);
      case 10: return references(*t, name);
      case 11: return t->options = chance(40) ? "" : options(), "options of " + name;
      case 12: return repartition(*t, name);
      case 13: return add_object(s_), "add an object";
      default: return change_object();
    }
  }

  std::string drop_table(const std::string& name) {
    for (const auto& [other, t] : s_.tables)
      for (const auto& [key, definition] : t.references)
        if (other != name && definition.find("`" + name + "`") != std::string::npos) return {};
    for (auto* objects : {&s_.views, &s_.code})
      std::erase_if(*objects, [&](const auto& o) { return o.second.find("`" + name + "`") != std::string::npos; });
    s_.tables.erase(name);
    return "drop " + name;
  }
  std::string add_column(MysqlScriptTable& t, const std::string& name) {
    const auto at = r_.between(1, static_cast<int>(t.columns.size()));
    MysqlScriptColumn c = column();
    if (tidb_ && c.computed.find("STORED") != std::string::npos) return {};
    t.columns.insert(t.columns.begin() + at, std::move(c));
    return "add a column to " + name;
  }
  static bool names_it(const std::string& definition, const std::string& column) {
    return definition.find("`" + column + "`") != std::string::npos;
  }
  std::string drop_column(MysqlScriptTable& t, const std::string& name) {
    const MysqlScriptColumn c = r_.pick(t.columns);
    if (!is_free(c)) return {};
    std::erase_if(t.indexes, [&](const auto& i) { return names_it(i.second, c.name); });
    std::erase_if(t.columns, [&](const MysqlScriptColumn& x) { return x.name == c.name; });
    return fmt::format("drop {}.{}", name, c.name);
  }
  std::string alter_column(MysqlScriptTable& t, const std::string& name) {
    MysqlScriptColumn& c = t.columns[r_.below(t.columns.size())];
    if (!is_free(c)) {
      if (c.name == "n") c.rest = c.rest.empty() ? " NOT NULL" : c.rest == " NOT NULL" ? " NOT NULL DEFAULT '5'" : "";
      return "alter n of " + name;
    }
    const MysqlScriptColumn was = c;
    const bool held =
        std::any_of(t.indexes.begin(), t.indexes.end(), [&](const auto& i) { return names_it(i.second, was.name); });
    if (!was.computed.empty()) {
      if (tidb_ && held) return {};
      c.computed = chance(30) && !tidb_
                       ? ""
                       : fmt::format("AS (`n` + {}) {}", r_.between(1, 9), chance(60) || tidb_ ? "VIRTUAL" : "STORED");
      c.comment = word({"", "other"});
      return fmt::format("alter computed {}.{}", name, was.name);
    }
    if (!held && !tidb_ && chance(60)) {
      c.type = type();
      c.rest = rest(c.type);
    } else if (was.type == "varchar(20)" && chance(60)) {
      c.type = word({"varchar(30)", "varchar(70)", "varchar(10)"});
      if (tidb_ && c.type == "varchar(10)") c.type = "varchar(25)";
    } else if (was.type == "enum('a','b')" && chance(60)) {
      c.type = word({"enum('a','b','c')", "enum('a','c','b')"});
      if (tidb_) c.type = "enum('a','b','c')";
    } else {
      c.rest = rest(c.type);
    }
    if (chance(30)) c.comment = word({"", "other"});
    return fmt::format("alter {}.{}", name, was.name);
  }
  std::string move_column(MysqlScriptTable& t, const std::string& name) {
    if (t.columns.size() < 3) return {};
    const auto from = r_.between(1, static_cast<int>(t.columns.size()) - 1),
               to = r_.between(1, static_cast<int>(t.columns.size()) - 1);
    if (tidb_ && !t.columns[static_cast<std::size_t>(from)].computed.empty()) return {};
    MysqlScriptColumn c = t.columns[static_cast<std::size_t>(from)];
    t.columns.erase(t.columns.begin() + from);
    t.columns.insert(t.columns.begin() + to, std::move(c));
    return "move a column of " + name;
  }
  std::string any_index(const MysqlScriptTable& t) {
    std::vector<std::string> names;
    for (const auto& [name, definition] : t.indexes)
      if (t.references.count(name) == 0) names.push_back(name);
    return names.empty() ? std::string() : r_.pick(names);
  }
  std::string drop_index(MysqlScriptTable& t, const std::string& name) {
    const std::string index = any_index(t);
    return t.indexes.erase(index) ? fmt::format("drop index {} of {}", index, name) : std::string();
  }
  std::string replace_index(MysqlScriptTable& t, const std::string& name) {
    const std::string index = any_index(t);
    if (index.empty()) return {};
    t.indexes[index] = fmt::format("{}KEY `{}` (`n`{})", chance(30) && t.partitions.empty() ? "UNIQUE " : "", index,
                                   chance(50) ? ", `ref`" : "");
    return fmt::format("replace index {} of {}", index, name);
  }
  std::string checks(MysqlScriptTable& t, const std::string& name) {
    if (t.checks.empty() || chance(40)) return add_check(s_, name), "add a check to " + name;
    auto at = t.checks.begin();
    if (chance(40)) return t.checks.erase(at), "drop a check of " + name;
    at->second = fmt::format("(`n` > {}){}", r_.between(-20, -10), !maria_ && chance(50) ? " NOT ENFORCED" : "");
    return "change a check of " + name;
  }
  std::string references(MysqlScriptTable& t, const std::string& name) {
    if (t.references.empty()) return add_reference(s_, name), "add a foreign key to " + name;
    const std::string key = t.references.begin()->first;
    if (chance(50)) {
      t.references.erase(key);
      t.indexes.erase(key);
      return "drop a foreign key of " + name;
    }
    std::string& definition = t.references[key];
    definition =
        definition.substr(0, definition.find(" ON ")) + word({"", " ON DELETE CASCADE", " ON DELETE SET NULL"});
    return "change a foreign key of " + name;
  }
  std::string repartition(MysqlScriptTable& t, const std::string& name) {
    const auto referred = [&] {
      return std::any_of(s_.tables.begin(), s_.tables.end(), [&](const auto& other) {
        return std::any_of(other.second.references.begin(), other.second.references.end(),
                           [&](const auto& k) { return names_it(k.second, name); });
      });
    };
    const bool odd = std::any_of(t.indexes.begin(), t.indexes.end(), [](const auto& i) {
      return i.second.starts_with("UNIQUE") || i.second.starts_with("FULLTEXT");
    });
    if (odd || !t.references.empty() || referred()) return {};
    t.partitions = chance(30) ? "" : partitions();
    return "divide " + name;
  }
  std::string change_object() {
    auto& objects = chance(50) ? s_.views : s_.code;
    if (objects.empty()) return {};
    auto at = std::next(objects.begin(), static_cast<std::ptrdiff_t>(r_.below(objects.size())));
    const std::string name = at->first;
    if (chance(50)) return objects.erase(at), "drop " + name;
    const std::size_t digit = at->second.rfind("+ ");
    if (digit == std::string::npos) return {};
    char& n = at->second[digit + 2];
    n = n == '9' ? '1' : '9';
    return "change " + name;
  }

  Random r_;
  bool tidb_, maria_;
  MysqlScript s_;
  int names_ = 0;
};

}  // namespace

std::string MysqlScript::sql() const {
  std::string out;
  // Foreign keys come last: tables may refer to each other in any order.
  for (const auto& [name, t] : tables) {
    MysqlScriptTable plain = t;
    plain.references.clear();
    out += create(name, plain) + ";\n";
  }
  for (const auto& [name, t] : tables)
    for (const auto& [key, definition] : t.references)
      out += fmt::format("ALTER TABLE `{}` ADD CONSTRAINT `{}` {};\n", name, key, definition);
  for (const auto* objects : {&sequences, &views, &code})
    for (const auto& [name, statement] : *objects) out += statement + ";\n";
  return out;
}

MysqlPair make_mysql_pair(std::string_view flavour, std::uint64_t seed) { return Maker(flavour, seed).make(seed); }

}  // namespace plumb::test
