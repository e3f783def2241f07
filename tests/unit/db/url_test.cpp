// Database addresses as people paste them, and the promise that no password leaves in a message.
#include "plumb/core/db/url.h"

#include <doctest/doctest.h>

#include <string>

#include "plumb/core/base/error.h"

using plumb::Code;
using plumb::Error;
using plumb::looks_like_url;
using plumb::parse_url;
using plumb::redact;
using plumb::Url;

namespace {

// Every part that is there, in one line.
std::string text_of(const Url& url) {
  std::string out = url.scheme + " " + url.flavour + "/" + std::string(url.dialect());
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) out += " " + std::string(name) + "=" + value;
  };
  add("user", url.user);
  add("password", url.password);
  add("host", url.host);
  if (url.port) add("port", std::to_string(*url.port));
  add("database", url.database);
  add("path", url.path);
  for (const auto& [key, value] : url.options) out += " ?" + key + "=" + value;
  return out;
}

std::string parsed(std::string_view text) {
  try {
    return text_of(parse_url(text));
  } catch (const Error& e) {
    return "error " + std::string(plumb::name_of(e.code())) + ": " + e.what();
  }
}

constexpr const char* known =
    "postgres://, postgresql://, mysql://, tidb://, mariadb://, sqlite://path, sqlite::memory: and "
    "file:path";

}  // namespace

TEST_CASE("addresses are taken apart") {
  const struct {
    const char *in, *out;
  } table[] = {
      {"postgres://u:p@h:5433/db", "postgres postgres/postgres user=u password=p host=h port=5433 database=db"},
      {"postgresql://h/db", "postgresql postgres/postgres host=h database=db"},
      {"POSTGRES://h", "postgres postgres/postgres host=h"},
      {" postgres://h/db\n", "postgres postgres/postgres host=h database=db"},
      {"mysql://root@127.0.0.1:3306/shop", "mysql mysql/mysql user=root host=127.0.0.1 port=3306 database=shop"},
      {"tidb://root@h:4000/test", "tidb tidb/mysql user=root host=h port=4000 database=test"},
      {"mariadb://h/d", "mariadb mariadb/mysql host=h database=d"},
      {"postgres://u:p@h/db?sslmode=require&options=endpoint%3Dx",
       "postgres postgres/postgres user=u password=p host=h database=db ?options=endpoint=x "
       "?sslmode=require"},
      {"postgresql://app:npg_aB3@ep-cool-fire-a1b2-pooler.eu-central-1.aws.neon.tech/"
       "neondb?sslmode=require"
       "&channel_binding=require",
       "postgresql postgres/postgres user=app password=npg_aB3 "
       "host=ep-cool-fire-a1b2-pooler.eu-central-1.aws.neon.tech "
       "database=neondb ?channel_binding=require ?sslmode=require"},
      {"postgres://u:p@[::1]:5432/db", "postgres postgres/postgres user=u password=p host=::1 port=5432 database=db"},
      {"postgres://[fe80::1%25eth0]/db", "postgres postgres/postgres host=fe80::1%eth0 database=db"},
      {"postgres:///db?host=/var/run/postgresql", "postgres postgres/postgres host=/var/run/postgresql database=db"},
      {"postgres://%2Frun%2Fpg/db", "postgres postgres/postgres host=/run/pg database=db"},
      {"postgres://h/db?user=u&password=p%26q&port=1",
       "postgres postgres/postgres user=u password=p&q host=h port=1 database=db"},
      {"postgres://h/db?application_name=me@x", "postgres postgres/postgres host=h database=db ?application_name=me@x"},
      {"postgres://u@h/my%20db?", "postgres postgres/postgres user=u host=h database=my db"},
      {"mysql://h/d\xc3\xa9j\xc3\xa0", "mysql mysql/mysql host=h database=d\xc3\xa9j\xc3\xa0"},
  };
  for (const auto& row : table) {
    CAPTURE(row.in);
    CHECK(parsed(row.in) == row.out);
  }
}

