// A folder with one migration.
#pragma once

#include <string>
#include <vector>

#include "plumb/core/live_dialect.h"
#include "plumb/core/migrate/runner.h"
#include "plumb/core/sql/lexer.h"

namespace plumb::test {

class Folder {
 public:
  Folder(const LiveDialect& live, Session& session, const std::string& text)
      : live_(&live), syntax_(live.identify(session).syntax) {
    MigrationFile file;
    file.version = "20250101000000";
    file.title = "one";
    file.name = "20250101000000_one.sql";
    file.path = file.name;
    file.text = text;
    file.checksum = sql::token_checksum(text, syntax_);
    Diagnostics found;
    find_sections(file, found);
    directory_.path = "migrations";
    directory_.files.push_back(std::move(file));
  }
  std::vector<HistoryRow> up(Session& session, MigrateOptions options = {}) const {
    return migrate(session, *live_, syntax_, directory_, options);
  }
  std::vector<HistoryRow> down(Session& session) const { return roll_back(session, *live_, syntax_, directory_, {}); }
  const Syntax& syntax() const { return syntax_; }

 private:
  const LiveDialect* live_;
  Syntax syntax_;
  MigrationsDirectory directory_;
};

}  // namespace plumb::test
