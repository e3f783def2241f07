// Schema to SQL: the one place where names and literals are quoted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/model/schema.h"
#include "plumb/core/sql/syntax.h"

namespace plumb::sql {

/// Builds one statement. Words are separated by one blank as needed; names are always quoted.
///   Sql(syntax).word("ALTER TABLE").name(table.name).word("DROP COLUMN").name(column)
class Sql {
 public:
  explicit Sql(const Syntax& syntax) : syntax_(&syntax) {}
  Sql& word(std::string_view text);  ///< keywords and text that is SQL already
  Sql& name(std::string_view name);
  Sql& name(const QualifiedName& name);
  // A plain string is one name, although a qualified one can be made of it too.
  Sql& name(const std::string& one) { return name(std::string_view(one)); }
  Sql& name(const char* one) { return name(std::string_view(one)); }
  Sql& names(const std::vector<std::string>& names);  ///< ("a", "b")
  Sql& string(std::string_view value);                ///< a literal, escaped as the dialect needs
  Sql& expression(const Expr& e);                     ///< as written
  Sql& parenthesised(const Expr& e);
  Sql& type(const Type& t);
  Sql& open();  ///< "("
  Sql& close();
  Sql& comma();
  Sql& line(int indent);  ///< a new line
  const Syntax& syntax() const { return *syntax_; }
  std::string take() && { return std::move(out_); }
  const std::string& text() const { return out_; }

 private:
  void gap();
  std::string out_;
  const Syntax* syntax_;
};

std::string quote_name(std::string_view name, const Syntax& syntax);
std::string quote_name(const QualifiedName& name, const Syntax& syntax);
inline std::string quote_name(const std::string& name, const Syntax& syntax) {
  return quote_name(std::string_view(name), syntax);
}
std::string quote_string(std::string_view value, const Syntax& syntax);
std::string spell(const Type& type, const Syntax& syntax);  ///< SQLite: the author's spelling where kept

/// RULE "r" ON "t", OPERATOR "s".+ (integer, integer), CAST (text AS mood): as DROP, ALTER and COMMENT ON name it.
std::string definition_head(const ObjectId& id, const Syntax& syntax);

/// Pieces of statements, for the dialects' renderers.
void write_column(
    Sql& out, const Column& column,
    const Table* table);  ///< name, type, attributes; SQLite: also constraints that must stand on the column
void write_index_parts(Sql& out, const std::vector<IndexPart>& parts);  ///< (a, b DESC)
void write_constraint(Sql& out, const PrimaryKey& key);
void write_constraint(Sql& out, const Unique& unique);
void write_constraint(Sql& out, const Check& check);
void write_constraint(Sql& out, const Exclusion& exclusion);
void write_constraint(Sql& out, const ForeignKey& key);
/// REFERENCES … with its actions: what stands behind FOREIGN KEY (…) and on a column.
void write_references(Sql& out, const ForeignKey& key);

struct WriteOptions {
  /// Use the author's text where the object still has it (SQLite's `definition`).
  bool verbatim = false;
  /// Foreign keys inside of CREATE TABLE; false leaves them to ALTER TABLE.
  bool inline_foreign_keys = true;
  /// Indexes inside of CREATE TABLE where the dialect can (MySQL KEY).
  bool inline_indexes = true;
};

/// One object as the statements that make it, without semicolons: CREATE, then COMMENT ON, ALTER … SET and
/// whatever the dialect needs for the rest of its fields. A table comes without its separate indexes where the
/// dialect makes them by CREATE INDEX.
std::vector<std::string> write_create(const Object& object, const Syntax& syntax, const WriteOptions& options = {});
std::string write_create_index(const QualifiedName& table, const Index& index, const Syntax& syntax,
                               const WriteOptions& options = {});
/// DROP TABLE "x", DROP INDEX "i", ALTER TABLE … DROP CONSTRAINT …
std::string write_drop(const ObjectId& id, const Object& object, const Syntax& syntax);

/// The whole schema as a file: statements in an order in which they run on an empty database, each with a
/// semicolon, a blank line between objects. `read(write(s)) == s`.
std::string write(const Schema& schema, const Syntax& syntax, const WriteOptions& options = {});

}  // namespace plumb::sql
