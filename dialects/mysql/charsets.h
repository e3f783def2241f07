// Charsets and collations: which belongs to which, and what stands for another name.
#pragma once

#include <string>
#include <string_view>

#include "plumb/dialects/mysql/flavours.h"

namespace plumb::mysql {

/// `utf8` and `utf8mb3` are one charset, called as the flavour calls it; so with `utf8_…`
/// collations.
std::string charset_as_stored(std::string_view charset, const Flavour& flavour);
std::string collation_as_stored(std::string_view collation, const Flavour& flavour);

/// "utf8mb4_bin" → "utf8mb4".
std::string charset_of(std::string_view collation);
/// The collation that a charset has where none is said.
std::string default_collation(std::string_view charset, const Flavour& flavour);
/// Most bytes of one character.
int bytes_per_character(std::string_view charset);
/// Comparisons under it do not tell case apart.
bool ignores_case(std::string_view collation);

}  // namespace plumb::mysql
