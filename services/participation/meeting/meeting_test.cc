#include "participation/meeting/meeting.h"

#include <gtest/gtest.h>

#include <chrono>

#include "absl/strings/str_cat.h"
#include "participation/meeting/decision.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "tests/support/proto.h"

namespace zwk::participation {
namespace {

using std::chrono::hours;
using test::Proto;

const Time kStart = *ParseTime("2022-03-28T13:30:00.000000Z");
const Time kNow = *ParseTime("2022-04-05T10:00:00.000000Z");
const std::string kHash(64, 'a');

v1::MeetingScheduled Scheduled(v1::MeetingMode mode = v1::MEETING_MODE_RECORDED) {
  v1::MeetingScheduled scheduled;
  v1::Meeting& meeting = *scheduled.mutable_meeting();
  meeting = Proto<v1::Meeting>(R"(meeting_id: "m1" board_id: "b1" title: "Erstes Treffen")");
  meeting.set_mode(mode);
  *meeting.mutable_starts_at() = ToTimestamp(kStart);
  *meeting.mutable_ends_at() = ToTimestamp(kStart + hours(2));
  return scheduled;
}

v1::MeetingStarted Started(Time at = kStart) {
  v1::MeetingStarted started;
  *started.mutable_started_at() = ToTimestamp(at);
  return started;
}

v1::MeetingEnded EndedAt(Time at) {
  v1::MeetingEnded ended;
  *ended.mutable_ended_at() = ToTimestamp(at);
  return ended;
}

v1::MeetingCancelled Cancelled() { return Proto<v1::MeetingCancelled>(R"(reason: "Sturm")"); }

Meeting Replay(std::initializer_list<MeetingEvent> events) {
  Meeting meeting;
  for (const MeetingEvent& event : events) meeting.Apply(event);
  return meeting;
}

Meeting Ended() { return Replay({Scheduled(), Started(), EndedAt(kStart + hours(1))}); }

v1::AttendanceRecorded Ada() {
  return Proto<v1::AttendanceRecorded>(
      R"(attendance { person_id: "ada" name { text: "Ada Beispiel" } organization: "Seniorenbeirat"
                      capacity: CAPACITY_INTEREST_GROUP })");
}

v1::DecisionRecorded SelectsLab() {
  return Proto<v1::DecisionRecorded>(
      R"(decision { decision_id: "d1" kind: DECISION_KIND_SELECT_LABS subject: "Demografielabore"
                    proposal: "Drei Quartiere werden Demografielabore."
                    result: DECISION_RESULT_ADOPTED_WITH_NOTES lab_ids: "l1"
                    notes { note_id: "n1" text { text: "Organisationen einbeziehen" }
                            disposition: NOTE_DISPOSITION_ADOPTED } })");
}

v1::MeetingTextSet Text(const std::string& key, const std::string& locale,
                        const std::string& markdown) {
  v1::MeetingTextSet set;
  set.mutable_text()->set_key(key);
  set.mutable_text()->set_locale(locale);
  set.mutable_text()->set_markdown(markdown);
  return set;
}

v1::MinutesDraftRequested Draft() {
  return Proto<v1::MinutesDraftRequested>(
      R"(signature { place: "Bremerhaven" issued_on: "2022-03-31" signatory { text: "Bo Muster" } })");
}

v1::MinutesDocument Drafted(int number, const std::string& hash = kHash) {
  v1::MinutesDocument document;
  document.set_document_id("doc");
  document.set_sha256(hash);
  document.set_draft_number(number);
  return document;
}

std::string Reason(const Meeting::Events& events) { return ReasonOf(events.status()); }
std::string Field(const Meeting::Events& events) { return FieldOf(events.status()); }

