#include "plumb/tools/plumb/context.h"

#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/db/url.h"
#include "plumb/core/plan/diff.h"
#include "plumb/tools/libplumb/registry.h"
#include "plumb/tools/libplumb/summary.h"

namespace plumb::cli {
namespace {

Colour colour_of(Severity severity) {
  switch (severity) {
    case Severity::Note: return Colour::Cyan;
    case Severity::Warning: return Colour::Yellow;
    case Severity::Error: return Colour::Red;
  }
  return Colour::None;
}

std::string_view word_of(Severity severity) {
  switch (severity) {
    case Severity::Note: return "note";
    case Severity::Warning: return "warning";
    case Severity::Error: return "error";
  }
  return "error";
}

Document finding(const Diagnostics& all, const Diagnostic& d) {
  Document out;
  out.set("severity", word_of(d.severity));
  out.set("rule", d.rule);
  out.set("message", redact(d.message));
  if (!d.object.empty()) out.set("object", d.object);
  if (const SourceText* source = all.source(d.origin.file)) {
    out.set("file", source->name);
    if (d.origin.line != 0) {
      out.set("line", static_cast<std::int64_t>(d.origin.line));
      out.set("column", static_cast<std::int64_t>(d.origin.column));
    }
  }
  return out;
}

Colour colour_of(char sign) {
  return sign == '+' ? Colour::Green : sign == '-' ? Colour::Red : sign == '>' ? Colour::Cyan : Colour::Yellow;
}

}  // namespace

Context::Context(Arguments arguments, Output& output) : args(std::move(arguments)), out(output) {
  on_waiting([&output](const std::string& why) { output.note(fmt::format("waiting: {}\n", redact(why))); });
}

const Config& Context::config() {
  if (!config_) config_ = load_config(args.value("config"));
  return *config_;
}

const Chosen& Context::chosen() {
  if (!chosen_) {
    chosen_ = choose(config(), {.url = args.value("url"), .environment = args.value("env")}, environment_of(config()));
    if (!chosen_->environment.empty()) out.detail(fmt::format("environment: {}\n", chosen_->environment));
  }
  return *chosen_;
}

Settings Context::settings() {
  const Setup& setup = chosen().setup;
  Settings s;
  s.dialect = args.has("dialect") ? args.value("dialect") : setup.dialect.value_or("");
  if (!s.dialect.empty()) s.dialect = flavour_named(s.dialect);
  s.target = args.has("target") ? args.value("target") : setup.target.value_or("");
  s.scope.schemas = setup.schemas.value_or(std::vector<std::string>{});
  s.scope.exclude = setup.exclude.value_or(std::vector<std::string>{});
  s.scope.manage = setup.manage.value_or(std::vector<std::string>{});
  s.skip_unknown = args.has("skip-unknown");
  s.allow = setup.allow.value_or(std::vector<std::string>{});
  for (std::string& word : args.values("allow")) s.allow.push_back(std::move(word));
  parse_allowances(s.allow);  // a misspelt hazard is told before anything is done
  s.dry_run = args.has("dry-run");
  s.paranoid = args.has("paranoid");
  s.copy_limit = setup.copy_limit;
  s.alter_wrapper = args.has("alter-wrapper") ? args.value("alter-wrapper") : setup.alter_wrapper.value_or("");
  if (args.has("lock-timeout")) {
    s.lock_timeout = parse_duration(args.value("lock-timeout"), "--lock-timeout");
  } else if (setup.lock_timeout) {
    s.lock_timeout = *setup.lock_timeout;
  }
  if (args.has("statement-timeout")) {
    s.statement_timeout = parse_duration(args.value("statement-timeout"), "--statement-timeout");
  } else if (setup.statement_timeout) {
    s.statement_timeout = *setup.statement_timeout;
  }
  s.single_transaction = args.has("single-transaction");
  s.takes_interrupts = true;
  s.progress = [this](const std::string& what, double part) {
    out.progress(part < 0 ? what : fmt::format("{} {:.0f} %", what, part * 100));
  };
  return s;
}

Source Context::database() {
  if (!has_database()) {
    throw Error(Code::Usage,
                "which database? Give --url sqlite://dev.db (or another address), set DATABASE_URL, or name it in "
                "plumb.toml: [env.dev] url = \"sqlite://dev.db\"");
  }
  out.detail(fmt::format("database from {}\n", chosen().url_from));
  return Source::url(*chosen().setup.url);
}

std::optional<Source> Context::schema_if_any() {
  std::vector<std::string> paths = args.values("schema");
  if (paths.empty()) paths = chosen().setup.schema.value_or(std::vector<std::string>{});
  if (paths.empty()) return std::nullopt;
  if (paths.size() == 1) return Source::named(paths.front());
  for (const std::string& path : paths) {
    if (Source::named(path).is_database()) {
      throw Error(Code::Usage,
                  fmt::format("several --schema are read as one schema, so each is a file or a folder; `{}` is a "
                              "database",
                              Source::named(path).display()));
    }
  }
  return Source::files(std::move(paths));
}

Source Context::schema() {
  if (auto found = schema_if_any()) return *found;
  throw Error(
      Code::Usage,
      "which schema? Give --schema schema.sql, or name it in plumb.toml: schema = [\"schema.sql\"]; `plumb init` "
      "writes one to start from");
}

std::string Context::folder() {
  return args.has("dir") ? args.value("dir") : chosen().setup.migrations.value_or("migrations");
}

Migrations Context::migrations() {
  const Settings s = settings();
  Migrations out_ = open_migrations(folder(), s);
  if (out_.diagnostics.has_errors()) {
    show(out_.diagnostics);
    throw Error(Code::BadSchema, fmt::format("`{}` has errors; nothing was done", out_.directory.path));
  }
  expect_integrity(out_.directory);
  return out_;
}

void Context::guard(const std::vector<Danger>& dangers, std::string_view what) {
  const Chosen& c = chosen();
  if (!c.is_protected || dangers.empty() || (args.has("yes") && c.by_name)) return;
  std::string text = fmt::format("{} is protected, and {} is destructive; nothing was changed",
                                 c.environment.empty() ? "the database" : "`" + c.environment + "`", what);
  for (const Danger& d : dangers) text += fmt::format("\n  {}: {}", name_of(d.hazard), visible(d.reason));
  text += fmt::format("\nif that is what you want: --env {} --yes", c.environment.empty() ? "NAME" : c.environment);
  throw Error(Code::Refused, std::move(text));
}

void Context::show(const Diagnostics& diagnostics, bool as_result) {
  for (const Diagnostic& d : diagnostics.all()) {
    findings_.push_back(finding(diagnostics, d));
    if (d.severity == Severity::Note && !as_result && out.quiet) continue;
    std::string text = diagnostics.render(d);
    const std::string plain = fmt::format("{}: ", word_of(d.severity));
    const std::size_t at = text.find(plain);
    if (at != std::string::npos) {
      text.replace(at, plain.size(), out.paint(colour_of(d.severity), plain, !as_result));
    }
    if (as_result) {
      out.result(text);
    } else if (d.severity == Severity::Note) {
      out.note(text);
    } else {
      out.error(text);
    }
  }
  std::vector<Document> copy;
  copy.swap(findings_);
  json.append("findings", std::move(copy));
}

void Context::show_uncompared(const std::vector<std::string>& what) {
  json.set("uncompared", what);
  if (what.empty()) return;
  out.error(fmt::format("{} not compared:\n",
                        what.size() == 1 ? "one thing was" : fmt::format("{} things were", what.size())));
  const std::size_t shown = out.verbose ? what.size() : std::min<std::size_t>(what.size(), 10);
  for (std::size_t i = 0; i < shown; ++i) out.error(fmt::format("  {}\n", visible(what[i])));
  if (shown < what.size()) out.error(fmt::format("  … and {} more (--verbose lists them)\n", what.size() - shown));
}

void Context::show_unmanaged(const std::vector<Unmanaged>& objects) {
  std::size_t count = 0;
  for (const Unmanaged& u : objects) count += u.count;
  if (count == 0) return;
  out.note(fmt::format("{} not managed and left alone{}\n",
                       count == 1 ? "one object is" : fmt::format("{} objects are", count),
                       out.verbose  ? ":"
                       : count == 1 ? " (--verbose names it)"
                                    : " (--verbose lists them)"));
  if (!out.verbose) return;
  for (const Unmanaged& u : objects)
    out.note(u.count == 1 ? fmt::format("  {}\n", visible(u.what))
                          : fmt::format("  {}, {} times\n", visible(u.what), u.count));
}

void Context::show_plan(const Plan& plan) {
  for (const ChangeLine& line : change_lines(plan)) {
    out.note(fmt::format("  {} {}\n", out.paint(colour_of(line.sign), std::string(1, line.sign)), visible(line.text)));
    for (const std::string& detail : line.details) out.note(fmt::format("      {}\n", visible(detail)));
  }
  for (const std::string& note : plan.notes)
    out.note(fmt::format("{} {}\n", out.paint(Colour::Cyan, "note:"), visible(note)));
  show_unmanaged(plan.unmanaged);
  for (const Danger& d : dangers_of(plan)) {
    const bool worst = d.hazard == Hazard::DeletesData;
    if (!worst && !out.verbose && d.hazard == Hazard::RewritesTable) continue;
    out.note(fmt::format("{} {}\n",
                         out.paint(worst ? Colour::Red : Colour::Yellow, fmt::format("{}:", name_of(d.hazard))),
                         visible(d.reason)));
  }
}

}  // namespace plumb::cli
