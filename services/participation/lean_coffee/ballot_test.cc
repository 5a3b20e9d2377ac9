#include "participation/lean_coffee/ballot.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"

namespace zwk::participation {
namespace {

const TopicId kParks("parks"), kBuses("buses"), kCare("care");

LeanCoffeeSession Session(int budget = 5, int most = 3) {
  LeanCoffeeSession session;
  SessionCreated created;
  created.session_id = SessionId("s");
  created.mode = SessionMode::kLive;
  created.settings.dots_per_participant = budget;
  created.settings.max_dots_per_topic = most;
  session.Apply(created);
  session.Apply(CollectionOpened{});
  session.Apply(VotingOpened{.topic_ids = {kParks, kBuses, kCare}});
  return session;
}

std::vector<v1::Topic> Topics(const std::set<TopicId>& withdrawn = {}) {
  std::vector<v1::Topic> topics;
  for (const TopicId& id : {kParks, kBuses, kCare}) {
    v1::Topic& topic = topics.emplace_back();
    topic.set_topic_id(id.value());
    topic.set_submission_seq(static_cast<int64_t>(topics.size()));
    topic.set_status(withdrawn.contains(id) ? v1::TOPIC_STATUS_WITHDRAWN
                                            : v1::TOPIC_STATUS_ACCEPTED);
  }
  return topics;
}
VotingRules Voting() { return VotingRules::Of(Session(), "VOTING/0", Topics()); }

TEST(BallotTest, DotsAreAbsoluteSoSayingItTwiceChangesNothing) {
  const VotingRules rules = Voting();
  const Ballot once = *Ballot{}.SetDots(rules, kParks, 3);
  EXPECT_EQ(*once.SetDots(rules, kParks, 3), once);
  EXPECT_EQ(*once.SetDots(rules, kParks, 0), Ballot{});
}

TEST(BallotTest, TheBudgetIsNeverExceededAndTheRefusalSaysWhatIsLeft) {
  const VotingRules rules = Voting();
  const Ballot ballot = *Ballot{}.SetDots(rules, kParks, 3);
  const absl::Status refused = ballot.SetDots(rules, kBuses, 3).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused), "DOT_BUDGET_EXCEEDED");
  EXPECT_EQ(DetailsOf(refused)[0].second, "2");
  EXPECT_TRUE(ballot.SetDots(rules, kBuses, 2).ok());
}

TEST(BallotTest, NoSequenceOfDotsBreaksTheBudget) {
  const VotingRules rules = Voting();
  std::mt19937 random(3);
  Ballot ballot;
  std::map<TopicId, int> lies;  // as it was said last
  const std::vector<TopicId> topics{kParks, kBuses, kCare};
  for (int i = 0; i < 2000; ++i) {
    const TopicId& topic = topics[random() % 3];
    const int dots = static_cast<int>(random() % 5) - 1;
    const auto after = ballot.SetDots(rules, topic, dots);
    if (!after.ok()) continue;
    ballot = *after;
    lies.erase(topic);
    if (dots > 0) lies[topic] = dots;
    ASSERT_LE(ballot.Used(), 5);
    ASSERT_EQ(ballot.allocations, lies);
  }
}

TEST(BallotTest, DotsThatWereCountedByHandJoinTheCount) {
  const CountedTotals counted{{{kParks, 6}, {kCare, 2}}, 3};
  Count count = CountBallots(Topics(), {{{{{kParks, 1}}}, false}}, counted);
  EXPECT_EQ(count.topics[0].dots, 7);
  EXPECT_EQ(count.topics[0].counted_dots, 6);
  EXPECT_EQ(count.topics[0].voters, 1);
  EXPECT_EQ(count.ballots_cast, 4);
  EXPECT_EQ(count.paper_ballots_cast, 3);
  EXPECT_EQ(count.ballots_counting, 1);
  EXPECT_EQ(count.sheets_counted, 3);
  EXPECT_TRUE(count.sheets_counting);
  count = CountBallots(Topics({kParks, kCare}), {}, counted);
  EXPECT_EQ(count.ballots_cast, 3);
  EXPECT_FALSE(count.sheets_counting) << "no dot of theirs counts any more";
}

