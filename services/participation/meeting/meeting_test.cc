#include "participation/meeting/meeting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

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

std::vector<std::string> Fields(const Meeting::Events& events) {
  std::vector<std::string> fields;
  for (const FieldViolation& fault : FieldViolationsOf(events.status())) {
    fields.push_back(fault.field);
  }
  return fields;
}

TEST(MeetingTest, AllFaultsOfAPlanAreToldAtOnce) {
  v1::MeetingScheduled wanted;
  EXPECT_THAT(Fields(Meeting{}.Schedule(wanted)),
              testing::ElementsAre("meeting.context", "meeting.title", "meeting.mode",
                                   "meeting.starts_at", "meeting.ends_at"));
  wanted = Scheduled();
  wanted.mutable_meeting()->mutable_starts_at()->set_nanos(-1);
  wanted.mutable_meeting()->mutable_ends_at()->set_nanos(-1);
  wanted.mutable_meeting()->set_place("a\nb");
  wanted.mutable_meeting()->set_mode(static_cast<v1::MeetingMode>(9));
  EXPECT_THAT(Fields(Meeting{}.Schedule(wanted)),
              testing::ElementsAre("meeting.place", "meeting.mode", "meeting.starts_at",
                                   "meeting.ends_at"));
}

TEST(MeetingTest, ATimeIsReadableAndNotAhead) {
  const Meeting recorded = Replay({Scheduled()}), running = Replay({Scheduled(), Started()});
  v1::MeetingStarted broken = Started();
  broken.mutable_started_at()->set_nanos(-1);
  EXPECT_EQ(Field(recorded.Start(broken, kNow)), "started_at");
  EXPECT_EQ(Field(running.End({}, kNow)), "ended_at");
  EXPECT_EQ(Field(running.End(EndedAt(kNow + hours(1)), kNow)), "ended_at");
  EXPECT_EQ(Field(running.End(EndedAt(kStart - hours(1)), kNow)), "ended_at");
  const auto ended = running.End(EndedAt(kNow), kNow);
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ToTime(std::get<v1::MeetingEnded>(ended->at(0)).ended_at()), kNow);
  const Meeting live = Replay({Scheduled(v1::MEETING_MODE_LIVE), Started(kNow)});
  EXPECT_TRUE(live.End({}, kNow).ok()) << "a clock that stands still ends a meeting as well";
}

TEST(MeetingTest, EachStepLeadsToItsState) {
  Meeting meeting;
  EXPECT_EQ(meeting.Cancel({}).status().code(), absl::StatusCode::kInvalidArgument);
  const std::pair<MeetingEvent, v1::MeetingStatus> steps[] = {
      {Scheduled(), v1::MEETING_STATUS_DRAFT},
      {v1::MeetingInvited(), v1::MEETING_STATUS_INVITED},
      {Started(), v1::MEETING_STATUS_RUNNING},
      {EndedAt(kStart + hours(1)), v1::MEETING_STATUS_ENDED},
      {Draft(), v1::MEETING_STATUS_MINUTES_DRAFT}};
  for (const auto& [event, status] : steps) {
    meeting.Apply(event);
    EXPECT_EQ(meeting.state.status(), status);
    const bool may_start =
        status == v1::MEETING_STATUS_DRAFT || status == v1::MEETING_STATUS_INVITED;
    EXPECT_EQ(meeting.Start(Started(), kNow).ok(), may_start) << status;
    EXPECT_EQ(meeting.Cancel(Cancelled()).ok(), may_start) << status;
    EXPECT_EQ(meeting.Invite({}).ok(), status == v1::MEETING_STATUS_DRAFT) << status;
    EXPECT_EQ(meeting.End(EndedAt(kStart + hours(2)), kNow).ok(),
              status == v1::MEETING_STATUS_RUNNING)
        << status;
    EXPECT_EQ(meeting.DraftMinutes(Draft()).ok(),
              status == v1::MEETING_STATUS_ENDED || status == v1::MEETING_STATUS_MINUTES_DRAFT)
        << status;
    EXPECT_EQ(meeting.RecordDecision(SelectsLab()).ok(), !may_start) << status;
    EXPECT_EQ(meeting.RecordAttendance(Ada()).ok(), !may_start) << status;
    EXPECT_TRUE(meeting.SetText(Text("background", "de", "x")).ok()) << status;
  }
  EXPECT_EQ(ToTime(meeting.state.started_at()), kStart);
  EXPECT_EQ(ToTime(meeting.state.ended_at()), kStart + hours(1));
  const Meeting cancelled = Replay({Scheduled(), Cancelled()});
  EXPECT_EQ(cancelled.state.status(), v1::MEETING_STATUS_CANCELLED);
  EXPECT_EQ(cancelled.state.cancel_reason(), "Sturm");
  const absl::Status refused = cancelled.Invite({}).status();
  EXPECT_EQ(refused.message(), "the meeting is CANCELLED");
  EXPECT_THAT(DetailsOf(refused), testing::ElementsAre(testing::Pair("state", "CANCELLED")));
  EXPECT_EQ(Field(Replay({Scheduled()}).Cancel({})), "reason");
}

