#include "plumb/tools/libplumb/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"

namespace plumb {
namespace {

namespace fs = std::filesystem;

/// In the order of names, folder by folder.
void add_folder(const fs::path& folder, std::vector<std::string>& out) {
  std::vector<fs::path> entries;
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    entries.push_back(at->path());
  }
  if (failed) {
    throw Error(Code::Usage,
                fmt::format("the folder `{}` cannot be read: {}", folder.string(), lower(failed.message())));
  }
  std::sort(entries.begin(), entries.end());
  for (const fs::path& entry : entries) {
    if (fs::is_directory(entry, failed)) {
      const bool hidden = entry.filename().string().starts_with('.');
      if (!hidden && !fs::is_symlink(entry, failed) && !is_migrations_directory(entry.string())) add_folder(entry, out);
    } else if (entry.extension() == ".sql") {
      out.push_back(entry.string());
    }
  }
}

/// Bytes that no text of SQL has, in any encoding that servers take.
void refuse_binary(const std::string& name, std::string_view text) {
  const std::string_view head = text.substr(0, 1 << 16);
  std::size_t strange = 0;
  for (const char c : head) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0) {
      throw Error(Code::Usage, fmt::format("`{}` is no text of SQL: it holds NUL bytes", name));
    }
    if (byte < 9 || (byte > 13 && byte < 32) || byte == 127) ++strange;
  }
  if (!is_valid_utf8(text)) {
    for (const char c : head) strange += static_cast<unsigned char>(c) >= 0x80 ? 1U : 0U;
  }
  if (strange * 4 > head.size()) {
    throw Error(Code::Usage, fmt::format("`{}` is no text of SQL: most of it is no text at all", name));
  }
}

std::string read_stdin() {
  std::string text;
  char buffer[65536];
  for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, stdin)) > 0;) text.append(buffer, n);
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  return text;
}

sql::ReadOptions options_for(const Target& written_for, sql::Purpose purpose, bool skip_unknown) {
  sql::ReadOptions out;
  out.purpose = purpose;
  out.default_schema = written_for.default_schema;
  out.skip_unknown = skip_unknown;
  if (const auto mode = written_for.settings.find("global sql_mode"); mode != written_for.settings.end())
    out.sql_mode = mode->second.empty() ? "none" : mode->second;
  return out;
}

/// The snapshot, and the files behind it, where it is a picture of this very history.
std::optional<sql::Reading> replay_from_snapshot(const MigrationsDirectory& directory,
                                                 const std::vector<const MigrationFile*>& files,
                                                 const Target& written_for, bool skip_unknown,
                                                 Diagnostics& diagnostics) {
  if (!directory.snapshot) return std::nullopt;
  const std::optional<SnapshotMark> mark = snapshot_mark(*directory.snapshot);
  if (!mark) return std::nullopt;
  auto at =
      std::find_if(files.begin(), files.end(), [&](const MigrationFile* f) { return f->version == mark->version; });
  if (at == files.end()) return std::nullopt;
  Sums sums;
  for (auto file = files.begin(); file != at + 1; ++file) sums.add((*file)->name, (*file)->checksum);
  if (sums.chain() != mark->chain) return std::nullopt;

  Diagnostics found;
  sql::Reading start =
      sql::read(*directory.snapshot, written_for.syntax,
                options_for(written_for, sql::Purpose::SchemaFile, skip_unknown), found, std::string(kSnapshotFile));
  if (found.has_errors()) return std::nullopt;
  std::vector<const MigrationFile*> rest(at + 1, files.end());
  return replay_files(rest, written_for, skip_unknown, diagnostics, &start.schema);
}

}  // namespace

std::string read_sql(const std::string& path) {
  std::string text = path == "-" ? read_stdin() : read_text_file(path);
  refuse_binary(path == "-" ? "<stdin>" : path, text);
  return text;
}

std::vector<std::string> sql_files_of(const std::vector<std::string>& paths) {
  std::vector<std::string> out;
  for (const std::string& path : paths) {
    std::error_code failed;
    if (!fs::is_directory(path, failed)) {
      out.push_back(path);
      continue;
    }
    const std::size_t before = out.size();
    add_folder(path, out);
    if (out.size() == before) {
      throw Error(Code::Usage, fmt::format("the folder `{}` has no .sql files", path));
    }
  }
  return out;
}

sql::Reading read_files(const Source& source, const Target& written_for, bool skip_unknown, Diagnostics& diagnostics) {
  sql::Reader reader(written_for.syntax, options_for(written_for, sql::Purpose::SchemaFile, skip_unknown), diagnostics);
  if (source.kind() == Source::Kind::Text) {
    reader.read(source.display(), source.content());
  } else {
    for (const std::string& path : sql_files_of(source.paths())) {
      reader.read(path == "-" ? "<stdin>" : path, read_sql(path));
    }
  }
  return reader.finish();
}

sql::Reading replay_files(const std::vector<const MigrationFile*>& files, const Target& written_for, bool skip_unknown,
                          Diagnostics& diagnostics, const Schema* start) {
  sql::Reader reader(written_for.syntax, options_for(written_for, sql::Purpose::Migration, skip_unknown), diagnostics);
  if (start != nullptr) reader.start_from(*start);
  for (const MigrationFile* file : files) {
    if (file->up.present()) reader.read_part(file->source, file->up.offset, file->up.length);
  }
  return reader.finish();
}

sql::Reading replay(const MigrationsDirectory& directory, const Target& written_for, bool skip_unknown,
                    Diagnostics& diagnostics, const std::string& version) {
  std::vector<const MigrationFile*> files;
  for (const MigrationFile& f : directory.files) {
    if (version.empty() || !version_less(version, f.version)) files.push_back(&f);
  }
  const std::size_t errors = diagnostics.errors();
  Diagnostics whole = diagnostics;
  sql::Reading reading = replay_files(files, written_for, skip_unknown, whole);
  if (whole.errors() == errors) {
    diagnostics = std::move(whole);
    return reading;
  }
  Diagnostics shorter = diagnostics;
  std::optional<sql::Reading> from_snapshot =
      replay_from_snapshot(directory, files, written_for, skip_unknown, shorter);
  if (from_snapshot && shorter.errors() == errors) {
    shorter.note("replayed-from-snapshot",
                 fmt::format("not every statement in `{}` is understood, so its state comes from {}", directory.path,
                             kSnapshotFile));
    diagnostics = std::move(shorter);
    return *from_snapshot;
  }
  diagnostics = std::move(whole);
  return reading;
}

}  // namespace plumb
