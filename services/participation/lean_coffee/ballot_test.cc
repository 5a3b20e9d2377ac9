#include "participation/lean_coffee/ballot.h"

#include <gtest/gtest.h>

#include <random>

#include "platform/base/errors.h"

namespace zwk::participation {
namespace {

const TopicId kParks("parks"), kBuses("buses"), kCare("care");

LeanCoffeeSession Voting(int budget = 5, int most = 3) {
  LeanCoffeeSession session;
  SessionCreated created;
  created.session_id = SessionId("s");
  created.mode = SessionMode::kLive;
  created.settings.dots_per_participant = budget;
  created.settings.max_dots_per_topic = most;
  session.Apply(created);
  session.Apply(CollectionOpened{});
  for (const TopicId& id : {kParks, kBuses, kCare}) {
    TopicSubmitted submitted;
    submitted.topic_id = id;
    submitted.submission_seq = static_cast<int64_t>(session.topics.size()) + 1;
    submitted.accepted = true;
    session.Apply(submitted);
  }
  session.Apply(VotingOpened{{kParks, kBuses, kCare}, {}});
  return session;
}

TEST(BallotTest, DotsAreAbsoluteSoSayingItTwiceChangesNothing) {
  const LeanCoffeeSession session = Voting();
  const Ballot once = *Ballot{}.SetDots(session, kParks, 3);
  EXPECT_EQ(*once.SetDots(session, kParks, 3), once);
  EXPECT_EQ(*once.SetDots(session, kParks, 0), Ballot{});
}

TEST(BallotTest, TheBudgetIsNeverExceededAndTheRefusalSaysWhatIsLeft) {
  const LeanCoffeeSession session = Voting();
  const Ballot ballot = *Ballot{}.SetDots(session, kParks, 3);
  const absl::Status refused = ballot.SetDots(session, kBuses, 3).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused), "DOT_BUDGET_EXCEEDED");
  EXPECT_EQ(DetailsOf(refused)[0].second, "2");
  EXPECT_TRUE(ballot.SetDots(session, kBuses, 2).ok());
}

TEST(BallotTest, NoSequenceOfDotsBreaksTheBudgetOrTheTally) {
  const LeanCoffeeSession session = Voting();
  std::mt19937 random(3);
  Ballot ballot;
  std::map<TopicId, int64_t> tally;
  int64_t cast = 0;
  const std::vector<TopicId> topics{kParks, kBuses, kCare};
  for (int i = 0; i < 2000; ++i) {
    const auto after =
        ballot.SetDots(session, topics[random() % 3], static_cast<int>(random() % 5) - 1);
    if (!after.ok()) continue;
    const TallyChange change = ChangeOf(ballot, *after);
    for (const auto& topic : change.topics) tally[topic.topic_id] += topic.dots;
    cast += change.ballots_cast;
    ballot = *after;
    ASSERT_LE(ballot.Used(), 5);
    for (const TopicId& id : topics) {
      const auto lies = ballot.allocations.find(id);
      ASSERT_EQ(tally[id], lies == ballot.allocations.end() ? 0 : lies->second);
    }
    ASSERT_EQ(cast, ballot.Used() > 0 ? 1 : 0);
  }
}

TEST(BallotTest, WhatIsNoNumberOfDotsIsTheCallersFault) {
  const LeanCoffeeSession session = Voting();
  for (const int dots : {-1, 4, 2147483647}) {
    EXPECT_EQ(FieldOf(Ballot{}.SetDots(session, kParks, dots).status()), "dots");
  }
  EXPECT_EQ(Ballot{}.SetDots(session, TopicId("other"), 1).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(BallotTest, DotsOnAWithdrawnTopicComeBack) {
  LeanCoffeeSession session = Voting();
  const std::string guard = session.VotingGuard();
  const Ballot ballot = *Ballot{}.SetDots(session, kParks, 3);
  session.Apply(TopicWithdrawn{kParks, "belongs elsewhere", {}});
  EXPECT_NE(session.VotingGuard(), guard);  // a vote decided before is decided again
  EXPECT_EQ(ballot.Counting(session).Used(), 0);
  const auto after = ballot.SetDots(session, kBuses, 3);
  ASSERT_TRUE(after.ok());
  EXPECT_TRUE(after->SetDots(session, kCare, 2).ok());
  EXPECT_EQ(ReasonOf(ballot.SetDots(session, kParks, 1).status()), "TOPIC_NOT_OPEN");
  // The ballot was counted when it was cast and is so once still.
  EXPECT_EQ(ChangeOf(ballot, *after).ballots_cast, 0);
}

TEST(BallotTest, AfterTheCloseNothingCounts) {
  LeanCoffeeSession session = Voting();
  session.Apply(VotingClosed{});
  EXPECT_EQ(ReasonOf(Ballot{}.SetDots(session, kParks, 1).status()), "WRONG_PHASE");
  EXPECT_EQ(ReasonOf(FillIn(session, {{kParks, 1}}).status()), "WRONG_PHASE");
  EXPECT_EQ(session.VotingGuard(), "");
}

TEST(BallotTest, ASheetIsCheckedAsAWhole) {
  const LeanCoffeeSession session = Voting();
  EXPECT_EQ(FillIn(session, {{kParks, 3}, {kBuses, 2}})->Used(), 5);
  EXPECT_EQ(ReasonOf(FillIn(session, {{kParks, 3}, {kBuses, 3}}).status()), "DOT_BUDGET_EXCEEDED");
  EXPECT_EQ(FieldOf(FillIn(session, {{kParks, 1}, {kParks, 1}}).status()),
            "allocations[1].topic_id");
  EXPECT_EQ(FieldOf(FillIn(session, {{kParks, 0}}).status()), "allocations[0].dots");
  EXPECT_TRUE(FillIn(session, {}).ok());  // an empty sheet is a sheet
}

}  // namespace
}  // namespace zwk::participation
