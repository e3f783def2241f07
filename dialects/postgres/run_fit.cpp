// A transaction keeps a lock on everything that it makes, and the server has room for so many. Where there are more,
// the last of thousands of statements fails with "out of shared memory", so that is seen before the first one runs.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "plumb/core/base/text.h"
#include "plumb/dialects/postgres/live.h"
#include "plumb/dialects/postgres/run.h"

namespace plumb::postgres {
namespace {

// So few fit on every server that is set up for work: the default is 64 for each of 100 connections.
constexpr std::size_t kWorthAsking = 500;

std::size_t count_of(std::string_view text, std::string_view word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + word.size())) ++count;
  return count;
}

struct Room {
  std::size_t locks = 0;
  std::string said;  ///< how it comes about
};

Room room_of(Session& session) {
  const Rows rows = session.query(
      "SELECT m::bigint * (c::bigint + p::bigint), pg_catalog.format('max_locks_per_transaction (%s) × (max_connections (%s) + "
      "max_prepared_transactions (%s))', m, c, p) FROM pg_catalog.current_setting('max_locks_per_transaction') m, "
      "pg_catalog.current_setting('max_connections') c, pg_catalog.current_setting('max_prepared_transactions') p");
  return {static_cast<std::size_t>(std::stoull(rows.rows.front()[0].value_or("0"))), rows.rows.front()[1].value_or("")};
}

std::size_t locks_of(const Group& group) {
  std::size_t sum = 0;
  for (const Step& step : group.steps) sum += locks_taken_by(step.sql);
  return sum;
}

/// What of `verify` the steps of `piece` touch; `rest` goes with the last.
void share_out(const Group& whole, std::vector<Group>& pieces) {
  std::set<QualifiedName> placed;
  for (Group& piece : pieces) {
    std::set<QualifiedName> touched;
    for (const Step& step : piece.steps)
      for (const ObjectId& id : step.touches) touched.insert(id.owner);
    for (const ObjectId& id : whole.verify)
      if (touched.count(id.owner)) piece.verify.push_back(id);
    placed.insert(touched.begin(), touched.end());
  }
  for (const ObjectId& id : whole.verify)
    if (!placed.count(id.owner)) pieces.back().verify.push_back(id);
}

std::vector<Group> split(const Group& whole, std::size_t room) {
  std::vector<Group> out(1);
  std::size_t held = 0;
  for (const Step& step : whole.steps) {
    const std::size_t more = locks_taken_by(step.sql);
    if (held + more > room && !out.back().steps.empty()) {
      out.emplace_back();
      held = 0;
    }
    held += more;
    out.back().steps.push_back(step);
  }
  share_out(whole, out);
  return out;
}

bool is_whole(const Group& group) {
  return group.before.empty() && group.after.empty() && group.rebuilt.empty() && group.recheck.empty();
}

}  // namespace

// As PostgreSQL 15 shows them in pg_locks. A table has its row type, and nearly always a place for long values with an
// index; a key has an index and is itself locked by those that refer to it.
std::size_t locks_taken_by(std::string_view sql) {
  const std::string text = upper(std::string(sql));
  if (text.starts_with("CREATE TABLE") || text.starts_with("CREATE UNLOGGED TABLE"))
    return 4 + 2 * (count_of(text, "PRIMARY KEY") + count_of(text, "UNIQUE") + count_of(text, "EXCLUDE")) +
           count_of(text, " IDENTITY") + count_of(text, "SERIAL") + count_of(text, "REFERENCES");
  if (text.starts_with("DROP ")) return 10;
  return text.starts_with("CREATE") && text.find("INDEX") == text.npos ? 4 : text.starts_with("ALTER") ? 2 : 1;
}

void expect_room(Session& session, const Group& group) {
  const std::size_t locks = locks_of(group);
  if (locks <= kWorthAsking) return;
  const Room room = room_of(session);
  // There is some more room than the server promises, so that only what cannot go well is refused.
  if (locks <= room.locks + room.locks / 3) return;
  throw Error(
      Code::Refused,
      fmt::format(
          "{} statements would hold about {} locks in one transaction, but the server has room for {}, which is {}; "
          "write them as several migrations, or let them run one by one behind `-- migrate:up transaction:false`",
          group.steps.size(), locks, room.locks, room.said));
}

void PostgresLive::fit(Session& session, Plan& plan) const {
  const auto too_large = [](const Group& g, std::size_t room) {
    return g.transactional && !g.scripted && is_whole(g) && locks_of(g) > room;
  };
  if (std::none_of(plan.groups.begin(), plan.groups.end(), [&](const Group& g) { return too_large(g, kWorthAsking); }))
    return;
  const Room room = room_of(session);
  std::vector<Group> groups;
  for (Group& g : plan.groups) {
    if (!too_large(g, room.locks)) {
      groups.push_back(std::move(g));
      continue;
    }
    std::vector<Group> pieces = split(g, room.locks);
    plan.notes.push_back(
        fmt::format("{} statements would hold about {} locks in one transaction, but the server has room for {}, "
                    "which is {}: they run as {} transactions",
                    g.steps.size(), locks_of(g), room.locks, room.said, pieces.size()));
    std::move(pieces.begin(), pieces.end(), std::back_inserter(groups));
  }
  plan.groups = std::move(groups);
}

}  // namespace plumb::postgres
