// Which database, under which rules: flags, variables, .env and plumb.toml put together.
#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/db/url.h"
#include "plumb/tools/libplumb/config.h"

namespace plumb {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> process_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  return std::string(value);
}

bool is_name(std::string_view name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  return name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") ==
         std::string_view::npos;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    out += c == 'n' ? '\n' : c == 't' ? '\t' : c;
  }
  return out;
}

/// The value of a .env line: quoted text to its closing quote, else up to a comment.
std::string dotenv_value(std::string_view text, const std::string& path, std::size_t line) {
  text = trim(text);
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
    const char quote = text.front();
    std::size_t end = 1;
    while (end < text.size() && text[end] != quote) end += quote == '"' && text[end] == '\\' ? 2U : 1U;
    if (end >= text.size()) throw Error(Code::Usage, fmt::format("{}:{}: a quote is not closed", path, line));
    const std::string_view inside = text.substr(1, end - 1);
    return quote == '"' ? unescaped(inside) : std::string(inside);
  }
  const std::size_t comment = text.find(" #");
  return std::string(trim(text.substr(0, comment)));
}

template <class T>
void overlay(std::optional<T>& base, const std::optional<T>& over) {
  if (over) base = over;
}

void overlay(Setup& base, const Setup& over) {
  overlay(base.dialect, over.dialect);
  overlay(base.target, over.target);
  overlay(base.migrations, over.migrations);
  overlay(base.order, over.order);
  overlay(base.url, over.url);
  overlay(base.schema, over.schema);
  overlay(base.schemas, over.schemas);
  overlay(base.exclude, over.exclude);
  overlay(base.manage, over.manage);
  overlay(base.allow, over.allow);
  overlay(base.lock_timeout, over.lock_timeout);
  overlay(base.statement_timeout, over.statement_timeout);
  overlay(base.copy_limit, over.copy_limit);
  overlay(base.alter_wrapper, over.alter_wrapper);
  overlay(base.is_protected, over.is_protected);
}

/// `-pooler` in the first part of a host is Neon's own sign for the pooled address of the same database.
std::string unpooled_host(std::string_view host) {
  const std::size_t dot = std::min(host.find('.'), host.size());
  std::string first(host.substr(0, dot));
  if (first.ends_with("-pooler")) first.resize(first.size() - 7);
  return first + std::string(host.substr(dot));
}

/// A path without a scheme is an SQLite file.
Url address_of(const std::string& text) { return parse_url(looks_like_url(text) ? text : "sqlite://" + text); }

std::string place_of(const std::string& path) {
  std::error_code failed;
  const fs::path whole = fs::weakly_canonical(path, failed);
  return failed ? path : whole.string();
}

bool same_database(const std::string& a, const std::string& b) {
  try {
    const Url x = address_of(a), y = address_of(b);
    return x.dialect() == y.dialect() && place_of(x.path) == place_of(y.path) && x.database == y.database &&
           unpooled_host(x.host) == unpooled_host(y.host);
  } catch (const Error&) {
    return false;
  }
}

const std::string* environment_url(const Config& config, const std::string& name) {
  auto at = config.environments.find(name);
  return at == config.environments.end() || !at->second.url ? nullptr : &*at->second.url;
}

std::string default_environment(const Config& config) {
  if (config.environments.count("dev") != 0) return "dev";
  return config.environments.size() == 1 ? config.environments.begin()->first : std::string();
}

/// Relative to the folder of plumb.toml, as the user in another folder means it.
std::string in_folder(const Config& config, const std::string& path) {
  if (config.folder.empty() || path.empty() || fs::path(path).is_absolute()) return path;
  return (fs::path(config.folder) / path).lexically_normal().string();
}

/// An SQLite file in plumb.toml lies beside it.
std::string place_address(const Config& config, const std::string& url) {
  constexpr std::string_view scheme = "sqlite://";
  if (!url.starts_with(scheme)) return looks_like_url(url) ? url : in_folder(config, url);
  return std::string(scheme) + in_folder(config, url.substr(scheme.size()));
}

/// An address that came by another way may still be that of a protected environment.
bool is_protected_address(const Config& config, const std::string& url, const Lookup& lookup) {
  for (const auto& [name, setup] : config.environments) {
    if (!setup.is_protected.value_or(false) || !setup.url) continue;
    try {
      const std::string theirs = place_address(config, expand(*setup.url, lookup, "url", config.path));
      if (theirs == url || same_database(theirs, url)) return true;
    } catch (const Error&) {
      continue;  // its variable is not set here
    }
  }
  return false;
}

void place_paths(const Config& config, Setup& setup) {
  if (setup.migrations) setup.migrations = in_folder(config, *setup.migrations);
  if (setup.schema) {
    for (std::string& path : *setup.schema) path = in_folder(config, path);
  }
}

std::string known_environments(const Config& config) {
  std::vector<std::string> names;
  for (const auto& [name, setup] : config.environments) names.push_back(name);
  return names.empty() ? std::string("there is none") : "there are " + join(names, ", ");
}

}  // namespace

Config load_config(const std::string& path) {
  if (!path.empty()) return parse_config(read_text_file(path), path);
  std::error_code failed;
  fs::path folder = fs::current_path(failed);
  std::string relative;
  while (!failed && !folder.empty()) {
    if (fs::is_regular_file(folder / "plumb.toml", failed)) {
      const std::string found = relative + "plumb.toml";
      return parse_config(read_text_file(found), found);
    }
    failed.clear();
    if (folder == folder.root_path()) break;
    folder = folder.parent_path();
    relative += "../";
  }
  return {};
}

