// A hall: sheets of paper as a table, dots counted on cards, an open vote, and whether a round goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "platform/base/errors.h"
#include "tests/integration/participation_hall_walk.h"
#include "tests/integration/participation_lean_coffee_fixture.h"
#include "zwk/participation/v1/access_code.pb.h"
#include "zwk/participation/v1/continue_vote.pb.h"
#include "zwk/participation/v1/lean_coffee_events.pb.h"
#include "zwk/participation/v1/named_ballot.pb.h"
#include "zwk/participation/v1/paper_vote.pb.h"

namespace zwk::participation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class HallTest : public LeanCoffeeServiceTest {
 protected:
  HallTest() : LeanCoffeeServiceTest(HallWay()) {}

  // Codes are what nobody can know before: they are asked for again by the request that issued them.
  std::string Meaning(const std::string& word) override {
    if (word != "code" && word != "second code") return RpcWalk::Meaning(word);
    if (codes_.codes().empty()) {
      for (size_t i = 0; i < way().steps.size(); ++i) {
        if (way().steps[i].method != "IssueCodes") continue;
        const auto bytes =
            Call("IssueCodes", Request("IssueCodes", way().steps[i].request, RequestId(i)));
        EXPECT_TRUE(bytes.ok() && codes_.ParseFromString(*bytes)) << bytes.status();
      }
    }
    const int at = word == "code" ? 0 : 1;
    return at < codes_.codes_size() ? codes_.codes(at).code() : "none";
  }

  // A secret vote on "topic 0".. with `people` on devices.
  void Import(const std::string& rows, bool dry_run = false) {
    Require(TryImport(rows, dry_run).status());
  }
  absl::StatusOr<v1::ImportSheetsResponse> TryImport(const std::string& rows, bool dry_run = false,
                                                     const std::string& typist = "sam") {
    v1::ImportSheetsRequest request;
    request.set_request_id(NextRequestId());
    request.set_session_id(test::Id("session"));
    request.set_csv("sheet;person;#1;#2;#3\n" + rows);
    request.set_dry_run(dry_run);
    v1::ImportSheetsResponse answer;
    const absl::Status status =
        server_.channel().CallNow("/zwk.participation.v1.PaperVoteService/ImportSheets",
                                  Person(typist, "SCRIBE"), request, answer);
    if (!status.ok()) return status;
    return answer;
  }
  absl::Status Count(const std::string& counted) {
    return Try("RecordTotals",
               absl::StrCat(R"(session_id: "$session$" counted { )", counted, " }"));
  }
  v1::ListSheetsResponse Sheets() {
    return Ask<v1::ListSheetsResponse>("ListSheets", R"(session_id: "$session$")");
  }
  v1::Results Revealed() {
    Ask<v1::CloseVotingResponse>("CloseVoting", R"(session_id: "$session$")");
    Ask<v1::RevealResultsResponse>("RevealResults", R"(session_id: "$session$")");
    return Ask<v1::GetResultsResponse>("GetResults", R"(session_id: "$session$")").results();
  }

 private:
  v1::IssueCodesResponse codes_;
};

TEST_F(HallTest, TheWayTakesEveryRpc) { ExpectEveryRpcIsOnTheWay(); }

TEST_F(HallTest, AChangeThatIsAskedForTwiceHappensOnce) { ExpectChangesHappenOnce(); }

TEST_F(HallTest, EveryRpcIsForItsRolesAlone) { ExpectRolesAreAskedFor(); }

TEST_F(HallTest, WrongInputIsRefusedAndChangesNothing) { ExpectWrongInputIsRefused(); }

TEST_F(HallTest, TheAnswerToTooMuchIsSmallAndNobodyElseNotices) { ExpectRefusalsAreBounded(); }

TEST_F(HallTest, WhatANewerReleaseHasWrittenSurvivesEveryChange) {
  newer_.Begins(kSealedBySession);
  WalkBefore("");
  newer_.ExpectEveryKindKeptIt({"backlog_entry"});  // changed on the other way
}

