#include "participation/lean_coffee/session.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "participation/lean_coffee/voting_rules.h"
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
  Happen(session, session.OpenVoting(5, 0, At(3)));
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
            "session.settings.max_dots_per_topic");
}

TEST(SessionTest, PhasesFollowTheirOrderAndNeverComeBackFromAClosedVote) {
  LeanCoffeeSession session = Collecting();
  EXPECT_EQ(ReasonOf(session.CloseVoting(At(2)).status()), "WRONG_PHASE");
  EXPECT_EQ(DetailsOf(session.CloseVoting(At(2)).status())[0].second, "COLLECTING");
  Happen(session, session.StartClustering(At(2)));
  EXPECT_EQ(ReasonOf(session.SubmitTopic(Card("a"), At(2)).status()), "WRONG_PHASE");
  Happen(session, session.OpenCollection(At(2)));
  Happen(session, session.SubmitTopic(Card("a"), At(2)));
  Happen(session, session.OpenVoting(5, 0, At(3)));
  Happen(session, session.CloseVoting(At(4)));
  for (const absl::Status& refused :
       {session.OpenVoting(5, 0, At(5)).status(), session.OpenCollection(At(5)).status(),
        session.StartClustering(At(5)).status(), session.CloseVoting(At(5)).status(),
        session.End(At(5)).status()}) {
    EXPECT_EQ(ReasonOf(refused), "WRONG_PHASE");
  }
}

