#include "reporting/events/minutes_consumer.h"

#include <chrono>
#include <utility>

#include "platform/base/hash.h"
#include "platform/base/uuid.h"
#include "zwk/participation/v1/events.pb.h"

namespace zwk::reporting {
namespace {

namespace pv1 = ::zwk::participation::v1;

constexpr auto kPatience = std::chrono::seconds(30);

Caller OnBehalfOf(const stream::Event& event, const Clock& clock) {
  Caller caller;
  caller.municipality = event.municipality;
  caller.roles = {"SERVICE"};
  caller.deadline = clock.Now() + kPatience;
  caller.request = {UuidFromName(event.id), Sha256Hex(event.data)};
  caller.trace_parent = event.trace_parent;
  return caller;
}

}  // namespace

Task<absl::Status> MinutesConsumer::On(const stream::Event& event) {
  if (const auto e = stream::Unpack<pv1::MinutesDraftRequested>(event)) {
    MinutesUseCases::Draft draft{e->meeting_id(), e->draft_number()};
    co_return co_await minutes_.Handle(OnBehalfOf(event, clock_), std::move(draft));
  }
  if (const auto e = stream::Unpack<pv1::MinutesApproved>(event)) {
    MinutesUseCases::Issue issue{e->meeting_id(), e->sha256()};
    co_return co_await minutes_.Handle(OnBehalfOf(event, clock_), std::move(issue));
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::reporting
