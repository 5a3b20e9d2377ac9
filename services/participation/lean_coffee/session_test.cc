#include "participation/lean_coffee/session.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "participation/lean_coffee/voting_rules.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"

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

v1::Topic Card(const std::string& id, v1::TopicSource source = v1::TOPIC_SOURCE_MODERATOR) {
  v1::Topic card;
  card.set_topic_id(id);
  card.set_source(source);
  card.set_locale("de");
  card.mutable_title()->set_text("Thema");
  if (source == v1::TOPIC_SOURCE_PAPER) card.set_paper_ref("card " + id);
  return card;
}
v1::Topic Kept(const std::string& id, v1::TopicStatus status = v1::TOPIC_STATUS_ACCEPTED) {
  v1::Topic topic = Card(id);
  topic.set_status(status);
  return topic;
}
std::vector<v1::Topic> Accepted(const std::vector<std::string>& ids) {
  std::vector<v1::Topic> topics;
  for (const std::string& id : ids) topics.push_back(Kept(id));
  return topics;
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
  Happen(session, session.OpenVoting(Accepted({"a", "b", "c", "d"}), 4, 5, 0, At(3)));
  Happen(session, session.CloseVoting(At(4)));
  Count count;
  count.topics = {{TopicId("a"), 1, 4, 3},
                  {TopicId("b"), 2, 3, 2},
                  {TopicId("c"), 3, 2, 1},
                  {TopicId("d"), 4, 0, 0}};
  count.ballots_cast = count.ballots_counting = 5;
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
  EXPECT_EQ(FieldViolationsOf(refused).size(), 8u);
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
  EXPECT_TRUE(session.SubmitTopic(Card("a"), At(2)).ok());
  Happen(session, session.OpenVoting(Accepted({"a"}), 1, 5, 0, At(3)));
  Happen(session, session.CloseVoting(At(4)));
  for (const absl::Status& refused :
       {session.OpenVoting(Accepted({"a"}), 1, 5, 0, At(5)).status(),
        session.OpenCollection(At(5)).status(), session.StartClustering(At(5)).status(),
        session.CloseVoting(At(5)).status(), session.End(At(5)).status()}) {
    EXPECT_EQ(ReasonOf(refused), "WRONG_PHASE");
  }
}

