#include "participation/backlog/backlog_event_codec.h"

#include "participation/backlog/target_message.h"
#include "participation/lean_coffee/session_message.h"
#include "platform/base/messages.h"
#include "zwk/participation/v1/lean_coffee_events.pb.h"

namespace zwk::participation {
namespace {

template <class M>
M Told(const std::string& entry_id, Time at) {
  M message;
  message.set_entry_id(entry_id);
  *message.mutable_happened_at() = ToTimestamp(at);
  return message;
}

EventMessage Of(const std::string& id, const TopicBacklogged& backlogged) {
  auto message = Told<v1::TopicBacklogged>(id, backlogged.at);
  message.set_origin(Same<v1::BacklogOrigin>(backlogged.origin));
  message.set_session_id(backlogged.session_id.value());
  message.set_meeting_id(backlogged.meeting_id);
  message.set_topic_id(backlogged.topic_id.value());
  message.set_dots(backlogged.dots);
  message.set_rank(backlogged.rank);
  message.set_highlighted(backlogged.highlighted);
  return Publish(message);
}

EventMessage Of(const std::string& id, const EntryAssigned& assigned) {
  auto message = Told<v1::EntryAssigned>(id, assigned.at);
  Say(assigned.target, message.mutable_target());
  message.set_assigned_by(assigned.assigned_by);
  message.set_reason(assigned.reason);
  message.mutable_field_ids()->Assign(assigned.field_ids.begin(), assigned.field_ids.end());
  return Publish(message);
}

template <class M, class E>
EventMessage WithReason(const std::string& id, const E& event) {
  auto message = Told<M>(id, event.at);
  message.set_reason(event.reason);
  return Publish(message);
}

EventMessage Of(const std::string& id, const EntryAddressed& addressed) {
  return WithReason<v1::EntryAddressed>(id, addressed);
}

EventMessage Of(const std::string& id, const EntryDeclined& declined) {
  return WithReason<v1::EntryDeclined>(id, declined);
}

EventMessage Of(const std::string& id, const EntryReopened& reopened) {
  return WithReason<v1::EntryReopened>(id, reopened);
}

}  // namespace

std::vector<PersonText*> PeopleIn(BacklogEvent&) { return {}; }

EventMessage ToMessage(const std::string& entry_id, const BacklogEvent& event) {
  return std::visit([&](const auto& happened) { return Of(entry_id, happened); }, event);
}

}  // namespace zwk::participation
