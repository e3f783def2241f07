#include "plumb/core/realise/left_out.h"

namespace plumb::realise {
namespace {

std::string some_of(const std::vector<std::string>& names) {
  static constexpr std::size_t kMostNames = 12;
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < kMostNames; ++i) out += (i ? ", `" : "`") + names[i] + "`";
  if (names.size() > kMostNames) out += " and " + std::to_string(names.size() - kMostNames) + " more";
  return out;
}

void put(Diagnostics& diagnostics, Severity severity, std::string rule, std::string message, std::string object) {
  Diagnostic d;
  d.severity = severity;
  d.rule = std::move(rule);
  d.message = std::move(message);
  d.object = std::move(object);
  diagnostics.add(std::move(d));
}

}  // namespace

void LeftOut::add(Severity severity, std::string kind, std::string why, std::string name) {
  auto& entry = kinds_[{std::move(kind), std::move(why)}];
  entry.first = severity;
  entry.second.push_back(std::move(name));
}

void LeftOut::differs(std::string what, std::string name) { differing_[std::move(what)].push_back(std::move(name)); }

void LeftOut::say(Diagnostics& diagnostics) const {
  for (const auto& [key, entry] : kinds_) {
    const auto& [kind, why] = key;
    const auto& [severity, names] = entry;
    put(diagnostics, severity, "left-out",
        "left out: " + kind + " (" + std::to_string(names.size()) + "), since " + why + ": " + some_of(names),
        names.front());
  }
  for (const auto& [what, names] : differing_)
    put(diagnostics, Severity::Note, "differs", what + " (" + std::to_string(names.size()) + "): " + some_of(names),
        names.front());
}

}  // namespace plumb::realise
