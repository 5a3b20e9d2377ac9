#include "participation/domain/meeting.h"

#include <initializer_list>

#include <gtest/gtest.h>

#include "platform/base/errors.h"

namespace zwk::participation {
namespace {

using std::chrono::hours;

const Time kStart = *ParseTime("2022-03-28T13:30:00.000000Z");
const Time kNow = kStart + hours(72);
const std::string kHash(64, 'a');

MeetingScheduled Scheduled(MeetingMode mode = MeetingMode::kRecorded) {
  return {.meeting_id = "m1",
          .board_id = "b1",
          .title = "Erstes Treffen",
          .mode = mode,
          .starts_at = kStart,
          .ends_at = kStart + hours(2)};
}

Meeting Replay(std::initializer_list<MeetingEvent> events) {
  Meeting meeting;
  for (const MeetingEvent& event : events) meeting.Apply(event);
  return meeting;
}

Meeting Ended() {
  return Replay({Scheduled(), MeetingStarted{kStart}, MeetingEnded{kStart + hours(1)}});
}

Attendance Ada() {
  return {.person_id = "ada",
          .name = {"ada", "Ada Beispiel"},
          .organization = "Seniorenbeirat",
          .capacity = Capacity::kInterestGroup};
}

BoardDecision SelectsLab(const std::string& lab_id) {
  return {
      .decision_id = "d1",
      .kind = DecisionKind::kSelectLabs,
      .subject = "Demografielabore",
      .proposal = "Drei Quartiere werden Demografielabore.",
      .result = DecisionResult::kAdoptedWithNotes,
      .notes = {{"n1", {"n1", "Organisationen vor Ort einbeziehen"}, NoteDisposition::kAdopted}},
      .lab_ids = {lab_id}};
}

std::string Reason(const Meeting::Events& events) { return ReasonOf(events.status()); }

TEST(MeetingTest, IsOfABoardOrInALabAndTakesTime) {
  EXPECT_TRUE(Meeting{}.Schedule(Scheduled()).ok());
  MeetingScheduled both = Scheduled();
  both.lab_id = "l1";
  EXPECT_EQ(FieldOf(Meeting{}.Schedule(both).status()), "context");
  MeetingScheduled backwards = Scheduled();
  backwards.ends_at = backwards.starts_at;
  EXPECT_EQ(FieldOf(Meeting{}.Schedule(backwards).status()), "ends_at");
}

TEST(MeetingTest, ARecordedMeetingIsGivenItsTimesAndALiveOneTakesThemFromTheClock) {
  const Meeting recorded = Replay({Scheduled(MeetingMode::kRecorded)});
  EXPECT_EQ(FieldOf(recorded.Start(std::nullopt, kNow).status()), "started_at");
  EXPECT_EQ(FieldOf(recorded.Start(kNow + hours(1), kNow).status()), "started_at");
  EXPECT_EQ(std::get<MeetingStarted>(recorded.Start(kStart, kNow)->at(0)).at, kStart);

  const Meeting live = Replay({Scheduled(MeetingMode::kLive)});
  EXPECT_EQ(FieldOf(live.Start(kStart, kNow).status()), "started_at");
  EXPECT_EQ(std::get<MeetingStarted>(live.Start(std::nullopt, kNow)->at(0)).at, kNow);
}

TEST(MeetingTest, GoesItsWayOnceAndForwards) {
  const Meeting draft = Replay({Scheduled()});
  EXPECT_TRUE(draft.Invite().ok());
  EXPECT_EQ(Reason(draft.End(kStart, kNow)), "WRONG_STATE");
  EXPECT_TRUE(draft.Cancel({"Sturm"}).ok());
  const Meeting running = Replay({Scheduled(), MeetingInvited{}, MeetingStarted{kStart}});
  EXPECT_EQ(Reason(running.Invite()), "WRONG_STATE");
  EXPECT_EQ(Reason(running.Cancel({"Sturm"})), "WRONG_STATE");
  EXPECT_EQ(FieldOf(running.End(kStart, kNow).status()), "ended_at");
  EXPECT_TRUE(running.End(kStart + hours(1), kNow).ok());
  EXPECT_EQ(Reason(Ended().Start(kStart, kNow)), "WRONG_STATE");
}

TEST(MeetingTest, NothingOfACancelledMeetingChanges) {
  const Meeting cancelled = Replay({Scheduled(), MeetingCancelled{"Sturm"}});
  EXPECT_EQ(Reason(cancelled.SetAgenda({{{"Begrüßung", 10}}})), "WRONG_STATE");
  EXPECT_EQ(Reason(cancelled.SetText({"background", "de", "x"})), "WRONG_STATE");
  EXPECT_EQ(Reason(cancelled.RecordAttendance(Ada())), "WRONG_STATE");
  EXPECT_EQ(Reason(cancelled.RecordDecision(SelectsLab("l1"))), "WRONG_STATE");
}

TEST(MeetingTest, NobodyAttendsBeforeItBegins) {
  EXPECT_EQ(Reason(Replay({Scheduled()}).RecordAttendance(Ada())), "WRONG_STATE");
  EXPECT_TRUE(Replay({Scheduled(), MeetingStarted{kStart}}).RecordAttendance(Ada()).ok());
}

TEST(MeetingTest, APersonAttendsOnceAndTheSameAgainIsNoNews) {
  Meeting meeting = Ended();
  meeting.Apply(AttendanceRecorded{Ada()});
  EXPECT_TRUE(meeting.RecordAttendance(Ada())->empty());
  Attendance guest = Ada();
  guest.guest = true;
  EXPECT_EQ(Reason(meeting.RecordAttendance(guest)), "PERSON_EXISTS");
}

TEST(MeetingTest, TextsHaveRevisionsPerKeyAndLanguage) {
  Meeting meeting = Replay({Scheduled()});
  for (const char* markdown : {"eins", "zwei"}) {
    meeting.Apply(meeting.SetText({"background", "de", markdown})->at(0));
  }
  meeting.Apply(meeting.SetText({"background", "en", "one"})->at(0));
  ASSERT_EQ(meeting.texts.size(), 2u);
  EXPECT_EQ(meeting.texts[0].markdown, "zwei");
  EXPECT_EQ(meeting.texts[0].revision, 2);
  EXPECT_EQ(meeting.texts[1].revision, 1);
  EXPECT_TRUE(meeting.SetText({"background", "de", "zwei"})->empty());
}

TEST(MeetingTest, AReferenceToAFigureIsWholeOrRefused) {
  const Meeting meeting = Replay({Scheduled()});
  const auto fault = [&](const std::string& markdown) {
    return FieldOf(meeting.SetText({"situation", "de", markdown}).status());
  };
  EXPECT_EQ(fault("Anteil {{indicator:foreign@city@2021-12-31}} Prozent"), "");
  for (const char* bad : {"{{indicator:foreign@city}}", "{{indicator:foreign@city@2021-02-30}}",
                          "{{figure:foreign@city@2021-12-31}}", "{{indicator:", "{{}}",
                          "{{indicator:@city@2021-12-31}}"}) {
    EXPECT_EQ(fault(bad), "markdown") << bad;
  }
}

TEST(MeetingTest, ADecisionNamesWhatItIsAbout) {
  BoardDecision no_lab = SelectsLab("l1");
  no_lab.lab_ids.clear();
  EXPECT_EQ(FieldOf(Ended().RecordDecision(no_lab).status()), "lab_ids");
  BoardDecision no_notes = SelectsLab("l1");
  no_notes.notes.clear();
  EXPECT_EQ(FieldOf(Ended().RecordDecision(no_notes).status()), "notes");
  BoardDecision empty_note = SelectsLab("l1");
  empty_note.notes[0].text.text = "  ";
  EXPECT_EQ(FieldOf(Ended().RecordDecision(empty_note).status()), "notes[0].text");
}

TEST(MeetingTest, MinutesAreApprovedByTheHashOfTheLatestDraft) {
  Meeting meeting = Ended();
  EXPECT_EQ(Reason(meeting.ApproveMinutes(kHash, std::nullopt, kNow)), "WRONG_STATE");
  const MinutesDraftRequested request{
      .place = "Bremerhaven", .issued_on = "2022-03-31", .signatory = {"bo", "Bo Muster"}};
  meeting.Apply(meeting.DraftMinutes(request)->at(0));
  meeting.Apply(meeting.DraftMinutes(request)->at(0));
  EXPECT_EQ(meeting.draft_number, 2);
  EXPECT_EQ(Reason(meeting.ApproveMinutes(kHash, std::nullopt, kNow)), "NOT_THE_DRAFT");
  const MinutesDocument first{"doc", 1, kHash, 1};
  EXPECT_EQ(Reason(meeting.ApproveMinutes(kHash, first, kNow)), "NOT_THE_DRAFT")
      << "another draft was asked for";
  const MinutesDocument drafted{"doc", 2, kHash, 2};
  EXPECT_EQ(Reason(meeting.ApproveMinutes(std::string(64, 'b'), drafted, kNow)), "NOT_THE_DRAFT");
  EXPECT_EQ(FieldOf(meeting.ApproveMinutes("A", drafted, kNow).status()), "sha256");
  meeting.Apply(meeting.ApproveMinutes(kHash, drafted, kNow)->at(0));
  EXPECT_EQ(meeting.status, MeetingStatus::kMinutesApproved);
  EXPECT_TRUE(meeting.ApproveMinutes(kHash, drafted, kNow)->empty());
}

TEST(MeetingTest, ApprovedMinutesFreezeTheRecord) {
  Meeting meeting = Ended();
  meeting.Apply(MinutesDraftRequested{1});
  meeting.Apply(MinutesApproved{"doc", kHash, kNow});
  EXPECT_EQ(Reason(meeting.RecordDecision(SelectsLab("l1"))), "WRONG_STATE");
  EXPECT_EQ(Reason(meeting.SetText({"background", "de", "x"})), "WRONG_STATE");
  EXPECT_EQ(Reason(meeting.RecordAttendance(Ada())), "WRONG_STATE");
  EXPECT_EQ(Reason(meeting.DraftMinutes(
                {.place = "B", .issued_on = "2022-03-31", .signatory = {"bo", "Bo Muster"}})),
            "WRONG_STATE");
}

}  // namespace
}  // namespace zwk::participation