std::map<std::string, std::string> parse_dotenv(std::string_view text, const std::string& path) {
  std::map<std::string, std::string> out;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("export ")) line = trim(line.substr(7));
    const std::size_t equals = line.find('=');
    const std::string_view name = trim(line.substr(0, equals));
    if (equals == std::string_view::npos || !is_name(name)) {
      throw Error(Code::Usage, fmt::format("{}:{}: a line is NAME=value", path, number));
    }
    out[std::string(name)] = dotenv_value(line.substr(equals + 1), path, number);
  }
  return out;
}

Lookup environment_of(const Config& config) {
  const std::string path = (fs::path(config.folder) / ".env").string();
  std::map<std::string, std::string> file;
  std::error_code failed;
  if (fs::is_regular_file(path, failed)) file = parse_dotenv(read_text_file(path), path);
  return [file = std::move(file)](const std::string& name) -> std::optional<std::string> {
    if (auto value = process_variable(name)) return value;
    auto at = file.find(name);
    if (at == file.end() || at->second.empty()) return std::nullopt;
    return at->second;
  };
}

std::string expand(std::string_view value, const Lookup& lookup, std::string_view key, std::string_view path) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '$' && i + 1 < value.size() && value[i + 1] == '$') {
      out += value[++i];
      continue;
    }
    if (value[i] != '$' || i + 1 == value.size() || value[i + 1] != '{') {
      out += value[i];
      continue;
    }
    const std::size_t end = value.find('}', i);
    const std::string name(value.substr(i + 2, end == std::string_view::npos ? end : end - i - 2));
    if (end == std::string_view::npos || !is_name(name)) {
      throw Error(Code::Usage, fmt::format("{}: `{}`: a variable is written ${{NAME}}", path, key));
    }
    const std::optional<std::string> found = lookup(name);
    if (!found) {
      throw Error(Code::Usage,
                  fmt::format("{}: `{}` needs the variable `{}`, which is not set: set it, or put it into .env", path,
                              key, name));
    }
    out += *found;
    i = end;
  }
  return out;
}

std::chrono::milliseconds parse_duration(std::string_view text, std::string_view what) {
  text = trim(text);
  double number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit = trim(text.substr(static_cast<std::size_t>(end - text.data())));
  const double scale = unit == "ms" ? 1 : unit == "s" || unit.empty() ? 1000 : unit == "m" || unit == "min" ? 60000 : 0;
  if (failed != std::errc() || scale == 0 || number < 0 || number * scale > 1e12) {
    throw Error(Code::Usage,
                fmt::format("`{}`: `{}` is not a time; write it like 3s, 500ms or 2m", what, visible(text)));
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(number * scale));
}

Chosen choose(const Config& config, const Wishes& wishes, const Lookup& lookup) {
  Chosen out;
  const std::optional<std::string> by_variable = lookup("PLUMB_ENV");
  const std::optional<std::string> database_url = lookup("DATABASE_URL");
  out.by_name = !wishes.environment.empty() || by_variable.has_value();
  if (out.by_name) {
    out.environment = !wishes.environment.empty() ? wishes.environment : *by_variable;
  } else if (wishes.url.empty() && !database_url) {
    out.environment = default_environment(config);
  }
  out.setup = config.base;
  if (!out.environment.empty()) {
    auto at = config.environments.find(out.environment);
    if (at == config.environments.end()) {
      std::vector<std::string> names;
      for (const auto& [name, setup] : config.environments) names.push_back(name);
      const std::string_view near = nearest(out.environment, names);
      throw Error(Code::Usage, fmt::format("there is no environment `{}` in {}: {}{}", visible(out.environment),
                                           config.path.empty() ? "plumb.toml" : config.path, known_environments(config),
                                           near.empty() ? std::string() : fmt::format("; did you mean `{}`?", near)));
    }
    overlay(out.setup, at->second);
    out.is_protected = at->second.is_protected.value_or(false);
  }
  place_paths(config, out.setup);

  const std::string* from_file = environment_url(config, out.environment);
  bool is_database_url = false;
  out.setup.url.reset();
  if (!wishes.url.empty()) {
    out.setup.url = wishes.url;
    out.url_from = "--url";
  } else if (out.by_name && from_file != nullptr) {
    out.url_from = fmt::format("env.{}.url", out.environment);
    is_database_url = *from_file == "${DATABASE_URL}";
    out.setup.url = place_address(config, expand(*from_file, lookup, out.url_from, config.path));
  } else if (database_url) {
    out.setup.url = *database_url;
    out.url_from = "DATABASE_URL";
    is_database_url = true;
  } else if (from_file != nullptr) {
    out.url_from = fmt::format("env.{}.url", out.environment);
    out.setup.url = place_address(config, expand(*from_file, lookup, out.url_from, config.path));
  } else if (config.base.url) {
    out.url_from = "url";
    out.setup.url = place_address(config, expand(*config.base.url, lookup, "url", config.path));
  }
  if (is_database_url && wishes.for_ddl) {
    const std::optional<std::string> direct = lookup("DATABASE_URL_UNPOOLED");
    if (direct && same_database(*direct, *out.setup.url)) {
      out.setup.url = *direct;
      out.url_from = "DATABASE_URL_UNPOOLED";
    }
  }
  if (out.setup.url && !out.is_protected) out.is_protected = is_protected_address(config, *out.setup.url, lookup);
  return out;
}

}  // namespace plumb