TEST(BallotTest, TotalsAreWhatSoManyPeopleCanHaveStuck) {
  const VotingRules rules = Voting();
  const auto check = [&](std::vector<CountedTopic> totals, int sheets) {
    return CheckTotals(rules, totals, sheets).status();
  };
  EXPECT_TRUE(check({{kParks, 0, 6}, {kBuses, 0, 4}}, 2).ok());
  EXPECT_EQ(ReasonOf(check({{kParks, 0, 6}, {kBuses, 0, 5}}, 2)), "DOT_BUDGET_EXCEEDED");
  EXPECT_EQ(FieldOf(check({{kParks, 0, 7}}, 2)), "counted.totals[0].dots");
  EXPECT_EQ(FieldOf(check({{kParks, 0, 0}}, 2)), "counted.totals[0].dots");
  EXPECT_EQ(FieldOf(check({{kParks, 0, 1}, {kParks, 0, 1}}, 2)), "counted.totals[1].topic_id");
  EXPECT_EQ(FieldOf(check({}, 2)), "counted.totals");
  EXPECT_EQ(FieldOf(check({{kParks, 0, 1}}, 0)), "counted.sheets_counted");
  EXPECT_EQ(FieldOf(check({}, -1)), "counted.sheets_counted");
  EXPECT_TRUE(check({}, 0).ok()) << "takes back what was counted";
  EXPECT_EQ(check({{TopicId("other"), 0, 1}}, 2).code(), absl::StatusCode::kNotFound);
  const VotingRules withdrawn = VotingRules::Of(Session(), "VOTING/1", Topics({kParks}));
  EXPECT_EQ(ReasonOf(CheckTotals(withdrawn, {{kParks, 0, 1}}, 2).status()), "TOPIC_NOT_OPEN");
  EXPECT_EQ(FieldOf(check(std::vector<CountedTopic>(501, {kParks, 0, 1}), 2)), "counted.totals");
}

TEST(BallotTest, TheCountIsTheSumOfTheBallotsThatCount) {
  const std::vector<CastBallot> ballots{{{{{kParks, 3}, {kBuses, 2}}}, false},
                                        {{{{kParks, 1}}}, true},
                                        {{{{kCare, 2}}}, true},
                                        {{}, false}};
  Count count = CountBallots(Topics(), ballots);
  EXPECT_EQ(count.ballots_cast, 3);  // nothing was cast by the fourth
  EXPECT_EQ(count.paper_ballots_cast, 2);
  EXPECT_EQ(count.ballots_counting, 3);
  EXPECT_EQ(count.topics[0].dots, 4);
  EXPECT_EQ(count.topics[0].voters, 2);
  EXPECT_EQ(count.topics[1].dots, 2);
  EXPECT_EQ(count.topics[2].dots, 2);

  // All dots of the third come back: that nobody learns by a number, but they hide nobody any more.
  count = CountBallots(Topics({kCare}), ballots);
  EXPECT_EQ(count.ballots_cast, 3);
  EXPECT_EQ(count.paper_ballots_cast, 2);
  EXPECT_EQ(count.ballots_counting, 2);
  ASSERT_EQ(count.topics.size(), 2u);
}

