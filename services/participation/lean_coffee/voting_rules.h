#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "participation/lean_coffee/ids.h"
#include "participation/lean_coffee/session.h"

namespace zwk::participation {

// What a vote has to know of its session. It is the same for all votes under one `guard`, so it is
// made once and kept; a session with many topics costs a vote no more than one with few.
struct VotingRules {
  // `topics`: all of the session. They change with the guard.
  static VotingRules Of(const LeanCoffeeSession& session, std::string guard,
                        const std::vector<v1::Topic>& topics);

  // Whether a dot may lie on the topic now.
  absl::Status CheckVotable(const TopicId& topic_id) const;
  absl::Status CheckVoting() const;
  bool IsOpenForDots(const TopicId& topic_id) const { return open.contains(topic_id); }

  SessionId session_id;
  std::string guard;         // changes with every withdrawal; empty where no vote is open
  absl::Status wrong_phase;  // what is answered where no vote is open
  int dots_per_participant = 0;
  int max_dots_per_topic = 0;
  int paper_sheets = 0;    // handed out
  std::set<TopicId> open;  // accepted, neither merged nor withdrawn
  std::set<TopicId> shut;  // the session's others
};

}  // namespace zwk::participation
