// From an address to an open SQLite connection. SQLite itself opens lazily and says "unable to open
// database file" or "file is not a database" at the first statement, so we look at the file first.
#include "plumb/backends/sqlite3/open.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>

#include "plumb/backends/sqlite3/error.h"
#include "plumb/core/base/text.h"

namespace plumb::sqlite3 {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic{"SQLite format 3\0", 16};

[[noreturn]] void refuse(std::string text) { throw Error(Code::Connection, std::move(text)); }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char folded = lower(c);
  return folded >= 'a' && folded <= 'f' ? folded - 'a' + 10 : -1;
}

/// The file that an address speaks of; empty for memory. `uri` is SQLite's own form,
/// `file:path?mode=ro`.
std::string path_of(std::string_view uri) {
  const std::string_view query =
      uri.find('?') == std::string_view::npos ? "" : uri.substr(uri.find('?'));
  if (query.find("mode=memory") != std::string_view::npos) return {};
  std::string_view path = uri.substr(5, uri.find_first_of("?#", 5) - 5);
  if (path.starts_with("//"))
    path = path.substr(std::min(path.find('/', 2), path.size()));  // file://host/path
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const int high = path[i] == '%' && i + 2 < path.size() ? hex_value(path[i + 1]) : -1;
    const int low = high < 0 ? -1 : hex_value(path[i + 2]);
    if (low < 0) {
      out += path[i];
    } else {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out == ":memory:" ? std::string() : out;
}

// As the effective user, which is who opens the file.
bool may(const char* path, int mode) { return ::faccessat(AT_FDCWD, path, mode, AT_EACCESS) == 0; }

std::string reason(int error) { return lower(std::generic_category().message(error)); }

/// What the file's first bytes say: its journal mode, and refusals where it is no database.
enum class Journal { Rollback, Wal };
Journal check_header(const std::string& path) {
  std::array<char, 100> header{};
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) refuse(fmt::format("`{}` cannot be read: {}", path, reason(errno)));
  const std::size_t size = std::fread(header.data(), 1, header.size(), file);
  const bool failed = std::ferror(file) != 0;
  const int error = errno;
  std::fclose(file);
  if (failed) refuse(fmt::format("`{}` cannot be read: {}", path, reason(error)));
  const std::string_view bytes(header.data(), size);
  if (bytes.empty()) return Journal::Rollback;  // an empty file is an empty database
  if (!bytes.starts_with(magic)) {
    const bool is_text = bytes.find('\0') == std::string_view::npos &&
                         is_valid_utf8(bytes.substr(0, size - std::min<std::size_t>(size, 3)));
    refuse(fmt::format(
        "`{}` is not an SQLite database: {}", path,
        is_text ? "it holds text; a file of SQL is named by its path alone, without sqlite://"
                : "its first bytes are not SQLite's; it is of another kind, or encrypted"));
  }
  return size > 18 && header[18] == 2 ? Journal::Wal : Journal::Rollback;
}

/// Refuses what SQLite would fail on with less to say.
Journal check_file(const std::string& path, const Options& options) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    if (errno != ENOENT) refuse(fmt::format("`{}` cannot be read: {}", path, reason(errno)));
    if (options.read_only || !options.create) refuse(fmt::format("`{}` does not exist", path));
    const fs::path parent = fs::path(path).parent_path();
    const std::string folder = parent.empty() ? "." : parent.native();
    if (!may(folder.c_str(), F_OK)) {
      refuse(fmt::format("`{}` cannot be made: the folder `{}` does not exist", path, folder));
    }
    if (!may(folder.c_str(), W_OK | X_OK)) {
      refuse(
          fmt::format("`{}` cannot be made: you may not write to the folder `{}`", path, folder));
    }
    return Journal::Rollback;
  }
  if (S_ISDIR(info.st_mode)) refuse(fmt::format("`{}` is a folder, not an SQLite database", path));
  if (!S_ISREG(info.st_mode)) refuse(fmt::format("`{}` is not a regular file", path));
  return check_header(path);
}

/// A database in WAL mode needs its shared memory even to be read. Where that cannot be made (a
/// folder that one may only read) and no log waits to be read, the file cannot change either, and
/// is read as it is.
bool must_be_immutable(const std::string& path) {
  if (may((path + "-shm").c_str(), F_OK)) return false;
  struct stat log {};
  if (::stat((path + "-wal").c_str(), &log) == 0 && log.st_size > 0) return false;
  const fs::path parent = fs::path(path).parent_path();
  return !may(parent.empty() ? "." : parent.c_str(), W_OK);
}

std::string as_uri(std::string_view path, std::string_view query) {
  std::string out = path.starts_with('/') ? "file://" : "file:";
  for (const char c : path) {
    const bool plain = (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '/' ||
                       c == '.' || c == '-' || c == '_';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out + std::string(query);
}

}  // namespace

::sqlite3* open_file(const Url& url, const Options& options) {
  const bool is_uri = url.scheme == "file";
  const std::string path = is_uri                   ? path_of(url.path)
                           : url.path == ":memory:" ? std::string()
                                                    : url.path;
  std::string name = url.path;
  int flags = SQLITE_OPEN_NOMUTEX | (is_uri ? SQLITE_OPEN_URI : 0);
  flags |= options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (options.create && !options.read_only) flags |= SQLITE_OPEN_CREATE;
  if (path.empty()) {
    flags |= SQLITE_OPEN_CREATE;  // memory is always made
  } else {
    const Journal journal = check_file(path, options);
    if (journal == Journal::Wal && options.read_only && !is_uri && must_be_immutable(path)) {
      name = as_uri(path, "?immutable=1");
      flags |= SQLITE_OPEN_URI;
    } else if (!is_uri && (name.starts_with("file:"))) {
      name = "./" +
             name;  // a library built with USE_URI would take a plain name of this form for a URI
    }
  }
  ::sqlite3* connection = nullptr;
  if (sqlite3_open_v2(name.c_str(), &connection, flags, nullptr) != SQLITE_OK) {
    const std::string said = connection == nullptr ? "out of memory" : sqlite3_errmsg(connection);
    const int code = connection == nullptr ? SQLITE_NOMEM : sqlite3_extended_errcode(connection);
    sqlite3_close_v2(connection);
    throw Error(Code::Connection,
                fmt::format("`{}` cannot be opened: {}", path.empty() ? url.display() : path, said))
        .sql({}, code_name(code));
  }
  return connection;
}

}  // namespace plumb::sqlite3
