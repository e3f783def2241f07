// Namespaces, extensions, domains, composite types and sequences; enums in enums.cpp.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/dialects/postgres/render/steps.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

template <class T>
void create(Work& work, const T& object, int phase) {
  Operation& op = work.add(id_of(object), phase);
  std::string drop = sql::write_drop(op.id, object, syntax());
  for (std::string& sql : sql::write_create(object, syntax())) {
    const bool first = op.steps.empty();
    step(op, std::move(sql), (first ? "create " : "describe ") + op.id.display(),
         first ? std::vector<std::string>{drop} : std::vector<std::string>{}, LockLevel::None);
  }
  op.effects.creates.push_back(op.id);
  if constexpr (requires { object.name.schema; })
    op.effects.needs.push_back({Kind::Namespace, {object.name.schema}, {}});
}

template <class T>
Operation& drop(Work& work, const T& object, int phase) {
  Operation& op = work.add(id_of(object), phase);
  step(op, sql::write_drop(op.id, object, syntax()), "drop " + op.id.display(), sql::write_create(object, syntax()),
       LockLevel::Exclusive);
  op.effects.drops.push_back(op.id);
  op.effects.frees.push_back({Kind::Namespace, {object.name.schema}, {}});
  return op;
}

// One operation of small statements that follow each other, each with its way back.
class Alter {
 public:
  Alter(Work& work, const ObjectId& id, int phase) : op_(work.add(id, phase)) { op_.effects.creates.push_back(id); }
  void operator()(std::string sql, std::string undo, LockLevel lock = LockLevel::Shared) {
    step(op_, std::move(sql), "change " + op_.id.display(), {std::move(undo)}, lock);
  }
  Operation& operation() { return op_; }

 private:
  Operation& op_;
};

// ---- namespaces and extensions ----

void change(Work& work, const Change& c, const Namespace& to) {
  if (c.action == Action::Create) return create(work, to, kNamespaces);
  if (c.action == Action::Drop) {
    drop(work, to, kDropNamespaces);
    return;
  }
  Namespace now = std::get<Namespace>(c.from);
  Alter alter(work, c.id, kNamespaces);
  const std::string schema = "SCHEMA " + quoted(to.name.name);
  if (now.comment != to.comment) alter(comment_on(schema, to.comment), comment_on(schema, now.comment));
  if (!to.owner.empty() && now.owner != to.owner)
    alter(fmt::format("ALTER {} OWNER TO {}", schema, quoted(to.owner)),
          fmt::format("ALTER {} OWNER TO {}", schema, quoted(now.owner)));
}

void change(Work& work, const Change& c, const Extension& to) {
  if (c.action == Action::Create) return create(work, to, kExtensions);
  if (c.action == Action::Drop) {
    Operation& op = work.add(c.id, kDropExtensions);
    Step& s = step(op, sql::write_drop(c.id, to, syntax()), "drop " + c.id.display(), sql::write_create(to, syntax()),
                   LockLevel::Exclusive);
    danger(s, Hazard::DeletesData, c.id, fmt::format("drops {} and what it holds", c.id.display()));
    op.effects.drops.push_back(c.id);
    return;
  }
  const Extension& from = std::get<Extension>(c.from);
  Alter alter(work, c.id, kExtensions);
  const std::string extension = "EXTENSION " + quoted(to.name.name);
  if (from.schema != to.schema && !to.schema.empty())
    alter(fmt::format("ALTER {} SET SCHEMA {}", extension, quoted(to.schema)),
          fmt::format("ALTER {} SET SCHEMA {}", extension,
                      quoted(from.schema.empty() ? std::string("public") : from.schema)));
  if (from.version != to.version && !to.version.empty()) {
    sql::Sql sql = statement("ALTER");
    sql.word(extension).word("UPDATE TO").string(to.version);
    step(alter.operation(), std::move(sql).take(), "update " + c.id.display(), {}, LockLevel::Exclusive);
    alter.operation().steps.back().irreversible = true;
  }
  if (from.comment != to.comment) alter(comment_on(extension, to.comment), comment_on(extension, from.comment));
}

// ---- domains ----