TEST_F(HallTest, AnotherCitySeesNothingOfIt) {
  ExpectNothingIsThereElsewhere({"RedeemCode", "ListBacklog"});
}

// --- dots that were counted by hand ---

TEST_F(HallTest, DotsThatWereCountedByHandCountBesideBallots) {
  OpenVote(5, 3, 6);
  for (int person = 0; person < 5; ++person) Require(SyncWait(Dots(person, person % 3, 2)));
  Import("E1;;1;;\n");
  const std::string dots = R"( totals { topic_id: "$topic 1$" dots: 9 }
                               totals { topic_id: "$topic 2$" dots: 2 } )";
  EXPECT_EQ(ReasonOf(Count("sheets_counted: 6" + dots)), "TOO_MANY_SHEETS");
  Require(Count("sheets_counted: 3" + dots));
  // Counted again: the new count takes the place of the old one.
  Require(Count("sheets_counted: 5" + dots));
  EXPECT_EQ(Glance().ballots_cast(), 11);
  EXPECT_EQ(Glance().paper_ballots_cast(), 6);
  EXPECT_EQ(ReasonOf(TryImport("E2;;1;;\n").status()), "TOO_MANY_SHEETS");
  EXPECT_EQ(ReasonOf(Try("EnterPaperBallot", R"(session_id: "$session$"
                                                allocations { topic_id: "$topic 0$" dots: 1 })")),
            "TOO_MANY_SHEETS");
  EXPECT_EQ(Sheets().counted(), 5);
  const v1::Results results = Revealed();
  EXPECT_EQ(ReasonOf(Count("sheets_counted: 3" + dots)), "WRONG_PHASE");
  EXPECT_FALSE(results.withheld());
  EXPECT_EQ(results.ballots_cast(), 11);
  EXPECT_EQ(results.paper_ballots_cast(), 6);
  EXPECT_EQ(results.sheets_counted(), 5);
  EXPECT_EQ(results.dots_total(), 22);
  EXPECT_FALSE(results.voters_shown());
  ASSERT_EQ(results.tallies_size(), 3);
  EXPECT_EQ(results.tallies(0).topic_id(), test::Id("topic 1"));
  EXPECT_EQ(results.tallies(0).dots(), 13);
  EXPECT_EQ(results.tallies(0).counted_dots(), 9);
  EXPECT_EQ(results.tallies(0).voters(), 0);
  EXPECT_EQ(EventsOf<v1::ResultsRevealed>().at(0).results().SerializeAsString(),
            results.SerializeAsString());
}

TEST_F(HallTest, WhatWasCountedByMistakeIsTakenBack) {
  OpenVote(5, 3, 6);
  for (int person = 0; person < 5; ++person) Require(SyncWait(Dots(person, 0, 2)));
  Require(Count(R"(sheets_counted: 6 totals { topic_id: "$topic 1$" dots: 9 })"));
  EXPECT_EQ(ReasonOf(TryImport("E1;;1;;\n").status()), "TOO_MANY_SHEETS");
  Require(Count(""));
  EXPECT_EQ(Sheets().counted(), 0);
  Import("E1;;1;;\n");
  const v1::Results results = Revealed();
  EXPECT_EQ(results.ballots_cast(), 6);
  EXPECT_EQ(results.paper_ballots_cast(), 1);
  EXPECT_EQ(results.sheets_counted(), 0);
  EXPECT_EQ(results.dots_total(), 11);
}

// The sum less what was counted for all to see is the sum of those who voted secretly.
TEST_F(HallTest, DotsOnCardsHideNobodyWhoVotesSecretlyBesideThem) {
  OpenVote(5, 2, 20);
  Require(SyncWait(Dots(0, 0, 2)));
  Require(Count(R"(sheets_counted: 20 totals { topic_id: "$topic 1$" dots: 40 })"));
  const v1::Results results = Revealed();
  EXPECT_TRUE(results.withheld());
  EXPECT_EQ(results.ballots_cast(), 21);
  EXPECT_EQ(results.sheets_counted(), 0);
  EXPECT_EQ(results.tallies_size(), 0);
}

