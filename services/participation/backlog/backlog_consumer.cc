#include "participation/backlog/backlog_consumer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/hash.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"

namespace zwk::participation {
namespace {

// Behind everything that has a rank.
constexpr int kLatePosition = 1'000'000;

Caller CausedBy(const stream::Event& event, const std::string& topic_id) {
  Caller caller;
  caller.municipality = event.municipality;
  caller.trace_parent = event.trace_parent;
  const std::string cause = absl::StrCat(event.id, "/", topic_id);
  caller.request = {UuidFromName(cause), Sha256Hex(cause)};
  return caller;
}

// The topic's words as they were sealed: whoever erases its subject erases them here, too.
void CopyWords(v1::BacklogEntry& entry, const common::v1::Personal& title,
               const common::v1::Personal& body) {
  *entry.mutable_title()->mutable_sealed() = title.sealed();
  entry.mutable_title()->mutable_sealed()->set_subject_ref(entry.source_topic_id());
  if (body.has_sealed()) *entry.mutable_body()->mutable_sealed() = body.sealed();
}

}  // namespace

Task<absl::Status> BacklogConsumer::On(const stream::Event& event) {
  if (const auto ended = stream::Unpack<v1::SessionEnded>(event)) {
    ZWK_CO_RETURN_IF_ERROR(co_await FileLeftovers(event, *ended));
    co_return co_await box_.DestroyKey(CausedBy(event, ""), SessionId(ended->session_id()));
  }
  if (const auto cancelled = stream::Unpack<v1::SessionCancelled>(event)) {
    co_return co_await box_.DestroyKey(CausedBy(event, ""), SessionId(cancelled->session_id()));
  }
  if (const auto submitted = stream::Unpack<v1::TopicSubmitted>(event)) {
    if (submitted->topic().status() != v1::TOPIC_STATUS_LATE) co_return absl::OkStatus();
    co_return co_await FileLate(CausedBy(event, submitted->topic().topic_id()), *submitted);
  }
  co_return absl::OkStatus();
}

Task<absl::Status> BacklogConsumer::FileLeftovers(stream::Event event, v1::SessionEnded ended) {
  if (ended.leftovers().empty()) co_return absl::OkStatus();
  const Caller caller = CausedBy(event, "");
  const SessionId session_id(ended.session_id());
  std::vector<TopicId> ids;
  for (const v1::LeftoverTopic& leftover : ended.leftovers()) ids.emplace_back(leftover.topic_id());
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<v1::Topic> topics,
                          co_await topics_.Read(caller, session_id, std::move(ids)));
  for (int i = 0; i < ended.leftovers_size(); ++i) {
    const v1::LeftoverTopic& leftover = ended.leftovers(i);
    v1::TopicBacklogged wanted;
    v1::BacklogEntry& entry = *wanted.mutable_entry();
    entry.set_origin(leftover.origin());
    entry.set_source_session_id(ended.session_id());
    entry.set_source_meeting_id(ended.meeting_id());
    entry.set_source_topic_id(leftover.topic_id());
    CopyWords(entry, topics[i].title(), topics[i].body());
    entry.set_locale(topics[i].locale());
    entry.set_dots(leftover.dots());
    entry.set_rank(leftover.rank());
    entry.set_position(i + 1);
    entry.set_highlighted(leftover.highlighted());
    *entry.mutable_created_at() = ended.happened_at();
    ZWK_CO_RETURN_IF_ERROR(co_await File(CausedBy(event, leftover.topic_id()), std::move(wanted)));
  }
  co_return absl::OkStatus();
}

Task<absl::Status> BacklogConsumer::FileLate(Caller caller, v1::TopicSubmitted submitted) {
  ZWK_CO_ASSIGN_OR_RETURN(const StoredSession session,
                          co_await sessions_.Load(caller, submitted.session_id()));
  v1::TopicBacklogged wanted;
  v1::BacklogEntry& entry = *wanted.mutable_entry();
  entry.set_origin(v1::BACKLOG_ORIGIN_LATE_ADDITION);
  entry.set_source_session_id(submitted.session_id());
  entry.set_source_meeting_id(session.value.about.meeting_id);
  const v1::Topic& topic = submitted.topic();
  entry.set_source_topic_id(topic.topic_id());
  CopyWords(entry, topic.title(), topic.body());
  entry.set_locale(topic.locale());
  entry.set_position(kLatePosition + static_cast<int>(topic.submission_seq()));
  *entry.mutable_created_at() = submitted.happened_at();
  co_return co_await File(std::move(caller), std::move(wanted));
}

Task<absl::Status> BacklogConsumer::File(Caller caller, v1::TopicBacklogged wanted) {
  const std::string entry_id =
      BacklogEntryId(wanted.entry().source_session_id(), wanted.entry().source_topic_id());
  BacklogRepository::Decide decide = [wanted = std::move(wanted)](const BacklogEntry& entry) {
    return entry.File(wanted);
  };
  const auto filed = co_await entries_.Create(std::move(caller), entry_id, std::move(decide));
  // There already: told a second time, in words that need not be the same.
  if (absl::IsAlreadyExists(filed.status())) co_return absl::OkStatus();
  co_return filed.status();
}

}  // namespace zwk::participation
