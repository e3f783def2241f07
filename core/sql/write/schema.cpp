// The whole schema as a file, in an order in which it runs on an empty database.
#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "plumb/core/sql/write/pieces.h"

namespace plumb::sql {
namespace {

// Depth first, names in order: dependencies come before what needs them, a cycle is cut where it
// closes.
class Order {
 public:
  using Needs = std::map<QualifiedName, std::vector<QualifiedName>>;
  explicit Order(const Needs& needs) : needs_(needs) {
    for (const auto& [name, list] : needs_) visit(name);
  }
  const std::vector<QualifiedName>& names() const { return out_; }

 private:
  // A stack of our own: chains of tables may be long.
  void visit(const QualifiedName& start) {
    struct Frame {
      const QualifiedName* name;
      const std::vector<QualifiedName>* list;
      std::size_t next = 0;
    };
    std::vector<Frame> stack;
    const auto enter = [&](const QualifiedName& name) {
      const auto at = needs_.find(name);
      if (at == needs_.end() || !seen_.insert(name).second) return;
      stack.push_back({&at->first, &at->second});
    };
    enter(start);
    while (!stack.empty()) {
      Frame& top = stack.back();
      if (top.next < top.list->size()) {
        enter((*top.list)[top.next++]);
      } else {
        out_.push_back(*top.name);
        stack.pop_back();
      }
    }
  }

  const Needs& needs_;
  std::set<QualifiedName> seen_;
  std::vector<QualifiedName> out_;
};

/// The modes under which a program of MySQL's runs, where they are stated.
std::string mode_of(const Routine& routine) {
  const auto at = routine.attributes.find("sql_mode");
  return at == routine.attributes.end() ? std::string() : at->second;
}
std::string mode_of(const Trigger& trigger) { return trigger.sql_mode; }
std::string mode_of(const Event& event) { return event.sql_mode; }
template <class T>
std::string mode_of(const T&) {
  return {};
}

class SchemaWriter {
 public:
  SchemaWriter(const Schema& schema, const Syntax& syntax, const WriteOptions& options)
      : schema_(schema), syntax_(syntax), options_(options) {}

  std::string write() && {
    each(schema_.namespaces);
    each(schema_.extensions);
    definitions({Kind::Language, Kind::Collation});
    each(schema_.enums);
    write_types();
    if (syntax_.grammar.postgres && !schema_.routines.empty())
      statement("SET check_function_bodies = false");  // bodies may name tables that come later
    for (const Sequence& sequence : schema_.sequences) {
      object(sequence);
      if (syntax_.grammar.postgres) later(postgres_follow_ups(sequence, syntax_));
    }
    write_routines(false);
    definitions({Kind::Operator, Kind::Cast});  // expressions of tables may use them
    write_tables();
    flush();
    each(schema_.virtual_tables);
    write_routines(true);
    write_views();
    definitions({Kind::Statistics, Kind::Rule});
    write_triggers();
    definitions({Kind::EventTrigger});  // last: it would fire for the others
    each(schema_.events);
    each(schema_.policies);
    each(schema_.grants);
    return std::move(out_);
  }

 private:
  // MySQL: whom a trigger follows must be there.
  void write_triggers() {
    std::set<PartName> done;
    const std::function<void(const Trigger&)> write = [&](const Trigger& trigger) {
      if (!done.insert({trigger.table, trigger.name}).second) return;
      if (const std::size_t blank = trigger.order.find(' '); blank != std::string::npos)
        if (const Trigger* other = schema_.triggers.find({trigger.table, trigger.order.substr(blank + 1)}))
          write(*other);
      object(trigger);
    };
    for (const Trigger& trigger : schema_.triggers) write(trigger);
  }
  void statement(const std::string& sql) {
    if (!out_.empty()) out_ += '\n';
    append(sql);
  }
  // MySQL's clients end a statement at the first semicolon; a body has some.
  void append(const std::string& sql) {
    if (syntax_.delimiter_command && sql.find(';') != std::string::npos && sql.find("CREATE TABLE") != 0) {
      std::string end = ";;";  // mysqldump's; one that the body does not hold
      while (sql.find(end) != std::string::npos) end += '$';
      out_ += "DELIMITER " + end + "\n" + sql + (sql.back() == ';' ? " " : "") + end + "\nDELIMITER ;\n";
      return;
    }
    out_ += sql;
    out_ += ";\n";
  }
  void statements(const std::vector<std::string>& list) {
    if (list.empty()) return;
    if (!out_.empty()) out_ += '\n';
    for (const std::string& sql : list) append(sql);
  }
  void later(const std::vector<std::string>& list) { later_.insert(later_.end(), list.begin(), list.end()); }
  void flush() {
    statements(later_);
    later_.clear();
  }

  template <class T>
  void object(const T& what) {
    const std::string mode = mode_of(what);
    if (!mode.empty()) append("SET sql_mode = " + quote_string(mode == "none" ? "" : mode, syntax_));
    statements(write_create(Object(what), syntax_, options_));
    if (!mode.empty()) append("SET sql_mode = DEFAULT");
  }
  template <class Key, class T>
  void each(const Catalog<Key, T>& catalog) {
    for (const T& what : catalog) object(what);
  }

  void definitions(std::initializer_list<Kind> kinds) {
    for (const Definition& d : schema_.definitions)
      if (std::find(kinds.begin(), kinds.end(), d.id.kind) != kinds.end()) object(d);
  }

