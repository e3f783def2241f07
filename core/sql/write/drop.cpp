// DROP …
#include "plumb/core/base/error.h"
#include "plumb/core/sql/write/pieces.h"

namespace plumb::sql {
namespace {

std::string drop(std::string_view words, const QualifiedName& name, const Syntax& syntax) {
  Sql out(syntax);
  out.word("DROP").word(words).name(name);
  return std::move(out).take();
}

Sql alter(const ObjectId& id, const Syntax& syntax) {
  Sql out(syntax);
  out.word("ALTER TABLE").name(id.owner).word("DROP");
  return out;
}

[[noreturn]] void refuse(const ObjectId& id, std::string_view why) {
  throw Error(Code::Unsupported, id.display() + " cannot be dropped by a statement of its own: " + std::string(why));
}

std::string drop_constraint(const ObjectId& id, const Syntax& syntax) {
  if (syntax.grammar.sqlite) refuse(id, "SQLite changes constraints by making the table anew");
  if (syntax.grammar.mysql) {
    if (id.kind == Kind::PrimaryKey) return std::move(alter(id, syntax).word("PRIMARY KEY")).take();
    if (id.kind == Kind::ForeignKey) return std::move(alter(id, syntax).word("FOREIGN KEY").name(id.part)).take();
    if (id.kind == Kind::Unique) return std::move(alter(id, syntax).word("INDEX").name(id.part)).take();
  }
  if (id.part.empty() || id.part.front() == '(') refuse(id, "it has no name");
  return std::move(alter(id, syntax).word("CONSTRAINT").name(id.part)).take();
}

// A trigger or policy is named by its table too, in PostgreSQL.
std::string drop_on(std::string_view words, const ObjectId& id, const Syntax& syntax) {
  Sql out(syntax);
  out.word("DROP").word(words);
  if (syntax.grammar.postgres)
    out.name(id.part).word("ON").name(id.owner);
  else
    out.name(QualifiedName(id.owner.schema, id.part));
  return std::move(out).take();
}

std::string drop_index(const ObjectId& id, const Syntax& syntax) {
  if (!syntax.grammar.mysql) return drop("INDEX", {id.owner.schema, id.part}, syntax);
  Sql out(syntax);
  out.word("DROP INDEX").name(id.part).word("ON").name(id.owner);
  return std::move(out).take();
}

std::string drop_routine(const ObjectId& id, const Object& object, const Syntax& syntax) {
  const auto* routine = std::get_if<Routine>(&object);
  std::string_view word = "FUNCTION";
  if (routine && routine->kind == RoutineKind::Procedure) word = "PROCEDURE";
  if (routine && routine->kind == RoutineKind::Aggregate) word = "AGGREGATE";
  std::string out = drop(word, id.owner, syntax);
  if (!syntax.grammar.postgres || !routine) return out;
  out += '(';
  bool first = true;
  for (const Routine::Argument& argument : routine->arguments) {
    if (argument.mode == "out" && routine->kind != RoutineKind::Procedure) continue;
    if (!first) out += ", ";
    first = false;
    out += spell(argument.type, syntax);
  }
  if (first && routine->kind == RoutineKind::Aggregate) out += '*';
  return out + ")";
}

std::string drop_definition(const ObjectId& id, const Syntax& syntax) {
  Sql out(syntax);
  out.word("DROP").word(definition_head(id, syntax));
  return std::move(out).take();
}

bool is_materialized(const Object& object) {
  const auto* view = std::get_if<View>(&object);
  return view && view->materialized;
}

}  // namespace

std::string write_drop(const ObjectId& id, const Object& object, const Syntax& syntax) {
  switch (id.kind) {
    case Kind::Namespace: return drop(syntax.grammar.mysql ? "DATABASE" : "SCHEMA", id.owner, syntax);
    case Kind::Extension: return drop("EXTENSION", id.owner, syntax);
    case Kind::Enum:
    case Kind::Composite: return drop("TYPE", id.owner, syntax);
    case Kind::Domain: return drop("DOMAIN", id.owner, syntax);
    case Kind::Sequence: return drop("SEQUENCE", id.owner, syntax);
    case Kind::Routine: return drop_routine(id, object, syntax);
    case Kind::Table:
    case Kind::VirtualTable: return drop("TABLE", id.owner, syntax);
    case Kind::Column: return std::move(alter(id, syntax).word("COLUMN").name(id.part)).take();
    case Kind::PrimaryKey: {
      ObjectId named = id;
      const auto* key = std::get_if<PrimaryKey>(&object);
      if (named.part.empty() && key) named.part = key->name;
      return drop_constraint(named, syntax);
    }
    case Kind::Unique:
    case Kind::Check:
    case Kind::Exclusion:
    case Kind::ForeignKey: return drop_constraint(id, syntax);
    case Kind::Index: return drop_index(id, syntax);
    case Kind::View: return drop(is_materialized(object) ? "MATERIALIZED VIEW" : "VIEW", id.owner, syntax);
    case Kind::Language:
    case Kind::Collation:
    case Kind::Operator:
    case Kind::Cast:
    case Kind::Statistics:
    case Kind::Rule:
    case Kind::EventTrigger: return drop_definition(id, syntax);
    case Kind::Trigger: return drop_on("TRIGGER", id, syntax);
    case Kind::Event: return drop("EVENT", id.owner, syntax);
    case Kind::Policy: return drop_on("POLICY", id, syntax);
    case Kind::Grant: refuse(id, "it is taken back by REVOKE");
  }
  refuse(id, "its kind is not known");
}

}  // namespace plumb::sql
