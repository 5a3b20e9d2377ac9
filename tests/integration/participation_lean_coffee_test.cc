// What LeanCoffeeService promises as a whole: real gRPC, real Redis, many people at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "participation/lean_coffee/tally.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "tests/integration/participation_lean_coffee_fixture.h"
#include "zwk/participation/v1/lean_coffee_events.pb.h"
#include "zwk/participation/v1/minutes.pb.h"
#include "zwk/participation/v1/topic_backlog.pb.h"

namespace zwk::participation {
namespace {

using ::google::protobuf::Message;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(LeanCoffeeServiceTest, TheWayTakesEveryRpc) { ExpectEveryRpcIsOnTheWay(); }

TEST_F(LeanCoffeeServiceTest, EveryChangeHappensOnceHoweverOftenItIsAskedFor) {
  ExpectChangesHappenOnce();
}

TEST_F(LeanCoffeeServiceTest, EveryRpcIsForItsRolesAlone) { ExpectRolesAreAskedFor(); }

TEST_F(LeanCoffeeServiceTest, WrongInputIsRefusedAndChangesNothing) { ExpectWrongInputIsRefused(); }

TEST_F(LeanCoffeeServiceTest, TheAnswerToTooMuchIsSmallAndNobodyElseNotices) {
  ExpectRefusalsAreBounded();
}

TEST_F(LeanCoffeeServiceTest, AnotherCitySeesNothingOfIt) { ExpectNothingIsThereElsewhere({}); }

TEST_F(LeanCoffeeServiceTest, CardsAreNotTiedTogetherByTheTraceOfWhoWroteThem) {
  Ask<v1::CreateSessionResponse>("CreateSession", kLiveSession);
  Ask<v1::OpenCollectionResponse>("OpenCollection", R"(session_id: "$session$")");
  Caller ada = Person("ada");
  ada.trace_parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  Require(CallAs(ada, "SubmitTopic",
                 Request("SubmitTopic",
                         R"(session_id: "$session$" topic { locale: "de" title { text: "Bänke" })"
                         R"( source: TOPIC_SOURCE_DEVICE })",
                         NextRequestId()))
              .status());
  EXPECT_THAT(State(), Not(HasSubstr("0af7651916cd43dd8448eb211c80319c")));
}

TEST_F(LeanCoffeeServiceTest, NobodySaysHimselfThatHisCardNeedsNoModeration) {
  Ask<v1::CreateSessionResponse>("CreateSession", kLiveSession);
  Ask<v1::OpenCollectionResponse>("OpenCollection", R"(session_id: "$session$")");
  const auto card = [](const char* source) {
    return absl::StrCat(
        R"(session_id: "$session$" topic { title { text: "Licht" } locale: "de" source: )", source,
        " }");
  };
  for (const char* role : {"PARTICIPANT", "BOARD_MEMBER"}) {
    EXPECT_EQ(ReasonOf(TryAs(role, "ada", "SubmitTopic", card("TOPIC_SOURCE_MODERATOR"))),
              "ROLE_MISSING");
    EXPECT_EQ(
        ReasonOf(TryAs(role, "ada", "SubmitTopic", card(R"(TOPIC_SOURCE_PAPER paper_ref: "K1")"))),
        "ROLE_MISSING");
    Require(TryAs(role, "ada", "SubmitTopic", card("TOPIC_SOURCE_DEVICE")));
  }
  EXPECT_EQ(ReasonOf(TryAs("SCRIBE", "sam", "SubmitTopic", card("TOPIC_SOURCE_MODERATOR"))),
            "ROLE_MISSING");
  Require(TryAs("SCRIBE", "sam", "SubmitTopic", card(R"(TOPIC_SOURCE_PAPER paper_ref: "K1")")));
  Require(TryAs("FACILITATOR", "moe", "SubmitTopic", card("TOPIC_SOURCE_MODERATOR")));
  const auto topics =
      Ask<v1::ListTopicsResponse>("ListTopics", R"(session_id: "$session$")").topics();
  ASSERT_EQ(topics.size(), 4);
  EXPECT_EQ(topics[2].status(), v1::TOPIC_STATUS_SUBMITTED);
  EXPECT_EQ(topics[3].status(), v1::TOPIC_STATUS_ACCEPTED);
}

TEST_F(LeanCoffeeServiceTest, WhatIsNotOnTheBoardIsForWhoModerates) {
  Ask<v1::CreateSessionResponse>("CreateSession", kLiveSession);
  Ask<v1::OpenCollectionResponse>("OpenCollection", R"(session_id: "$session$")");
  for (const char* id : {"light", "spam"}) {
    Require(TryAs(
        "PARTICIPANT", "ada", "SubmitTopic",
        absl::StrCat(
            R"(session_id: "$session$" topic { title { text: "x" } locale: "de" topic_id: "$)", id,
            R"($" source: TOPIC_SOURCE_DEVICE })")));
  }
  const auto seen = [&](const char* role) {
    v1::ListTopicsResponse answer;
    const auto bytes = CallAs(Person("bob", role), "ListTopics",
                              Request("ListTopics", R"(session_id: "$session$")", NextRequestId()));
    EXPECT_TRUE(bytes.ok() && answer.ParseFromString(*bytes)) << bytes.status();
    return answer.topics();
  };
  EXPECT_EQ(seen("PARTICIPANT").size(), 0);
  EXPECT_EQ(seen("PLANNER").size(), 0);
  for (const char* role : {"FACILITATOR", "CHAIR", "SCRIBE"}) EXPECT_EQ(seen(role).size(), 2);

  Ask<v1::AcceptTopicResponse>("AcceptTopic", R"(session_id: "$session$" topic_id: "$light$")");
  Ask<v1::RejectTopicResponse>("RejectTopic",
                               R"(session_id: "$session$" topic_id: "$spam$" reason: "Werbung")");
  ASSERT_EQ(seen("PARTICIPANT").size(), 1);
  EXPECT_EQ(seen("PARTICIPANT")[0].topic_id(), test::Id("light"));
  EXPECT_EQ(seen("SCRIBE")[1].reason(), "Werbung");

  const std::string off = R"(session_id: "$session$" topic_id: "$light$" reason: "erledigt")";
  EXPECT_EQ(ReasonOf(TryAs("PARTICIPANT", "bob", "WithdrawTopic", off)), "ROLE_MISSING");
  Require(TryAs("SCRIBE", "sam", "WithdrawTopic", off));
}

TEST_F(LeanCoffeeServiceTest, WhatIsLeftOverWaitsInTheBacklogOnce) {
  WalkBefore("AssignEntry");
  const auto backlog =
      Ask<v1::ListBacklogResponse>("ListBacklog", R"(session_id: "$session$")").entries();
  ASSERT_EQ(backlog.size(), 3);
  EXPECT_EQ(backlog[0].title().text(), "Otobüs");  // skipped
  EXPECT_EQ(backlog[0].locale(), "tr");
  EXPECT_EQ(backlog[0].origin(), v1::BACKLOG_ORIGIN_UNDISCUSSED);
  EXPECT_EQ(backlog[0].dots(), 2);
  EXPECT_EQ(backlog[0].rank(), 2);
  EXPECT_TRUE(backlog[0].highlighted());
  EXPECT_EQ(backlog[1].title().text(), "Gesundheit");
  EXPECT_FALSE(backlog[1].highlighted());
  EXPECT_EQ(backlog[2].title().text(), "Licht");
  EXPECT_EQ(backlog[2].origin(), v1::BACKLOG_ORIGIN_LATE_ADDITION);
  EXPECT_EQ(Ask<v1::ListBacklogResponse>("ListBacklog", "origin: BACKLOG_ORIGIN_LATE_ADDITION")
                .entries_size(),
            1);
  EXPECT_EQ(EventsOf<v1::TopicBacklogged>().size(), 3u);

  // Every event once more, as after a lost position.
  for (const store::TailEntry& entry : Events()) {
    stream::Event event;
    event.id = entry.attributes.at("ce_id");
    event.municipality = kHere;
    event.type = entry.attributes.at("ce_type");
    event.data = entry.data;
    Require(SyncWait(participation_.backlog_consumer().On(event)));
  }
  EXPECT_EQ(EventsOf<v1::TopicBacklogged>().size(), 3u);
}

TEST_F(LeanCoffeeServiceTest, ParallelDotsNeverExceedABudgetAndTheTallyIsTheSumOfTheBallots) {
  constexpr int kPeople = 200, kEach = 20, kTopics = 8;
  OpenVote(kPeople, kTopics);
  std::vector<Task<absl::Status>> burst;
  for (int i = 0; i < kEach; ++i) {
    for (int person = 0; person < kPeople; ++person) {
      burst.push_back(Dots(person, (person * 7 + i * 3) % kTopics, (person + i) % 4));
    }
  }
  int acknowledged = 0;
  for (const absl::Status& status : SyncWait(WhenAll(std::move(burst)))) {
    acknowledged += status.ok();
    if (status.ok()) continue;
    EXPECT_TRUE(ReasonOf(status) == "DOT_BUDGET_EXCEEDED" ||
                ReasonOf(status) == "CONCURRENT_CHANGE")
        << status;
  }
  EXPECT_GT(acknowledged, kPeople);
  Ask<v1::CloseVotingResponse>("CloseVoting", R"(session_id: "$session$")");

  std::map<std::string, int64_t> dots, voters;
  int64_t cast = 0;
  for (int person = 0; person < kPeople; ++person) {
    const v1::Ballot ballot = BallotOf(absl::StrCat("p", person));
    EXPECT_LE(ballot.used(), 5);
    EXPECT_EQ(ballot.used() + ballot.left(), 5);
    cast += ballot.used() > 0;
    for (const v1::Allocation& allocation : ballot.allocations()) {
      EXPECT_LE(allocation.dots(), 3);
      dots[allocation.topic_id()] += allocation.dots();
      ++voters[allocation.topic_id()];
    }
  }
  Ask<v1::RevealResultsResponse>("RevealResults", R"(session_id: "$session$")");
  const v1::Results results =
      Ask<v1::GetResultsResponse>("GetResults", R"(session_id: "$session$")").results();
  EXPECT_EQ(results.ballots_cast(), cast);
  EXPECT_EQ(results.tallies_size(), kTopics);
  for (const v1::TopicTally& tally : results.tallies()) {
    EXPECT_EQ(tally.dots(), dots[tally.topic_id()]);
    EXPECT_EQ(tally.voters(), voters[tally.topic_id()]);
  }
}

TEST_F(LeanCoffeeServiceTest, WhatWasAcknowledgedBeforeTheCloseCountsAndNothingElse) {
  constexpr int kPeople = 200, kTopics = 5;
  OpenVote(kPeople, kTopics);
  // Every dot of a person lies on a topic of its own, so that each is seen in the ballot.
  std::vector<Task<absl::Status>> burst;
  for (int topic = 0; topic < kTopics; ++topic) {
    for (int person = 0; person < kPeople; ++person) burst.push_back(Dots(person, topic, 1));
  }
  v1::CloseVotingRequest close;
  close.set_session_id(test::Id("session"));
  burst.insert(burst.begin() + kPeople * kTopics / 2,
               Later<v1::CloseVotingResponse>("CloseVoting", close, "facilitator"));
  std::vector<absl::Status> statuses = SyncWait(WhenAll(std::move(burst)));
  Require(statuses[kPeople * kTopics / 2]);
  statuses.erase(statuses.begin() + kPeople * kTopics / 2);

  int64_t acknowledged = 0, late = 0;
  for (int person = 0; person < kPeople; ++person) {
    std::set<std::string> said, counted;
    for (int topic = 0; topic < kTopics; ++topic) {
      const absl::Status& status = statuses[topic * kPeople + person];
      if (status.ok()) said.insert(test::Id(absl::StrCat("topic ", topic)));
      late += ReasonOf(status) == "WRONG_PHASE";
    }
    const v1::Ballot ballot = BallotOf(absl::StrCat("p", person));
    for (const v1::Allocation& allocation : ballot.allocations()) {
      counted.insert(allocation.topic_id());
    }
    EXPECT_EQ(said, counted) << person;
    acknowledged += static_cast<int64_t>(said.size());
  }
  EXPECT_GT(late, 0) << "the close came behind the burst: nothing was tested";
  EXPECT_GT(acknowledged, 0);
  Ask<v1::RevealResultsResponse>("RevealResults", R"(session_id: "$session$")");
  EXPECT_EQ(Ask<v1::GetResultsResponse>("GetResults", R"(session_id: "$session$")")
                .results()
                .dots_total(),
            acknowledged);
}

TEST_F(LeanCoffeeServiceTest, AHallThatWritesAtOnceLosesNoCard) {
  constexpr int kPeople = 300;
  Ask<v1::CreateSessionResponse>("CreateSession", kLiveSession);
  Ask<v1::OpenCollectionResponse>("OpenCollection", R"(session_id: "$session$")");
  std::vector<Task<absl::Status>> cards;
  for (int i = 0; i < kPeople; ++i) {
    v1::SubmitTopicRequest card;
    card.set_session_id(test::Id("session"));
    card.mutable_topic()->mutable_title()->set_text("Thema");
    card.mutable_topic()->set_locale("de");
    card.mutable_topic()->set_source(v1::TOPIC_SOURCE_DEVICE);
    cards.push_back(Later<v1::SubmitTopicResponse>("SubmitTopic", card, absl::StrCat("p", i)));
  }
  for (const absl::Status& status : SyncWait(WhenAll(std::move(cards)))) Require(status);
  const auto topics =
      Ask<v1::ListTopicsResponse>("ListTopics", R"(session_id: "$session$" page_size: 500)");
  ASSERT_EQ(topics.topics_size(), kPeople);
  for (int i = 0; i < kPeople; ++i) EXPECT_EQ(topics.topics(i).submission_seq(), i + 1);
  const v1::LeanCoffeeSession session =
      Ask<v1::GetSessionResponse>("GetSession", R"(session_id: "$session$")").session();
  EXPECT_EQ(session.topic_count(), kPeople);
  EXPECT_EQ(session.waiting_topic_count(), kPeople);
  // What a card leaves behind is as large as the card, however many there are.
  size_t records = 0;
  for (const auto& [key, value] : redis_.Everything()) {
    if (key.find(":r:") == std::string::npos) continue;
    ++records;
    EXPECT_LT(value.size(), 1500u) << key;
  }
  EXPECT_GE(records, size_t{kPeople});
}

TEST_F(LeanCoffeeServiceTest, AVoteIsOpenedOnTheCardsAsTheyAreThen) {
  Ask<v1::CreateSessionResponse>("CreateSession", kLiveSession);
  Ask<v1::OpenCollectionResponse>("OpenCollection", R"(session_id: "$session$")");
  std::vector<Task<absl::Status>> all;
  for (int i = 0; i < 60; ++i) {
    v1::SubmitTopicRequest card;
    card.set_session_id(test::Id("session"));
    card.mutable_topic()->mutable_title()->set_text("Thema");
    card.mutable_topic()->set_locale("de");
    card.mutable_topic()->set_source(v1::TOPIC_SOURCE_MODERATOR);
    all.push_back(Later<v1::SubmitTopicResponse>("SubmitTopic", card, "moderator"));
    if (i != 30) continue;
    v1::OpenVotingRequest open;
    open.set_session_id(test::Id("session"));
    open.set_paper_sheets(9);
    all.push_back(Later<v1::OpenVotingResponse>("OpenVoting", open, "chair"));
  }
  int taken = 0;
  const std::vector<absl::Status> statuses = SyncWait(WhenAll(std::move(all)));
  Require(statuses[31]);
  for (size_t i = 0; i < statuses.size(); ++i) {
    taken += i != 31 && statuses[i].ok();
    if (!statuses[i].ok()) {
      EXPECT_EQ(ReasonOf(statuses[i]), "WRONG_PHASE") << statuses[i];
    }
  }
  EXPECT_EQ(EventsOf<v1::VotingOpened>().at(0).topic_ids_size(), taken);
  EXPECT_EQ(EventsOf<v1::TopicSubmitted>().size(), static_cast<size_t>(taken));
}

TEST_F(LeanCoffeeServiceTest, NobodyUsesUpTheRoomOfTheOthers) {
  Ask<v1::CreateSessionResponse>("CreateSession", kLiveSession);
  Ask<v1::OpenCollectionResponse>("OpenCollection", R"(session_id: "$session$")");
  const auto put = [&](const std::string& id, const std::string& source) {
    return Try("SubmitTopic",
               absl::StrCat(R"(session_id: "$session$" topic { title { text: "A" } locale: "de" )",
                            "topic_id: \"$", id, "$\" source: TOPIC_SOURCE_", source, " }"),
               id);
  };
  const auto of_card = [](const std::string& id) {
    return absl::StrCat("session_id: \"$session$\" topic_id: \"$", id, "$\" ");
  };
  // As if 499 others waited and 499 stood for the vote.
  store::Commit others(kHere);
  const std::string counter = absl::StrCat("session/", test::Id("session"), "/topics");
  for (const char* room : {"waiting", "accepted"}) others.Add(counter, room, 499);
  ASSERT_TRUE(SyncWait(store_.Apply(std::move(others), kNoDeadline)).ok());
  Require(put("anna", "DEVICE"));
  EXPECT_EQ(ReasonOf(put("berta", "DEVICE")), "TOO_MANY_TOPICS");
  // What others wrote locks no moderator out, and what was rejected keeps nobody's room.
  Require(Try("RejectTopic", of_card("anna") + R"(reason: "Werbung")"));
  Require(put("berta", "DEVICE"));
  Require(put("the last", "MODERATOR"));
  EXPECT_EQ(ReasonOf(put("one more", "MODERATOR")), "TOO_MANY_TOPICS");
  EXPECT_EQ(ReasonOf(Try("AcceptTopic", of_card("berta"))), "TOO_MANY_TOPICS");
  Require(Try("WithdrawTopic", of_card("the last") + R"(reason: "erledigt")"));
  Require(Try("AcceptTopic", of_card("berta")));
}

TEST_F(LeanCoffeeServiceTest, WhatPeopleWroteIsGoneWithItsKeyAndTheRestStays) {
  WalkBefore("EndSession");
  for (const char* subject : {"parks", "note"}) {
    Require(SyncWait(keys_.EraseSubject(kHere, test::Id(subject))));
  }
  const auto topics =
      Ask<v1::ListTopicsResponse>("ListTopics", R"(session_id: "$session$")").topics();
  ASSERT_EQ(topics.size(), 7);
  EXPECT_EQ(topics[0].topic_id(), test::Id("parks"));
  EXPECT_EQ(topics[0].title().text() + topics[0].body().text(), "");
  EXPECT_TRUE(topics[0].title().erased());
  EXPECT_TRUE(topics[0].body().erased());
  EXPECT_EQ(topics[1].title().text(), "Otobüs");
  EXPECT_FALSE(topics[1].has_body());
  const v1::LeanCoffeeSession session =
      Ask<v1::GetSessionResponse>("GetSession", R"(session_id: "$session$")").session();
  EXPECT_TRUE(session.rounds(0).notes(0).text().erased());
  EXPECT_EQ(session.rounds(0).notes(0).text().text(), "");
}

TEST_F(LeanCoffeeServiceTest, WhatANewerReleaseHasWrittenSurvivesEveryChange) {
  newer_.Begins(kSealedBySession);
  WalkBefore("");
  newer_.ExpectEveryKindKeptIt({"note_text"});
}

TEST_F(LeanCoffeeServiceTest, AnIdOrANumberOnACardIsTakenOnce) {
  WalkBefore("AcceptTopic");
  const auto put = [&](const std::string& card) {
    return ReasonOf(Try("SubmitTopic", absl::StrCat(R"(session_id: "$session$" topic { locale: "de"
                                                     title { text: "A" } )",
                                                    card, " }")));
  };
  EXPECT_EQ(put(R"(topic_id: "$parks$" source: TOPIC_SOURCE_MODERATOR)"), "ID_TAKEN");
  EXPECT_EQ(put(R"(source: TOPIC_SOURCE_PAPER paper_ref: " K7 ")"), "PAPER_REF_TAKEN");
  EXPECT_EQ(put(R"(source: TOPIC_SOURCE_PAPER paper_ref: "K8")"), "");
}

TEST_F(LeanCoffeeServiceTest, BeforeTheRevealNobodyLearnsTotals) {
  WalkBefore("RevealResults");
  EXPECT_EQ(ReasonOf(Try("GetResults", R"(session_id: "$session$")")), "WRONG_PHASE");
  EXPECT_EQ(ReasonOf(Try("StartRound", R"(session_id: "$session$")")), "WRONG_PHASE");
  // Somebody who has not joined sees no ballot, and who has sees only the own one.
  EXPECT_EQ(Try("GetMyBallot", R"(session_id: "$session$")", "eve").code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(Try("GetMyBallot", R"(session_id: "$session$")", "berta").code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(BallotOf("paula").used(), 3);
  EXPECT_TRUE(EventsOf<v1::ResultsRevealed>().empty());
}

TEST_F(LeanCoffeeServiceTest, NoEventLinksAPersonWithATopicOrShowsWhatWasWritten) {
  WalkBefore("");
  for (const store::TailEntry& entry : Events()) {
    const std::string& type = entry.attributes.at("ce_type");
    for (const std::string& person :
         {std::string("paula"), std::string("berta"), test::Id("paula"), test::Id("sheet")}) {
      EXPECT_THAT(entry.data, Not(HasSubstr(person))) << type;
    }
    for (const char* words : {"Parks", "Mehr Bänke", "Otobüs", "Es fehlen Bänke", "Licht"}) {
      EXPECT_THAT(entry.data, Not(HasSubstr(words))) << type;
    }
  }
  // Nor does anything that is kept: with the session's key gone, a ballot is nobody's.
  EXPECT_EQ(
      ReasonOf(Try("SetDots", R"(session_id: "$session$" topic_id: "$parks$" dots: 1)", "paula")),
      "WRONG_PHASE");
}

TEST_F(LeanCoffeeServiceTest, OnePersonHasOneBallotOnWhicheverChannel) {
  WalkBefore("WithdrawTopic");
  const std::string sheet =
      R"(session_id: "$session$" allocations { topic_id: "$parks$" dots: 1 } person_ref: )";
  EXPECT_EQ(ReasonOf(Try("EnterPaperBallot", sheet + R"("paula")")), "PERSON_VOTES_ALREADY");
  EXPECT_EQ(ReasonOf(Try("EnterPaperBallot", sheet + R"("berta")")), "PERSON_VOTES_ALREADY");
  EXPECT_EQ(ReasonOf(Try("JoinSession", R"(session_id: "$session$" locale: "de")", "berta")),
            "PARTICIPANT_EXISTS");
  EXPECT_EQ(ReasonOf(Try("JoinSession", R"(session_id: "$session$" locale: "de")", "paula")),
            "PARTICIPANT_EXISTS");
  EXPECT_EQ(ReasonOf(Try("EnterPaperBallot", sheet + R"("dora" participant_id: "$sheet$")")),
            "BALLOT_EXISTS");
  // Nobody votes with somebody else's sheet, but a scribe may correct one.
  EXPECT_EQ(
      Try("SetDots", R"(session_id: "$session$" topic_id: "$parks$" dots: 1)", "berta").code(),
      absl::StatusCode::kNotFound);
  const std::string correction =
      R"(session_id: "$session$" participant_id: "$sheet$"
         allocations { topic_id: "$health$" dots: 3 } expected_version: )";
  EXPECT_EQ(ReasonOf(Try("EnterPaperBallot", correction + "7")), "VERSION_MISMATCH");
  EXPECT_EQ(Ask<v1::EnterPaperBallotResponse>("EnterPaperBallot", correction + "1").ballot().used(),
            3);
}

TEST_F(LeanCoffeeServiceTest, SubjectsThatDifferInCaseAreTwoPeople) {
  OpenVote(2, 2, 5);  // p0 and p1
  Require(SyncWait(Dots(0, 0, 3)));
  const std::string vote = R"(session_id: "$session$" topic_id: "$topic 1$" dots: 1)";
  const std::string join = R"(session_id: "$session$" locale: "de")";
  EXPECT_EQ(ReasonOf(Try("SetDots", vote, "P0")), "NOT_JOINED");
  EXPECT_EQ(ReasonOf(Try("GetMyBallot", R"(session_id: "$session$")", "P0")), "NOT_JOINED");
  Require(Try("JoinSession", join, "P0"));
  EXPECT_EQ(BallotOf("P0").used(), 0);
  Require(Try("SetDots", vote, "P0"));
  EXPECT_EQ(BallotOf("P0").used(), 1);
  EXPECT_EQ(BallotOf("p0").used(), 3);
  // A scribe types in any case, and nobody gets a second ballot by that.
  const std::string sheet =
      R"(session_id: "$session$" allocations { topic_id: "$topic 0$" dots: 1 } person_ref: )";
  for (const char* person : {"\"p0\"", "\"P0\"", "\"P1\""}) {
    EXPECT_EQ(ReasonOf(Try("EnterPaperBallot", sheet + person)), "PERSON_VOTES_ALREADY") << person;
  }
  Require(Try("EnterPaperBallot", sheet + R"("Dora")"));
  EXPECT_EQ(ReasonOf(Try("EnterPaperBallot", sheet + R"("DORA")")), "PERSON_VOTES_ALREADY");
  for (const char* person : {"dora", "Dora"}) {
    EXPECT_EQ(ReasonOf(Try("JoinSession", join, person)), "PARTICIPANT_EXISTS") << person;
    EXPECT_EQ(ReasonOf(Try("SetDots", vote, person)), "NOT_JOINED") << person;
  }
}

TEST_F(LeanCoffeeServiceTest, AWithdrawnTopicGivesItsDotsBackAndNoNumberTellsWhoHadVotedForIt) {
  WalkBefore("WithdrawTopic");
  Ask<v1::EnterPaperBallotResponse>(
      "EnterPaperBallot", R"(session_id: "$session$" allocations { topic_id: "$noise$" dots: 3 })");
  const auto before = Glance();
  EXPECT_EQ(before.ballots_cast(), 6);
  Ask<v1::WithdrawTopicResponse>(
      "WithdrawTopic", R"(session_id: "$session$" topic_id: "$noise$" reason: "erledigt")");
  EXPECT_EQ(
      ReasonOf(Try("SetDots", R"(session_id: "$session$" topic_id: "$noise$" dots: 1)", "paula")),
      "TOPIC_NOT_OPEN");
  // The sixth had all its dots on the withdrawn topic, and is cast all the same.
  const auto is_as_before = [&] {
    EXPECT_EQ(Glance().ballots_cast(), 6);
    EXPECT_EQ(Glance().paper_ballots_cast(), 5);
  };
  is_as_before();
  Ask<v1::CloseVotingResponse>("CloseVoting", R"(session_id: "$session$")");
  Ask<v1::RevealResultsResponse>("RevealResults", R"(session_id: "$session$")");
  const v1::Results results =
      Ask<v1::GetResultsResponse>("GetResults", R"(session_id: "$session$")").results();
  EXPECT_EQ(results.dots_total(), 9);
  EXPECT_EQ(results.ballots_cast(), 6);
  EXPECT_EQ(results.paper_ballots_cast(), 5);
  is_as_before();
}

TEST_F(LeanCoffeeServiceTest, WhoVotedForNothingButWithdrawnTopicsHidesNobody) {
  OpenVote(5, 2);
  for (int person = 0; person < 5; ++person) {
    Require(SyncWait(Dots(person, person == 0 ? 1 : 0, 3)));
  }
  Ask<v1::WithdrawTopicResponse>(
      "WithdrawTopic", R"(session_id: "$session$" topic_id: "$topic 1$" reason: "erledigt")");
  Ask<v1::CloseVotingResponse>("CloseVoting", R"(session_id: "$session$")");
  Ask<v1::RevealResultsResponse>("RevealResults", R"(session_id: "$session$")");
  const v1::Results results =
      Ask<v1::GetResultsResponse>("GetResults", R"(session_id: "$session$")").results();
  EXPECT_EQ(results.ballots_cast(), 5);
  EXPECT_TRUE(results.withheld()) << "four are left, and five are needed";
}

TEST_F(LeanCoffeeServiceTest, OfTooFewSecretBallotsOnlyTheirNumberIsTold) {
  WalkBefore("EnterPaperBallot");  // six may vote, one has voted on a device, one on paper
  Ask<v1::EnterPaperBallotResponse>(
      "EnterPaperBallot", R"(session_id: "$session$" allocations { topic_id: "$parks$" dots: 1 })");
  Ask<v1::CloseVotingResponse>("CloseVoting", R"(session_id: "$session$")");
  Ask<v1::RevealResultsResponse>("RevealResults", R"(session_id: "$session$")");
  v1::Results results =
      Ask<v1::GetResultsResponse>("GetResults", R"(session_id: "$session$")").results();
  EXPECT_EQ(results.ballots_cast(), 2);
  EXPECT_TRUE(results.withheld());
  results.clear_revealed_at();
  v1::Results nothing_else;
  nothing_else.set_session_id(test::Id("session"));
  nothing_else.set_ballots_cast(2);
  nothing_else.set_withheld(true);
  EXPECT_EQ(results.SerializeAsString(), nothing_else.SerializeAsString());
  EXPECT_EQ(EventsOf<v1::ResultsRevealed>().at(0).results().tallies_size(), 0);
  // The voter knows the own ballot, and what was not discussed waits, without a word of dots.
  EXPECT_EQ(BallotOf("paula").used(), 3);
  Ask<v1::EndSessionResponse>("EndSession", R"(session_id: "$session$")");
  Settle();
  const auto backlog =
      Ask<v1::ListBacklogResponse>("ListBacklog", R"(session_id: "$session$")").entries();
  ASSERT_EQ(backlog.size(), 4);
  for (const auto& entry : backlog) {
    EXPECT_EQ(entry.dots(), 0);
    EXPECT_EQ(entry.rank(), 0);
    EXPECT_FALSE(entry.highlighted());
  }
}

TEST_F(LeanCoffeeServiceTest, NoMoreSheetsAreEnteredThanWereHandedOut) {
  WalkBefore("WithdrawTopic");  // five sheets, four of them entered
  std::vector<Task<absl::Status>> sheets;
  for (int i = 0; i < 8; ++i) {
    v1::EnterPaperBallotRequest sheet;
    sheet.set_session_id(test::Id("session"));
    v1::Allocation& dots = *sheet.add_allocations();
    dots.set_topic_id(test::Id("parks"));
    dots.set_dots(1);
    sheets.push_back(Later<v1::EnterPaperBallotResponse>("EnterPaperBallot", sheet, "scribe"));
  }
  int entered = 0;
  for (const absl::Status& status : SyncWait(WhenAll(std::move(sheets)))) {
    entered += status.ok();
    if (!status.ok()) {
      EXPECT_EQ(ReasonOf(status), "TOO_MANY_SHEETS") << status;
    }
  }
  EXPECT_EQ(entered, 1);
  EXPECT_EQ(Glance().paper_ballots_cast(), 5);
  // A correction is no further sheet.
  Ask<v1::EnterPaperBallotResponse>(
      "EnterPaperBallot", R"(session_id: "$session$" participant_id: "$sheet$" expected_version: 1
                             allocations { topic_id: "$parks$" dots: 2 })");
}

TEST_F(LeanCoffeeServiceTest, TheOwnBallotCanBeReadUntilTheSessionIsOver) {
  WalkBefore("CloseVoting");
  const v1::Ballot ballot = BallotOf("paula");
  EXPECT_EQ(ballot.used(), 3);
  for (const char* step : {"CloseVoting", "RevealResults", "EndSession"}) {
    EXPECT_EQ(BallotOf("paula").SerializeAsString(), ballot.SerializeAsString()) << step;
    EXPECT_EQ(ReasonOf(Try("GetMyBallot", R"(session_id: "$session$")", "eve")), "NOT_JOINED");
    Ask<v1::EndSessionResponse>(step, R"(session_id: "$session$")");
  }
  Settle();
  EXPECT_EQ(ReasonOf(Try("GetMyBallot", R"(session_id: "$session$")", "paula")), "WRONG_PHASE");
}

TEST_F(LeanCoffeeServiceTest, TheResultFollowsFromTheEventsAlone) {
  WalkBefore("StartRound");
  const auto revealed = EventsOf<v1::ResultsRevealed>();
  ASSERT_EQ(revealed.size(), 1u);
  Count count;
  for (const v1::TopicTally& tally : revealed[0].results().tallies()) {
    count.topics.push_back({TopicId(tally.topic_id()), tally.submission_seq(), tally.dots(), 0});
  }
  std::reverse(count.topics.begin(), count.topics.end());
  EXPECT_EQ(RankTopics(count, Time{}).result_hash, revealed[0].results().result_hash());
  EXPECT_EQ(Ask<v1::GetSessionResponse>("GetSession", R"(session_id: "$session$")")
                .session()
                .result_hash(),
            revealed[0].results().result_hash());
}

TEST_F(LeanCoffeeServiceTest, ASecretVoteNeedsEnoughPeopleAndAMeetingVotesOnceAtATime) {
  WalkBefore("OpenVoting");
  EXPECT_EQ(ReasonOf(Try("OpenVoting", R"(session_id: "$session$" paper_sheets: 3)")),
            "TOO_FEW_PARTICIPANTS");
  Ask<v1::OpenVotingResponse>("OpenVoting", R"(session_id: "$session$" paper_sheets: 4)");
  std::string second = kLiveSession;
  second.replace(second.find("$session$"), 9, "$second$");
  Ask<v1::CreateSessionResponse>("CreateSession", second);
  Ask<v1::OpenCollectionResponse>("OpenCollection", R"(session_id: "$second$")");
  Ask<v1::SubmitTopicResponse>("SubmitTopic",
                               R"(session_id: "$second$"
         topic { title { text: "A" } locale: "de" source: TOPIC_SOURCE_MODERATOR })");
  const std::string open = R"(session_id: "$second$" paper_sheets: 9)";
  EXPECT_EQ(ReasonOf(Try("OpenVoting", open)), "MEETING_IS_VOTING");
  Ask<v1::CancelSessionResponse>("CancelSession", R"(session_id: "$session$" reason: "Alarm")");
  Ask<v1::OpenVotingResponse>("OpenVoting", open);
}

TEST_F(LeanCoffeeServiceTest, OfTwoVotesThatOpenAtOnceTheLoserIsToldWhy) {
  for (int i = 0; i < 5; ++i) {
    std::vector<Task<absl::Status>> opening;
    for (const char* side : {"left", "right"}) {
      const std::string name = absl::StrCat("$", side, " ", i, "$");
      Ask<v1::CreateSessionResponse>("CreateSession",
                                     absl::StrReplaceAll(kLiveSession, {{"$session$", name}}));
      const std::string session = absl::StrCat("session_id: \"", name, "\" ");
      Ask<v1::OpenCollectionResponse>("OpenCollection", session);
      Ask<v1::SubmitTopicResponse>(
          "SubmitTopic",
          session + R"(topic { title { text: "A" } locale: "de" source: TOPIC_SOURCE_MODERATOR })");
      v1::OpenVotingRequest open;
      open.set_session_id(test::Id(absl::StrCat(side, " ", i)));
      open.set_paper_sheets(9);
      opening.push_back(Later<v1::OpenVotingResponse>("OpenVoting", open, "chair"));
    }
    std::vector<absl::Status> opened = SyncWait(WhenAll(std::move(opening)));
    if (!opened[0].ok()) std::swap(opened[0], opened[1]);
    Require(opened[0]);
    EXPECT_EQ(ReasonOf(opened[1]), "MEETING_IS_VOTING") << opened[1];
    for (const char* side : {"left", "right"}) {
      Ask<v1::CancelSessionResponse>(
          "CancelSession", absl::StrCat("session_id: \"$", side, " ", i, "$\" reason: \"Alarm\""));
    }
  }
}

TEST_F(LeanCoffeeServiceTest, AMeetingDoesNotEndBeforeItsVote) {
  const std::string meeting = R"(meeting_id: "$meeting$")";
  Ask<v1::StartMeetingResponse>("StartMeeting", meeting);
  WalkBefore("CloseVoting");
  EXPECT_EQ(ReasonOf(Try("EndMeeting", meeting)), "MEETING_IS_VOTING");
  Ask<v1::CloseVotingResponse>("CloseVoting", R"(session_id: "$session$")");
  Ask<v1::EndMeetingResponse>("EndMeeting", meeting);
}

TEST_F(LeanCoffeeServiceTest, NobodyVotesInAMeetingThatHasEnded) {
  Ask<v1::StartMeetingResponse>("StartMeeting", R"(meeting_id: "$meeting$")");
  WalkBefore("OpenVoting");
  Ask<v1::EndMeetingResponse>("EndMeeting", R"(meeting_id: "$meeting$")");
  const std::string open = R"(session_id: "$session$" paper_sheets: 9)";
  EXPECT_EQ(ReasonOf(Try("OpenVoting", open)), "MEETING_CLOSED");
  EXPECT_NE(
      Ask<v1::GetSessionResponse>("GetSession", R"(session_id: "$session$")").session().phase(),
      v1::SESSION_PHASE_VOTING);
}

// What was voted on paper is typed when the meeting is over; then its record waits for the vote.
TEST_F(LeanCoffeeServiceTest, NoRecordIsDraftedWhileARecordedVoteIsOpen) {
  Ask<v1::StartMeetingResponse>("StartMeeting", R"(meeting_id: "$meeting$")");
  Ask<v1::EndMeetingResponse>("EndMeeting", R"(meeting_id: "$meeting$")");
  OpenRecordedVote(14);
  const std::string draft = R"(meeting_id: "$meeting$"
      signature { place: "Hier" issued_on: "2022-03-31" signatory { text: "Erika Beispiel" } office_lines: "Magistrat" })";
  EXPECT_EQ(ReasonOf(Try("DraftMinutes", draft)), "MEETING_IS_VOTING");
  Ask<v1::CloseVotingResponse>("CloseVoting", kRecorded);
  Ask<v1::DraftMinutesResponse>("DraftMinutes", draft);
}

TEST_F(LeanCoffeeServiceTest, AVoteLeavesNoEventAndEndsOtherWork) {
  WalkBefore("SetDots");
  const size_t events = Events().size();
  Ask<v1::SetDotsResponse>("SetDots", R"(session_id: "$session$" topic_id: "$parks$" dots: 3)",
                           "paula");
  Ask<v1::EnterPaperBallotResponse>(
      "EnterPaperBallot", R"(session_id: "$session$" allocations { topic_id: "$parks$" dots: 1 })");
  EXPECT_EQ(Events().size(), events);

  const std::string session = R"(session_id: "$session$" )";
  const std::string card =
      session + R"(topic { locale: "de" source: TOPIC_SOURCE_DEVICE title { text: "Busse" } })";
  for (const auto& [method, request] : std::vector<std::pair<std::string, std::string>>{
           {"SubmitTopic", card},
           {"AcceptTopic", session + R"(topic_id: "$parks$")"},
           {"RevealResults", session},
           {"StartRound", session},
           {"AddLateTopic", card}}) {
    EXPECT_EQ(ReasonOf(Try(method, request)), "WRONG_PHASE") << method;
  }
  EXPECT_EQ(ReasonOf(Try("SetDots", session + R"(topic_id: "$buses$" dots: 3)", "paula")),
            "DOT_BUDGET_EXCEEDED");
  EXPECT_EQ(Events().size(), events);
}

TEST_F(LeanCoffeeServiceTest, TheLastOfManyQuickTapsWinsHoweverTheyArrive) {
  OpenVote(20, 2);
  for (int person = 0; person < 20; ++person) {
    std::vector<Task<absl::Status>> taps;
    uint64_t sequence = 0;
    for (const int dots : {1, 2, 3, 2, 1}) {
      v1::SetDotsRequest tap;
      tap.set_session_id(test::Id("session"));
      tap.set_topic_id(test::Id("topic 0"));
      tap.set_dots(dots);
      tap.set_sequence(++sequence);
      taps.push_back(Later<v1::SetDotsResponse>("SetDots", tap, absl::StrCat("p", person)));
    }
    std::reverse(taps.begin(), taps.end());
    for (const absl::Status& status : SyncWait(WhenAll(std::move(taps)))) Require(status);
    EXPECT_EQ(BallotOf(absl::StrCat("p", person)).used(), 1) << person;
  }
}

TEST_F(LeanCoffeeServiceTest, AParticipantWritesSoManyCardsAndTheOthersStillHaveRoom) {
  std::string session = kLiveSession;
  session.insert(session.find("languages:"), "cards_per_participant: 3 ");
  Ask<v1::CreateSessionResponse>("CreateSession", session);
  Ask<v1::OpenCollectionResponse>("OpenCollection", R"(session_id: "$session$")");
  const std::string card =
      R"(session_id: "$session$"
         topic { title { text: "Thema" } locale: "de" source: TOPIC_SOURCE_DEVICE })";
  std::vector<Task<absl::Status>> cards;
  for (int i = 0; i < 8; ++i) {
    v1::SubmitTopicRequest request;
    request.set_session_id(test::Id("session"));
    request.mutable_topic()->mutable_title()->set_text("Thema");
    request.mutable_topic()->set_locale("de");
    request.mutable_topic()->set_source(v1::TOPIC_SOURCE_DEVICE);
    cards.push_back(Later<v1::SubmitTopicResponse>("SubmitTopic", request, "paula"));
  }
  int taken = 0;
  for (const absl::Status& status : SyncWait(WhenAll(std::move(cards)))) {
    taken += status.ok();
    if (!status.ok()) {
      EXPECT_EQ(ReasonOf(status), "TOO_MANY_CARDS") << status;
    }
  }
  EXPECT_EQ(taken, 3);
  EXPECT_TRUE(Try("SubmitTopic", card, "berta").ok());
  EXPECT_TRUE(Try("SubmitTopic",
                  R"(session_id: "$session$" topic { title { text: "Thema" } locale: "de"
                                    source: TOPIC_SOURCE_MODERATOR })",
                  "paula")
                  .ok());
}

