#include <utility>

#include "participation/lean_coffee/lean_coffee_api.h"
#include "participation/lean_coffee/session_answers_api.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/answer.h"
#include "platform/rpc/upload.h"

namespace zwk::participation {
namespace {

// Fifty cards of the longest title and text, and as much again for what is around them.
constexpr int64_t kMostBytesOfCards = 1 << 20;

template <class Response>
Task<absl::StatusOr<Response>> WithTopic(Task<absl::StatusOr<v1::Topic>> changed) {
  Response answer;
  ZWK_CO_ASSIGN_OR_RETURN(*answer.mutable_topic(), co_await std::move(changed));
  co_return answer;
}

// A card that is written now, before the vote or at the end.
template <class Response, class Request>
Task<absl::StatusOr<Response>> Write(Caller caller, const Request& request, Topics& topics,
                                     Task<absl::StatusOr<v1::Topic>> (Topics::*way)(Caller,
                                                                                    SessionId,
                                                                                    v1::Topic)) {
  FieldErrors errors;
  SessionId session_id = SessionOf(errors, request);
  v1::Topic wanted = request.topic();
  wanted.set_topic_id(rpc::NewId(errors, "topic.topic_id", wanted.topic_id(), caller));
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  co_return co_await WithTopic<Response>(
      (topics.*way)(std::move(caller), std::move(session_id), std::move(wanted)));
}

// A card that is there.
struct Named {
  SessionId session_id;
  TopicId topic_id;
};
template <class Request>
absl::StatusOr<Named> NamedIn(const Request& request) {
  FieldErrors errors;
  Named named{SessionOf(errors, request), TopicId(request.topic_id())};
  rpc::CheckId(errors, "topic_id", request.topic_id());
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  return named;
}

}  // namespace

Task<absl::StatusOr<v1::SubmitTopicResponse>> LeanCoffeeApi::SubmitTopic(
    Caller caller, const v1::SubmitTopicRequest& request) {
  return Write<v1::SubmitTopicResponse>(std::move(caller), request, use_.topics, &Topics::Submit);
}

Task<absl::StatusOr<v1::AddLateTopicResponse>> LeanCoffeeApi::AddLateTopic(
    Caller caller, const v1::AddLateTopicRequest& request) {
  return Write<v1::AddLateTopicResponse>(std::move(caller), request, use_.topics, &Topics::AddLate);
}

Task<absl::StatusOr<v1::AcceptTopicResponse>> LeanCoffeeApi::AcceptTopic(
    Caller caller, const v1::AcceptTopicRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(const Named card, NamedIn(request));
  co_return co_await WithTopic<v1::AcceptTopicResponse>(
      use_.topics.Accept(std::move(caller), card.session_id, card.topic_id));
}

Task<absl::StatusOr<v1::RejectTopicResponse>> LeanCoffeeApi::RejectTopic(
    Caller caller, const v1::RejectTopicRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(const Named card, NamedIn(request));
  co_return co_await WithTopic<v1::RejectTopicResponse>(
      use_.topics.Reject(std::move(caller), card.session_id, card.topic_id, request.reason()));
}

Task<absl::StatusOr<v1::MergeTopicsResponse>> LeanCoffeeApi::MergeTopics(
    Caller caller, const v1::MergeTopicsRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(const Named card, NamedIn(request));
  FieldErrors errors;
  std::vector<TopicId> merged;
  for (int i = 0; i < request.merged_topic_ids_size(); ++i) {
    rpc::CheckId(errors, absl::StrCat("merged_topic_ids[", i, "]"), request.merged_topic_ids(i));
    merged.emplace_back(request.merged_topic_ids(i));
  }
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  co_return co_await WithTopic<v1::MergeTopicsResponse>(
      use_.topics.Merge(std::move(caller), card.session_id, card.topic_id, std::move(merged)));
}

Task<absl::StatusOr<v1::WithdrawTopicResponse>> LeanCoffeeApi::WithdrawTopic(
    Caller caller, const v1::WithdrawTopicRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(const Named card, NamedIn(request));
  co_return co_await WithTopic<v1::WithdrawTopicResponse>(
      use_.topics.Withdraw(std::move(caller), card.session_id, card.topic_id, request.reason()));
}

Task<absl::StatusOr<v1::ListTopicsResponse>> LeanCoffeeApi::ListTopics(
    Caller caller, const v1::ListTopicsRequest& request) {
  FieldErrors errors;
  SessionId session_id = SessionOf(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  co_return co_await use_.topics.List(std::move(caller), std::move(session_id), request.page_size(),
                                      request.page_token());
}

Task<absl::StatusOr<v1::ImportCardsResponse>> LeanCoffeeApi::ImportCards(
    Caller, rpc::Reader<v1::ImportCardsRequest>& reader) {
  rpc::Upload upload(reader, kMostBytesOfCards);
  ZWK_CO_ASSIGN_OR_RETURN(const v1::ImportCardsHeader header, co_await upload.ReadHeader());
  FieldErrors errors;
  rpc::CheckId(errors, "header.session_id", header.session_id());

  std::vector<v1::Topic> cards;
  while (true) {
    ZWK_CO_ASSIGN_OR_RETURN(const std::optional<v1::ImportCardsChunk> chunk,
                            co_await upload.ReadChunk());
    if (!chunk) break;
    for (const v1::Topic& card : chunk->cards()) {
      if (cards.size() == LeanCoffeeSession::kMaxImport) {
        co_return InvalidField("cards", absl::StrCat("at most ", LeanCoffeeSession::kMaxImport));
      }
      cards.push_back(card);
      // An id that is not given follows from the number on the card.
      cards.back().set_topic_id(
          rpc::NewId(errors, absl::StrCat("cards[", cards.size(), "].topic_id"), card.topic_id(),
                     upload.header_caller(), card.paper_ref()));
    }
  }
  if (cards.empty()) errors.Add("cards", "must not be empty");
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  co_return co_await use_.topics.Import(upload.caller(), SessionId(header.session_id()),
                                        std::move(cards), header.accept(), header.dry_run());
}

}  // namespace zwk::participation
