#include "participation/lean_coffee/topics_use.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/roles.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

constexpr size_t kMostMerged = 50;

using Cards = std::vector<v1::Topic>;

// Who may say of a card where it comes from: it is what lets it pass moderation, or count as a piece
// of paper.
absl::Status CheckSource(const Caller& caller, v1::TopicSource source) {
  if (source == v1::TOPIC_SOURCE_MODERATOR && !HasRole(caller, {"FACILITATOR", "CHAIR"})) {
    return RoleMissing({"FACILITATOR", "CHAIR"});
  }
  if (source == v1::TOPIC_SOURCE_PAPER && !HasRole(caller, {"SCRIBE", "FACILITATOR", "CHAIR"})) {
    return RoleMissing({"SCRIBE", "FACILITATOR", "CHAIR"});
  }
  return absl::OkStatus();
}

}  // namespace

Task<absl::StatusOr<v1::Topic>> Topics::Submit(Caller caller, SessionId session_id,
                                               v1::Topic wanted) {
  ZWK_CO_RETURN_IF_ERROR(CheckSource(caller, wanted.source()));
  TopicBox::Put put = [wanted, step = Now()](const LeanCoffeeSession& session) {
    return session.SubmitTopic(wanted, step);
  };
  co_return co_await box_.Submit(std::move(caller), std::move(session_id), std::move(wanted),
                                 std::move(put));
}

Task<absl::StatusOr<v1::Topic>> Topics::AddLate(Caller caller, SessionId session_id,
                                                v1::Topic wanted) {
  TopicBox::Put put = [wanted, step = Now()](const LeanCoffeeSession& session) {
    return session.AddLateTopic(wanted, step);
  };
  return box_.Submit(std::move(caller), std::move(session_id), std::move(wanted), std::move(put));
}

Task<absl::StatusOr<v1::Topic>> Topics::Accept(Caller caller, SessionId session_id,
                                               TopicId topic_id) {
  TopicBox::Decide decide = [](const LeanCoffeeSession& session,
                               const Cards& cards) -> absl::StatusOr<TopicEvent> {
    return session.AcceptTopic(cards[0]);
  };
  return box_.Change(std::move(caller), std::move(session_id), {std::move(topic_id)},
                     std::move(decide));
}

Task<absl::StatusOr<v1::Topic>> Topics::Reject(Caller caller, SessionId session_id,
                                               TopicId topic_id, std::string reason) {
  TopicBox::Decide decide = [reason](const LeanCoffeeSession& session,
                                     const Cards& cards) -> absl::StatusOr<TopicEvent> {
    return session.RejectTopic(cards[0], reason);
  };
  return box_.Change(std::move(caller), std::move(session_id), {std::move(topic_id)},
                     std::move(decide));
}

Task<absl::StatusOr<v1::Topic>> Topics::Merge(Caller caller, SessionId session_id, TopicId stays,
                                              std::vector<TopicId> merged) {
  FieldErrors errors;
  if (merged.empty() || merged.size() > kMostMerged) {
    errors.Add("merged_topic_ids", absl::StrCat("must be 1 to ", kMostMerged));
  }
  std::set<TopicId> once{stays};
  for (size_t i = 0; i < merged.size(); ++i) {
    if (!once.insert(merged[i]).second) {
      errors.Add(absl::StrCat("merged_topic_ids[", i, "]"), "is there twice");
    }
  }
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  merged.insert(merged.begin(), std::move(stays));
  TopicBox::Decide decide = [step = Now()](const LeanCoffeeSession& session,
                                           const Cards& cards) -> absl::StatusOr<TopicEvent> {
    return session.MergeTopics(cards, step);
  };
  co_return co_await box_.Change(std::move(caller), std::move(session_id), std::move(merged),
                                 std::move(decide));
}

Task<absl::StatusOr<v1::Topic>> Topics::Withdraw(Caller caller, SessionId session_id,
                                                 TopicId topic_id, std::string reason) {
  TopicBox::Decide decide = [reason, step = Now()](
                                const LeanCoffeeSession& session,
                                const Cards& cards) -> absl::StatusOr<TopicEvent> {
    return session.WithdrawTopic(cards[0], reason, step);
  };
  return box_.Change(std::move(caller), std::move(session_id), {std::move(topic_id)},
                     std::move(decide));
}

Task<absl::StatusOr<v1::ImportCardsResponse>> Topics::Import(Caller caller, SessionId session_id,
                                                             std::vector<v1::Topic> cards,
                                                             bool accept, bool dry_run) {
  TopicBox::Import import = [accept, step = Now()](const LeanCoffeeSession& session,
                                                   std::vector<LeanCoffeeSession::ImportRow> rows) {
    return session.ImportCards(std::move(rows), accept, step);
  };
  return box_.SubmitAll(std::move(caller), std::move(session_id), std::move(cards), dry_run,
                        std::move(import));
}

Task<absl::StatusOr<v1::ListTopicsResponse>> Topics::List(Caller caller, SessionId session_id,
                                                          int page_size, std::string page_token) {
  ZWK_CO_RETURN_IF_ERROR((co_await sessions_.Load(caller, session_id.value())).status());
  const bool moderates = HasRole(caller, {"FACILITATOR", "CHAIR", "SCRIBE"});
  ZWK_CO_ASSIGN_OR_RETURN(v1::ListTopicsResponse page,
                          co_await box_.List(std::move(caller), std::move(session_id), page_size,
                                             std::move(page_token)));
  if (!moderates) {
    auto& topics = *page.mutable_topics();
    topics.erase(std::remove_if(topics.begin(), topics.end(),
                                [](const v1::Topic& topic) { return !IsOnTheBoard(topic); }),
                 topics.end());
  }
  co_return page;
}

Task<absl::StatusOr<std::vector<TopicNumbers>>> Topics::Count(Caller caller,
                                                              std::vector<SessionId> session_ids) {
  return box_.Count(std::move(caller), std::move(session_ids));
}

}  // namespace zwk::participation
