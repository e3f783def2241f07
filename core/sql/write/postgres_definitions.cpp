// Rules, statistics, operators, casts, collations, languages, event triggers.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/write/pieces.h"

namespace plumb::sql {
namespace {

using Statements = std::vector<std::string>;

// "s".+ : the name of an operator is never quoted.
std::string operator_name(const QualifiedName& name, const Syntax& syntax) {
  return name.schema.empty() ? name.name : quote_name(std::string_view(name.schema), syntax) + "." + name.name;
}

const std::string* option(const Definition& d, std::string_view name) {
  const auto at = d.options.find(std::string(name));
  return at == d.options.end() ? nullptr : &at->second;
}

// name = value, …: how the server's generic options are written.
void parameters(Sql& out, const Definition& d, bool quoted) {
  out.open();
  bool first = true;
  for (const auto& [name, value] : d.options) {
    if (!first) out.comma();
    first = false;
    out.word(name);
    if (value.empty()) continue;  // HASHES, MERGES
    out.word("=");
    if (quoted)
      out.string(value);
    else
      out.word(value);
  }
  out.close();
}

void rule(Sql& out, const Definition& d) {
  out.word("CREATE RULE").name(d.id.part).word("AS ON").word(upper(*option(d, "event"))).word("TO").name(d.id.owner);
  if (!d.condition.empty()) out.word("WHERE").parenthesised(d.condition);
  out.word(option(d, "instead") ? "DO INSTEAD" : "DO ALSO");
  if (d.body.empty()) return void(out.word("NOTHING"));
  constexpr std::string_view open = "BEGIN ATOMIC", close = "END";
  std::string_view actions = d.body.written;
  actions = trim(actions.substr(open.size(), actions.size() - open.size() - close.size()));
  if (actions.ends_with(';')) actions.remove_suffix(1);
  out.word("(" + std::string(actions) + ")");
}

// The body is SELECT parts FROM table.
void statistics(Sql& out, const Definition& d) {
  out.word("CREATE STATISTICS").name(d.id.owner);
  if (const std::string* kinds = option(d, "kinds")) out.word("(" + *kinds + ")");
  out.word("ON").word(d.body.written.substr(std::string_view("SELECT ").size()));
}

void event_trigger(Sql& out, const Definition& d) {
  out.word("CREATE EVENT TRIGGER").name(d.id.owner).word("ON").word(*option(d, "event"));
  if (const std::string* tags = option(d, "tags")) out.word("WHEN TAG IN (" + *tags + ")");
  out.word("EXECUTE FUNCTION").word(*option(d, "function") + "()");
}

void language(Sql& out, const Definition& d) {
  out.word(option(d, "trusted") ? "CREATE TRUSTED LANGUAGE" : "CREATE LANGUAGE").name(d.id.owner);
  for (std::string_view word : {"handler", "inline", "validator"})
    if (const std::string* function = option(d, word)) out.word(upper(word)).word(*function);
}

void cast(Sql& out, const Definition& d, const Syntax& syntax) {
  out.word("CREATE").word(definition_head(d.id, syntax)).word(*option(d, "with"));
  if (const std::string* context = option(d, "context")) out.word("AS").word(upper(*context));
}

void collation(Sql& out, const Definition& d) {
  out.word("CREATE COLLATION").name(d.id.owner);
  if (const std::string* from = option(d, "from"))
    out.word("FROM").word(*from);
  else
    parameters(out, d, true);
}

}  // namespace

std::string definition_head(const ObjectId& id, const Syntax& syntax) {
  const auto name = [&] { return quote_name(id.owner, syntax); };
  switch (id.kind) {
    case Kind::Rule: return "RULE " + quote_name(std::string_view(id.part), syntax) + " ON " + name();
    case Kind::Operator: return "OPERATOR " + operator_name(id.owner, syntax) + " " + id.part;
    case Kind::Cast: return "CAST (" + id.owner.name + ")";
    case Kind::Statistics: return "STATISTICS " + name();
    case Kind::Collation: return "COLLATION " + name();
    case Kind::Language: return "LANGUAGE " + name();
    default: return "EVENT TRIGGER " + name();
  }
}

Statements write_postgres_definition(const Definition& d, const Syntax& syntax) {
  Sql out(syntax);
  Statements more;
  switch (d.id.kind) {
    case Kind::Rule: rule(out, d); break;
    case Kind::Statistics:
      statistics(out, d);
      if (const std::string* target = option(d, "target"))
        more.push_back("ALTER " + definition_head(d.id, syntax) + " SET STATISTICS " + *target);
      break;
    case Kind::EventTrigger: event_trigger(out, d); break;
    case Kind::Language: language(out, d); break;
    case Kind::Cast: cast(out, d, syntax); break;
    case Kind::Operator:
      out.word("CREATE OPERATOR").word(operator_name(d.id.owner, syntax));
      parameters(out, d, false);
      break;
    default: collation(out, d);
  }
  Statements all = {std::move(out).take()};
  all.insert(all.end(), more.begin(), more.end());
  if (!d.enabled.empty()) {
    const std::string action = d.enabled == "disabled" ? "DISABLE" : "ENABLE " + upper(d.enabled);
    Sql alter(syntax);
    if (d.id.kind == Kind::Rule)
      alter.word("ALTER TABLE").name(d.id.owner).word(action + " RULE").name(d.id.part);
    else
      alter.word("ALTER").word(definition_head(d.id, syntax)).word(action);
    all.push_back(std::move(alter).take());
  }
  if (!d.comment.empty()) {
    Sql comment(syntax);
    comment.word("COMMENT ON").word(definition_head(d.id, syntax)).word("IS").string(d.comment);
    all.push_back(std::move(comment).take());
  }
  return all;
}

}  // namespace plumb::sql
