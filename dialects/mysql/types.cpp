#include "plumb/dialects/mysql/types.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "plumb/core/base/text.h"
#include "plumb/dialects/mysql/charsets.h"

namespace plumb::mysql {
namespace {

struct Alias {
  std::string_view from, to;
};
constexpr std::array kAliases = {
    Alias{"integer", "int"},
    Alias{"int1", "tinyint"},
    Alias{"int2", "smallint"},
    Alias{"int3", "mediumint"},
    Alias{"int4", "int"},
    Alias{"int8", "bigint"},
    Alias{"middleint", "mediumint"},
    Alias{"dec", "decimal"},
    Alias{"numeric", "decimal"},
    Alias{"fixed", "decimal"},
    Alias{"number", "decimal"},
    Alias{"float4", "float"},
    Alias{"float8", "double"},
    Alias{"double precision", "double"},
    Alias{"real", "double"},
    Alias{"character", "char"},
    Alias{"character varying", "varchar"},
    Alias{"char varying", "varchar"},
    Alias{"varcharacter", "varchar"},
    Alias{"long", "mediumtext"},
    Alias{"long varchar", "mediumtext"},
    Alias{"long character varying", "mediumtext"},
    Alias{"long char varying", "mediumtext"},
    Alias{"long varcharacter", "mediumtext"},
    Alias{"long varbinary", "mediumblob"},
    Alias{"geomcollection", "geometrycollection"},
    Alias{"clob", "longtext"},
};
constexpr std::array kNational = {
    Alias{"nchar", "char"},
    Alias{"national char", "char"},
    Alias{"national character", "char"},
    Alias{"nvarchar", "varchar"},
    Alias{"national varchar", "varchar"},
    Alias{"national varcharacter", "varchar"},
    Alias{"nchar varchar", "varchar"},
    Alias{"nchar varcharacter", "varchar"},
    Alias{"nchar varying", "varchar"},
    Alias{"national char varying", "varchar"},
    Alias{"national character varying", "varchar"},
};

struct Width {
  std::string_view name;
  int bits, plain, unsigned_;  // default display widths
};
constexpr std::array kIntegers = {
    Width{"tinyint", 8, 4, 3}, Width{"smallint", 16, 6, 5}, Width{"mediumint", 24, 9, 8},
    Width{"int", 32, 11, 10},  Width{"bigint", 64, 20, 20},
};

const Width* find_integer(std::string_view name) {
  for (const Width& width : kIntegers)
    if (width.name == name) return &width;
  return nullptr;
}

// The words of a type that are no part of its name.
struct Words {
  std::string base;
  bool is_unsigned = false, zerofill = false;
};

Words split(std::string_view name) {
  Words words;
  for (std::size_t from = 0; from < name.size();) {
    std::size_t to = std::min(name.find(' ', from), name.size());
    const std::string_view word = name.substr(from, to - from);
    if (word == "unsigned")
      words.is_unsigned = true;
    else if (word == "zerofill")
      words.zerofill = words.is_unsigned = true;
    else if (word != "signed" && !word.empty()) {
      if (!words.base.empty()) words.base += ' ';
      words.base += word;
    }
    from = to + 1;
  }
  return words;
}

void resolve_alias(Words& words, TypeFacts& facts) {
  for (const Alias& alias : kAliases)
    if (words.base == alias.from) {
      words.base = alias.to;
      return;
    }
  for (const Alias& alias : kNational)
    if (words.base == alias.from) {
      words.base = alias.to;
      facts.national = true;
      return;
    }
}

void canonical_integer(Words& words, Type& type, const Width& width, const Target& target, const Flavour& flavour) {
  const bool keeps = flavour.keeps_widths || (target.flavour == "mysql" && target.version < Version{8, 0, 19});
  if (words.zerofill) {
    if (type.args.empty()) type.args = {std::to_string(width.unsigned_)};
    return;
  }
  const bool flag = width.bits == 8 && type.args.size() == 1 && type.args[0] == "1" &&
                    (!words.is_unsigned || flavour.keeps_unsigned_flag);
  if (flag) return;
  if (!keeps)
    type.args.clear();
  else if (type.args.empty())
    type.args = {std::to_string(words.is_unsigned ? width.unsigned_ : width.plain)};
}

// TEXT(n) and BLOB(n) are the smallest type that holds as much.
void canonical_lob(Words& words, Type& type, int bytes) {
  if (type.args.empty()) return;
  const double size = std::strtod(type.args[0].c_str(), nullptr) * bytes;
  type.args.clear();
  if (size < 256)
    words.base = "tiny" + words.base;
  else if (size < 65536)
    return;
  else if (size < 16777216)
    words.base = "medium" + words.base;
  else
    words.base = "long" + words.base;
}

void canonical_precision(Words& words, Type& type) {
  if (words.base == "decimal") {
    if (type.args.empty()) type.args = {"10"};
    if (type.args.size() == 1) type.args.push_back("0");
  } else if (words.base == "float" && type.args.size() == 1) {
    if (std::atoi(type.args[0].c_str()) > 24) words.base = "double";
    type.args.clear();
  } else if (words.base == "datetime" || words.base == "timestamp" || words.base == "time") {
    if (type.args.size() == 1 && type.args[0] == "0") type.args.clear();
  } else if (words.base == "year") {
    type.args.clear();
  } else if (words.base == "bit" || words.base == "char" || words.base == "binary") {
    if (type.args.empty()) type.args = {"1"};
  }
}

void canonical_labels(Type& type) {
  for (std::string& label : type.args)  // blanks at the end of a label are no part of it
    label.erase(label.find_last_not_of(' ') + 1);
}

}  // namespace

std::string_view base_name(const Type& type) { return std::string_view(type.name).substr(0, type.name.find(' ')); }

bool has_word(const Type& type, std::string_view word) {
  const std::size_t at = type.name.find(word);
  return at != std::string::npos && at > 0 && type.name[at - 1] == ' ';
}

bool holds_text(const Type& type) {
  const std::string_view name = type.name;
  return name == "varchar" || name == "char" || name == "text" || name == "enum" || name == "set" ||
         name == "longtext" || name == "mediumtext" || name == "tinytext";
}

Values values_of(const Type& type) {
  const std::string_view name = base_name(type);
  if (find_integer(name)) return Values::Integer;
  if (name == "decimal") return Values::Decimal;
  if (name == "float") return Values::Float;
  if (name == "double") return Values::Double;
  if (name == "bit") return Values::Bits;
  if (name == "enum") return Values::Enum;
  if (name == "set") return Values::Set;
  if (holds_text(type)) return Values::Text;
  if (name == "binary" || name == "varbinary" || (name.size() >= 4 && name.substr(name.size() - 4) == "blob"))
    return Values::Bytes;
  if (name == "date") return Values::Date;
  if (name == "time") return Values::Time;
  if (name == "datetime" || name == "timestamp") return Values::Timestamp;
  if (name == "year") return Values::Year;
  if (name == "json") return Values::Json;
  return Values::Other;
}

TypeFacts canonical_type(Type& type, std::string_view charset, const Target& target, const Flavour& flavour) {
  TypeFacts facts;
  type.written = {};
  Words words = split(type.name);
  resolve_alias(words, facts);
  if (words.base == "serial") {
    words.base = "bigint";
    words.is_unsigned = facts.serial = true;
  }
  if (words.base == "bool" || words.base == "boolean") {
    words.base = "tinyint";
    type.args = {"1"};
  }
  if (words.base == "json" && flavour.json_is_text) {
    words.base = "longtext";
    facts.json_check = true;
  }
  if (const Width* width = find_integer(words.base))
    canonical_integer(words, type, *width, target, flavour);
  else if (words.base == "text")
    canonical_lob(words, type, bytes_per_character(charset));
  else if (words.base == "blob")
    canonical_lob(words, type, 1);
  else if (words.base == "enum" || words.base == "set")
    canonical_labels(type);
  else
    canonical_precision(words, type);
  if (charset == "binary") {
    if (words.base == "char")
      words.base = "binary";
    else if (words.base == "varchar")
      words.base = "varbinary";
    else if (words.base.size() >= 4 && words.base.substr(words.base.size() - 4) == "text")
      words.base.replace(words.base.size() - 4, 4, "blob");
  }
  type.name = words.base;
  if (words.is_unsigned) type.name += " unsigned";
  if (words.zerofill) type.name += " zerofill";
  return facts;
}

}  // namespace plumb::mysql
