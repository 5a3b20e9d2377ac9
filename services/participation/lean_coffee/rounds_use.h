#pragma once

#include <map>
#include <string>

#include "participation/lean_coffee/lean_coffee_port.h"
#include "participation/lean_coffee/sessions_use.h"
#include "platform/base/clock.h"

namespace zwk::participation {

// The discussion: timed rounds in the order of the ranking.
class Rounds {
 public:
  Rounds(SessionRepository& sessions, Texts& texts, const Clock& clock)
      : sessions_(sessions), texts_(texts), clock_(clock) {}

  // Each answers the session after the change; the round is in it.
  Task<absl::StatusOr<StoredSession>> Start(Caller caller, SessionId session_id,
                                            RoundStarted wanted, HappenedAt when);
  Task<absl::StatusOr<StoredSession>> Extend(Caller caller, SessionId session_id, RoundId round_id,
                                             HappenedAt when);
  Task<absl::StatusOr<StoredSession>> End(Caller caller, SessionId session_id, RoundEnded wanted,
                                          HappenedAt when);
  Task<absl::StatusOr<StoredSession>> Skip(Caller caller, SessionId session_id, RoundSkipped wanted,
                                           HappenedAt when);
  Task<absl::StatusOr<StoredSession>> AddNote(Caller caller, SessionId session_id, NoteAdded wanted,
                                              std::string text);

  // What was said in the rounds of a session.
  using Words = std::map<NoteId, Texts::Words>;
  Task<absl::StatusOr<Words>> Read(Caller caller, LeanCoffeeSession session);

 private:
  Step StepAt(HappenedAt when) const { return {clock_.Now(), when}; }

  SessionRepository& sessions_;
  Texts& texts_;
  const Clock& clock_;
};

}  // namespace zwk::participation