TEST_CASE("a password may hold anything, encoded or as it was pasted") {
  const std::string head = "postgres postgres/postgres user=u password=";
  const std::string tail = " host=h.example database=db";
  const struct {
    const char *in, *password;
  } table[] = {
      {"postgres://u:a%40b%2Fc%3A%25@h.example/db", "a@b/c:%"},
      {"postgres://u:a@b@h.example/db", "a@b"},
      {"postgres://u:a/b@h.example/db", "a/b"},
      {"postgres://u:a?b@h.example/db", "a?b"},
      {"postgres://u:a#b@h.example/db", "a#b"},
      {"postgres://u:a:b::c@h.example/db", "a:b::c"},
      {"postgres://u:12/34@h.example/db", "12/34"},
      {"postgres://u:p@s/s?w:r#d@h.example/db", "p@s/s?w:r#d"},
      {"postgres://u:100%@h.example/db", "100%"},
      {"postgres://u:%zz%4@h.example/db", "%zz%4"},
      {"postgres://u:p q\"'`$\\@h.example/db", "p q\"'`$\\"},
      {"postgres://u:p\xc3\xa4ss@h.example/db", "p\xc3\xa4ss"},
      {"postgres://u:+ =&@h.example/db", "+ =&"},
  };
  for (const auto& row : table) {
    CAPTURE(row.in);
    CHECK(parsed(row.in) == head + row.password + tail);
    const std::string shown = parse_url(row.in).display();
    CHECK(shown == "postgres://u:***@h.example/db");
    CHECK(redact(std::string("error: ") + row.in).find(row.password) == std::string::npos);
  }
}

TEST_CASE("what follows sqlite:// is the path, to the letter") {
  const struct {
    const char *in, *path, *display;
  } table[] = {
      {"sqlite://dev.db", "dev.db", "sqlite://dev.db"},
      {"sqlite:///var/data/a.db", "/var/data/a.db", "sqlite:///var/data/a.db"},
      {"sqlite:dev.db", "dev.db", "sqlite://dev.db"},
      {"sqlite::memory:", ":memory:", "sqlite::memory:"},
      {"sqlite://:memory:", ":memory:", "sqlite::memory:"},
      {"SQLite://a%20b?c=d#e@f:g", "a%20b?c=d#e@f:g", "sqlite://a%20b?c=d#e@f:g"},
      {"file:dev.db?mode=ro", "file:dev.db?mode=ro", "file:dev.db?mode=ro"},
      {"file:dev.db?hexkey=00ff&mode=ro", "file:dev.db?hexkey=00ff&mode=ro", "file:dev.db?hexkey=***&mode=ro"},
  };
  for (const auto& row : table) {
    CAPTURE(row.in);
    const Url url = parse_url(row.in);
    CHECK(url.path == row.path);
    CHECK(url.dialect() == "sqlite");
    CHECK(url.display() == row.display);
  }
  CHECK(parsed("sqlite://") ==
        "error usage: `sqlite://` names no file; write sqlite://dev.db, sqlite:///absolute/path.db "
        "or sqlite::memory:");
}

TEST_CASE("an address is shown so that it can be typed again, without its secrets") {
  const struct {
    const char *in, *out;
  } table[] = {
      {"postgres://u:p@[::1]:5432/my%20db", "postgres://u:***@[::1]:5432/my%20db"},
      {"postgres:///db?host=/run/pg&sslpassword=x", "postgres:///db?host=/run/pg&sslpassword=***"},
      {"mysql://h/db?access_token=abc&charset=utf8mb4", "mysql://h/db?access_token=***&charset=utf8mb4"},
      {"postgres://u%40corp@h/db", "postgres://u%40corp@h/db"},
      {"postgres://h/db?password=hunter2", "postgres://:***@h/db"},
      {"postgres://h?options=-c%20search_path%3Da", "postgres://h/?options=-c%20search_path%3Da"},
  };
  for (const auto& row : table) {
    CAPTURE(row.in);
    CHECK(parse_url(row.in).display() == row.out);
  }
}

