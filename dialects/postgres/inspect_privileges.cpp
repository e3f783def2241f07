// Access lists: who was granted what, beyond what the server gives by itself.
#include <algorithm>

#include "plumb/core/sql/writer.h"
#include "plumb/dialects/postgres/inspect_gathering.h"

namespace plumb::postgres {
namespace {

struct Letter {
  char letter;
  std::string_view word;
};
constexpr Letter kLetters[] = {
    {'a', "INSERT"},  {'r', "SELECT"},  {'w', "UPDATE"}, {'d', "DELETE"}, {'D', "TRUNCATE"}, {'x', "REFERENCES"},
    {'t', "TRIGGER"}, {'X', "EXECUTE"}, {'U', "USAGE"},  {'C', "CREATE"}, {'m', "MAINTAIN"},
};

std::string_view word_of(char letter) {
  for (const Letter& entry : kLetters)
    if (entry.letter == letter) return entry.word;
  return {};
}

/// grantee=arw*/grantor
struct Item {
  std::string grantee;  ///< empty: everybody
  std::vector<std::pair<char, bool>> privileges;
};

Item item_of(const std::string& text) {
  Item out;
  std::size_t i = 0;
  if (text.front() == '"') {
    for (++i; i < text.size(); ++i) {
      if (text[i] == '"' && (i + 1 >= text.size() || text[i + 1] != '"')) break;
      if (text[i] == '"') ++i;
      out.grantee += text[i];
    }
    ++i;
  } else {
    while (i < text.size() && text[i] != '=') out.grantee += text[i++];
  }
  for (++i; i < text.size() && text[i] != '/'; ++i) {
    if (text[i] == '*')
      out.privileges.back().second = true;
    else
      out.privileges.emplace_back(text[i], false);
  }
  return out;
}

/// What each grantee has, whoever granted it.
std::map<std::string, std::map<char, bool>> by_grantee(const std::string& list) {
  std::map<std::string, std::map<char, bool>> out;
  for (const std::string& element : elements_of(list)) {
    const Item item = item_of(element);
    auto& has = out[item.grantee];
    for (const auto& [letter, option] : item.privileges) has[letter] = has[letter] || option;
  }
  return out;
}

/// Letters that the owner has, and everybody, where nobody granted or revoked anything.
struct Initial {
  std::string_view owner, everybody;
};
Initial initial_of(Kind kind) {
  switch (kind) {
    case Kind::Table:
    case Kind::View: return {"arwdDxt", ""};
    case Kind::Sequence: return {"rwU", ""};
    case Kind::Namespace: return {"UC", ""};
    case Kind::Routine: return {"X", "X"};
    case Kind::Enum:
    case Kind::Domain:
    case Kind::Composite: return {"U", "U"};
    default: return {"", ""};
  }
}

bool has_all(const std::map<char, bool>& has, std::string_view letters) {
  return std::all_of(letters.begin(), letters.end(), [&](char c) { return has.count(c) != 0; });
}

// As the reader keeps them: a privilege that may be passed on beside others that may not says so.
void put_words(Grant& grant, const std::map<char, bool>& has) {
  const bool all_pass = !has.empty() && std::all_of(has.begin(), has.end(), [](const auto& p) { return p.second; });
  grant.grant_option = all_pass;
  for (const auto& [letter, option] : has) {
    std::string word(word_of(letter));
    if (option && !all_pass) word += " WITH GRANT OPTION";
    grant.privileges.push_back(std::move(word));
  }
  std::sort(grant.privileges.begin(), grant.privileges.end());
}

/// Grants that make the list out of what is there by itself; one without privileges is a REVOKE of those.
std::vector<Grant> grants_of(Kind kind, const std::string& list, const std::string& owner) {
  const Initial initial = initial_of(kind);
  auto has = by_grantee(list);
  if (!initial.owner.empty()) has[owner];
  if (!initial.everybody.empty()) has[""];
  std::vector<Grant> out;
  for (const auto& [grantee, privileges] : has) {
    if (grantee == owner && has_all(privileges, initial.owner) && !initial.owner.empty()) continue;
    const bool everybody = grantee.empty();
    if (everybody && !initial.everybody.empty() && has_all(privileges, initial.everybody)) continue;
    Grant grant;
    grant.on = kind;
    grant.grantee = everybody ? "public" : grantee;
    put_words(grant, privileges);
    out.push_back(std::move(grant));
  }
  return out;
}

// ---- default privileges -------------------------------------------------------------------------------

Kind kind_of_default(char letter) {
  switch (letter) {
    case 'S': return Kind::Sequence;
    case 'f': return Kind::Routine;
    case 'T': return Kind::Enum;
    case 'n': return Kind::Namespace;
    default: return Kind::Table;
  }
}

void take_default_privileges(Gathering& g, Row& row) {
  const Kind kind = kind_of_default(letter_of(row[2]));
  const std::string role = *row[0], schema = row[1].value_or("");
  // With a schema the list is added to what is there by itself; without one it replaces that.
  std::vector<Grant> grants;
  if (schema.empty()) {
    grants = grants_of(kind, *row[3], role);
  } else {
    for (const auto& [grantee, privileges] : by_grantee(*row[3])) {
      Grant grant;
      grant.grantee = grantee.empty() ? "public" : grantee;
      put_words(grant, privileges);
      grants.push_back(std::move(grant));
    }
  }
  for (Grant& grant : grants) {
    grant.on = kind;
    grant.object = {kind, QualifiedName(schema), role};
    grant.default_privileges = true;
    std::pair<ObjectId, std::string> key(grant.object, grant.grantee + " by default");
    g.schema.grants.insert(std::move(key), std::move(grant));
  }
}

}  // namespace

void put_privileges(Gathering& g, Kind kind, const ObjectId& object, const std::string& list,
                    const std::string& owner) {
  for (Grant& grant : grants_of(kind, list, owner)) {
    // What initdb grants on the schema `public`.
    const bool initial = kind == Kind::Namespace && object.owner.name == "public" && grant.grantee == "public" &&
                         grant.privileges == std::vector<std::string>{"USAGE"};
    if (initial) continue;
    grant.object = object;
    std::pair<ObjectId, std::string> key(object, grant.grantee);
    g.schema.grants.insert(std::move(key), std::move(grant));
  }
}

// A routine is known by its signature, which our reader makes of the arguments.
void put_routine_privileges(Gathering& g, const std::string& routine, const std::string& list,
                            const std::string& owner) {
  for (const Grant& grant : grants_of(Kind::Routine, list, owner)) {
    const std::string to = grant.grantee == "public" ? "PUBLIC" : sql::quote_name(grant.grantee, g.target.syntax);
    const std::string text = grant.privileges.empty() ? "REVOKE ALL ON " + routine + " FROM " + to
                                                      : "GRANT EXECUTE ON " + routine + " TO " + to +
                                                            (grant.grant_option ? " WITH GRANT OPTION" : "");
    // AGGREGATE is no word of GRANT.
    const std::size_t at = text.find(" ON AGGREGATE ");
    g.script.push_back({"a privilege on " + routine,
                        at == std::string::npos ? text : std::string(text).replace(at + 4, 9, "FUNCTION")});
  }
}

void ask_privileges(Gathering& g, std::vector<Question>& out) {
  out.push_back(
      {"SELECT pg_get_userbyid(d.defaclrole), n.nspname, d.defaclobjtype, d.defaclacl FROM pg_default_acl d"
       " LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace WHERE d.defaclnamespace = 0 OR " +
           g.subject.where_namespace("d.defaclnamespace") + " ORDER BY d.oid",
       {},
       [&g](Row& row) { take_default_privileges(g, row); }});
}

}  // namespace plumb::postgres