TEST_F(HallTest, WhatWasCountedIsNotReadFromTheStoreBeforeTheReveal) {
  OpenVote(0, 2, 20);
  const auto kept = [&](const std::string& counted) {
    Require(Count(counted));
    std::map<std::string, size_t> sizes;
    for (const auto& [key, value] : redis_.Everything()) {
      if (key.find("counted/") == std::string::npos) continue;
      EXPECT_THAT(value, Not(HasSubstr(test::Id("topic 1"))));
      sizes[key] = value.size();
    }
    return sizes;
  };
  const auto one = kept(R"(sheets_counted: 20 totals { topic_id: "$topic 1$" dots: 40 })");
  const auto other = kept(R"(sheets_counted: 20 totals { topic_id: "$topic 1$" dots: 1 }
                             totals { topic_id: "$topic 0$" dots: 59 })");
  EXPECT_EQ(one, other) << "nor do their lengths tell";
  EXPECT_EQ(one.size(), 1u);
}

TEST_F(HallTest, ARecordedSessionIsCountedOnCardsAlone) {
  OpenRecordedVote(14);
  Require(Count(R"(sheets_counted: 14 totals { topic_id: "$parks$" dots: 31 })"));
  Ask<v1::CloseVotingResponse>("CloseVoting", kRecorded);
  Ask<v1::RevealResultsResponse>("RevealResults", kRecorded);
  const v1::Results results =
      Ask<v1::GetResultsResponse>("GetResults", R"(session_id: "$session$")").results();
  EXPECT_EQ(results.sheets_counted(), 14);
  EXPECT_EQ(results.ballots_cast(), 14);
  EXPECT_EQ(results.tallies(0).dots(), 31);
}

// --- tables ---

TEST_F(HallTest, ATableOfSheetsIsEnteredAsAWholeAndOnce) {
  OpenVote(2, 3, 40);
  const std::string rows = "E1;berta;2;;\nE2;;;3;1\nE3;;;;\n";
  const auto dry = TryImport(rows, true);
  ASSERT_TRUE(dry.ok()) << dry.status();
  EXPECT_EQ(dry->entered(), 3);
  EXPECT_TRUE(dry->dry_run());
  EXPECT_EQ(Sheets().entered(), 0);

  const auto entered = TryImport(rows);
  ASSERT_TRUE(entered.ok()) << entered.status();
  EXPECT_EQ(entered->entered(), 3);
  EXPECT_EQ(entered->rows(1).used(), 4);
  EXPECT_EQ(Glance().paper_ballots_cast(), 2) << "an empty sheet is handed in, not cast";
  // The same table with two more: those alone are new.
  const auto more = TryImport(rows + "E4;;1;;\nE5;;1;;\n");
  ASSERT_TRUE(more.ok()) << more.status();
  EXPECT_EQ(more->entered(), 2);
  EXPECT_EQ(more->rows(0).outcome(), v1::SHEET_OUTCOME_UNCHANGED);
  EXPECT_EQ(more->rows(3).outcome(), v1::SHEET_OUTCOME_ENTERED);

  // One bad row, and nothing of the table is entered.
  const absl::Status other = TryImport("E6;;1;;\nE1;;1;;\n").status();
  EXPECT_EQ(ReasonOf(other), "BALLOT_EXISTS");
  EXPECT_THAT(other.message(), HasSubstr("row 2, sheet 'E1'"));
  for (const char* person : {"berta", "BERTA", " Berta ", "p0"}) {
    EXPECT_EQ(ReasonOf(TryImport(absl::StrCat("E6;", person, ";1;;\n")).status()),
              "PERSON_VOTES_ALREADY")
        << person;
  }
  // A number that is used twice: the same dots are not the same sheet where the person is another one.
  for (const char* row : {"E1;carl;2;;\n", "E2;carl;;3;1\n"}) {
    EXPECT_EQ(ReasonOf(TryImport(row).status()), "BALLOT_EXISTS") << row;
    EXPECT_EQ(ReasonOf(TryImport(row, true).status()), "BALLOT_EXISTS") << row;
  }
  EXPECT_EQ(ReasonOf(TryImport("E2;berta;;3;1\n").status()), "PERSON_VOTES_ALREADY");
  const auto same = TryImport("E1;Berta;2;;\n");
  ASSERT_TRUE(same.ok()) << same.status();
  EXPECT_EQ(same->rows(0).outcome(), v1::SHEET_OUTCOME_UNCHANGED);
  EXPECT_EQ(FieldOf(TryImport("E6;;1;;\nE7;;;x;\n").status()), "rows[2].#2");
  EXPECT_EQ(Sheets().entered(), 5);
  std::string hall;
  for (int i = 0; i < 30; ++i) absl::StrAppend(&hall, "H", i, ";person ", i, ";1;1;1\n");
  Import(hall);
  EXPECT_EQ(Sheets().entered(), 35);
  const v1::Results results = Revealed();
  EXPECT_EQ(results.paper_ballots_cast(), 34);
  EXPECT_EQ(results.dots_total(), 2 + 4 + 1 + 1 + 90);
}

