#include "plumb/tools/plumb/present.h"

#include "plumb/core/plan/diff.h"
#include "plumb/tools/libplumb/summary.h"

namespace plumb::cli {

Document document_of(const Target& target) {
  Document out;
  out.set("dialect", target.dialect);
  out.set("flavour", target.flavour);
  out.set("version", target.version_text.empty() ? target.version.text() : target.version_text);
  out.set("live", target.live);
  return out;
}

Document document_of(const HistoryRow& row) {
  Document out;
  out.set("version", row.version);
  out.set("name", row.name);
  out.set("state", name_of(row.state));
  out.set("started_at", row.started_at);
  out.set("finished_at", row.finished_at);
  out.set("duration_ms", row.duration_ms);
  out.set("statements", row.statements);
  out.set("done", row.done);
  return out;
}

Document document_of(const MigrationStatus& status) {
  Document out;
  out.set("version", status.version);
  out.set("name", status.name);
  out.set("state", name_of(status.state));
  out.set("was_rolled_back", status.was_rolled_back);
  if (!status.applied_at.empty()) {
    out.set("applied_at", status.applied_at);
    out.set("duration_ms", status.duration_ms);
    out.set("statements", status.statements);
    out.set("done", status.done);
  }
  return out;
}

void put_plan(Document& json, const Plan& plan) {
  std::vector<Document> changes, hazards;
  for (const Change& c : plan.changes) {
    Document d;
    d.set("action", name_of(c.action));
    d.set("kind", name_of(c.id.kind));
    d.set("object", c.id.path());
    d.set("details", describe(c));
    changes.push_back(std::move(d));
  }
  for (const Danger& danger : dangers_of(plan)) {
    Document d;
    d.set("hazard", name_of(danger.hazard));
    d.set("object", danger.object.path());
    d.set("reason", danger.reason);
    d.set("allow", allow_word(danger));
    hazards.push_back(std::move(d));
  }
  json.set("changes", std::move(changes));
  json.set("hazards", std::move(hazards));
  json.set("steps", plan.steps());
  json.set_json("plan", to_json(plan));
}

}  // namespace plumb::cli
