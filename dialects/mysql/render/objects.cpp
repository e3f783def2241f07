// Databases, and the sequences of MariaDB and TiDB.
#include <fmt/format.h>

#include "plumb/dialects/mysql/render/steps.h"

namespace plumb::mysql {
namespace {

template <class T>
void create(Work& work, const T& object, int phase) {
  Operation& op = work.add(id_of(object), phase);
  const std::string drop = sql::write_drop(op.id, object, work.syntax());
  for (std::string& sql : sql::write_create(object, work.syntax()))
    step(op, std::move(sql), "create " + op.id.display(), {drop}, LockLevel::None);
  op.effects.creates.push_back(op.id);
  op.effects.needs.push_back({Kind::Namespace, {object.name.schema}, {}});
}

template <class T>
Step& drop(Work& work, const T& object, int phase) {
  Operation& op = work.add(id_of(object), phase);
  op.effects.drops.push_back(op.id);
  op.effects.frees.push_back({Kind::Namespace, {object.name.schema}, {}});
  return step(op, sql::write_drop(op.id, object, work.syntax()), "drop " + op.id.display(),
              sql::write_create(object, work.syntax()), LockLevel::Exclusive);
}

std::string alter_database(const Work& work, const Namespace& n) {
  sql::Sql out = work.statement("ALTER DATABASE");
  if (!n.name.schema.empty() || !n.name.name.empty()) out.name(n.name);
  if (!n.charset.empty()) out.word("CHARACTER SET").word(n.charset);
  if (!n.collation.empty()) out.word("COLLATE").word(n.collation);
  if (work.flavour.database_comments) out.word("COMMENT").string(n.comment);
  return std::move(out).take();
}

void change(Work& work, const Change& c, const Namespace& to) {
  // The database at hand is there, whether anybody speaks of it or not.
  const bool at_hand = to.name == QualifiedName();
  if (c.action == Action::Drop) {
    if (at_hand) return;
    Step& s = drop(work, to, kDropNamespaces);
    s.irreversible = true;
    danger(s, Hazard::DeletesData, c.id, fmt::format("drops {} and all that is in it", c.id.display()));
    return;
  }
  if (c.action == Action::Create && !at_hand) return create(work, to, kNamespaces);
  if (c.action == Action::Create && at_hand) {
    Operation& op = work.add(c.id, kNamespaces);
    step(op, alter_database(work, to), "change " + c.id.display(), {}, LockLevel::Shared);
    return;
  }
  const Namespace& from = std::get<Namespace>(c.from);
  if (from.owner != to.owner) return work.refuse(c.id, "a database has no owner here", "take it out of the schema");
  Operation& op = work.add(c.id, kNamespaces);
  step(op, alter_database(work, to), "change " + c.id.display(), {alter_database(work, from)}, LockLevel::Shared);
  op.effects.creates.push_back(c.id);
}

// Every option said, so that nothing is left of what was.
std::string alter_sequence(const Work& work, const Sequence& s) {
  sql::Sql out = work.statement("ALTER SEQUENCE");
  out.name(s.name);
  const SequenceOptions& o = s.options;
  // TiDB takes START only with RESTART; where the next value comes from is not the schema's.
  if (o.start && !work.flavour.clustered_keys) out.word("START WITH").word(*o.start);
  if (o.increment) out.word("INCREMENT BY").word(*o.increment);
  out.word(o.minimum ? "MINVALUE " + *o.minimum : "NOMINVALUE");
  out.word(o.maximum ? "MAXVALUE " + *o.maximum : "NOMAXVALUE");
  if (o.cache) out.word(*o.cache == "0" ? "NOCACHE" : "CACHE " + *o.cache);
  out.word(o.cycle ? "CYCLE" : "NOCYCLE");
  return std::move(out).take();
}

void change(Work& work, const Change& c, const Sequence& to) {
  if (!work.flavour.sequences) return work.refuse(c.id, "MySQL has no sequences", "use an AUTO_INCREMENT column");
  if (c.action == Action::Create) return create(work, to, kSequences);
  if (c.action == Action::Drop) {
    Step& s = drop(work, to, kDropSequences);
    s.irreversible = true;
    danger(s, Hazard::DeletesData, c.id, fmt::format("drops {} and where it stands", c.id.display()));
    return;
  }
  const Sequence& from = std::get<Sequence>(c.from);
  Sequence now = from;
  now.options = to.options;
  if (!(now == to))
    return work.refuse(c.id, "this of a sequence cannot be changed", "drop it and make it anew in a migration");
  Operation& op = work.add(c.id, kSequences);
  step(op, alter_sequence(work, to), "change " + c.id.display(), {alter_sequence(work, from)}, LockLevel::Shared);
  op.effects.creates.push_back(c.id);
}

}  // namespace

void render_object(Work& work, const Change& c) {
  const Object& what = c.action == Action::Drop ? c.from : c.to;
  if (const auto* database = std::get_if<Namespace>(&what)) return change(work, c, *database);
  if (const auto* sequence = std::get_if<Sequence>(&what)) return change(work, c, *sequence);
}

}  // namespace plumb::mysql
