#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "participation/lean_coffee/ids.h"
#include "participation/lean_coffee/session.h"

namespace zwk::participation {

// The dots of one participant.
//
// Invariant: no topic has more than max_dots_per_topic and all together not more than
// dots_per_participant. Dots on a topic that was withdrawn meanwhile do not count: they came back.
struct Ballot {
  std::map<TopicId, int> allocations;  // more than 0 each

  // The ballot with exactly so many dots on the topic. The refusal of a budget says what is left.
  absl::StatusOr<Ballot> SetDots(const LeanCoffeeSession& session, const TopicId& topic_id,
                                 int dots) const;

  // The allocations that count, now.
  Ballot Counting(const LeanCoffeeSession& session) const;
  int Used() const;
  bool operator==(const Ballot&) const = default;
};

struct Allocation {
  TopicId topic_id;
  int dots = 0;
};
// A whole sheet of paper. Violations are named `allocations[<i>].<field>`.
absl::StatusOr<Ballot> FillIn(const LeanCoffeeSession& session,
                              const std::vector<Allocation>& allocations);

// What the running tally gains (or loses) when a ballot takes the place of another.
struct TallyChange {
  struct OfTopic {
    TopicId topic_id;
    int64_t dots = 0;
    int64_t voters = 0;
    bool operator==(const OfTopic&) const = default;
  };
  std::vector<OfTopic> topics;  // those that change
  int64_t ballots_cast = 0;
};
TallyChange ChangeOf(const Ballot& before, const Ballot& after);

}  // namespace zwk::participation