TEST(SessionTest, AVoteNeedsModeratedTopicsAndEnoughPeople) {
  const LeanCoffeeSession session = Collecting();
  const auto open = [&](const std::vector<v1::Topic>& topics, int devices, int sheets) {
    return session.OpenVoting(topics, 1, devices, sheets, At(2)).status();
  };
  EXPECT_EQ(ReasonOf(open({}, 5, 0)), "NO_TOPICS");
  EXPECT_EQ(ReasonOf(open({Kept("a", v1::TOPIC_STATUS_REJECTED)}, 5, 0)), "NO_TOPICS");
  EXPECT_EQ(ReasonOf(open({Kept("a"), Kept("b", v1::TOPIC_STATUS_SUBMITTED)}, 5, 0)),
            "TOPICS_NOT_MODERATED");
  EXPECT_EQ(ReasonOf(open({Kept("a")}, 4, 0)), "TOO_FEW_PARTICIPANTS");
  for (const int sheets : {-1, 10'001, 2147483647}) {
    EXPECT_EQ(FieldOf(open({Kept("a")}, 4, sheets)), "paper_sheets");
  }
  EXPECT_TRUE(open({Kept("a")}, 4, 1).ok());
  EXPECT_TRUE(open({Kept("a")}, 5, 0).ok());
}

TEST(SessionTest, ANamedVoteHasNoMinimum) {
  SessionCreated wanted = Wanted();
  wanted.settings.ballot_mode = BallotMode::kNamed;
  EXPECT_TRUE(Collecting(wanted).OpenVoting(Accepted({"a"}), 1, 0, 0, At(2)).ok());
}

TEST(SessionTest, OfTooFewSecretBallotsNothingIsToldButTheirNumber) {
  LeanCoffeeSession session = Collecting();
  Happen(session, session.OpenVoting(Accepted({"a", "b"}), 2, 1, 4, At(3)));  // five may vote
  Happen(session, session.CloseVoting(At(4)));
  // Five voted, all the dots of one came back.
  Count count{{{TopicId("a"), 1, 1, 1}, {TopicId("b"), 2, 8, 4}}, 5, 3, 4};
  const auto few = session.RevealResults(count, At(5));
  EXPECT_TRUE(few->results.withheld);
  EXPECT_EQ(few->results.ballots_cast, 5);
  EXPECT_EQ(few->results.paper_ballots_cast, 0);
  EXPECT_TRUE(few->results.tallies.empty());
  // They can talk about all of it, in the order it was submitted; nothing tells what had dots.
  LeanCoffeeSession withheld = session;
  Happen(withheld, few);
  Happen(withheld, withheld.StartRound({RoundId("r"), 0, {}, {}, "o", {}}, At(6)));
  EXPECT_EQ(withheld.rounds[0].topic_id, TopicId("a"));
  Happen(withheld, withheld.EndRound({RoundId("r"), {}, false, {}}, At(7)));
  EXPECT_EQ(withheld.End(At(8))->leftovers,
            (std::vector<Leftover>{{TopicId("b"), LeftoverKind::kUndiscussed, 0, 0, false}}));

  count.ballots_counting = 5;
  const auto enough = session.RevealResults(count, At(5));
  EXPECT_FALSE(enough->results.withheld);
  EXPECT_EQ(enough->results.tallies[0].topic_id, TopicId("b"));
  EXPECT_EQ(enough->results.tallies[0].voters, 4);
}

TEST(SessionTest, DotsThatWereCountedByHandHideNobody) {
  LeanCoffeeSession session = Collecting();
  Happen(session, session.OpenVoting(Accepted({"a"}), 1, 5, 20, At(3)));
  Happen(session, session.CloseVoting(At(4)));
  const auto withheld = [&](int ballots, int counted, bool on_open_cards = true) {
    Count count{
        {{TopicId("a"), 1, 8, 4}}, ballots + counted, counted, ballots, counted, on_open_cards};
    return session.RevealResults(count, At(5))->results.withheld;
  };
  EXPECT_FALSE(withheld(0, 14));
  EXPECT_FALSE(withheld(5, 14));
  EXPECT_TRUE(withheld(4, 14)) << "all dots less those counted are the dots of four";
  EXPECT_TRUE(withheld(0, 4));
  EXPECT_TRUE(withheld(0, 14, false));
}

TEST(SessionTest, DotsOfFewSheetsAreNotToldApart) {
  const auto apart = [](BallotMode mode, int sheets) {
    LeanCoffeeSession session = Collecting();
    session.about.settings.ballot_mode = mode;
    Happen(session, session.OpenVoting(Accepted({"a"}), 1, 5, 20, At(3)));
    Happen(session, session.CloseVoting(At(4)));
    const Count count{{{TopicId("a"), 1, 8, 4, 3}}, 5 + sheets, sheets, 5, sheets, true};
    const Results results = session.RevealResults(count, At(5))->results;
    EXPECT_EQ(results.dots_total, 8);
    EXPECT_EQ(results.sheets_counted, sheets);
    return results.tallies.at(0).counted_dots;
  };
  EXPECT_EQ(apart(BallotMode::kSecret, 1), 0) << "they are somebody's ballot";
  EXPECT_EQ(apart(BallotMode::kSecret, 4), 0);
  EXPECT_EQ(apart(BallotMode::kSecret, 5), 3);
  EXPECT_EQ(apart(BallotMode::kNamed, 1), 3);
}

TEST(SessionTest, ANamedVoteIsToldHoweverFewVote) {
  SessionCreated wanted = Wanted();
  wanted.settings.ballot_mode = BallotMode::kNamed;
  LeanCoffeeSession session = Collecting(wanted);
  Happen(session, session.OpenVoting(Accepted({"a"}), 1, 1, 0, At(3)));
  Happen(session, session.CloseVoting(At(4)));
  EXPECT_EQ(
      session.RevealResults(Count{{{TopicId("a"), 1, 3, 1}}, 1, 0, 1}, At(5))->results.dots_total,
      3);
}

TEST(SessionTest, ATopicIsModeratedOnceAndMergedOnlyBeforeTheVote) {
  const LeanCoffeeSession session = Collecting();
  const v1::Topic waiting = Kept("b", v1::TOPIC_STATUS_SUBMITTED);
  EXPECT_TRUE(session.AcceptTopic(waiting).ok());
  EXPECT_EQ(ReasonOf(session.AcceptTopic(Kept("a")).status()), "TOPIC_DECIDED");
  EXPECT_EQ(ReasonOf(session.RejectTopic(Kept("a"), "no").status()), "TOPIC_DECIDED");
  EXPECT_EQ(FieldOf(session.RejectTopic(waiting, " ").status()), "reason");
  EXPECT_EQ(ReasonOf(session.MergeTopics({Kept("a"), waiting}, At(2)).status()),
            "TOPIC_NOT_ACCEPTED");
  const auto merged = session.MergeTopics(Accepted({"a", "b", "c"}), At(2));
  EXPECT_EQ(merged->topic_id(), "a");
  EXPECT_EQ(merged->merged_topic_ids_size(), 2);
  EXPECT_EQ(ReasonOf(session.WithdrawTopic(waiting, "settled", At(2)).status()),
            "TOPIC_NOT_ACCEPTED");
  const auto opened = session.OpenVoting(
      {Kept("a"), Kept("b", v1::TOPIC_STATUS_MERGED), Kept("c", v1::TOPIC_STATUS_REJECTED)}, 5, 5,
      0, At(3));
  EXPECT_EQ(opened->topic_ids, std::vector<TopicId>{TopicId("a")});
  EXPECT_EQ(opened->seen, 5);
}

TEST(SessionTest, AnImportIsAllOrNothingAndSkipsWhatIsThere) {
  const LeanCoffeeSession session = Collecting();
  using Rows = std::vector<LeanCoffeeSession::ImportRow>;
  const auto row = [](const std::string& id, const std::string& there = "") {
    return LeanCoffeeSession::ImportRow{Card(id, v1::TOPIC_SOURCE_PAPER), there};
  };
  Rows rows{row("a", "a"), row("b", "another"), row("c")};
  const auto taken = session.ImportCards(rows, true, At(2));
  ASSERT_EQ(taken->size(), 1u);
  EXPECT_EQ(taken->at(0).topic().topic_id(), "c");
  EXPECT_EQ(taken->at(0).topic().status(), v1::TOPIC_STATUS_ACCEPTED);
  EXPECT_EQ(session.ImportCards(rows, false, At(2))->at(0).topic().status(),
            v1::TOPIC_STATUS_SUBMITTED);
  rows.push_back(row("d"));
  rows.back().card.set_paper_ref(rows[2].card.paper_ref());
  rows.push_back(row("e"));
  rows.back().card.clear_paper_ref();
  rows.push_back(row("f"));
  rows.back().id_taken = true;
  rows.push_back(row("c"));
  rows.back().card.set_paper_ref("new");
  std::vector<std::string> fields;
  for (const FieldViolation& violation :
       FieldViolationsOf(session.ImportCards(rows, true, At(2)).status())) {
    fields.push_back(violation.field);
  }
  EXPECT_EQ(fields, (std::vector<std::string>{"cards[4].paper_ref", "cards[5].paper_ref",
                                              "cards[6].topic_id", "cards[7].topic_id"}));
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
  EXPECT_EQ(session.AddLateTopic(Card("e"), At(8))->topic().status(), v1::TOPIC_STATUS_LATE);
  EXPECT_EQ(*session.results, before);
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
  EXPECT_EQ(RefusedSetting(
                [](SessionSettings& settings) { settings.join_mode = JoinMode::kUnspecified; }),
            "session.settings.join_mode");
}

TEST(SessionTest, NobodyJoinsARecordedSessionByCode) {
  for (const JoinMode mode : {JoinMode::kMembers, JoinMode::kCode, JoinMode::kBoth}) {
    SessionCreated wanted = Wanted();
    wanted.settings.join_mode = mode;
    EXPECT_TRUE(LeanCoffeeSession{}.Create(wanted, At(0)).ok());
    wanted.mode = SessionMode::kRecorded;
    Step step = At(0);
    step.happened_at = step.now;
    EXPECT_EQ(FieldOf(LeanCoffeeSession{}.Create(wanted, step).status()),
              mode == JoinMode::kMembers ? "" : "session.settings.join_mode");
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
  constexpr v1::TopicStatus kWaiting = v1::TOPIC_STATUS_SUBMITTED;
  EXPECT_EQ(allowed([](S s) { return s.OpenCollection(At(9)).status(); }),
            (Phases{kDraft, kClustering}));
  EXPECT_EQ(allowed([](S s) { return s.StartClustering(At(9)).status(); }), (Phases{kCollecting}));
  EXPECT_EQ(allowed([](S s) { return s.SubmitTopic(Card("x"), At(9)).status(); }),
            (Phases{kCollecting}));
  EXPECT_EQ(allowed([](S s) { return s.AddLateTopic(Card("x"), At(9)).status(); }),
            (Phases{kDiscussing, kEnded}));
  EXPECT_EQ(allowed([](S s) { return s.ImportCards({}, true, At(9)).status(); }),
            (Phases{kCollecting, kClustering}));
  EXPECT_EQ(allowed([](S s) { return s.AcceptTopic(Kept("new", kWaiting)).status(); }),
            (Phases{kCollecting, kClustering}));
  EXPECT_EQ(allowed([](S s) { return s.RejectTopic(Kept("new", kWaiting), "no").status(); }),
            (Phases{kCollecting, kClustering}));
  EXPECT_EQ(allowed([](S s) { return s.MergeTopics(Accepted({"a", "b"}), At(9)).status(); }),
            (Phases{kCollecting, kClustering}));
  EXPECT_EQ(allowed([](S s) { return s.WithdrawTopic(Kept("a"), "gone", At(9)).status(); }),
            (Phases{kCollecting, kClustering, kVoting}));
  EXPECT_EQ(allowed([](S s) { return s.OpenVoting(Accepted({"a"}), 1, 5, 0, At(9)).status(); }),
            (Phases{kCollecting, kClustering}));
  EXPECT_EQ(allowed([](S s) { return s.CloseVoting(At(9)).status(); }), (Phases{kVoting}));
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
    v1::Topic card = Card("a", v1::TOPIC_SOURCE_PAPER);
    card.set_paper_ref(std::string(length, 'x'));
    return FieldOf(session.SubmitTopic(card, At(2)).status());
  };
  EXPECT_EQ(paper(1), "");
  EXPECT_EQ(paper(50), "");
  EXPECT_EQ(paper(0), "topic.paper_ref");
  EXPECT_EQ(paper(51), "topic.paper_ref");
  v1::Topic device = Card("a");
  device.set_paper_ref("1");
  EXPECT_EQ(FieldOf(session.SubmitTopic(device, At(2)).status()), "topic.paper_ref");
  EXPECT_EQ(FieldOf(session.SubmitTopic(Card("a", v1::TOPIC_SOURCE_UNSPECIFIED), At(2)).status()),
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
  const auto card_fields = [&](size_t title, size_t body, const std::string& locale) {
    v1::Topic card = Card("a");
    card.mutable_title()->set_text(std::string(title, 'x'));
    card.mutable_body()->set_text(std::string(body, 'x'));
    card.set_locale(locale);
    std::vector<std::string> fields;
    for (const auto& violation : FieldViolationsOf(session.SubmitTopic(card, At(2)).status()))
      fields.push_back(violation.field);
    return fields;
  };
  EXPECT_EQ(card_fields(200, 2000, "de"), std::vector<std::string>{});
  EXPECT_EQ(card_fields(201, 2001, ""),
            (std::vector<std::string>{"topic.title.text", "topic.body.text", "topic.locale"}));
  const auto note_fields = [](std::string text, size_t role) {
    FieldErrors errors;
    std::string author_role(role, 'x');
    TakeNote(errors, text, text.empty() ? "" : "de", author_role);
    std::vector<std::string> fields;
    for (const auto& violation : FieldViolationsOf(errors.ToStatus()))
      fields.push_back(violation.field);
    return fields;
  };
  EXPECT_EQ(note_fields("x", 100), std::vector<std::string>{});
  EXPECT_EQ(note_fields("", 101),
            (std::vector<std::string>{"note.text.text", "note.locale", "note.author_role"}));
}

TEST(SessionTest, CardsOfAStatusHaveARoomOfTheirOwn) {
  EXPECT_EQ(RoomOf(v1::TOPIC_STATUS_SUBMITTED).most, 500);
  EXPECT_EQ(RoomOf(v1::TOPIC_STATUS_ACCEPTED).most, 500);
  EXPECT_EQ(RoomOf(v1::TOPIC_STATUS_LATE).most, 100);
  EXPECT_NE(RoomOf(v1::TOPIC_STATUS_SUBMITTED).name, RoomOf(v1::TOPIC_STATUS_ACCEPTED).name);
  EXPECT_EQ(ReasonOf(RoomOf(v1::TOPIC_STATUS_LATE).full), "TOO_MANY_TOPICS");
  for (const auto status :
       {v1::TOPIC_STATUS_REJECTED, v1::TOPIC_STATUS_MERGED, v1::TOPIC_STATUS_WITHDRAWN}) {
    EXPECT_EQ(RoomOf(status).name, "");
  }
}

TEST(SessionTest, TextsAreTakenAsPhonesAndFormsSendThem) {
  const auto taken = [](std::string title, std::string body) {
    v1::Topic card = Card("a");
    card.mutable_title()->set_text(std::move(title));
    card.mutable_body()->set_text(std::move(body));
    card.set_locale("de-x-leicht");
    FieldErrors errors;
    TakeCard(errors, "topic", card);
    return errors.ToStatus().ok() ? card.title().text() + "|" + card.body().text() : "refused";
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
  const LeanCoffeeSession session = Collecting();
  v1::Topic topic;
  const v1::TopicSubmitted submitted =
      *session.SubmitTopic(Card("a", v1::TOPIC_SOURCE_DEVICE), At(2));
  Apply(submitted, topic);
  EXPECT_EQ(topic.status(), v1::TOPIC_STATUS_SUBMITTED);
  EXPECT_EQ(topic.session_id(), "s");
  EXPECT_EQ(topic.title().sealed().subject_ref(), "a");
  EXPECT_FALSE(topic.has_body());
  v1::Topic rejected = topic;
  Apply(*session.RejectTopic(rejected, "not ours"), rejected);
  EXPECT_EQ(rejected.status(), v1::TOPIC_STATUS_REJECTED);
  EXPECT_EQ(rejected.reason(), "not ours");
  Apply(*session.AcceptTopic(topic), topic);
  EXPECT_EQ(topic.status(), v1::TOPIC_STATUS_ACCEPTED);
  v1::Topic merged = topic;
  const v1::TopicsMerged merge = *session.MergeTopics({Kept("stays"), merged}, At(2));
  Apply(merge, merged);
  EXPECT_EQ(merged.status(), v1::TOPIC_STATUS_MERGED);
  EXPECT_EQ(merged.merged_into(), "stays");
  v1::Topic stays = Kept("stays");
  Apply(merge, stays);
  EXPECT_EQ(stays.status(), v1::TOPIC_STATUS_ACCEPTED);
  Apply(*session.WithdrawTopic(topic, "settled", At(2)), topic);
  EXPECT_EQ(topic.status(), v1::TOPIC_STATUS_WITHDRAWN);
  EXPECT_EQ(topic.reason(), "settled");
}

TEST(SessionTest, RulesOfAVoteSayWhatTakesDots) {
  LeanCoffeeSession session = Collecting();
  const std::vector<v1::Topic> topics{Kept("d"), Kept("w", v1::TOPIC_STATUS_WITHDRAWN)};
  EXPECT_EQ(ReasonOf(VotingRules::Of(session, "", topics).CheckVotable(TopicId("d"))),
            "WRONG_PHASE");
  Happen(session, session.OpenVoting(topics, 3, 5, 0, At(3)));
  const VotingRules rules = VotingRules::Of(session, "VOTING/1", topics);
  EXPECT_TRUE(rules.CheckVoting().ok());
  EXPECT_TRUE(rules.CheckVotable(TopicId("d")).ok());
  EXPECT_EQ(ReasonOf(rules.CheckVotable(TopicId("w"))), "TOPIC_NOT_OPEN");
  EXPECT_EQ(rules.CheckVotable(TopicId("z")).code(), absl::StatusCode::kNotFound);
}

TEST(SessionTest, TheBoardSaysWhatHappensToCards) {
  LeanCoffeeSession session;
  std::vector<std::string> guards;
  for (int i = 0; i <= static_cast<int>(SessionPhase::kCancelled); ++i) {
    session.phase = static_cast<SessionPhase>(i);
    guards.push_back(session.BoardGuard());
  }
  EXPECT_EQ(guards, (std::vector<std::string>{"", "", "COLLECTING", "CLUSTERING", "", "", "",
                                              "LATE", "LATE", ""}));
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
  const LeanCoffeeSession session = Collecting();
  EXPECT_EQ(session.StartClustering(At(0))->at, kStart + minutes(1)) << "the clock was set back";
  EXPECT_EQ(session.StartClustering(At(3))->at, kStart + minutes(3));
  EXPECT_EQ(ToTime(session.WithdrawTopic(Kept("a"), "gone", At(0))->happened_at()),
            kStart + minutes(1));
  SessionCreated recorded = Wanted();
  recorded.mode = SessionMode::kRecorded;
  EXPECT_EQ(ToTime(Collecting(recorded).SubmitTopic(Card("a"), At(50))->happened_at()),
            kStart + minutes(1))
      << "what has no time of its own has that of the step before";
}

}  // namespace
}  // namespace zwk::participation
