// The entry point of every test program.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "plumb/tests/support/arguments.h"

int main(int argc, char** argv) {
  plumb::test::remember_arguments(argc, argv);
  return doctest::Context(argc, argv).run();
}
