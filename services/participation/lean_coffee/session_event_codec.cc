#include "participation/lean_coffee/session_event_codec.h"

#include "participation/lean_coffee/session_message.h"
#include "platform/base/messages.h"
#include "zwk/participation/v1/lean_coffee_events.pb.h"

namespace zwk::participation {
namespace {

// A message of this session that happened at a time.
template <class M>
M Told(const std::string& session_id, Time at) {
  M message;
  message.set_session_id(session_id);
  *message.mutable_happened_at() = ToTimestamp(at);
  return message;
}

EventMessage Of(const std::string& id, const SessionCreated& created) {
  auto message = Told<v1::SessionCreated>(id, created.at);
  v1::LeanCoffeeSession& session = *message.mutable_session();
  Say(created, session);
  session.set_phase(v1::SESSION_PHASE_DRAFT);
  session.set_version(1);
  return Publish(message);
}

EventMessage Of(const std::string& id, const CollectionOpened& opened) {
  return Publish(Told<v1::CollectionOpened>(id, opened.at));
}

EventMessage Of(const std::string& id, const ClusteringStarted& started) {
  return Publish(Told<v1::ClusteringStarted>(id, started.at));
}

EventMessage Of(const std::string& id, const VotingOpened& opened) {
  auto message = Told<v1::VotingOpened>(id, opened.at);
  for (const TopicId& topic_id : opened.topic_ids) message.add_topic_ids(topic_id.value());
  message.set_paper_sheets(opened.paper_sheets);
  return Publish(message);
}

EventMessage Of(const std::string& id, const VotingClosed& closed) {
  return Publish(Told<v1::VotingClosed>(id, closed.at));
}

EventMessage Of(const std::string& id, const ResultsRevealed& revealed) {
  auto message = Told<v1::ResultsRevealed>(id, revealed.at);
  Say(SessionId(id), revealed.results, message.mutable_results());
  return Publish(message);
}

EventMessage Of(const std::string& id, const RoundStarted& started) {
  auto message = Told<v1::RoundStarted>(id, started.at);
  message.set_round_id(started.round_id.value());
  message.set_ordinal(started.ordinal);
  message.set_topic_id(started.topic_id.value());
  *message.mutable_deadline() = ToTimestamp(started.deadline);
  return Publish(message);
}

EventMessage Of(const std::string& id, const RoundExtended& extended) {
  auto message = Told<v1::RoundExtended>(id, extended.at);
  message.set_round_id(extended.round_id.value());
  *message.mutable_deadline() = ToTimestamp(extended.deadline);
  message.set_extensions_used(extended.extensions_used);
  return Publish(message);
}

EventMessage Of(const std::string& id, const NoteAdded& added) {
  v1::NoteAdded message;
  message.set_session_id(id);
  message.set_round_id(added.round_id.value());
  v1::RoundNote& note = *message.mutable_note();
  note.set_note_id(added.note_id.value());
  note.set_kind(Same<v1::NoteKind>(added.kind));
  *note.mutable_text() = added.text;
  note.set_locale(added.locale);
  note.set_author_role(added.author_role);
  return Publish(message);
}

EventMessage Of(const std::string& id, const RoundEnded& ended) {
  auto message = Told<v1::RoundEnded>(id, ended.at);
  message.set_round_id(ended.round_id.value());
  Say(ended.outcome, message.mutable_outcome());
  message.set_cut_short(ended.cut_short);
  return Publish(message);
}

EventMessage Of(const std::string& id, const RoundSkipped& skipped) {
  auto message = Told<v1::RoundSkipped>(id, skipped.at);
  message.set_round_id(skipped.round_id.value());
  message.set_ordinal(skipped.ordinal);
  message.set_topic_id(skipped.topic_id.value());
  message.set_reason(skipped.reason);
  return Publish(message);
}

EventMessage Of(const std::string& id, const SessionEnded& ended) {
  auto message = Told<v1::SessionEnded>(id, ended.at);
  message.set_meeting_id(ended.meeting_id);
  for (const Leftover& leftover : ended.leftovers) {
    v1::LeftoverTopic* one = message.add_leftovers();
    one->set_topic_id(leftover.topic_id.value());
    one->set_origin(Same<v1::BacklogOrigin>(leftover.kind));
    one->set_dots(leftover.dots);
    one->set_rank(leftover.rank);
    one->set_highlighted(leftover.highlighted);
  }
  return Publish(message);
}

EventMessage Of(const std::string& id, const SessionCancelled& cancelled) {
  auto message = Told<v1::SessionCancelled>(id, cancelled.at);
  message.set_reason(cancelled.reason);
  return Publish(message);
}

}  // namespace

EventMessage ToMessage(const std::string& session_id, const SessionEvent& event) {
  return std::visit([&](const auto& happened) { return Of(session_id, happened); }, event);
}

}  // namespace zwk::participation
