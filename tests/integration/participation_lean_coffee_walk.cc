#include "tests/integration/participation_lean_coffee_walk.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "participation/backlog/backlog_entry.h"

namespace zwk::participation {
namespace {

// Backlog entries have ids that follow from session and topic.
std::vector<test::Step> WithEntry(std::vector<test::Step> steps) {
  const std::string entry = BacklogEntryId(test::Id("session"), test::Id("health"));
  for (test::Step& step : steps) {
    step.request = absl::StrReplaceAll(step.request, {{"$entry$", entry}});
  }
  return steps;
}

std::string Sheet(const std::string& word) {
  return absl::StrCat(R"(session_id: "$session$" participant_id: "$)", word,
                      R"($" allocations { topic_id: "$parks$" dots: 1 })");
}

std::vector<test::Step> Steps() {
  return WithEntry({
      {"CreateSession", kLiveSession, "session { settings { planned_rounds: 4 } }"},
      {"OpenCollection", R"(session_id: "$session$")", R"(expected_version: 9)"},
      {"SubmitTopic",
       R"(session_id: "$session$" topic { topic_id: "$parks$" title { text: "Parks" } body { text: "Mehr Bänke" }
          locale: "de" source: TOPIC_SOURCE_DEVICE })",
       R"(topic { title { text: "Busse" } })"},
      {"SubmitTopic",
       R"(session_id: "$session$" topic { topic_id: "$buses$" title { text: "Otobüs" } locale: "tr"
          source: TOPIC_SOURCE_MODERATOR })",
       R"(topic { title { text: "Busse" } })"},
      {"SubmitTopic",
       R"(session_id: "$session$" topic { topic_id: "$trams$" title { text: "Bus und Bahn" } locale: "de"
          source: TOPIC_SOURCE_MODERATOR })",
       R"(topic { title { text: "Busse" } })"},
      {"SubmitTopic",
       R"(session_id: "$session$" topic { topic_id: "$spam$" title { text: "Werbung" } locale: "de"
          source: TOPIC_SOURCE_DEVICE })",
       R"(topic { title { text: "Busse" } })"},
      {"SubmitTopic",
       R"(session_id: "$session$" topic { topic_id: "$health$" title { text: "Gesundheit" } locale: "de"
          source: TOPIC_SOURCE_PAPER paper_ref: "K7" })",
       R"(topic { title { text: "Busse" } })"},
      {"SubmitTopic",
       R"(session_id: "$session$" topic { topic_id: "$noise$" title { text: "Lärm" } locale: "de"
          source: TOPIC_SOURCE_MODERATOR })",
       R"(topic { title { text: "Busse" } })"},
      {"AcceptTopic", R"(session_id: "$session$" topic_id: "$parks$")", R"(topic_id: "$spam$")"},
      {"AcceptTopic", R"(session_id: "$session$" topic_id: "$health$")", R"(topic_id: "$spam$")"},
      {"RejectTopic", R"(session_id: "$session$" topic_id: "$spam$" reason: "Werbung")",
       R"(reason: "anders")"},
      {"StartClustering", R"(session_id: "$session$")", R"(expected_version: 9)"},
      {"MergeTopics", R"(session_id: "$session$" topic_id: "$buses$" merged_topic_ids: "$trams$")",
       R"(merged_topic_ids: "$parks$")"},
      {"JoinSession", R"(session_id: "$session$" participant_id: "$paula$" locale: "de")",
       R"(locale: "tr")", "paula", "WRONG_PHASE"},
      {"OpenVoting", R"(session_id: "$session$" paper_sheets: 5)", R"(paper_sheets: 6)"},
      {"SetDots", R"(session_id: "$session$" topic_id: "$parks$" dots: 3)", R"(dots: 2)", "paula",
       "WRONG_PHASE"},
      {"GetMyBallot", R"(session_id: "$session$")", "", "paula"},
      {"ListSessions", R"(meeting_id: "$meeting$")"},
      {"EnterPaperBallot",
       R"(session_id: "$session$" participant_id: "$sheet$" person_ref: "berta"
          allocations { topic_id: "$parks$" dots: 1 } allocations { topic_id: "$buses$" dots: 2 }
          allocations { topic_id: "$noise$" dots: 2 })",
       R"(person_ref: "carl")", "subject-1", "WRONG_PHASE"},
      // With these there are five ballots, of which the tally may be told.
      {"EnterPaperBallot", Sheet("sheet 2"), R"(person_ref: "carl")", "subject-1", "WRONG_PHASE"},
      {"EnterPaperBallot", Sheet("sheet 3"), R"(person_ref: "carl")", "subject-1", "WRONG_PHASE"},
      {"EnterPaperBallot", Sheet("sheet 4"), R"(person_ref: "carl")", "subject-1", "WRONG_PHASE"},
      {"WithdrawTopic", R"(session_id: "$session$" topic_id: "$noise$" reason: "erledigt")",
       R"(reason: "anders")"},
      {"CloseVoting", R"(session_id: "$session$")", R"(expected_version: 9)"},
      {"RevealResults", R"(session_id: "$session$")", R"(expected_version: 9)"},
      {"GetResults", R"(session_id: "$session$")"},
      {"StartRound", R"(session_id: "$session$" round_id: "$round$" topic_id: "$parks$")",
       R"(topic_id: "$buses$")"},
      {"AddNote",
       R"(session_id: "$session$" round_id: "$round$" note { note_id: "$note$" kind: NOTE_KIND_POINT
          text { text: "Es fehlen Bänke" } locale: "de" author_role: "Seniorenbeirat" })",
       R"(note { text { text: "anders" } })"},
      {"ExtendRound", R"(session_id: "$session$" round_id: "$round$")", R"(round_id: "$other$")"},
      {"EndRound",
       R"(session_id: "$session$" round_id: "$round$"
          outcome { paragraphs: "Bänke werden aufgestellt." neighborhood_keys: "212" locale: "de" })",
       R"(cut_short: true)"},
      {"SkipRound", R"(session_id: "$session$" round_id: "$skipped$" reason: "keine Zeit")",
       R"(reason: "anders")"},
      {"AddLateTopic",
       R"(session_id: "$session$" topic { topic_id: "$late$" title { text: "Licht" } locale: "de"
          source: TOPIC_SOURCE_PAPER paper_ref: "L1" })",
       R"(topic { title { text: "Busse" } })"},
      {"EndSession", R"(session_id: "$session$")", R"(expected_version: 9)"},
      {"WatchSession", R"(session_id: "$session$")"},
      {"GetEntry", R"(entry_id: "$entry$")"},
      {"ListBacklog", ""},
      {"AssignEntry",
       R"(entry_id: "$entry$" assignment { target { cross_cutting: true } reason: "überall" })",
       R"(assignment { reason: "anders" })"},
      {"DeclineEntry", R"(entry_id: "$entry$" reason: "geht nicht")", R"(reason: "anders")"},
      {"ReopenEntry", R"(entry_id: "$entry$" reason: "geht doch")", R"(reason: "anders")"},
      {"MarkAddressed", R"(entry_id: "$entry$" reason: "gebaut")", R"(reason: "anders")"},
      {"CreateSession",
       R"(session { session_id: "$second$" meeting_id: "$meeting$" mode: SESSION_MODE_LIVE
                           settings { dots_per_participant: 5 max_dots_per_topic: 3
                                      round_seconds: 300 ballot_mode: BALLOT_MODE_NAMED planned_rounds: 3
                                      join_mode: JOIN_MODE_MEMBERS languages: "de" } })",
       "session { settings { round_seconds: 400 } }"},
      {"OpenCollection", R"(session_id: "$second$")", R"(expected_version: 9)"},
      {"ImportCards",
       R"(header { session_id: "$second$" accept: true }
          --- chunk { cards { paper_ref: "K1" title { text: "Parks" } locale: "de" } }
          --- chunk { cards { paper_ref: "K2" title { text: "Otobüs" } body { text: "Neden?" } locale: "tr" } })",
       R"(--- --- chunk { cards { paper_ref: "K3" title { text: "Licht" } locale: "de" } })"},
      {"GetSession", R"(session_id: "$second$")"},
      {"ListTopics", R"(session_id: "$second$")"},
      {"CancelSession", R"(session_id: "$second$" reason: "Alarm")", R"(reason: "anders")"},
  });
}

