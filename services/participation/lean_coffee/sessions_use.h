#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "participation/base/caller_reference.h"
#include "participation/lean_coffee/lean_coffee_port.h"
#include "platform/base/clock.h"

namespace zwk::participation {

// When a scribe says it happened; absent for what happens now.
using HappenedAt = std::optional<Time>;

// The way of a session from its creation to its end.
class Sessions {
 public:
  Sessions(SessionRepository& sessions, TopicBox& topics, BallotBox& box, Surroundings& around,
           const CallerReference& reference, const Clock& clock)
      : sessions_(sessions),
        topics_(topics),
        box_(box),
        around_(around),
        reference_(reference),
        clock_(clock) {}

  Task<absl::StatusOr<StoredSession>> Create(Caller caller, SessionCreated wanted, HappenedAt when);
  Task<absl::StatusOr<StoredSession>> Get(Caller caller, SessionId session_id);
  // Of a meeting, or all; in the order of their creation.
  Task<absl::StatusOr<Page<LeanCoffeeSession>>> List(Caller caller, std::string meeting_id,
                                                     int page_size, std::string page_token);
  // One step of its way that needs nothing but the session.
  using Way = std::function<absl::StatusOr<Decision<SessionEvent>>(const LeanCoffeeSession&, Step)>;
  Task<absl::StatusOr<StoredSession>> Go(Caller caller, SessionId session_id,
                                         uint64_t expected_version, HappenedAt when, Way way);
  Task<absl::StatusOr<StoredSession>> OpenVoting(Caller caller, SessionId session_id,
                                                 uint64_t expected_version, int paper_sheets,
                                                 HappenedAt when);
  Task<absl::StatusOr<StoredSession>> RevealResults(Caller caller, SessionId session_id,
                                                    uint64_t expected_version, HappenedAt when);

 private:
  Step StepAt(HappenedAt when) const { return {clock_.Now(), when}; }
  Task<absl::StatusOr<StoredSession>> TryToOpenVoting(Caller caller, SessionId session_id,
                                                      uint64_t expected_version, int paper_sheets,
                                                      Step step);

  SessionRepository& sessions_;
  TopicBox& topics_;
  BallotBox& box_;
  Surroundings& around_;
  const CallerReference& reference_;
  const Clock& clock_;
};

}  // namespace zwk::participation