TEST(MeetingTest, AnAgendaHasFiftyItemsWithATitleAndUpToTenHours) {
  const Meeting meeting = Replay({Scheduled()});
  v1::AgendaSet agenda;
  for (int i = 0; i < 50; ++i) agenda.add_agenda()->set_title("x");
  EXPECT_TRUE(meeting.SetAgenda(agenda).ok());
  agenda.mutable_agenda(1)->set_title(" ");
  agenda.mutable_agenda(2)->set_minutes(-1);
  EXPECT_THAT(Fields(meeting.SetAgenda(agenda)),
              testing::ElementsAre("agenda[1].title", "agenda[2].minutes"));
}

v1::ModeratorAssigned Bo(const std::string& change = "") {
  auto assigned = Proto<v1::ModeratorAssigned>(
      R"(moderator { person_id: "bo" name { text: "Bo Muster" } organization: "Sozialreferat" })");
  assigned.mutable_moderator()->MergeFrom(Proto<v1::Moderator>(change));
  return assigned;
}

v1::MediatorAssigned Cem(const std::string& change = "") {
  auto assigned = Proto<v1::MediatorAssigned>(
      R"(mediator { person_id: "cem" name { text: "Cem Muster" } languages: "tr" })");
  assigned.mutable_mediator()->MergeFrom(Proto<v1::Mediator>(change));
  return assigned;
}

TEST(MeetingTest, WhoModeratesAndMediatesIsSaidOnce) {
  Meeting meeting = Replay({Scheduled()});
  meeting.Apply(meeting.AssignModerator(Bo())->at(0));
  meeting.Apply(meeting.AssignMediator(Cem())->at(0));
  EXPECT_EQ(meeting.state.moderators(0).person_id(), "bo");
  EXPECT_EQ(meeting.state.mediators(0).person_id(), "cem");
  EXPECT_TRUE(meeting.AssignModerator(Bo())->empty());
  EXPECT_TRUE(meeting.AssignMediator(Cem())->empty());
  const absl::Status other = meeting.AssignModerator(Bo(R"(organization: "Amt")")).status();
  EXPECT_EQ(ReasonOf(other), "PERSON_EXISTS");
  EXPECT_EQ(other.message(), "person 'bo' moderates already");
  EXPECT_EQ(meeting.AssignMediator(Cem(R"(languages: "ar")")).status().message(),
            "person 'cem' mediates already");
  EXPECT_EQ(meeting.AssignModerator(Bo(R"(person_id: "ben")"))->size(), 1u);
  const Meeting cancelled = Replay({Scheduled(), Cancelled()});
  EXPECT_EQ(Reason(cancelled.AssignModerator(Bo())), "WRONG_STATE");
  EXPECT_EQ(Reason(cancelled.AssignMediator(Cem())), "WRONG_STATE");
}

TEST(MeetingTest, WhoIsThereHasANameAndAPart) {
  const Meeting meeting = Ended();
  EXPECT_THAT(Fields(meeting.AssignModerator({})),
              testing::ElementsAre("moderator.name.text", "moderator.organization"));
  EXPECT_THAT(Fields(meeting.AssignMediator({})),
              testing::ElementsAre("mediator.name.text", "mediator.languages"));
  EXPECT_EQ(Field(meeting.AssignMediator(Cem(R"(languages: "?")"))), "mediator.languages[1]");
  v1::MediatorAssigned many = Cem();
  while (many.mediator().languages_size() < 20) many.mutable_mediator()->add_languages("tr");
  EXPECT_TRUE(meeting.AssignMediator(many).ok());
  many.mutable_mediator()->add_languages("tr");
  EXPECT_EQ(Field(meeting.AssignMediator(many)), "mediator.languages");
  EXPECT_THAT(Fields(meeting.RecordAttendance({})),
              testing::ElementsAre("attendance.name.text", "attendance.organization",
                                   "attendance.capacity"));
  const auto stayed = [&](Time from, Time to) {
    v1::AttendanceRecorded ada = Ada();
    *ada.mutable_attendance()->mutable_from() = ToTimestamp(from);
    *ada.mutable_attendance()->mutable_to() = ToTimestamp(to);
    return Field(meeting.RecordAttendance(ada));
  };
  EXPECT_EQ(stayed(kStart, kStart + hours(1)), "");
  EXPECT_EQ(stayed(kStart, kStart), "attendance.to");
  EXPECT_EQ(stayed(kStart + hours(1), kStart), "attendance.to");
  v1::AttendanceRecorded broken = Ada();
  broken.mutable_attendance()->mutable_from()->set_nanos(-1);
  broken.mutable_attendance()->mutable_to()->set_nanos(-1);
  EXPECT_EQ(Field(meeting.RecordAttendance(broken)), "attendance.from");
  v1::AttendanceRecorded late = Ada();
  *late.mutable_attendance()->mutable_to() = ToTimestamp(kStart);
  EXPECT_TRUE(meeting.RecordAttendance(late).ok()) << "one of the two may be unknown";
}

