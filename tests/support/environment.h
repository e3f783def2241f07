// Variables of the process, for one test.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plumb::test {

/// Sets variables of the process for as long as it lives.
class Environment {
 public:
  void set(const std::string& name, const std::string& value) {
    const char* was = std::getenv(name.c_str());
    before_.emplace_back(name, was == nullptr ? std::optional<std::string>() : std::string(was));
    ::setenv(name.c_str(), value.c_str(), 1);
  }
  ~Environment() {
    for (const auto& [name, value] : before_)
      value ? ::setenv(name.c_str(), value->c_str(), 1) : ::unsetenv(name.c_str());
  }
  Environment() = default;
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  std::vector<std::pair<std::string, std::optional<std::string>>> before_;
};

}  // namespace plumb::test
