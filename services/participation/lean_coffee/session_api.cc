#include <utility>

#include "participation/lean_coffee/lean_coffee_api.h"
#include "participation/lean_coffee/session_answers_api.h"
#include "participation/lean_coffee/session_watch_api.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

SessionSettings FromProto(FieldErrors& errors, const v1::SessionSettings& settings) {
  return {settings.dots_per_participant(),
          settings.max_dots_per_topic(),
          settings.round_seconds(),
          settings.extension_seconds(),
          settings.max_extensions(),
          settings.planned_rounds(),
          Known<BallotMode>(errors, "settings.ballot_mode", settings.ballot_mode(),
                            v1::BallotMode_IsValid),
          Known<JoinMode>(errors, "settings.join_mode", settings.join_mode(), v1::JoinMode_IsValid),
          {settings.languages().begin(), settings.languages().end()}};
}

template <class Response>
Task<absl::StatusOr<Response>> WithSession(Caller caller, Rounds& rounds, StoredSession stored) {
  Response answer;
  ZWK_CO_ASSIGN_OR_RETURN(*answer.mutable_session(),
                          co_await ShowSession(std::move(caller), rounds, std::move(stored)));
  co_return answer;
}

// A step of a session that needs nothing but its id, a version and a time.
using Step = Task<absl::StatusOr<StoredSession>> (Sessions::*)(Caller, SessionId, uint64_t,
                                                               HappenedAt);
template <class Response, class Request>
Task<absl::StatusOr<Response>> Take(Caller caller, const Request& request,
                                    LeanCoffeeApi::UseCases use, Step step) {
  FieldErrors errors;
  SessionId session_id = SessionOf(errors, request);
  const HappenedAt when = When(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(StoredSession session,
                          co_await (use.sessions.*step)(caller, std::move(session_id),
                                                        request.expected_version(), when));
  co_return co_await WithSession<Response>(std::move(caller), use.rounds, std::move(session));
}

}  // namespace

Task<absl::StatusOr<v1::CreateSessionResponse>> LeanCoffeeApi::CreateSession(
    Caller caller, const v1::CreateSessionRequest& request) {
  FieldErrors errors;
  SessionCreated wanted;
  wanted.session_id = SessionId(rpc::NewId(errors, "session_id", request.session_id(), caller));
  rpc::CheckId(errors, "meeting_id", request.meeting_id());
  wanted.meeting_id = request.meeting_id();
  wanted.mode = Known<SessionMode>(errors, "mode", request.mode(), v1::SessionMode_IsValid);
  wanted.settings = FromProto(errors, request.settings());
  if (!request.repeats_session_id().empty()) {
    rpc::CheckId(errors, "repeats_session_id", request.repeats_session_id());
  }
  wanted.repeats = SessionId(request.repeats_session_id());
  const HappenedAt when = When(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(StoredSession session,
                          co_await use_.sessions.Create(caller, std::move(wanted), when));
  co_return co_await WithSession<v1::CreateSessionResponse>(std::move(caller), use_.rounds,
                                                            std::move(session));
}

Task<absl::StatusOr<v1::GetSessionResponse>> LeanCoffeeApi::GetSession(
    Caller caller, const v1::GetSessionRequest& request) {
  FieldErrors errors;
  SessionId session_id = SessionOf(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(StoredSession session,
                          co_await use_.sessions.Get(caller, std::move(session_id)));
  co_return co_await WithSession<v1::GetSessionResponse>(std::move(caller), use_.rounds,
                                                         std::move(session));
}

Task<absl::StatusOr<v1::OpenCollectionResponse>> LeanCoffeeApi::OpenCollection(
    Caller caller, const v1::OpenCollectionRequest& request) {
  return Take<v1::OpenCollectionResponse>(std::move(caller), request, use_,
                                          &Sessions::OpenCollection);
}

Task<absl::StatusOr<v1::StartClusteringResponse>> LeanCoffeeApi::StartClustering(
    Caller caller, const v1::StartClusteringRequest& request) {
  return Take<v1::StartClusteringResponse>(std::move(caller), request, use_,
                                           &Sessions::StartClustering);
}

Task<absl::StatusOr<v1::OpenVotingResponse>> LeanCoffeeApi::OpenVoting(
    Caller caller, const v1::OpenVotingRequest& request) {
  FieldErrors errors;
  SessionId session_id = SessionOf(errors, request);
  const HappenedAt when = When(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(
      StoredSession session,
      co_await use_.sessions.OpenVoting(caller, std::move(session_id), request.expected_version(),
                                        request.paper_sheets(), when));
  co_return co_await WithSession<v1::OpenVotingResponse>(std::move(caller), use_.rounds,
                                                         std::move(session));
}

Task<absl::StatusOr<v1::CloseVotingResponse>> LeanCoffeeApi::CloseVoting(
    Caller caller, const v1::CloseVotingRequest& request) {
  return Take<v1::CloseVotingResponse>(std::move(caller), request, use_, &Sessions::CloseVoting);
}

Task<absl::StatusOr<v1::RevealResultsResponse>> LeanCoffeeApi::RevealResults(
    Caller caller, const v1::RevealResultsRequest& request) {
  return Take<v1::RevealResultsResponse>(std::move(caller), request, use_,
                                         &Sessions::RevealResults);
}

Task<absl::StatusOr<v1::EndSessionResponse>> LeanCoffeeApi::EndSession(
    Caller caller, const v1::EndSessionRequest& request) {
  return Take<v1::EndSessionResponse>(std::move(caller), request, use_, &Sessions::End);
}

Task<absl::StatusOr<v1::CancelSessionResponse>> LeanCoffeeApi::CancelSession(
    Caller caller, const v1::CancelSessionRequest& request) {
  FieldErrors errors;
  SessionId session_id = SessionOf(errors, request);
  const HappenedAt when = When(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(
      StoredSession session,
      co_await use_.sessions.Cancel(caller, std::move(session_id), request.expected_version(),
                                    request.reason(), when));
  co_return co_await WithSession<v1::CancelSessionResponse>(std::move(caller), use_.rounds,
                                                            std::move(session));
}

Task<absl::Status> LeanCoffeeApi::WatchSession(Caller caller,
                                               const v1::WatchSessionRequest& request,
                                               rpc::Writer<v1::WatchSessionResponse>& writer) {
  FieldErrors errors;
  SessionId session_id = SessionOf(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  co_return co_await watch_->Watch(std::move(caller), std::move(session_id), request.after_seq(),
                                   writer);
}

}  // namespace zwk::participation
