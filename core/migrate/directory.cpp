#include "plumb/core/migrate/directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <map>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer.h"

namespace plumb {
namespace {

namespace fs = std::filesystem;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view without_zeros(std::string_view digits) {
  const std::size_t at = std::min(digits.find_first_not_of('0'), digits.size());
  return digits.substr(at);
}

/// "20250612_add_x.sql" → version and title; no version where the name does not start with digits.
void name_parts(MigrationFile& file) {
  std::string_view stem = file.name;
  stem.remove_suffix(4);
  std::size_t digits = 0;
  while (digits < stem.size() && is_digit(stem[digits])) ++digits;
  file.version = std::string(stem.substr(0, digits));
  stem.remove_prefix(digits);
  while (!stem.empty() && (stem.front() == '_' || stem.front() == '-')) stem.remove_prefix(1);
  file.title = std::string(stem);
}

std::vector<fs::path> sql_files(const std::string& directory) {
  std::error_code failed;
  std::vector<fs::path> found;
  for (fs::directory_iterator at(directory, failed), end; !failed && at != end; at.increment(failed)) {
    const std::string name = at->path().filename().string();
    if (at->path().extension() == ".sql" && name != kSnapshotFile && !at->is_directory()) found.push_back(at->path());
  }
  if (failed) {
    throw Error(Code::Usage,
                fmt::format("the migrations folder `{}` cannot be read: {}", directory, lower(failed.message())));
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

const MigrationFile* MigrationsDirectory::find(std::string_view version) const {
  auto at = std::find_if(files.begin(), files.end(), [&](const MigrationFile& f) { return f.version == version; });
  return at == files.end() ? nullptr : &*at;
}

bool version_less(std::string_view a, std::string_view b) {
  const std::string_view x = without_zeros(a), y = without_zeros(b);
  return x.size() != y.size() ? x.size() < y.size() : x < y;
}

bool is_migrations_directory(const std::string& path) {
  std::error_code failed;
  return fs::is_directory(path, failed) && fs::exists(fs::path(path) / kSumsFile, failed);
}

Sums read_sums(const std::string& directory) {
  const std::string path = (fs::path(directory) / kSumsFile).string();
  return parse_sums(read_text_file(path), path);
}

std::string read_sums_flavour(const std::string& directory) {
  const std::string text = read_text_file((fs::path(directory) / kSumsFile).string());
  const std::string_view line = trim(std::string_view(text).substr(0, text.find('\n')));
  constexpr std::string_view start = "plumb.sum 1 ";
  return line.starts_with(start) ? std::string(trim(line.substr(start.size()))) : std::string();
}

MigrationsDirectory read_directory(const std::string& path, const Syntax& syntax, Diagnostics& diagnostics,
                                   bool with_sums) {
  MigrationsDirectory out;
  out.path = path;
  std::error_code failed;
  if (with_sums && fs::exists(fs::path(path) / kSumsFile, failed)) out.sums = read_sums(path);
  for (const fs::path& at : sql_files(path)) {
    MigrationFile file;
    file.path = at.string();
    file.name = at.filename().string();
    name_parts(file);
    file.text = read_text_file(file.path);
    file.source = diagnostics.add_source(file.path, file.text);
    if (file.version.empty()) {
      diagnostics.error("migration-name",
                        fmt::format("`{}` has no version: a migration is called like 20250612093000_add_invoices.sql; "
                                    "move other files out of the migrations folder",
                                    visible(file.name)),
                        Origin{file.source, 0, 0});
      continue;
    }
    find_sections(file, diagnostics);
    file.checksum = sql::token_checksum(file.text, syntax);
    out.files.push_back(std::move(file));
  }
  std::stable_sort(out.files.begin(), out.files.end(),
                   [](const MigrationFile& a, const MigrationFile& b) { return version_less(a.version, b.version); });
  for (std::size_t i = 1; i < out.files.size(); ++i) {
    const MigrationFile &a = out.files[i - 1], &b = out.files[i];
    if (version_less(a.version, b.version)) continue;
    diagnostics.error("migration-version",
                      fmt::format("`{}` and `{}` have the same version: give the later one another", a.name, b.name),
                      Origin{b.source, 0, 0});
  }
  const fs::path snapshot = fs::path(path) / kSnapshotFile;
  if (fs::exists(snapshot, failed)) out.snapshot = read_text_file(snapshot.string());
  return out;
}

Integrity integrity_of(const MigrationsDirectory& directory) {
  Integrity out;
  std::map<std::string_view, const MigrationFile*> files;
  for (const MigrationFile& f : directory.files) files[f.name] = &f;
  std::string_view last;
  for (const Sums::Entry& e : directory.sums.entries) {
    auto at = files.find(e.name);
    if (at == files.end()) {
      out.missing.push_back(e.name);
      continue;
    }
    if (at->second->checksum != e.checksum) out.changed.push_back(e.name);
    const std::string_view version = at->second->version;
    if (!last.empty() && version_less(version, last)) {
      out.misplaced.push_back(e.name);
    } else {
      last = version;
    }
    files.erase(at);
  }
  for (const MigrationFile& f : directory.files) {
    if (files.count(f.name) != 0) out.unlisted.push_back(f.name);
  }
  return out;
}

Sums sums_of(const MigrationsDirectory& directory) {
  Sums out;
  out.flavour = directory.sums.flavour;
  for (const MigrationFile& f : directory.files) out.add(f.name, f.checksum);
  return out;
}

std::string print(const SnapshotMark& mark) {
  return fmt::format("-- plumb.snapshot 1 {} {}: the whole schema behind the last migration, written by plumb\n",
                     mark.version, mark.chain);
}

std::optional<SnapshotMark> snapshot_mark(std::string_view snapshot) {
  constexpr std::string_view start = "-- plumb.snapshot 1 ";
  if (!snapshot.starts_with(start)) return std::nullopt;
  snapshot = snapshot.substr(start.size(), snapshot.find('\n') - start.size());
  const std::size_t blank = snapshot.find(' '), colon = snapshot.find(':');
  if (blank == std::string_view::npos || colon == std::string_view::npos || colon < blank) return std::nullopt;
  return SnapshotMark{std::string(snapshot.substr(0, blank)),
                      std::string(snapshot.substr(blank + 1, colon - blank - 1))};
}

std::string file_title(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool keep = is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    if (keep) {
      out += lower(c);
    } else if (!out.empty() && out.back() != '_') {
      out += '_';
    }
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  if (out.size() > 100) out.resize(100);
  if (out.empty()) {
    throw Error(Code::Usage, "a migration needs a name that says what it does: `plumb generate add_invoices`");
  }
  return out;
}

std::string next_version(const MigrationsDirectory& directory, std::int64_t seconds_since_epoch) {
  const std::time_t seconds = static_cast<std::time_t>(seconds_since_epoch);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::string version = fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                                    utc.tm_hour, utc.tm_min, utc.tm_sec);
  if (directory.files.empty() || version_less(directory.files.back().version, version)) return version;
  version = directory.files.back().version;
  std::size_t at = version.size();
  while (at > 0 && version[at - 1] == '9') version[--at] = '0';
  if (at == 0) return "1" + version;
  ++version[at - 1];
  return version;
}

}  // namespace plumb
