#include "plumb/tools/libplumb/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/dialects/mysql/dialect.h"
#include "plumb/dialects/postgres/dialect.h"
#include "plumb/dialects/sqlite/dialect.h"
#include "plumb/dialects/sqlite/live.h"
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
      throw Error(Code::Usage, fmt::format("`{}` has no version behind the @: write it like sqlite@3.40", visible(typed)));
    }
  }
  return dialect_for(flavour).offline_target(flavour, version);
}

const LiveDialect& live_dialect_for(std::string_view dialect) {
  if (dialect == "sqlite") return sqlite::live();
  throw Error(Code::Unsupported,
              fmt::format("this version of plumb reads {} schemas, but cannot work on a {} server yet", dialect, dialect));
}

std::unique_ptr<Session> open_session(const Url& url, const OpenOptions& options) {
#if PLUMB_HAS_SQLITE3
  if (url.dialect() == "sqlite") {
    return sqlite3::open(url, {.read_only = !options.write,
                               .create = options.write && options.create,
                               .busy_timeout = options.lock_timeout});
  }
#endif
  if (url.dialect() == "sqlite") {
    throw Error(Code::Unsupported, "this plumb was built without SQLite: build it with libsqlite3-dev installed");
  }
  throw Error(Code::Unsupported, fmt::format("`{}`: this version of plumb cannot connect to {} servers yet; it works on "
                                             "SQLite, and offline with --target {}",
                                             url.display(), url.flavour, url.flavour));
}

}  // namespace plumb
