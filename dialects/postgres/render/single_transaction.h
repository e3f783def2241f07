// A plan that commits as a whole or not at all.
#pragma once

#include <vector>

#include "plumb/core/dialect.h"
#include "plumb/core/plan/order.h"

namespace plumb::postgres {

/// The operations in the form in which they share one transaction: indexes are built and dropped while the table is
/// locked. What cannot be is refused.
std::vector<Operation> for_one_transaction(std::vector<Operation> ordered, const PlanContext& context);

}  // namespace plumb::postgres
