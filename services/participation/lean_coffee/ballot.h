#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "absl/status/statusor.h"
#include "participation/lean_coffee/ids.h"
#include "participation/lean_coffee/tally.h"
#include "participation/lean_coffee/voting_rules.h"

namespace zwk::participation {

// The dots of one participant.
//
// Invariant: no topic has more than max_dots_per_topic and all together not more than
// dots_per_participant. Dots on a topic that was withdrawn meanwhile do not count: they came back.
struct Ballot {
  std::map<TopicId, int> allocations;  // more than 0 each

  // The ballot with exactly so many dots on the topic. The refusal of a budget says what is left.
  absl::StatusOr<Ballot> SetDots(const VotingRules& rules, const TopicId& topic_id, int dots) const;

  // The allocations that count, now.
  Ballot Counting(const VotingRules& rules) const;
  int Used() const;
  bool operator==(const Ballot&) const = default;
};

struct Allocation {
  TopicId topic_id;
  int dots = 0;
};
// A whole sheet of paper. Violations are named `allocations[<i>].<field>`.
absl::StatusOr<Ballot> FillIn(const VotingRules& rules, const std::vector<Allocation>& allocations);

struct CastBallot {
  Ballot ballot;
  bool paper = false;
};
// The sum of the ballots. There is no other place where it stands, and none before the reveal.
Count CountBallots(const LeanCoffeeSession& session, const std::vector<CastBallot>& ballots);

}  // namespace zwk::participation
