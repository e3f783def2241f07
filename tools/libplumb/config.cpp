// Reading plumb.toml: the one file that knows the TOML library.
#include "plumb/tools/libplumb/config.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <array>
#include <filesystem>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"

namespace plumb {
namespace {

namespace fs = std::filesystem;

/// What the keys are called, for "did you mean".
const std::vector<std::string> kKeys{
    "dialect", "target", "schema",       "migrations",        "schemas",    "exclude",       "manage",    "order",
    "allow",   "url",    "lock_timeout", "statement_timeout", "copy_limit", "alter_wrapper", "protected", "env"};

class TomlReader {
 public:
  explicit TomlReader(const std::string& path) : path_(path) {}

  Config run(std::string_view text) {
    Config out;
    out.path = path_;
    out.folder = fs::path(path_).parent_path().string();
    toml::table root;
    try {
      root = toml::parse(text, path_);
    } catch (const toml::parse_error& e) {
      const std::string key = key_above(text, e.source().begin.line);
      throw Error(Code::Usage,
                  fmt::format("{}:{}:{}: {}{}", path_, e.source().begin.line, e.source().begin.column,
                              key.empty() ? "" : fmt::format("`{}`: ", visible(key)), lower_first(e.description())));
    }
    read(root, "", out.base, &out);
    return out;
  }

 private:
  /// The key that the parser was at: the last one that begins a line up to there.
  static std::string key_above(std::string_view text, std::size_t line) {
    std::string key;
    for (std::size_t n = 1; n <= line && !text.empty(); ++n) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      const std::string_view one = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      const std::string_view name = trim(one.substr(0, one.find('=')));
      const bool is_key = one.find('=') != std::string_view::npos && !name.empty() &&
                          name.find_first_of("[]{}\"'#, ") == std::string_view::npos;
      if (is_key) key = std::string(name);
    }
    return key;
  }
  static std::string lower_first(std::string_view text) {
    std::string out(text);
    if (!out.empty()) out[0] = lower(out[0]);
    return out;
  }

  [[noreturn]] void refuse(const toml::node& at, const std::string& key, const std::string& why) const {
    throw Error(Code::Usage, fmt::format("{}:{}: `{}`: {}", path_, at.source().begin.line, visible(key), why));
  }

  void read(const toml::table& table, const std::string& prefix, Setup& setup, Config* config) {
    for (const auto& [name, node] : table) {
      const std::string key(name.str());
      const std::string full = prefix + key;
      if (key == "env" && config != nullptr) {
        environments(node, *config);
      } else if (!take(key, full, node, setup)) {
        const std::string_view near = nearest(key, kKeys);
        // A table or value may be long: the key's own line is the one to look at.
        throw Error(Code::Usage,
                    fmt::format("{}:{}: unknown key `{}`{}", path_, name.source().begin.line, visible(full),
                                near.empty() ? std::string() : fmt::format("; did you mean `{}`?", near)));
      }
    }
  }

  void environments(const toml::node& node, Config& config) {
    const toml::table* table = node.as_table();
    if (table == nullptr) refuse(node, "env", "environments are tables: [env.dev]");
    for (const auto& [name, one] : *table) {
      const std::string full = "env." + std::string(name.str());
      const toml::table* env = one.as_table();
      if (env == nullptr) refuse(one, full, "an environment is a table: [env.dev]");
      read(*env, full + ".", config.environments[std::string(name.str())], nullptr);
    }
  }

  bool take(const std::string& key, const std::string& full, const toml::node& node, Setup& s) {
    if (key == "dialect")
      s.dialect = text(full, node);
    else if (key == "target")
      s.target = text(full, node);
    else if (key == "migrations")
      s.migrations = text(full, node);
    else if (key == "url")
      s.url = text(full, node);
    else if (key == "order")
      s.order = one_of(full, node, {"strict", "any"});
    else if (key == "schema")
      s.schema = list(full, node);
    else if (key == "schemas")
      s.schemas = list(full, node);
    else if (key == "exclude")
      s.exclude = list(full, node);
    else if (key == "manage")
      s.manage = list(full, node);
    else if (key == "allow")
      s.allow = list(full, node);
    else if (key == "lock_timeout")
      s.lock_timeout = duration(full, node);
    else if (key == "statement_timeout")
      s.statement_timeout = duration(full, node);
    else if (key == "copy_limit")
      s.copy_limit = rows(full, node);
    else if (key == "alter_wrapper")
      s.alter_wrapper = text(full, node);
    else if (key == "protected")
      s.is_protected = yes_or_no(full, node);
    else
      return false;
    return true;
  }

  std::string text(const std::string& key, const toml::node& node) const {
    const auto value = node.value_exact<std::string>();
    if (!value) refuse(node, key, "a text in quotes is needed");
    return *value;
  }
  std::string one_of(const std::string& key, const toml::node& node, const std::vector<std::string>& words) const {
    const std::string value = text(key, node);
    for (const std::string& w : words) {
      if (w == value) return value;
    }
    refuse(node, key, fmt::format("`{}` is not one of \"{}\"", visible(value), join(words, "\", \"")));
  }
  std::vector<std::string> list(const std::string& key, const toml::node& node) const {
    if (node.is_string()) return {text(key, node)};
    const toml::array* array = node.as_array();
    if (array == nullptr) refuse(node, key, "a list of texts is needed: [\"a\", \"b\"]");
    std::vector<std::string> out;
    for (const toml::node& item : *array) out.push_back(text(key, item));
    return out;
  }
  bool yes_or_no(const std::string& key, const toml::node& node) const {
    const auto value = node.value_exact<bool>();
    if (!value) refuse(node, key, "true or false is needed, without quotes");
    return *value;
  }
  std::int64_t rows(const std::string& key, const toml::node& node) const {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < 0) refuse(node, key, "a number of rows is needed, without quotes");
    return *value;
  }
  std::chrono::milliseconds duration(const std::string& key, const toml::node& node) const {
    try {
      return parse_duration(text(key, node), key);
    } catch (const Error&) {
      refuse(node, key, "a time is needed, like \"3s\" or \"500ms\"");
    }
  }

  const std::string& path_;
};

}  // namespace

Config parse_config(std::string_view text, const std::string& path) { return TomlReader(path).run(text); }

}  // namespace plumb