TEST_F(LeanCoffeeServiceTest, TheSessionsOfAMeetingAreFound) {
  EXPECT_EQ(Ask<v1::ListSessionsResponse>("ListSessions", "").sessions_size(), 0);
  for (const char* name : {"$session$", "$second$"}) {
    Ask<v1::CreateSessionResponse>("CreateSession",
                                   absl::StrReplaceAll(kLiveSession, {{"$session$", name}}));
  }
  Ask<v1::OpenCollectionResponse>("OpenCollection", R"(session_id: "$second$")");
  const auto page =
      Ask<v1::ListSessionsResponse>("ListSessions", R"(meeting_id: "$meeting$" page_size: 1)");
  ASSERT_EQ(page.sessions_size(), 1);
  EXPECT_EQ(page.sessions(0).session_id(), test::Id("session"));
  const auto next = Ask<v1::ListSessionsResponse>(
      "ListSessions",
      absl::StrCat(R"(meeting_id: "$meeting$" page_token: ")", page.next_page_token(), "\""));
  ASSERT_EQ(next.sessions_size(), 1);
  EXPECT_EQ(next.sessions(0).phase(), v1::SESSION_PHASE_COLLECTING);
  EXPECT_EQ(Ask<v1::ListSessionsResponse>("ListSessions", "").sessions_size(), 2);
  EXPECT_EQ(
      Ask<v1::ListSessionsResponse>("ListSessions", R"(meeting_id: "$nothing$")").sessions_size(),
      0);
}