TEST(SessionTest, AVoteNeedsModeratedTopicsAndEnoughPeople) {
  LeanCoffeeSession session = Collecting();
  EXPECT_EQ(ReasonOf(session.OpenVoting(5, 0, At(2)).status()), "NO_TOPICS");
  Happen(session, session.SubmitTopic(Card("a", TopicSource::kDevice), At(2)));
  EXPECT_EQ(ReasonOf(session.OpenVoting(5, 0, At(2)).status()), "TOPICS_NOT_MODERATED");
  Happen(session, session.AcceptTopic({TopicId("a")}));
  EXPECT_EQ(ReasonOf(session.OpenVoting(4, 0, At(2)).status()), "TOO_FEW_PARTICIPANTS");
  for (const int sheets : {-1, 10'001, 2147483647}) {
    EXPECT_EQ(FieldOf(session.OpenVoting(4, sheets, At(2)).status()), "paper_sheets");
  }
  EXPECT_TRUE(session.OpenVoting(4, 1, At(2)).ok());
  EXPECT_TRUE(session.OpenVoting(5, 0, At(2)).ok());
}

TEST(SessionTest, ANamedVoteHasNoMinimum) {
  SessionCreated wanted = Wanted();
  wanted.settings.ballot_mode = BallotMode::kNamed;
  LeanCoffeeSession session = Collecting(wanted);
  Happen(session, session.SubmitTopic(Card("a"), At(2)));
  EXPECT_TRUE(session.OpenVoting(0, 0, At(2)).ok());
}

TEST(SessionTest, OfTooFewSecretBallotsNothingIsToldButTheirNumber) {
  LeanCoffeeSession session = Collecting();
  for (const char* id : {"a", "b"}) Happen(session, session.SubmitTopic(Card(id), At(2)));
  Happen(session, session.OpenVoting(1, 4, At(3)));  // five people may vote
  Happen(session, session.CloseVoting(At(4)));
  Count count{{{TopicId("a"), 1, 1, 1}, {TopicId("b"), 2, 8, 4}}, 4, 3};
  const auto few = session.RevealResults(count, At(5));
  EXPECT_TRUE(few->results.withheld);
  EXPECT_EQ(few->results.ballots_cast, 4);
  EXPECT_TRUE(few->results.tallies.empty());
  // They can talk about all of it, in the order it was submitted; nothing tells what had dots.
  LeanCoffeeSession withheld = session;
  Happen(withheld, few);
  Happen(withheld, withheld.StartRound({RoundId("r"), 0, {}, {}, "o", {}}, At(6)));
  EXPECT_EQ(withheld.rounds[0].topic_id, TopicId("a"));
  Happen(withheld, withheld.EndRound({RoundId("r"), {}, false, {}}, At(7)));
  EXPECT_EQ(withheld.End(At(8))->leftovers,
            (std::vector<Leftover>{{TopicId("b"), LeftoverKind::kUndiscussed, 0, 0, false}}));

  count.ballots_cast = 5;
  const auto enough = session.RevealResults(count, At(5));
  EXPECT_FALSE(enough->results.withheld);
  EXPECT_EQ(enough->results.tallies[0].topic_id, TopicId("b"));
  EXPECT_EQ(enough->results.tallies[0].voters, 4);
}

TEST(SessionTest, ANamedVoteIsToldHoweverFewVote) {
  SessionCreated wanted = Wanted();
  wanted.settings.ballot_mode = BallotMode::kNamed;
  LeanCoffeeSession session = Collecting(wanted);
  Happen(session, session.SubmitTopic(Card("a"), At(2)));
  Happen(session, session.OpenVoting(1, 0, At(3)));
  Happen(session, session.CloseVoting(At(4)));
  EXPECT_EQ(
      session.RevealResults(Count{{{TopicId("a"), 1, 3, 1}}, 1, 0}, At(5))->results.dots_total, 3);
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
  const auto opened = session.OpenVoting(5, 0, At(3));
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
  EXPECT_EQ(FieldOf(session.AddNote(note).status()), "note.kind");
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

std::string RefusedSetting(const std::function<void(SessionSettings&)>& change) {
  SessionCreated wanted = Wanted();
  change(wanted.settings);
  return FieldOf(LeanCoffeeSession{}.Create(wanted, At(0)).status());
}

TEST(SessionTest, EachSettingHasItsBounds) {
  struct Bounds {
    int SessionSettings::* setting;
    const char* field;
    int least, most;
  };
  const Bounds all[] = {
      {&SessionSettings::max_dots_per_topic, "session.settings.max_dots_per_topic", 1, 5},
      {&SessionSettings::round_seconds, "session.settings.round_seconds", 60, 3600},
      {&SessionSettings::max_extensions, "session.settings.max_extensions", 0, 10},
      {&SessionSettings::extension_seconds, "session.settings.extension_seconds", 1, 3600},
      {&SessionSettings::planned_rounds, "session.settings.planned_rounds", 1, 50},
      {&SessionSettings::cards_per_participant, "session.settings.cards_per_participant", 1, 100}};
  for (const Bounds& bounds : all) {
    const auto refused = [&](int value) {
      return RefusedSetting([&](SessionSettings& settings) { settings.*bounds.setting = value; });
    };
    EXPECT_EQ(refused(bounds.least), "") << bounds.field;
    EXPECT_EQ(refused(bounds.most), "") << bounds.field;
    EXPECT_EQ(refused(bounds.least - 1), bounds.field);
    EXPECT_EQ(refused(bounds.most + 1), bounds.field);
  }
  const auto dots = [](int dots, int per_topic) {
    return RefusedSetting([&](SessionSettings& settings) {
      settings.dots_per_participant = dots;
      settings.max_dots_per_topic = per_topic;
    });
  };
  EXPECT_EQ(dots(1, 1), "");
  EXPECT_EQ(dots(20, 20), "");
  EXPECT_EQ(dots(0, 1), "session.settings.dots_per_participant");
  EXPECT_EQ(dots(21, 20), "session.settings.dots_per_participant");
  EXPECT_EQ(RefusedSetting([](SessionSettings& settings) {
              settings.max_extensions = settings.extension_seconds = 0;
            }),
            "")
      << "where there are none they have no length";
  for (const size_t count : {0, 1, 20, 21}) {
    EXPECT_EQ(
        RefusedSetting([&](SessionSettings& settings) { settings.languages.assign(count, "de"); }),
        count == 1 || count == 20 ? "" : "session.settings.languages");
  }
  for (const JoinMode mode : {JoinMode::kUnspecified, JoinMode::kCode, JoinMode::kBoth}) {
    EXPECT_EQ(RefusedSetting([&](SessionSettings& settings) { settings.join_mode = mode; }),
              "session.settings.join_mode");
  }
}

// Every phase, with rounds and results where somebody may look for them.
TEST(SessionTest, EachStepBelongsToItsPhases) {
  using Phases = std::set<SessionPhase>;
  using enum SessionPhase;
  const LeanCoffeeSession base = [] {
    LeanCoffeeSession session = Revealed();
    Happen(session, session.StartRound(NewRound("r1"), At(6)));
    Happen(session, session.EndRound(EndOf("r1"), At(7)));
    session.Apply(Card("new", TopicSource::kDevice));
    return session;
  }();
  const auto allowed = [&](const std::function<absl::Status(const LeanCoffeeSession&)>& decide) {
    Phases phases;
    for (int i = 0; i <= static_cast<int>(kCancelled); ++i) {
      LeanCoffeeSession session = base;
      session.phase = static_cast<SessionPhase>(i);
      if (ReasonOf(decide(session)) != "WRONG_PHASE") phases.insert(session.phase);
    }
    return phases;
  };
  using S = const LeanCoffeeSession&;
  EXPECT_EQ(allowed([](S s) { return s.OpenCollection(At(9)).status(); }),
            (Phases{kDraft, kClustering}));
  EXPECT_EQ(allowed([](S s) { return s.StartClustering(At(9)).status(); }), (Phases{kCollecting}));
  EXPECT_EQ(allowed([](S s) { return s.SubmitTopic(Card("x"), At(9)).status(); }),
            (Phases{kCollecting}));
  EXPECT_EQ(allowed([](S s) { return s.AddLateTopic(Card("x"), At(9)).status(); }),
            (Phases{kDiscussing, kEnded}));
  EXPECT_EQ(allowed([](S s) { return s.ImportCards({}, At(9)).status(); }),
            (Phases{kCollecting, kClustering}));
  EXPECT_EQ(allowed([](S s) { return s.AcceptTopic({TopicId("new")}).status(); }),
            (Phases{kCollecting, kClustering}));
  EXPECT_EQ(allowed([](S s) { return s.RejectTopic({TopicId("new"), "no"}).status(); }),
            (Phases{kCollecting, kClustering}));
  EXPECT_EQ(allowed([](S s) {
              return s.MergeTopics({TopicId("a"), {TopicId("b")}, {}}, At(9)).status();
            }),
            (Phases{kCollecting, kClustering}));
  EXPECT_EQ(
      allowed([](S s) { return s.WithdrawTopic({TopicId("a"), "gone", {}}, At(9)).status(); }),
      (Phases{kCollecting, kClustering, kVoting}));
  EXPECT_EQ(allowed([](S s) { return s.OpenVoting(5, 0, At(9)).status(); }),
            (Phases{kCollecting, kClustering}));
  EXPECT_EQ(allowed([](S s) { return s.CloseVoting(At(9)).status(); }), (Phases{kVoting}));
  EXPECT_EQ(allowed([](S s) { return VotingRules::Of(s).CheckVoting(); }), (Phases{kVoting}));
  EXPECT_EQ(allowed([](S s) { return VotingRules::Of(s).CheckVotable(TopicId("a")); }),
            (Phases{kVoting}));
  EXPECT_EQ(allowed([](S s) { return s.RevealResults(Count{}, At(9)).status(); }),
            (Phases{kVotingClosed}));
  EXPECT_EQ(allowed([](S s) { return s.RevealResults(std::nullopt, At(9)).status(); }), Phases{});
  EXPECT_EQ(allowed([](S s) { return s.StartRound(NewRound("r2"), At(9)).status(); }),
            (Phases{kRevealed, kDiscussing}));
  EXPECT_EQ(allowed([](S s) {
              return s.SkipRound({RoundId("r2"), 0, {}, "no", "", {}}, At(9)).status();
            }),
            (Phases{kRevealed, kDiscussing}));
  EXPECT_EQ(allowed([](S s) {
              NoteAdded note;
              note.round_id = RoundId("r1");
              note.kind = NoteKind::kPoint;
              return s.AddNote(note).status();
            }),
            (Phases{kDiscussing}));
  EXPECT_EQ(allowed([](S s) { return s.End(At(9)).status(); }), (Phases{kRevealed, kDiscussing}));
  EXPECT_EQ(allowed([](S s) { return s.Cancel({"fire alarm", {}}, At(9)).status(); }),
            (Phases{kNone, kDraft, kCollecting, kClustering, kVoting, kVotingClosed}));
}

TEST(SessionTest, TextsOfASessionHaveTheirLengths) {
  const LeanCoffeeSession session = Collecting();
  const auto paper = [&](size_t length) {
    TopicSubmitted card = Card("a", TopicSource::kPaper);
    card.paper_ref = std::string(length, 'x');
    return FieldOf(session.SubmitTopic(card, At(2)).status());
  };
  EXPECT_EQ(paper(1), "");
  EXPECT_EQ(paper(50), "");
  EXPECT_EQ(paper(0), "topic.paper_ref");
  EXPECT_EQ(paper(51), "topic.paper_ref");
  TopicSubmitted device = Card("a");
  device.paper_ref = "1";
  EXPECT_EQ(FieldOf(session.SubmitTopic(device, At(2)).status()), "topic.paper_ref");
  EXPECT_EQ(FieldOf(session.SubmitTopic(Card("a", TopicSource::kUnspecified), At(2)).status()),
            "topic.source");
  for (const size_t length : {1, 500, 501}) {
    EXPECT_EQ(FieldOf(session.Cancel({std::string(length, 'x'), {}}, At(2)).status()),
              length > 500 ? "reason" : "");
  }
  LeanCoffeeSession discussing = Revealed();
  Happen(discussing, discussing.StartRound(NewRound("r1"), At(6)));
  const auto outcome = [&](const std::function<void(RoundOutcome&)>& change) {
    RoundEnded wanted = EndOf("r1");
    wanted.outcome.locale = "de";
    change(wanted.outcome);
    return FieldOf(discussing.EndRound(wanted, At(7)).status());
  };
  using O = RoundOutcome;
  EXPECT_EQ(outcome([](O& o) { o.paragraphs.assign(20, std::string(4000, 'x')); }), "");
  EXPECT_EQ(outcome([](O& o) { o.paragraphs.assign(21, "x"); }), "outcome.paragraphs");
  EXPECT_EQ(outcome([](O& o) { o.paragraphs = {"a\nb", std::string(4001, 'x')}; }),
            "outcome.paragraphs[1]");
  EXPECT_EQ(outcome([](O& o) { o.paragraphs = {""}; }), "outcome.paragraphs[0]");
  EXPECT_EQ(outcome([](O& o) { o.field_ids.assign(50, std::string(64, 'x')); }), "");
  EXPECT_EQ(outcome([](O& o) { o.field_ids.assign(51, "x"); }), "outcome.field_ids");
  EXPECT_EQ(outcome([](O& o) { o.neighborhood_keys = {std::string(65, 'x')}; }),
            "outcome.neighborhood_keys[0]");
  EXPECT_EQ(outcome([](O& o) { o.neighborhood_keys = {"a\nb"}; }), "outcome.neighborhood_keys[0]");
  EXPECT_EQ(outcome([](O& o) { o.locale = "Deutsch"; }), "outcome.locale");
  EXPECT_EQ(outcome([](O& o) { o.locale = ""; }), "") << "without words";
  EXPECT_EQ(outcome([](O& o) {
              o.locale = "";
              o.paragraphs = {"x"};
            }),
            "outcome.locale");
  const auto fields = [](CardText card) {
    FieldErrors errors;
    std::string author_role(card.title.size() > 1 ? 101 : 100, 'x');
    TakeCard(errors, "card", card);
    TakeNote(errors, card, author_role);
    std::vector<std::string> fields;
    for (const auto& violation : FieldViolationsOf(errors.ToStatus()))
      fields.push_back(violation.field);
    return fields;
  };
  EXPECT_EQ(fields({"x", "x", "de"}), std::vector<std::string>{});
  EXPECT_EQ(fields({std::string(201, 'x'), "", ""}),
            (std::vector<std::string>{"card.title.text", "card.locale", "note.text.text",
                                      "note.locale", "note.author_role"}));
}

TEST(SessionTest, ASessionHoldsSoManyTopicsAndAMergeSoMany) {
  LeanCoffeeSession session = Collecting();
  for (int i = 0; i < 498; ++i)
    Happen(session, session.SubmitTopic(Card(std::to_string(i)), At(2)));
  EXPECT_EQ(session.topics.back().submission_seq, 498);
  const auto rows = [](int count) {
    std::vector<TopicSubmitted> rows;
    for (int i = 0; i < count; ++i) {
      rows.push_back(Card("p" + std::to_string(i), TopicSource::kPaper));
      rows.back().accepted = true;
    }
    return rows;
  };
  EXPECT_EQ(ReasonOf(session.ImportCards(rows(3), At(2)).status()), "TOO_MANY_TOPICS");
  Happen(session, session.ImportCards(rows(2), At(2)));
  EXPECT_EQ(session.topics.back().submission_seq, 500);
  EXPECT_EQ(ReasonOf(session.SubmitTopic(Card("x"), At(2)).status()), "TOO_MANY_TOPICS");
  std::vector<TopicSubmitted> taken = {Card("0", TopicSource::kPaper)};
  taken[0].paper_ref = "new";
  EXPECT_EQ(FieldOf(session.ImportCards(taken, At(2)).status()), "cards[1].topic_id");

  const auto merged = [&](int count) {
    TopicsMerged wanted{TopicId("0"), {}, {}};
    for (int i = 1; i <= count; ++i) wanted.merged.emplace_back(std::to_string(i));
    return FieldOf(session.MergeTopics(wanted, At(2)).status());
  };
  EXPECT_EQ(merged(0), "merged_topic_ids");
  EXPECT_EQ(merged(1), "");
  EXPECT_EQ(merged(50), "");
  EXPECT_EQ(merged(51), "merged_topic_ids");
}

TEST(SessionTest, NobodyUsesUpTheRoomOfTheOthers) {
  LeanCoffeeSession session = Collecting();
  const auto write = [&](const std::string& author, int number) {
    TopicSubmitted card = Card(absl::StrCat(author, " ", number), TopicSource::kDevice);
    card.author = author;
    return session.SubmitTopic(card, At(2));
  };
  for (int i = 0; i < 10; ++i) Happen(session, write("paula", i));
  for (int i = 0; i < 10; ++i) {
    Happen(session, session.RejectTopic({TopicId(absl::StrCat("paula ", i)), "Werbung"}));
  }
  EXPECT_EQ(ReasonOf(write("paula", 10).status()), "TOO_MANY_CARDS");
  EXPECT_TRUE(write("berta", 0).ok());

  // What others wrote locks no moderator out, and what was rejected keeps nobody's room.
  for (int i = 0; i < 500; ++i) Happen(session, write(absl::StrCat("guest ", i), 0));
  EXPECT_EQ(ReasonOf(write("berta", 0).status()), "TOO_MANY_TOPICS");
  EXPECT_TRUE(session.SubmitTopic(Card("of the moderator"), At(2)).ok());
  Happen(session, session.RejectTopic({TopicId("guest 0 0"), "Werbung"}));
  EXPECT_TRUE(write("berta", 0).ok());

  for (int i = 1; i < 500; ++i)
    Happen(session, session.AcceptTopic({TopicId(absl::StrCat("guest ", i, " 0"))}));
  Happen(session, session.SubmitTopic(Card("the last"), At(2)));
  EXPECT_EQ(ReasonOf(session.SubmitTopic(Card("one more"), At(2)).status()), "TOO_MANY_TOPICS");
  Happen(session, write("berta", 0));
  EXPECT_EQ(ReasonOf(session.AcceptTopic({TopicId("berta 0")}).status()), "TOO_MANY_TOPICS");
  Happen(session, session.WithdrawTopic({TopicId("the last"), "erledigt", {}}, At(2)));
  EXPECT_TRUE(session.AcceptTopic({TopicId("berta 0")}).ok());
}

TEST(SessionTest, TextsAreTakenAsPhonesAndFormsSendThem) {
  const auto taken = [](std::string title, std::string body) {
    CardText card{std::move(title), std::move(body), "de-x-leicht"};
    FieldErrors errors;
    TakeCard(errors, "topic", card);
    return errors.ToStatus().ok() ? card.title + "|" + card.body : "refused";
  };
  EXPECT_EQ(taken("Parks", "eins\r\nzwei"), "Parks|eins\nzwei");
  EXPECT_EQ(taken("\u2067\u062d\u062f\u064a\u0642\u0629\u2069", ""),
            "\u062d\u062f\u064a\u0642\u0629|");
  for (const char* blank :
       {"\u200d", "\u2060", "\u00ad", "\u3164", "\u2800", "\ufe0f", "\u0301", "\u200f"}) {
    EXPECT_EQ(taken(blank, ""), "refused");
  }
}

TEST(SessionTest, ASessionHoldsTwoHundredNotes) {
  LeanCoffeeSession session = Revealed();
  const auto note = [](const std::string& round, int number) {
    NoteAdded note;
    note.round_id = RoundId(round);
    note.note_id = NoteId(std::to_string(number));
    note.kind = NoteKind::kPoint;
    note.locale = "de";
    note.author_role = "expert";
    return note;
  };
  Happen(session, session.StartRound(NewRound("r1"), At(6)));
  for (int i = 0; i < 150; ++i) Happen(session, session.AddNote(note("r1", i)));
  Happen(session, session.EndRound(EndOf("r1"), At(7)));
  Happen(session, session.SkipRound({RoundId("r2"), 0, {}, "no", "", {}}, At(8)));
  EXPECT_EQ(ReasonOf(session.AddNote(note("r2", 1000)).status()), "ROUND_SKIPPED");
  Happen(session, session.StartRound(NewRound("r3"), At(8)));
  for (int i = 150; i < 200; ++i) Happen(session, session.AddNote(note("r3", i)));
  EXPECT_EQ(ReasonOf(session.AddNote(note("r3", 200)).status()), "TOO_MANY_NOTES");
  EXPECT_EQ(session.rounds[0].notes.size(), 150u);
  EXPECT_EQ(session.rounds[2].notes[0].note_id, NoteId("150"));
  EXPECT_EQ(session.rounds[2].notes[0].author_role, "expert");
}

TEST(SessionTest, WhatHappenedToATopicIsKept) {
  LeanCoffeeSession session = Collecting();
  for (const char* id : {"a", "b", "c", "d"}) Happen(session, session.SubmitTopic(Card(id), At(2)));
  Happen(session, session.SubmitTopic(Card("e", TopicSource::kDevice), At(2)));
  Happen(session, session.RejectTopic({TopicId("e"), "not ours"}));
  Happen(session, session.MergeTopics({TopicId("a"), {TopicId("b")}, {}}, At(2)));
  Happen(session, session.WithdrawTopic({TopicId("c"), "settled", {}}, At(2)));
  EXPECT_EQ(session.VotingGuard(), "");
  Happen(session, session.OpenVoting(5, 0, At(3)));
  EXPECT_EQ(session.VotingGuard(), "VOTING/0") << "a withdrawal before counts not";
  EXPECT_TRUE(VotingRules::Of(session).CheckVotable(TopicId("d")).ok());
  Happen(session, session.WithdrawTopic({TopicId("d"), "settled, too", {}}, At(3)));
  EXPECT_EQ(session.VotingGuard(), "VOTING/1");
  EXPECT_EQ(ReasonOf(VotingRules::Of(session).CheckVotable(TopicId("d"))), "TOPIC_NOT_OPEN");
  EXPECT_EQ(VotingRules::Of(session).CheckVotable(TopicId("z")).code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(session.WithdrawTopic({TopicId("d"), "again", {}}, At(3)).status()),
            "TOPIC_NOT_ACCEPTED");
  EXPECT_EQ(session.WithdrawTopic({TopicId("z"), "none", {}}, At(3)).status().code(),
            absl::StatusCode::kNotFound);

  using enum TopicStatus;
  const auto is = [&](size_t i, const char* id, TopicStatus status, const char* reason) {
    EXPECT_EQ(session.topics[i].topic_id, TopicId(id));
    EXPECT_EQ(session.topics[i].submission_seq, static_cast<int64_t>(i) + 1);
    EXPECT_EQ(session.topics[i].status, status) << id;
    EXPECT_EQ(session.topics[i].reason, reason);
    EXPECT_EQ(session.topics[i].locale, "de");
  };
  is(0, "a", kAccepted, "");
  is(1, "b", kMerged, "");
  is(2, "c", kWithdrawn, "settled");
  is(3, "d", kWithdrawn, "settled, too");
  is(4, "e", kRejected, "not ours");
  EXPECT_EQ(session.topics[1].merged_into, TopicId("a"));
  EXPECT_EQ(session.topics[4].source, TopicSource::kDevice);
  EXPECT_EQ(session.seq, 12u) << "one for each event";
}

TEST(SessionTest, WhatHappenedInARoundIsKept) {
  LeanCoffeeSession session = Revealed();
  RoundStarted first = NewRound("r1");
  first.origin = "same content";
  Happen(session, session.StartRound(first, At(6)));
  EXPECT_TRUE(session.StartRound(first, At(7))->empty());
  first.origin = "other content";
  EXPECT_EQ(ReasonOf(session.StartRound(first, At(7)).status()), "ID_TAKEN");
  Happen(session, session.ExtendRound(RoundId("r1"), At(7)));
  EXPECT_EQ(session.rounds[0].extensions_used, 1);
  EXPECT_EQ(session.rounds[0].deadline, kStart + minutes(13)) << "seven minutes from its begin";
  RoundEnded end = EndOf("r1", true);
  end.outcome = {{"what was said"}, {"f1"}, {"212"}, "de"};
  Happen(session, session.EndRound(end, At(8)));
  EXPECT_EQ(ReasonOf(session.EndRound(end, At(9)).status()), "ROUND_NOT_RUNNING");
  EXPECT_EQ(ReasonOf(session.ExtendRound(RoundId("r1"), At(9)).status()), "ROUND_NOT_RUNNING");
  EXPECT_EQ(session.EndRound(EndOf("r9"), At(9)).status().code(), absl::StatusCode::kNotFound);
  const Round& round = session.rounds[0];
  EXPECT_EQ(round.ordinal, 1);
  EXPECT_EQ(round.status, RoundStatus::kEnded);
  EXPECT_EQ(round.started_at, kStart + minutes(6));
  EXPECT_EQ(round.ended_at, kStart + minutes(8));
  EXPECT_TRUE(round.cut_short);
  EXPECT_EQ(round.outcome, end.outcome);

  RoundSkipped skip{RoundId("r2"), 0, {}, "the expert left", "same content", {}};
  Happen(session, session.SkipRound(skip, At(9)));
  EXPECT_TRUE(session.SkipRound(skip, At(9))->empty());
  skip.origin = "other content";
  EXPECT_EQ(ReasonOf(session.SkipRound(skip, At(9)).status()), "ID_TAKEN");
  EXPECT_EQ(session.rounds[1].ordinal, 2);
  EXPECT_EQ(session.rounds[1].topic_id, TopicId("b"));
  EXPECT_EQ(session.rounds[1].status, RoundStatus::kSkipped);
  EXPECT_EQ(session.rounds[1].skip_reason, "the expert left");
  EXPECT_EQ(session.rounds[1].ended_at, kStart + minutes(9));
  for (const char* id : {"r3", "r4"}) {
    Happen(session, session.StartRound(NewRound(id), At(10)));
    Happen(session, session.EndRound(EndOf(id), At(11)));
  }
  EXPECT_EQ(ReasonOf(session.StartRound(NewRound("r5"), At(12)).status()), "NO_TOPIC_LEFT");
  EXPECT_EQ(session.last_step, kStart + minutes(11));
  const auto ended = session.End(At(12));
  ASSERT_EQ(ended->leftovers.size(), 2u) << "one was begun, one skipped";
  EXPECT_EQ(ended->leftovers[0].kind, LeftoverKind::kPartlyDiscussed);
  EXPECT_EQ(ended->leftovers[1].kind, LeftoverKind::kUndiscussed);
  EXPECT_EQ(ended->meeting_id, "m");
}

TEST(SessionTest, ALiveSessionNeverGoesBackInTime) {
  LeanCoffeeSession session = Collecting();
  Happen(session, session.SubmitTopic(Card("a"), At(2)));
  EXPECT_EQ(session.StartClustering(At(0))->at, kStart + minutes(1)) << "the clock was set back";
  EXPECT_EQ(session.StartClustering(At(3))->at, kStart + minutes(3));
  EXPECT_EQ(session.WithdrawTopic({TopicId("a"), "gone", {}}, At(0))->at, kStart + minutes(1));
  SessionCreated recorded = Wanted();
  recorded.mode = SessionMode::kRecorded;
  EXPECT_EQ(std::get<TopicSubmitted>(Collecting(recorded).SubmitTopic(Card("a"), At(50))->at(0)).at,
            kStart + minutes(1))
      << "what has no time of its own has that of the step before";
}

}  // namespace
}  // namespace zwk::participation
