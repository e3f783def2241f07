// Expressions and types as the model keeps them.
#pragma once

#include <string>
#include <vector>

#include "plumb/core/base/values.h"
#include "plumb/core/model/names.h"

namespace plumb {

/// What the author wrote is what is rendered; what the server would report is what is compared.
/// `canonical` is never empty for an expression that is there: the reader fills it with the printed
/// tree (core/sql/print.h), the dialect's `canonical()` with its normal form.
struct Expr {
  std::string written, canonical;
  bool empty() const { return canonical.empty() && written.empty(); }
  friend bool operator==(const Expr& a, const Expr& b) { return a.canonical == b.canonical; }
};

/// The server's own type, compared as such. `name` is lower case for PostgreSQL and MySQL ("character
/// varying", "int unsigned", "timestamp with time zone"), upper case for SQLite's free text ("VARCHAR").
/// `args` are lengths, precisions, and the labels (unquoted) of MySQL's enum and set.
struct Type {
  std::string name;
  std::vector<std::string> args;
  int array_dims = 0;
  Rare<QualifiedName> user_type;  ///< PostgreSQL: enum, domain, composite or extension type; `name` is empty then
  Written written;                ///< the author's spelling, where the server keeps it (SQLite)
  bool operator==(const Type&) const = default;
  bool empty() const { return name.empty() && !user_type; }
};

}  // namespace plumb
