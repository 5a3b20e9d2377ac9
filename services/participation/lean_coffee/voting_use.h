#pragma once

#include <string>
#include <vector>

#include "participation/lean_coffee/lean_coffee_port.h"

namespace zwk::participation {

// Dots: on devices by the participants themselves, on paper by a scribe.
class Voting {
 public:
  Voting(BallotBox& box, SessionRepository& sessions, Surroundings& around)
      : box_(box), sessions_(sessions), around_(around) {}

  Task<absl::StatusOr<BallotBox::Joining>> Join(Caller caller, SessionId session_id,
                                                BallotBox::Joining joining);
  Task<absl::StatusOr<OwnBallot>> SetDots(Caller caller, SessionId session_id, TopicId topic_id,
                                          int dots, uint64_t sequence);
  Task<absl::StatusOr<OwnBallot>> EnterSheet(Caller caller, SessionId session_id,
                                             BallotBox::Sheet sheet,
                                             std::vector<Allocation> allocations);
  // The caller's own, as it counts, from the vote to the end of the session's key.
  Task<absl::StatusOr<OwnBallot>> OwnBallotOf(Caller caller, SessionId session_id);
  // FAILED_PRECONDITION before the reveal: nobody sees totals before that.
  Task<absl::StatusOr<Results>> GetResults(Caller caller, SessionId session_id);
  // Of an open vote, from the reveal to the end of the session's key.
  Task<absl::StatusOr<NamedBallots>> ListNamed(Caller caller, SessionId session_id, int page_size,
                                               std::string page_token);
  Task<absl::StatusOr<VoteProgress>> Progress(Caller caller, LeanCoffeeSession session);

 private:
  BallotBox& box_;
  SessionRepository& sessions_;
  Surroundings& around_;
};

}  // namespace zwk::participation
