#include "participation/events/next_step_events.h"

#include "participation/domain/overloaded.h"
#include "zwk/participation/v1/events.pb.h"

namespace zwk::participation {

EventMessage ToMessage(const std::string& next_step_id, const NextStepEvent& event) {
  return std::visit(Overloaded{
                        [&](const NextStepRecorded& recorded) {
                          v1::NextStepRecorded message;
                          message.set_next_step_id(next_step_id);
                          message.set_meeting_id(recorded.meeting_id);
                          message.set_text(recorded.text);
                          message.set_owner(recorded.owner);
                          message.set_due_earliest(recorded.due_earliest);
                          message.set_due_latest(recorded.due_latest);
                          return Publish(message);
                        },
                        [&](const NextStepClosed& closed) {
                          v1::NextStepClosed message;
                          message.set_next_step_id(next_step_id);
                          message.set_meeting_id(closed.meeting_id);
                          message.set_status(Same<v1::NextStepStatus>(closed.status));
                          message.set_reason(closed.reason);
                          return Publish(message);
                        },
                    },
                    event);
}

}  // namespace zwk::participation
