// A session that writes down what it is asked.
#pragma once

#include <string>
#include <vector>

#include "plumb/core/db/session.h"

namespace plumb::bench {

/// Passes everything on to another session.
class Recorder final : public Session {
 public:
  explicit Recorder(Session& session) : session_(session) {}

  /// Each statement, in order.
  const std::vector<std::string>& statements() const { return statements_; }
  /// How often an answer was waited for.
  int round_trips() const { return round_trips_; }

  std::string_view backend() const override { return session_.backend(); }
  std::string_view dialect() const override { return session_.dialect(); }
  std::int64_t execute(std::string_view sql, std::span<const Value> args) override {
    note(sql);
    return session_.execute(sql, args);
  }
  Rows query(std::string_view sql, std::span<const Value> args) override {
    note(sql);
    return session_.query(sql, args);
  }
  void each_row(std::string_view sql, std::span<const Value> args,
                const std::function<bool(const Row&)>& row) override {
    note(sql);
    session_.each_row(sql, args, row);
  }
  void ask(std::span<const Question> questions) override {
    ++round_trips_;
    for (const Question& q : questions) statements_.push_back(q.sql);
    session_.ask(questions);
  }
  void begin() override {
    note("BEGIN");
    session_.begin();
  }
  void commit() override {
    note("COMMIT");
    session_.commit();
  }
  void rollback() override {
    note("ROLLBACK");
    session_.rollback();
  }
  bool in_transaction() const override { return session_.in_transaction(); }
  void cancel() noexcept override { session_.cancel(); }
  void on_tick(std::function<bool()> tick) override { session_.on_tick(std::move(tick)); }
  Transport transport() const override { return session_.transport(); }
  void ping() override { session_.ping(); }
  void close() override { session_.close(); }

 private:
  void note(std::string_view sql) {
    ++round_trips_;
    statements_.emplace_back(sql);
  }

  Session& session_;
  std::vector<std::string> statements_;
  int round_trips_ = 0;
};

}  // namespace plumb::bench
