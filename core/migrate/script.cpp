#include "plumb/core/migrate/script.h"

#include <fmt/format.h>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/migrate/transactions.h"
#include "plumb/core/sql/lexer.h"

namespace plumb {
namespace {

/// The first word of a statement, upper case; comments in front of it are skipped.
std::string first_word(std::string_view sql) {
  while (true) {
    sql = trim(sql);
    if (sql.starts_with("--")) {
      sql.remove_prefix(std::min(sql.find('\n'), sql.size()));
    } else if (sql.starts_with("/*")) {
      const std::size_t end = sql.find("*/", 2);
      sql.remove_prefix(end == std::string_view::npos ? sql.size() : end + 2);
    } else {
      break;
    }
  }
  std::size_t end = 0;
  while (end < sql.size() && ((lower(sql[end]) >= 'a' && lower(sql[end]) <= 'z') || sql[end] == '_')) ++end;
  return upper(sql.substr(0, end));
}

enum class Part { Statement, Pragma, Begin, Commit, Rollback };

Part part_of(const sql::Piece& piece) {
  const std::string word = first_word(piece.sql);
  // PRAGMA is SQLite's word alone: its settings of a connection do nothing inside of a transaction.
  if (word == "PRAGMA") return Part::Pragma;
  if (piece.kind != sql::StatementClass::Transaction) return Part::Statement;
  if (word == "BEGIN" || word == "START") return Part::Begin;
  if (word == "COMMIT" || word == "END") return Part::Commit;
  if (word == "ROLLBACK" && piece.sql.find_first_of("tT", 8) == std::string_view::npos) return Part::Rollback;
  return Part::Statement;  // SAVEPOINT, RELEASE, ROLLBACK TO
}

class Grouping {
 public:
  Grouping(const MigrationFile& file, const Section& section, const Syntax& syntax)
      : file_(file), section_(section), syntax_(syntax) {}

  std::vector<ScriptUnit> run(const std::vector<sql::Piece>& pieces) {
    for (const sql::Piece& piece : pieces) {
      if (piece.kind != sql::StatementClass::Empty) take(piece);
    }
    if (locked_line_ != 0)
      refuse(locked_line_, "LOCK TABLES without UNLOCK TABLES", "add UNLOCK TABLES behind the last statement");
    if (open_line_ != 0) refuse(open_line_, "BEGIN without a COMMIT", "add COMMIT behind the last statement");
    if (section_.transaction) {
      // Trailing settings belong behind the transaction, those in front of it are there already.
      close_unit();
    }
    flush_settings();
    return std::move(units_);
  }

 private:
  void take(const sql::Piece& piece) {
    ScriptStatement statement{std::string(piece.sql), section_.line + piece.line};
    const TableLocks locks = table_locks_of(piece.sql, syntax_);
    if (locks != TableLocks::Untouched || locked_line_ != 0) return take_locked(locks, std::move(statement));
    const Part part = part_of(piece);
    if (part == Part::Begin || part == Part::Commit || part == Part::Rollback) {
      boundary(part, statement);
    } else if (open_line_ == 0 && is_connection_setting(piece.sql, syntax_)) {
      close_unit();
      units_.push_back(alone(std::move(statement), false, true));
    } else if (section_.transaction && open_line_ == 0 && never_in_transaction(piece.sql, syntax_)) {
      close_unit();
      units_.push_back(alone(std::move(statement), false));
    } else if (open_line_ != 0 && syntax_.grammar.mysql && never_in_transaction(piece.sql, syntax_)) {
      refuse(statement.line, "a statement that commits by itself, between BEGIN and COMMIT",
             "put it in front of BEGIN or behind COMMIT");
    } else if (section_.transaction || open_line_ != 0) {
      if (part == Part::Pragma && unit_.statements.empty() && open_line_ == 0) {
        unit_.before.push_back(std::move(statement));
      } else {
        unit_.statements.push_back(std::move(statement));
      }
    } else if (part == Part::Pragma) {
      settings_.push_back(std::move(statement));
    } else {
      flush_settings();
      block_last_ = false;
      units_.push_back(alone(std::move(statement), stands_in_transaction(piece)));
    }
  }

  void take_locked(TableLocks locks, ScriptStatement statement) {
    if (locks == TableLocks::Untouched) {
      if (const std::string word = first_word(statement.sql); word == "BEGIN" || word == "START")
        refuse(statement.line, word + " behind LOCK TABLES, whose locks it gives back", "UNLOCK TABLES comes first");
      locked_.statements.push_back(std::move(statement));
    } else if (locks == TableLocks::GivenBack) {
      if (locked_line_ == 0) return;  // there is nothing to give back
      locked_.after.push_back(std::move(statement));
      if (!locked_.statements.empty()) units_.push_back(std::move(locked_));
      locked_ = {};
      locked_line_ = 0;
    } else {
      if (locked_line_ != 0) refuse(statement.line, "LOCK TABLES behind LOCK TABLES", "UNLOCK TABLES comes first");
      if (open_line_ != 0)
        refuse(statement.line, "LOCK TABLES, which commits, between BEGIN and COMMIT", "put it in front of BEGIN");
      close_unit();
      locked_line_ = statement.line;
      locked_.in_transaction = false;
      locked_.tables_locked = true;
      locked_.before.push_back(std::move(statement));
    }
  }