template <class T>
bool has(const std::vector<T>& all, const T& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

std::string domain_default(const std::string& domain, const Expr& value) {
  if (value.empty()) return fmt::format("ALTER {} DROP DEFAULT", domain);
  sql::Sql sql = statement("ALTER");
  sql.word(domain).word("SET DEFAULT").expression(value);
  return std::move(sql).take();
}

void change_checks(Alter& alter, const std::string& domain, const Domain& from, const Domain& to) {
  const auto add = [&](const Check& check) {
    sql::Sql sql = statement("ALTER");
    sql.word(domain).word("ADD");
    sql::write_constraint(sql, check);
    return std::move(sql).take();
  };
  const auto drop = [&](const Check& check) {
    return fmt::format("ALTER {} DROP CONSTRAINT {}", domain, quoted(check.name));
  };
  for (const Check& check : from.checks) {
    if (!has(to.checks, check)) alter(drop(check), add(check), LockLevel::Exclusive);
  }
  for (const Check& check : to.checks) {
    if (has(from.checks, check)) continue;
    alter(add(check), drop(check), LockLevel::BlocksWrites);
    danger(alter.operation().steps.back(), Hazard::MayFailOnData, alter.operation().id,
           fmt::format("fails where a value of {} does not pass `{}`", alter.operation().id.display(), check.name));
  }
}

void change(Work& work, const Change& c, const Domain& to) {
  if (c.action == Action::Create) {
    create(work, to, kTypes);
    Operation& op = work.out.back();
    needs_type(op, to.type);
    needs_of(op, work, to.default_value);
    for (const Check& check : to.checks) needs_of(op, work, check.expression);
    return;
  }
  if (c.action == Action::Drop) {
    Operation& op = drop(work, to, kDropTypes);
    if (to.type.user_type)
      for (Kind kind : {Kind::Enum, Kind::Domain, Kind::Composite})
        op.effects.frees.push_back({kind, *to.type.user_type, {}});
    return;
  }
  Domain now = std::get<Domain>(c.from);
  if (!(now.type == to.type) || now.collation != to.collation) {
    work.refuse(c.id, "PostgreSQL cannot change the type or collation of a domain",
                "make a new domain, move the columns to it, and drop this one");
    return;
  }
  Alter alter(work, c.id, kTypes);
  const std::string domain = "DOMAIN " + quoted(to.name);
  if (!(now.default_value == to.default_value))
    alter(domain_default(domain, to.default_value), domain_default(domain, now.default_value));
  change_checks(alter, domain, now, to);
  if (now.nullable != to.nullable) {
    const std::string set = fmt::format("ALTER {} SET NOT NULL", domain),
                      drop_it = fmt::format("ALTER {} DROP NOT NULL", domain);
    alter(to.nullable ? drop_it : set, to.nullable ? set : drop_it, LockLevel::BlocksWrites);
    if (!to.nullable)
      danger(alter.operation().steps.back(), Hazard::MayFailOnData, c.id,
             fmt::format("fails where a column of {} has rows without a value", c.id.display()));
  }
  if (now.comment != to.comment) alter(comment_on(domain, to.comment), comment_on(domain, now.comment));
}

// ---- composite types ----

void change_attributes(Work& work, Alter& alter, const Composite& from, const Composite& to) {
  const std::string type = "ALTER TYPE " + quoted(to.name);
  const auto find = [](const Composite& in, const std::string& name) {
    return std::find_if(in.attributes.begin(), in.attributes.end(), [&](const auto& a) { return a.name == name; });
  };
  const auto definition = [](const Composite::Attribute& a) {
    sql::Sql sql(syntax());
    sql.name(a.name).type(a.type);
    if (!a.collation.empty()) sql.word("COLLATE").name(a.collation);
    return std::move(sql).take();
  };
  const ObjectId id = id_of(to);
  for (const auto& a : from.attributes) {
    if (find(to, a.name) != to.attributes.end()) continue;
    alter(fmt::format("{} DROP ATTRIBUTE {}", type, quoted(a.name)),
          fmt::format("{} ADD ATTRIBUTE {}", type, definition(a)), LockLevel::Exclusive);
    danger(alter.operation().steps.back(), Hazard::DeletesData, id,
           fmt::format("drops attribute `{}` of {} and its values", a.name, id.display()));
  }
  for (const auto& a : to.attributes) {
    const auto was = find(from, a.name);
    if (was == from.attributes.end()) {
      alter(fmt::format("{} ADD ATTRIBUTE {}", type, definition(a)),
            fmt::format("{} DROP ATTRIBUTE {}", type, quoted(a.name)), LockLevel::Exclusive);
    } else if (!(*was == a)) {
      work.refuse(id, fmt::format("the type of attribute `{}` cannot be changed while columns use it", a.name),
                  "drop the attribute and add it under another name, or make a new type");
    }
  }
}

void change(Work& work, const Change& c, const Composite& to) {
  if (c.action == Action::Create) {
    create(work, to, kTypes);
    for (const auto& a : to.attributes) needs_type(work.out.back(), a.type);
    return;
  }
  if (c.action == Action::Drop) {
    drop(work, to, kDropTypes);
    return;
  }
  const Composite& from = std::get<Composite>(c.from);
  if (from.range != to.range) {
    work.refuse(c.id, "PostgreSQL cannot change a range type",
                "make a new one, move the columns to it, and drop this one");
    return;
  }
  Alter alter(work, c.id, kTypes);
  change_attributes(work, alter, from, to);
  const std::string type = "TYPE " + quoted(to.name);
  if (from.comment != to.comment) alter(comment_on(type, to.comment), comment_on(type, from.comment));
  if (from.column_comments != to.column_comments)
    change_column_comments(alter.operation(), to.name, from.column_comments, to.column_comments);
}

// ---- sequences ----

// Every option, also those that go back to what the server takes by itself.
std::string all_options(const Sequence& s) {
  sql::Sql sql = statement("ALTER SEQUENCE");
  sql.name(s.name).word("AS").type(s.type);
  const SequenceOptions& o = s.options;
  sql.word("INCREMENT BY " + o.increment.value_or("1"));
  sql.word(o.minimum ? "MINVALUE " + *o.minimum : std::string("NO MINVALUE"));
  sql.word(o.maximum ? "MAXVALUE " + *o.maximum : std::string("NO MAXVALUE"));
  const bool down = o.increment && o.increment->starts_with('-');
  sql.word("START WITH " + o.start.value_or(down ? o.maximum.value_or("-1") : o.minimum.value_or("1")));
  sql.word("CACHE " + o.cache.value_or("1")).word(o.cycle ? "CYCLE" : "NO CYCLE");
  return std::move(sql).take();
}

std::string owned_by(const Sequence& s) {
  return fmt::format("ALTER SEQUENCE {} OWNED BY {}", quoted(s.name),
                     s.owned_by_table.empty() ? std::string("NONE") : quoted(s.owned_by_table, s.owned_by_column));
}

// What a serial column has made already becomes a sequence that is spoken of, and the other way
// round.
Sequence implied(const Sequence& like, const Column& column, const QualifiedName& table) {
  Sequence out;
  out.name = like.name;
  out.type = column.type;
  out.owned_by_table = table;
  out.owned_by_column = column.name;
  return out;
}

void create_sequence(Work& work, const Sequence& s) {
  Sequence free = s;  // its table comes behind it
  free.owned_by_table = {};
  free.owned_by_column.clear();
  create(work, free, kSequences);
  if (s.owned_by_table.empty()) return;
  Operation& op = work.add(id_of(s), kAddForeignKeysOfNew);
  step(op, owned_by(s), fmt::format("give {} to its column", op.id.display()), {}, LockLevel::Shared);
  op.steps.back().touches.push_back(table_id(s.owned_by_table));
  op.effects.needs = {op.id, table_id(s.owned_by_table), column_id(s.owned_by_table, s.owned_by_column)};
}

// The table, the column, or the default goes: then so does what it owns.
bool goes_along(const Work& work, const Sequence& s) {
  if (s.owned_by_table.empty()) return false;
  const Table* table = work.to().tables.find(s.owned_by_table);
  return !table || !table->find_column(s.owned_by_column);
}

void alter_sequence(Work& work, const ObjectId& id, const Sequence& from, const Sequence& to) {
  Alter alter(work, id, kSequences);
  if (!(from.type == to.type) || !(from.options == to.options))
    alter(all_options(to), all_options(from), LockLevel::BlocksWrites);
  if (from.owned_by_table != to.owned_by_table || from.owned_by_column != to.owned_by_column) {
    alter(owned_by(to), owned_by(from));
    if (!to.owned_by_table.empty()) {
      alter.operation().effects.needs.push_back(table_id(to.owned_by_table));
      alter.operation().effects.needs.push_back(column_id(to.owned_by_table, to.owned_by_column));
      alter.operation().phase = kAddForeignKeysOfNew;
    }
  }
  const std::string sequence = "SEQUENCE " + quoted(to.name);
  if (from.unlogged != to.unlogged)
    alter(fmt::format("ALTER {} SET {}", sequence, to.unlogged ? "UNLOGGED" : "LOGGED"),
          fmt::format("ALTER {} SET {}", sequence, from.unlogged ? "UNLOGGED" : "LOGGED"), LockLevel::Exclusive);
  if (from.comment != to.comment) alter(comment_on(sequence, to.comment), comment_on(sequence, from.comment));
  // Whether it is a serial's own is seen beside its table.
  for (Step& s : alter.operation().steps)
    for (const QualifiedName& table : {from.owned_by_table, to.owned_by_table})
      if (!table.empty()) s.touches.push_back(table_id(table));
}

void change(Work& work, const Change& c, const Sequence& to) {
  QualifiedName table;
  if (c.action == Action::Create) {
    if (const Column* column = serial_column(work.from(), to.name, &table))
      alter_sequence(work, c.id, implied(to, *column, table), to);
    else
      create_sequence(work, to);
  } else if (c.action == Action::Drop) {
    if (const Column* column = serial_column(work.to(), to.name, &table))
      alter_sequence(work, c.id, to, implied(to, *column, table));
    else if (!goes_along(work, to))
      drop(work, to, kDropSequences);
  } else {
    alter_sequence(work, c.id, std::get<Sequence>(c.from), to);
  }
}

void change(Work& work, const Change& c, const Enum& to) {
  if (c.action == Action::Create)
    create(work, to, kTypes);
  else if (c.action == Action::Drop)
    drop(work, to, kDropTypes);
  else
    alter_enum(work, c);
}

template <class T>
void change(Work& work, const Change& c, const T&) {
  work.refuse(c.id, fmt::format("PostgreSQL has no {}s", spoken(c.id.kind)), "take it out of the schema");
}

}  // namespace

void render_object(Work& work, const Change& c) {
  std::visit([&](const auto& object) { change(work, c, object); }, c.action == Action::Drop ? c.from : c.to);
}

}  // namespace plumb::postgres
