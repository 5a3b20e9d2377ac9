#include "participation/domain/session.h"

#include <gtest/gtest.h>

#include "platform/base/errors.h"

namespace zwk::participation {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const Time kStart = Time(seconds(1648474200));

Step At(int minute) { return {kStart + minutes(minute), std::nullopt}; }
Step Recorded(int minute) { return {kStart + minutes(10'000), kStart + minutes(minute)}; }

SessionCreated Wanted() {
  SessionCreated wanted;
  wanted.session_id = SessionId("s");
  wanted.meeting_id = "m";
  wanted.mode = SessionMode::kLive;
  wanted.settings = {5, 3, 300, 120, 1, 3, BallotMode::kSecret, JoinMode::kMembers, {"de", "tr"}};
  wanted.min_secret_participants = 5;
  return wanted;
}

// Takes over what a decision answered; fails the test where it refused.
template <typename E>
void Happen(LeanCoffeeSession& session, absl::StatusOr<E> decided) {
  ASSERT_TRUE(decided.ok()) << decided.status();
  if constexpr (std::is_same_v<E, LeanCoffeeSession::Events>) {
    for (const SessionEvent& event : *decided) session.Apply(event);
  } else {
    session.Apply(*decided);
  }
}

TopicSubmitted Card(const std::string& id, TopicSource source = TopicSource::kModerator) {
  TopicSubmitted card;
  card.topic_id = TopicId(id);
  card.source = source;
  card.locale = "de";
  if (source == TopicSource::kPaper) card.paper_ref = "card " + id;
  return card;
}

LeanCoffeeSession Collecting(SessionCreated wanted = Wanted()) {
  LeanCoffeeSession session;
  const auto step = [&](int minute) {
    return wanted.mode == SessionMode::kLive ? At(minute) : Recorded(minute);
  };
  Happen(session, session.Create(wanted, step(0)));
  Happen(session, session.OpenCollection(step(1)));
  return session;
}

// Topics a..d with 4, 3, 2 and 0 dots, revealed.
LeanCoffeeSession Revealed() {
  LeanCoffeeSession session = Collecting();
  for (const char* id : {"a", "b", "c", "d"}) {
    Happen(session, session.SubmitTopic(Card(id), At(2)));
  }
  Happen(session, session.OpenVoting(5, SessionId(), At(3)));
  Happen(session, session.CloseVoting(At(4)));
  Count count;
  count.topics = {{TopicId("a"), 1, 4, 3},
                  {TopicId("b"), 2, 3, 2},
                  {TopicId("c"), 3, 2, 1},
                  {TopicId("d"), 4, 0, 0}};
  count.ballots_cast = 5;
  Happen(session, session.RevealResults(count, At(5)));
  return session;
}

RoundStarted NewRound(const std::string& id) {
  RoundStarted wanted;
  wanted.round_id = RoundId(id);
  return wanted;
}

RoundEnded EndOf(const std::string& id, bool cut_short = false) {
  RoundEnded wanted;
  wanted.round_id = RoundId(id);
  wanted.cut_short = cut_short;
  return wanted;
}

TEST(SessionTest, SettingsOutOfRangeAreAllNamed) {
  SessionCreated wanted = Wanted();
  wanted.mode = SessionMode::kUnspecified;
  wanted.settings = {21, 0, 59, 0, 1, 0, BallotMode::kUnspecified, JoinMode::kCode, {"Deutsch"}};
  const auto refused = LeanCoffeeSession{}.Create(wanted, At(0)).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FieldViolationsOf(refused).size(), 9u);
}

TEST(SessionTest, MoreDotsPerTopicThanPerPersonAreRefused) {
  SessionCreated wanted = Wanted();
  wanted.settings.max_dots_per_topic = 6;
  EXPECT_EQ(FieldOf(LeanCoffeeSession{}.Create(wanted, At(0)).status()),
            "settings.max_dots_per_topic");
}

TEST(SessionTest, PhasesFollowTheirOrderAndNeverComeBackFromAClosedVote) {
  LeanCoffeeSession session = Collecting();
  EXPECT_EQ(ReasonOf(session.CloseVoting(At(2)).status()), "WRONG_PHASE");
  EXPECT_EQ(DetailsOf(session.CloseVoting(At(2)).status())[0].second, "COLLECTING");
  Happen(session, session.StartClustering(At(2)));
  EXPECT_EQ(ReasonOf(session.SubmitTopic(Card("a"), At(2)).status()), "WRONG_PHASE");
  Happen(session, session.OpenCollection(At(2)));
  Happen(session, session.SubmitTopic(Card("a"), At(2)));
  Happen(session, session.OpenVoting(5, SessionId(), At(3)));
  Happen(session, session.CloseVoting(At(4)));
  for (const absl::Status& refused :
       {session.OpenVoting(5, SessionId(), At(5)).status(), session.OpenCollection(At(5)).status(),
        session.StartClustering(At(5)).status(), session.CloseVoting(At(5)).status(),
        session.End(At(5)).status()}) {
    EXPECT_EQ(ReasonOf(refused), "WRONG_PHASE");
  }
}

TEST(SessionTest, AVoteNeedsModeratedTopicsAndEnoughPeople) {
  LeanCoffeeSession session = Collecting();
  EXPECT_EQ(ReasonOf(session.OpenVoting(5, SessionId(), At(2)).status()), "NO_TOPICS");
  Happen(session, session.SubmitTopic(Card("a", TopicSource::kDevice), At(2)));
  EXPECT_EQ(ReasonOf(session.OpenVoting(5, SessionId(), At(2)).status()), "TOPICS_NOT_MODERATED");
  Happen(session, session.AcceptTopic({TopicId("a")}));
  EXPECT_EQ(ReasonOf(session.OpenVoting(4, SessionId(), At(2)).status()), "TOO_FEW_PARTICIPANTS");
  EXPECT_EQ(ReasonOf(session.OpenVoting(5, SessionId("other"), At(2)).status()),
            "MEETING_IS_VOTING");
  EXPECT_TRUE(session.OpenVoting(5, SessionId(), At(2)).ok());
}

TEST(SessionTest, ANamedVoteHasNoMinimum) {
  SessionCreated wanted = Wanted();
  wanted.settings.ballot_mode = BallotMode::kNamed;
  LeanCoffeeSession session = Collecting(wanted);
  Happen(session, session.SubmitTopic(Card("a"), At(2)));
  EXPECT_TRUE(session.OpenVoting(0, SessionId(), At(2)).ok());
}

TEST(SessionTest, WithTooFewBallotsOnlyTotalsAreShown) {
  LeanCoffeeSession session = Collecting();
  Happen(session, session.SubmitTopic(Card("a"), At(2)));
  Happen(session, session.OpenVoting(5, SessionId(), At(3)));
  Happen(session, session.CloseVoting(At(4)));
  Count count{{{TopicId("a"), 1, 8, 4}}, 4, 0};
  const auto few = session.RevealResults(count, At(5));
  EXPECT_FALSE(few->results.voters_shown);
  EXPECT_EQ(few->results.tallies[0].voters, 0);
  EXPECT_EQ(few->results.tallies[0].dots, 8);
  count.ballots_cast = 5;
  EXPECT_EQ(session.RevealResults(count, At(5))->results.tallies[0].voters, 4);
}

TEST(SessionTest, ATopicIsModeratedOnceAndMergedOnlyBeforeTheVote) {
  LeanCoffeeSession session = Collecting();
  for (const char* id : {"a", "b", "c"}) {
    Happen(session, session.SubmitTopic(Card(id, TopicSource::kDevice), At(2)));
  }
  Happen(session, session.AcceptTopic({TopicId("a")}));
  EXPECT_EQ(ReasonOf(session.AcceptTopic({TopicId("a")}).status()), "TOPIC_DECIDED");
  EXPECT_EQ(FieldOf(session.RejectTopic({TopicId("b"), " "}).status()), "reason");
  EXPECT_EQ(ReasonOf(session.MergeTopics({TopicId("a"), {TopicId("b")}, {}}, At(2)).status()),
            "TOPIC_NOT_ACCEPTED");
  EXPECT_EQ(session.MergeTopics({TopicId("a"), {TopicId("z")}, {}}, At(2)).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(FieldOf(session.MergeTopics({TopicId("a"), {TopicId("a")}, {}}, At(2)).status()),
            "merged_topic_ids[0]");
  Happen(session, session.AcceptTopic({TopicId("b")}));
  Happen(session, session.MergeTopics({TopicId("a"), {TopicId("b")}, {}}, At(2)));
  Happen(session, session.RejectTopic({TopicId("c"), "not ours"}));
  const auto opened = session.OpenVoting(5, SessionId(), At(3));
  EXPECT_EQ(opened->topic_ids, std::vector<TopicId>{TopicId("a")});
  session.Apply(*opened);
  EXPECT_EQ(ReasonOf(session.MergeTopics({TopicId("a"), {TopicId("b")}, {}}, At(3)).status()),
            "WRONG_PHASE");
}

TEST(SessionTest, AnIdOrACardIsTakenOnce) {
  LeanCoffeeSession session = Collecting();
  Happen(session, session.SubmitTopic(Card("a", TopicSource::kPaper), At(2)));
  TopicSubmitted same_ref = Card("b", TopicSource::kPaper);
  same_ref.paper_ref = "card a";
  EXPECT_EQ(ReasonOf(session.SubmitTopic(same_ref, At(2)).status()), "PAPER_REF_TAKEN");
  EXPECT_EQ(ReasonOf(session.SubmitTopic(Card("a"), At(2)).status()), "ID_TAKEN");
  TopicSubmitted again = Card("b");
  again.origin = "same content";
  Happen(session, session.SubmitTopic(again, At(2)));
  EXPECT_TRUE(session.SubmitTopic(again, At(2))->empty());
}

TEST(SessionTest, AnImportIsAllOrNothingAndSkipsWhatIsThere) {
  LeanCoffeeSession session = Collecting();
  std::vector<TopicSubmitted> rows{Card("a", TopicSource::kPaper), Card("b", TopicSource::kPaper)};
  Happen(session, session.ImportCards(rows, At(2)));
  rows.push_back(Card("c", TopicSource::kPaper));
  const auto again = session.ImportCards(rows, At(2));
  ASSERT_EQ(again->size(), 1u);
  EXPECT_EQ(std::get<TopicSubmitted>(again->at(0)).submission_seq, 3);
  rows.push_back(Card("d", TopicSource::kPaper));
  rows.back().paper_ref = rows[2].paper_ref;
  rows.push_back(Card("e", TopicSource::kPaper));
  rows.back().paper_ref = "";
  const auto refused = FieldViolationsOf(session.ImportCards(rows, At(2)).status());
  ASSERT_EQ(refused.size(), 2u);
  EXPECT_EQ(refused[0].field, "cards[4].paper_ref");
  EXPECT_EQ(refused[1].field, "cards[5].paper_ref");
}

TEST(SessionTest, RoundsFollowTheRankingOneAtATime) {
  LeanCoffeeSession session = Revealed();
  RoundStarted out_of_order = NewRound("r1");
  out_of_order.topic_id = TopicId("b");
  EXPECT_EQ(ReasonOf(session.StartRound(out_of_order, At(6)).status()), "NOT_NEXT");
  Happen(session, session.StartRound(NewRound("r1"), At(6)));
  EXPECT_EQ(session.rounds[0].topic_id, TopicId("a"));
  EXPECT_EQ(session.rounds[0].deadline, kStart + minutes(11));
  EXPECT_EQ(ReasonOf(session.StartRound(NewRound("r2"), At(7)).status()), "ROUND_RUNNING");
  EXPECT_EQ(ReasonOf(session.End(At(7)).status()), "ROUND_RUNNING");
  Happen(session, session.EndRound(EndOf("r1"), At(8)));
  EXPECT_EQ(FieldOf(session.SkipRound({RoundId("r2"), 0, {}, "", "", {}}, At(9)).status()),
            "reason");
  Happen(session, session.SkipRound({RoundId("r2"), 0, {}, "the expert left", "", {}}, At(9)));
  Happen(session, session.StartRound(NewRound("r3"), At(9)));
  EXPECT_EQ(session.rounds[2].topic_id, TopicId("c"));
}

TEST(SessionTest, ExtensionsAreCountedAndStartNowWhenTheTimeIsOver) {
  LeanCoffeeSession session = Revealed();
  Happen(session, session.StartRound(NewRound("r1"), At(6)));
  Happen(session, session.ExtendRound(RoundId("r1"), At(20)));
  EXPECT_EQ(session.rounds[0].deadline, kStart + minutes(22));
  EXPECT_EQ(ReasonOf(session.ExtendRound(RoundId("r1"), At(21)).status()), "NO_EXTENSION_LEFT");
  EXPECT_EQ(session.ExtendRound(RoundId("r9"), At(21)).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(SessionTest, WhatWasNotDiscussedToItsEndIsLeftOver) {
  LeanCoffeeSession session = Revealed();
  Happen(session, session.StartRound(NewRound("r1"), At(6)));
  Happen(session, session.EndRound(EndOf("r1"), At(8)));
  Happen(session, session.StartRound(NewRound("r2"), At(9)));
  Happen(session, session.EndRound(EndOf("r2", true), At(10)));
  const auto ended = session.End(At(11));
  ASSERT_EQ(ended->leftovers.size(), 3u);
  EXPECT_EQ(ended->leftovers[0],
            (Leftover{TopicId("b"), LeftoverKind::kPartlyDiscussed, 3, 2, false}));
  EXPECT_EQ(ended->leftovers[1], (Leftover{TopicId("c"), LeftoverKind::kUndiscussed, 2, 3, true}));
  EXPECT_EQ(ended->leftovers[2], (Leftover{TopicId("d"), LeftoverKind::kUndiscussed, 0, 4, false}));
}

TEST(SessionTest, LateTopicsComeAfterTheRevealAndNeverTouchTheRanking) {
  LeanCoffeeSession session = Revealed();
  EXPECT_EQ(ReasonOf(session.AddLateTopic(Card("e"), At(6)).status()), "WRONG_PHASE");
  Happen(session, session.StartRound(NewRound("r1"), At(6)));
  Happen(session, session.EndRound(EndOf("r1"), At(7)));
  const Results before = *session.results;
  Happen(session, session.AddLateTopic(Card("e"), At(8)));
  EXPECT_EQ(*session.results, before);
  EXPECT_EQ(session.topics.back().status, TopicStatus::kLate);
  Happen(session, session.End(At(9)));
  EXPECT_TRUE(session.AddLateTopic(Card("f"), At(10)).ok());
}

TEST(SessionTest, ARecordedSessionSaysWhenEachStepHappened) {
  SessionCreated wanted = Wanted();
  wanted.mode = SessionMode::kRecorded;
  LeanCoffeeSession session = Collecting(wanted);
  EXPECT_EQ(session.last_step, kStart + minutes(1));
  EXPECT_EQ(FieldOf(session.StartClustering(At(2)).status()), "happened_at");
  EXPECT_EQ(FieldOf(session.StartClustering(Recorded(0)).status()), "happened_at");
  EXPECT_EQ(FieldOf(session.StartClustering(Recorded(20'000)).status()), "happened_at");
  EXPECT_EQ(session.StartClustering(Recorded(1))->at, kStart + minutes(1));
  EXPECT_EQ(FieldOf(Collecting().StartClustering(Recorded(2)).status()), "happened_at");
}

TEST(SessionTest, ARevealedSessionIsNotCancelled) {
  EXPECT_EQ(ReasonOf(Revealed().Cancel({"too late", {}}, At(6)).status()), "WRONG_PHASE");
  EXPECT_TRUE(Collecting().Cancel({"fire alarm", {}}, At(6)).ok());
}

TEST(SessionTest, NotesBelongToADiscussedRound) {
  LeanCoffeeSession session = Revealed();
  Happen(session, session.StartRound(NewRound("r1"), At(6)));
  NoteAdded note;
  note.round_id = RoundId("r1");
  note.note_id = NoteId("n1");
  EXPECT_EQ(FieldOf(session.AddNote(note).status()), "kind");
  note.kind = NoteKind::kAction;
  note.origin = "first";
  Happen(session, session.AddNote(note));
  EXPECT_TRUE(session.AddNote(note)->empty());  // said again
  note.origin = "second";
  EXPECT_EQ(ReasonOf(session.AddNote(note).status()), "ID_TAKEN");
  note.round_id = RoundId("r9");
  EXPECT_EQ(session.AddNote(note).status().code(), absl::StatusCode::kNotFound);
}

TEST(SessionTest, AReplayOfTheEventsGivesTheSameResult) {
  LeanCoffeeSession session = Revealed();
  Results again = *session.results;
  again.result_hash = ResultHash(again);
  EXPECT_EQ(again, *session.results);
}

}  // namespace
}  // namespace zwk::participation
