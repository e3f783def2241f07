// Views whose queries SQLite can say.
#include <set>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/sqlite/realise.h"

namespace plumb::sqlite {
namespace {

std::optional<View> realise_view(Realising& r, const View& from, std::string& why) {
  const ExpressionPlace place{&r, nullptr, true, &from.uses};
  auto query = to_sqlite(r.written_in.neutral(from.query), place, why);
  if (!query) return std::nullopt;
  View out;
  out.name = r.names.relation(from.name);
  out.columns = from.columns;
  out.query = expression_of(*query);
  out.uses = sql::relations_of(*query);
  out.origin = from.origin;
  if (!from.renamed_from.empty())
    out.renamed_from = Written(r.names.relation({from.name.schema, from.renamed_from.text}).name);
  return out;
}

}  // namespace

/// A view over one that is left out is left out too.
void realise_views(Realising& r) {
  std::vector<View> waiting;
  for (const View& view : r.from.views) {
    std::string why;
    if (auto made = realise_view(r, view, why))
      waiting.push_back(std::move(*made));
    else
      r.left_out.add(Severity::Warning, "views", why, view.name.display());
    if (view.materialized && why.empty())
      r.left_out.add(Severity::Note, "materialisations of views", "SQLite asks the tables each time",
                     view.name.display());
  }
  realise::keep_views(r, std::move(waiting));
}

}  // namespace plumb::sqlite