TEST(MeetingTest, ThereAreThreeHundredPeopleSixtyTextsAndAHundredDecisionsAtMost) {
  Meeting meeting = Ended();
  const auto add = [&](int count, const std::function<void(int)>& one) {
    for (int i = 0; i < count; ++i) one(i);
  };
  add(299, [&](int i) { meeting.state.add_attendance()->set_person_id(absl::StrCat(i)); });
  EXPECT_TRUE(meeting.RecordAttendance(Ada()).ok());
  meeting.state.add_attendance()->set_person_id("last");
  const absl::Status people = meeting.RecordAttendance(Ada()).status();
  EXPECT_EQ(ReasonOf(people), "TOO_MANY_PEOPLE");
  EXPECT_EQ(people.message(), "the meeting has 300 people of a kind");
  add(59, [&](int i) { meeting.state.add_texts()->set_key(absl::StrCat("k", i)); });
  EXPECT_TRUE(meeting.SetText(Text("background", "de", "x")).ok());
  meeting.state.add_texts()->set_key("last");
  EXPECT_EQ(Reason(meeting.SetText(Text("background", "de", "x"))), "TOO_MANY_TEXTS");
  add(99, [&](int i) { meeting.state.add_decisions()->set_decision_id(absl::StrCat("x", i)); });
  EXPECT_TRUE(meeting.RecordDecision(SelectsLab()).ok());
  meeting.state.add_decisions()->set_decision_id("last");
  EXPECT_EQ(Reason(meeting.RecordDecision(SelectsLab())), "TOO_MANY_DECISIONS");
}

TEST(MeetingTest, ATextHasAKeyALanguageAndWords) {
  const Meeting meeting = Replay({Scheduled()});
  EXPECT_THAT(Fields(meeting.SetText(Text("Hintergrund", "Deutsch", " "))),
              testing::ElementsAre("text.key", "text.locale", "text.markdown"));
  const std::string longest(60, 'x');
  const auto fault = [&](const std::string& reference) {
    return Field(
        meeting.SetText(Text("situation", "de", "a {{indicator:b@c@2021-12-31}} " + reference)));
  };
  EXPECT_EQ(fault("{{indicator:" + longest + "@" + longest + "@2021-12-31}}"), "");
  EXPECT_EQ(fault("{{indicator:a_B-1@c@2021-12-31}}"), "");
  for (const std::string& bad :
       {"{{indicator:" + longest + "x@c@2021-12-31}}",
        "{{indicator:b@" + longest + "x@2021-12-31}}", std::string("{{indicator:b@@2021-12-31}}"),
        std::string("{{indicator:b b@c@2021-12-31}}"),
        std::string("{{indicator:b@c@2021-12-31@d}}"),
        std::string("{{indicator:b@c@2021-12-31}")}) {
    EXPECT_EQ(fault(bad), "text.markdown") << bad;
  }
  EXPECT_EQ(FieldViolationsOf(meeting.SetText(Text("situation", "de", "ab {{x}}")).status())
                .at(0)
                .description,
            "has at byte 3 a reference that is not {{indicator:<id>@<area>@<YYYY-MM-DD>}}");
}

TEST(MeetingTest, ATextThatWouldLoseItsShapeIsRefusedWithLineAndReason) {
  const Meeting meeting = Replay({Scheduled()});
  const auto refused = meeting.SetText(Text("situation", "de", "Text\n\n> Zitat"));
  ASSERT_FALSE(refused.ok());
  const auto violations = FieldViolationsOf(refused.status());
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_EQ(violations[0].field, "text.markdown");
  EXPECT_EQ(violations[0].description, "has what is not known here: line 3: a quotation (>)");
  EXPECT_TRUE(meeting.SetText(Text("situation", "de", "Text\n\n- eins\n- **zwei**")).ok());
}

