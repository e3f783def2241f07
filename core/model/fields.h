// The fields of every object that take part in equality, by name: what fingerprints, descriptions of changes and
// the tests of completeness walk over. Origins, annotations and the author's spelling (`Written`) are not among
// them. A field that is forgotten here is found by a test (tests/unit/model), which changes each one.
#pragma once

#include <type_traits>

#include "plumb/core/model/schema.h"

namespace plumb {
namespace fields_detail {

template <class T>
struct Of {};

// clang-format off
template <class S, class F>
void visit(S& o, F& f, Of<QualifiedName>) { f("schema", o.schema); f("name", o.name); }
template <class S, class F>
void visit(S& o, F& f, Of<ObjectId>) { f("kind", o.kind); f("owner", o.owner); f("part", o.part); }
template <class S, class F>
void visit(S& o, F& f, Of<Expr>) { f("expression", o.canonical); }
template <class S, class F>
void visit(S& o, F& f, Of<Type>) {
  f("name", o.name); f("arguments", o.args); f("array dimensions", o.array_dims); f("user type", o.user_type);
}
template <class S, class F>
void visit(S& o, F& f, Of<SequenceOptions>) {
  f("start", o.start); f("increment", o.increment); f("minimum", o.minimum); f("maximum", o.maximum);
  f("cache", o.cache); f("cycle", o.cycle);
}
template <class S, class F>
void visit(S& o, F& f, Of<Identity>) {
  f("always", o.always); f("random bits", o.random_bits); f("random range", o.random_range);
  f("auto random", o.auto_random); f("sequence", o.sequence); f("options", o.options);
}
template <class S, class F>
void visit(S& o, F& f, Of<Computed>) { f("from", o.from); f("stored", o.stored); }
template <class S, class F>
void visit(S& o, F& f, Of<PostgresColumn>) {
  f("storage", o.storage); f("compression", o.compression); f("statistics", o.statistics);
  f("options", o.options); f("serial", o.serial);
}
template <class S, class F>
void visit(S& o, F& f, Of<MysqlColumn>) {
  f("charset", o.charset); f("on update", o.on_update); f("invisible", o.invisible); f("srid", o.srid);
  f("column format", o.column_format); f("storage", o.storage); f("engine attribute", o.engine_attribute);
  f("secondary engine attribute", o.secondary_engine_attribute); f("compressed", o.compressed);
  f("without system versioning", o.without_system_versioning);
}
template <class S, class F>
void visit(S& o, F& f, Of<SqliteColumn>) {
  f("not null conflict", o.not_null_conflict); f("not null name", o.not_null_name); f("hidden", o.hidden);
}
template <class S, class F>
void visit(S& o, F& f, Of<Column>) {
  f("name", o.name); f("type", o.type); f("nullable", o.nullable); f("fill", o.fill);
  f("collation", o.collation); f("comment", o.comment); f("extra", o.extra);
}
template <class S, class F>
void visit(S& o, F& f, Of<SortOrder>) { f("descending", o.descending); }
template <class S, class F>
void visit(S& o, F& f, Of<IndexPart>) {
  f("column", o.column); f("expression", o.expression); f("collation", o.collation); f("opclass", o.opclass);
  f("opclass options", o.opclass_options); f("order", o.order); f("nulls", o.nulls);
  f("statistics", o.statistics); f("prefix length", o.prefix_length); f("exclude with", o.exclude_with);
}
template <class S, class F>
void visit(S& o, F& f, Of<KeyOptions>) {
  f("include", o.include); f("parameters", o.parameters); f("tablespace", o.tablespace); f("method", o.method);
  f("comment", o.comment); f("deferral", o.deferral); f("on conflict", o.on_conflict);
  f("nulls not distinct", o.nulls_not_distinct); f("without overlaps", o.without_overlaps);
  f("block size", o.block_size); f("invisible", o.invisible);
}
template <class S, class F>
void visit(S& o, F& f, Of<PrimaryKey>) {
  f("name", o.name); f("parts", o.parts); f("autoincrement", o.autoincrement); f("clustered", o.clustered);
  f("on column", o.on_column); f("options", o.options);
}
template <class S, class F>
void visit(S& o, F& f, Of<Unique>) { f("name", o.name); f("parts", o.parts); f("options", o.options); }
template <class S, class F>
void visit(S& o, F& f, Of<Check>) {
  f("name", o.name); f("expression", o.expression); f("no inherit", o.no_inherit); f("validated", o.validated);
  f("enforced", o.enforced); f("on conflict", o.on_conflict); f("comment", o.comment);
}
template <class S, class F>
void visit(S& o, F& f, Of<Exclusion>) {
  f("name", o.name); f("method", o.method); f("parts", o.parts); f("where", o.where); f("options", o.options);
}
template <class S, class F>
void visit(S& o, F& f, Of<ForeignKey>) {
  f("name", o.name); f("columns", o.columns); f("references", o.to); f("referenced columns", o.to_columns);
  f("on delete", o.on_delete); f("on update", o.on_update); f("on delete columns", o.on_delete_columns);
  f("match", o.match); f("deferral", o.deferral); f("validated", o.validated); f("enforced", o.enforced);
  f("period", o.period); f("comment", o.comment);
}
template <class S, class F>
void visit(S& o, F& f, Of<Index>) {
  f("name", o.name); f("unique", o.unique); f("kind", o.kind); f("method", o.method); f("parts", o.parts);
  f("include", o.include); f("where", o.where); f("parameters", o.parameters); f("tablespace", o.tablespace);
  f("parser", o.parser); f("comment", o.comment); f("nulls not distinct", o.nulls_not_distinct);
  f("invisible", o.invisible); f("clustered", o.clustered); f("replica identity", o.replica_identity);
  f("global", o.global);
}
template <class S, class F>
void visit(S& o, F& f, Of<Partition>) {
  f("name", o.name); f("bound", o.bound); f("options", o.options); f("subpartitions", o.subpartitions);
}
template <class S, class F>
void visit(S& o, F& f, Of<Partitioning>) {
  f("method", o.method); f("key", o.key); f("count", o.count); f("submethod", o.submethod);
  f("subkey", o.subkey); f("subcount", o.subcount); f("partitions", o.partitions);
}
template <class S, class F>
void visit(S& o, F& f, Of<PostgresTable>) {
  f("unlogged", o.unlogged); f("access method", o.access_method); f("tablespace", o.tablespace);
  f("replica identity", o.replica_identity); f("clustered on", o.clustered_on); f("parameters", o.parameters);
  f("inherits", o.inherits);
  f("partition of", o.partition_of); f("partition bound", o.partition_bound); f("row security", o.row_security);
  f("force row security", o.force_row_security); f("of type", o.of_type); f("foreign table", o.foreign_table);
}
template <class S, class F>
void visit(S& o, F& f, Of<MysqlTable>) {
  f("engine", o.engine); f("charset", o.charset); f("collation", o.collation); f("row format", o.row_format);
  f("auto_increment", o.auto_increment); f("options", o.options); f("temporary", o.temporary);
  f("system versioned", o.system_versioned); f("tidb", o.tidb);
}
template <class S, class F>
void visit(S& o, F& f, Of<SqliteTable>) { f("strict", o.strict); f("without rowid", o.without_rowid); }
/// The table's own fields first; its parts behind them.
template <class S, class F>
void visit(S& o, F& f, Of<Table>) {
  f("name", o.name); f("comment", o.comment); f("partitioning", o.partitioning); f("extra", o.extra);
  f("columns", o.columns); f("primary key", o.primary_key); f("uniques", o.uniques); f("checks", o.checks);
  f("exclusions", o.exclusions); f("foreign keys", o.foreign_keys); f("indexes", o.indexes);
}

template <class S, class F>
void visit(S& o, F& f, Of<Namespace>) {
  f("name", o.name); f("owner", o.owner); f("comment", o.comment); f("charset", o.charset);
  f("collation", o.collation);
}
template <class S, class F>
void visit(S& o, F& f, Of<Extension>) {
  f("name", o.name); f("schema", o.schema); f("version", o.version); f("comment", o.comment);
}
template <class S, class F>
void visit(S& o, F& f, Of<EnumLabel>) { f("label", o.text); }
template <class S, class F>
void visit(S& o, F& f, Of<Enum>) { f("name", o.name); f("labels", o.labels); f("comment", o.comment); }
template <class S, class F>
void visit(S& o, F& f, Of<Domain>) {
  f("name", o.name); f("type", o.type); f("nullable", o.nullable); f("default", o.default_value);
  f("collation", o.collation); f("comment", o.comment); f("checks", o.checks);
}
template <class S, class F>
void visit(S& o, F& f, Of<Composite::Attribute>) {
  f("name", o.name); f("type", o.type); f("collation", o.collation);
}
template <class S, class F>
void visit(S& o, F& f, Of<Composite>) {
  f("name", o.name); f("attributes", o.attributes); f("range", o.range); f("comment", o.comment);
  f("column comments", o.column_comments);
}
template <class S, class F>
void visit(S& o, F& f, Of<Sequence>) {
  f("name", o.name); f("type", o.type); f("options", o.options); f("owned by table", o.owned_by_table);
  f("owned by column", o.owned_by_column); f("unlogged", o.unlogged); f("comment", o.comment); f("tidb", o.tidb);
}
template <class S, class F>
void visit(S& o, F& f, Of<VirtualTable>) {
  f("name", o.name); f("module", o.module); f("arguments", o.arguments);
}
template <class S, class F>
void visit(S& o, F& f, Of<View>) {
  f("name", o.name); f("materialized", o.materialized); f("columns", o.columns); f("query", o.query);
  f("options", o.options); f("check option", o.check_option); f("with data", o.with_data);
  f("recursive", o.recursive); f("tablespace", o.tablespace); f("access method", o.access_method);
  f("comment", o.comment); f("column comments", o.column_comments); f("indexes", o.indexes); f("uses", o.uses);
}
template <class S, class F>
void visit(S& o, F& f, Of<Routine::Argument>) {
  f("mode", o.mode); f("name", o.name); f("type", o.type); f("default", o.default_value);
}
template <class S, class F>
void visit(S& o, F& f, Of<Routine>) {
  f("name", o.name); f("kind", o.kind); f("arguments", o.arguments); f("returns", o.returns);
  f("language", o.language); f("body", o.body); f("sql body", o.sql_body); f("attributes", o.attributes);
  f("comment", o.comment);
}
template <class S, class F>
void visit(S& o, F& f, Of<TriggerEvents>) {
  f("insert", o.insert); f("update", o.update); f("delete", o.remove); f("truncate", o.truncate);
}
template <class S, class F>
void visit(S& o, F& f, Of<Trigger>) {
  f("name", o.name); f("table", o.table); f("timing", o.timing); f("events", o.events);
  f("update of", o.update_of); f("for each row", o.for_each_row); f("when", o.when); f("body", o.body);
  f("constraint", o.constraint); f("deferral", o.deferral); f("constraint from", o.constraint_from);
  f("old table", o.old_table); f("new table", o.new_table); f("enabled", o.enabled); f("definer", o.definer);
  f("order", o.order); f("sql mode", o.sql_mode); f("comment", o.comment); f("uses", o.uses);
}
template <class S, class F>
void visit(S& o, F& f, Of<Definition>) {
  f("id", o.id); f("options", o.options); f("condition", o.condition); f("body", o.body);
  f("enabled", o.enabled); f("comment", o.comment); f("uses", o.uses);
}
template <class S, class F>
void visit(S& o, F& f, Of<Event>) {
  f("name", o.name); f("schedule", o.schedule); f("body", o.body); f("definer", o.definer);
  f("sql mode", o.sql_mode); f("comment", o.comment); f("preserve", o.preserve); f("status", o.status);
}
template <class S, class F>
void visit(S& o, F& f, Of<Policy>) {
  f("name", o.name); f("table", o.table); f("permissive", o.permissive); f("command", o.command);
  f("roles", o.roles); f("using", o.using_); f("with check", o.with_check); f("comment", o.comment);
}
template <class S, class F>
void visit(S& o, F& f, Of<Grant>) {
  f("on", o.on); f("object", o.object); f("grantee", o.grantee); f("privileges", o.privileges);
  f("grant option", o.grant_option); f("default privileges", o.default_privileges);
}
// clang-format on

}  // namespace fields_detail

/// `f(name, field)` for each field of an object or part, in a fixed order. Const or not, as the object is.
template <class T, class F>
void each_field(T& object, F&& f) {
  fields_detail::visit(object, f, fields_detail::Of<std::remove_const_t<T>>{});
}

}  // namespace plumb
