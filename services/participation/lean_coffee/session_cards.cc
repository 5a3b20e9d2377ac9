#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/lean_coffee/refusal.h"
#include "participation/lean_coffee/session.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"

// The board of a session: cards are collected and moderated.
namespace zwk::participation {

// --- collection ---

v1::TopicSubmitted LeanCoffeeSession::Submitted(v1::Topic topic, v1::TopicStatus status,
                                                Step step) const {
  v1::TopicSubmitted submitted;
  submitted.set_session_id(about.session_id.value());
  topic.set_session_id(about.session_id.value());
  topic.set_status(status);
  topic.set_version(1);
  *submitted.mutable_topic() = std::move(topic);
  *submitted.mutable_happened_at() = ToTimestamp(LatestTime(step));
  return submitted;
}

absl::StatusOr<v1::TopicSubmitted> LeanCoffeeSession::SubmitTopic(v1::Topic wanted,
                                                                  Step step) const {
  FieldErrors errors;
  CheckGiven(errors, "topic.source", wanted.source(), v1::TopicSource_IsValid);
  TakeCard(errors, "topic", wanted);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (phase != SessionPhase::kCollecting) return WrongPhase("COLLECTING");
  const bool trusted = wanted.source() == v1::TOPIC_SOURCE_MODERATOR;
  return Submitted(std::move(wanted),
                   trusted ? v1::TOPIC_STATUS_ACCEPTED : v1::TOPIC_STATUS_SUBMITTED, step);
}

absl::StatusOr<v1::TopicSubmitted> LeanCoffeeSession::AddLateTopic(v1::Topic wanted,
                                                                   Step step) const {
  FieldErrors errors;
  CheckGiven(errors, "topic.source", wanted.source(), v1::TopicSource_IsValid);
  TakeCard(errors, "topic", wanted);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (phase != SessionPhase::kDiscussing && phase != SessionPhase::kEnded) {
    return WrongPhase("DISCUSSING or ENDED");
  }
  return Submitted(std::move(wanted), v1::TOPIC_STATUS_LATE, step);
}

absl::StatusOr<std::vector<v1::TopicSubmitted>> LeanCoffeeSession::ImportCards(
    std::vector<ImportRow> rows, bool accept, Step step) const {
  FieldErrors errors;
  std::set<std::string> refs, ids;
  std::vector<v1::TopicSubmitted> submitted;
  const auto status = accept ? v1::TOPIC_STATUS_ACCEPTED : v1::TOPIC_STATUS_SUBMITTED;
  for (size_t i = 0; i < rows.size(); ++i) {
    v1::Topic& card = rows[i].card;
    const std::string path = absl::StrCat("cards[", i + 1, "]");
    if (card.source() != v1::TOPIC_SOURCE_UNSPECIFIED && card.source() != v1::TOPIC_SOURCE_PAPER) {
      errors.Add(path + ".source", "is PAPER, or may be left out");
    }
    card.set_source(v1::TOPIC_SOURCE_PAPER);
    TakeCard(errors, path, card);
    if (!refs.insert(card.paper_ref()).second) {
      errors.Add(path + ".paper_ref", absl::StrCat(Quoted(card.paper_ref()), " is there twice"));
    } else if (rows[i].there.empty()) {
      if (rows[i].id_taken || !ids.insert(card.topic_id()).second) {
        errors.Add(path + ".topic_id", "belongs to another card");
      }
      submitted.push_back(Submitted(std::move(card), status, step));
    }
  }
  // What is wrong with the rows, all at once; what is wrong with the session comes second.
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (phase != SessionPhase::kCollecting && phase != SessionPhase::kClustering) {
    return WrongPhase("COLLECTING or CLUSTERING");
  }
  return submitted;
}

// --- moderation ---

absl::Status LeanCoffeeSession::CheckUndecided(const v1::Topic& topic) const {
  if (phase != SessionPhase::kCollecting && phase != SessionPhase::kClustering) {
    return WrongPhase("COLLECTING or CLUSTERING");
  }
  if (topic.status() != v1::TOPIC_STATUS_SUBMITTED) {
    return Refuse("TOPIC_DECIDED", "the topic was accepted or rejected before");
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::TopicAccepted> LeanCoffeeSession::AcceptTopic(const v1::Topic& topic) const {
  ZWK_RETURN_IF_ERROR(CheckUndecided(topic));
  v1::TopicAccepted accepted;
  accepted.set_session_id(about.session_id.value());
  accepted.set_topic_id(topic.topic_id());
  return accepted;
}

absl::StatusOr<RejectedTopic> LeanCoffeeSession::RejectTopic(const v1::Topic& topic,
                                                             std::string reason) const {
  ZWK_RETURN_IF_ERROR(TakeReason(reason));
  ZWK_RETURN_IF_ERROR(CheckUndecided(topic));
  RejectedTopic rejected;
  rejected.told.set_session_id(about.session_id.value());
  rejected.told.set_topic_id(topic.topic_id());
  rejected.reason = std::move(reason);
  return rejected;
}

absl::StatusOr<v1::TopicsMerged> LeanCoffeeSession::MergeTopics(
    const std::vector<v1::Topic>& topics, Step step) const {
  if (phase != SessionPhase::kCollecting && phase != SessionPhase::kClustering) {
    return WrongPhase("COLLECTING or CLUSTERING");
  }
  v1::TopicsMerged merged;
  merged.set_session_id(about.session_id.value());
  for (const v1::Topic& topic : topics) {
    if (topic.status() != v1::TOPIC_STATUS_ACCEPTED) {
      return Refuse("TOPIC_NOT_ACCEPTED",
                    absl::StrCat("topic ", Quoted(topic.topic_id()), " is not an accepted one"));
    }
    if (merged.topic_id().empty()) {
      merged.set_topic_id(topic.topic_id());
    } else {
      merged.add_merged_topic_ids(topic.topic_id());
    }
  }
  *merged.mutable_happened_at() = ToTimestamp(LatestTime(step));
  return merged;
}

absl::StatusOr<v1::TopicWithdrawn> LeanCoffeeSession::WithdrawTopic(const v1::Topic& topic,
                                                                    std::string reason,
                                                                    Step step) const {
  ZWK_RETURN_IF_ERROR(TakeReason(reason));
  if (phase != SessionPhase::kCollecting && phase != SessionPhase::kClustering &&
      phase != SessionPhase::kVoting) {
    return WrongPhase("COLLECTING, CLUSTERING or VOTING");
  }
  if (topic.status() != v1::TOPIC_STATUS_ACCEPTED) {
    return Refuse("TOPIC_NOT_ACCEPTED", "only an accepted topic can be withdrawn");
  }
  v1::TopicWithdrawn withdrawn;
  withdrawn.set_session_id(about.session_id.value());
  withdrawn.set_topic_id(topic.topic_id());
  withdrawn.set_reason(std::move(reason));
  *withdrawn.mutable_happened_at() = ToTimestamp(LatestTime(step));
  return withdrawn;
}

}  // namespace zwk::participation
