// Domains, policies, triggers, views, routines.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/rule.h"
#include "plumb/dialects/postgres/settle_inquiries.h"

namespace plumb::postgres {
namespace {

std::string events_of(const Trigger& t) {
  std::vector<std::string> events;
  if (t.events.insert) events.emplace_back("INSERT");
  if (t.events.update) events.emplace_back("UPDATE");
  if (t.events.remove) events.emplace_back("DELETE");
  if (t.events.truncate) events.emplace_back("TRUNCATE");
  return join(events, " OR ");
}

/// CREATE RECURSIVE VIEW is kept as what it stands for.
Expr unrolled(const View& v) {
  std::string columns;
  for (const std::string& c : v.columns) columns += (columns.empty() ? "" : ", ") + quote(c);
  const std::string name = quote(v.name.name), query = v.query.written.empty() ? v.query.canonical : v.query.written;
  const std::string text =
      fmt::format("WITH RECURSIVE {} ({}) AS ({}) SELECT {} FROM {}", name, columns, query, columns, name);
  return {text, text};
}

/// A body without the default schema in front of names, in one spelling.
std::string plain_body(const std::string& body) {
  std::optional<sql::Node> node = sql::parse_body(body, syntax());
  if (!node) return body;
  sql::walk(*node, [](sql::Node& n) {
    if (n.kind == sql::NodeKind::Table && !n.kids.empty() && n.kids.front().kind == sql::NodeKind::Name &&
        n.kids.front().text == "public")
      n.kids.erase(n.kids.begin());
    if ((n.kind == sql::NodeKind::Cast || n.kind == sql::NodeKind::Typed || n.kind == sql::NodeKind::Call) &&
        n.text.starts_with("public."))
      n.text.erase(0, 7);
  });
  return sql::print(*node, syntax());
}

}  // namespace

void Inquiries::domain(const Domain& d, const Domain& there) {
  const bool value = differs(d.default_value, there.default_value);
  std::vector<std::pair<std::string, Expr>> asked;
  for (const Check& c : d.checks) {
    const Check* other = by_name(there.checks, c.name);
    if (other && differs(c.expression, other->expression)) asked.emplace_back(c.name, other->expression);
  }
  if (!value && asked.empty()) return;
  Inquiry q;
  const std::optional<std::string> base = shells_.type(d.type, q.shells);
  if (!base) return;
  const std::string name = next("domain_");
  std::string make = fmt::format("CREATE DOMAIN pg_temp.{} AS {}", name, *base);
  if (!d.collation.empty()) make += " COLLATE " + d.collation;
  if (value) {
    const std::optional<std::string> text = shells_.expression(d.default_value, {}, q.shells);
    if (!text) return;
    make += fmt::format(" DEFAULT ({})", *text);
    q.read.push_back(
        fmt::format("SELECT pg_get_expr(typdefaultbin, 0) FROM pg_type WHERE oid = 'pg_temp.{}'::regtype", name));
  }
  for (const auto& [check, expr] : asked) {
    const std::optional<std::string> text = shells_.expression(by_name(d.checks, check)->expression, {}, q.shells);
    if (!text) return;
    make += fmt::format(" CONSTRAINT {} CHECK ({})", quote(check), *text);
    q.read.push_back(fmt::format(
        "SELECT pg_get_expr(conbin, 0) FROM pg_constraint WHERE contypid = 'pg_temp.{}'::regtype AND conname = {}",
        name, literal(check)));
  }
  q.make = {std::move(make)};
  q.take = [this, key = d.name, value, asked, other = there.default_value](const std::vector<Cell>& answer) {
    Domain& wanted = want_.domains.edit(key);
    std::size_t i = 0;
    if (value) {
      Place where = place({});
      where.wanted = &wanted.type;
      if (agrees(answer[i++], other, where)) wanted.default_value.canonical = other.canonical;
    }
    for (const auto& [check, expr] : asked) {
      Place where = place({});
      where.value = &wanted.type;
      if (!agrees(answer[i++], expr, where)) continue;
      for (Check& c : wanted.checks)
        if (c.name == check) c.expression.canonical = expr.canonical;
    }
  };
  out_.push_back(std::move(q));
}

void Inquiries::policy(const Policy& p, const Policy& there) {
  policy_roles(p, there);
  const bool use = differs(p.using_, there.using_), check = differs(p.with_check, there.with_check);
  const Table* table = want_.tables.find(p.table);
  if ((!use && !check) || table == nullptr) return;
  std::optional<OfTable> of = start(*table);
  if (!of) return;
  Inquiry& q = of->inquiry;
  const std::string name = next("policy_");
  std::string make = fmt::format("CREATE POLICY {} ON {} FOR {}", name, of->shell, upper(p.command));
  const auto clause = [&](const char* words, const char* column, const Expr& e) {
    const std::optional<std::string> text = shells_.expression(e, p.table, q.shells);
    if (text) {
      make += fmt::format(" {} ({})", words, *text);
      q.read.push_back(fmt::format(
          "SELECT pg_get_expr({}, polrelid) FROM pg_policy WHERE polrelid = {}::regclass AND polname = '{}'", column,
          literal(of->shell), name));
    }
    return text.has_value();
  };
  if (use && !clause("USING", "polqual", p.using_)) return;
  if (check && !clause("WITH CHECK", "polwithcheck", p.with_check)) return;
  q.make = {std::move(make)};
  q.take = [this, key = PartName{p.table, p.name}, use, check, there](const std::vector<Cell>& answer) {
    Policy& wanted = want_.policies.edit(key);
    std::size_t i = 0;
    if (use && agrees(answer[i++], there.using_, place(key.first))) wanted.using_.canonical = there.using_.canonical;
    if (check && agrees(answer[i], there.with_check, place(key.first)))
      wanted.with_check.canonical = there.with_check.canonical;
  };
  out_.push_back(std::move(q));
}

// CURRENT_USER is whoever makes the policy.
void Inquiries::policy_roles(const Policy& p, const Policy& there) {
  const auto is_word = [](const std::string& role) {
    return role == "current_user" || role == "session_user" || role == "current_role";
  };
  if (p.roles == there.roles || std::none_of(p.roles.begin(), p.roles.end(), is_word)) return;
  Inquiry q;
  q.read = {"SELECT current_user", "SELECT session_user"};
  q.take = [this, key = PartName{p.table, p.name}, there](const std::vector<Cell>& answer) {
    std::vector<std::string> roles = want_.policies.find(key)->roles;
    for (std::string& role : roles) {
      if (role == "current_user" || role == "current_role")
        role = answer[0].value_or(role);
      else if (role == "session_user")
        role = answer[1].value_or(role);
    }
    std::sort(roles.begin(), roles.end());
    if (roles == there.roles) want_.policies.edit(key).roles = roles;
  };
  out_.push_back(std::move(q));
}

void Inquiries::trigger(const Trigger& t, const Trigger& there) {
  const Table* table = want_.tables.find(t.table);
  if (!differs(t.when, there.when) || table == nullptr) return;
  std::optional<OfTable> of = start(*table);
  if (!of) return;
  const std::optional<std::string> when = shells_.expression(t.when, {}, of->inquiry.shells);
  if (!when) return;
  const std::string name = next("trigger_");
  of->inquiry.make = {
      fmt::format("CREATE TRIGGER {} {} {} ON {} FOR EACH {} WHEN ({}) EXECUTE FUNCTION "
                  "pg_catalog.suppress_redundant_updates_trigger()",
                  name, t.timing == Timing::Before ? "BEFORE" : "AFTER", events_of(t), of->shell,
                  t.for_each_row ? "ROW" : "STATEMENT", *when)};
  of->inquiry.read = {
      fmt::format("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = {}::regclass AND tgname = '{}'",
                  literal(of->shell), name)};
  of->inquiry.take = [this, key = PartName{t.table, t.name}, there](const std::vector<Cell>& answer) {
    if (!answer[0]) return;
    const std::size_t from = answer[0]->find(" WHEN ("), to = answer[0]->rfind(") EXECUTE FUNCTION");
    if (from == std::string::npos || to == std::string::npos) return;
    const std::string text = answer[0]->substr(from + 7, to - from - 7);
    if (agrees(text, there.when, place(key.first))) want_.triggers.edit(key).when.canonical = there.when.canonical;
  };
  out_.push_back(std::move(of->inquiry));
}

void Inquiries::rule(const Definition& d, const Definition& there) {
  if (!differs(d.condition, there.condition) && !differs(d.body, there.body)) return;
  const Table* table = want_.tables.find(d.id.owner);
  auto of = table ? start(*table) : std::nullopt;
  if (!of) return;
  Inquiry& q = of->inquiry;
  Definition asked = d;
  asked.id.part = next("rule_");
  asked.comment.clear();
  asked.enabled.clear();
  if (!d.condition.empty()) {
    const auto condition = shells_.expression(d.condition, d.id.owner, q.shells);
    if (!condition) return;
    asked.condition = {*condition, {}};
  }
  if (!d.body.empty()) {
    const auto body = shells_.body(d.body.written, q.shells);
    if (!body) return;
    asked.body = {*body, {}};
  }
  std::string sql = sql::write_create(asked, syntax()).front();
  const std::string named = " TO " + sql::quote_name(d.id.owner, syntax());
  const std::size_t at = sql.find(named);
  if (at == std::string::npos) return;
  sql.replace(at, named.size(), " TO " + of->shell);
  q.make = {std::move(sql)};
  q.read = {fmt::format("SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE rulename = {} AND ev_class = {}::regclass",
                        literal(asked.id.part), literal(of->shell))};
  q.take = [this, id = d.id, there](const std::vector<Cell>& answer) {
    const auto text = answer[0] ? sql::parse_rule(*answer[0], syntax()) : std::nullopt;
    if (!text) return;
    Expr condition{{}, text->condition.empty() ? "" : shells_.in_own_names(text->condition.canonical, false)};
    settle(condition, place(id.owner));
    Expr body = text->body;
    settle_body(body, place({}));
    if (!(condition == there.condition) || !(body == there.body)) return;
    Definition& wanted = want_.definitions.edit(id);
    wanted.condition.canonical = there.condition.canonical;
    wanted.body.canonical = there.body.canonical;
    wanted.uses = there.uses;
  };
  out_.push_back(std::move(of->inquiry));
}

void Inquiries::view(const View& v, const View& there) {
  if (!differs(v.query, there.query)) return;
  Inquiry q;
  const std::optional<std::string> query = shells_.query(v.recursive ? unrolled(v) : v.query, q.shells);
  if (!query) return;
  const std::string name = next("view_");
  std::string columns;
  for (const std::string& c : v.columns) columns += (columns.empty() ? "" : ", ") + quote(c);
  if (!columns.empty()) columns = " (" + columns + ")";
  q.make = {fmt::format("CREATE TEMPORARY VIEW {}{} AS {}", name, columns, *query)};
  q.read = {fmt::format("SELECT pg_get_viewdef('pg_temp.{}'::regclass)", name)};
  q.take = [this, key = v.name, there](const std::vector<Cell>& answer) {
    if (!answer[0]) return;
    std::string text = *answer[0];
    while (text.ends_with(';')) text.pop_back();
    Expr e{{}, shells_.in_own_names(text, true)};
    settle_query(e, place({}));
    if (!(e == there.query)) return;
    View& wanted = want_.views.edit(key);
    wanted.query.canonical = there.query.canonical;
    wanted.recursive = there.recursive;
    // Its list of names is part of the query that the server keeps.
    if (there.columns.empty()) wanted.columns.clear();
    wanted.uses = there.uses;
  };
  out_.push_back(std::move(q));
}

// Only bodies of the SQL standard are kept as trees; any other is text.
void Inquiries::routine(const Routine& r, const Routine& there) {
  if (!r.sql_body || !there.sql_body || r.body == there.body || r.kind == RoutineKind::Aggregate) return;
  Inquiry q;
  const std::optional<std::string> body = shells_.body(r.body, q.shells);
  if (!body) return;
  Routine copy = r;
  copy.name = {"pg_temp", r.name.name};
  copy.body = *body;
  copy.comment.clear();
  q.make = {sql::write_create(copy, syntax()).front()};
  q.read = {fmt::format(
      "SELECT pg_catalog.min(pg_get_function_sqlbody(oid)) FROM pg_proc WHERE pronamespace = pg_my_temp_schema() "
      "AND proname = {} HAVING count(*) = 1",
      literal(r.name.name))};
  q.take = [this, key = std::pair{r.name, r.signature()}, there](const std::vector<Cell>& answer) {
    if (answer[0] && plain_body(*answer[0]) == plain_body(there.body)) want_.routines.edit(key).body = there.body;
  };
  out_.push_back(std::move(q));
}

}  // namespace plumb::postgres
