// Text: ASCII case folding as SQL keywords and names need it, UTF-8 for people, files.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace plumb {

/// ASCII only, as the servers fold keywords and (SQLite) names. Other bytes stay as they are.
std::string lower(std::string_view text);
std::string upper(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view trim(std::string_view text);  ///< blanks, tabs, line ends
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string replace_all(std::string_view text, std::string_view what, std::string_view with);

/// For a terminal and a message: control characters and invalid UTF-8 as \xNN, tabs as one blank.
std::string visible(std::string_view text);
/// Columns that `text` takes on a terminal, near enough: code points without combining marks.
std::size_t display_width(std::string_view text);
bool is_valid_utf8(std::string_view text);

/// A whole file. Throws Error(Usage) that says why it cannot be read. A UTF-8 byte-order mark is taken
/// off; UTF-16 and NUL bytes are refused with what they look like.
std::string read_text_file(const std::string& path);
/// Writes beside the file and renames over it, so that a reader sees the old text or the new one.
void write_file(const std::string& path, std::string_view text);

/// SHA-256 in lower-case hex.
std::string sha256(std::string_view data);

/// The same piece by piece, for what need not be in memory as a whole.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(std::string_view data);
  std::string hex() &&;

 private:
  void* context_;
};

/// Edit distance, for "did you mean".
std::size_t edit_distance(std::string_view a, std::string_view b);
/// The candidate nearest to `name`, empty where none is near.
std::string_view nearest(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace plumb
