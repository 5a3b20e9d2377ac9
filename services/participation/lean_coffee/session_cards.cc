#include "participation/lean_coffee/session.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/lean_coffee/refusal.h"
#include "platform/base/status_macros.h"

// The board of a session: cards are collected and moderated.
namespace zwk::participation {
namespace {

absl::Status NoTopic(const TopicId& topic_id) {
  return absl::NotFoundError(
      absl::StrCat("no topic ", Quoted(topic_id.value()), " in this session"));
}

}  // namespace

void TakePaperRef(FieldErrors& errors, absl::string_view card, TopicSubmitted& wanted) {
  const std::string field = absl::StrCat(card, ".paper_ref");
  if (wanted.source == TopicSource::kPaper) {
    TakeText(errors, field, wanted.paper_ref, {.most = 50});
  } else if (!wanted.paper_ref.empty()) {
    errors.Add(field, "is for paper cards only");
  }
}

void TakeCard(FieldErrors& errors, absl::string_view card, CardText& words) {
  Title::Take(errors, absl::StrCat(card, ".title.text"), words.title);
  Paragraph::TakeOptional(errors, absl::StrCat(card, ".body.text"), words.body);
  Locale::Check(errors, absl::StrCat(card, ".locale"), words.locale);
}

// --- collection ---

bool LeanCoffeeSession::IsThere(const TopicSubmitted& wanted) const {
  const Topic* topic = FindTopic(wanted.topic_id);
  return topic != nullptr && !wanted.origin.empty() && topic->origin == wanted.origin;
}

// Rooms of their own: nobody can use up that of the others. What was rejected needs none.
absl::Status LeanCoffeeSession::CheckRoom(const TopicSubmitted& wanted, size_t more) const {
  const TopicStatus place = wanted.late       ? TopicStatus::kLate
                            : wanted.accepted ? TopicStatus::kAccepted
                                              : TopicStatus::kSubmitted;
  const size_t room = wanted.late ? kMaxLate : wanted.accepted ? kMaxTopics : kMaxWaiting;
  size_t there = 0;
  int own = 0;
  for (const Topic& topic : topics) {
    there += topic.status == place;
    own += !wanted.author.empty() && topic.author == wanted.author;
  }
  if (own >= about.settings.cards_per_participant) {
    return Refuse("TOO_MANY_CARDS",
                  absl::StrCat("you have ", own, " cards on the board, allowed are ",
                               about.settings.cards_per_participant));
  }
  if (there + more > room) {
    return Refuse("TOO_MANY_TOPICS", absl::StrCat("the session has room for ", room,
                                                  " such topics, there are ", there));
  }
  return absl::OkStatus();
}

absl::StatusOr<LeanCoffeeSession::Events> LeanCoffeeSession::NewTopic(TopicSubmitted wanted,
                                                                      Step step) const {
  FieldErrors errors;
  if (wanted.source == TopicSource::kUnspecified) errors.Add("topic.source", "must be given");
  TakePaperRef(errors, "topic", wanted);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  for (const Topic& topic : topics) {
    if (topic.topic_id == wanted.topic_id) {
      return IdTaken(absl::StrCat("there is another topic ", Quoted(wanted.topic_id.value())));
    }
    if (!wanted.paper_ref.empty() && topic.paper_ref == wanted.paper_ref) {
      return WithReason(absl::AlreadyExistsError(
                            absl::StrCat("card ", Quoted(wanted.paper_ref), " is on the board")),
                        "PAPER_REF_TAKEN");
    }
  }
  ZWK_RETURN_IF_ERROR(CheckRoom(wanted));
  wanted.submission_seq = static_cast<int64_t>(topics.size()) + 1;
  wanted.at = LatestTime(step);
  return Events{std::move(wanted)};
}

absl::StatusOr<LeanCoffeeSession::Events> LeanCoffeeSession::SubmitTopic(TopicSubmitted wanted,
                                                                         Step step) const {
  if (IsThere(wanted)) return Events{};
  if (phase != SessionPhase::kCollecting) return WrongPhase("COLLECTING");
  wanted.accepted = wanted.source == TopicSource::kModerator;
  return NewTopic(std::move(wanted), step);
}

absl::StatusOr<LeanCoffeeSession::Events> LeanCoffeeSession::AddLateTopic(TopicSubmitted wanted,
                                                                          Step step) const {
  if (IsThere(wanted)) return Events{};
  if (phase != SessionPhase::kDiscussing && phase != SessionPhase::kEnded) {
    return WrongPhase("DISCUSSING or ENDED");
  }
  wanted.late = true;
  return NewTopic(std::move(wanted), step);
}

absl::StatusOr<LeanCoffeeSession::Events> LeanCoffeeSession::ImportCards(
    std::vector<TopicSubmitted> rows, Step step) const {
  if (phase != SessionPhase::kCollecting && phase != SessionPhase::kClustering) {
    return WrongPhase("COLLECTING or CLUSTERING");
  }
  FieldErrors errors;
  std::set<std::string> refs;
  std::set<TopicId> ids;
  Events events;
  for (size_t i = 0; i < rows.size(); ++i) {
    TopicSubmitted& row = rows[i];
    const std::string card = absl::StrCat("cards[", i + 1, "]");
    TakePaperRef(errors, card, row);
    if (!refs.insert(row.paper_ref).second) {
      errors.Add(card + ".paper_ref", absl::StrCat(Quoted(row.paper_ref), " is there twice"));
      continue;
    }
    const auto known = std::find_if(topics.begin(), topics.end(), [&](const Topic& topic) {
      return topic.paper_ref == row.paper_ref;
    });
    if (known != topics.end()) continue;
    if (FindTopic(row.topic_id) != nullptr || !ids.insert(row.topic_id).second) {
      errors.Add(card + ".topic_id", "belongs to another card");
    }
    row.submission_seq = static_cast<int64_t>(topics.size() + events.size()) + 1;
    row.at = LatestTime(step);
    events.emplace_back(std::move(row));
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (!events.empty()) {
    ZWK_RETURN_IF_ERROR(CheckRoom(std::get<TopicSubmitted>(events[0]), events.size()));
  }
  return events;
}

// --- moderation ---

absl::Status LeanCoffeeSession::CheckUndecided(const TopicId& topic_id) const {
  const Topic* topic = FindTopic(topic_id);
  if (topic == nullptr) return NoTopic(topic_id);
  if (phase != SessionPhase::kCollecting && phase != SessionPhase::kClustering) {
    return WrongPhase("COLLECTING or CLUSTERING");
  }
  if (topic->status != TopicStatus::kSubmitted) {
    return Refuse("TOPIC_DECIDED", "the topic was accepted or rejected before");
  }
  return absl::OkStatus();
}

absl::StatusOr<TopicAccepted> LeanCoffeeSession::AcceptTopic(TopicAccepted wanted) const {
  ZWK_RETURN_IF_ERROR(CheckUndecided(wanted.topic_id));
  TopicSubmitted accepted;
  accepted.accepted = true;
  ZWK_RETURN_IF_ERROR(CheckRoom(accepted));
  return wanted;
}

absl::StatusOr<TopicRejected> LeanCoffeeSession::RejectTopic(TopicRejected wanted) const {
  ZWK_RETURN_IF_ERROR(TakeReason(wanted.reason));
  ZWK_RETURN_IF_ERROR(CheckUndecided(wanted.topic_id));
  return wanted;
}

absl::StatusOr<TopicsMerged> LeanCoffeeSession::MergeTopics(TopicsMerged wanted, Step step) const {
  FieldErrors errors;
  if (wanted.merged.empty() || wanted.merged.size() > 50) {
    errors.Add("merged_topic_ids", "must be 1 to 50");
  }
  std::set<TopicId> once{wanted.topic_id};
  for (size_t i = 0; i < wanted.merged.size(); ++i) {
    if (!once.insert(wanted.merged[i]).second) {
      errors.Add(absl::StrCat("merged_topic_ids[", i, "]"), "is there twice");
    }
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  for (const TopicId& topic_id : once) {
    if (FindTopic(topic_id) == nullptr) return NoTopic(topic_id);
  }
  if (phase != SessionPhase::kCollecting && phase != SessionPhase::kClustering) {
    return WrongPhase("COLLECTING or CLUSTERING");
  }
  for (const TopicId& topic_id : once) {
    if (FindTopic(topic_id)->status != TopicStatus::kAccepted) {
      return Refuse("TOPIC_NOT_ACCEPTED",
                    absl::StrCat("topic ", Quoted(topic_id.value()), " is not an accepted one"));
    }
  }
  wanted.at = LatestTime(step);
  return wanted;
}

absl::StatusOr<TopicWithdrawn> LeanCoffeeSession::WithdrawTopic(TopicWithdrawn wanted,
                                                                Step step) const {
  ZWK_RETURN_IF_ERROR(TakeReason(wanted.reason));
  const Topic* topic = FindTopic(wanted.topic_id);
  if (topic == nullptr) return NoTopic(wanted.topic_id);
  if (phase != SessionPhase::kCollecting && phase != SessionPhase::kClustering &&
      phase != SessionPhase::kVoting) {
    return WrongPhase("COLLECTING, CLUSTERING or VOTING");
  }
  if (topic->status != TopicStatus::kAccepted) {
    return Refuse("TOPIC_NOT_ACCEPTED", "only an accepted topic can be withdrawn");
  }
  wanted.at = LatestTime(step);
  return wanted;
}

}  // namespace zwk::participation
