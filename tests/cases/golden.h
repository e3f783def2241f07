// What a case says in writing: plans as text, compared with the file, or written into it with UPDATE_GOLDEN=1 to be
// reviewed like code.
#pragma once

#include <string>

#include "plumb/tests/cases/case_file.h"
#include "plumb/tools/libplumb/flow.h"

namespace plumb::test {

/// The statements of a plan with what each locks and risks, and the transactions around them where they can be several.
std::string print(const Plan& plan);
/// The errors, one a line.
std::string findings(const Diagnostics& diagnostics);

/// A section as a source.
Source source(const CaseFile::Section& section);
Settings settings_for(const CaseFile& file);

/// Plans the case without a server for the target ("sqlite@3.40.1") and compares all that the file says of it. False
/// where it has findings, and so no plan.
bool check_offline(CaseFile& file, const std::string& target);

}  // namespace plumb::test
