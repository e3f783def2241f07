// libpq, loaded when the first connection is asked for.
#include "plumb/backends/libpq/client.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <string>

#include "plumb/core/base/error.h"

namespace plumb::libpq {
namespace {

#ifdef __APPLE__
constexpr const char* library_name = "libpq.5.dylib";
#else
constexpr const char* library_name = "libpq.so.5";
#endif

void* open_library() {
  if (void* library = ::dlopen(library_name, RTLD_NOW | RTLD_LOCAL); library != nullptr) return library;
  const char* why = ::dlerror();
  throw Error(Code::Connection,
              fmt::format("PostgreSQL's client library cannot be loaded ({}); install it (Debian: libpq5)",
                          why == nullptr ? library_name : why));
}

}  // namespace

void* loaded(const char* name) {
  static void* const library = open_library();
  if (void* function = ::dlsym(library, name); function != nullptr) return function;
  throw Error(Code::Connection,
              fmt::format("PostgreSQL's client library ({}) has no function {}; plumb needs libpq 15 or later",
                          library_name, name));
}

}  // namespace plumb::libpq