// --- imports ---

class ImportTest : public LeanCoffeeServiceTest {
 protected:
  ImportTest() {
    Ask<v1::CreateSessionResponse>("CreateSession", kLiveSession);
    Ask<v1::OpenCollectionResponse>("OpenCollection", R"(session_id: "$session$")");
  }
  absl::StatusOr<v1::ImportCardsResponse> Import(const std::vector<std::string>& cards,
                                                 bool dry_run = false,
                                                 const std::string& request_id = "") {
    std::string text = absl::StrCat(R"(header { session_id: "$session$" accept: true dry_run: )",
                                    dry_run ? "true" : "false", " }");
    for (const std::string& card : cards) {
      absl::StrAppend(&text, "--- chunk { cards { ", card, " } }");
    }
    const auto bytes =
        Call("ImportCards",
             Request("ImportCards", text, request_id.empty() ? NextRequestId() : request_id));
    if (!bytes.ok()) return bytes.status();
    v1::ImportCardsResponse answer;
    EXPECT_TRUE(answer.ParseFromString(*bytes));
    return answer;
  }
  int TopicCount() {
    return Ask<v1::ListTopicsResponse>("ListTopics", R"(session_id: "$session$")").topics_size();
  }
  const std::string k1 = R"(paper_ref: "K1" title { text: "Parks" } locale: "de")";
  const std::string k2 =
      R"(paper_ref: "K2" title { text: "Otobüs" } body { text: "Neden?" } locale: "tr")";
};

