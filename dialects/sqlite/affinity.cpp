#include "plumb/dialects/sqlite/affinity.h"

#include "plumb/core/base/text.h"

namespace plumb::sqlite {

Affinity affinity(const Type& type) {
  // The arguments count too, to SQLite: `CHARINT(10)` is an INT as much as `FLOATING POINT`.
  const std::string name = upper(type.written.empty() ? type.name : type.written.text);
  auto has = [&](std::string_view word) { return name.find(word) != std::string::npos; };
  if (has("INT")) return Affinity::Integer;
  if (has("CHAR") || has("CLOB") || has("TEXT")) return Affinity::Text;
  if (name.empty() || has("BLOB")) return Affinity::Blob;
  if (has("REAL") || has("FLOA") || has("DOUB")) return Affinity::Real;
  return Affinity::Numeric;
}

}  // namespace plumb::sqlite
