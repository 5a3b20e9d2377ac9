#include "participation/lean_coffee/topics_use.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

constexpr size_t kMostMerged = 50;

using Cards = std::vector<v1::Topic>;

}  // namespace

Task<absl::StatusOr<v1::Topic>> Topics::Submit(Caller caller, SessionId session_id,
                                               v1::Topic wanted) {
  TopicBox::Put put = [wanted, step = Now()](const LeanCoffeeSession& session) {
    return session.SubmitTopic(wanted, step);
  };
  return box_.Submit(std::move(caller), std::move(session_id), std::move(wanted), std::move(put));
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
  co_return co_await box_.List(std::move(caller), std::move(session_id), page_size,
                               std::move(page_token));
}

Task<absl::StatusOr<std::vector<TopicNumbers>>> Topics::Count(Caller caller,
                                                              std::vector<SessionId> session_ids) {
  return box_.Count(std::move(caller), std::move(session_ids));
}

}  // namespace zwk::participation
