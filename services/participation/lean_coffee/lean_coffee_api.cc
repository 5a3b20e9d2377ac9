#include "participation/lean_coffee/lean_coffee_api.h"

#include "participation/lean_coffee/session_watch_api.h"

namespace zwk::participation {

LeanCoffeeApi::LeanCoffeeApi(UseCases use_cases, Timers& timers, const Clock& clock)
    : use_(use_cases),
      watch_(std::make_unique<SessionWatch>(use_.sessions, use_.topics, use_.voting, use_.rounds,
                                            timers, clock)) {}

LeanCoffeeApi::~LeanCoffeeApi() = default;

void LeanCoffeeApi::Register(rpc::ServiceMethods service) {
  service.Unary("CreateSession", this, &LeanCoffeeApi::CreateSession);
  service.Unary("GetSession", this, &LeanCoffeeApi::GetSession);
  service.Unary("ListSessions", this, &LeanCoffeeApi::ListSessions);
  service.Unary("OpenCollection", this, &LeanCoffeeApi::OpenCollection);
  service.Unary("StartClustering", this, &LeanCoffeeApi::StartClustering);
  service.Unary("OpenVoting", this, &LeanCoffeeApi::OpenVoting);
  service.Unary("CloseVoting", this, &LeanCoffeeApi::CloseVoting);
  service.Unary("RevealResults", this, &LeanCoffeeApi::RevealResults);
  service.Unary("EndSession", this, &LeanCoffeeApi::EndSession);
  service.Unary("CancelSession", this, &LeanCoffeeApi::CancelSession);
  service.ServerStream("WatchSession", this, &LeanCoffeeApi::WatchSession);

  service.Unary("SubmitTopic", this, &LeanCoffeeApi::SubmitTopic);
  service.Unary("AcceptTopic", this, &LeanCoffeeApi::AcceptTopic);
  service.Unary("RejectTopic", this, &LeanCoffeeApi::RejectTopic);
  service.Unary("MergeTopics", this, &LeanCoffeeApi::MergeTopics);
  service.Unary("WithdrawTopic", this, &LeanCoffeeApi::WithdrawTopic);
  service.Unary("AddLateTopic", this, &LeanCoffeeApi::AddLateTopic);
  service.ClientStream("ImportCards", this, &LeanCoffeeApi::ImportCards);
  service.Unary("ListTopics", this, &LeanCoffeeApi::ListTopics);

  service.Unary("JoinSession", this, &LeanCoffeeApi::JoinSession);
  service.Unary("SetDots", this, &LeanCoffeeApi::SetDots);
  service.Unary("EnterPaperBallot", this, &LeanCoffeeApi::EnterPaperBallot);
  service.Unary("GetMyBallot", this, &LeanCoffeeApi::GetMyBallot);
  service.Unary("GetResults", this, &LeanCoffeeApi::GetResults);

  service.Unary("StartRound", this, &LeanCoffeeApi::StartRound);
  service.Unary("AddNote", this, &LeanCoffeeApi::AddNote);
  service.Unary("ExtendRound", this, &LeanCoffeeApi::ExtendRound);
  service.Unary("EndRound", this, &LeanCoffeeApi::EndRound);
  service.Unary("SkipRound", this, &LeanCoffeeApi::SkipRound);
}

}  // namespace zwk::participation
