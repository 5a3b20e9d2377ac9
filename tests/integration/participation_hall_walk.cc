#include "tests/integration/participation_hall_walk.h"

namespace zwk::participation {
namespace {

std::vector<test::Step> Steps() {
  return {
      {"CreateSession",
       R"(session { session_id: "$session$" meeting_id: "$meeting$" mode: SESSION_MODE_LIVE
          settings { dots_per_participant: 5 max_dots_per_topic: 3 round_seconds: 300
                     extension_seconds: 60 max_extensions: 1 planned_rounds: 3
                     ballot_mode: BALLOT_MODE_NAMED join_mode: JOIN_MODE_BOTH languages: "de" } })",
       "session { settings { planned_rounds: 4 } }"},
      {"OpenCollection", R"(session_id: "$session$")", R"(expected_version: 9)"},
      {"SubmitTopic",
       R"(session_id: "$session$" topic { topic_id: "$parks$" title { text: "Parks" } locale: "de"
          source: TOPIC_SOURCE_PAPER paper_ref: "K1" })",
       R"(topic { title { text: "Busse" } })"},
      {"AcceptTopic", R"(session_id: "$session$" topic_id: "$parks$")", R"(topic_id: "$buses$")"},
      {"SubmitTopic",
       R"(session_id: "$session$" topic { topic_id: "$buses$" title { text: "Busse" } locale: "de"
          source: TOPIC_SOURCE_MODERATOR })",
       R"(topic { title { text: "Parks" } })"},
      {"IssueCodes",
       R"(session_id: "$session$" count: 2 join_url: "https://mitreden.example/room/" locale: "de")",
       "count: 3", "subject-1", "WRONG_PHASE"},
      {"RedeemCode", R"(code: "$code$" locale: "ar")", R"(locale: "tr")", "subject-1",
       "CODE_REFUSED"},
      {"RevokeCode", R"(session_id: "$session$" code: "$second code$")", R"(code: "$code$")"},
      {"JoinSession", R"(session_id: "$session$" participant_id: "$paula$" locale: "de")",
       R"(locale: "tr")", "paula", "WRONG_PHASE"},
      {"OpenVoting", R"(session_id: "$session$" paper_sheets: 5)", R"(paper_sheets: 6)"},
      {"SetDots", R"(session_id: "$session$" topic_id: "$parks$" dots: 3)", R"(dots: 2)", "paula",
       "WRONG_PHASE"},
      {"EnterPaperBallot",
       R"(session_id: "$session$" participant_id: "$sheet$" person_ref: "carl"
          allocations { topic_id: "$parks$" dots: 1 })",
       R"(person_ref: "dora")", "subject-1", "WRONG_PHASE"},
      {"ImportSheets", R"(session_id: "$session$" csv: "sheet;person;K1;#2\nE1;berta;1;2\n")",
       R"(csv: "sheet;K1\nE2;1\n")", "subject-1", "WRONG_PHASE"},
      {"RecordTotals",
       R"(session_id: "$session$" counted { sheets_counted: 2 totals { topic_id: "$parks$" dots: 5 } })",
       R"(counted { sheets_counted: 3 })", "subject-1", "WRONG_PHASE"},
      {"CorrectSheet",
       R"(session_id: "$session$" participant_id: "$sheet$" expected_version: 1
          allocations { topic_id: "$buses$" dots: 2 })",
       R"(allocations { topic_id: "$parks$" dots: 1 })", "subject-1", "WRONG_PHASE"},
      {"ListSheets", R"(session_id: "$session$")"},
      {"CloseVoting", R"(session_id: "$session$")", R"(expected_version: 9)"},
      {"RevealResults", R"(session_id: "$session$")", R"(expected_version: 9)"},
      {"ListNamedBallots", R"(session_id: "$session$")"},
      {"StartRound", R"(session_id: "$session$" round_id: "$round$" topic_id: "$parks$")",
       R"(topic_id: "$buses$")"},
      {"CastContinueVote", R"(session_id: "$session$" round_id: "$round$" thumb: THUMB_UP)",
       "thumb: THUMB_DOWN", "paula", "WRONG_PHASE"},
      {"GetContinueVote", R"(session_id: "$session$" round_id: "$round$")"},
      {"ListBacklog", ""},
      {"EndRound", R"(session_id: "$session$" round_id: "$round$")", R"(cut_short: true)"},
      {"EndSession", R"(session_id: "$session$")", R"(expected_version: 9)"},
  };
}

