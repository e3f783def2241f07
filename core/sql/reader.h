// SQL DDL to Schema: statements are applied one after another (CREATE, ALTER, DROP, RENAME, COMMENT), so that a
// file, a folder, a dump or a migrations directory replays to the schema that it leaves behind.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/base/diagnostics.h"
#include "plumb/core/model/schema.h"
#include "plumb/core/sql/syntax.h"

namespace plumb::sql {

/// Where the text comes from: it decides what DML means and how strict the reader is.
enum class Purpose : std::uint8_t {
  SchemaFile,  ///< DML gets one summary line per file
  Migration,   ///< DML is normal and has no effect on the schema; `-- plumb: effect <DDL>` is applied
  Server,      ///< the server's own text (sqlite_schema, SHOW CREATE): nothing to skip
};

struct ReadOptions {
  Purpose purpose = Purpose::SchemaFile;
  std::string default_schema;  ///< names qualified with it are stored without: "public", the database, "main"
  bool skip_unknown = false;   ///< unknown statements become warnings; see Reading::skipped
  std::string sql_mode;        ///< MySQL: what sessions of the server begin with; empty: of one that was left alone
};

/// What a reading was: the schema, and what was in the text beside it.
struct Reading {
  Schema schema;
  struct Skipped {
    std::string what;
    Origin origin;
  };                             ///< `what`: first words of the statement
  std::vector<Skipped> skipped;  ///< not understood, under `skip_unknown`
  std::size_t statements = 0, ddl = 0, dml = 0, settings = 0;
};

/// Reads texts in order into one schema. Findings go to `diagnostics`; a statement with an error leaves the
/// schema as it was before it, and the next one is read.
class Reader {
 public:
  Reader(const Syntax& syntax, ReadOptions options, Diagnostics& diagnostics);
  ~Reader();
  /// Starts from a schema instead of nothing (a snapshot, a state in the middle of a migrations folder).
  void start_from(Schema schema);
  /// Adds the text to `diagnostics` under `name` and applies all its statements.
  void read(std::string name, std::string text);
  /// Reads a part of a text that is already a source of the diagnostics (a section of a migration).
  void read_part(std::uint32_t file, std::uint32_t offset, std::uint32_t length);
  /// Resolves what could only be known at the end (inline references, likely wrong dialect, foreign keys to
  /// nothing, indexes over missing columns: `validate`), and gives the result.
  Reading finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// One text to a schema.
Reading read(std::string_view text, const Syntax& syntax, const ReadOptions& options, Diagnostics& diagnostics,
             std::string name = "<text>");

/// Findings about a schema that is whole: two objects of one name, a foreign key to nothing or to columns that
/// are no key, an index or key over a missing column, a generated column that refers to nothing.
void validate(const Schema& schema, const Syntax& syntax, Diagnostics& diagnostics);

/// Which dialect a text looks like, by its own words; empty where nothing tells. For "this looks like MySQL".
std::string_view guess_dialect(std::string_view text);
/// The same with the words that told it: {"mysql", "ENGINE=, backquotes"}.
struct DialectGuess {
  std::string_view dialect;
  std::string words;
};
DialectGuess explain_dialect(std::string_view text);

}  // namespace plumb::sql
