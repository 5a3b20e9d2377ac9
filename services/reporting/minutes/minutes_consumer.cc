#include "reporting/minutes/minutes_consumer.h"

#include <chrono>
#include <utility>

#include "platform/base/hash.h"
#include "platform/base/uuid.h"
#include "zwk/participation/v1/meeting.pb.h"

namespace zwk::reporting {
namespace {

namespace pv1 = ::zwk::participation::v1;

constexpr auto kPatience = std::chrono::seconds(30);

}  // namespace

Caller MinutesConsumer::CausedBy(const stream::Event& event) const {
  Caller caller;
  caller.municipality = event.municipality;
  caller.roles = {"SERVICE"};
  caller.deadline = clock_.Now() + kPatience;
  caller.request = {UuidFromName(event.id), Sha256Hex(event.data)};
  caller.trace_parent = event.trace_parent;
  return caller;
}

const stream::Handlers<MinutesConsumer>& MinutesConsumer::Heard() {
  static const auto heard =
      stream::Handlers<MinutesConsumer>()
          .On<pv1::MinutesDraftRequested>([](const stream::Event& event,
                                             const pv1::MinutesDraftRequested& request,
                                             MinutesConsumer& self) {
            MinutesUseCases::Draft draft{request.meeting_id(), request.draft_number()};
            return self.minutes_.Handle(self.CausedBy(event), std::move(draft));
          })
          .On<pv1::MinutesApproved>([](const stream::Event& event,
                                       const pv1::MinutesApproved& approved,
                                       MinutesConsumer& self) {
            MinutesUseCases::Issue issue{approved.meeting_id(), approved.approval().sha256()};
            return self.minutes_.Handle(self.CausedBy(event), std::move(issue));
          });
  return heard;
}

Task<absl::Status> MinutesConsumer::On(const stream::Event& event) {
  co_return co_await Heard().Handle(event, *this);
}

}  // namespace zwk::reporting
