#include "plumb/core/base/text.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include "plumb/core/base/error.h"

namespace plumb {
namespace {

bool continuation(unsigned char c) { return (c & 0xC0) == 0x80; }

// Bytes of the UTF-8 character at `at`; 0 where it is not valid (overlong forms and surrogates too).
std::size_t utf8_length(std::string_view s, std::size_t at) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned char c = byte(at);
  if (c < 0x80) return 1;
  std::size_t n = c >= 0xF0 && c <= 0xF4 ? 4 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xC2 && c < 0xE0 ? 2 : 0;
  if (!n || at + n > s.size()) return 0;
  for (std::size_t i = 1; i < n; ++i)
    if (!continuation(byte(at + i))) return 0;
  if (c == 0xE0 && byte(at + 1) < 0xA0) return 0;
  if (c == 0xED && byte(at + 1) > 0x9F) return 0;
  if (c == 0xF0 && byte(at + 1) < 0x90) return 0;
  if (c == 0xF4 && byte(at + 1) > 0x8F) return 0;
  return n;
}

}  // namespace

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n\f\v";
  const std::size_t from = text.find_first_not_of(blank);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(blank) - from + 1);
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i) out += separator;
    out += parts[i];
  }
  return out;
}

std::string replace_all(std::string_view text, std::string_view what, std::string_view with) {
  std::string out;
  for (std::size_t at = 0;;) {
    const std::size_t next = what.empty() ? std::string_view::npos : text.find(what, at);
    out += text.substr(at, next == std::string_view::npos ? next : next - at);
    if (next == std::string_view::npos) return out;
    out += with;
    at = next + what.size();
  }
}

std::string visible(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t n = utf8_length(text, i);
    const auto c = static_cast<unsigned char>(text[i]);
    if (n == 1 && c == '\t')
      out += ' ';
    else if (n == 0 || (n == 1 && (c < 0x20 || c == 0x7F)))
      out += fmt::format("\\x{:02x}", c);
    else
      out += text.substr(i, n);
    i += n ? n : 1;
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (continuation(c)) continue;
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
    const bool combining = c == 0xCC || (c == 0xCD && next < 0xB0);  // U+0300 to U+036F
    width += !combining;
  }
  return width;
}

bool is_valid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t n = utf8_length(text, i);
    if (!n) return false;
    i += n;
  }
  return true;
}

std::string read_text_file(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode))
    throw Error(Code::Usage, fmt::format("cannot read `{}`: it is a folder", path));
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!file) throw Error(Code::Usage, fmt::format("cannot read `{}`: {}", path, std::strerror(errno)));
  std::string text;
  if (info.st_size > 0) text.reserve(static_cast<std::size_t>(info.st_size) + 1);
  char buffer[1 << 16];
  while (std::size_t n = std::fread(buffer, 1, sizeof buffer, file.get())) text.append(buffer, n);
  if (std::ferror(file.get()))
    throw Error(Code::Usage, fmt::format("cannot read `{}`: {}", path, std::strerror(errno)));
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    throw Error(Code::BadSchema, fmt::format("`{}` is UTF-16 text; save it as UTF-8", path));
  return text;
}

void write_file(const std::string& path, std::string_view text) {
  const std::string beside = path + fmt::format(".{}.tmp", ::getpid());
  auto fail = [&](const char* what) {
    const std::string why = std::strerror(errno);
    ::unlink(beside.c_str());
    throw Error(Code::Usage, fmt::format("cannot {} `{}`: {}", what, path, why));
  };
  {
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(beside.c_str(), "wb"), std::fclose);
    if (!file) fail("write");
    if (std::fwrite(text.data(), 1, text.size(), file.get()) != text.size()) fail("write");
    if (std::fflush(file.get()) != 0 || ::fsync(::fileno(file.get())) != 0) fail("write");
  }
  if (std::rename(beside.c_str(), path.c_str()) != 0) fail("replace");
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  if (!context_ || EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(context_), EVP_sha256(), nullptr) != 1)
    throw Error(Code::Internal, "SHA-256 is not available in the crypto library");
}
Sha256::~Sha256() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_)); }

void Sha256::add(std::string_view data) {
  EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_), data.data(), data.size());
}

std::string Sha256::hex() && {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_), digest, &size);
  std::string out;
  for (unsigned i = 0; i < size; ++i) out += fmt::format("{:02x}", digest[i]);
  return out;
}

std::string sha256(std::string_view data) {
  Sha256 digest;
  digest.add(data);
  return std::move(digest).hex();
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t up = row[j];
      row[j] = std::min({up + 1, row[j - 1] + 1, diagonal + (lower(a[i - 1]) != lower(b[j - 1]))});
      diagonal = up;
    }
  }
  return row[b.size()];
}

std::string_view nearest(std::string_view name, const std::vector<std::string>& candidates) {
  std::string_view best;
  std::size_t distance = name.size() / 3 + 1;
  for (const std::string& c : candidates) {
    if (c.size() > name.size() + 3 || name.size() > c.size() + 3) continue;
    const std::size_t d = edit_distance(name, c);
    if (d < distance || (d == distance && best.empty())) {
      best = c;
      distance = d;
    }
  }
  return best;
}

}  // namespace plumb
