// What a PostgreSQL database holds: a constant number of questions, in one snapshot.
#include <algorithm>
#include <set>

#include "plumb/core/base/error.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/postgres/dialect.h"
#include "plumb/dialects/postgres/inspect_gathering.h"
#include "plumb/dialects/postgres/live.h"

namespace plumb::postgres {
namespace {

// One snapshot for all questions. Printing a view locks what is beneath it to the end of the transaction, and waits for
// whoever changes that: inside of somebody's transaction a savepoint gives the locks and settings back.
class Snapshot {
 public:
  explicit Snapshot(Session& session) : session_(session), outer_(session.in_transaction()) {
    if (!outer_) session_.begin();
  }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot() {
    if (done_) return;
    try {
      close();
    } catch (const Error&) {
      // The connection is gone, which the error on its way says already.
    }
  }

  std::vector<Question> settings() const {
    std::vector<Question> out;
    out.push_back(
        {outer_ ? "SAVEPOINT plumb_inspect" : "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", {}, {}});
    // Names are printed with their schemas, and no function of the user's can take the place of one of the server's.
    out.push_back({"SET LOCAL search_path = ''", {}, {}});
    out.push_back({"SET LOCAL lock_timeout = '5s'", {}, {}});
    // How values of some types are printed.
    out.push_back({"SET LOCAL datestyle = 'ISO'", {}, {}});
    out.push_back({"SET LOCAL intervalstyle = 'postgres'", {}, {}});
    out.push_back({"SET LOCAL extra_float_digits = 1", {}, {}});
    out.push_back({"SET LOCAL bytea_output = 'hex'", {}, {}});
    out.push_back({"SET LOCAL quote_all_identifiers = off", {}, {}});
    // The planner takes bulk reading for work that is worth compiling: half a second for nothing.
    out.push_back({"SET LOCAL jit = off", {}, {}});
    return out;
  }

  void close() {
    done_ = true;
    if (!outer_) return session_.rollback();
    session_.execute("ROLLBACK TO SAVEPOINT plumb_inspect");
    session_.execute("RELEASE SAVEPOINT plumb_inspect");
  }

 private:
  Session& session_;
  const bool outer_;
  bool done_ = false;
};

// Relations that were named, with what cannot be understood without them: parents, and the sequences that they own.
std::string resolve_question(const std::vector<ObjectId>& ids, const Target& target) {
  std::string names;
  for (const ObjectId& id : ids) {
    if (id.owner.empty()) continue;
    const std::string schema = id.owner.schema.empty() ? target.default_schema : id.owner.schema;
    names += (names.empty() ? "(" : ", (") + sql::quote_string(schema, target.syntax) + "::name, " +
             sql::quote_string(id.owner.name, target.syntax) + "::name)";
  }
  if (names.empty()) return {};
  return "WITH RECURSIVE asked (space, name) AS (VALUES " + names +
         "), named (oid) AS (SELECT c.oid FROM asked v"
         " JOIN pg_namespace n ON n.nspname = v.space JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = v.name"
         // statistics are read with their table
         " UNION SELECT s.stxrelid FROM asked v JOIN pg_namespace n ON n.nspname = v.space"
         " JOIN pg_statistic_ext s ON s.stxnamespace = n.oid AND s.stxname = v.name"
         " UNION SELECT i.inhparent FROM named JOIN pg_inherits i ON i.inhrelid = named.oid)"
         " SELECT oid FROM named UNION SELECT d.objid FROM named JOIN pg_depend d ON d.refobjid = named.oid"
         " AND d.refclassid = 1259 AND d.refobjsubid > 0 AND d.classid = 1259 AND d.deptype IN ('a', 'i')"
         " JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S'";
}

/// Names of what is no relation.
std::vector<std::string> names_of(const std::vector<ObjectId>& ids) {
  static const std::set<Kind> kinds{Kind::Routine,   Kind::Grant,  // which does not say of what kind its object is
                                    Kind::Enum,      Kind::Domain, Kind::Composite, Kind::Language,
                                    Kind::Collation, Kind::Cast,   Kind::Operator,  Kind::EventTrigger};
  std::vector<std::string> out;
  for (const ObjectId& id : ids)
    if (kinds.count(id.kind) != 0) out.push_back(id.owner.name);
  return out;
}

std::vector<std::string> schemas_of(const Scope& scope, const Target& target) {
  std::vector<std::string> out = scope.schemas;
  if (!out.empty()) out.push_back(target.default_schema);
  return out;
}

void ask_members(Gathering& g, std::vector<Question>& out) {
  out.push_back({"SELECT classid, objid FROM pg_depend WHERE refclassid = 3079 AND deptype = 'e'", {}, [&g](Row& row) {
                   g.members.insert(static_cast<std::uint64_t>(oid_of(row[0])) << 32 | oid_of(row[1]));
                 }});
}

// The order matters: a row finds what earlier questions brought.
void ask_all(Gathering& g, const Scope& scope, std::vector<Question>& out) {
  ask_members(g, out);
  ask_namespaces(g, scope, out);
  ask_types(g, out);
  ask_relations(g, out);
  ask_columns(g, out);
  ask_sequences(g, out);
  ask_keys(g, out);
  ask_indexes(g, out);
  ask_programs(g, out);
  ask_definitions(g, out);
  ask_privileges(g, out);
  ask_comments(g, out);
  ask_rest(g, out);
}

}  // namespace

const Dialect& PostgresLive::offline() const { return dialect(); }

Target PostgresLive::identify(Session& session) const {
  std::string server, number, release;
  const Question question{
      "SELECT version(), current_setting('server_version_num'), current_setting('server_version')", {}, [&](Row& row) {
        server = row[0].value_or("");
        number = row[1].value_or("");
        release = row[2].value_or("");
      }};
  session.ask({&question, 1});
  const int version = std::atoi(number.c_str());
  if (!server.starts_with("PostgreSQL") || server.find("CockroachDB") != std::string::npos)
    throw Error(Code::Unsupported, "the server says it is `" + server + "`; plumb knows PostgreSQL 15 and newer");
  const Version known{version / 10000, version % 10000, 0};
  if (known < kOldestKnown)
    throw Error(Code::Unsupported,
                "PostgreSQL " + known.text() + " is older than what plumb knows; 15 and newer are supported");
  // A name without a schema is one of `public`, whatever a role's search_path says: a file means the same for
  // everybody.
  Target target = target_of(known, release);
  target.live = true;
  return target;
}

Inspection PostgresLive::inspect(Session& session, const Target& target, const Scope& scope,
                                 const std::vector<ObjectId>* only) const {
  Snapshot snapshot(session);
  std::vector<Question> questions = snapshot.settings();
  Subject subject = Subject::of_schemas(schemas_of(scope, target));
  if (only) {
    std::vector<Oid> oids;
    if (std::string sql = resolve_question(*only, target); !sql.empty())
      questions.push_back({std::move(sql), {}, [&](Row& row) { oids.push_back(oid_of(row[0])); }});
    session.ask(questions);
    questions.clear();
    subject = Subject::of_relations(oids, names_of(*only));
  }
  Gathering g(target, std::move(subject));
  ask_all(g, scope, questions);
  session.ask(questions);
  questions.clear();
  ask_strangers(g, questions);
  if (!questions.empty()) session.ask(questions);
  snapshot.close();
  return finish(g);
}

const LiveDialect& live() {
  static const PostgresLive postgres;
  return postgres;
}

}  // namespace plumb::postgres