TEST(MeetingTest, IsOfABoardOrInALabAndTakesTime) {
  EXPECT_TRUE(Meeting{}.Schedule(Scheduled()).ok());
  v1::MeetingScheduled nobodys = Scheduled();
  nobodys.mutable_meeting()->clear_context();
  EXPECT_EQ(Field(Meeting{}.Schedule(nobodys)), "meeting.context");
  v1::MeetingScheduled backwards = Scheduled();
  *backwards.mutable_meeting()->mutable_ends_at() = backwards.meeting().starts_at();
  EXPECT_EQ(Field(Meeting{}.Schedule(backwards)), "meeting.ends_at");
  v1::MeetingScheduled endless = Scheduled();
  endless.mutable_meeting()->clear_ends_at();
  EXPECT_EQ(Field(Meeting{}.Schedule(endless)), "meeting.ends_at");
}

TEST(MeetingTest, ARecordedMeetingIsGivenItsTimesAndALiveOneTakesThemFromTheClock) {
  const Meeting recorded = Replay({Scheduled(v1::MEETING_MODE_RECORDED)});
  EXPECT_EQ(Field(recorded.Start({}, kNow)), "started_at");
  EXPECT_EQ(Field(recorded.Start(Started(kNow + hours(1)), kNow)), "started_at");
  const auto at = [](const Meeting::Events& events) {
    return ToTime(std::get<v1::MeetingStarted>(events->at(0)).started_at());
  };
  EXPECT_EQ(at(recorded.Start(Started(), kNow)), kStart);
  EXPECT_EQ(at(recorded.Start(Started(kNow), kNow)), kNow);

  const Meeting live = Replay({Scheduled(v1::MEETING_MODE_LIVE)});
  EXPECT_EQ(Field(live.Start(Started(), kNow)), "started_at");
  EXPECT_EQ(at(live.Start({}, kNow)), kNow);
}

TEST(MeetingTest, GoesItsWayOnceAndForwards) {
  const Meeting draft = Replay({Scheduled()});
  EXPECT_TRUE(draft.Invite({}).ok());
  EXPECT_EQ(Reason(draft.End(EndedAt(kStart), kNow)), "WRONG_STATE");
  EXPECT_TRUE(draft.Cancel(Cancelled()).ok());
  const Meeting running = Replay({Scheduled(), v1::MeetingInvited(), Started()});
  EXPECT_EQ(Reason(running.Invite({})), "WRONG_STATE");
  EXPECT_EQ(Reason(running.Cancel(Cancelled())), "WRONG_STATE");
  EXPECT_EQ(Field(running.End(EndedAt(kStart), kNow)), "ended_at");
  EXPECT_TRUE(running.End(EndedAt(kStart + hours(1)), kNow).ok());
  EXPECT_EQ(Reason(Ended().Start(Started(), kNow)), "WRONG_STATE");
}

TEST(MeetingTest, NothingOfACancelledMeetingChanges) {
  const Meeting cancelled = Replay({Scheduled(), Cancelled()});
  EXPECT_EQ(Reason(cancelled.SetAgenda({})), "WRONG_STATE");
  EXPECT_EQ(Reason(cancelled.SetText(Text("background", "de", "x"))), "WRONG_STATE");
  EXPECT_EQ(Reason(cancelled.RecordAttendance(Ada())), "WRONG_STATE");
  EXPECT_EQ(Reason(cancelled.RecordDecision(SelectsLab())), "WRONG_STATE");
}

TEST(MeetingTest, AnAgendaIsSetAsAWholeAndTheSameAgainIsNoNews) {
  Meeting meeting = Replay({Scheduled()});
  const auto agenda = Proto<v1::AgendaSet>(R"(agenda { title: "Begrüßung" minutes: 600 })");
  meeting.Apply(meeting.SetAgenda(agenda)->at(0));
  EXPECT_TRUE(meeting.SetAgenda(agenda)->empty());
  EXPECT_EQ(meeting.SetAgenda({})->size(), 1u) << "an agenda can be emptied";
  EXPECT_EQ(Field(meeting.SetAgenda(Proto<v1::AgendaSet>(R"(agenda { title: "x" minutes: 601 })"))),
            "agenda[0].minutes");
  v1::AgendaSet long_one;
  for (int i = 0; i < 51; ++i) long_one.add_agenda()->set_title("x");
  EXPECT_EQ(Field(meeting.SetAgenda(long_one)), "agenda");
}

