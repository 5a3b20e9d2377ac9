#include <utility>

#include "participation/lean_coffee/lean_coffee_api.h"
#include "participation/lean_coffee/session_answers_api.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

template <class Response>
Task<absl::StatusOr<Response>> WithRound(Caller caller, Rounds& rounds, StoredSession stored,
                                         RoundId round_id) {
  ZWK_CO_ASSIGN_OR_RETURN(const Rounds::Words words,
                          co_await rounds.Read(std::move(caller), stored.value));
  const Round* round = stored.value.FindRound(round_id);
  if (round == nullptr) co_return absl::DataLossError("a round is missing in its own answer");
  Response answer;
  ShowRound(*round, words, *answer.mutable_round());
  co_return answer;
}

template <class Request>
RoundId RoundOf(FieldErrors& errors, const Request& request) {
  rpc::CheckId(errors, "round_id", request.round_id());
  return RoundId(request.round_id());
}

template <class Request>
TopicId ExpectedTopic(FieldErrors& errors, const Request& request) {
  if (!request.topic_id().empty()) rpc::CheckId(errors, "topic_id", request.topic_id());
  return TopicId(request.topic_id());
}

}  // namespace

Task<absl::StatusOr<v1::StartRoundResponse>> LeanCoffeeApi::StartRound(
    Caller caller, const v1::StartRoundRequest& request) {
  FieldErrors errors;
  const SessionId session_id = SessionOf(errors, request);
  RoundStarted wanted;
  wanted.round_id = RoundId(rpc::NewId(errors, "round_id", request.round_id(), caller));
  wanted.topic_id = ExpectedTopic(errors, request);
  wanted.origin = OriginOf(caller);
  const HappenedAt when = When(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(StoredSession session,
                          co_await use_.rounds.Start(caller, session_id, wanted, when));
  co_return co_await WithRound<v1::StartRoundResponse>(std::move(caller), use_.rounds,
                                                       std::move(session), wanted.round_id);
}

Task<absl::StatusOr<v1::ExtendRoundResponse>> LeanCoffeeApi::ExtendRound(
    Caller caller, const v1::ExtendRoundRequest& request) {
  FieldErrors errors;
  const SessionId session_id = SessionOf(errors, request);
  const RoundId round_id = RoundOf(errors, request);
  const HappenedAt when = When(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(StoredSession session,
                          co_await use_.rounds.Extend(caller, session_id, round_id, when));
  co_return co_await WithRound<v1::ExtendRoundResponse>(std::move(caller), use_.rounds,
                                                        std::move(session), round_id);
}

Task<absl::StatusOr<v1::EndRoundResponse>> LeanCoffeeApi::EndRound(
    Caller caller, const v1::EndRoundRequest& request) {
  FieldErrors errors;
  const SessionId session_id = SessionOf(errors, request);
  RoundEnded wanted;
  wanted.round_id = RoundOf(errors, request);
  const v1::RoundOutcome& outcome = request.outcome();
  wanted.outcome = {{outcome.paragraphs().begin(), outcome.paragraphs().end()},
                    {outcome.field_ids().begin(), outcome.field_ids().end()},
                    {outcome.neighborhood_keys().begin(), outcome.neighborhood_keys().end()},
                    outcome.locale()};
  wanted.cut_short = request.cut_short();
  const HappenedAt when = When(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(StoredSession session,
                          co_await use_.rounds.End(caller, session_id, wanted, when));
  co_return co_await WithRound<v1::EndRoundResponse>(std::move(caller), use_.rounds,
                                                     std::move(session), wanted.round_id);
}

Task<absl::StatusOr<v1::SkipRoundResponse>> LeanCoffeeApi::SkipRound(
    Caller caller, const v1::SkipRoundRequest& request) {
  FieldErrors errors;
  const SessionId session_id = SessionOf(errors, request);
  RoundSkipped wanted;
  wanted.round_id = RoundId(rpc::NewId(errors, "round_id", request.round_id(), caller));
  wanted.topic_id = ExpectedTopic(errors, request);
  wanted.reason = request.reason();
  wanted.origin = OriginOf(caller);
  const HappenedAt when = When(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(StoredSession session,
                          co_await use_.rounds.Skip(caller, session_id, wanted, when));
  co_return co_await WithRound<v1::SkipRoundResponse>(std::move(caller), use_.rounds,
                                                      std::move(session), wanted.round_id);
}

Task<absl::StatusOr<v1::AddNoteResponse>> LeanCoffeeApi::AddNote(
    Caller caller, const v1::AddNoteRequest& request) {
  FieldErrors errors;
  const SessionId session_id = SessionOf(errors, request);
  NoteAdded wanted;
  wanted.round_id = RoundOf(errors, request);
  const v1::RoundNote& note = request.note();
  wanted.note_id = NoteId(rpc::NewId(errors, "note.note_id", note.note_id(), caller));
  wanted.kind = Known<NoteKind>(errors, "note.kind", note.kind(), v1::NoteKind_IsValid);
  wanted.author_role = note.author_role();
  wanted.origin = OriginOf(caller);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  wanted.locale = note.locale();
  ZWK_CO_ASSIGN_OR_RETURN(
      StoredSession session,
      co_await use_.rounds.AddNote(caller, session_id, wanted, note.text().text()));
  ZWK_CO_ASSIGN_OR_RETURN(v1::StartRoundResponse round,
                          co_await WithRound<v1::StartRoundResponse>(
                              std::move(caller), use_.rounds, std::move(session), wanted.round_id));
  v1::AddNoteResponse answer;
  for (v1::RoundNote& one : *round.mutable_round()->mutable_notes()) {
    if (one.note_id() == wanted.note_id.value()) *answer.mutable_note() = std::move(one);
  }
  co_return answer;
}

}  // namespace zwk::participation
