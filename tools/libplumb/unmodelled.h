// What is there and plumb cannot say whole: named, and never altered.
#pragma once

#include <vector>

#include "plumb/core/live_dialect.h"

namespace plumb {

/// An error for each of them that the plan would change.
void refuse_unmodelled(const Plan& plan, const std::vector<Inspection::Unmodelled>& unmodelled, const Target& target,
                       Diagnostics& diagnostics);

}  // namespace plumb
