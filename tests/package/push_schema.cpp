// Makes a database equal to a schema and prints what it did: push_schema sqlite://library.db schema.sql
#include <plumb/plumb.h>

#include <iostream>

int main(int, char** argv) try {
  const plumb::Source database = plumb::Source::url(argv[1]);
  const plumb::Source schema = plumb::Source::file(argv[2]);
  const plumb::Plan plan = plumb::plan(database, schema);
  std::cout << (plan.empty() ? "nothing to do\n" : "changing the database\n");
  std::cout << plumb::push(database, plan).summary();
} catch (const plumb::Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
