// The plan as a document, and back.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "plumb/core/base/error.h"
#include "plumb/core/plan/diff.h"
#include "plumb/core/plan/plan.h"

namespace plumb {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;
constexpr std::string_view kUnmanaged = "not managed, left alone: ";

Json id_json(const ObjectId& id) {
  Json j{{"kind", name_of(id.kind)}, {"schema", id.owner.schema}, {"name", id.owner.name}};
  if (!id.part.empty()) j["part"] = id.part;
  return j;
}

Json name_json(const QualifiedName& n) { return {{"schema", n.schema}, {"name", n.name}}; }
QualifiedName name_from(const Json& j) { return {j.at("schema").get<std::string>(), j.at("name").get<std::string>()}; }
Json names_json(const std::vector<QualifiedName>& names) {
  Json j = Json::array();
  for (const QualifiedName& n : names) j.push_back(name_json(n));
  return j;
}
std::vector<QualifiedName> names_from(const Json& j) {
  std::vector<QualifiedName> out;
  for (const Json& n : j) out.push_back(name_from(n));
  return out;
}

constexpr Kind kLastKind = Kind::Grant;

ObjectId id_from(const Json& j) {
  ObjectId id;
  const std::string kind = j.at("kind");
  bool known = false;
  for (int k = 0; k <= static_cast<int>(kLastKind); ++k)
    if (name_of(static_cast<Kind>(k)) == kind) {
      id.kind = static_cast<Kind>(k);
      known = true;
    }
  if (!known) throw Error(Code::Usage, fmt::format("the plan speaks of an unknown kind of object, `{}`", kind));
  id.owner = {j.at("schema").get<std::string>(), j.at("name").get<std::string>()};
  id.part = j.value("part", "");
  return id;
}

Json ids_json(const std::vector<ObjectId>& ids) {
  Json j = Json::array();
  for (const ObjectId& id : ids) j.push_back(id_json(id));
  return j;
}
std::vector<ObjectId> ids_from(const Json& j) {
  std::vector<ObjectId> out;
  for (const Json& id : j) out.push_back(id_from(id));
  return out;
}

Json step_json(const Step& s) {
  Json dangers = Json::array();
  for (const Danger& d : s.dangers)
    dangers.push_back({{"hazard", name_of(d.hazard)}, {"object", id_json(d.object)}, {"reason", d.reason}});
  Json j{{"sql", s.sql}, {"why", s.why}, {"lock", name_of(s.lock)}, {"hazards", dangers}, {"undo", s.undo}};
  if (s.irreversible) j["irreversible"] = true;
  if (s.bookkeeping) j["bookkeeping"] = true;
  if (!s.copies.empty()) j["copies"] = name_json(s.copies);
  if (!s.builds.empty()) j["builds"] = name_json(s.builds);
  j["touches"] = ids_json(s.touches);
  return j;
}

LockLevel lock_from(std::string_view name) {
  for (LockLevel l : {LockLevel::None, LockLevel::Shared, LockLevel::BlocksWrites, LockLevel::Exclusive})
    if (name_of(l) == name) return l;
  throw Error(Code::Usage, fmt::format("the plan has an unknown lock level, `{}`", name));
}

Step step_from(const Json& j) {
  Step s;
  s.sql = j.at("sql");
  s.why = j.at("why");
  s.lock = lock_from(j.at("lock").get<std::string>());
  for (const Json& d : j.at("hazards")) {
    const std::string name = d.at("hazard");
    const std::optional<Hazard> hazard = parse_hazard(name);
    if (!hazard) throw Error(Code::Usage, fmt::format("the plan has an unknown hazard, `{}`", name));
    s.dangers.push_back({*hazard, id_from(d.at("object")), d.at("reason")});
  }
  s.undo = j.at("undo").get<std::vector<std::string>>();
  s.irreversible = j.value("irreversible", false);
  s.bookkeeping = j.value("bookkeeping", false);
  if (j.contains("copies")) s.copies = name_from(j.at("copies"));
  if (j.contains("builds")) s.builds = name_from(j.at("builds"));
  s.touches = ids_from(j.at("touches"));
  return s;
}

Json group_json(const Group& g) {
  Json steps = Json::array();
  for (const Step& s : g.steps) steps.push_back(step_json(s));
  return {{"transactional", g.transactional},
          {"before", g.before},
          {"steps", steps},
          {"after", g.after},
          {"verify", ids_json(g.verify)},
          {"rebuilt", names_json(g.rebuilt)},
          {"recheck", names_json(g.recheck)}};
}

Group group_from(const Json& j) {
  Group g;
  g.transactional = j.at("transactional");
  g.before = j.at("before").get<std::vector<std::string>>();
  g.after = j.at("after").get<std::vector<std::string>>();
  for (const Json& s : j.at("steps")) g.steps.push_back(step_from(s));
  g.verify = ids_from(j.at("verify"));
  g.rebuilt = names_from(j.at("rebuilt"));
  g.recheck = names_from(j.at("recheck"));
  return g;
}

}  // namespace

