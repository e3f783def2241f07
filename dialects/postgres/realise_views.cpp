// Views of another dialect in PostgreSQL's words.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/dialects/postgres/realise.h"

namespace plumb::postgres {
namespace {

std::optional<View> realise_view(Realising& r, const View& from, std::string& why) {
  const auto query = to_postgres(r.work.written_in.neutral(from.query), {&r.work, nullptr, true, &from.uses}, {}, why);
  if (!query) return std::nullopt;
  View out;
  out.name = r.work.names.relation(from.name);
  out.columns = from.columns;
  out.query = expression_of(*query);
  out.uses = sql::relations_of(*query);
  out.check_option = from.check_option;
  out.comment = from.comment;
  const auto security = from.options.find("security");
  if (security != from.options.end() && equals_ignoring_case(security->second, "invoker"))
    out.options["security_invoker"] = "true";
  out.origin = from.origin;
  if (!from.renamed_from.empty())
    out.renamed_from = Written(r.work.names.relation({from.name.schema, from.renamed_from.text}).name);
  return out;
}

}  // namespace

void realise_views(Realising& r) {
  std::vector<View> made;
  for (const View& view : r.work.from.views) {
    std::string why;
    if (auto out = realise_view(r, view, why))
      made.push_back(std::move(*out));
    else
      r.work.left_out.add(Severity::Warning, "views", why, view.name.display());
  }
  realise::keep_views(r.work, std::move(made));
}

}  // namespace plumb::postgres