TEST(BallotTest, TheLastWordWinsHoweverTheWordsArrive) {
  const VotingRules rules = Voting();
  Ballot ballot;
  // 1, 2, 3, 2, 1 dots in quick taps, and one on another topic between them; they arrive as they like.
  for (const auto& [topic, dots, sequence] : {std::tuple(kParks, 2, 2),
                                              {kParks, 1, 6},
                                              {kParks, 3, 3},
                                              {kBuses, 2, 4},
                                              {kParks, 1, 1},
                                              {kParks, 2, 5}}) {
    ballot = *ballot.SetDots(rules, topic, dots, sequence);
  }
  EXPECT_EQ(ballot.allocations, (std::map<TopicId, int>{{kParks, 1}, {kBuses, 2}}));
  // The word that took the dots away is remembered, too.
  ballot = *ballot.SetDots(rules, kBuses, 0, 9);
  EXPECT_EQ(*ballot.SetDots(rules, kBuses, 2, 8), ballot);
  EXPECT_EQ(*ballot.SetDots(rules, kBuses, 2, 9), ballot);
  EXPECT_EQ(ballot.SetDots(rules, kBuses, 2, 10)->Used(), 3);
  EXPECT_EQ(ballot.SetDots(rules, kBuses, 2)->Used(),
            3);  // who gives no number is taken as it comes
}

TEST(BallotTest, OfManyTopicsTheOldestWordsAreForgottenAndStayOld) {
  VotingRules rules = Voting();
  Ballot ballot;
  for (int i = 1; i <= 100; ++i) {
    const TopicId topic(absl::StrCat("topic ", i));
    rules.open.insert(topic);
    ballot = *ballot.SetDots(rules, topic, 1, i);
    ballot = *ballot.SetDots(rules, topic, 0, i + 1);
  }
  EXPECT_EQ(ballot.said.size(), Ballot::kMostSaid);
  EXPECT_EQ(*ballot.SetDots(rules, TopicId("topic 1"), 1, 1), ballot);
  EXPECT_EQ(ballot.SetDots(rules, TopicId("topic 1"), 1, 102)->Used(), 1);
}

TEST(BallotTest, WhatIsNoNumberOfDotsIsTheCallersFault) {
  const VotingRules rules = Voting();
  for (const int dots : {-1, 4, 2147483647}) {
    EXPECT_EQ(FieldOf(Ballot{}.SetDots(rules, kParks, dots).status()), "dots");
  }
  EXPECT_EQ(Ballot{}.SetDots(rules, TopicId("other"), 1).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(BallotTest, DotsOnAWithdrawnTopicComeBack) {
  const Ballot ballot = *Ballot{}.SetDots(Voting(), kParks, 3);
  const VotingRules rules = VotingRules::Of(Session(), "VOTING/1", Topics({kParks}));
  EXPECT_EQ(ballot.Counting(rules).Used(), 0);
  const auto after = ballot.SetDots(rules, kBuses, 3);
  ASSERT_TRUE(after.ok());
  EXPECT_TRUE(after->SetDots(rules, kCare, 2).ok());
  EXPECT_EQ(ReasonOf(ballot.SetDots(rules, kParks, 1).status()), "TOPIC_NOT_OPEN");
}

TEST(BallotTest, AfterTheCloseNothingCounts) {
  LeanCoffeeSession session = Session();
  session.Apply(VotingClosed{});
  const VotingRules rules = VotingRules::Of(session, "", Topics());
  EXPECT_EQ(ReasonOf(Ballot{}.SetDots(rules, kParks, 1).status()), "WRONG_PHASE");
  EXPECT_EQ(ReasonOf(FillIn(rules, {{kParks, 1}}).status()), "WRONG_PHASE");
}

TEST(BallotTest, ASheetIsCheckedAsAWhole) {
  const VotingRules rules = Voting();
  EXPECT_EQ(FillIn(rules, {{kParks, 3}, {kBuses, 2}})->Used(), 5);
  EXPECT_EQ(ReasonOf(FillIn(rules, {{kParks, 3}, {kBuses, 3}}).status()), "DOT_BUDGET_EXCEEDED");
  EXPECT_EQ(FieldOf(FillIn(rules, {{kParks, 1}, {kParks, 1}}).status()), "allocations[1].topic_id");
  EXPECT_EQ(FieldOf(FillIn(rules, {{kParks, 0}}).status()), "allocations[0].dots");
  EXPECT_TRUE(FillIn(rules, {}).ok());  // an empty sheet is a sheet
}

}  // namespace
}  // namespace zwk::participation
