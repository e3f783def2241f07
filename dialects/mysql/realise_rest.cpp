// Triggers, views and sequences.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/mysql/realise.h"
#include "plumb/dialects/mysql/types.h"

namespace plumb::mysql {
namespace {

std::optional<View> realise_view(Realising& r, const View& from, std::string& why) {
  const realise::Place place{&r.work, nullptr, true, &from.uses};
  auto query = to_mysql(r.work.written_in.neutral(from.query), place, r.can, why);
  if (!query) return std::nullopt;
  View out;
  out.name = r.work.names.relation(from.name);
  out.columns = from.columns;
  out.query = expression_of(*query);
  out.check_option = from.check_option;
  out.uses = sql::relations_of(*query);
  out.origin = from.origin;
  if (!from.renamed_from.empty())
    out.renamed_from = Written(r.work.names.relation({from.name.schema, from.renamed_from.text}).name);
  return out;
}

void say_what_views_lose(Realising& r, const View& view) {
  const std::string name = view.name.display();
  if (view.materialized)
    r.work.left_out.add(Severity::Note, "materialisations of views",
                        std::string(r.can.server) + " asks the tables each time", name);
  if (!view.indexes.empty())
    r.work.left_out.add(Severity::Note, "indexes of views", std::string(r.can.server) + " has none", name);
  if (!view.comment.empty() || !view.column_comments.empty())
    r.work.left_out.add(Severity::Note, "comments of views", std::string(r.can.server) + " has none", name);
}

}  // namespace

/// ON UPDATE CURRENT_TIMESTAMP is what most of PostgreSQL's triggers are for.
void realise_triggers(Realising& r) {
  for (const Trigger& trigger : r.work.from.triggers) {
    const Table* table = r.find(trigger.table);
    if (!table) continue;
    if (const Column* column = realise::stamped_by(r.work, *table, trigger)) {
      Table& to = r.work.out.tables.edit(r.work.names.relation(trigger.table));
      Column* made = to.find_column(r.work.names.column(trigger.table, column->name));
      if (made && values_of(made->type) == Values::Timestamp) {
        Expr now;
        now.written = "CURRENT_TIMESTAMP";
        if (!made->type.args.empty()) now.written += "(" + made->type.args[0] + ")";
        now.canonical = now.written;
        edit_extra<MysqlColumn>(made->extra).on_update = std::move(now);
        continue;
      }
    }
    r.work.left_out.add(Severity::Warning, "triggers", "their bodies are not MySQL's language",
                        trigger.table.display() + "." + trigger.name);
  }
}

/// A view over one that is left out is left out too.
void realise_views(Realising& r) {
  std::vector<View> waiting;
  for (const View& view : r.work.from.views) {
    std::string why;
    if (auto made = realise_view(r, view, why)) {
      waiting.push_back(std::move(*made));
      say_what_views_lose(r, view);
    } else {
      r.work.left_out.add(Severity::Warning, "views", why, view.name.display());
    }
  }
  realise::keep_views(r.work, std::move(waiting));
}

void realise_sequences(Realising& r) {
  for (const Sequence& sequence : r.work.from.sequences) {
    const std::string& home = r.work.written_for.default_schema;
    if (!sequence.owned_by_table.empty() || r.work.used_sequences.count(sequence.name.display()) ||
        r.work.used_sequences.count(home + "." + sequence.name.name))
      continue;
    if (!r.can.sequences) {
      r.work.left_out.add(Severity::Note, "sequences", std::string(r.can.server) + " has none",
                          sequence.name.display());
      continue;
    }
    Sequence out;
    out.name = r.work.names.claim(r.work.names.relation(sequence.name));
    out.options = sequence.options;
    out.options.cache.reset();  // what one costs is the server's own matter
    // One less on both ends than PostgreSQL's.
    if (out.options.maximum == "9223372036854775807") out.options.maximum.reset();
    if (out.options.minimum == "-9223372036854775808") out.options.minimum.reset();
    out.origin = sequence.origin;
    const QualifiedName name = out.name;
    r.work.out.sequences.set(name, std::move(out));
  }
}

}  // namespace plumb::mysql
