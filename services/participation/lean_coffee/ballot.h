#pragma once

#include <cstdint>
#include <map>
#include <string>
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
  static constexpr size_t kMostSaid =
      12;  // more topics at once than anybody's taps are under way for

  std::map<TopicId, int> allocations;  // more than 0 each
  // The voter's own numbers of what was said last of each topic, so that an earlier word that arrives
  // later changes nothing. What is too old to be kept is older than `forgotten`.
  std::map<TopicId, uint64_t> said;
  uint64_t forgotten = 0;

  // The ballot with exactly so many dots on the topic; as it is where something later was said of
  // it (sequence; 0: no number). The refusal of a budget says what is left.
  absl::StatusOr<Ballot> SetDots(const VotingRules& rules, const TopicId& topic_id, int dots,
                                 uint64_t sequence = 0) const;

  // The allocations that count, now.
  Ballot Counting(const VotingRules& rules) const;
  int Used() const;
  bool IsOld(const TopicId& topic_id, uint64_t sequence) const;
  bool operator==(const Ballot&) const = default;
};

struct Allocation {
  TopicId topic_id;
  int dots = 0;
};
// A whole sheet of paper. Violations are named `allocations[<i>].<field>`.
absl::StatusOr<Ballot> FillIn(const VotingRules& rules, const std::vector<Allocation>& allocations);

// Dots on cards, counted by hand: how many lie where, not whose they are.
struct CountedTotals {
  std::map<TopicId, int64_t> dots;
  int sheets = 0;  // how many people stuck them

  int64_t Sum() const;
};
// Violations are named `counted.<field>`.
absl::StatusOr<CountedTotals> CheckTotals(const VotingRules& rules,
                                          const std::vector<CountedTopic>& totals, int sheets);

struct CastBallot {
  Ballot ballot;
  bool paper = false;
  std::string sheet_ref = {};         // of paper, where it has a number
  ParticipantId participant_id = {};  // of paper
  std::string typist = {};            // of paper: a keyed name of who typed it, or put it right
};
// The sum of the ballots. There is no other place where it stands, and none before the reveal.
Count CountBallots(const std::vector<v1::Topic>& topics, const std::vector<CastBallot>& ballots,
                   const CountedTotals& counted = {});

}  // namespace zwk::participation