std::vector<test::Wrong> WrongInput() {
  constexpr auto kNotFound = absl::StatusCode::kNotFound;
  constexpr auto kState = absl::StatusCode::kFailedPrecondition;
  const std::string kLongAgo = "happened_at { seconds: 5 }";  // of a LIVE session
  return {
      {"CreateSession", "session.mode", "", "session.mode"},
      {"CreateSession", "", "session { settings { round_seconds: 59 } }",
       "session.settings.round_seconds"},
      {"CreateSession", "", "session { settings { round_seconds: 2147483647 } }",
       "session.settings.round_seconds"},
      {"CreateSession", "", "session { settings { dots_per_participant: 21 } }",
       "session.settings.dots_per_participant"},
      {"CreateSession", "", "session { settings { max_dots_per_topic: 6 } }",
       "session.settings.max_dots_per_topic"},
      {"CreateSession", "", kLongAgo, "happened_at"},
      {"CreateSession", "", R"(session { meeting_id: "$nothing$" })", "", kNotFound},
      {"OpenCollection", "", kLongAgo, "happened_at"},
      {"OpenCollection", "", R"(session_id: "$nothing$")", "", kNotFound},
      {"SubmitTopic", "", R"(topic { title { text: " \t " } })", "topic.title.text"},
      {"SubmitTopic", "", absl::StrCat("topic { title { text: \"", std::string(201, 'x'), "\" } }"),
       "topic.title.text"},
      {"SubmitTopic", "topic", "", "topic.source"},
      {"SubmitTopic", "", R"(topic { title { text: "a\342\200\256 z" } })", "topic.title.text"},
      {"SubmitTopic", "", R"(topic { locale: "Deutsch" })", "topic.locale"},
      {"SubmitTopic", "topic.source", "", "topic.source"},
      {"SubmitTopic", "", R"(topic { paper_ref: "K1" })", "topic.paper_ref"},
      {"AcceptTopic", "", R"(topic_id: "$nothing$")", "", kNotFound},
      {"AcceptTopic", "", R"(topic_id: "$buses$")", "TOPIC_DECIDED", kState},
      {"RejectTopic", "reason", "", "reason"},
      {"StartClustering", "", kLongAgo, "happened_at"},
      {"MergeTopics", "merged_topic_ids", "", "merged_topic_ids"},
      {"MergeTopics", "", R"(merged_topic_ids: "x")", "merged_topic_ids[1]"},
      {"MergeTopics", "", R"(merged_topic_ids: "$nothing$")", "", kNotFound},
      {"JoinSession", "", R"(locale: "Deutsch")", "locale"},
      {"OpenVoting", "", "paper_sheets: -1", "paper_sheets"},
      {"OpenVoting", "", "paper_sheets: 3", "TOO_FEW_PARTICIPANTS", kState},
      {"SetDots", "dots", "", "dots"},
      {"SetDots", "", "dots: -1", "dots"},
      {"SetDots", "", "dots: 4", "dots"},
      {"SetDots", "", R"(topic_id: "$nothing$")", "", kNotFound},
      {"SetDots", "", R"(topic_id: "$trams$")", "TOPIC_NOT_OPEN", kState},
      {"EnterPaperBallot", "", R"(allocations { topic_id: "$parks$" dots: 0 })",
       "allocations[3].dots"},
      {"EnterPaperBallot", "", R"(allocations { topic_id: "x" dots: 1 })",
       "allocations[3].topic_id"},
      {"EnterPaperBallot", "", R"(allocations { topic_id: "$parks$" dots: 1 })",
       "allocations[3].topic_id"},
      {"EnterPaperBallot", "", R"(allocations { topic_id: "$health$" dots: 1 })",
       "DOT_BUDGET_EXCEEDED", kState},
      {"EnterPaperBallot", "participant_id", "expected_version: 3", "participant_id"},
      {"EnterPaperBallot", "", "expected_version: 99", "", kNotFound},
      {"WithdrawTopic", "reason", "", "reason"},
      {"WithdrawTopic", "", R"(topic_id: "$nothing$")", "", kNotFound},
      {"CloseVoting", "", kLongAgo, "happened_at"},
      {"RevealResults", "", kLongAgo, "happened_at"},
      {"StartRound", "", kLongAgo, "happened_at"},
      {"StartRound", "", R"(topic_id: "$buses$")", "NOT_NEXT", kState},
      {"AddNote", "note.kind", "", "note.kind"},
      {"AddNote", "note.text", "", "note.text.text"},
      {"AddNote", "", R"(note { locale: "Deutsch" })", "note.locale"},
      {"AddNote", "", R"(round_id: "$nothing$")", "", kNotFound},
      {"ExtendRound", "", kLongAgo, "happened_at"},
      {"ExtendRound", "", R"(round_id: "$nothing$")", "", kNotFound},
      {"EndRound", "", R"(outcome { paragraphs: " " })", "outcome.paragraphs[1]"},
      {"EndRound", "", R"(outcome { locale: "Deutsch" })", "outcome.locale"},
      {"EndRound", "", R"(round_id: "$nothing$")", "", kNotFound},
      {"SkipRound", "reason", "", "reason"},
      {"AddLateTopic", "", R"(topic { title { text: " " } })", "topic.title.text"},
      {"EndSession", "", kLongAgo, "happened_at"},
      {"AssignEntry", "assignment", "", "assignment.target"},
      {"AssignEntry", "", "assignment { target { cross_cutting: false } }", "assignment.target"},
      {"AssignEntry", "", R"(assignment { target { lab_id: "x" } })", "assignment.target.lab_id"},
      {"AssignEntry", "", R"(assignment { target { lab_id: "$nothing$" } })", "", kNotFound},
      {"AssignEntry", "", R"(assignment { field_ids: "x" })", "assignment.field_ids[0]"},
      {"AssignEntry", "", R"(assignment { field_ids: "$nothing$" })", "", kNotFound},
      {"AssignEntry", "", R"(assignment { city_process_ids: "x" })",
       "assignment.city_process_ids[0]"},
      {"AssignEntry", "", R"(assignment { city_process_ids: "$nothing$" })", "", kNotFound},
      {"AssignEntry", "", R"(entry_id: "$nothing$")", "", kNotFound},
      {"DeclineEntry", "reason", "", "reason"},
      {"DeclineEntry", "", R"(entry_id: "$nothing$")", "", kNotFound},
      {"ReopenEntry", "reason", "", "reason"},
      {"MarkAddressed", "reason", "", "reason"},
      {"CancelSession", "reason", "", "reason"},
      {"ImportCards", "header", "", "header"},
      {"ImportCards", "", R"(header { session_id: "$nothing$" })", "", kNotFound},
      {"ImportCards", "",
       R"(--- chunk { cards { paper_ref: "K3" title { text: " " } locale: "de" } })",
       "cards[2].title.text"},
      {"ImportCards", "",
       R"(--- chunk { cards { paper_ref: "K2" title { text: "A" } locale: "de" } })",
       "cards[3].paper_ref"},
      {"ImportCards", "", R"(--- chunk { cards { source: TOPIC_SOURCE_DEVICE } })",
       "cards[2].source"},
      {"ImportCards", "", R"(--- header { session_id: "$second$" })", "header"},
      {"GetSession", "", R"(session_id: "$nothing$")", "", kNotFound},
      {"ListBacklog", "", "origin: 99", "origin"},
      {"ListBacklog", "", "status: 99", "status"},
  };
}

}  // namespace

const test::Way& LeanCoffeeWay() {
  static const test::Way way = {
      {"zwk.participation.v1.BacklogService", "zwk.participation.v1.LeanCoffeeService"},
      "tests/integration/participation_lean_coffee_walk.cc",
      Steps(),
      WrongInput(),
      {"zwk.participation.v1.BoardService", "zwk.participation.v1.MeetingService",
       "zwk.participation.v1.MinutesService"}};
  return way;
}

}  // namespace zwk::participation