// Whoever may type sheets could try every ballot that there is, and see at which one nothing is refused.
TEST_F(HallTest, NobodyButItsTypistIsToldWhetherASheetHasTheseDots) {
  OpenVote(2, 3, 40);
  Import("E1;berta;2;;\nE2;;;3;1\n");
  std::set<std::string> answers;
  for (const char* row : {"E1;berta;2;;\n", "E1;berta;1;;\n", "E1;carl;2;;\n", "E1;p0;2;;\n",
                          "E1;;2;;\n", "E1;;;;\n"}) {
    for (const bool dry_run : {true, false}) {
      const absl::Status refused = TryImport(row, dry_run, "moe").status();
      EXPECT_EQ(ReasonOf(refused), "BALLOT_EXISTS") << row;
      answers.insert(std::string(refused.message()));
    }
  }
  EXPECT_EQ(answers.size(), 1u) << "one answer, whatever is tried";
  // Nor whether somebody votes, to who hands in no sheet.
  for (const char* person : {"berta", "p0", "nobody"}) {
    const auto dry = TryImport(absl::StrCat("E9;", person, ";1;;\n"), true, "moe");
    ASSERT_TRUE(dry.ok()) << dry.status();
    EXPECT_EQ(dry->rows(0).outcome(), v1::SHEET_OUTCOME_ENTERED) << person;
  }
  // Who puts a sheet right knows it from then on, and who typed it first no longer does.
  const v1::ListSheetsResponse sheets = Sheets();
  for (const v1::Sheet& sheet : sheets.sheets()) {
    if (sheet.sheet_ref() != "E2") continue;
    Require(TryAs("SCRIBE", "moe", "CorrectSheet",
                  absl::StrCat(R"(session_id: "$session$" participant_id: ")",
                               sheet.participant_id(), "\" expected_version: ", sheet.version(),
                               R"( allocations { topic_id: "$topic 2$" dots: 3 })")));
  }
  Require(TryImport("E2;;;;3\n", true, "moe").status());
  EXPECT_EQ(ReasonOf(TryImport("E2;;;;3\n", true).status()), "BALLOT_EXISTS");
}

