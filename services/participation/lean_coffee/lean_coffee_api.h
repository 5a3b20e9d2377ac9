#pragma once

#include "participation/lean_coffee/rounds_use.h"
#include "participation/lean_coffee/sessions_use.h"
#include "participation/lean_coffee/topics_use.h"
#include "participation/lean_coffee/voting_use.h"
#include "platform/base/clock.h"
#include "platform/base/timers.h"
#include "platform/rpc/service.h"
#include "zwk/participation/v1/lean_coffee_service.pb.h"

namespace zwk::participation {

class SessionWatch;

// zwk.participation.v1.LeanCoffeeService: translates, decides nothing. One .cc file per aggregate.
class LeanCoffeeApi {
 public:
  struct UseCases {
    Sessions& sessions;
    Topics& topics;
    Voting& voting;
    Rounds& rounds;
  };
  LeanCoffeeApi(UseCases use_cases, Timers& timers, const Clock& clock);
  ~LeanCoffeeApi();

  // Registers every method of the service.
  void Register(rpc::ServiceMethods service);

  template <class Response>
  using Answer = Task<absl::StatusOr<Response>>;

  // --- LeanCoffeeSession ---
  Answer<v1::CreateSessionResponse> CreateSession(Caller caller,
                                                  const v1::CreateSessionRequest& request);
  Answer<v1::GetSessionResponse> GetSession(Caller caller, const v1::GetSessionRequest& request);
  Answer<v1::ListSessionsResponse> ListSessions(Caller caller,
                                                const v1::ListSessionsRequest& request);
  Answer<v1::OpenCollectionResponse> OpenCollection(Caller caller,
                                                    const v1::OpenCollectionRequest& request);
  Answer<v1::StartClusteringResponse> StartClustering(Caller caller,
                                                      const v1::StartClusteringRequest& request);
  Answer<v1::OpenVotingResponse> OpenVoting(Caller caller, const v1::OpenVotingRequest& request);
  Answer<v1::CloseVotingResponse> CloseVoting(Caller caller, const v1::CloseVotingRequest& request);
  Answer<v1::RevealResultsResponse> RevealResults(Caller caller,
                                                  const v1::RevealResultsRequest& request);
  Answer<v1::EndSessionResponse> EndSession(Caller caller, const v1::EndSessionRequest& request);
  Answer<v1::CancelSessionResponse> CancelSession(Caller caller,
                                                  const v1::CancelSessionRequest& request);
  Task<absl::Status> WatchSession(Caller caller, const v1::WatchSessionRequest& request,
                                  rpc::Writer<v1::WatchSessionResponse>& writer);

  // --- Topic ---
  Answer<v1::SubmitTopicResponse> SubmitTopic(Caller caller, const v1::SubmitTopicRequest& request);
  Answer<v1::AcceptTopicResponse> AcceptTopic(Caller caller, const v1::AcceptTopicRequest& request);
  Answer<v1::RejectTopicResponse> RejectTopic(Caller caller, const v1::RejectTopicRequest& request);
  Answer<v1::MergeTopicsResponse> MergeTopics(Caller caller, const v1::MergeTopicsRequest& request);
  Answer<v1::WithdrawTopicResponse> WithdrawTopic(Caller caller,
                                                  const v1::WithdrawTopicRequest& request);
  Answer<v1::AddLateTopicResponse> AddLateTopic(Caller caller,
                                                const v1::AddLateTopicRequest& request);
  Answer<v1::ImportCardsResponse> ImportCards(Caller caller,
                                              rpc::Reader<v1::ImportCardsRequest>& reader);
  Answer<v1::ListTopicsResponse> ListTopics(Caller caller, const v1::ListTopicsRequest& request);

  // --- Ballot ---
  Answer<v1::JoinSessionResponse> JoinSession(Caller caller, const v1::JoinSessionRequest& request);
  Answer<v1::SetDotsResponse> SetDots(Caller caller, const v1::SetDotsRequest& request);
  Answer<v1::EnterPaperBallotResponse> EnterPaperBallot(Caller caller,
                                                        const v1::EnterPaperBallotRequest& request);
  Answer<v1::GetMyBallotResponse> GetMyBallot(Caller caller, const v1::GetMyBallotRequest& request);
  Answer<v1::GetResultsResponse> GetResults(Caller caller, const v1::GetResultsRequest& request);

  // --- Round ---
  Answer<v1::StartRoundResponse> StartRound(Caller caller, const v1::StartRoundRequest& request);
  Answer<v1::AddNoteResponse> AddNote(Caller caller, const v1::AddNoteRequest& request);
  Answer<v1::ExtendRoundResponse> ExtendRound(Caller caller, const v1::ExtendRoundRequest& request);
  Answer<v1::EndRoundResponse> EndRound(Caller caller, const v1::EndRoundRequest& request);
  Answer<v1::SkipRoundResponse> SkipRound(Caller caller, const v1::SkipRoundRequest& request);

 private:
  UseCases use_;
  std::unique_ptr<SessionWatch> watch_;
};

}  // namespace zwk::participation
