// One statement, or several in one round trip, with all that comes back.
#include "plumb/backends/libpq/exchange.h"

#include <utility>

#include "plumb/backends/libpq/rows.h"

namespace plumb::libpq {
namespace {

class Exchange {
 public:
  Exchange(PGconn* connection, Wire& wire, const Circumstances& circumstances)
      : connection_(connection),
        wire_(wire),
        circumstances_(circumstances),
        in_transaction_(PQtransactionStatus(connection) != PQTRANS_IDLE) {}

  void run(std::span<Part> parts) {
    const Wire::Running running(wire_);
    if (parts.size() == 1) {
      send(parts.front().statement);
      PQsetSingleRowMode(connection_);
      collect(parts.front());
    } else {
      run_pipeline(parts);
    }
    if (PQstatus(connection_) == CONNECTION_BAD && !(failure_ && failure_->connection_lost())) {
      failure_ = lost(PQerrorMessage(connection_), parts.front().statement.written(), circumstances_.place);
    }
    if (wire_.failure()) thrown_ = wire_.failure();
  }

  void report() {
    if (thrown_) std::rethrow_exception(thrown_);
    if (failure_) throw std::move(*failure_);
  }

 private:
  void send(const Statement& s) {
    if (PQsendQueryParams(connection_, s.sent().c_str(), s.count(), s.types(), s.values(), s.lengths(), s.formats(),
                          0) == 0) {
      throw lost(PQerrorMessage(connection_), s.written(), circumstances_.place);
    }
  }

  void run_pipeline(std::span<Part> parts) {
    PQenterPipelineMode(connection_);
    for (const Part& part : parts) send(part.statement);
    PQpipelineSync(connection_);
    for (Part& part : parts) {
      PQsetSingleRowMode(connection_);
      collect(part);
    }
    // The answer to the sync; a lost connection has none.
    while (Result result = wire_.next()) {
      if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) break;
    }
    PQexitPipelineMode(connection_);
  }

  void collect(Part& part) {
    while (Result result = wire_.next()) {
      switch (PQresultStatus(result.get())) {
        case PGRES_SINGLE_TUPLE:
        case PGRES_TUPLES_OK: take_rows(part, *result); break;
        case PGRES_COMMAND_OK:
        case PGRES_EMPTY_QUERY: break;
        case PGRES_PIPELINE_ABORTED: continue;
        case PGRES_COPY_IN:
        case PGRES_COPY_OUT:
        case PGRES_COPY_BOTH: refuse_copy(part, *result); continue;
        default: fail(part, *result); continue;
      }
      part.tag = PQcmdStatus(result.get());
      part.changed = changed_rows(*result);
    }
  }

  void take_rows(Part& part, const PGresult& result) {
    if (part.columns != nullptr && part.columns->empty()) *part.columns = column_names(result);
    for (int i = 0; i < PQntuples(&result); ++i) {
      if (!part.row || stopped_) return;
      read_row(result, i, cells_);
      try {
        stopped_ = !part.row(cells_);
      } catch (...) {
        thrown_ = std::current_exception();
        stopped_ = true;
      }
      // In a transaction a cancelled statement would end it; there the rest is read and dropped.
      if (stopped_ && !in_transaction_) wire_.cancel();
    }
  }

  void fail(const Part& part, const PGresult& result) {
    if (failure_ || stopped_) return;
    circumstances_.cancelled = wire_.cancelled();
    failure_ = error_of(result, part.statement, circumstances_);
  }

  void refuse_copy(const Part& part, const PGresult& result) {
    if (!failure_) {
      failure_ = Error(Code::Unsupported,
                       "COPY from or to the client cannot be run here: write INSERT statements, or run it with psql")
                     .sql(std::string(part.statement.written()), "0A000");
    }
    if (PQresultStatus(&result) == PGRES_COPY_IN) {
      PQputCopyEnd(connection_, "plumb sends no rows");
      return;
    }
    wire_.cancel();
    PQsetnonblocking(connection_, 0);
    char* line = nullptr;
    while (PQgetCopyData(connection_, &line, 0) > 0) PQfreemem(line);
    PQsetnonblocking(connection_, 1);
  }

  PGconn* connection_;
  Wire& wire_;
  Circumstances circumstances_;
  bool in_transaction_;
  bool stopped_ = false;  ///< a callback wants no more rows
  Row cells_;
  std::optional<Error> failure_;
  std::exception_ptr thrown_;
};

}  // namespace

void exchange(PGconn* connection, Wire& wire, std::span<Part> parts, Circumstances circumstances) {
  Exchange work(connection, wire, circumstances);
  work.run(parts);
  work.report();
}

}  // namespace plumb::libpq
