// CREATE [MATERIALIZED] VIEW.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/column.h"
#include "plumb/core/sql/read/state.h"

namespace plumb::sql {
namespace {

void read_check_option(Cursor& at, View& view) {
  if (at.is_seq({"WITH", "DATA"}) || at.is_seq({"WITH", "NO", "DATA"})) {
    at.next();
    view.with_data = !at.accept("NO");
    at.next();
    return;
  }
  if (!at.accept("WITH")) return;
  view.check_option = "cascaded";
  if (at.accept("LOCAL"))
    view.check_option = "local";
  else
    at.accept("CASCADED");
  at.expect("CHECK");
  at.expect("OPTION");
}

// The author's comments stay where the old view had them: PostgreSQL keeps them on CREATE OR
// REPLACE.
void replace(ReadState& state, View& view, const QualifiedName& stored) {
  View old = state.take_view(stored);
  view.comment = std::move(old.comment);
  view.indexes = std::move(old.indexes);
}

}  // namespace

std::vector<QualifiedName> resolved_relations(const ReadState& state, const Node& node) {
  std::vector<QualifiedName> out;
  for (QualifiedName& name : relations_of(node)) out.push_back(state.resolve_existing(std::move(name)));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

void read_create_view(ReadState& state, Cursor& at, bool materialized, bool or_replace) {
  const bool if_not_exists = at.accept_seq({"IF", "NOT", "EXISTS"});
  View view;
  view.materialized = materialized;
  for (std::uint32_t i = 0; i < at.position(); ++i)
    view.recursive |= equals_ignoring_case(at.text(at.statement().tokens[i]), "recursive");
  const Token where = at.peek();
  view.origin = at.origin();
  view.name = state.read_name(at);
  const std::uint32_t behind_name = at.position();
  if (state.is_temporary_schema(view.name)) {
    state.leave_out_temporary(view.name, view.origin);
    at.seek(static_cast<std::uint32_t>(at.statement().tokens.size()) - 1);
    return;
  }
  const auto stored = state.find_view(view.name);
  if (stored && if_not_exists) {
    at.seek(static_cast<std::uint32_t>(at.statement().tokens.size()) - 1);
    return;
  }
  if (!(stored && or_replace)) state.refuse_taken(at, where, view.name, Kind::View);

  if (at.is_op("(")) view.columns = read_name_list(at);
  if (at.accept("USING")) view.access_method = at.name();
  if (at.is("WITH") && at.is_op("(", 1)) at.next(), view.options = read_parameters(at);
  if (at.accept("TABLESPACE")) view.tablespace = at.name();
  at.expect("AS");
  const std::uint32_t from = at.position();
  const Node query = parse_query(at);
  view.query = make_expr(at, from, at.position(), query);
  view.uses = resolved_relations(state, query);
  if (!state.syntax.grammar.sqlite) read_check_option(at, view);
  if (!at.at_end()) at.expected("the end of the view's query");
  if (state.syntax.grammar.sqlite) view.definition = state.text_behind(at, behind_name);
  if (!at.statement().annotations.empty()) view.renamed_from = state.renamed_from_statement(at, behind_name);
  if (stored) replace(state, view, *stored);
  state.add_view(std::move(view));
}

}  // namespace plumb::sql
