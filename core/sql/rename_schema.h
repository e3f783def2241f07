// What ALTER … RENAME does to a whole schema: the thing itself and everything that names it. Used by the reader
// (a migration that renames) and by align (a rename that the author stated).
#pragma once

#include <string>

#include "plumb/core/model/schema.h"
#include "plumb/core/sql/syntax.h"

namespace plumb::sql {

/// The table (or virtual table) is called `to` afterwards; foreign keys, triggers, policies, sequences, grants,
/// partitions, and the text of views, triggers and checks follow. `from` must be there, `to` must not. The author's
/// text (`definition`) of what changed is kept right or cleared.
void rename_table(Schema& schema, const QualifiedName& from, const QualifiedName& to, const Syntax& syntax);

/// The column is called `to`; keys, indexes, checks, computed columns, foreign keys from and to it, `UPDATE OF`
/// lists, and the text of views and triggers follow.
void rename_column(Schema& schema, const QualifiedName& table, const std::string& from, const std::string& to,
                   const Syntax& syntax);

}  // namespace plumb::sql
