// Rows as the library hands them out, in our form.
#include "plumb/backends/libpq/rows.h"

#include <charconv>
#include <memory>
#include <new>
#include <string_view>

namespace plumb::libpq {
namespace {

constexpr Oid oid_bytea = 17;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// Either of the two forms that bytea_output chooses from.
void read_bytes(std::string_view text, std::string& out) {
  out.clear();
  if (text.starts_with("\\x")) {
    out.reserve(text.size() / 2);
    for (std::size_t i = 2; i + 1 < text.size(); i += 2) {
      out += static_cast<char>(hex_digit(text[i]) * 16 + hex_digit(text[i + 1]));
    }
    return;
  }
  std::size_t size = 0;
  const std::unique_ptr<unsigned char, void (*)(void*)> bytes(
      PQunescapeBytea(reinterpret_cast<const unsigned char*>(text.data()), &size),
      [](void* memory) { PQfreemem(memory); });
  if (!bytes) throw std::bad_alloc();
  out.assign(reinterpret_cast<const char*>(bytes.get()), size);
}

}  // namespace

std::vector<std::string> column_names(const PGresult& result) {
  std::vector<std::string> out;
  for (int i = 0; i < PQnfields(&result); ++i) out.emplace_back(PQfname(&result, i));
  return out;
}

void read_row(const PGresult& result, int row, Row& cells) {
  const int count = PQnfields(&result);
  cells.resize(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    Cell& cell = cells[static_cast<std::size_t>(i)];
    if (PQgetisnull(&result, row, i) != 0) {
      cell.reset();
      continue;
    }
    if (!cell) cell.emplace();
    const std::string_view text(PQgetvalue(&result, row, i), static_cast<std::size_t>(PQgetlength(&result, row, i)));
    if (PQftype(&result, i) == oid_bytea) {
      read_bytes(text, *cell);
    } else {
      cell->assign(text);
    }
  }
}

std::int64_t changed_rows(const PGresult& result) {
  const std::string_view tag = PQcmdStatus(const_cast<PGresult*>(&result));
  const bool only_reads = PQnfields(&result) > 0 && (tag.starts_with("SELECT") || tag.starts_with("FETCH"));
  if (only_reads || tag.starts_with("MOVE")) return 0;
  const std::string_view digits = PQcmdTuples(const_cast<PGresult*>(&result));
  std::int64_t count = -1;
  std::from_chars(digits.data(), digits.data() + digits.size(), count);
  return count;
}

}  // namespace plumb::libpq