TEST(MeetingTest, NobodyAttendsBeforeItBegins) {
  EXPECT_EQ(Reason(Replay({Scheduled()}).RecordAttendance(Ada())), "WRONG_STATE");
  EXPECT_TRUE(Replay({Scheduled(), Started()}).RecordAttendance(Ada()).ok());
}

TEST(MeetingTest, APersonAttendsOnceAndTheSameAgainIsNoNews) {
  Meeting meeting = Ended();
  meeting.Apply(Ada());
  EXPECT_TRUE(meeting.RecordAttendance(Ada())->empty());
  v1::AttendanceRecorded guest = Ada();
  guest.mutable_attendance()->set_guest(true);
  EXPECT_EQ(Reason(meeting.RecordAttendance(guest)), "PERSON_EXISTS");
}

TEST(MeetingTest, TextsHaveRevisionsPerKeyAndLanguage) {
  Meeting meeting = Replay({Scheduled()});
  for (const char* markdown : {"eins", "zwei"}) {
    meeting.Apply(meeting.SetText(Text("background", "de", markdown))->at(0));
  }
  meeting.Apply(meeting.SetText(Text("background", "en", "one"))->at(0));
  ASSERT_EQ(meeting.state.texts_size(), 2);
  EXPECT_EQ(meeting.state.texts(0).markdown(), "zwei");
  EXPECT_EQ(meeting.state.texts(0).revision(), 2);
  EXPECT_EQ(meeting.state.texts(1).revision(), 1);
  EXPECT_TRUE(meeting.SetText(Text("background", "de", "zwei"))->empty());
}

TEST(MeetingTest, AReferenceToAFigureIsWholeOrRefused) {
  const Meeting meeting = Replay({Scheduled()});
  const auto fault = [&](const std::string& markdown) {
    return Field(meeting.SetText(Text("situation", "de", markdown)));
  };
  EXPECT_EQ(fault("Anteil {{indicator:foreign@city@2021-12-31}} Prozent"), "");
  for (const char* bad : {"{{indicator:foreign@city}}", "{{indicator:foreign@city@2021-02-30}}",
                          "{{figure:foreign@city@2021-12-31}}", "{{indicator:", "{{}}",
                          "{{indicator:@city@2021-12-31}}"}) {
    EXPECT_EQ(fault(bad), "text.markdown") << bad;
  }
}

TEST(MeetingTest, ADecisionCarriesWhatItAdoptedForTheLabsItNames) {
  v1::Decision decision = SelectsLab().decision();
  EXPECT_TRUE(Carries(decision, v1::DECISION_KIND_SELECT_LABS, "l1"));
  EXPECT_FALSE(Carries(decision, v1::DECISION_KIND_SELECT_LABS, "l2"));
  EXPECT_FALSE(Carries(decision, v1::DECISION_KIND_AGREE_THEMES, "l1"));
  decision.set_result(v1::DECISION_RESULT_ADOPTED);
  EXPECT_TRUE(Carries(decision, v1::DECISION_KIND_SELECT_LABS, "l1"));
  decision.set_result(v1::DECISION_RESULT_DEFERRED);
  EXPECT_FALSE(Carries(decision, v1::DECISION_KIND_SELECT_LABS, "l1"));
}

