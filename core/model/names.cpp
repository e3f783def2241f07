#include "plumb/core/model/names.h"

#include <array>

namespace plumb {
namespace {

struct Words {
  std::string_view name, spoken;
};
constexpr std::array<Words, 28> kWords = {{
    {"schema", "schema"},
    {"extension", "extension"},
    {"language", "language"},
    {"collation", "collation"},
    {"enum", "enum"},
    {"domain", "domain"},
    {"composite", "type"},
    {"sequence", "sequence"},
    {"routine", "routine"},
    {"operator", "operator"},
    {"cast", "cast"},
    {"table", "table"},
    {"column", "column"},
    {"primary-key", "primary key"},
    {"unique", "unique constraint"},
    {"check", "check"},
    {"exclusion", "exclusion constraint"},
    {"index", "index"},
    {"foreign-key", "foreign key"},
    {"virtual-table", "virtual table"},
    {"view", "view"},
    {"statistics", "statistics"},
    {"rule", "rule"},
    {"trigger", "trigger"},
    {"event-trigger", "event trigger"},
    {"event", "event"},
    {"policy", "policy"},
    {"grant", "grant"},
}};
static_assert(kWords.size() == static_cast<std::size_t>(Kind::Grant) + 1);

std::string quoted(std::string_view name) { return "`" + std::string(name) + "`"; }

}  // namespace

std::string_view name_of(Kind kind) { return kWords[static_cast<std::size_t>(kind)].name; }
std::string_view spoken(Kind kind) { return kWords[static_cast<std::size_t>(kind)].spoken; }

std::string ObjectId::display() const {
  std::string out(spoken(kind));
  switch (kind) {
    case Kind::Column: return out + " " + quoted(owner.display() + "." + part);
    case Kind::Routine:
    case Kind::Operator: return out + " " + quoted(path());
    case Kind::PrimaryKey:
    case Kind::Unique:
    case Kind::Check:
    case Kind::Exclusion:
    case Kind::ForeignKey:
      // A constraint without a name is known by its definition, which starts with a parenthesis.
      if (part.empty()) return out + " of " + quoted(owner.display());
      if (part.front() == '(') return out + " " + part + " of " + quoted(owner.display());
      return out + " " + quoted(part) + " of " + quoted(owner.display());
    case Kind::Index:
    case Kind::Rule:
    case Kind::Trigger:
    case Kind::Policy: return out + " " + quoted(part) + " on " + quoted(owner.display());
    case Kind::Grant: return out + " to " + part + " on " + quoted(owner.display());
    default: return out + " " + quoted(owner.display());
  }
}

std::string ObjectId::path() const {
  if (part.empty()) return owner.display();
  // A routine's part is its signature, which holds its name already.
  if (kind == Kind::Routine) return owner.schema.empty() ? part : owner.schema + "." + part;
  if (kind == Kind::Operator) return owner.display() + part;
  return owner.display() + "." + part;
}

}  // namespace plumb
