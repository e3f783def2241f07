#include "plumb/tools/bench/schema.h"

#include <fmt/format.h>

#include <iterator>

namespace plumb::bench {
namespace {

std::string indexes_of(const std::string& table) {
  return fmt::format(
      "CREATE UNIQUE INDEX {0}_email_idx ON {0} (email);\n"
      "CREATE INDEX {0}_status_idx ON {0} (status, created_at DESC);\n"
      "CREATE INDEX {0}_parent_idx ON {0} (parent_id) WHERE parent_id IS NOT NULL;\n",
      table);
}

}  // namespace

std::string sqlite_schema(int tables, bool changed) {
  std::string out;
  out.reserve(static_cast<std::size_t>(tables) * 900);
  auto to = std::back_inserter(out);
  for (int n = 0; n < tables; ++n) {
    const std::string name = fmt::format("account_{:05}", n);
    fmt::format_to(to,
                   "CREATE TABLE {0} (\n"
                   "  id INTEGER PRIMARY KEY,\n"
                   "  parent_id INTEGER REFERENCES account_{1:05} (id) ON DELETE CASCADE,\n"
                   "  email VARCHAR(320) NOT NULL,\n"
                   "  name TEXT NOT NULL DEFAULT '',\n"
                   "  status VARCHAR(20) NOT NULL DEFAULT 'active',\n"
                   "  settings TEXT NOT NULL DEFAULT '{{}}',\n"
                   "  amount NUMERIC(10, 4) DEFAULT 0,\n"
                   "  confidence NUMERIC(3, 2),\n"
                   "  attempts INTEGER NOT NULL DEFAULT 0,\n"
                   "  started_at TIMESTAMP,\n"
                   "  created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,\n"
                   "  updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,\n{2}"
                   "  CONSTRAINT {0}_attempts_check CHECK (attempts >= 0)\n"
                   ");\n",
                   name, n / 2, changed && n % 100 == 7 ? "  note TEXT,\n" : "");
    out += indexes_of(name);
  }
  return out;
}

std::string postgres_schema(int tables) {
  std::string out;
  out.reserve(static_cast<std::size_t>(tables) * 900);
  auto to = std::back_inserter(out);
  for (int n = 0; n < tables; ++n) {
    const std::string name = fmt::format("account_{:05}", n);
    fmt::format_to(to,
                   "CREATE TABLE {0} (\n"
                   "  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n"
                   "  parent_id bigint REFERENCES account_{1:05} (id) ON DELETE CASCADE,\n"
                   "  email varchar(320) NOT NULL,\n"
                   "  name text NOT NULL DEFAULT '',\n"
                   "  status varchar(20) NOT NULL DEFAULT 'active',\n"
                   "  settings jsonb NOT NULL DEFAULT '{{}}',\n"
                   "  amount numeric(10, 4) DEFAULT 0,\n"
                   "  confidence numeric(3, 2),\n"
                   "  attempts integer NOT NULL DEFAULT 0,\n"
                   "  started_at timestamptz,\n"
                   "  created_at timestamptz NOT NULL DEFAULT now(),\n"
                   "  updated_at timestamptz NOT NULL DEFAULT now(),\n"
                   "  CONSTRAINT {0}_attempts_check CHECK (attempts >= 0)\n"
                   ");\n",
                   name, n / 2);
    out += indexes_of(name);
  }
  return out;
}

std::string mysql_schema(int tables) {
  std::string out;
  out.reserve(static_cast<std::size_t>(tables) * 900);
  auto to = std::back_inserter(out);
  for (int n = 0; n < tables; ++n) {
    fmt::format_to(
        to,
        "CREATE TABLE account_{0:05} (\n"
        "  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,\n"
        "  parent_id bigint,\n"
        "  email varchar(320) NOT NULL,\n"
        "  name text NOT NULL,\n"
        "  status varchar(20) NOT NULL DEFAULT 'active',\n"
        "  settings json NOT NULL,\n"
        "  amount decimal(10, 4) DEFAULT 0,\n"
        "  confidence decimal(3, 2),\n"
        "  attempts int NOT NULL DEFAULT 0,\n"
        "  started_at datetime,\n"
        "  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,\n"
        "  updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,\n"
        "  UNIQUE KEY email_idx (email),\n"
        "  KEY status_idx (status, created_at),\n"
        "  KEY parent_idx (parent_id),\n"
        "  CONSTRAINT account_{0:05}_parent FOREIGN KEY (parent_id) REFERENCES account_{1:05} (id) ON DELETE "
        "CASCADE,\n"
        "  CONSTRAINT account_{0:05}_attempts CHECK (attempts >= 0)\n"
        ");\n",
        n, n / 2);
  }
  return out;
}

}  // namespace plumb::bench
