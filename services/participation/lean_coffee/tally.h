#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "participation/lean_coffee/ids.h"
#include "platform/base/clock.h"

namespace zwk::participation {

// What a topic got, before ranking.
struct CountedTopic {
  TopicId topic_id;
  int64_t submission_seq = 0;
  int64_t dots = 0;
  int64_t voters = 0;
  int64_t counted_dots = 0;  // of the dots: those that were counted by hand
};

// The count of a closed vote.
struct Count {
  std::vector<CountedTopic> topics;
  int64_t ballots_cast = 0;
  int64_t paper_ballots_cast = 0;
  // Those with a dot on a topic that was not withdrawn, without the dots counted by hand; never told.
  int64_t ballots_counting = 0;
  int64_t sheets_counted = 0;  // of the ballots cast on paper: those of which sums alone are known
  bool sheets_counting = false;  // whether a dot of these is on a topic that was not withdrawn
};

struct TopicTally {
  TopicId topic_id;
  int64_t submission_seq = 0;
  int64_t dots = 0;
  int64_t voters = 0;
  int rank = 0;   // equal dots share one: 1, 2, 2, 4
  int order = 0;  // unique, from 1
  std::string tie_broken_by;
  int64_t counted_dots = 0;
  bool operator==(const TopicTally&) const = default;
};

// Immutable once revealed.
struct Results {
  std::vector<TopicTally> tallies;  // by order
  int64_t ballots_cast = 0;
  int64_t paper_ballots_cast = 0;
  int64_t dots_total = 0;
  int64_t sheets_counted = 0;
  bool withheld = false;  // too few secret ballots: nothing but their number is known
  std::string result_hash;
  Time revealed_at{};
  bool operator==(const Results&) const = default;
};

// The ranking: dots descending, submission_seq ascending, topic_id ascending. A pure function of
// the count, so a replay gives the same order and the same hash. Voters are no part of rank or hash.
Results RankTopics(Count count, Time revealed_at);

// What is told of a secret vote with too few ballots: how many were cast, and nothing else.
Results WithholdTopics(const Count& count, Time revealed_at);

// SHA-256 over the canonical text of the ranking (ballot.proto, Results.result_hash).
std::string ResultHash(const Results& results);

enum class LeftoverKind { kUndiscussed = 1, kPartlyDiscussed = 2 };

// A topic that the session did not get to, or not to the end of.
struct Leftover {
  TopicId topic_id;
  LeftoverKind kind = LeftoverKind::kUndiscussed;
  int64_t dots = 0;
  int rank = 0;
  bool highlighted = false;
  bool operator==(const Leftover&) const = default;
};

enum class Discussion { kNone, kPartly, kFully };

// The leftovers in the order of the ranking; `discussions` belong to its topics one by one.
// Highlighted are topics with dots that have as many as the lowest topic discussed to its end, or
// are among the first quarter (rounded up, ties included) of those that had no discussion.
std::vector<Leftover> Leftovers(const std::vector<TopicTally>& ranking,
                                const std::vector<Discussion>& discussions);

}  // namespace zwk::participation