TEST_CASE("what is not an address is refused, and the refusal holds no secret") {
  const std::string forms = known;
  const std::string unreadable =
      "error usage: the postgres address cannot be read; its form is "
      "postgres://user:password@host:port/database?option=value, and in the user and the password "
      "write @ as %40, / as %2F, ? as %3F, # as %23 and : as %3A";
  const struct {
    const char* in;
    std::string out;
  } table[] = {
      {"", "error usage: this is not a database address; it starts with one of " + forms},
      {"user:hunter2@host/db", "error usage: `user` is not a database that plumb knows; the known forms are " + forms},
      {"hunter2@host/db", "error usage: this is not a database address; it starts with one of " + forms},
      {"mongodb://u:hunter2@h/db",
       "error usage: `mongodb` is not a database that plumb knows; the known forms are " + forms},
      {"postgress://u:hunter2@h/db",
       "error usage: `postgress` is not a database that plumb knows; did you mean `postgres`? The "
       "known forms are " +
           forms},
      {"mysql+pymysql://u:hunter2@h/db",
       "error usage: `mysql+pymysql` is not a database that plumb knows; did you mean `mysql`? "
       "The known forms are " +
           forms},
      {"postgres:u:hunter2@h", "error usage: a database address needs `//` behind `postgres:`"},
      {"postgres://u:hunter2", unreadable},
      {"postgres://u:hunter2@h:port/db", unreadable},
      {"postgres://h/db?hunter2", unreadable},
      {"postgres://u:hunter2@h:0/db", "error usage: the port of the database address is not a number from 1 to 65535"},
      {"postgres://u:hunter2@h:65536/db",
       "error usage: the port of the database address is not a number from 1 to 65535"},
      {"postgres://u:hunter2@h:99999999999/db",
       "error usage: the port of the database address is not a number from 1 to 65535"},
      {"postgres://u:hunter2@a,b/db",
       "error usage: the postgres address names several hosts; plumb changes one server, name that "
       "one"},
      {"postgres://u:hunter2%00@h/db", "error usage: the database address holds a NUL byte (%00)"},
  };
  for (const auto& row : table) {
    CAPTURE(row.in);
    CHECK(parsed(row.in) == row.out);
    CHECK(parsed(row.in).find("hunter2") == std::string::npos);
  }
}

TEST_CASE("addresses are told from paths") {
  for (const char* yes : {"postgres://h", "mongodb://h", "sqlite:a.db", "sqlite::memory:", "file:a.db", "SQLITE:x"}) {
    CAPTURE(yes);
    CHECK(looks_like_url(yes));
  }
  for (const char* no : {"schema.sql", "./a:b.sql", "mysql:path.sql", "-", "", "dir/", "C:\\x.sql", "://x", "1a://x"}) {
    CAPTURE(no);
    CHECK_FALSE(looks_like_url(no));
  }
}

TEST_CASE("redact takes the secrets out of running text and leaves the rest") {
  const struct {
    const char *in, *out;
  } table[] = {
      {"cannot reach postgres://u:hunter2@h:5432/db, try later", "cannot reach postgres://u:***@h:5432/db, try later"},
      {"{\"url\":\"postgres://u:hunter2@h/db\",\"mail\":\"a@b\"}",
       "{\"url\":\"postgres://u:***@h/db\",\"mail\":\"a@b\"}"},
      {"a postgres://u:hunter2@h b mysql://v:hunter2@i c", "a postgres://u:***@h b mysql://v:***@i c"},
      {"redis://:hunter2@h:6379/0", "redis://:***@h:6379/0"},
      {"postgres://u:hunter2", "postgres://u:***"},
      {"postgres://u:hunter2/3@[::1]/db?password=hunter2&a=b", "postgres://u:***@[::1]/db?password=***&a=b"},
      {"https://example.com:8080/a:b?c=d", "https://example.com:8080/a:b?c=d"},
      {"user@example.com", "user@example.com"},
      {"sqlite:///tmp/a:b.db", "sqlite:///tmp/a:b.db"},
      {"connection failed: host=h user=u password=hunter2 dbname=d",
       "connection failed: host=h user=u password=*** dbname=d"},
      {"host = h password = 'hun\\'ter2 x' dbname = d", "host = h password = '***' dbname = d"},
      {"PGPASSWORD=hunter2 psql", "PGPASSWORD=*** psql"},
      {"--password=hunter2", "--password=***"},
      {"{\"password\": \"hun\\\"ter2\", \"x\": 1}", "{\"password\": \"***\", \"x\": 1}"},
      {"sslpassword=hunter2", "sslpassword=***"},
      {"CHECK (length(password) > 8 AND password = 'x')", "CHECK (length(password) > 8 AND password = 'x')"},
      {"password text NOT NULL", "password text NOT NULL"},
      {"column `users.password`: is null", "column `users.password`: is null"},
      {"PRIMARY KEY (a), key=b", "PRIMARY KEY (a), key=b"},
      {"password authentication failed for user \"u\"", "password authentication failed for user \"u\""},
      {"", ""},
  };
  for (const auto& row : table) {
    CAPTURE(row.in);
    CHECK(redact(row.in) == row.out);
    CHECK(redact(redact(row.in)) == row.out);
  }
}