TEST_F(HallTest, ASheetIsPutRight) {
  OpenVote(0, 3, 10);
  Import("E1;;2;;\nE2;;;3;1\nE3;;1;;\nE4;;1;;\nE5;;1;;\n");
  const v1::ListSheetsResponse sheets = Sheets();
  std::map<std::string, v1::Sheet> by_number;
  for (const v1::Sheet& sheet : sheets.sheets()) by_number[sheet.sheet_ref()] = sheet;
  ASSERT_EQ(by_number.size(), 5u);
  EXPECT_EQ(sheets.handed_out(), 10);
  EXPECT_EQ(by_number["E2"].used(), 4);
  const auto correct = [&](const std::string& number, int version, const std::string& dots) {
    return TryAs(
        "SCRIBE", "sam", "CorrectSheet",
        absl::StrCat(R"(session_id: "$session$" participant_id: ")",
                     by_number[number].participant_id(), "\" expected_version: ", version, dots));
  };
  Require(correct("E2", 1, R"( allocations { topic_id: "$topic 2$" dots: 3 })"));
  EXPECT_EQ(ReasonOf(correct("E2", 1, "")), "VERSION_MISMATCH");
  Require(correct("E1", 1, ""));
  EXPECT_EQ(Glance().paper_ballots_cast(), 4) << "without dots it is not cast any more";
  // The table that was typed first does not undo what was put right.
  EXPECT_EQ(ReasonOf(TryImport("E2;;;3;1\n").status()), "BALLOT_EXISTS");
  Require(TryImport("E2;;;;3\n").status());
  EXPECT_EQ(Sheets().entered(), 5);
  EXPECT_EQ(ReasonOf(TryAs("SCRIBE", "sam", "JoinSession",
                           absl::StrCat(R"(session_id: "$session$" locale: "de" participant_id: ")",
                                        by_number["E1"].participant_id(), "\""))),
            "ID_TAKEN");
  const v1::Results results = Revealed();
  EXPECT_TRUE(results.withheld()) << "four ballots";
  EXPECT_EQ(results.ballots_cast(), 4);
}

// --- an open vote ---

