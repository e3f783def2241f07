// Keys, checks and foreign keys as elements of CREATE TABLE and actions of ALTER TABLE.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/write/pieces.h"

namespace plumb::sql {
namespace {

void write_name(Sql& out, const std::string& name) {
  if (!name.empty()) out.word("CONSTRAINT").name(name);
}

std::string_view word(OnChange action) {
  switch (action) {
    case OnChange::NoAction: return "NO ACTION";
    case OnChange::Restrict: return "RESTRICT";
    case OnChange::Cascade: return "CASCADE";
    case OnChange::SetNull: return "SET NULL";
    case OnChange::SetDefault: return "SET DEFAULT";
  }
  return "NO ACTION";
}

// Keys of PostgreSQL hold columns only; the others' parts are those of an index.
void write_key_parts(Sql& out, const std::vector<IndexPart>& parts, const KeyOptions& options, bool autoincrement) {
  if (!options.without_overlaps && !autoincrement) return write_index_parts(out, parts);
  out.open();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i) out.comma();
    write_index_part(out, parts[i]);
    const bool last = i + 1 == parts.size();
    if (last && options.without_overlaps) out.word("WITHOUT OVERLAPS");
    if (last && autoincrement) out.word("AUTOINCREMENT");
  }
  out.close();
}

void write_parameters(Sql& out, const Options& parameters) {
  if (parameters.empty()) return;
  out.word("WITH").open();
  bool first = true;
  for (const auto& [name, value] : parameters) {
    if (!first) out.comma();
    first = false;
    out.word(name).word("=").word(value);
  }
  out.close();
}

}  // namespace

void write_deferral(Sql& out, Deferral deferral) {
  if (deferral == Deferral::NotDeferrable) return;
  out.word("DEFERRABLE");
  if (deferral == Deferral::InitiallyDeferred) out.word("INITIALLY DEFERRED");
}

void write_on_conflict(Sql& out, OnConflict conflict) {
  switch (conflict) {
    case OnConflict::Default: return;
    case OnConflict::Rollback: out.word("ON CONFLICT ROLLBACK"); return;
    case OnConflict::Abort: out.word("ON CONFLICT ABORT"); return;
    case OnConflict::Fail: out.word("ON CONFLICT FAIL"); return;
    case OnConflict::Ignore: out.word("ON CONFLICT IGNORE"); return;
    case OnConflict::Replace: out.word("ON CONFLICT REPLACE"); return;
  }
}

void write_key_tail(Sql& out, const KeyOptions& options) {
  if (!options.include.empty()) out.word("INCLUDE").names(options.include);
  write_parameters(out, options.parameters);
  if (!options.tablespace.empty()) out.word("USING INDEX TABLESPACE").name(options.tablespace);
  if (const std::string& method = options.method.empty() ? options.using_.text : options.method; !method.empty())
    out.word("USING").word(upper(method));
  if (options.block_size) out.word("KEY_BLOCK_SIZE=" + std::to_string(*options.block_size));
  if (!options.comment.empty() && out.syntax().grammar.mysql) out.word("COMMENT").string(options.comment);
  if (options.invisible) out.word(out.syntax().grammar.mariadb ? "IGNORED" : "INVISIBLE");
  write_on_conflict(out, options.on_conflict);
  write_deferral(out, options.deferral);
}

void write_constraint(Sql& out, const PrimaryKey& key) {
  write_name(out, key.name);
  out.word("PRIMARY KEY");
  write_key_parts(out, key.parts, *key.options, key.autoincrement);
  if (key.clustered) out.word(*key.clustered ? "CLUSTERED" : "NONCLUSTERED");
  write_key_tail(out, *key.options);
}

void write_constraint(Sql& out, const Unique& unique) {
  write_name(out, unique.name);
  out.word("UNIQUE");
  if (unique.options->nulls_not_distinct) out.word("NULLS NOT DISTINCT");
  write_key_parts(out, unique.parts, *unique.options, false);
  write_key_tail(out, *unique.options);
}

void write_constraint(Sql& out, const Check& check) {
  write_name(out, check.name);
  out.word("CHECK").parenthesised(check.expression);
  write_on_conflict(out, check.on_conflict);
  if (check.no_inherit) out.word("NO INHERIT");
  if (!check.enforced) out.word("NOT ENFORCED");
  if (!check.validated) out.word("NOT VALID");
}

void write_constraint(Sql& out, const Exclusion& exclusion) {
  write_name(out, exclusion.name);
  out.word("EXCLUDE");
  if (!exclusion.method.empty()) out.word("USING").name(exclusion.method);
  out.open();
  for (std::size_t i = 0; i < exclusion.parts.size(); ++i) {
    if (i) out.comma();
    write_index_part(out, exclusion.parts[i]);
    out.word("WITH").word(exclusion.parts[i].exclude_with);
  }
  out.close();
  KeyOptions head = *exclusion.options, tail;
  std::swap(head.deferral, tail.deferral);  // it stands behind WHERE
  write_key_tail(out, head);
  if (!exclusion.where.empty()) out.word("WHERE").parenthesised(exclusion.where);
  write_key_tail(out, tail);
}

void write_references(Sql& out, const ForeignKey& key) {
  out.word("REFERENCES").name(key.to);
  if (!key.to_columns.empty()) {
    out.open();
    for (std::size_t i = 0; i < key.to_columns.size(); ++i) {
      if (i) out.comma();
      if (key.period && i + 1 == key.to_columns.size()) out.word("PERIOD");
      out.name(key.to_columns[i]);
    }
    out.close();
  }
  if (key.match == Match::Full) out.word("MATCH FULL");
  if (key.match == Match::Partial) out.word("MATCH PARTIAL");
  if (key.on_delete != OnChange::NoAction) out.word("ON DELETE").word(word(key.on_delete));
  if (!key.on_delete_columns.empty()) out.names(key.on_delete_columns);
  if (key.on_update != OnChange::NoAction) out.word("ON UPDATE").word(word(key.on_update));
  write_deferral(out, key.deferral);
  if (!key.enforced) out.word("NOT ENFORCED");
  if (!key.validated) out.word("NOT VALID");
}

void write_constraint(Sql& out, const ForeignKey& key) {
  write_name(out, key.name);
  out.word("FOREIGN KEY").open();
  for (std::size_t i = 0; i < key.columns.size(); ++i) {
    if (i) out.comma();
    if (key.period && i + 1 == key.columns.size()) out.word("PERIOD");
    out.name(key.columns[i]);
  }
  out.close();
  write_references(out, key);
}

}  // namespace plumb::sql