TEST_F(ImportTest, AllCardsOrNoneAndADryRunChangesNothing) {
  EXPECT_EQ(Import({k1, k2}, true)->imported(), 2);
  EXPECT_EQ(TopicCount(), 0);
  EXPECT_EQ(Import({k1, k2})->imported(), 2);
  EXPECT_EQ(TopicCount(), 2);
  const auto topics =
      Ask<v1::ListTopicsResponse>("ListTopics", R"(session_id: "$session$")").topics();
  EXPECT_EQ(topics[1].title().text(), "Otobüs");
  EXPECT_EQ(topics[1].body().text(), "Neden?");
  EXPECT_EQ(topics[1].status(), v1::TOPIC_STATUS_ACCEPTED);
}

TEST_F(ImportTest, FaultsNameRowAndColumnAndNothingIsImported) {
  const absl::Status refused = Import({k1, R"(paper_ref: "K2" title { text: " " } locale: "tr")",
                                       k1, R"(title { text: "Ohne Nummer" } locale: "Deutsch")"})
                                   .status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  std::vector<std::string> fields;
  for (const FieldViolation& violation : FieldViolationsOf(refused)) {
    fields.push_back(violation.field);
  }
  EXPECT_THAT(fields, ::testing::UnorderedElementsAre("cards[2].title.text", "cards[3].paper_ref",
                                                      "cards[4].locale", "cards[4].paper_ref"));
  EXPECT_EQ(TopicCount(), 0);
  EXPECT_EQ(FieldOf(Import(std::vector<std::string>(51, k1)).status()), "cards");
  EXPECT_EQ(FieldOf(Import({}).status()), "cards");

  const std::string long_card = absl::StrCat(R"(paper_ref: "K9" locale: "de" title { text: ")",
                                             std::string(90'000, 'x'), "\" }");
  const absl::Status too_large = Import(std::vector<std::string>(12, long_card)).status();
  EXPECT_EQ(ReasonOf(too_large), "FILE_TOO_LARGE") << too_large;
  EXPECT_EQ(TopicCount(), 0);
}

TEST_F(ImportTest, ACardIsThereOnce) {
  const std::string request_id = NextRequestId();
  const auto first = Import({k1}, false, request_id);
  const auto again = Import({k1}, false, request_id);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
  EXPECT_EQ(ReasonOf(Import({k2}, false, request_id).status()), "REQUEST_ID_REUSED");
  const auto more = Import({k1, k2});
  EXPECT_EQ(more->already_there(), 1);
  EXPECT_EQ(more->imported(), 1);
  EXPECT_EQ(more->results(0).topic_id(), first->results(0).topic_id());
  EXPECT_EQ(TopicCount(), 2);
}

// --- watching ---

TEST_F(LeanCoffeeServiceTest, AWatcherIsToldEveryStateUntilTheEnd) {
  WalkBefore("CloseVoting");
  v1::WatchSessionRequest request;
  request.set_session_id(test::Id("session"));
  std::vector<v1::SessionPhase> phases;
  std::vector<uint64_t> seqs;
  bool totals = false;
  v1::WatchSessionResponse item;
  const absl::Status status = server_.channel().StreamNow(
      Path("WatchSession"), Person("guest"), request, item, [&](const Message& message) {
        const auto& told = static_cast<const v1::WatchSessionResponse&>(message);
        EXPECT_TRUE(seqs.empty() || told.seq() >= seqs.back());
        seqs.push_back(told.seq());
        phases.push_back(told.session().phase());
        EXPECT_EQ(told.ballots_cast(), 5);
        totals = totals || (told.session().phase() <= v1::SESSION_PHASE_VOTING_CLOSED &&
                            !told.session().result_hash().empty());
        const char* next = phases.back() == v1::SESSION_PHASE_VOTING          ? "CloseVoting"
                           : phases.back() == v1::SESSION_PHASE_VOTING_CLOSED ? "RevealResults"
                           : phases.back() == v1::SESSION_PHASE_REVEALED      ? "EndSession"
                                                                              : nullptr;
        return next == nullptr ? absl::OkStatus() : Try(next, R"(session_id: "$session$")");
      });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_FALSE(totals);
  EXPECT_THAT(phases, ElementsAre(v1::SESSION_PHASE_VOTING, v1::SESSION_PHASE_VOTING_CLOSED,
                                  v1::SESSION_PHASE_REVEALED, v1::SESSION_PHASE_ENDED));

  // Who comes back is not told again what it has seen.
  request.set_after_seq(seqs.back());
  int told_again = 0;
  Require(server_.channel().StreamNow(Path("WatchSession"), Person("guest"), request, item,
                                      [&](const Message&) {
                                        ++told_again;
                                        return absl::OkStatus();
                                      }));
  EXPECT_EQ(told_again, 0);
}

TEST_F(LeanCoffeeServiceTest, WhoKeepsComingBackToWatchLearnsNoMoreThanWhoStays) {
  OpenVote(60, 1);
  std::set<int64_t> told;
  const auto begin = std::chrono::steady_clock::now();
  std::chrono::duration<double> elapsed{0};
  for (int person = 0; person < 60 && elapsed.count() < 2.5; ++person) {
    const auto next = begin + std::chrono::milliseconds(40) * person;
    Require(SyncWait(Dots(person, 0, 1)));
    do {
      told.insert(Glance().ballots_cast());
    } while (std::chrono::steady_clock::now() < next);
    elapsed = std::chrono::steady_clock::now() - begin;
  }
  EXPECT_GT(elapsed.count(), 1) << "too short to see anything";
  EXPECT_LE(told.size(), elapsed.count() + 2);
}

TEST_F(LeanCoffeeServiceTest, AWatcherIsToldTheTimeOfTheServer) {
  Ask<v1::CreateSessionResponse>("CreateSession", kLiveSession);
  const Time before = clock_.Now();
  const Time told = ToTime(Glance().server_time());
  EXPECT_GE(told, before);
  EXPECT_LE(told, clock_.Now());
}

}  // namespace
}  // namespace zwk::participation
