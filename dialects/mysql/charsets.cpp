#include "plumb/dialects/mysql/charsets.h"

#include <array>
#include <utility>

namespace plumb::mysql {
namespace {

struct Charset {
  std::string_view name, collation;
  int bytes;
};
// Default collations of MySQL 8 and MariaDB; the utf8mb4 one is the flavour's own.
constexpr std::array kCharsets = {
    Charset{"armscii8", "armscii8_general_ci", 1}, Charset{"ascii", "ascii_general_ci", 1},
    Charset{"big5", "big5_chinese_ci", 2},         Charset{"binary", "binary", 1},
    Charset{"cp1250", "cp1250_general_ci", 1},     Charset{"cp1251", "cp1251_general_ci", 1},
    Charset{"cp1256", "cp1256_general_ci", 1},     Charset{"cp1257", "cp1257_general_ci", 1},
    Charset{"cp850", "cp850_general_ci", 1},       Charset{"cp852", "cp852_general_ci", 1},
    Charset{"cp866", "cp866_general_ci", 1},       Charset{"cp932", "cp932_japanese_ci", 2},
    Charset{"dec8", "dec8_swedish_ci", 1},         Charset{"eucjpms", "eucjpms_japanese_ci", 3},
    Charset{"euckr", "euckr_korean_ci", 2},        Charset{"gb18030", "gb18030_chinese_ci", 4},
    Charset{"gb2312", "gb2312_chinese_ci", 2},     Charset{"gbk", "gbk_chinese_ci", 2},
    Charset{"geostd8", "geostd8_general_ci", 1},   Charset{"greek", "greek_general_ci", 1},
    Charset{"hebrew", "hebrew_general_ci", 1},     Charset{"hp8", "hp8_english_ci", 1},
    Charset{"keybcs2", "keybcs2_general_ci", 1},   Charset{"koi8r", "koi8r_general_ci", 1},
    Charset{"koi8u", "koi8u_general_ci", 1},       Charset{"latin1", "latin1_swedish_ci", 1},
    Charset{"latin2", "latin2_general_ci", 1},     Charset{"latin5", "latin5_turkish_ci", 1},
    Charset{"latin7", "latin7_general_ci", 1},     Charset{"macce", "macce_general_ci", 1},
    Charset{"macroman", "macroman_general_ci", 1}, Charset{"sjis", "sjis_japanese_ci", 2},
    Charset{"swe7", "swe7_swedish_ci", 1},         Charset{"tis620", "tis620_thai_ci", 1},
    Charset{"ucs2", "ucs2_general_ci", 2},         Charset{"ujis", "ujis_japanese_ci", 3},
    Charset{"utf16", "utf16_general_ci", 4},       Charset{"utf16le", "utf16le_general_ci", 4},
    Charset{"utf32", "utf32_general_ci", 4},       Charset{"utf8", "utf8_general_ci", 3},
    Charset{"utf8mb3", "utf8mb3_general_ci", 3},   Charset{"utf8mb4", {}, 4},
};

const Charset* find(std::string_view name) {
  for (const Charset& charset : kCharsets)
    if (charset.name == name) return &charset;
  return nullptr;
}

bool is_utf8(std::string_view charset) { return charset == "utf8" || charset == "utf8mb3"; }

}  // namespace

std::string charset_as_stored(std::string_view charset, const Flavour& flavour) {
  return std::string(is_utf8(charset) ? flavour.utf8 : charset);
}

std::string charset_of(std::string_view collation) { return std::string(collation.substr(0, collation.find('_'))); }

std::string collation_as_stored(std::string_view collation, const Flavour& flavour) {
  const std::size_t end = collation.find('_');
  if (end == std::string_view::npos || !is_utf8(collation.substr(0, end))) return std::string(collation);
  return std::string(flavour.utf8) + std::string(collation.substr(end));
}

std::string default_collation(std::string_view charset, const Flavour& flavour) {
  if (charset == "binary") return "binary";
  if (charset == flavour.charset) return std::string(flavour.collation);
  if (flavour.bin_collations) return std::string(charset) + "_bin";
  const Charset* found = find(charset);
  return found ? std::string(found->collation) : std::string(charset) + "_general_ci";
}

int bytes_per_character(std::string_view charset) {
  const Charset* found = find(charset);
  return found ? found->bytes : 4;
}

bool ignores_case(std::string_view collation) {
  return collation.size() > 3 && collation.substr(collation.size() - 3) == "_ci";
}

}  // namespace plumb::mysql
