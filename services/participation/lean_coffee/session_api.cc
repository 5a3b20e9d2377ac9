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
          Known<BallotMode>(errors, "session.settings.ballot_mode", settings.ballot_mode(),
                            v1::BallotMode_IsValid),
          Known<JoinMode>(errors, "session.settings.join_mode", settings.join_mode(),
                          v1::JoinMode_IsValid),
          {settings.languages().begin(), settings.languages().end()},
          settings.cards_per_participant() == 0 ? 10 : settings.cards_per_participant()};
}

template <class Response>
Task<absl::StatusOr<Response>> WithSession(Caller caller, Rounds& rounds, StoredSession stored) {
  Response answer;
  ZWK_CO_ASSIGN_OR_RETURN(*answer.mutable_session(),
                          co_await ShowSession(std::move(caller), rounds, std::move(stored)));
  co_return answer;
}

// One step of a session.
template <class Response, class Request>
Task<absl::StatusOr<Response>> Take(Caller caller, const Request& request,
                                    LeanCoffeeApi::UseCases use, Sessions::Way way) {
  FieldErrors errors;
  SessionId session_id = SessionOf(errors, request);
  const HappenedAt when = When(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(
      StoredSession session,
      co_await use.sessions.Go(caller, std::move(session_id), request.expected_version(), when,
                               std::move(way)));
  co_return co_await WithSession<Response>(std::move(caller), use.rounds, std::move(session));
}

// A decision that needs nothing but the time.
template <class Happened>
Sessions::Way By(absl::StatusOr<Happened> (LeanCoffeeSession::*decide)(Step) const) {
  return [decide](const LeanCoffeeSession& session,
                  Step step) -> absl::StatusOr<Decision<SessionEvent>> {
    return (session.*decide)(step);
  };
}

}  // namespace

Task<absl::StatusOr<v1::CreateSessionResponse>> LeanCoffeeApi::CreateSession(
    Caller caller, const v1::CreateSessionRequest& request) {
  FieldErrors errors;
  const v1::LeanCoffeeSession& asked = request.session();
  SessionCreated wanted;
  wanted.session_id =
      SessionId(rpc::NewId(errors, "session.session_id", asked.session_id(), caller));
  rpc::CheckId(errors, "session.meeting_id", asked.meeting_id());
  wanted.meeting_id = asked.meeting_id();
  wanted.mode = Known<SessionMode>(errors, "session.mode", asked.mode(), v1::SessionMode_IsValid);
  wanted.settings = FromProto(errors, asked.settings());
  if (!asked.repeats_session_id().empty()) {
    rpc::CheckId(errors, "session.repeats_session_id", asked.repeats_session_id());
  }
  wanted.repeats = SessionId(asked.repeats_session_id());
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
  v1::GetSessionResponse answer;
  ZWK_CO_ASSIGN_OR_RETURN(
      *answer.mutable_session(),
      co_await ShowSessionNow(std::move(caller), use_.rounds, use_.topics, std::move(session)));
  co_return answer;
}

Task<absl::StatusOr<v1::ListSessionsResponse>> LeanCoffeeApi::ListSessions(
    Caller caller, const v1::ListSessionsRequest& request) {
  FieldErrors errors;
  if (!request.meeting_id().empty()) rpc::CheckId(errors, "meeting_id", request.meeting_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  Page<LeanCoffeeSession> page;
  if (caller.session_id.empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(
        page, co_await use_.sessions.List(caller, request.meeting_id(), request.page_size(),
                                          request.page_token()));
  } else {  // who came by a code
    ZWK_CO_ASSIGN_OR_RETURN(StoredSession own,
                            co_await use_.sessions.Get(caller, SessionId(caller.session_id)));
    const bool asked =
        request.meeting_id().empty() || request.meeting_id() == own.value.about.meeting_id;
    if (asked) page.items.push_back(std::move(own));
  }
  v1::ListSessionsResponse answer;
  std::vector<SessionId> ids;
  for (const StoredSession& session : page.items) ids.push_back(session.value.about.session_id);
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<TopicNumbers> topics,
                          co_await use_.topics.Count(caller, std::move(ids)));
  for (size_t i = 0; i < page.items.size(); ++i) {
    v1::LeanCoffeeSession& session = *answer.add_sessions() = Summary(page.items[i]);
    AddNumbers(topics[i], page.items[i].value, session);
  }
  answer.set_next_page_token(std::move(page.next_page_token));
  co_return answer;
}

Task<absl::StatusOr<v1::OpenCollectionResponse>> LeanCoffeeApi::OpenCollection(
    Caller caller, const v1::OpenCollectionRequest& request) {
  return Take<v1::OpenCollectionResponse>(std::move(caller), request, use_,
                                          By(&LeanCoffeeSession::OpenCollection));
}

Task<absl::StatusOr<v1::StartClusteringResponse>> LeanCoffeeApi::StartClustering(
    Caller caller, const v1::StartClusteringRequest& request) {
  return Take<v1::StartClusteringResponse>(std::move(caller), request, use_,
                                           By(&LeanCoffeeSession::StartClustering));
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
  return Take<v1::CloseVotingResponse>(std::move(caller), request, use_,
                                       By(&LeanCoffeeSession::CloseVoting));
}

Task<absl::StatusOr<v1::RevealResultsResponse>> LeanCoffeeApi::RevealResults(
    Caller caller, const v1::RevealResultsRequest& request) {
  FieldErrors errors;
  SessionId session_id = SessionOf(errors, request);
  const HappenedAt when = When(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(StoredSession session,
                          co_await use_.sessions.RevealResults(caller, std::move(session_id),
                                                               request.expected_version(), when));
  co_return co_await WithSession<v1::RevealResultsResponse>(std::move(caller), use_.rounds,
                                                            std::move(session));
}

Task<absl::StatusOr<v1::EndSessionResponse>> LeanCoffeeApi::EndSession(
    Caller caller, const v1::EndSessionRequest& request) {
  return Take<v1::EndSessionResponse>(std::move(caller), request, use_,
                                      By(&LeanCoffeeSession::End));
}

Task<absl::StatusOr<v1::CancelSessionResponse>> LeanCoffeeApi::CancelSession(
    Caller caller, const v1::CancelSessionRequest& request) {
  return Take<v1::CancelSessionResponse>(
      std::move(caller), request, use_,
      [reason = request.reason()](const LeanCoffeeSession& session, Step step) {
        return session.Cancel({reason, {}}, step);
      });
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
