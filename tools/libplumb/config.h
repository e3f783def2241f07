// plumb.toml, .env and the environment: what a command starts from where no flag says otherwise.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumb {

/// Looks a variable up; nothing where it is not set.
using Lookup = std::function<std::optional<std::string>(const std::string&)>;

/// The keys that may stand at the top of plumb.toml and, for one environment, under [env.NAME].
struct Setup {
  std::optional<std::string> dialect, target, migrations, order, url, alter_wrapper;
  std::optional<std::vector<std::string>> schema, schemas, exclude, manage, allow;
  std::optional<std::chrono::milliseconds> lock_timeout, statement_timeout;
  std::optional<std::int64_t> copy_limit;
  std::optional<bool> is_protected;
};

struct Config {
  std::string path;    ///< of plumb.toml; empty where there is none
  std::string folder;  ///< what relative paths in it are relative to
  Setup base;
  std::map<std::string, Setup> environments;
};

/// Reads plumb.toml. Throws Error(Usage): for broken TOML with line and column, for an unknown key or a value of
/// the wrong kind with line, key and what was meant.
Config parse_config(std::string_view text, const std::string& path);
/// `path`, or the nearest plumb.toml upwards from the working folder; an empty Config where there is none.
Config load_config(const std::string& path);

/// `KEY=value` lines; `export`, quotes, `#` comments. Throws Error(Usage) with the line.
std::map<std::string, std::string> parse_dotenv(std::string_view text, const std::string& path);
/// The process's variables, then those of `.env` beside plumb.toml (or in the working folder).
Lookup environment_of(const Config& config);

/// `${VAR}` and `$$`; throws Error(Usage) that names the variable, the key and the file.
std::string expand(std::string_view value, const Lookup& lookup, std::string_view key, std::string_view path);

/// "3s", "500ms", "2m", "30" (seconds). Throws Error(Usage) that names `what`.
std::chrono::milliseconds parse_duration(std::string_view text, std::string_view what);

/// What is in force for one environment, with paths relative to the working folder.
struct Chosen {
  std::string environment;  ///< empty where none was chosen
  bool by_name = false;     ///< said by flag or PLUMB_ENV, not taken by default
  bool is_protected = false;
  Setup setup;           ///< `url` expanded
  std::string url_from;  ///< "--url", "DATABASE_URL", "env.dev.url": for messages
};
struct Wishes {
  std::string url, environment;  ///< --url, --env
  bool for_ddl = true;           ///< the pooled address will not do
};
/// Precedence: flag, environment variable, .env, plumb.toml. `--env` counts as a flag. Throws Error(Usage) for an
/// environment that there is not.
Chosen choose(const Config& config, const Wishes& wishes, const Lookup& lookup);

}  // namespace plumb
