// What a ViewRunner is made of; for its own files.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/stream/follower.h"
#include "platform/stream/view_runner.h"

namespace zwk::stream {

class ViewRunner::Impl {
 public:
  Impl(store::Store& given_store, Bus& given_bus, Options given_options)
      : store(given_store), bus(given_bus), options(std::move(given_options)) {}

  absl::StatusOr<Follower*> Find(const std::string& name) {
    for (const auto& follower : followers) {
      if (follower->view().name() == name) return follower.get();
    }
    return absl::NotFoundError(absl::StrCat("no view ", Quoted(name)));
  }

  absl::StatusOr<Follower*> FindView(const std::string& name) {
    ZWK_ASSIGN_OR_RETURN(Follower * follower, Find(name));
    if (!follower->is_view()) {
      return absl::InvalidArgumentError(absl::StrCat(Quoted(name), " is a consumer, not a view"));
    }
    return follower;
  }

  Steady::time_point GiveUp(Time deadline) const {
    if (deadline == kNoDeadline) return Steady::now() + std::chrono::hours(24);
    const Time now = options.clock != nullptr ? options.clock->Now() : system_clock.Now();
    return Steady::now() + (deadline - now);
  }

  store::Store& store;
  Bus& bus;
  const Options options;
  const SystemClock system_clock;
  std::vector<std::unique_ptr<Follower>> followers;
  std::mutex rebuilding_mutex;
  std::set<std::pair<std::string, std::string>> rebuilding;  // view, municipality
};

}  // namespace zwk::stream
