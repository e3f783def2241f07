#include <doctest/doctest.h>

#include <map>

#include "plumb/core/base/error.h"
#include "plumb/tools/libplumb/config.h"

using namespace plumb;

namespace {

std::string message_of(auto&& action) {
  try {
    action();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

Lookup variables(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
    auto at = values.find(name);
    return at == values.end() ? std::nullopt : std::optional(at->second);
  };
}

const char* const kFile =
    "dialect = \"postgres\"\n"
    "schema = \"schema.sql\"\n"
    "migrations = \"migrations\"\n"
    "[env.dev]\n"
    "url = \"sqlite://dev.db\"\n"
    "migrations = \"local\"\n"
    "[env.production]\n"
    "url = \"${DATABASE_URL}\"\n"
    "protected = true\n"
    "lock_timeout = \"3s\"\n";

std::string chosen(const Wishes& wishes, const Lookup& lookup, const char* file = kFile) {
  const Chosen c = choose(parse_config(file, "plumb.toml"), wishes, lookup);
  std::string out = c.setup.url.value_or("none") + " from " + c.url_from;
  if (!c.environment.empty()) out += " env " + c.environment;
  if (c.is_protected) out += " protected";
  return out;
}

}  // namespace

TEST_CASE("plumb.toml is read whole") {
  const Config c = parse_config(kFile, "conf/plumb.toml");
  CHECK(c.folder == "conf");
  CHECK(c.base.dialect == "postgres");
  CHECK(c.base.schema == std::vector<std::string>{"schema.sql"});
  CHECK(c.environments.at("production").is_protected == true);
  CHECK(c.environments.at("production").lock_timeout == std::chrono::milliseconds(3000));
}

TEST_CASE("what is wrong in plumb.toml is told with line and key") {
  struct {
    const char *in, *out;
  } const table[] = {
      {"dialect = \"postgres\"\nshema = \"x\"\n", "plumb.toml:2: unknown key `shema`; did you mean `schema`?"},
      {"[env.dev]\nurll = \"x\"\n", "plumb.toml:2: unknown key `env.dev.urll`; did you mean `url`?"},
      {"\nprotected = \"yes\"\n", "plumb.toml:2: `protected`: true or false is needed, without quotes"},
      {"schema = 3\n", "plumb.toml:1: `schema`: a list of texts is needed: [\"a\", \"b\"]"},
      {"schema = [\"a\", 3]\n", "plumb.toml:1: `schema`: a text in quotes is needed"},
      {"order = \"later\"\n", "plumb.toml:1: `order`: `later` is not one of \"strict\", \"any\""},
      {"lock_timeout = \"soon\"\n", "plumb.toml:1: `lock_timeout`: a time is needed, like \"3s\" or \"500ms\""},
      {"copy_limit = -1\n", "plumb.toml:1: `copy_limit`: a number of rows is needed, without quotes"},
      {"env = 3\n", "plumb.toml:1: `env`: environments are tables: [env.dev]"},
      {"[env.dev.env.x]\n", "plumb.toml:1: unknown key `env.dev.env`; did you mean `env`?"},
  };
  for (const auto& row : table) CHECK(message_of([&] { parse_config(row.in, "plumb.toml"); }) == row.out);
  CHECK(message_of([] { parse_config("a = 1\nurl = \n", "plumb.toml"); }).starts_with("plumb.toml:2:"));
  CHECK(message_of([] { parse_config("url = \"x\nb\"\n", "plumb.toml"); }).starts_with("plumb.toml:1:"));
}

TEST_CASE("flag, then variable, then .env, then plumb.toml") {
  const Lookup none = variables({});
  const Lookup production = variables({{"DATABASE_URL", "postgres://u:p@db/app"}});
  CHECK(chosen({}, none) == "sqlite://dev.db from env.dev.url env dev");
  CHECK(chosen({.url = "sqlite://x.db"}, production) == "sqlite://x.db from --url");
  CHECK(chosen({.environment = "dev"}, production) == "sqlite://dev.db from env.dev.url env dev");
  CHECK(chosen({}, variables({{"PLUMB_ENV", "dev"}})) == "sqlite://dev.db from env.dev.url env dev");
  CHECK(chosen({}, none, "url = \"sqlite://a.db\"\n") == "sqlite://a.db from url");
}

TEST_CASE("an address of a protected environment is protected however it came") {
  const Lookup production = variables({{"DATABASE_URL", "postgres://u:p@db/app"}});
  CHECK(chosen({}, production) == "postgres://u:p@db/app from DATABASE_URL protected");
  CHECK(chosen({.url = "postgres://other:x@db/app"}, production) == "postgres://other:x@db/app from --url protected");
  CHECK(chosen({.url = "postgres://u@db/test"}, production) == "postgres://u@db/test from --url");
  CHECK(chosen({.url = "sqlite://other.db"}, production, "[env.p]\nurl = \"sqlite://p.db\"\nprotected = true\n") ==
        "sqlite://other.db from --url");
}

TEST_CASE("the unpooled address is taken where both name the same database") {
  const auto lookup = [](const char* direct) {
    return variables(
        {{"DATABASE_URL", "postgres://u:p@ep-x-pooler.eu.neon.tech/app"}, {"DATABASE_URL_UNPOOLED", direct}});
  };
  const char* const file = "";
  CHECK(chosen({}, lookup("postgres://u:p@ep-x.eu.neon.tech/app"), file) ==
        "postgres://u:p@ep-x.eu.neon.tech/app from DATABASE_URL_UNPOOLED");
  CHECK(chosen({}, lookup("postgres://u:p@ep-x.eu.neon.tech/other"), file) ==
        "postgres://u:p@ep-x-pooler.eu.neon.tech/app from DATABASE_URL");
  CHECK(chosen({.url = "postgres://u@h/app"}, lookup("postgres://u:p@ep-x.eu.neon.tech/app"), file) ==
        "postgres://u@h/app from --url");
}

TEST_CASE("variables are named where they lack") {
  CHECK(
      message_of([] { chosen({.environment = "production"}, variables({})); }) ==
      "plumb.toml: `env.production.url` needs the variable `DATABASE_URL`, which is not set: set it, or put it into .env");
  CHECK(message_of([] { chosen({.environment = "prod"}, variables({})); }) ==
        "there is no environment `prod` in plumb.toml: there are dev, production");
  CHECK(expand("a $${X} ${X}", variables({{"X", "1"}}), "key", "file") == "a ${X} 1");
  CHECK(message_of([] { expand("${X", variables({}), "key", "file"); }) ==
        "file: `key`: a variable is written ${NAME}");
}

TEST_CASE("paths of plumb.toml are relative to it") {
  const Config c = parse_config(kFile, "../plumb.toml");
  const Chosen dev = choose(c, {}, variables({}));
  CHECK(dev.setup.schema == std::vector<std::string>{"../schema.sql"});
  CHECK(dev.setup.migrations == "../local");
  CHECK(dev.setup.url == "sqlite://../dev.db");
}

TEST_CASE(".env is read as shells and dotenv libraries do") {
  const auto found =
      parse_dotenv("# comment\nA=1\nexport B = two words # tail\nC=\"x # \\\"y\\n\"\nD='$E'\nF=\r\n", ".env");
  CHECK(found.at("A") == "1");
  CHECK(found.at("B") == "two words");
  CHECK(found.at("C") == "x # \"y\n");
  CHECK(found.at("D") == "$E");
  CHECK(found.at("F") == "");
  CHECK(message_of([] { parse_dotenv("A=1\nwhat is this\n", ".env"); }) == ".env:2: a line is NAME=value");
  CHECK(message_of([] { parse_dotenv("A=\"1\n", ".env"); }) == ".env:1: a quote is not closed");
}

TEST_CASE("durations") {
  CHECK(parse_duration("3s", "x").count() == 3000);
  CHECK(parse_duration("500ms", "x").count() == 500);
  CHECK(parse_duration("1.5m", "x").count() == 90000);
  CHECK(parse_duration("30", "x").count() == 30000);
  CHECK(message_of([] { parse_duration("soon", "--timeout"); }) ==
        "`--timeout`: `soon` is not a time; write it like 3s, 500ms or 2m");
}
