// How far a long statement is, and whom it waits for, asked over a connection of its own while it runs.
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "plumb/core/base/interrupts.h"
#include "plumb/core/base/text.h"
#include "plumb/dialects/mysql/run.h"

namespace plumb::mysql {
namespace {

using std::chrono::steady_clock;

/// Most statements are done by then, and none of this is asked.
constexpr std::chrono::milliseconds kFirst{1000}, kEvery{1000};

double number_in(const Cell& cell) {
  double out = 0;
  if (cell) std::from_chars(cell->data(), cell->data() + cell->size(), out);
  return out;
}

std::string what_of(const Step& step) { return step.why.empty() ? visible(step.sql.substr(0, 60)) : step.why; }

}  // namespace

Watch::Watch(Session& session, const Server& server, const Step& step, const RunOptions& options)
    : session_(session), server_(server), step_(step), options_(options), next_(steady_clock::now() + kFirst) {
  watches_ = options_.connect && (options_.progress || options_.takes_interrupts);
  if (!watches_) return;
  if (options_.takes_interrupts && server_.flavour == "tidb") interrupts_ = std::make_unique<Interrupts>();
  session_.on_tick([this] { return look(); });
}

Watch::~Watch() {
  if (!watches_) return;
  try {
    session_.on_tick({});
  } catch (const std::exception&) {
    // The connection is gone, and nothing ticks.
  }
}

bool Watch::look() {
  const bool pressed = interrupts_ && interrupts_->count() > answered_;
  if (!pressed && steady_clock::now() < next_) return true;
  next_ = steady_clock::now() + kEvery;
  try {
    if (!other_) other_ = options_.connect();
    if (server_.flavour == "tidb") {
      look_at_job(*other_);
    } else {
      look_at_statement(*other_);
    }
  } catch (const std::exception&) {
    other_.reset();  // it is only to see how far it is
  }
  return true;
}

void Watch::say(const std::string& what, double part) const {
  if (options_.progress) options_.progress(what, part);
}

void Watch::look_at_job(Session& other) {
  const std::optional<Job> job = running_job(other, step_.sql);
  if (!job) return;
  answer_interrupts(other, *job);
  const std::vector<Named> objects = named_in(step_.sql, *server_.syntax);
  if (job->rows == 0) {
    const std::string holder = holder_of(other, server_, objects);
    if (!holder.empty()) return say(fmt::format("{}: waiting, because {}", what_of(step_), holder), -1);
  }
  const std::array<Value, 1> args{Value(job->table)};
  const double rows = job->rows == 0 ? 0
                                     : number_in(other
                                                     .query("SELECT TABLE_ROWS FROM information_schema.TABLES WHERE "
                                                            "TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?",
                                                            args)
                                                     .scalar());
  const double done = static_cast<double>(job->rows);
  say(fmt::format("{}: job {} is {}, {} rows", what_of(step_), job->id, job->state, job->rows),
      rows > done ? done / rows : -1);
}

// The job goes on without us, so that the first Ctrl-C says what a second one does.
void Watch::answer_interrupts(Session& other, const Job& job) {
  if (!interrupts_) return;
  const std::size_t count = interrupts_->count();
  if (count == answered_) return;
  answered_ = count;
  if (count == 1) {
    say(fmt::format("TiDB goes on with job {} ({} on `{}`) even if plumb ends; press Ctrl-C again to cancel the job",
                    job.id, job.what, job.table),
        -1);
    return;
  }
  cancel_job(other, job);
}

void Watch::look_at_statement(Session& other) {
  const std::array<Value, 1> args{Value(server_.connection)};
  const bool mariadb = server_.flavour == "mariadb";
  const Rows rows = other.query(
      fmt::format("SELECT STATE, {} FROM information_schema.PROCESSLIST WHERE ID = ?", mariadb ? "PROGRESS" : "0"),
      args);
  if (rows.empty()) return;
  const std::string state = rows.rows.front()[0].value_or("");
  if (state.starts_with("Waiting for table")) {
    const std::string holder = holder_of(other, server_, named_in(step_.sql, *server_.syntax));
    return say(fmt::format("{}: waiting for a lock{}", what_of(step_), holder.empty() ? "" : ", because " + holder),
               -1);
  }
  double part = number_in(rows.rows.front()[1]) / 100;
  if (!mariadb) {
    // The stages of an ALTER are counted; the consumer that shows them is off unless somebody wants to see them.
    const Rows stage = other.query(
        "SELECT s.WORK_COMPLETED / NULLIF(s.WORK_ESTIMATED, 0) FROM performance_schema.events_stages_current s "
        "JOIN performance_schema.threads t ON t.THREAD_ID = s.THREAD_ID WHERE t.PROCESSLIST_ID = ?",
        args);
    part = number_in(stage.scalar());
  }
  say(fmt::format("{}: {}", what_of(step_), state.empty() ? "running" : state), part > 0 && part < 1 ? part : -1);
}

}  // namespace plumb::mysql
