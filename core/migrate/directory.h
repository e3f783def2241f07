// A migrations directory: one file for each migration, `YYYYMMDDHHMMSS_name.sql`, with `-- migrate:up` and
// `-- migrate:down` (dbmate's form), beside plumb.sum and plumb.snapshot.sql.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/base/diagnostics.h"
#include "plumb/core/migrate/checksums.h"
#include "plumb/core/sql/syntax.h"

namespace plumb {

/// What stands below one `-- migrate:` line, up to the next.
struct Section {
  std::uint32_t offset = 0, length = 0;  ///< in the file's text
  std::uint32_t line = 0;                ///< of the marker; 0 where there is none
  bool transaction = true;               ///< `transaction:false` behind the marker says otherwise
  bool present() const { return line != 0; }
};

struct MigrationFile {
  std::string path, name;      ///< `name` is the file's own
  std::string version, title;  ///< "20250612093000", "add_invoices"
  std::string text;            ///< valid UTF-8, without a byte-order mark
  Section up, down;
  std::string checksum;      ///< over tokens
  std::uint32_t source = 0;  ///< index in the diagnostics, for origins

  std::string_view body(const Section& s) const { return std::string_view(text).substr(s.offset, s.length); }
};

struct MigrationsDirectory {
  std::string path;
  Sums sums;
  std::vector<MigrationFile> files;     ///< by version
  std::optional<std::string> snapshot;  ///< text of plumb.snapshot.sql

  const MigrationFile* find(std::string_view version) const;
};

/// Versions are digits; a longer one is later only if its number is. Leading zeros do not count.
bool version_less(std::string_view a, std::string_view b);

/// Splits a file into its sections. Unknown options, a marker that comes twice, text above the first one and
/// a file without `-- migrate:up` are findings.
void find_sections(MigrationFile& file, Diagnostics& diagnostics);

bool is_migrations_directory(const std::string& path);
/// plumb.sum alone: the dialect must be known before the files can be read.
Sums read_sums(const std::string& directory);
/// The dialect that plumb.sum names, whatever became of the rest of it; empty where its first line is lost too.
std::string read_sums_flavour(const std::string& directory);
/// Reads plumb.sum (unless it is to be written anew) and every file. A `.sql` file whose name has no version, two files
/// of one version and whatever find_sections() says are findings; a file that cannot be read throws.
MigrationsDirectory read_directory(const std::string& path, const Syntax& syntax, Diagnostics& diagnostics,
                                   bool with_sums = true);

/// How the files and plumb.sum differ. Empty where they agree.
struct Integrity {
  std::vector<std::string> changed;    ///< files whose tokens are not those of plumb.sum
  std::vector<std::string> missing;    ///< in plumb.sum, not in the folder
  std::vector<std::string> unlisted;   ///< in the folder, not in plumb.sum
  std::vector<std::string> misplaced;  ///< listed behind a file of a later version
  bool ok() const { return changed.empty() && missing.empty() && unlisted.empty(); }
};
Integrity integrity_of(const MigrationsDirectory& directory);

/// plumb.sum as the files say it, in order of versions.
Sums sums_of(const MigrationsDirectory& directory);

/// The first line of plumb.snapshot.sql says what it is a picture of.
struct SnapshotMark {
  std::string version, chain;  ///< of the last migration in it
};
std::string print(const SnapshotMark& mark);
std::optional<SnapshotMark> snapshot_mark(std::string_view snapshot);

/// "add invoices!" → "add_invoices"; throws Error(Usage) where nothing is left.
std::string file_title(std::string_view name);
/// A version for a new file: the time in UTC as YYYYMMDDHHMMSS, or one more than the last version there is,
/// whichever is later, so that two files made within one second keep their order.
std::string next_version(const MigrationsDirectory& directory, std::int64_t seconds_since_epoch);

}  // namespace plumb
