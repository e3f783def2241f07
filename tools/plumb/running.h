// What migrate and rollback share.
#pragma once

#include "plumb/core/migrate/runner.h"
#include "plumb/tools/libplumb/flow.h"
#include "plumb/tools/plumb/context.h"

namespace plumb::cli {

/// --to, --steps, --order and plumb.toml; the lines for people while it runs.
MigrateOptions migrate_options(Context& context, const Settings& settings);
/// Puts the rows into the document and gives the last line.
void report_rows(Context& context, const std::vector<HistoryRow>& rows);

}  // namespace plumb::cli
