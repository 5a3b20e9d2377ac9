#include "participation/backlog/backlog_consumer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/lean_coffee/event_message.h"
#include "platform/base/hash.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"
#include "zwk/participation/v1/lean_coffee_events.pb.h"

namespace zwk::participation {
namespace {

// Behind everything that has a rank.
constexpr int64_t kLatePlace = 1'000'000;

Caller CausedBy(const stream::Event& event, const std::string& topic_id) {
  Caller caller;
  caller.municipality = event.municipality;
  caller.trace_parent = event.trace_parent;
  const std::string cause = absl::StrCat(event.id, "/", topic_id);
  caller.request = {UuidFromName(cause), Sha256Hex(cause)};
  return caller;
}

}  // namespace

Task<absl::Status> BacklogConsumer::On(const stream::Event& event) {
  if (const auto ended = stream::Unpack<v1::SessionEnded>(event)) {
    int64_t place = 0;
    for (const v1::LeftoverTopic& leftover : ended->leftovers()) {
      TopicBacklogged topic;
      topic.origin = Same<BacklogOrigin>(leftover.origin());
      topic.session_id = SessionId(ended->session_id());
      topic.meeting_id = ended->meeting_id();
      topic.topic_id = TopicId(leftover.topic_id());
      topic.dots = leftover.dots();
      topic.rank = leftover.rank();
      topic.place = ++place;
      topic.highlighted = leftover.highlighted();
      topic.at = ToTime(ended->happened_at());
      ZWK_CO_RETURN_IF_ERROR(
          co_await backlog_.Keep(CausedBy(event, leftover.topic_id()), std::move(topic)));
    }
    co_return co_await box_.DestroyKey(CausedBy(event, ""), SessionId(ended->session_id()));
  }
  if (const auto cancelled = stream::Unpack<v1::SessionCancelled>(event)) {
    co_return co_await box_.DestroyKey(CausedBy(event, ""), SessionId(cancelled->session_id()));
  }
  if (const auto submitted = stream::Unpack<v1::TopicSubmitted>(event)) {
    if (!submitted->late()) co_return absl::OkStatus();
    const Caller caller = CausedBy(event, submitted->topic_id());
    ZWK_CO_ASSIGN_OR_RETURN(const StoredSession session,
                            co_await sessions_.Load(caller, submitted->session_id()));
    TopicBacklogged topic;
    topic.origin = BacklogOrigin::kLateAddition;
    topic.session_id = SessionId(submitted->session_id());
    topic.meeting_id = session.value.about.meeting_id;
    topic.topic_id = TopicId(submitted->topic_id());
    topic.place = kLatePlace + submitted->submission_seq();
    topic.at = ToTime(submitted->happened_at());
    co_return co_await backlog_.Keep(caller, std::move(topic));
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::participation
