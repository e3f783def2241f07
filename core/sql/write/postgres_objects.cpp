// PostgreSQL: everything that is not a table or a routine.
#include "plumb/core/sql/write/postgres_objects.h"

#include "plumb/core/base/text.h"
#include "plumb/core/sql/write/postgres.h"

namespace plumb::sql {
namespace {

using Statements = std::vector<std::string>;

void comment(Statements& out, std::string_view what, const std::string& spelled, const std::string& text,
             const Syntax& syntax) {
  if (text.empty()) return;
  out.push_back(Sql(syntax).word("COMMENT ON").word(what).word(spelled).word("IS").string(text).text());
}

Statements write_object(const std::monostate&, const Syntax&, const WriteOptions&) { return {}; }

Statements write_object(const Namespace& made, const Syntax& syntax, const WriteOptions&) {
  Sql out(syntax);
  out.word("CREATE SCHEMA").name(made.name);
  if (!made.owner.empty()) out.word("AUTHORIZATION").name(made.owner);
  Statements all = {out.text()};
  comment(all, "SCHEMA", quote_name(made.name, syntax), made.comment, syntax);
  return all;
}

Statements write_object(const Extension& made, const Syntax& syntax, const WriteOptions&) {
  Sql out(syntax);
  out.word("CREATE EXTENSION IF NOT EXISTS").name(made.name);
  if (!made.schema.empty()) out.word("WITH SCHEMA").name(made.schema);
  if (!made.version.empty()) out.word("VERSION").string(made.version);
  Statements all = {out.text()};
  comment(all, "EXTENSION", quote_name(made.name, syntax), made.comment, syntax);
  return all;
}

Statements write_object(const Enum& made, const Syntax& syntax, const WriteOptions&) {
  Sql out(syntax);
  out.word("CREATE TYPE").name(made.name).word("AS ENUM").open();
  for (std::size_t i = 0; i < made.labels.size(); ++i) {
    if (i) out.comma();
    out.string(made.labels[i].text);
  }
  out.close();
  Statements all = {out.text()};
  comment(all, "TYPE", quote_name(made.name, syntax), made.comment, syntax);
  return all;
}

Statements write_object(const Domain& made, const Syntax& syntax, const WriteOptions&) {
  Sql out(syntax);
  out.word("CREATE DOMAIN").name(made.name).word("AS").type(made.type);
  if (!made.collation.empty()) out.word("COLLATE " + made.collation);
  if (!made.default_value.empty()) out.word("DEFAULT").expression(made.default_value);
  if (!made.nullable) out.word("NOT NULL");
  Statements all, later;
  const std::string name = quote_name(made.name, syntax);
  for (const Check& check : made.checks) {
    if (check.validated) {
      write_constraint(out, check);
    } else {
      Sql add(syntax);
      add.word("ALTER DOMAIN").word(name).word("ADD");
      write_constraint(add, check);
      later.push_back(add.text());
    }
    comment(later, "CONSTRAINT", quote_name(check.name, syntax) + " ON DOMAIN " + name, check.comment, syntax);
  }
  all.push_back(out.text());
  for (std::string& statement : later) all.push_back(std::move(statement));
  comment(all, "DOMAIN", name, made.comment, syntax);
  return all;
}

void column_comments(Statements& all, const QualifiedName& of, const Options& comments, const Syntax& syntax) {
  for (const auto& [column, text] : comments)
    comment(all, "COLUMN", quote_name(of, syntax) + "." + quote_name(column, syntax), text, syntax);
}

Statements write_object(const Composite& made, const Syntax& syntax, const WriteOptions&) {
  Sql out(syntax);
  out.word("CREATE TYPE").name(made.name).word("AS");
  if (!made.range.empty()) {
    out.word("RANGE").open();
    bool first = true;
    for (const auto& [name, value] : made.range) {
      if (!first) out.comma();
      first = false;
      out.word(name + " = " + value);
    }
  } else {
    out.open();
    for (std::size_t i = 0; i < made.attributes.size(); ++i) {
      if (i) out.comma();
      out.name(made.attributes[i].name).type(made.attributes[i].type);
      if (!made.attributes[i].collation.empty()) out.word("COLLATE " + made.attributes[i].collation);
    }
  }
  out.close();
  Statements all = {out.text()};
  comment(all, "TYPE", quote_name(made.name, syntax), made.comment, syntax);
  column_comments(all, made.name, made.column_comments, syntax);
  return all;
}

// OWNED BY comes behind the table: see postgres_follow_ups().
Statements write_object(const Sequence& made, const Syntax& syntax, const WriteOptions&) {
  Sql out(syntax);
  out.word(made.unlogged ? "CREATE UNLOGGED SEQUENCE" : "CREATE SEQUENCE").name(made.name);
  if (!made.type.empty()) out.word("AS").type(made.type);
  write_postgres_sequence_options(out, made.options);
  Statements all = {out.text()};
  comment(all, "SEQUENCE", quote_name(made.name, syntax), made.comment, syntax);
  return all;
}

Statements write_object(const Routine& made, const Syntax& syntax, const WriteOptions&) {
  return write_postgres_routine(made, syntax);
}
Statements write_object(const View& view, const Syntax& syntax, const WriteOptions&) {
  Sql out(syntax);
  out.word("CREATE");
  if (view.recursive) out.word("RECURSIVE");
  out.word(view.materialized ? "MATERIALIZED VIEW" : "VIEW").name(view.name);
  if (!view.columns.empty()) out.names(view.columns);
  if (!view.access_method.empty()) out.word("USING").name(view.access_method);
  if (!view.options.empty()) {
    out.word("WITH");
    write_postgres_parameters(out, view.options);
  }
  if (!view.tablespace.empty()) out.word("TABLESPACE").name(view.tablespace);
  out.word("AS").expression(view.query);
  if (!view.check_option.empty()) out.line(0).word("WITH " + upper(view.check_option) + " CHECK OPTION");
  if (!view.with_data) out.line(0).word("WITH NO DATA");
  Statements all = {out.text()};
  comment(all, view.materialized ? "MATERIALIZED VIEW" : "VIEW", quote_name(view.name, syntax), view.comment, syntax);
  column_comments(all, view.name, view.column_comments, syntax);
  return all;
}

void write_events(Sql& out, const Trigger& trigger) {
  switch (trigger.timing) {
    case Timing::Before: out.word("BEFORE"); break;
    case Timing::After: out.word("AFTER"); break;
    case Timing::InsteadOf: out.word("INSTEAD OF"); break;
  }
  bool first = true;
  auto event = [&](bool there, std::string_view word) {
    if (!there) return;
    if (!first) out.word("OR");
    first = false;
    out.word(word);
  };
  event(trigger.events.insert, "INSERT");
  event(trigger.events.remove, "DELETE");
  event(trigger.events.truncate, "TRUNCATE");
  event(trigger.events.update, "UPDATE");
  if (trigger.update_of.empty()) return;
  out.word("OF");
  for (std::size_t i = 0; i < trigger.update_of.size(); ++i) {
    if (i) out.comma();
    out.name(trigger.update_of[i]);
  }
}

void write_referencing(Sql& out, const Trigger& trigger) {
  if (trigger.old_table.empty() && trigger.new_table.empty()) return;
  out.word("REFERENCING");
  if (!trigger.old_table.empty()) out.word("OLD TABLE AS").name(trigger.old_table);
  if (!trigger.new_table.empty()) out.word("NEW TABLE AS").name(trigger.new_table);
}

Statements write_object(const Trigger& trigger, const Syntax& syntax, const WriteOptions&) {
  Sql out(syntax);
  out.word(trigger.constraint ? "CREATE CONSTRAINT TRIGGER" : "CREATE TRIGGER").name(trigger.name);
  write_events(out, trigger);
  out.word("ON").name(trigger.table);
  if (!trigger.constraint_from.empty()) out.word("FROM").name(trigger.constraint_from);
  if (trigger.deferral == Deferral::InitiallyImmediate) out.word("DEFERRABLE");
  if (trigger.deferral == Deferral::InitiallyDeferred) out.word("DEFERRABLE INITIALLY DEFERRED");
  write_referencing(out, trigger);
  out.word(trigger.for_each_row ? "FOR EACH ROW" : "FOR EACH STATEMENT");
  if (!trigger.when.empty()) out.word("WHEN").parenthesised(trigger.when);
  out.word("EXECUTE FUNCTION").expression(trigger.body);
  Statements all = {out.text()};
  if (!trigger.enabled.empty()) {
    const std::string action = trigger.enabled == "disabled" ? "DISABLE" : "ENABLE " + upper(trigger.enabled);
    all.push_back(
        Sql(syntax).word("ALTER TABLE").name(trigger.table).word(action + " TRIGGER").name(trigger.name).text());
  }
  comment(all, "TRIGGER", quote_name(trigger.name, syntax) + " ON " + quote_name(trigger.table, syntax),
          trigger.comment, syntax);
  return all;
}

Statements write_object(const Definition& definition, const Syntax& syntax, const WriteOptions&) {
  return write_postgres_definition(definition, syntax);
}

Statements write_object(const Policy& policy, const Syntax& syntax, const WriteOptions&) {
  Sql out(syntax);
  out.word("CREATE POLICY").name(policy.name).word("ON").name(policy.table);
  if (!policy.permissive) out.word("AS RESTRICTIVE");
  if (policy.command != "all") out.word("FOR " + upper(policy.command));
  out.word("TO");
  for (std::size_t i = 0; i < policy.roles.size(); ++i) {
    if (i) out.comma();
    const std::string& role = policy.roles[i];
    const bool keyword = role == "public" || role == "current_user" || role == "session_user" || role == "current_role";
    if (keyword)
      out.word(upper(role));
    else
      out.name(role);
  }
  if (!policy.using_.empty()) out.word("USING").parenthesised(policy.using_);
  if (!policy.with_check.empty()) out.word("WITH CHECK").parenthesised(policy.with_check);
  Statements all = {out.text()};
  comment(all, "POLICY", quote_name(policy.name, syntax) + " ON " + quote_name(policy.table, syntax), policy.comment,
          syntax);
  return all;
}

Statements write_object(const Grant& grant, const Syntax& syntax, const WriteOptions&) {
  return write_postgres_grant(grant, syntax);
}

// Tables and their parts have a writer of their own; SQLite's and MySQL's own objects do not exist here.
template <class Part>
Statements write_object(const Part&, const Syntax&, const WriteOptions&) {
  return {};
}

}  // namespace

std::vector<std::string> write_postgres_object(const Object& object, const Syntax& syntax,
                                               const WriteOptions& options) {
  return std::visit([&](const auto& o) { return write_object(o, syntax, options); }, object);
}

std::vector<std::string> postgres_follow_ups(const Object& object, const Syntax& syntax) {
  if (const Table* table = std::get_if<Table>(&object)) return postgres_table_follow_ups(*table, syntax);
  Statements out;
  if (const Sequence* sequence = std::get_if<Sequence>(&object); sequence && !sequence->owned_by_table.empty())
    out.push_back(
        Sql(syntax)
            .word("ALTER SEQUENCE")
            .name(sequence->name)
            .word("OWNED BY")
            .word(quote_name(sequence->owned_by_table, syntax) + "." + quote_name(sequence->owned_by_column, syntax))
            .text());
  return out;
}

}  // namespace plumb::sql
