// pg_description: each comment to its object.
#include <algorithm>

#include "plumb/core/sql/writer.h"
#include "plumb/dialects/postgres/inspect_gathering.h"

namespace plumb::postgres {
namespace {

template <class Parts>
bool comment_part(Parts& parts, const std::string& name, std::string& text) {
  const auto at = std::find_if(parts.begin(), parts.end(), [&](const auto& part) { return part.name == name; });
  if (at == parts.end()) return false;
  at->comment = std::move(text);
  return true;
}

template <class Keys>
bool comment_key(Keys& keys, const std::string& name, std::string& text) {
  const auto at = std::find_if(keys.begin(), keys.end(), [&](const auto& key) { return key.name == name; });
  if (at == keys.end()) return false;
  at->options.edit().comment = std::move(text);
  return true;
}

bool comment_constraint(Gathering& g, Oid oid, std::string& text) {
  const auto place = g.constraints.find(oid);
  if (place == g.constraints.end()) return false;
  const auto& [owner, name] = place->second;
  if (const auto domain = g.types.find(owner); domain != g.types.end() && domain->second.kind == Kind::Domain)
    return comment_part(g.schema.domains.edit(domain->second.name).checks, name, text);
  const Relation* relation = g.find(owner);
  if (!relation || !relation->is_table()) return false;
  Table& table = *relation->table;
  if (table.primary_key && table.primary_key->name == name) {
    table.primary_key->options.edit().comment = std::move(text);
    return true;
  }
  return comment_part(table.checks, name, text) || comment_part(table.foreign_keys, name, text) ||
         comment_key(table.uniques, name, text) || comment_key(table.exclusions, name, text);
}

bool comment_column(Relation& relation, long number, std::string& text) {
  if (relation.view || relation.composite) {
    const std::string column = column_of(relation, number);
    if (column.empty()) return false;
    (relation.view ? relation.view->column_comments : relation.composite->column_comments)
        .emplace(column, std::move(text));
    return true;
  }
  if (!relation.is_table()) return false;
  Column* column = relation.table->find_column(column_of(relation, number));
  if (column) column->comment = std::move(text);
  return column != nullptr;
}

bool comment_index(Gathering& g, Oid oid, std::string& text) {
  const auto place = g.indexes.find(oid);
  if (place == g.indexes.end()) return false;
  Relation* relation = g.find(place->second.first);
  return comment_part(relation->is_table() ? relation->table->indexes : relation->view->indexes, place->second.second,
                      text);
}

// False where the model has no place for it.
bool comment_relation(Gathering& g, Oid oid, long column, std::string& text) {
  Relation& relation = *g.find(oid);
  if (column != 0) return comment_column(relation, column, text);
  if (relation.table)
    relation.table->comment = std::move(text);
  else if (relation.view)
    relation.view->comment = std::move(text);
  else if (relation.sequence)
    relation.sequence->comment = std::move(text);
  else
    return comment_index(g, oid, text);
  return true;
}

bool comment_type(Gathering& g, const UserType& type, std::string& text) {
  Schema& schema = g.schema;
  if (type.kind == Kind::Enum)
    schema.enums.edit(type.name).comment = std::move(text);
  else if (type.kind == Kind::Domain)
    schema.domains.edit(type.name).comment = std::move(text);
  else if (schema.composites.contains(type.name))
    schema.composites.edit(type.name).comment = std::move(text);
  else
    g.type_comments.emplace_back(type.name, std::move(text));
  return true;
}

template <class Catalog, class Key>
bool comment_in(Catalog& catalog, const Key& key, std::string& text) {
  if (!catalog.contains(key)) return false;
  catalog.edit(key).comment = std::move(text);
  return true;
}

// Where the object is read and the model has a place for its comment.
void take_comment(Gathering& g, Row& row) {
  const Oid oid = oid_of(row[1]);
  const long column = std::atol(row[2]->c_str());
  if (g.is_member(static_cast<Catalogue>(oid_of(row[0])), oid)) return;  // the extension's own
  std::string& text = *row[3];
  bool there = true, done = false;
  const auto catalogue = static_cast<Catalogue>(oid_of(row[0]));
  switch (catalogue) {
    case Catalogue::Relation:
      there = g.find(oid) != nullptr;
      done = there && comment_relation(g, oid, column, text);
      break;
    case Catalogue::Constraint:
      there = g.constraints.count(oid) != 0;
      done = there && comment_constraint(g, oid, text);
      break;
    case Catalogue::Type: {
      const auto type = g.types.find(oid);
      there = type != g.types.end();
      done = there && comment_type(g, type->second, text);
      break;
    }
    case Catalogue::Namespace: {
      const std::string* name = g.find_namespace(oid);
      there = name && !name->empty();
      done = there && comment_in(g.schema.namespaces, QualifiedName(*name), text);
      break;
    }
    case Catalogue::Extension: return;  // what the extension says of itself
    case Catalogue::Operator:
    case Catalogue::Cast:
    case Catalogue::Language:
    case Catalogue::Rule:
    case Catalogue::Statistics:
    case Catalogue::Collation:
    case Catalogue::EventTrigger: return;  // came with the definition
    case Catalogue::Routine: {
      const auto routine = g.routines.find(oid);
      there = routine != g.routines.end();
      if (there)
        g.script.push_back({"the comment on " + routine->second,
                            "COMMENT ON " + routine->second + " IS " + sql::quote_string(text, g.target.syntax)});
      done = there;
      break;
    }
    case Catalogue::Trigger: {
      const auto trigger = g.triggers.find(oid);
      there = trigger != g.triggers.end();
      if (there) g.trigger_comments.emplace_back(trigger->second, std::move(text));
      done = there;
      break;
    }
    case Catalogue::Policy: {
      const auto policy = g.policies.find(oid);
      there = policy != g.policies.end();
      done = there && comment_in(g.schema.policies, policy->second, text);
      break;
    }
    default: there = !g.is_member(catalogue, oid);
  }
  if (there && !done)
    g.count(column != 0 ? "comment on a column of another kind" : "comment on an object of another kind");
}

// Of relations that were named: theirs, and those of their constraints, indexes, triggers and policies.
std::string of_named(const Subject& subject) {
  return "d.objoid = ANY(ARRAY(SELECT unnest(" + subject.oids() + ") UNION ALL " + subject.constraints() +
         " UNION ALL SELECT indexrelid FROM pg_index WHERE " + subject.where("indrelid") +
         " UNION ALL SELECT oid FROM pg_trigger WHERE " + subject.where("tgrelid") +
         " UNION ALL SELECT oid FROM pg_policy WHERE " + subject.where("polrelid") +
         " UNION ALL SELECT oid FROM pg_namespace UNION ALL SELECT oid FROM pg_proc WHERE oid >= " +
         std::to_string(kFirstUserOid) + " AND proname = ANY(" + subject.names() +
         ") UNION ALL SELECT oid FROM pg_type WHERE " + subject.where_type("oid") + "))";
}

}  // namespace

void ask_comments(Gathering& g, std::vector<Question>& out) {
  const std::string where = g.subject.named() ? of_named(g.subject) : "d.objoid >= " + std::to_string(kFirstUserOid);
  out.push_back({"SELECT d.classoid, d.objoid, d.objsubid, d.description FROM pg_description d WHERE " + where +
                     " ORDER BY d.classoid, d.objoid, d.objsubid",
                 {},
                 [&g](Row& row) { take_comment(g, row); }});
}

}  // namespace plumb::postgres
