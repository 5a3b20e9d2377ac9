#include <utility>

#include "participation/lean_coffee/lean_coffee_api.h"
#include "participation/lean_coffee/session_answers_api.h"
#include "participation/lean_coffee/session_message.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/upload.h"

namespace zwk::participation {
namespace {

// Fifty cards of the longest title and text, and as much again for what is around them.
constexpr int64_t kMostBytesOfCards = 1 << 20;

template <class Response>
Response Answered(const SessionId& session_id, const WrittenTopic& topic) {
  Response answer;
  Say(session_id, topic.topic, topic.text, *answer.mutable_topic());
  return answer;
}

CardText WordsOf(const v1::Topic& topic) {
  return {topic.title().text(), topic.body().text(), topic.locale()};
}

TopicSubmitted NewTopic(FieldErrors& errors, const Caller& caller, const v1::Topic& topic) {
  TopicSubmitted wanted;
  wanted.topic_id = TopicId(rpc::NewId(errors, "topic.topic_id", topic.topic_id(), caller));
  wanted.source =
      Known<TopicSource>(errors, "topic.source", topic.source(), v1::TopicSource_IsValid);
  wanted.paper_ref = topic.paper_ref();
  wanted.origin = OriginOf(caller);
  return wanted;
}

template <class Request>
TopicId TopicOf(FieldErrors& errors, const Request& request) {
  rpc::CheckId(errors, "topic_id", request.topic_id());
  return TopicId(request.topic_id());
}

// A card that is written now, before the vote or at the end.
template <class Response, class Request>
Task<absl::StatusOr<Response>> Write(Caller caller, const Request& request, Topics& topics,
                                     Task<absl::StatusOr<WrittenTopic>> (Topics::*way)(
                                         Caller, SessionId, TopicSubmitted, CardText)) {
  FieldErrors errors;
  const SessionId session_id = SessionOf(errors, request);
  TopicSubmitted wanted = NewTopic(errors, caller, request.topic());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  CardText words = WordsOf(request.topic());
  ZWK_CO_ASSIGN_OR_RETURN(
      const WrittenTopic topic,
      co_await (topics.*way)(std::move(caller), session_id, std::move(wanted), std::move(words)));
  co_return Answered<Response>(session_id, topic);
}

// A card that is there becomes another one.
template <class Response, class Request>
Task<absl::StatusOr<Response>> Moderate(Caller caller, const Request& request, Topics& topics,
                                        FieldErrors errors, Topics::Moderate moderate) {
  const SessionId session_id = SessionOf(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const WrittenTopic topic,
                          co_await topics.Change(std::move(caller), session_id,
                                                 TopicId(request.topic_id()), std::move(moderate)));
  co_return Answered<Response>(session_id, topic);
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
  FieldErrors errors;
  const TopicAccepted wanted{TopicOf(errors, request)};
  return Moderate<v1::AcceptTopicResponse>(
      std::move(caller), request, use_.topics, errors,
      [wanted](const LeanCoffeeSession& session, Step) { return session.AcceptTopic(wanted); });
}

Task<absl::StatusOr<v1::RejectTopicResponse>> LeanCoffeeApi::RejectTopic(
    Caller caller, const v1::RejectTopicRequest& request) {
  FieldErrors errors;
  const TopicRejected wanted{TopicOf(errors, request), request.reason()};
  return Moderate<v1::RejectTopicResponse>(
      std::move(caller), request, use_.topics, errors,
      [wanted](const LeanCoffeeSession& session, Step) { return session.RejectTopic(wanted); });
}

Task<absl::StatusOr<v1::MergeTopicsResponse>> LeanCoffeeApi::MergeTopics(
    Caller caller, const v1::MergeTopicsRequest& request) {
  FieldErrors errors;
  TopicsMerged wanted;
  wanted.topic_id = TopicOf(errors, request);
  for (int i = 0; i < request.merged_topic_ids_size(); ++i) {
    rpc::CheckId(errors, absl::StrCat("merged_topic_ids[", i, "]"), request.merged_topic_ids(i));
    wanted.merged.emplace_back(request.merged_topic_ids(i));
  }
  return Moderate<v1::MergeTopicsResponse>(std::move(caller), request, use_.topics, errors,
                                           [wanted](const LeanCoffeeSession& session, Step step) {
                                             return session.MergeTopics(wanted, step);
                                           });
}

Task<absl::StatusOr<v1::WithdrawTopicResponse>> LeanCoffeeApi::WithdrawTopic(
    Caller caller, const v1::WithdrawTopicRequest& request) {
  FieldErrors errors;
  const TopicWithdrawn wanted{TopicOf(errors, request), request.reason(), {}};
  return Moderate<v1::WithdrawTopicResponse>(std::move(caller), request, use_.topics, errors,
                                             [wanted](const LeanCoffeeSession& session, Step step) {
                                               return session.WithdrawTopic(wanted, step);
                                             });
}

Task<absl::StatusOr<v1::ListTopicsResponse>> LeanCoffeeApi::ListTopics(
    Caller caller, const v1::ListTopicsRequest& request) {
  FieldErrors errors;
  const SessionId session_id = SessionOf(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(PageOfTopics page,
                          co_await use_.topics.List(std::move(caller), session_id,
                                                    request.page_size(), request.page_token()));
  v1::ListTopicsResponse answer;
  for (const WrittenTopic& topic : page.topics) {
    Say(session_id, topic.topic, topic.text, *answer.add_topics());
  }
  answer.set_next_page_token(std::move(page.next_page_token));
  co_return answer;
}

Task<absl::StatusOr<v1::ImportCardsResponse>> LeanCoffeeApi::ImportCards(
    Caller, rpc::Reader<v1::ImportCardsRequest>& reader) {
  rpc::Upload upload(reader, kMostBytesOfCards);
  ZWK_CO_ASSIGN_OR_RETURN(const v1::ImportCardsHeader header, co_await upload.ReadHeader());
  FieldErrors errors;
  rpc::CheckId(errors, "header.session_id", header.session_id());
  const SessionId session_id(header.session_id());

  std::vector<Topics::Row> rows;
  while (true) {
    ZWK_CO_ASSIGN_OR_RETURN(const std::optional<v1::ImportCardsChunk> chunk,
                            co_await upload.ReadChunk());
    if (!chunk) break;
    for (const v1::Topic& card : chunk->cards()) {
      if (rows.size() == LeanCoffeeSession::kMaxImport) {
        co_return InvalidField("cards", absl::StrCat("at most ", LeanCoffeeSession::kMaxImport));
      }
      const std::string path = absl::StrCat("cards[", rows.size() + 1, "]");
      Topics::Row& one = rows.emplace_back();
      // An id that is not given follows from the number on the card.
      one.topic.topic_id = TopicId(rpc::NewId(errors, path + ".topic_id", card.topic_id(),
                                              upload.header_caller(), card.paper_ref()));
      if (card.source() != v1::TOPIC_SOURCE_UNSPECIFIED &&
          card.source() != v1::TOPIC_SOURCE_PAPER) {
        errors.Add(path + ".source", "is PAPER, or may be left out");
      }
      one.topic.source = TopicSource::kPaper;
      one.topic.paper_ref = card.paper_ref();
      one.topic.accepted = header.accept();
      one.words = WordsOf(card);
    }
  }
  if (rows.empty()) errors.Add("cards", "must not be empty");
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::vector<ImportedCard> cards,
      co_await use_.topics.Import(upload.caller(), session_id, std::move(rows), header.dry_run()));
  v1::ImportCardsResponse answer;
  answer.set_dry_run(header.dry_run());
  int imported = 0;
  for (size_t i = 0; i < cards.size(); ++i) {
    v1::CardResult& one = *answer.add_results();
    one.set_row(static_cast<int>(i) + 1);
    one.set_paper_ref(cards[i].paper_ref);
    one.set_topic_id(cards[i].topic_id.value());
    one.set_outcome(cards[i].imported ? v1::CARD_OUTCOME_IMPORTED : v1::CARD_OUTCOME_ALREADY_THERE);
    imported += cards[i].imported;
  }
  answer.set_imported(imported);
  answer.set_already_there(static_cast<int>(cards.size()) - imported);
  co_return answer;
}

}  // namespace zwk::participation