std::string to_json(const Plan& plan) {
  std::vector<std::string> notes = plan.notes;
  for (const Unmanaged& u : plan.unmanaged)
    notes.push_back(u.count == 1 ? fmt::format("{}{}", kUnmanaged, u.what)
                                 : fmt::format("{}{}, {} times", kUnmanaged, u.what, u.count));
  Json changes = Json::array();
  for (const Change& c : plan.changes)
    changes.push_back({{"action", name_of(c.action)}, {"object", id_json(c.id)}, {"differences", describe(c)}});
  Json groups = Json::array();
  for (const Group& g : plan.groups) groups.push_back(group_json(g));
  Json probes = Json::array();
  for (const Probe& p : plan.probes)
    probes.push_back({{"object", id_json(p.object)}, {"sql", p.sql}, {"problem", p.problem}, {"remedy", p.remedy}});
  const Json j{{"format", kFormat},
               {"kind", "plan"},
               {"target", {{"dialect", plan.dialect}, {"flavour", plan.flavour}, {"version", plan.version}}},
               {"from", plan.from_fingerprint},
               {"to", plan.to_fingerprint},
               {"schemas", plan.schemas},
               {"changes", changes},
               {"probes", probes},
               {"groups", groups},
               {"notes", notes}};
  // Names and literals of a server need not be UTF-8; a document must.
  return j.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Plan plan_from_json(std::string_view text) {
  try {
    const Json j = Json::parse(text);
    if (j.value("kind", "") != "plan")
      throw Error(Code::Usage, "this is not a plan that plumb wrote (`plumb diff --out`)");
    if (j.at("format") != kFormat)
      throw Error(Code::Usage,
                  fmt::format("the plan has format {}, this plumb reads format {}", j.at("format").dump(), kFormat));
    Plan plan;
    plan.dialect = j.at("target").at("dialect");
    plan.flavour = j.at("target").at("flavour");
    plan.version = j.at("target").at("version");
    plan.from_fingerprint = j.at("from");
    plan.to_fingerprint = j.at("to");
    plan.schemas = j.value("schemas", std::vector<std::string>());
    for (const Json& p : j.at("probes"))
      plan.probes.push_back({id_from(p.at("object")), p.at("sql"), p.at("problem"), p.at("remedy")});
    for (const Json& g : j.at("groups")) plan.groups.push_back(group_from(g));
    for (std::string& note : j.at("notes").get<std::vector<std::string>>()) {
      if (note.starts_with(kUnmanaged))
        plan.unmanaged.push_back({note.substr(kUnmanaged.size())});
      else
        plan.notes.push_back(std::move(note));
    }
    return plan;
  } catch (const Json::exception& e) {
    throw Error(Code::Usage, fmt::format("the plan cannot be read: {}", e.what()));
  }
}

}  // namespace plumb
