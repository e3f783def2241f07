// Makes a database equal to a schema and prints what it did: push_schema sqlite://library.db schema.sql
#include <plumb/plumb.h>

#include <iostream>

int main(int, char** argv) try {
  const plumb::Report report = plumb::push(argv[1], plumb::Source::file(argv[2]));
  for (const plumb::Group& group : report.plan.groups) {
    for (const plumb::Step& step : group.steps) std::cout << step.why << '\n';
  }
  std::cout << report.summary();
} catch (const plumb::Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
