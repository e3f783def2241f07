#include "plumb/dialects/mysql/flavours.h"

#include <array>

#include "plumb/core/base/error.h"
#include "plumb/dialects/mysql/syntax.h"

namespace plumb::mysql {
namespace {

constexpr Flavour mysql_flavour() {
  Flavour f;
  f.name = "mysql";
  f.newest = {8, 4, 0};
  f.charset = "utf8mb4";
  f.collation = "utf8mb4_0900_ai_ci";
  f.utf8 = "utf8mb3";
  return f;
}

constexpr Flavour tidb_flavour() {
  Flavour f;
  f.name = "tidb";
  f.newest = {8, 5, 0};
  f.charset = "utf8mb4";
  f.collation = "utf8mb4_bin";
  f.utf8 = "utf8";
  f.bin_collations = true;
  f.keeps_unsigned_flag = true;
  f.one_engine = true;
  f.keeps_descending = false;
  f.clustered_keys = true;
  f.now_is_timestamp = true;
  f.fulltext = false;
  f.keeps_check_option = false;
  f.lists_view_columns = true;
  f.asks_for_algorithms = false;
  f.one_change_a_statement = true;
  f.checks_are_constraints = true;
  f.stored_code = false;
  f.sequences = true;
  return f;
}

constexpr Flavour mariadb_flavour() {
  Flavour f;
  f.name = "mariadb";
  f.newest = {11, 4, 0};
  f.charset = "utf8mb4";
  f.collation = "utf8mb4_general_ci";
  f.utf8 = "utf8mb3";
  f.keeps_widths = true;
  f.keeps_unsigned_flag = true;
  f.json_is_text = true;
  f.plain_defaults = true;
  f.now_is_timestamp = true;
  f.restrict_is_default = true;
  f.checks_have_columns = true;
  f.true_is_one = true;
  f.cuts_texts = true;
  f.keeps_view_locks = true;
  f.folds_view_columns = true;
  f.ignores_indexes = true;
  f.renames_in_expressions = true;
  f.checks_are_constraints = true;
  f.replaces_code = true;
  f.sequences = true;
  f.expression_keys = false;
  f.database_comments = true;
  return f;
}

constexpr std::array kFlavours = {mysql_flavour(), tidb_flavour(), mariadb_flavour()};

Syntax make_syntax(const Flavour& flavour) {
  Syntax s;
  s.name = flavour.name;
  s.grammar.mysql = true;
  s.grammar.tidb = flavour.name == "tidb";
  s.grammar.mariadb = flavour.name == "mariadb";
  s.quote = '`';
  s.backtick_names = true;
  s.double_quoted_strings = true;
  s.backslash_escapes = true;
  s.hash_comments = true;
  s.dashes_need_blank = true;
  s.versioned_comments = true;
  s.delimiter_command = true;
  s.names_ignore_case = true;
  s.index_names_per_table = true;
  s.name_length = 64;
  // TiDB takes the code of every version: it answers 8.0.11 and has most of what came later.
  if (!s.grammar.tidb) {
    const Version& v = flavour.newest;
    s.server_version = static_cast<std::uint32_t>(v.major * 10000 + v.minor * 100 + v.patch);
  }
  return s;
}

}  // namespace

const Flavour* find_flavour(std::string_view name) {
  for (const Flavour& flavour : kFlavours)
    if (flavour.name == name) return &flavour;
  return nullptr;
}

const Flavour& flavour(std::string_view name) {
  if (const Flavour* found = find_flavour(name)) return *found;
  throw Error(Code::Usage, "`" + std::string(name) + "` is no flavour of MySQL; say mysql, tidb or mariadb");
}

const Syntax& syntax(std::string_view name) {
  static const std::array<Syntax, kFlavours.size()> all = {make_syntax(kFlavours[0]), make_syntax(kFlavours[1]),
                                                           make_syntax(kFlavours[2])};
  return all[static_cast<std::size_t>(&flavour(name) - kFlavours.data())];
}

}  // namespace plumb::mysql
