// Sessions over a soci::session that an application already has.
#pragma once

#include "plumb/tests/live/backends/backends.h"

#if PLUMB_HAS_SOCI

#include <soci/soci.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "plumb/backends/soci/soci_session.h"

namespace plumb::test {

/// The application's connections outlive the sessions on them.
class SociPlace final : public Place {
 public:
  /// `kept`: what the connections need as long as they live; `how`: to connect, in SOCI's words; `first`: the first
  /// statement of each connection.
  SociPlace(std::shared_ptr<void> kept, const ::soci::backend_factory& backend, std::string how, std::string first)
      : kept_(std::move(kept)), backend_(backend), how_(std::move(how)), first_(std::move(first)) {}

  ::soci::session& application() {
    held_.push_back(std::make_unique<::soci::session>(backend_, how_));
    *held_.back() << first_;
    return *held_.back();
  }
  std::unique_ptr<Session> connect() override { return wrap(application()); }

 private:
  std::shared_ptr<void> kept_;
  const ::soci::backend_factory& backend_;
  std::string how_, first_;
  std::vector<std::unique_ptr<::soci::session>> held_;
};

}  // namespace plumb::test

#endif
