// SQLite's result codes as our Error.
#include "plumb/backends/sqlite3/error.h"

#include <fmt/format.h>

#include <algorithm>

#include "plumb/backends/sqlite3/lock_holders.h"

namespace plumb::sqlite3 {
namespace {

struct Name {
  int code;
  std::string_view name;
};

#define PLUMB_CODE(name) \
  { name, #name }
constexpr Name names[] = {
    PLUMB_CODE(SQLITE_ERROR),
    PLUMB_CODE(SQLITE_INTERNAL),
    PLUMB_CODE(SQLITE_PERM),
    PLUMB_CODE(SQLITE_ABORT),
    PLUMB_CODE(SQLITE_ABORT_ROLLBACK),
    PLUMB_CODE(SQLITE_BUSY),
    PLUMB_CODE(SQLITE_BUSY_RECOVERY),
    PLUMB_CODE(SQLITE_BUSY_SNAPSHOT),
    PLUMB_CODE(SQLITE_BUSY_TIMEOUT),
    PLUMB_CODE(SQLITE_LOCKED),
    PLUMB_CODE(SQLITE_LOCKED_SHAREDCACHE),
    PLUMB_CODE(SQLITE_LOCKED_VTAB),
    PLUMB_CODE(SQLITE_NOMEM),
    PLUMB_CODE(SQLITE_READONLY),
    PLUMB_CODE(SQLITE_READONLY_CANTINIT),
    PLUMB_CODE(SQLITE_READONLY_CANTLOCK),
    PLUMB_CODE(SQLITE_READONLY_DBMOVED),
    PLUMB_CODE(SQLITE_READONLY_DIRECTORY),
    PLUMB_CODE(SQLITE_READONLY_RECOVERY),
    PLUMB_CODE(SQLITE_READONLY_ROLLBACK),
    PLUMB_CODE(SQLITE_INTERRUPT),
    PLUMB_CODE(SQLITE_IOERR),
    PLUMB_CODE(SQLITE_IOERR_READ),
    PLUMB_CODE(SQLITE_IOERR_SHORT_READ),
    PLUMB_CODE(SQLITE_IOERR_WRITE),
    PLUMB_CODE(SQLITE_IOERR_FSYNC),
    PLUMB_CODE(SQLITE_IOERR_DIR_FSYNC),
    PLUMB_CODE(SQLITE_IOERR_TRUNCATE),
    PLUMB_CODE(SQLITE_IOERR_FSTAT),
    PLUMB_CODE(SQLITE_IOERR_UNLOCK),
    PLUMB_CODE(SQLITE_IOERR_RDLOCK),
    PLUMB_CODE(SQLITE_IOERR_DELETE),
    PLUMB_CODE(SQLITE_IOERR_NOMEM),
    PLUMB_CODE(SQLITE_IOERR_ACCESS),
    PLUMB_CODE(SQLITE_IOERR_LOCK),
    PLUMB_CODE(SQLITE_IOERR_CLOSE),
    PLUMB_CODE(SQLITE_IOERR_SHMOPEN),
    PLUMB_CODE(SQLITE_IOERR_SHMSIZE),
    PLUMB_CODE(SQLITE_IOERR_SHMLOCK),
    PLUMB_CODE(SQLITE_IOERR_SHMMAP),
    PLUMB_CODE(SQLITE_IOERR_SEEK),
    PLUMB_CODE(SQLITE_IOERR_DELETE_NOENT),
    PLUMB_CODE(SQLITE_IOERR_MMAP),
    PLUMB_CODE(SQLITE_IOERR_GETTEMPPATH),
    PLUMB_CODE(SQLITE_IOERR_CORRUPTFS),
    PLUMB_CODE(SQLITE_CORRUPT),
    PLUMB_CODE(SQLITE_CORRUPT_VTAB),
    PLUMB_CODE(SQLITE_CORRUPT_SEQUENCE),
    PLUMB_CODE(SQLITE_CORRUPT_INDEX),
    PLUMB_CODE(SQLITE_NOTFOUND),
    PLUMB_CODE(SQLITE_FULL),
    PLUMB_CODE(SQLITE_CANTOPEN),
    PLUMB_CODE(SQLITE_CANTOPEN_ISDIR),
    PLUMB_CODE(SQLITE_CANTOPEN_FULLPATH),
    PLUMB_CODE(SQLITE_CANTOPEN_DIRTYWAL),
    PLUMB_CODE(SQLITE_CANTOPEN_SYMLINK),
    PLUMB_CODE(SQLITE_PROTOCOL),
    PLUMB_CODE(SQLITE_EMPTY),
    PLUMB_CODE(SQLITE_SCHEMA),
    PLUMB_CODE(SQLITE_TOOBIG),
    PLUMB_CODE(SQLITE_CONSTRAINT),
    PLUMB_CODE(SQLITE_CONSTRAINT_CHECK),
    PLUMB_CODE(SQLITE_CONSTRAINT_COMMITHOOK),
    PLUMB_CODE(SQLITE_CONSTRAINT_FOREIGNKEY),
    PLUMB_CODE(SQLITE_CONSTRAINT_FUNCTION),
    PLUMB_CODE(SQLITE_CONSTRAINT_NOTNULL),
    PLUMB_CODE(SQLITE_CONSTRAINT_PRIMARYKEY),
    PLUMB_CODE(SQLITE_CONSTRAINT_TRIGGER),
    PLUMB_CODE(SQLITE_CONSTRAINT_UNIQUE),
    PLUMB_CODE(SQLITE_CONSTRAINT_VTAB),
    PLUMB_CODE(SQLITE_CONSTRAINT_ROWID),
    PLUMB_CODE(SQLITE_CONSTRAINT_PINNED),
    PLUMB_CODE(SQLITE_CONSTRAINT_DATATYPE),
    PLUMB_CODE(SQLITE_MISMATCH),
    PLUMB_CODE(SQLITE_MISUSE),
    PLUMB_CODE(SQLITE_NOLFS),
    PLUMB_CODE(SQLITE_AUTH),
    PLUMB_CODE(SQLITE_RANGE),
    PLUMB_CODE(SQLITE_NOTADB),
};
#undef PLUMB_CODE

// Where in a statement of several lines SQLite stopped, which is all that its parser says.
std::string position(::sqlite3* connection, std::string_view statement) {
#if SQLITE_VERSION_NUMBER >= 3038000
  const int offset = sqlite3_error_offset(connection);
  if (offset < 0 || static_cast<std::size_t>(offset) > statement.size()) return {};
  if (statement.find('\n') == std::string_view::npos) return {};
  const std::string_view before = statement.substr(0, static_cast<std::size_t>(offset));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t column = before.size() - (before.rfind('\n') + 1) + 1;
  return fmt::format(" (line {}, column {} of the statement)", line, column);
#else
  static_cast<void>(connection), static_cast<void>(statement);
  return {};
#endif
}

}  // namespace

std::string code_name(int extended_code) {
  for (const int code : {extended_code, extended_code & 0xff}) {
    const auto* found = std::find_if(std::begin(names), std::end(names), [&](const Name& n) { return n.code == code; });
    if (found != std::end(names)) return std::string(found->name);
  }
  return fmt::format("SQLITE_{}", extended_code);
}

Error error_of(::sqlite3* connection, std::string_view statement, std::string_view place, std::string_view waited) {
  const int code = sqlite3_extended_errcode(connection);
  const std::string said = sqlite3_errmsg(connection);
  const auto make = [&](Code kind, std::string text) {
    return Error(kind, std::move(text)).sql(std::string(statement), code_name(code));
  };
  if (code == SQLITE_LOCKED_SHAREDCACHE || (code & 0xff) == SQLITE_BUSY) {
    const char* file = sqlite3_db_filename(connection, "main");
    std::string text = fmt::format("`{}` is locked{}", place, waited);
    if (file != nullptr && *file != '\0') text += "; " + describe_holders(file);
    return make(Code::Busy, text).may_retry();
  }
  switch (code & 0xff) {
    case SQLITE_INTERRUPT: return make(Code::Statement, "the statement was cancelled");
    case SQLITE_NOTADB:
      return make(Code::Connection, fmt::format("`{}` is not an SQLite database, or it is encrypted", place));
    case SQLITE_CANTOPEN:
      return make(Code::Connection, fmt::format("`{}` cannot be opened: {}; is its folder there, and may you write "
                                                "to it?",
                                                place, said));
    case SQLITE_CORRUPT:
      return make(Code::Statement, fmt::format("`{}` is damaged ({}); restore it from a backup, or save what is left "
                                               "with `sqlite3 {} .recover`",
                                               place, said, place));
    case SQLITE_READONLY:
      return make(Code::Statement, fmt::format("`{}` cannot be written: it is write-protected or was opened "
                                               "read-only",
                                               place));
    case SQLITE_FULL: return make(Code::Statement, fmt::format("`{}` cannot grow: {}", place, said));
    default: return make(Code::Statement, said + position(connection, statement));
  }
}

}  // namespace plumb::sqlite3
