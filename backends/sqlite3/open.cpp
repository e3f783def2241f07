// From an address to an open SQLite connection. SQLite itself opens lazily and says "unable to open
// database file" or "file is not a database" at the first statement, so we look at the file first.
#include "plumb/backends/sqlite3/open.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "plumb/backends/sqlite3/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/db/url_parts.h"

namespace plumb::sqlite3 {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic{"SQLite format 3\0", 16};

[[noreturn]] void refuse(std::string text) { throw Error(Code::Connection, std::move(text)); }

/// The file that an address speaks of; empty for memory. `uri` is SQLite's own form,
/// `file:path?mode=ro`.
std::string path_of(std::string_view uri) {
  const std::string_view query = uri.find('?') == std::string_view::npos ? "" : uri.substr(uri.find('?'));
  if (query.find("mode=memory") != std::string_view::npos) return {};
  std::string_view path = uri.substr(5, uri.find_first_of("?#", 5) - 5);
  if (path.starts_with("//")) path = path.substr(std::min(path.find('/', 2), path.size()));  // file://host/path
  const std::string out = percent_decoded(path);
  return out == ":memory:" ? std::string() : out;
}

// As the effective user, which is who opens the file.
bool may(const char* path, int mode) { return ::faccessat(AT_FDCWD, path, mode, AT_EACCESS) == 0; }

std::string reason(int error) { return lower(std::generic_category().message(error)); }

enum class Journal { Rollback, Wal };

/// What the file's first bytes say: its journal mode, and refusals where it is no database. They
/// are read through SQLite's own handle: POSIX drops every lock that a process has on a file as
/// soon as the process closes any descriptor of it, so opening and closing the file beside SQLite
/// would break the transaction of another connection of the same program.
Journal check_header(::sqlite3* connection, const std::string& path) {
  ::sqlite3_file* file = nullptr;
  sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (file == nullptr || file->pMethods == nullptr) return Journal::Rollback;
  ::sqlite3_int64 size = 0;
  std::array<char, 100> header{};
  const int code = file->pMethods->xFileSize(file, &size);
  if (code == SQLITE_OK && size == 0) return Journal::Rollback;  // an empty file is an empty database
  const int wanted = static_cast<int>(std::min<::sqlite3_int64>(size, header.size()));
  if (code != SQLITE_OK || file->pMethods->xRead(file, header.data(), wanted, 0) != SQLITE_OK) {
    refuse(fmt::format("`{}` cannot be read", path));
  }
  const std::string_view bytes(header.data(), static_cast<std::size_t>(wanted));
  if (!bytes.starts_with(magic)) {
    // A program that was killed while it wrote the first page leaves a journal, from which SQLite takes the
    // file back to what it was.
    std::error_code failed;
    const auto journal = fs::file_size(path + "-journal", failed);
    if (!failed && journal > 0) return Journal::Rollback;
    // Three bytes less: the cut may fall inside a character.
    const std::string_view whole = bytes.substr(0, bytes.size() - std::min<std::size_t>(bytes.size(), 3));
    const bool is_text = bytes.find('\0') == std::string_view::npos && is_valid_utf8(whole);
    refuse(fmt::format("`{}` is not an SQLite database: {}", path,
                       is_text ? "it holds text; a file of SQL is named by its path alone, without sqlite://"
                               : "its first bytes are not SQLite's; it is of another kind, or encrypted"));
  }
  return bytes.size() > 18 && bytes[18] == 2 ? Journal::Wal : Journal::Rollback;
}

/// Refuses what SQLite would fail on with less to say.
void check_file(const std::string& path, const Options& options) {
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
      refuse(fmt::format("`{}` cannot be made: you may not write to the folder `{}`", path, folder));
    }
    return;
  }
  if (S_ISDIR(info.st_mode)) refuse(fmt::format("`{}` is a folder, not an SQLite database", path));
  if (!S_ISREG(info.st_mode)) refuse(fmt::format("`{}` is not a regular file", path));
  if (!may(path.c_str(), R_OK)) refuse(fmt::format("`{}` cannot be read: {}", path, reason(EACCES)));
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

struct Close {
  void operator()(::sqlite3* connection) const { sqlite3_close_v2(connection); }
};
using Connection = std::unique_ptr<::sqlite3, Close>;

Connection connect(const std::string& name, int flags, const std::string& place) {
  ::sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &opened, flags, nullptr);
  Connection connection(opened);
  if (code == SQLITE_OK) return connection;
  const std::string said = opened == nullptr ? "out of memory" : sqlite3_errmsg(opened);
  const int extended = opened == nullptr ? code : sqlite3_extended_errcode(opened);
  throw Error(Code::Connection, fmt::format("`{}` cannot be opened: {}", place, said)).sql({}, code_name(extended));
}

}  // namespace

::sqlite3* open_file(const Url& url, const Options& options) {
  const bool is_uri = url.scheme == "file";
  const bool in_memory = is_uri ? path_of(url.path).empty() : url.path == ":memory:";
  const std::string path = in_memory ? std::string() : is_uri ? path_of(url.path) : url.path;
  int flags = SQLITE_OPEN_NOMUTEX | (is_uri ? SQLITE_OPEN_URI : 0);
  flags |= options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (options.create && !options.read_only) flags |= SQLITE_OPEN_CREATE;
  if (in_memory) {  // there is nothing yet that could be read only
    flags = (flags & ~SQLITE_OPEN_READONLY) | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    return connect(url.path, flags, url.display()).release();
  }
  check_file(path, options);
  // A library built with USE_URI would take a plain name of this form for a URI.
  const std::string name = !is_uri && path.starts_with("file:") ? "./" + path : url.path;
  Connection connection = connect(name, flags, path);
  const Journal journal = check_header(connection.get(), path);
  if (journal == Journal::Wal && options.read_only && !is_uri && must_be_immutable(path)) {
    const std::string uri = (path.starts_with('/') ? "file://" : "file:./") + percent_encoded(path);
    connection = connect(uri + "?immutable=1", flags | SQLITE_OPEN_URI, path);
  }
  return connection.release();
}

}  // namespace plumb::sqlite3
