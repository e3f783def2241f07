// TiDB's DDL jobs. They are the cluster's: KILL QUERY, a lost connection and a client that is gone do not end them
// (8.5 says "interrupted" and goes on), ADMIN CANCEL DDL JOBS does.
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "plumb/core/base/text.h"
#include "plumb/core/db/patience.h"
#include "plumb/dialects/mysql/run.h"

namespace plumb::mysql {
namespace {

constexpr std::string_view kJobs =
    "SELECT JOB_ID, TABLE_NAME, JOB_TYPE, STATE, ROW_COUNT FROM information_schema.DDL_JOBS WHERE ";
constexpr std::string_view kEnds = "('synced', 'done', 'cancelled', 'rollback done')";

Job job_of(const Row& row) {
  Job out{row[0].value_or(""), row[1].value_or(""), lower(row[2].value_or("")), row[3].value_or(""), 0};
  const std::string rows = row[4].value_or("0");
  std::from_chars(rows.data(), rows.data() + rows.size(), out.rows);
  return out;
}

}  // namespace

std::optional<Job> running_job(Session& session, std::string_view sql) {
  const std::array<Value, 1> args{Value(sql)};
  const Rows rows =
      sql.empty()
          ? session.query(
                fmt::format("{}DB_NAME = DATABASE() AND STATE NOT IN {} ORDER BY JOB_ID LIMIT 1", kJobs, kEnds))
          : session.query(
                fmt::format("{}DB_NAME = DATABASE() AND QUERY = ? AND STATE NOT IN {} ORDER BY JOB_ID DESC LIMIT 1",
                            kJobs, kEnds),
                args);
  if (rows.empty()) return std::nullopt;
  return job_of(rows.rows.front());
}

void cancel_job(Session& session, const Job& job) { session.query("ADMIN CANCEL DDL JOBS " + job.id); }

void wait_for_jobs(Session& session, std::chrono::milliseconds patience, const Progress& progress) {
  Patience wait(patience);
  while (true) {
    std::optional<Job> job;
    try {
      job = running_job(session, {});
    } catch (const Error& e) {
      if (e.connection_lost()) throw;
      return;  // may not be seen: then the server itself puts the jobs in order
    }
    if (!job) return;
    const std::string what = fmt::format(
        "TiDB still works on job {} ({} on `{}`), which an earlier run or somebody else "
        "has begun",
        job->id, job->what, job->table);
    if (wait.pause(what, progress)) continue;
    throw Error(Code::Busy,
                fmt::format("{}: run the command again when it is done, or end it with `ADMIN CANCEL DDL JOBS "
                            "{}`",
                            what, job->id))
        .may_retry();
  }
}

}  // namespace plumb::mysql