TEST(MeetingTest, ADecisionIsSaidInFull) {
  const auto fault = [](const std::function<void(v1::Decision&)>& change) {
    v1::DecisionRecorded recorded = SelectsLab();
    change(*recorded.mutable_decision());
    return Field(Ended().RecordDecision(recorded));
  };
  EXPECT_EQ(fault([](auto& d) { d.clear_kind(); }), "decision.kind");
  EXPECT_EQ(fault([](auto& d) { d.clear_subject(); }), "decision.subject");
  EXPECT_EQ(fault([](auto& d) { d.clear_proposal(); }), "decision.proposal");
  EXPECT_EQ(fault([](auto& d) { d.clear_result(); }), "decision.result");
  EXPECT_EQ(fault([](auto& d) { d.mutable_notes(0)->clear_disposition(); }),
            "decision.notes[0].disposition");
  EXPECT_EQ(fault([](auto& d) {
              d.set_result(v1::DECISION_RESULT_REJECTED);
              d.clear_notes();
            }),
            "");
  EXPECT_EQ(fault([](auto& d) { d.set_kind(v1::DECISION_KIND_AGREE_THEMES); }), "");
  EXPECT_EQ(fault([](auto& d) {
              d.set_kind(v1::DECISION_KIND_OTHER);
              d.clear_lab_ids();
            }),
            "");
  const auto labs = [&](int count) {
    return fault([&](auto& d) {
      while (d.lab_ids_size() < count) d.add_lab_ids("l");
    });
  };
  EXPECT_EQ(labs(20), "");
  EXPECT_EQ(labs(21), "decision.lab_ids");
  const auto notes = [&](int count) {
    return fault([&](auto& d) {
      while (d.notes_size() < count) {
        *d.add_notes() = d.notes(0);
        d.mutable_notes(d.notes_size() - 1)->set_note_id(absl::StrCat("n", d.notes_size()));
      }
    });
  };
  EXPECT_EQ(notes(100), "");
  EXPECT_EQ(notes(101), "decision.notes");
}

TEST(MeetingTest, MinutesAreSignedByAnOffice) {
  const Meeting meeting = Ended();
  EXPECT_THAT(
      Fields(meeting.DraftMinutes({})),
      testing::ElementsAre("signature.place", "signature.issued_on", "signature.signatory.text"));
  v1::MinutesDraftRequested draft = Draft();
  for (int i = 0; i < 6; ++i) draft.mutable_signature()->add_office_lines("Magistrat");
  EXPECT_TRUE(meeting.DraftMinutes(draft).ok());
  draft.mutable_signature()->set_office_lines(2, " ");
  EXPECT_EQ(Field(meeting.DraftMinutes(draft)), "signature.office_lines[2]");
  draft.mutable_signature()->add_office_lines("Magistrat");
  EXPECT_EQ(Field(meeting.DraftMinutes(draft)), "signature.office_lines");
}

TEST(MeetingTest, AHashIsSixtyFourDigits) {
  Meeting meeting = Ended();
  meeting.Apply(meeting.DraftMinutes(Draft())->at(0));
  for (const std::string& bad : {std::string(63, 'a'), std::string(65, 'a'), std::string(64, 'A'),
                                 std::string(64, 'g'), std::string(64, '`')}) {
    EXPECT_EQ(Field(meeting.ApproveMinutes(bad, Drafted(1), kNow)), "sha256") << bad;
  }
  const std::string good = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  EXPECT_TRUE(meeting.ApproveMinutes(good, Drafted(1, good), kNow).ok());
  EXPECT_EQ(meeting.ApproveMinutes(good, Drafted(1), kNow).status().message(),
            "the latest draft is " + kHash);
  EXPECT_EQ(meeting.ApproveMinutes(good, Drafted(2), kNow).status().message(),
            "draft 1 is not published yet");
}

TEST(MeetingTest, WhoDidNotAgreeIsNotNamed) {
  v1::Meeting meeting;
  for (const bool agrees : {true, false}) {
    meeting.add_moderators()->set_consent_public(agrees);
    meeting.add_mediators()->set_consent_public(agrees);
    meeting.add_attendance()->set_consent_public(agrees);
    meeting.mutable_moderators()->rbegin()->mutable_name()->set_text("x");
    meeting.mutable_mediators()->rbegin()->mutable_name()->set_text("x");
    meeting.mutable_attendance()->rbegin()->mutable_name()->set_text("x");
  }
  HideNamesWithoutConsent(meeting);
  for (const bool agrees : {true, false}) {
    const int i = agrees ? 0 : 1;
    EXPECT_EQ(meeting.moderators(i).has_name(), agrees);
    EXPECT_EQ(meeting.mediators(i).has_name(), agrees);
    EXPECT_EQ(meeting.attendance(i).has_name(), agrees);
  }
}

}  // namespace
}  // namespace zwk::participation
