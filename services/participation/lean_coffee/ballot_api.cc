#include <utility>

#include "participation/lean_coffee/lean_coffee_api.h"
#include "participation/lean_coffee/session_answers_api.h"
#include "participation/lean_coffee/session_message.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

void Show(const SessionId& session_id, const OwnBallot& own, v1::Ballot& message) {
  message.set_session_id(session_id.value());
  for (const auto& [topic_id, dots] : own.ballot.allocations) {
    v1::Allocation& one = *message.add_allocations();
    one.set_topic_id(topic_id.value());
    one.set_dots(dots);
  }
  message.set_used(own.ballot.Used());
  message.set_left(own.left);
  message.set_version(own.version);
}

}  // namespace

Task<absl::StatusOr<v1::JoinSessionResponse>> LeanCoffeeApi::JoinSession(
    Caller caller, const v1::JoinSessionRequest& request) {
  FieldErrors errors;
  const SessionId session_id = SessionOf(errors, request);
  BallotBox::Joining joining{
      ParticipantId(rpc::NewId(errors, "participant_id", request.participant_id(), caller)),
      request.locale()};
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(
      const BallotBox::Joining joined,
      co_await use_.voting.Join(std::move(caller), session_id, std::move(joining)));
  v1::JoinSessionResponse answer;
  v1::Participant& participant = *answer.mutable_participant();
  participant.set_participant_id(joined.participant_id.value());
  participant.set_session_id(session_id.value());
  participant.set_channel(v1::PARTICIPANT_CHANNEL_DEVICE);
  participant.set_locale(joined.locale);
  co_return answer;
}

Task<absl::StatusOr<v1::SetDotsResponse>> LeanCoffeeApi::SetDots(
    Caller caller, const v1::SetDotsRequest& request) {
  FieldErrors errors;
  const SessionId session_id = SessionOf(errors, request);
  rpc::CheckId(errors, "topic_id", request.topic_id());
  if (!request.has_dots()) errors.Add("dots", "must be given: 0 takes the dots away");
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(
      const OwnBallot own,
      co_await use_.voting.SetDots(std::move(caller), session_id, TopicId(request.topic_id()),
                                   request.dots(), request.sequence()));
  v1::SetDotsResponse answer;
  Show(session_id, own, *answer.mutable_ballot());
  co_return answer;
}

Task<absl::StatusOr<v1::EnterPaperBallotResponse>> LeanCoffeeApi::EnterPaperBallot(
    Caller caller, const v1::EnterPaperBallotRequest& request) {
  FieldErrors errors;
  const SessionId session_id = SessionOf(errors, request);
  BallotBox::Sheet sheet;
  if (request.expected_version() != 0)
    rpc::CheckId(errors, "participant_id", request.participant_id());
  sheet.participant_id =
      ParticipantId(rpc::NewId(errors, "participant_id", request.participant_id(), caller));
  sheet.person_ref = request.person_ref();
  sheet.expected_version = request.expected_version();
  std::vector<Allocation> allocations = AllocationsOf(errors, request.allocations());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const OwnBallot own, co_await use_.voting.EnterSheet(
                                                   std::move(caller), session_id, std::move(sheet),
                                                   std::move(allocations)));
  v1::EnterPaperBallotResponse answer;
  answer.set_participant_id(own.participant_id.value());
  Show(session_id, own, *answer.mutable_ballot());
  co_return answer;
}

Task<absl::StatusOr<v1::GetMyBallotResponse>> LeanCoffeeApi::GetMyBallot(
    Caller caller, const v1::GetMyBallotRequest& request) {
  FieldErrors errors;
  const SessionId session_id = SessionOf(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const OwnBallot own,
                          co_await use_.voting.OwnBallotOf(std::move(caller), session_id));
  v1::GetMyBallotResponse answer;
  Show(session_id, own, *answer.mutable_ballot());
  co_return answer;
}

Task<absl::StatusOr<v1::GetResultsResponse>> LeanCoffeeApi::GetResults(
    Caller caller, const v1::GetResultsRequest& request) {
  FieldErrors errors;
  const SessionId session_id = SessionOf(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const Results results,
                          co_await use_.voting.GetResults(std::move(caller), session_id));
  v1::GetResultsResponse answer;
  Say(session_id, results, answer.mutable_results());
  co_return answer;
}

}  // namespace zwk::participation
