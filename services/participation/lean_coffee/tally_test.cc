#include "participation/lean_coffee/tally.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace zwk::participation {
namespace {

Count Counted(const std::vector<std::tuple<std::string, int, int>>& topics) {
  Count count;
  for (const auto& [id, seq, dots] : topics) {
    count.topics.push_back({TopicId(id), seq, dots, dots > 0 ? 1 : 0});
  }
  return count;
}

std::vector<std::string> Order(const Results& results) {
  std::vector<std::string> order;
  for (const TopicTally& tally : results.tallies) order.push_back(tally.topic_id.value());
  return order;
}

TEST(TallyTest, MoreDotsComeFirstAndEarlierCardsBreakTies) {
  const Results results =
      RankTopics(Counted({{"a", 4, 2}, {"b", 2, 5}, {"c", 3, 2}, {"d", 1, 0}}), Time{});
  EXPECT_EQ(Order(results), (std::vector<std::string>{"b", "c", "a", "d"}));
  EXPECT_EQ(results.dots_total, 9);
}

TEST(TallyTest, EqualDotsShareARankAndTheNextOneIsSkipped) {
  const Results results =
      RankTopics(Counted({{"a", 1, 7}, {"b", 2, 3}, {"c", 3, 3}, {"d", 4, 1}}), Time{});
  std::vector<int> ranks, orders;
  for (const TopicTally& tally : results.tallies) {
    ranks.push_back(tally.rank);
    orders.push_back(tally.order);
  }
  EXPECT_EQ(ranks, (std::vector<int>{1, 2, 2, 4}));
  EXPECT_EQ(orders, (std::vector<int>{1, 2, 3, 4}));
  EXPECT_EQ(results.tallies[0].tie_broken_by, "");
  EXPECT_EQ(results.tallies[1].tie_broken_by, "submission_seq");
  EXPECT_EQ(results.tallies[2].tie_broken_by, "submission_seq");
}

TEST(TallyTest, WithoutAnotherDifferenceTheIdDecides) {
  const Results results = RankTopics(Counted({{"b", 1, 3}, {"a", 1, 3}}), Time{});
  EXPECT_EQ(Order(results), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(results.tallies[0].tie_broken_by, "topic_id");
}

TEST(TallyTest, TheOrderOfCountingChangesNothing) {
  std::mt19937 random(7);
  Count count;
  for (int i = 0; i < 60; ++i) {
    count.topics.push_back({TopicId(std::to_string(i)), i % 20, static_cast<int>(random() % 5), 1});
  }
  const Results first = RankTopics(count, Time{});
  for (int shuffle = 0; shuffle < 20; ++shuffle) {
    std::shuffle(count.topics.begin(), count.topics.end(), random);
    EXPECT_EQ(RankTopics(count, Time{}), first);
  }
}

TEST(TallyTest, TheHashIsTheOneTheProtoDescribes) {
  const Results results = RankTopics(Counted({{"t-1", 1, 3}, {"t-2", 2, 3}}), Time{});
  // printf 'zwk-results-1\n1 1 3 1 t-1\n2 1 3 2 t-2\n6\n' | sha256sum
  EXPECT_EQ(results.result_hash,
            "4aad4d1c21b066780acb3270dd08950816ce252aa8ebfc7cbc124fb4f1542977");
}

TEST(TallyTest, VotersAreNoPartOfRankOrHash) {
  Count count = Counted({{"a", 1, 4}, {"b", 2, 2}});
  const Results few = RankTopics(count, Time{});
  for (CountedTopic& topic : count.topics) topic.voters += 3;
  const Results many = RankTopics(count, Time{});
  EXPECT_EQ(few.result_hash, many.result_hash);
  EXPECT_EQ(many.tallies[0].voters, few.tallies[0].voters + 3);
}

TEST(TallyTest, OfAWithheldVoteOnlyTheNumberOfBallotsIsTold) {
  Count count = Counted({{"a", 1, 4}, {"b", 2, 2}});
  count.ballots_cast = 4;
  const Results results = WithholdTopics(count, Time{});
  EXPECT_TRUE(results.withheld);
  EXPECT_EQ(results.ballots_cast, 4);
  EXPECT_TRUE(results.tallies.empty());
  EXPECT_EQ(results.dots_total, 0);
  EXPECT_EQ(results.result_hash, "");
}

std::vector<std::string> Highlighted(const std::vector<Leftover>& leftovers) {
  std::vector<std::string> ids;
  for (const Leftover& leftover : leftovers) {
    if (leftover.highlighted) ids.push_back(leftover.topic_id.value());
  }
  return ids;
}

TEST(LeftoversTest, WhatWasDiscussedToItsEndIsNoLeftover) {
  const Results results = RankTopics(Counted({{"a", 1, 9}, {"b", 2, 8}, {"c", 3, 7}}), Time{});
  const auto leftovers =
      Leftovers(results.tallies, {Discussion::kFully, Discussion::kPartly, Discussion::kNone});
  ASSERT_EQ(leftovers.size(), 2u);
  EXPECT_EQ(leftovers[0].topic_id.value(), "b");
  EXPECT_EQ(leftovers[0].kind, LeftoverKind::kPartlyDiscussed);
  EXPECT_EQ(leftovers[1].kind, LeftoverKind::kUndiscussed);
  EXPECT_EQ(leftovers[1].rank, 3);
}

TEST(LeftoversTest, TheFirstQuarterIsHighlightedWithItsTies) {
  // Five undiscussed: a quarter, rounded up, is two; the third has as many dots as the second.
  const Results results = RankTopics(
      Counted({{"a", 1, 9}, {"b", 2, 5}, {"c", 3, 4}, {"d", 4, 4}, {"e", 5, 1}, {"f", 6, 0}}),
      Time{});
  std::vector<Discussion> discussions(6, Discussion::kNone);
  discussions[0] = Discussion::kFully;
  EXPECT_EQ(Highlighted(Leftovers(results.tallies, discussions)),
            (std::vector<std::string>{"b", "c", "d"}));
}

TEST(LeftoversTest, AQuarterOfWhatHadNoDiscussionIsRoundedUp) {
  for (int undiscussed = 1; undiscussed <= 12; ++undiscussed) {
    // Beside them two that were begun, with the most dots and the fewest.
    std::vector<std::tuple<std::string, int, int>> topics = {{"first", 0, 100}, {"last", 99, 1}};
    for (int i = 0; i < undiscussed; ++i) topics.emplace_back(std::to_string(i), i + 1, 50 - i);
    std::vector<Discussion> discussions(topics.size(), Discussion::kNone);
    discussions.front() = discussions.back() = Discussion::kPartly;
    const Results results = RankTopics(Counted(topics), Time{});
    std::vector<std::string> expected;
    for (int i = 0; 4 * i < undiscussed; ++i) expected.push_back(std::to_string(i));
    EXPECT_EQ(Highlighted(Leftovers(results.tallies, discussions)), expected) << undiscussed;
  }
}

TEST(LeftoversTest, AsManyDotsAsADiscussedTopicAreHighlighted) {
  // "b" was skipped although it had more dots than "c", which was discussed.
  const Results results = RankTopics(
      Counted({{"a", 1, 9}, {"b", 2, 5}, {"c", 3, 3}, {"d", 4, 3}, {"e", 5, 2}}), Time{});
  EXPECT_EQ(Highlighted(Leftovers(results.tallies,
                                  {Discussion::kFully, Discussion::kNone, Discussion::kFully,
                                   Discussion::kNone, Discussion::kNone})),
            (std::vector<std::string>{"b", "d"}));
}

TEST(LeftoversTest, WithoutDotsNothingIsHighlighted) {
  const Results results = RankTopics(Counted({{"a", 1, 0}, {"b", 2, 0}}), Time{});
  EXPECT_TRUE(
      Highlighted(Leftovers(results.tallies, {Discussion::kFully, Discussion::kNone})).empty());
}

}  // namespace
}  // namespace zwk::participation
