#include "plumb/tools/libplumb/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/dialects/mysql/dialect.h"
#include "plumb/dialects/mysql/live.h"
#include "plumb/dialects/postgres/dialect.h"
#include "plumb/dialects/postgres/live.h"
#include "plumb/dialects/sqlite/dialect.h"
#include "plumb/dialects/sqlite/live.h"
#if PLUMB_HAS_LIBPQ
#include "plumb/backends/libpq/libpq_session.h"
#endif
#if PLUMB_HAS_MYSQLCPPCONN
#include "plumb/backends/mysqlcppconn/mysqlcppconn_session.h"
#endif
#if PLUMB_HAS_SQLITE3
#include "plumb/backends/sqlite3/sqlite3_session.h"
#endif

namespace plumb {
namespace {

const std::array<const Dialect*, 3>& dialects() {
  static const std::array<const Dialect*, 3> all{&sqlite::dialect(), &postgres::dialect(), &mysql::dialect()};
  return all;
}

const Dialect* find_dialect(std::string_view flavour) {
  for (const Dialect* d : dialects()) {
    for (const std::string_view f : d->flavours()) {
      if (f == flavour) return d;
    }
  }
  return nullptr;
}

std::function<void(const std::string&)>& waiting() {
  static std::function<void(const std::string&)> say;
  return say;
}

std::string alias(std::string_view typed) {
  std::string name = lower(trim(typed));
  if (name == "postgresql" || name == "pg") return "postgres";
  if (name == "sqlite3") return "sqlite";
  return name;
}

}  // namespace

std::vector<std::string> known_flavours() {
  std::vector<std::string> out;
  for (const Dialect* d : dialects()) {
    for (const std::string_view f : d->flavours()) out.emplace_back(f);
  }
  return out;
}

std::string flavour_named(std::string_view typed) {
  std::string name = alias(typed);
  if (find_dialect(name) != nullptr) return name;
  const std::vector<std::string> known = known_flavours();
  const std::string_view near = nearest(name, known);
  throw Error(Code::Usage, fmt::format("unknown dialect `{}`: there are {}{}", visible(typed), join(known, ", "),
                                       near.empty() ? std::string() : fmt::format("; did you mean `{}`?", near)));
}

const Dialect& dialect_for(std::string_view flavour) { return *find_dialect(flavour_named(flavour)); }

Target offline_target(std::string_view typed) {
  const std::size_t at = typed.find('@');
  const std::string flavour = flavour_named(typed.substr(0, at));
  Version version;
  if (at != std::string_view::npos) {
    version = parse_version(typed.substr(at + 1));
    if (!version.known()) {
      throw Error(Code::Usage,
                  fmt::format("`{}` has no version behind the @: write it like sqlite@3.40", visible(typed)));
    }
  }
  return dialect_for(flavour).offline_target(flavour, version);
}

const LiveDialect& live_dialect_for(std::string_view dialect) {
  if (dialect == "sqlite") return sqlite::live();
  if (dialect == "postgres") return postgres::live();
  if (dialect == "mysql") return mysql::live();
  throw Error(
      Code::Unsupported,
      fmt::format("this version of plumb reads {} schemas, but cannot work on a {} server yet", dialect, dialect));
}

void on_waiting(std::function<void(const std::string& why)> say) { waiting() = std::move(say); }

std::unique_ptr<Session> open_session(const Url& url, const OpenOptions& options) {
#if PLUMB_HAS_SQLITE3
  if (url.dialect() == "sqlite") {
    return sqlite3::open(
        url,
        {.read_only = !options.write, .create = options.write && options.create, .busy_timeout = options.lock_timeout});
  }
#endif
#if PLUMB_HAS_LIBPQ
  if (url.dialect() == "postgres") {
    return libpq::open(url, {.read_only = !options.write,
                             .lock_timeout = options.lock_timeout,
                             .connect_timeout = options.connect_timeout,
                             .waiting = waiting()});
  }
#endif
#if PLUMB_HAS_MYSQLCPPCONN
  if (url.dialect() == "mysql") {
    return mysqlcppconn::open(url, {.read_only = !options.write,
                                    .lock_timeout = options.lock_timeout,
                                    .connect_timeout = options.connect_timeout,
                                    .waiting = waiting()});
  }
#endif
  struct Missing {
    std::string_view dialect, what, package;
  };
  constexpr std::array<Missing, 3> missing{{{"sqlite", "SQLite", "libsqlite3-dev"},
                                            {"postgres", "PostgreSQL", "libpq-dev"},
                                            {"mysql", "MySQL", "libmysqlcppconn-dev"}}};
  for (const Missing& m : missing) {
    if (m.dialect != url.dialect()) continue;
    throw Error(Code::Unsupported,
                fmt::format("this plumb was built without {}: build it with {} installed", m.what, m.package));
  }
  throw Error(Code::Internal, fmt::format("no backend for `{}`", url.dialect()));
}

}  // namespace plumb
