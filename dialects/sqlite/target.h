// One SQLite library as data.
#pragma once

#include <string>

#include "plumb/core/target.h"

namespace plumb::sqlite {

Target target_of(Version version, std::string version_text);

}  // namespace plumb::sqlite
