// Values as parts of the JSON document.
#pragma once

#include "plumb/core/migrate/history.h"
#include "plumb/core/migrate/status.h"
#include "plumb/core/plan/plan.h"
#include "plumb/core/target.h"
#include "plumb/tools/plumb/document.h"

namespace plumb::cli {

Document document_of(const Target& target);
Document document_of(const HistoryRow& row);
Document document_of(const MigrationStatus& status);
/// `changes`, `steps`, `hazards`, `plan`: what diff, push and generate say of a plan.
void put_plan(Document& json, const Plan& plan);

}  // namespace plumb::cli
