#include "plumb/core/plan/change.h"

namespace plumb {

std::string_view name_of(Action action) {
  switch (action) {
    case Action::Create: return "create";
    case Action::Drop: return "drop";
    case Action::Alter: return "alter";
    case Action::Rename: return "rename";
  }
  return "alter";
}

}  // namespace plumb
