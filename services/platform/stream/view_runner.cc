#include "platform/stream/view_runner.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/base/status_macros.h"
#include "platform/stream/generation.h"
#include "platform/stream/view_runner_impl.h"

namespace zwk::stream {

ViewRunner::ViewRunner(store::Store& store, Bus& bus) : ViewRunner(store, bus, Options()) {}

ViewRunner::ViewRunner(store::Store& store, Bus& bus, Options options)
    : impl_(std::make_unique<Impl>(store, bus, std::move(options))) {}

ViewRunner::~ViewRunner() { Stop(); }

void ViewRunner::Add(View& view) {
  impl_->followers.push_back(
      std::make_unique<Follower>(impl_->store, impl_->bus, impl_->options, view, nullptr));
}

void ViewRunner::Add(Consumer& consumer) {
  auto owned = std::make_unique<ConsumerView>(consumer);
  View& view = *owned;
  impl_->followers.push_back(
      std::make_unique<Follower>(impl_->store, impl_->bus, impl_->options, view, std::move(owned)));
}

void ViewRunner::Start() {
  for (const auto& follower : impl_->followers) follower->Start();
}

void ViewRunner::Stop() {
  // The last one first: a consumer may wait for the views before it.
  for (auto it = impl_->followers.rbegin(); it != impl_->followers.rend(); ++it) (*it)->Stop();
}

absl::Status ViewRunner::CatchUp(Time deadline) { return Await(/*consumers=*/true, deadline); }

absl::Status ViewRunner::CatchUpViews(Time deadline) {
  return Await(/*consumers=*/false, deadline);
}

absl::Status ViewRunner::Await(bool consumers, Time deadline) {
  const Steady::time_point give_up = impl_->GiveUp(deadline);
  std::vector<std::string> behind;
  for (const auto& follower : impl_->followers) {
    if (!consumers && !follower->is_view()) continue;
    const auto subscription = impl_->bus.Subscribe(follower->view().areas());
    ZWK_ASSIGN_OR_RETURN(const std::vector<Partition> partitions, subscription->Partitions());
    for (const Partition& partition : partitions) {
      ZWK_ASSIGN_OR_RETURN(const std::string target, subscription->Last(partition));
      if (!follower->AwaitPosition(partition, target, *subscription, give_up)) {
        behind.push_back(absl::StrCat(follower->view().name(), " of ", partition.area, " in ",
                                      partition.municipality));
      }
    }
  }
  if (behind.empty()) return absl::OkStatus();
  std::vector<std::string> causes;
  for (const Lag& lag : Lags()) {
    if (lag.waiting) causes.push_back(absl::StrCat(lag.view, ": ", lag.cause));
  }
  return absl::DeadlineExceededError(
      absl::StrCat("behind: ", absl::StrJoin(behind, ", "), "; ", absl::StrJoin(causes, ", ")));
}

std::vector<ViewRunner::Lag> ViewRunner::Lags() const {
  std::vector<Lag> all;
  for (const auto& follower : impl_->followers) {
    for (Lag& lag : follower->Lags()) all.push_back(std::move(lag));
  }
  return all;
}

absl::StatusOr<std::vector<ViewRunner::Lag>> ViewRunner::Measure(const std::string& municipality) {
  std::vector<Lag> measured;
  for (const auto& follower : impl_->followers) {
    const auto subscription = impl_->bus.Subscribe(follower->view().areas());
    for (Lag& lag : follower->Lags()) {
      if (lag.partition.municipality != municipality) continue;
      ZWK_ASSIGN_OR_RETURN(const Polled waiting,
                           subscription->Committed({{lag.partition, lag.position}}, kMostCounted));
      if (waiting.failed.empty()) lag.pending = static_cast<int64_t>(waiting.events.size());
      if (!waiting.events.empty()) lag.oldest = waiting.events.front().time;
      measured.push_back(std::move(lag));
    }
  }
  return measured;
}

absl::StatusOr<std::vector<ViewRunner::Parked>> ViewRunner::ListParked(
    const std::string& view, const std::string& municipality) {
  ZWK_ASSIGN_OR_RETURN(Follower * follower, impl_->Find(view));
  ZWK_ASSIGN_OR_RETURN(const std::string generation,
                       LiveGeneration(impl_->store, view, municipality));
  std::vector<Parked> all;
  for (const std::string& area : follower->view().areas()) {
    Applier applier(impl_->store, follower->view(), follower->one_at_a_time(), {area, municipality},
                    generation, true);
    ZWK_RETURN_IF_ERROR(applier.Load());
    for (const auto& [aggregate, parked] : applier.parked()) {
      all.push_back({area, aggregate, parked.cause, parked.version, parked.events});
    }
  }
  return all;
}

absl::Status ViewRunner::Redrive(const std::string& view, const std::string& municipality) {
  ZWK_ASSIGN_OR_RETURN(Follower * follower, impl_->Find(view));
  return follower->Redrive(municipality);
}
}  // namespace zwk::stream