  void write_types();
  void write_routines(bool late);
  void write_tables();
  void write_table_with_indexes(const Table& table, const std::set<QualifiedName>& written);
  void write_views();
  void write_index(const QualifiedName& table, const Index& index) {
    append(write_create_index(table, index, syntax_, options_));
    if (!syntax_.grammar.postgres) return;
    for (const std::string& sql : postgres_index_follow_ups(table, index, syntax_)) append(sql);
  }

  const Schema& schema_;
  const Syntax& syntax_;
  const WriteOptions& options_;
  std::string out_;
  std::vector<std::string> later_;
};

void add_need(std::vector<QualifiedName>& needs, const Type& type) {
  if (type.user_type) needs.push_back(*type.user_type);
}

// Domains and composite types may be made of each other.
void SchemaWriter::write_types() {
  Order::Needs needs;
  for (const Domain& domain : schema_.domains) add_need(needs[domain.name], domain.type);
  for (const Composite& composite : schema_.composites) {
    std::vector<QualifiedName>& list = needs[composite.name];
    for (const Composite::Attribute& attribute : composite.attributes) add_need(list, attribute.type);
  }
  const Order order(needs);
  for (const QualifiedName& name : order.names()) {
    if (const Domain* domain = schema_.domains.find(name)) object(*domain);
    if (const Composite* composite = schema_.composites.find(name)) object(*composite);
  }
}

// A routine over a table's row type, or with a parsed body, needs the tables; a table's default may
// need the others.
void SchemaWriter::write_routines(bool late) {
  for (const Routine& routine : schema_.routines) {
    bool needs_tables = routine.sql_body || syntax_.grammar.mysql;
    const auto names_table = [&](const std::string& text) {
      for (const Table& table : schema_.tables)
        if (text.find(table.name.name) != std::string::npos) return true;
      for (const View& view : schema_.views)
        if (text.find(view.name.name) != std::string::npos) return true;
      return false;
    };
    if (!needs_tables && routine.kind != RoutineKind::Aggregate) {
      needs_tables = names_table(routine.returns);
      for (const Routine::Argument& argument : routine.arguments)
        needs_tables |= argument.type.user_type && schema_.tables.contains(*argument.type.user_type);
    }
    if (needs_tables == late) object(routine);
  }
}

void SchemaWriter::write_table_with_indexes(const Table& table, const std::set<QualifiedName>& written) {
  // From the first one on that names a table which comes later: the reader keeps their order.
  std::size_t inlined = 0;
  if (options_.inline_foreign_keys) {
    const bool any = syntax_.grammar.sqlite;
    while (inlined < table.foreign_keys.size()) {
      const ForeignKey& key = table.foreign_keys[inlined];
      // PostgreSQL takes a NOT VALID in CREATE TABLE for said, and the key for valid.
      if (!any && (!key.validated || (key.to != table.name && written.count(key.to) == 0))) break;
      ++inlined;
    }
  }
  statements(write_table(table, syntax_, options_, inlined));
  if (!syntax_.grammar.mysql || !options_.inline_indexes)
    for (const Index& index : table.indexes) write_index(table.name, index);
  later(add_foreign_keys(table, inlined, syntax_));
  if (syntax_.grammar.postgres && inlined < table.foreign_keys.size())
    later(postgres_foreign_key_comments(table, syntax_));
}

void SchemaWriter::write_tables() {
  if (syntax_.grammar.sqlite) {  // it looks for the other table when rows change
    for (const Table& table : schema_.tables) write_table_with_indexes(table, {});
    return;
  }
  Order::Needs needs;
  for (const Table& table : schema_.tables) {
    std::vector<QualifiedName>& list = needs[table.name];
    const auto& own = extra_of<PostgresTable>(table.extra);
    if (!own.partition_of.empty()) list.push_back(own.partition_of);
    list.insert(list.end(), own.inherits.begin(), own.inherits.end());
    for (const ForeignKey& key : table.foreign_keys) list.push_back(key.to);
  }
  std::set<QualifiedName> written;
  const Order order(needs);
  for (const QualifiedName& name : order.names()) {
    write_table_with_indexes(*schema_.tables.find(name), written);
    written.insert(name);
  }
}

void SchemaWriter::write_views() {
  Order::Needs needs;
  for (const View& view : schema_.views) needs[view.name] = view.uses;
  const Order order(needs);
  for (const QualifiedName& name : order.names()) {
    const View& view = *schema_.views.find(name);
    object(view);
    for (const Index& index : view.indexes) write_index(view.name, index);
  }
}

}  // namespace

std::vector<std::string> write_create(const Object& object, const Syntax& syntax, const WriteOptions& options) {
  if (const Table* table = std::get_if<Table>(&object))
    return write_table(*table, syntax, options, options.inline_foreign_keys ? table->foreign_keys.size() : 0);
  if (syntax.grammar.postgres) return write_postgres_object(object, syntax, options);
  if (syntax.grammar.mysql) return write_mysql_object(object, syntax, options);
  return write_sqlite_object(object, syntax, options);
}

std::string write(const Schema& schema, const Syntax& syntax, const WriteOptions& options) {
  return SchemaWriter(schema, syntax, options).write();
}

}  // namespace plumb::sql