TEST_F(HallTest, AnOpenVoteTellsNamesAfterTheRevealToThoseOfTheBoard) {
  const auto list = [&](const char* role) {
    return TryAs(role, "moe", "ListNamedBallots", R"(session_id: "$session$")");
  };
  v1::AddMemberRequest member;
  member.set_request_id(NextRequestId());
  member.set_board_id(test::Id("board"));
  member.mutable_member()->set_person_id(test::Id("berta"));
  member.mutable_member()->mutable_name()->set_text("Berta Beispiel");
  member.mutable_member()->set_organization("Seniorenbeirat");
  member.mutable_member()->set_capacity(v1::CAPACITY_INTEREST_GROUP);
  member.mutable_member()->set_valid_from("2022-01-01");
  v1::AddMemberResponse added;
  Require(server_.channel().CallNow("/zwk.participation.v1.BoardService/AddMember",
                                    test::CallerOf(kHere), member, added));
  WalkBefore("JoinSession");
  Require(Try("JoinSession", R"(session_id: "$session$" locale: "de")", test::Id("berta")));
  Ask<v1::OpenVotingResponse>("OpenVoting", R"(session_id: "$session$" paper_sheets: 2)");
  Require(
      Try("SetDots", R"(session_id: "$session$" topic_id: "$parks$" dots: 3)", test::Id("berta")));
  Require(Try("EnterPaperBallot", R"(session_id: "$session$" person_ref: "carl"
                                     allocations { topic_id: "$buses$" dots: 2 })"));
  Require(Try("ImportSheets", R"(session_id: "$session$" csv: "sheet;K1\nE1;1\n")"));
  EXPECT_EQ(ReasonOf(list("CHAIR")), "WRONG_PHASE") << "nobody sees a ballot before the reveal";
  Revealed();
  const auto named =
      Ask<v1::ListNamedBallotsResponse>("ListNamedBallots", R"(session_id: "$session$")");
  std::map<std::string, std::string> told;
  for (const v1::NamedBallot& ballot : named.ballots()) {
    told[ballot.person_ref()] =
        absl::StrCat(ballot.name().text(), "/", v1::ParticipantChannel_Name(ballot.channel()), "/",
                     ballot.allocations(0).dots());
  }
  EXPECT_THAT(told, UnorderedElementsAre(
                        std::pair(test::Id("berta"), "Berta Beispiel/PARTICIPANT_CHANNEL_DEVICE/3"),
                        std::pair("carl", "/PARTICIPANT_CHANNEL_PAPER/2"),
                        std::pair("", "/PARTICIPANT_CHANNEL_PAPER/1")));
  Require(list("BOARD_MEMBER"));
  for (const char* role : {"PARTICIPANT", "PLANNER", "ADMINISTRATOR"}) {
    EXPECT_EQ(ReasonOf(list(role)), "ROLE_MISSING");
  }
  Ask<v1::EndSessionResponse>("EndSession", R"(session_id: "$session$")");
  EXPECT_EQ(ReasonOf(list("CHAIR")), "WRONG_PHASE");
}

TEST_F(HallTest, ASecretVoteTellsNoNames) {
  OpenVote(5, 1);
  for (int person = 0; person < 5; ++person) Require(SyncWait(Dots(person, 0, 2)));
  Revealed();
  EXPECT_EQ(ReasonOf(Try("ListNamedBallots", R"(session_id: "$session$")")), "SECRET_VOTE");
}

// --- shall we go on? ---

TEST_F(HallTest, ThumbsAreCountedAnewAfterEachExtension) {
  OpenVote(5, 1);
  for (int person = 0; person < 5; ++person) Require(SyncWait(Dots(person, 0, 2)));
  Revealed();
  const std::string round = R"(session_id: "$session$" round_id: "$round$")";
  const auto thumb = [&](const std::string& person, const std::string& which) {
    return Try("CastContinueVote", round + " thumb: THUMB_" + which, person);
  };
  EXPECT_EQ(thumb("p0", "UP").code(), absl::StatusCode::kNotFound);
  Ask<v1::StartRoundResponse>("StartRound", round);
  Require(thumb("p0", "UP"));
  Require(thumb("p1", "DOWN"));
  Require(thumb("p1", "UP"));
  Require(thumb("p2", "SIDEWAYS"));
  const auto first_of_p3 =
      Request("CastContinueVote", round + " thumb: THUMB_DOWN", test::Id("p3"));
  const auto said_by_p3 = [&] {
    const auto bytes = Call("CastContinueVote", first_of_p3, "p3");
    v1::CastContinueVoteResponse answer;
    EXPECT_TRUE(bytes.ok() && answer.ParseFromString(*bytes)) << bytes.status();
    return answer.thumb();
  };
  for (int time = 0; time < 2; ++time) EXPECT_EQ(said_by_p3(), v1::THUMB_DOWN);
  EXPECT_EQ(ReasonOf(thumb("stranger", "UP")), "NOT_JOINED");
  v1::ContinueVote vote = Ask<v1::GetContinueVoteResponse>("GetContinueVote", round).vote();
  EXPECT_EQ(vote.up(), 2);
  EXPECT_EQ(vote.sideways(), 1);
  EXPECT_EQ(vote.down(), 1);
  Ask<v1::ExtendRoundResponse>("ExtendRound", round);
  EXPECT_EQ(said_by_p3(), v1::THUMB_UNSPECIFIED)
      << "asked again, it does not count in the new count";
  vote = Ask<v1::GetContinueVoteResponse>("GetContinueVote", round).vote();
  EXPECT_EQ(vote.up() + vote.sideways() + vote.down(), 0);
  EXPECT_EQ(vote.extensions_used(), 1);
  Require(thumb("p1", "DOWN"));
  Ask<v1::EndRoundResponse>("EndRound", round);
  EXPECT_EQ(ReasonOf(thumb("p1", "UP")), "ROUND_NOT_RUNNING");
  EXPECT_EQ(ReasonOf(Try("GetContinueVote", round)), "ROUND_NOT_RUNNING");
  Ask<v1::EndSessionResponse>("EndSession", R"(session_id: "$session$")");
  Settle();
  EXPECT_EQ(redis_.Contents("*}:participation:*thumb*"), "0");
}

}  // namespace
}  // namespace zwk::participation
