// What a user types becomes a source.
#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/db/url.h"
#include "plumb/core/migrate/directory.h"
#include "plumb/tools/libplumb/plumb.h"
#include "plumb/tools/libplumb/registry.h"

namespace plumb {
namespace {

namespace fs = std::filesystem;

bool is_folder(const std::string& path) {
  std::error_code failed;
  return fs::is_directory(path, failed);
}

bool is_sqlite_file(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return false;
  std::array<char, 16> head{};
  const std::size_t size = std::fread(head.data(), 1, head.size(), file);
  std::fclose(file);
  return std::string_view(head.data(), size) == std::string_view("SQLite format 3\0", 16);
}

/// `mysql:path.sql`: the dialect of one source. `sqlite:x` is a database unless `x` is SQL.
std::optional<std::pair<std::string, std::string>> prefixed(std::string_view typed) {
  const std::size_t colon = typed.find(':');
  if (colon == std::string_view::npos || typed.substr(colon + 1).starts_with("//")) return std::nullopt;
  const std::string word = lower(typed.substr(0, colon));
  std::string path(typed.substr(colon + 1));
  for (const std::string& flavour : known_flavours()) {
    const bool same = word == flavour || (flavour == "postgres" && word == "postgresql");
    if (!same) continue;
    if (flavour == "sqlite" && !lower(path).ends_with(".sql") && !is_folder(path) && path != "-") return std::nullopt;
    return std::pair(flavour, std::move(path));
  }
  return std::nullopt;
}

}  // namespace

Source Source::named(std::string_view typed) {
  if (typed.empty()) {
    throw Error(Code::Usage, "an empty source: give a file, a folder, a database address or `-`");
  }
  if (auto parts = prefixed(typed)) {
    return is_folder(parts->second) ? folder(parts->second, parts->first) : file(parts->second, parts->first);
  }
  if (looks_like_url(typed)) return url(std::string(typed));
  std::string path(typed);
  if (is_folder(path)) return folder(std::move(path));
  if (is_sqlite_file(path)) return url(std::move(path));
  return file(std::move(path));
}

Source Source::file(std::string path, std::string dialect) { return files({std::move(path)}, std::move(dialect)); }

Source Source::folder(std::string path, std::string dialect) {
  const bool migrations = is_migrations_directory(path);
  Source out = files({std::move(path)}, std::move(dialect));
  if (migrations) out.kind_ = Kind::Migrations;
  return out;
}

Source Source::files(std::vector<std::string> paths, std::string dialect) {
  Source out;
  out.kind_ = Kind::Files;
  out.name_ = join(paths, ", ");
  if (out.name_ == "-") out.name_ = "<stdin>";
  out.paths_ = std::move(paths);
  if (!dialect.empty()) out.dialect_ = flavour_named(dialect);
  return out;
}

Source Source::text(std::string sql, std::string name, std::string dialect) {
  Source out;
  out.kind_ = Kind::Text;
  out.text_ = std::move(sql);
  out.name_ = std::move(name);
  if (!dialect.empty()) out.dialect_ = flavour_named(dialect);
  return out;
}

Source Source::url(std::string address) {
  Source out;
  out.kind_ = Kind::Url;
  const std::string trimmed(trim(address));
  // A path is an SQLite file. With an @ it is more likely an address without its scheme, and may hold a password.
  const bool is_path = !trimmed.empty() && !looks_like_url(trimmed) && trimmed.find('@') == std::string::npos;
  out.text_ = is_path ? "sqlite://" + trimmed : trimmed;
  out.name_ = is_path ? trimmed : parse_url(out.text_).display();
  return out;
}

Source Source::session(plumb::Session& connection) {
  Source out;
  out.kind_ = Kind::Session;
  out.session_ = &connection;
  out.name_ = "the connection";
  return out;
}

std::string Source::display() const { return kind_ == Kind::Empty ? "nothing" : name_; }

}  // namespace plumb