TEST(MeetingTest, ADecisionNamesWhatItIsAbout) {
  const auto fault = [](const std::function<void(v1::Decision&)>& change) {
    v1::DecisionRecorded recorded = SelectsLab();
    change(*recorded.mutable_decision());
    return Field(Ended().RecordDecision(recorded));
  };
  EXPECT_EQ(fault([](auto&) {}), "");
  EXPECT_EQ(fault([](auto& decision) { decision.clear_lab_ids(); }), "decision.lab_ids");
  EXPECT_EQ(fault([](auto& decision) { decision.set_kind(v1::DECISION_KIND_OTHER); }),
            "decision.lab_ids");
  EXPECT_EQ(fault([](auto& decision) { decision.clear_notes(); }), "decision.notes");
  EXPECT_EQ(
      fault([](auto& decision) { decision.mutable_notes(0)->mutable_text()->set_text("  "); }),
      "decision.notes[0].text.text");
  EXPECT_EQ(fault([](auto& decision) { *decision.add_notes() = decision.notes(0); }),
            "decision.notes[1].note_id");
}

TEST(MeetingTest, ADecisionStaysWhatItIs) {
  Meeting meeting = Ended();
  meeting.Apply(SelectsLab());
  EXPECT_TRUE(meeting.RecordDecision(SelectsLab())->empty());
  v1::DecisionRecorded other = SelectsLab();
  other.mutable_decision()->set_subject("Anderes");
  EXPECT_EQ(Reason(meeting.RecordDecision(other)), "DECISION_EXISTS");
  EXPECT_EQ(meeting.FindDecision("d1")->subject(), "Demografielabore");
  EXPECT_EQ(meeting.FindDecision("d2"), nullptr);
}

TEST(MeetingTest, MinutesAreApprovedByTheHashOfTheLatestDraft) {
  Meeting meeting = Ended();
  EXPECT_EQ(Reason(meeting.ApproveMinutes(kHash, std::nullopt, kNow)), "WRONG_STATE");
  meeting.Apply(meeting.DraftMinutes(Draft())->at(0));
  meeting.Apply(meeting.DraftMinutes(Draft())->at(0));
  EXPECT_EQ(meeting.state.draft_number(), 2);
  EXPECT_EQ(Reason(meeting.ApproveMinutes(kHash, std::nullopt, kNow)), "NOT_THE_DRAFT");
  EXPECT_EQ(Reason(meeting.ApproveMinutes(kHash, Drafted(1), kNow)), "NOT_THE_DRAFT")
      << "another draft was asked for";
  EXPECT_EQ(Reason(meeting.ApproveMinutes(std::string(64, 'b'), Drafted(2), kNow)),
            "NOT_THE_DRAFT");
  EXPECT_EQ(Field(meeting.ApproveMinutes("A", Drafted(2), kNow)), "sha256");
  meeting.Apply(meeting.ApproveMinutes(kHash, Drafted(2), kNow)->at(0));
  EXPECT_EQ(meeting.state.status(), v1::MEETING_STATUS_MINUTES_APPROVED);
  EXPECT_EQ(meeting.state.approval().document_id(), "doc");
  EXPECT_EQ(ToTime(meeting.state.approval().approved_at()), kNow);
  EXPECT_TRUE(meeting.ApproveMinutes(kHash, Drafted(2), kNow)->empty());
}

TEST(MeetingTest, ApprovedMinutesFreezeTheRecord) {
  Meeting meeting = Ended();
  meeting.Apply(meeting.DraftMinutes(Draft())->at(0));
  meeting.Apply(meeting.ApproveMinutes(kHash, Drafted(1), kNow)->at(0));
  EXPECT_EQ(Reason(meeting.RecordDecision(SelectsLab())), "WRONG_STATE");
  EXPECT_EQ(Reason(meeting.SetText(Text("background", "de", "x"))), "WRONG_STATE");
  EXPECT_EQ(Reason(meeting.RecordAttendance(Ada())), "WRONG_STATE");
  EXPECT_EQ(Reason(meeting.DraftMinutes(Draft())), "WRONG_STATE");
}

}  // namespace
}  // namespace zwk::participation
