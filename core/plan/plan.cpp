#include "plumb/core/plan/plan.h"

#include <fmt/format.h>

#include <array>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"

namespace plumb {
namespace {

constexpr std::array kHazards = {Hazard::DeletesData, Hazard::RewritesTable, Hazard::BlocksWrites,
                                 Hazard::MayFailOnData, Hazard::NotTransactional};

}  // namespace

std::string_view name_of(Hazard hazard) {
  switch (hazard) {
    case Hazard::DeletesData: return "deletes-data";
    case Hazard::RewritesTable: return "rewrites-table";
    case Hazard::BlocksWrites: return "blocks-writes";
    case Hazard::MayFailOnData: return "may-fail-on-data";
    case Hazard::NotTransactional: return "not-transactional";
  }
  return "deletes-data";
}

std::optional<Hazard> parse_hazard(std::string_view name) {
  for (Hazard h : kHazards)
    if (name == name_of(h)) return h;
  return std::nullopt;
}

std::string_view name_of(LockLevel level) {
  switch (level) {
    case LockLevel::None: return "none";
    case LockLevel::Shared: return "shared";
    case LockLevel::BlocksWrites: return "blocks-writes";
    case LockLevel::Exclusive: return "exclusive";
  }
  return "none";
}

std::size_t Plan::steps() const {
  std::size_t n = 0;
  for (const Group& group : groups) n += group.steps.size();
  return n;
}

bool Allowances::allows(const Danger& danger) const {
  if (all || hazards.count(danger.hazard)) return true;
  // An allowance for a table covers its parts: `deletes-data:users` covers `users.name`.
  const std::string path = danger.object.path();
  for (const auto& [hazard, object] : objects) {
    if (hazard != danger.hazard) continue;
    if (path == object || danger.object.owner.display() == object || danger.object.owner.name == object ||
        (danger.object.part.empty() ? danger.object.owner.name : danger.object.owner.name + "." + danger.object.part) ==
            object)
      return true;
  }
  return false;
}

Allowances parse_allowances(const std::vector<std::string>& words) {
  Allowances out;
  for (const std::string& word : words) {
    if (word == "all") {
      out.all = true;
      continue;
    }
    const std::size_t colon = word.find(':');
    const std::string name = word.substr(0, colon);
    const std::optional<Hazard> hazard = parse_hazard(name);
    if (!hazard) {
      std::vector<std::string> names;
      for (Hazard h : kHazards) names.emplace_back(name_of(h));
      const std::string_view near = nearest(name, names);
      throw Error(Code::Usage,
                  fmt::format("--allow does not know the hazard `{}`{}; it takes {}, each alone or as "
                              "HAZARD:OBJECT, or `all`",
                              name, near.empty() ? "" : fmt::format(" (did you mean `{}`?)", near), join(names, ", ")));
    }
    if (colon == std::string::npos) {
      out.hazards.insert(*hazard);
    } else if (colon + 1 == word.size()) {
      throw Error(Code::Usage, fmt::format("--allow {} names no object behind the colon", word));
    } else {
      out.objects.insert({*hazard, word.substr(colon + 1)});
    }
  }
  return out;
}

std::vector<Danger> refused(const Plan& plan, const Allowances& allowed) {
  std::vector<Danger> out;
  for (const Group& group : plan.groups)
    for (const Step& step : group.steps)
      for (const Danger& danger : step.dangers)
        if (danger.hazard == Hazard::DeletesData && !allowed.allows(danger)) out.push_back(danger);
  return out;
}

}  // namespace plumb
