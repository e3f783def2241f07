// A session that counts what is asked of it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "plumb/core/db/session.h"

namespace plumb::test {

class Watched final : public Session {
 public:
  explicit Watched(std::unique_ptr<Session> inner) : inner_(std::move(inner)) {}

  std::size_t trips = 0;  ///< calls that went to the server
  std::vector<std::string> statements;

  std::string_view backend() const override { return inner_->backend(); }
  std::string_view dialect() const override { return inner_->dialect(); }
  std::int64_t execute(std::string_view sql, std::span<const Value> args) override {
    note(sql);
    return inner_->execute(sql, args);
  }
  Rows query(std::string_view sql, std::span<const Value> args) override {
    note(sql);
    return inner_->query(sql, args);
  }
  void each_row(std::string_view sql, std::span<const Value> args,
                const std::function<bool(const Row&)>& row) override {
    note(sql);
    inner_->each_row(sql, args, row);
  }
  void ask(std::span<const Question> questions) override {
    ++trips;
    for (const Question& q : questions) statements.push_back(q.sql);
    inner_->ask(questions);
  }
  void begin() override {
    note("BEGIN");
    inner_->begin();
  }
  void commit() override {
    note("COMMIT");
    inner_->commit();
  }
  void rollback() override {
    note("ROLLBACK");
    inner_->rollback();
  }
  bool in_transaction() const override { return inner_->in_transaction(); }
  void cancel() noexcept override { inner_->cancel(); }
  void on_tick(std::function<bool()> tick) override { inner_->on_tick(std::move(tick)); }
  Transport transport() const override { return inner_->transport(); }
  void ping() override { inner_->ping(); }
  void close() override { inner_->close(); }

 private:
  void note(std::string_view sql) {
    ++trips;
    statements.emplace_back(sql);
  }
  std::unique_ptr<Session> inner_;
};

}  // namespace plumb::test