  static ScriptUnit alone(ScriptStatement statement, bool in_transaction, bool setting = false) {
    ScriptUnit unit;
    unit.statements.push_back(std::move(statement));
    unit.in_transaction = in_transaction;
    unit.setting = setting;
    return unit;
  }

  /// A statement that commits by itself does the same in a transaction of its own, together with its line in the
  /// history. PostgreSQL's CONCURRENTLY, VACUUM, ATTACH and the like cannot.
  bool stands_in_transaction(const sql::Piece& piece) const {
    const bool changes = piece.kind == sql::StatementClass::Ddl || piece.kind == sql::StatementClass::Dml;
    return changes && !never_in_transaction(piece.sql, syntax_);
  }

  void boundary(Part part, const ScriptStatement& statement) {
    if (section_.transaction) {
      refuse(statement.line, "the section runs in one transaction of plumb's own",
             "take BEGIN and COMMIT out, or write `transaction:false` behind the `-- migrate:` marker");
    }
    if (part == Part::Begin) {
      if (open_line_ != 0) refuse(statement.line, "BEGIN inside of a transaction", "COMMIT comes first");
      open_line_ = statement.line;
      unit_.before = std::move(settings_);
      settings_.clear();
    } else if (part == Part::Commit) {
      if (open_line_ == 0) refuse(statement.line, "COMMIT without a BEGIN", "add BEGIN above, or take it out");
      open_line_ = 0;
      units_.push_back(std::move(unit_));
      unit_ = {};
      block_last_ = true;
    } else {
      refuse(statement.line, "ROLLBACK in a migration", "take out what it takes back");
    }
  }

  /// Splits trailing PRAGMAs from the one unit of a section.
  void close_unit() {
    std::size_t last = unit_.statements.size();
    while (last > 0 && first_word(unit_.statements[last - 1].sql) == "PRAGMA") --last;
    for (std::size_t i = last; i < unit_.statements.size(); ++i) unit_.after.push_back(std::move(unit_.statements[i]));
    unit_.statements.resize(last);
    if (!unit_.statements.empty() || !unit_.before.empty()) units_.push_back(std::move(unit_));
    unit_ = {};
  }

  /// Settings that no BEGIN followed: behind the transaction before them, or units of their own.
  void flush_settings() {
    for (ScriptStatement& s : settings_) {
      if (block_last_ && !units_.empty()) {
        units_.back().after.push_back(std::move(s));
      } else {
        units_.push_back(alone(std::move(s), false, true));
      }
    }
    settings_.clear();
  }

  [[noreturn]] void refuse(std::uint32_t line, std::string_view what, std::string_view remedy) const {
    throw Error(Code::BadSchema, fmt::format("{}:{}: {}: {}", file_.path, line, what, remedy))
        .at(Origin{file_.source, line, 1});
  }

  const MigrationFile& file_;
  const Section& section_;
  const Syntax& syntax_;
  std::vector<ScriptUnit> units_;
  ScriptUnit unit_;
  std::vector<ScriptStatement> settings_;
  std::uint32_t open_line_ = 0;
  ScriptUnit locked_;  ///< since LOCK TABLES
  std::uint32_t locked_line_ = 0;
  bool block_last_ = false;  ///< the last unit is BEGIN … COMMIT
};

}  // namespace

Group ScriptUnit::group() const {
  Group out;
  out.transactional = in_transaction;
  out.scripted = true;
  for (const ScriptStatement& s : before) out.before.push_back(s.sql);
  for (const ScriptStatement& s : after) out.after.push_back(s.sql);
  for (const ScriptStatement& s : statements) {
    Step step;
    step.sql = s.sql;
    out.steps.push_back(std::move(step));
  }
  return out;
}

std::vector<ScriptUnit> units_of(const MigrationFile& file, const Section& section, const Syntax& syntax) {
  if (!section.present()) return {};
  std::vector<sql::Piece> pieces;
  try {
    pieces = sql::split(file.body(section), syntax);
  } catch (Error& e) {
    e.while_doing(fmt::format("{} below line {}", file.path, section.line));
    throw;
  }
  return Grouping(file, section, syntax).run(pieces);
}

std::size_t statements_in(const std::vector<ScriptUnit>& units) {
  std::size_t n = 0;
  for (const ScriptUnit& u : units) n += u.statements.size();
  return n;
}

}  // namespace plumb