std::vector<test::Wrong> WrongInput() {
  constexpr auto kNotFound = absl::StatusCode::kNotFound;
  constexpr auto kState = absl::StatusCode::kFailedPrecondition;
  constexpr auto kThere = absl::StatusCode::kAlreadyExists;
  constexpr auto kNobody = absl::StatusCode::kUnauthenticated;
  return {
      {"IssueCodes", "count", "", "count"},
      {"IssueCodes", "", "count: 301", "count"},
      {"IssueCodes", "", "count: -1", "count"},
      {"IssueCodes", "", R"(join_url: "javascript:alert")", "join_url"},
      {"IssueCodes", "", R"(join_url: "https://a.example/#x")", "join_url"},
      {"IssueCodes", "", R"(locale: "Deutsch")", "locale"},
      {"IssueCodes", "", R"(session_id: "$nothing$")", "", kNotFound},
      {"RedeemCode", "", R"(locale: "Deutsch")", "locale"},
      {"RedeemCode", "code", "", "CODE_REFUSED", kNobody},
      {"RedeemCode", "", R"(code: "0000-0000-0000")", "CODE_REFUSED", kNobody},
      {"RedeemCode", "", R"(session_id: "$nothing$")", "CODE_REFUSED", kNobody},
      {"RevokeCode", "code", "", "code_id"},
      {"RevokeCode", "", R"(batch_id: "$batch$")", "code_id"},
      {"RevokeCode", "", R"(code: "0000-0000-0000")", "", kNotFound},
      {"RevokeCode", "code", R"(code_id: "$nothing$")", "", kNotFound},
      {"RevokeCode", "code", R"(batch_id: "$nothing$")", "", kNotFound},
      {"RevokeCode", "", R"(session_id: "$nothing$")", "", kNotFound},
      {"EnterPaperBallot", "", "expected_version: 99", "", kNotFound},
      {"RecordTotals", "counted", "", "counted"},
      {"RecordTotals", "counted.sheets_counted", "", "counted.sheets_counted"},
      {"RecordTotals", "", "counted { sheets_counted: 10001 }", "counted.sheets_counted"},
      {"RecordTotals", "counted.totals", "", "counted.totals"},
      {"RecordTotals", "", R"(counted { totals { topic_id: "$parks$" dots: 1 } })",
       "counted.totals[1].topic_id"},
      {"RecordTotals", "", R"(counted { totals { topic_id: "x" dots: 1 } })",
       "counted.totals[1].topic_id"},
      {"RecordTotals", "", R"(counted { totals { topic_id: "$buses$" } })",
       "counted.totals[1].dots"},
      {"RecordTotals", "", R"(counted { totals { topic_id: "$buses$" dots: 7 } })",
       "counted.totals[1].dots"},
      {"RecordTotals", "", R"(counted { totals { topic_id: "$buses$" dots: 6 } })",
       "DOT_BUDGET_EXCEEDED", kState},
      {"RecordTotals", "", R"(counted { totals { topic_id: "$nothing$" dots: 1 } })", "",
       kNotFound},
      {"RecordTotals", "", "counted { sheets_counted: 4 }", "TOO_MANY_SHEETS", kState},
      {"RecordTotals", "", R"(session_id: "$nothing$")", "", kNotFound},
      {"ImportSheets", "csv", "", "csv"},
      {"ImportSheets", "", R"(csv: "sheet;K1\nE1;x\n")", "rows[1].K1"},
      {"ImportSheets", "", R"(csv: "sheet;K1\nE1;4\n")", "rows[1].K1"},
      {"ImportSheets", "", R"(csv: "sheet;K1;#2\nE1;3;3\n")", "rows[1]"},
      {"ImportSheets", "", R"(csv: "sheet;K2\nE1;1\n")", "csv"},
      {"ImportSheets", "", R"(csv: "sheet;person;K1\nE1;CARL;1\n")", "PERSON_VOTES_ALREADY",
       kThere},
      {"ImportSheets", "", R"(csv: "sheet;person;K1\nE1;paula;1\n")", "PERSON_VOTES_ALREADY",
       kThere},
      {"ImportSheets", "", R"(csv: "sheet;K1\n1;1\n2;1\n3;1\n4;1\n5;1\n")", "TOO_MANY_SHEETS",
       kState},
      {"ImportSheets", "", R"(dry_run: true csv: "sheet;K1\n1;1\n2;1\n3;1\n4;1\n5;1\n")",
       "TOO_MANY_SHEETS", kState},
      {"ImportSheets", "", R"(session_id: "$nothing$")", "", kNotFound},
      {"CorrectSheet", "expected_version", "", "expected_version"},
      {"CorrectSheet", "", R"(participant_id: "$nothing$")", "", kNotFound},
      {"CorrectSheet", "", R"(participant_id: "$paula$")", "", kNotFound},
      {"CorrectSheet", "", R"(allocations { topic_id: "$parks$" dots: 4 })", "allocations[1].dots"},
      {"CorrectSheet", "", R"(allocations { topic_id: "$buses$" dots: 1 })",
       "allocations[1].topic_id"},
      {"CorrectSheet", "", R"(session_id: "$nothing$")", "", kNotFound},
      {"ListSheets", "", R"(session_id: "$nothing$")", "", kNotFound},
      {"ListNamedBallots", "", R"(session_id: "$nothing$")", "", kNotFound},
      {"CastContinueVote", "thumb", "", "thumb"},
      {"CastContinueVote", "", "thumb: 99", "thumb"},
      {"CastContinueVote", "", R"(round_id: "$nothing$")", "", kNotFound},
      {"GetContinueVote", "", R"(round_id: "$nothing$")", "", kNotFound},
  };
}

}  // namespace

const test::Way& HallWay() {
  static const test::Way way = {
      {"zwk.participation.v1.AccessCodeService", "zwk.participation.v1.ContinueVoteService",
       "zwk.participation.v1.NamedBallotService", "zwk.participation.v1.PaperVoteService"},
      "tests/integration/participation_hall_walk.cc",
      Steps(),
      WrongInput(),
      {"zwk.participation.v1.BacklogService", "zwk.participation.v1.BoardService",
       "zwk.participation.v1.LeanCoffeeService", "zwk.participation.v1.MeetingService"}};
  return way;
}

}  // namespace zwk::participation
