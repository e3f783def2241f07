#include "plumb/tools/libplumb/flow.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <iterator>
#include <set>
#include <utility>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/db/url.h"
#include "plumb/core/migrate/directory.h"
#include "plumb/core/plan/diff.h"
#include "plumb/core/plan/make_plan.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/writer.h"
#include "plumb/tools/libplumb/read.h"
#include "plumb/tools/libplumb/registry.h"
#include "plumb/tools/libplumb/unmodelled.h"

namespace plumb {
namespace {

/// Who writes for this target: itself, or another member of its family, or another family.
Target written_for(const Source& source, const Settings& settings, const Target& target) {
  std::string flavour = source.dialect().empty() ? settings.dialect : source.dialect();
  if (source.kind() == Source::Kind::Migrations) {
    const std::string says = read_sums(source.paths().front()).flavour;
    if (!source.dialect().empty() && source.dialect() != says) {
      throw Error(Code::Usage, fmt::format("the migrations in `{}` are written in {} (plumb.sum says so), not in {}",
                                           source.display(), says, source.dialect()));
    }
    flavour = says;
  }
  if (flavour.empty()) return target;
  flavour = flavour_named(flavour);
  if (flavour == target.flavour) return target;
  Target out = offline_target(flavour);
  // The database at hand is called by its name in the files of a cousin too.
  if (out.dialect == target.dialect) out.default_schema = target.default_schema;
  return out;
}

std::string guessed_flavour(const std::vector<const Source*>& sources) {
  constexpr std::size_t enough = 1 << 18;
  for (const Source* s : sources) {
    if (s->kind() == Source::Kind::Text) {
      if (const auto guess = sql::guess_dialect(std::string_view(s->content()).substr(0, enough)); !guess.empty()) {
        return std::string(guess);
      }
    }
    if (s->kind() != Source::Kind::Files) continue;
    for (const std::string& path : sql_files_of(s->paths())) {
      if (path == "-") continue;  // can be read only once
      const std::string text = read_sql(path);
      if (const auto guess = sql::guess_dialect(std::string_view(text).substr(0, enough)); !guess.empty()) {
        return std::string(guess);
      }
    }
  }
  return {};
}

ReadSchema on_target(sql::Reading reading, const Target& written, const Target& target, Diagnostics& diagnostics) {
  ReadSchema out;
  for (const sql::Reading::Skipped& s : reading.skipped) out.uncompared.push_back("skipped: " + s.what);
  if (diagnostics.has_errors()) return out;
  const Dialect& dialect = dialect_for(target.dialect);
  Schema schema = std::move(reading.schema);
  if (written.dialect != target.dialect) {
    schema = dialect.realise(std::move(schema), dialect_for(written.dialect), written, target, diagnostics);
  }
  out.schema = dialect.canonical(std::move(schema), target, diagnostics);
  return out;
}

Settled settle(const Database* open_from, const Database* open_to, const Target& target, Schema& have, Schema& want) {
  if (open_from != nullptr) return open_from->live->settle(*open_from->session, want, have, target);
  if (open_to != nullptr) return open_to->live->settle(*open_to->session, have, want, target);
  return {};
}

/// A difference may then be one of spelling, and people should know it before they act on it.
void say_unsettled(Comparison& c, const Settled& settled) {
  if (settled.unanswered == 0 || c.plan.empty()) return;
  c.diagnostics.note(
      "unsettled", fmt::format("the server could not be asked what it makes of {} expression{} ({}): such a difference "
                               "may be one of spelling",
                               settled.unanswered, settled.unanswered == 1 ? "" : "s", settled.why));
}

std::vector<Unmanaged> unmanaged_in(const Inspection& inspection) {
  std::vector<Unmanaged> out;
  for (const Inspection::Unmodelled& u : inspection.unmanaged) out.push_back({u.what, u.count});
  return out;
}

struct Side {
  ReadSchema read;
  Diagnostics diagnostics;
};

Side read_side(const Source& source, const Database* open, const Settings& settings, const Target& target) {
  Side out;
  out.read = open ? inspect_schema(*open, settings, target, out.diagnostics)
                  : read_schema(source, settings, target, out.diagnostics);
  return out;
}

/// A server with many databases is asked for the one at hand (MySQL); for others once it is known that they are meant.
void take_along_named(Sides& out, const Database& open, const Source& from, const Settings& settings) {
  if (!settings.scope.schemas.empty() || !open.target.traits.has_namespaces) return;
  const std::set<std::string> named = out.want.namespaces_named();
  std::set<std::string> missing = named;
  missing.erase("");
  std::erase_if(missing, [&](const std::string& name) { return out.have.namespaces.contains(name); });
  if (missing.empty()) return;
  Settings wider = settings;
  wider.scope.schemas = {open.target.default_schema};
  std::copy_if(named.begin(), named.end(), std::back_inserter(wider.scope.schemas),
               [](const std::string& name) { return !name.empty(); });
  out.scope = wider.scope;
  Side again = read_side(from, &open, wider, open.target);
  const auto there = [&](const std::string& name) { return again.read.schema.namespaces.contains(name); };
  if (std::none_of(missing.begin(), missing.end(), there)) return;
  out.have = std::move(again.read.schema);
  out.unmodelled = std::move(again.read.unmodelled);
  const std::string here = from.display() + ": ";
  std::erase_if(out.comparison.uncompared, [&](const std::string& what) { return what.starts_with(here); });
  for (std::string& what : again.read.uncompared) out.comparison.uncompared.push_back(here + what);
}

}  // namespace

Database open_database(const Source& source, Access access, std::chrono::milliseconds lock_timeout,
                       std::chrono::milliseconds connect_timeout) {
  Database out;
  out.name = source.display();
  if (source.kind() == Source::Kind::Session) {
    out.session = source.connection();
  } else if (source.kind() == Source::Kind::Url) {
    out.owned = open_session(parse_url(source.content()), {.write = access != Access::Read,
                                                           .create = access == Access::Create,
                                                           .lock_timeout = lock_timeout,
                                                           .connect_timeout = connect_timeout});
    out.session = out.owned.get();
  } else {
    throw Error(Code::Usage,
                fmt::format("`{}` is not a database; an SQLite file is named like sqlite://dev.db", source.display()));
  }
  out.live = &live_dialect_for(out.session->dialect());
  out.target = out.live->identify(*out.session);
  return out;
}

std::function<std::unique_ptr<Session>()> another_connection(const Source& source,
                                                             std::chrono::milliseconds lock_timeout) {
  if (source.kind() != Source::Kind::Url) return {};
  return [address = source.content(), lock_timeout] {
    return open_session(parse_url(address), {.write = true, .create = false, .lock_timeout = lock_timeout});
  };
}

std::string home_of(const Database& database, const Settings& settings) {
  return database.live->home(*database.session, settings.scope);
}

ReadSchema read_schema(const Source& source, const Settings& settings, const Target& target, Diagnostics& diagnostics) {
  if (source.kind() == Source::Kind::Empty) return {};
  const Target written = written_for(source, settings, target);
  Diagnostics found;
  sql::Reading reading;
  if (source.kind() == Source::Kind::Migrations) {
    const MigrationsDirectory directory = read_directory(source.paths().front(), written.syntax, found);
    if (!found.has_errors()) reading = replay(directory, written, settings.skip_unknown, found);
  } else {
    reading = read_files(source, written, settings.skip_unknown, found);
  }
  ReadSchema out = on_target(std::move(reading), written, target, found);
  diagnostics.absorb(std::move(found));
  return out;
}

ReadSchema inspect_schema(const Database& database, const Settings& settings, const Target& target,
                          Diagnostics& diagnostics) {
  Diagnostics found;
  Inspection inspection = database.live->inspect(*database.session, database.target, settings.scope);
  sql::Reading reading;
  reading.schema = std::move(inspection.schema);
  ReadSchema out = on_target(std::move(reading), database.target, target, found);
  std::erase_if(inspection.unmodelled, [&](const Inspection::Unmodelled& u) {
    return u.object && settings.scope.excludes(u.object->owner.schema, u.object->owner.name);
  });
  for (const Inspection::Unmodelled& u : inspection.unmodelled) {
    out.uncompared.push_back(u.count > 1 ? fmt::format("{}, {} times", u.what, u.count) : u.what);
  }
  out.unmodelled = std::move(inspection.unmodelled);
  out.unmanaged = unmanaged_in(inspection);
  diagnostics.absorb(std::move(found));
  return out;
}

Target target_without_database(const std::vector<const Source*>& sources, const Settings& settings,
                               Diagnostics& diagnostics) {
  if (!settings.target.empty()) return offline_target(settings.target);
  // A history is for the servers that it runs on, whatever the schema files are written in.
  for (const Source* s : sources) {
    if (s->kind() == Source::Kind::Migrations) return offline_target(read_sums(s->paths().front()).flavour);
  }
  if (!settings.dialect.empty()) return offline_target(settings.dialect);
  for (const Source* s : sources) {
    if (!s->dialect().empty()) return offline_target(s->dialect());
  }
  const std::string guess = guessed_flavour(sources);
  if (!guess.empty()) {
    diagnostics.note("dialect", fmt::format("no --dialect was given: read as {}, which it looks like", guess));
    return offline_target(guess);
  }
  diagnostics.note("dialect", "no --dialect was given: read as sqlite");
  return offline_target("sqlite");
}

Sides compare_sides(const Source& from, const Database* open_from, const Source& to, const Database* open_to,
                    const Settings& settings) {
  Sides out;
  Comparison& c = out.comparison;
  c.from = from.display();
  c.to = to.display();
  c.target = open_from ? open_from->target
             : open_to ? open_to->target
                       : target_without_database({&from, &to}, settings, c.diagnostics);
  // Two connections are asked one after the other, for they may be one; a file is read meanwhile.
  const bool together = open_from == nullptr || open_to == nullptr;
  auto reading_to = std::async(together ? std::launch::async : std::launch::deferred,
                               [&] { return read_side(to, open_to, settings, c.target); });
  Side side = read_side(from, open_from, settings, c.target);
  const auto take = [&](const Source& source) {
    c.diagnostics.absorb(std::move(side.diagnostics));
    for (std::string& what : side.read.uncompared) {
      c.uncompared.push_back(fmt::format("{}: {}", source.display(), what));
    }
    return std::move(side.read.schema);
  };
  std::vector<Unmanaged> unmanaged = std::move(side.read.unmanaged);
  out.unmodelled = std::move(side.read.unmodelled);
  out.have = take(from);
  side = reading_to.get();
  out.want = take(to);
  out.scope = settings.scope;
  if (!c.ok()) return out;
  if (open_from != nullptr && open_to == nullptr) take_along_named(out, *open_from, from, settings);
  const Settled settled = settle(open_from, open_to, c.target, out.have, out.want);
  c.plan = make_plan(out.have, out.want, dialect_for(c.target.dialect), c.target, settings.scope, c.diagnostics,
                     settings.single_transaction);
  std::move(unmanaged.begin(), unmanaged.end(), std::back_inserter(c.plan.unmanaged));
  say_unsettled(c, settled);
  refuse_unmodelled(c.plan, out.unmodelled, c.target, c.diagnostics);
  if (open_from != nullptr && !settings.single_transaction) open_from->live->fit(*open_from->session, c.plan);
  return out;
}

std::vector<Change> changes_between(const Schema& have, const Schema& want, const Target& target, const Scope& scope,
                                    Diagnostics& diagnostics) {
  return diff(align(have, want, target, scope, diagnostics), target.traits);
}

Comparison compare(const Source& from, const Source& to, const Settings& settings) {
  std::optional<Database> open_from, open_to;
  if (from.is_database()) open_from = open_database(from, Access::Read, settings.lock_timeout);
  if (to.is_database()) open_to = open_database(to, Access::Read, settings.lock_timeout);
  return compare_sides(from, open_from ? &*open_from : nullptr, to, open_to ? &*open_to : nullptr, settings).comparison;
}

Error findings_error(const Diagnostics& diagnostics, std::string_view what) {
  std::string text = fmt::format("{} {} in {}; nothing was done", diagnostics.errors(),
                                 diagnostics.errors() == 1 ? "error" : "errors", what);
  for (const Diagnostic& d : diagnostics.all()) {
    if (d.severity != Severity::Error) continue;
    text += "\n" + diagnostics.render(d);
    if (text.ends_with('\n')) text.pop_back();
  }
  return Error(Code::BadSchema, std::move(text));
}

Plan plan(const Source& from, const Source& to, const Settings& settings) {
  Comparison c = compare(from, to, settings);
  if (!c.ok()) throw findings_error(c.diagnostics, "the schema");
  return std::move(c.plan);
}

std::string pull(const Source& source, const Settings& settings) { return pull_schema(source, settings).sql; }

namespace {

/// `'x'::text` is 'x' where the column is text: the normal form knows.
void shorten_literals(Table& table, const Syntax& syntax) {
  for (Column& column : table.columns) {
    Expr* value = std::get_if<Expr>(&column.fill);
    const auto node = value ? sql::parse_expression(value->canonical, syntax) : std::nullopt;
    if (node && (node->kind == sql::NodeKind::String || node->kind == sql::NodeKind::Number))
      value->written = value->canonical;
  }
}

/// Where a table's own namespace is looked into first (MySQL), one of the default namespace has to be said with it.
Schema with_whole_references(Schema schema, const Target& target) {
  for (const QualifiedName& name : schema.tables.keys()) {
    const auto leads_home = [&](const ForeignKey& key) { return !name.schema.empty() && key.to.schema.empty(); };
    const std::vector<ForeignKey>& keys = schema.tables.find(name)->foreign_keys;
    if (std::none_of(keys.begin(), keys.end(), leads_home)) continue;
    for (ForeignKey& key : schema.tables.edit(name).foreign_keys)
      if (leads_home(key)) key.to.schema = target.default_schema;
  }
  return schema;
}

/// What a server puts together out of its catalogue is said in its shortest form.
Schema as_pulled(const Schema& found, const Target& target) {
  if (target.traits.says_whole_statements && target.traits.has_namespaces) return with_whole_references(found, target);
  if (target.traits.says_whole_statements) return found;
  Diagnostics none;
  Schema out = dialect_for(target.dialect).canonical(found, target, none);
  for (const QualifiedName& name : out.tables.keys()) shorten_literals(out.tables.edit(name), target.syntax);
  return out;
}

}  // namespace

Pulled pull_schema(const Source& source, const Settings& settings) {
  Diagnostics diagnostics;
  if (source.is_database()) {
    const Database database = open_database(source, Access::Read, settings.lock_timeout);
    const Inspection found = database.live->inspect(*database.session, database.target, settings.scope);
    std::string out = sql::write(as_pulled(found.schema, database.target), database.target.syntax, {.verbatim = true});
    for (const Inspection::Unmodelled& u : found.unmodelled) {
      out += fmt::format("\n-- not pulled, plumb cannot say it: {}", replace_all(u.what, "\n", " "));
      if (u.count > 1) out += fmt::format(" ({} times)", u.count);
    }
    if (!found.unmodelled.empty()) out += '\n';
    return {std::move(out), unmanaged_in(found)};
  }
  const Target target = target_without_database({&source}, settings, diagnostics);
  ReadSchema read = read_schema(source, settings, target, diagnostics);
  if (diagnostics.has_errors()) throw findings_error(diagnostics, "the schema");
  return {sql::write(read.schema, target.syntax), {}};
}

}  // namespace plumb
