// Rules, statistics, operators, casts, collations, languages, event triggers.
#include <algorithm>

#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/postgres_types.h"
#include "plumb/dialects/postgres/canonical.h"
#include "plumb/dialects/postgres/expression.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

void settle_rule(const Settling& s, Definition& d, Place place) {
  place.table = s.schema.tables.find(d.id.owner);
  const std::optional<Table> whole = place.table ? with_inherited_columns(s.schema, *place.table) : std::nullopt;
  if (whole) place.table = &*whole;
  settle(d.condition, place);
  place.table = nullptr;
  settle_body(d.body, place);
}

// The server keeps the columns in the table's order, expressions behind them, and says no kinds where it keeps all.
void settle_statistics(const Settling& s, Definition& d, Place place) {
  settle_query(d.body, place);
  place.table = d.uses.empty() ? nullptr : s.schema.tables.find(d.uses.front());
  const std::optional<Table> whole = place.table ? with_inherited_columns(s.schema, *place.table) : std::nullopt;
  if (whole) place.table = &*whole;
  std::optional<sql::Node> query = sql::parse_query(d.body.canonical, syntax());
  if (!query) return;
  std::size_t parts = 0;
  for (sql::Node& clause : query->kids) {
    if (clause.kind != sql::NodeKind::Clause || clause.text != "COLUMNS") continue;
    parts = clause.kids.size();
    for (sql::Node& part : clause.kids) settle(part, place);
    std::sort(clause.kids.begin(), clause.kids.end(),
              [](const sql::Node& a, const sql::Node& b) { return sql::print(a, syntax()) < sql::print(b, syntax()); });
  }
  d.body.canonical = sql::print(*query, syntax());
  const auto kinds = d.options.find("kinds");
  if (kinds != d.options.end() && (parts < 2 || kinds->second == "dependencies, mcv, ndistinct"))
    d.options.erase(kinds);
}

// CREATE COLLATION … FROM: what the original is, where that is known. The server's own others are not.
void resolve_copy(const Schema& schema, Options& options) {
  for (std::size_t hops = 0; hops <= schema.definitions.size(); ++hops) {
    const auto from = options.find("from");
    if (from == options.end()) return;
    const std::string name = from->second;
    constexpr std::string_view kIcu = "-x-icu\"";
    if (name == "\"C\"" || name == "\"POSIX\"") {
      options = {{"provider", "libc"}, {"locale", name.substr(1, name.size() - 2)}};
    } else if (name.ends_with(kIcu)) {
      options = {{"provider", "icu"}, {"locale", name.substr(1, name.size() - 1 - kIcu.size())}};
    } else {
      const Definition* original = schema.definitions.find({Kind::Collation, sql::postgres_name(name), {}});
      if (!original) return;
      options = original->options;
    }
  }
}

void settle_collation_options(const Schema& schema, Options& options) {
  resolve_copy(schema, options);
  if (options.count("from") != 0) return;
  options.emplace("provider", "libc");
  const auto locale = options.find("locale");
  if (options["provider"] == "libc" && locale != options.end()) {
    options["lc_collate"] = options["lc_ctype"] = locale->second;
    options.erase("locale");
  } else if (options["provider"] == "icu" && locale != options.end()) {
    // From PostgreSQL 16 on the server keeps a language tag.
    std::replace(locale->second.begin(), locale->second.end(), '_', '-');
  }
  if (options.count("deterministic") != 0 && options["deterministic"] == "true") options.erase("deterministic");
}

// A function that is named without its arguments is the only one of its name.
void settle_cast(const Schema& schema, Options& options) {
  constexpr std::string_view with = "WITH FUNCTION ";
  std::string& how = options["with"];
  if (!how.starts_with(with) || how.find('(') != std::string::npos) return;
  const QualifiedName name = sql::postgres_name(how.substr(with.size()));
  const Routine* only = nullptr;
  for (const Routine& r : schema.routines) {
    if (r.name != name) continue;
    if (only) return;
    only = &r;
  }
  if (only) how += only->signature().substr(only->name.name.size());
}

}  // namespace

void settle_definition(const Settling& s, Definition& d) {
  Place place;
  place.schema = &s.schema;
  place.default_schema = s.target.default_schema;
  switch (d.id.kind) {
    case Kind::Rule: return settle_rule(s, d, place);
    case Kind::Statistics: return settle_statistics(s, d, place);
    case Kind::Collation: return settle_collation_options(s.schema, d.options);
    case Kind::Cast: return settle_cast(s.schema, d.options);
    default: return;
  }
}

}  // namespace plumb::postgres
