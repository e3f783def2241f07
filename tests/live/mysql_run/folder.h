// A folder with one migration, run on a test's own database.
#pragma once

#include <string>
#include <vector>

#include "plumb/core/migrate/runner.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/dialects/mysql/dialect.h"
#include "plumb/tests/live/mysql_run/at_hand.h"

namespace plumb::test {

class Folder {
 public:
  Folder(const AtHand& at, const std::string& text) : syntax_(mysql::live().identify(*at.session).syntax) {
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
    return migrate(session, mysql::live(), syntax_, directory_, options);
  }
  std::vector<HistoryRow> down(Session& session) const {
    return roll_back(session, mysql::live(), syntax_, directory_, {});
  }
  const Syntax& syntax() const { return syntax_; }

 private:
  Syntax syntax_;
  MigrationsDirectory directory_;
};

}  // namespace plumb::test
