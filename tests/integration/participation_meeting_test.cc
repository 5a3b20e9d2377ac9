// What everything around a meeting promises as a whole: real gRPC, real Redis, sealed names. Lean Coffee
// has a test of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "participation/meeting/attachment.h"
#include "participation/meeting/minutes_guard_codec.h"
#include "participation/participation.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/pool.h"
#include "platform/blob/folder.h"
#include "platform/store/redis_store.h"
#include "platform/stream/embedded_bus.h"
#include "platform/stream/view_runner.h"
#include "tests/integration/participation_meeting_walk.h"
#include "tests/support/newer_release.h"
#include "tests/support/pictures.h"
#include "tests/support/redis_server.h"
#include "tests/support/rpc_fixture.h"
#include "tests/support/rpc_walk.h"
#include "tests/support/temporary_folder.h"
#include "zwk/forecasting/v1/forecast.pb.h"
#include "zwk/participation/v1/attachment.pb.h"
#include "zwk/participation/v1/board.pb.h"
#include "zwk/participation/v1/city_process.pb.h"
#include "zwk/participation/v1/field_of_action.pb.h"
#include "zwk/participation/v1/meeting.pb.h"
#include "zwk/participation/v1/minutes.pb.h"
#include "zwk/participation/v1/municipality.pb.h"
#include "zwk/participation/v1/next_step.pb.h"
#include "zwk/reporting/v1/minutes.pb.h"
#include "zwk/reporting/v1/profile.pb.h"

namespace zwk::participation {
namespace {

using ::google::protobuf::Message;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string kHash(64, 'a');

class ParticipationServiceTest : public ::testing::Test, protected test::RpcWalk {
 protected:
  ParticipationServiceTest() : RpcWalk(MeetingWay()) {
    participation_.Serve(server_.get());
    participation_.AddViews(runner_);
    server_.Start();
    runner_.Start();
    BacklogEntryExists();
  }
  ~ParticipationServiceTest() override {
    runner_.Stop();
    server_.get().Drain();
  }

  // --- the walk ---
  rpc::Channel& channel() override { return server_.channel(); }
  std::string State() override { return redis_.Contents("*}:participation:*"); }
  void Settle() override {
    const absl::Status caught_up = runner_.CatchUp(SystemClock().Now() + std::chrono::seconds(20));
    ASSERT_TRUE(caught_up.ok()) << caught_up;
  }

  // --- what other services do ---
  void WorldMovesOnBefore(const std::string& method) override {
    if (method == "PinLabReferences") {
      reporting::v1::ProfilePublished profile;
      profile.set_profile_id(test::Id("profile"));
      profile.set_version(2);
      Publish(reporting_, "document/" + test::Id("profile"), profile);
      forecasting::v1::ForecastPublished forecast;
      forecast.set_forecast_id(test::Id("forecast"));
      forecast.set_version(3);
      Publish(forecasting_, "forecast/" + test::Id("forecast"), forecast);
    }
    if (method == "ApproveMinutes") {
      reporting::v1::MinutesDrafted drafted;
      drafted.set_meeting_id(test::Id("meeting"));
      drafted.set_document_id(test::Id("document"));
      drafted.set_version(1);
      drafted.set_sha256(kHash);
      drafted.set_draft_number(1);
      Publish(reporting_, "document/" + test::Id("document"), drafted);
    }
  }

  void Publish(store::RedisStore& area, const std::string& aggregate, const Message& event) {
    store::Commit commit(kHere);
    commit.Emit(aggregate, 0, event.GetDescriptor()->full_name(), event.SerializeAsString());
    const auto outcome = SyncWait(area.Apply(std::move(commit), kNoDeadline));
    ASSERT_TRUE(outcome.ok()) << outcome.status();
    Settle();
  }

  void BacklogEntryExists() {
    store::Commit commit(kHere);
    commit.Write("backlog_entry/" + test::Id("entry"), 0, "an entry");
    ASSERT_TRUE(SyncWait(store_.Apply(std::move(commit), kNoDeadline)).ok());
  }

  // --- what came of it ---
  std::vector<store::TailEntry> Events() {
    auto events = SyncWait(store_.Tail(kHere, "", 1000, kNoDeadline));
    EXPECT_TRUE(events.ok()) << events.status();
    return events.ok() ? *events : std::vector<store::TailEntry>();
  }

  const test::TemporaryFolder folder_;
  ManualClock clock_{*ParseTime("2022-04-05T10:00:00.000000Z")};
  test::RedisServer redis_;
  store::RedisStore store_{{.address = redis_.address(), .area = "participation", .lanes = 1}};
  test::NewerRelease newer_{store_};
  store::RedisStore reporting_{{.address = redis_.address(), .area = "reporting", .lanes = 1}};
  store::RedisStore forecasting_{{.address = redis_.address(), .area = "forecasting", .lanes = 1}};
  store::RedisStore key_store_{{.address = redis_.address(), .area = "keys", .lanes = 1}};
  seal::KeyRing keys_{key_store_, *seal::WrappingKey::FromFile(folder_ / "key", true)};
  Pool pool_{1};
  blob::Folder blobs_{folder_ / "blobs", pool_};
  stream::EmbeddedBus bus_{redis_.address()};
  stream::ViewRunner runner_{store_, bus_};
  Timers timers_;
  Participation participation_{{newer_, keys_, blobs_, pool_, timers_, clock_}};
  test::RpcServer server_;
};

TEST_F(ParticipationServiceTest, TheWayTakesEveryRpc) { ExpectEveryRpcIsOnTheWay(); }

TEST_F(ParticipationServiceTest, EveryChangeHappensOnceHoweverOftenItIsAskedFor) {
  ExpectChangesHappenOnce();
}

TEST_F(ParticipationServiceTest, EveryRpcIsForItsRolesAlone) { ExpectRolesAreAskedFor(); }

TEST_F(ParticipationServiceTest, WrongInputIsRefusedWithItsPathAndChangesNothing) {
  ExpectWrongInputIsRefused();
}

TEST_F(ParticipationServiceTest, TheAnswerToTooMuchIsSmallAndNobodyElseNotices) {
  ExpectRefusalsAreBounded();
}

TEST_F(ParticipationServiceTest, CreatingTheSameAgainAnswersWhatThereIs) {
  WalkBefore("");
  const size_t events = Events().size();
  for (const test::Step& change : way().steps) {
    const bool creates = change.method.starts_with("Create") || change.method == "ProposeLab" ||
                         change.method == "ScheduleMeeting" || change.method == "AddFinding" ||
                         change.method == "DefineFieldOfAction";
    if (!creates) continue;
    const absl::Status again = Try(change.method, change.request);
    EXPECT_TRUE(again.ok()) << change.method << ": " << again;
  }
  EXPECT_EQ(ReasonOf(Try("CreateBoard",
                         R"(board { board_id: "$board$" kind: BOARD_KIND_ADVISORY name: "X" })")),
            "ID_TAKEN");
  EXPECT_EQ(Events().size(), events);
}

TEST_F(ParticipationServiceTest, AnotherCityFindsNothing) {
  ExpectNothingIsThereElsewhere(
      {"ConfigureMunicipality", "CreateProgramme", "CreateBoard", "ProposeLab"});
}

TEST_F(ParticipationServiceTest, NamesAreReadableInAnswersOnly) {
  WalkBefore("");
  const auto meeting =
      Ask<v1::GetMeetingResponse>("GetMeeting", R"(meeting_id: "$meeting$")").meeting();
  EXPECT_EQ(meeting.attendance(0).name().text(), "Ada Beispiel");  // taken from the board
  EXPECT_EQ(meeting.attendance(0).organization(), "Seniorenbeirat");
  EXPECT_EQ(meeting.moderators(0).name().text(), "Mo Muster");
  EXPECT_EQ(meeting.mediators(0).name().text(), "Li Probe");
  EXPECT_EQ(meeting.decisions(0).notes(0).text().text(), "Organisationen vor Ort einbeziehen");

  store::ReadSet reads;
  reads.documents = {"board/" + test::Id("board"), "meeting/" + test::Id("meeting")};
  const auto stored = SyncWait(store_.Get(kHere, std::move(reads), kNoDeadline));
  ASSERT_TRUE(stored.ok());
  std::string outside = stored->documents[0].bytes + stored->documents[1].bytes;
  for (const store::TailEntry& event : Events()) outside += event.data;
  EXPECT_THAT(outside, HasSubstr("Seniorenbeirat"));  // looked in the right place
  for (const char* name :
       {"Ada Beispiel", "Mo Muster", "Li Probe", "Kim Kanzlei", "Organisationen vor Ort"}) {
    EXPECT_THAT(outside, Not(HasSubstr(name)));
  }
}

TEST_F(ParticipationServiceTest, WhoDoesNotWantToBeNamedIsNamedToThoseAloneWhoKeepTheMinutes) {
  WalkBefore("EndMeeting");
  ASSERT_TRUE(Try("RecordAttendance",
                  R"(meeting_id: "$meeting$" attendance { person_id: "$quiet$" guest: true
                     capacity: CAPACITY_EXPERT organization: "Sozialreferat"
                     name { text: "Liese Leise" } })")
                  .ok());
  const auto names = [&](const char* role, const char* method, const char* text) {
    Caller caller = test::CallerOf(kHere);
    caller.roles = {role};
    const auto bytes = CallAs(caller, method, Request(method, text, NextRequestId()));
    EXPECT_TRUE(bytes.ok()) << bytes.status();
    return bytes.value_or("");
  };
  for (const auto& [method, text] :
       {std::pair{"GetMeeting", R"(meeting_id: "$meeting$")"}, std::pair{"ListMeetings", ""}}) {
    for (const char* role : {"CHAIR", "FACILITATOR", "SCRIBE", "ADMINISTRATOR"}) {
      EXPECT_THAT(names(role, method, text), HasSubstr("Liese Leise")) << role;
    }
    for (const char* role : {"PLANNER", "BOARD_MEMBER"}) {
      EXPECT_THAT(names(role, method, text), Not(HasSubstr("Liese Leise"))) << role;
      EXPECT_THAT(names(role, method, text), HasSubstr("Sozialreferat")) << role;
    }
  }
}

TEST_F(ParticipationServiceTest, AnErasedNameIsGoneAndTheMeetingGoesOn) {
  WalkBefore("DraftMinutes");
  ASSERT_TRUE(SyncWait(keys_.EraseSubject(kHere, test::Id("ada"))).ok());
  const absl::Status after = Try("SetAgenda", R"(meeting_id: "$meeting$")");
  ASSERT_TRUE(after.ok()) << after;
  const auto meeting =
      Ask<v1::GetMeetingResponse>("GetMeeting", R"(meeting_id: "$meeting$")").meeting();
  EXPECT_EQ(meeting.attendance(0).name().text(), "");
  EXPECT_TRUE(meeting.attendance(0).name().erased());
  EXPECT_EQ(meeting.attendance(0).organization(), "Seniorenbeirat");
  EXPECT_EQ(meeting.moderators(0).name().text(), "Mo Muster");
}

TEST_F(ParticipationServiceTest, WhatANewerReleaseHasWrittenSurvivesEveryChange) {
  newer_.Begins();
  WalkBefore("");
  // The way says these once.
  Ask<v1::ConfigureMunicipalityResponse>(
      "ConfigureMunicipality",
      R"(municipality { name: "Bremen" official_municipality_key: "04011000" })");
  Ask<v1::DefineFieldOfActionResponse>(
      "DefineFieldOfAction",
      R"(field_of_action { field_id: "$field$" programme_id: "$programme$" title: "Anders"
                           position: 4 })");
  newer_.ExpectEveryKindKeptIt({"attachment", "programme"});
}

TEST_F(ParticipationServiceTest, CityProcessesAreListedByNameAndByFieldOfAction) {
  WalkBefore("CreateBoard");
  const auto names = [&](const std::string& of) {
    std::vector<std::string> found;
    const auto listed = Ask<v1::ListCityProcessesResponse>("ListCityProcesses", of);
    for (const v1::CityProcess& process : listed.city_processes()) found.push_back(process.name());
    return found;
  };
  Ask<v1::RegisterCityProcessResponse>(
      "RegisterCityProcess", R"(city_process { name: "Frühe Hilfen" owner_unit: "Jugendamt" })");
  EXPECT_THAT(names(""), ElementsAre("Frühe Hilfen", "Plan für ältere Menschen"));
  EXPECT_THAT(names(R"(field_id: "$field$")"), ElementsAre("Plan für ältere Menschen"));
  Ask<v1::UpdateCityProcessResponse>(
      "UpdateCityProcess",
      R"(city_process { process_id: "$process$" } update_mask { paths: "field_ids" })");
  EXPECT_THAT(names(R"(field_id: "$field$")"), IsEmpty());
  const auto process =
      Ask<v1::GetCityProcessResponse>("GetCityProcess", R"(process_id: "$process$")")
          .city_process();
  EXPECT_EQ(process.name(), "Plan für ältere Menschen") << "the mask did not name it";
  EXPECT_TRUE(process.milestones(0).done());
  Ask<v1::ArchiveCityProcessResponse>("ArchiveCityProcess", R"(process_id: "$process$")");
  EXPECT_EQ(ReasonOf(Try("UpdateCityProcess", R"(city_process { process_id: "$process$" name: "x" }
                                                  update_mask { paths: "name" })")),
            "ARCHIVED");
  EXPECT_THAT(names(""), ElementsAre("Frühe Hilfen", "Plan für ältere Menschen"));
}

TEST_F(ParticipationServiceTest, EventsOfAnAggregateAreGapless) {
  WalkBefore("");
  std::map<std::string, int> versions;
  for (const store::TailEntry& event : Events()) {
    const std::string& id = event.attributes.at("ce_id");
    const size_t slash = id.rfind('/');
    EXPECT_EQ(id.substr(slash + 1), absl::StrCat(++versions[id.substr(0, slash)])) << id;
  }
  EXPECT_GT(versions[absl::StrCat(kHere, "/meeting/", test::Id("meeting"))], 10);
  EXPECT_EQ(Events().size(),
            std::count_if(way().steps.begin(), way().steps.end(),
                          [&](const test::Step& step) { return IsChange(Method(step.method)); }));
}

TEST_F(ParticipationServiceTest, ParallelChangesOfOneMeetingAreAllKept) {
  WalkBefore("SetMeetingText");
  constexpr int kWriters = 30;
  const size_t events = Events().size();
  std::vector<Task<absl::StatusOr<v1::SetMeetingTextResponse>>> writers;
  for (int i = 0; i < kWriters; ++i) {
    v1::SetMeetingTextRequest text;
    text.set_request_id(NextRequestId());
    text.set_meeting_id(test::Id("meeting"));
    text.mutable_text()->set_key(absl::StrCat("text_", i));
    text.mutable_text()->set_locale("de");
    text.mutable_text()->set_markdown("Text");
    writers.push_back(channel().Unary<v1::SetMeetingTextRequest, v1::SetMeetingTextResponse>(
        PathOf("SetMeetingText"), test::CallerOf(kHere), text));
  }
  std::set<uint64_t> versions;
  for (const auto& written : SyncWait(WhenAll(std::move(writers)))) {
    ASSERT_TRUE(written.ok()) << written.status();
    versions.insert(written->meeting().version());
  }
  EXPECT_EQ(versions.size(), kWriters);  // each saw the one before
  EXPECT_EQ(Events().size(), events + kWriters);
  const auto meeting =
      Ask<v1::GetMeetingResponse>("GetMeeting", R"(meeting_id: "$meeting$")").meeting();
  EXPECT_EQ(meeting.texts_size(), kWriters);
  EXPECT_EQ(meeting.version(), *versions.rbegin());
}

TEST_F(ParticipationServiceTest, ListsComeInPagesAndInOrder) {
  WalkBefore("RecordNextStep");
  for (const char* due : {"2022-09-30", "", "2022-05-01"}) {
    const absl::Status recorded = Try(
        "RecordNextStep",
        absl::StrCat(R"(next_step { meeting_id: "$meeting$" text: "x" owner: "Amt" due_latest: ")",
                     due, R"(" })"));
    ASSERT_TRUE(recorded.ok()) << recorded;
  }
  std::vector<std::string> due;
  std::string token;
  do {
    const auto page = Ask<v1::ListNextStepsResponse>(
        "ListNextSteps",
        absl::StrCat(R"(open_only: true page_size: 2 page_token: ")", token, R"(")"));
    for (const v1::NextStep& step : page.next_steps()) due.push_back(step.due_latest());
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_THAT(due, ElementsAre("2022-05-01", "2022-09-30", ""));
}

TEST_F(ParticipationServiceTest, MinutesAreApprovedOnlyOnceTheirDraftIsThere) {
  WalkBefore("DraftMinutes");
  const auto status = [&] {
    return Ask<v1::GetMinutesResponse>("GetMinutes", R"(meeting_id: "$meeting$")")
        .minutes()
        .status();
  };
  const std::string approval = absl::StrCat(R"(meeting_id: "$meeting$" sha256: ")", kHash, R"(")");
  EXPECT_EQ(status(), v1::MINUTES_STATUS_NONE);
  ASSERT_TRUE(Try("DraftMinutes", R"(meeting_id: "$meeting$"
                                     signature { place: "B" issued_on: "2022-03-31"
                                                 signatory { text: "Kim Kanzlei" } })")
                  .ok());
  EXPECT_EQ(status(), v1::MINUTES_STATUS_DRAFT_REQUESTED);
  EXPECT_EQ(ReasonOf(Try("ApproveMinutes", approval)), "NOT_THE_DRAFT");
  WorldMovesOnBefore("ApproveMinutes");
  EXPECT_EQ(status(), v1::MINUTES_STATUS_DRAFTED);
  // Once another draft is asked for, the first one is history.
  ASSERT_TRUE(Try("DraftMinutes", R"(meeting_id: "$meeting$"
                                     signature { place: "B" issued_on: "2022-04-01"
                                                 signatory { text: "Kim Kanzlei" } })")
                  .ok());
  EXPECT_EQ(status(), v1::MINUTES_STATUS_DRAFT_REQUESTED);
  EXPECT_EQ(ReasonOf(Try("ApproveMinutes", approval)), "NOT_THE_DRAFT");
  reporting::v1::MinutesDrafted second;
  second.set_meeting_id(test::Id("meeting"));
  second.set_document_id(test::Id("document"));
  second.set_version(2);
  second.set_sha256(kHash);
  second.set_draft_number(2);
  Publish(reporting_, "document/second", second);
  EXPECT_EQ(status(), v1::MINUTES_STATUS_DRAFTED);
  ASSERT_TRUE(Try("ApproveMinutes", approval).ok());
  EXPECT_EQ(status(), v1::MINUTES_STATUS_APPROVED);

  // The record is closed for everybody.
  const std::string late = R"(meeting_id: "$meeting$" )";
  for (const auto& [method, rest] : std::vector<std::pair<std::string, std::string>>{
           {"SetMeetingText", R"(text { key: "situation" locale: "de" markdown: "anders" })"},
           {"RecordDecision", R"(decision { kind: DECISION_KIND_OTHER subject: "S" proposal: "P"
                                            result: DECISION_RESULT_ADOPTED })"}}) {
    EXPECT_EQ(ReasonOf(Try(method, late + rest)), "WRONG_STATE") << method;
  }
  EXPECT_EQ(ReasonOf(Try("RecordNextStep",
                         R"(next_step { meeting_id: "$meeting$" text: "neu" owner: "Amt" })")),
            "WRONG_STATE");
  const auto guards = [&] {
    store::ReadSet reads;
    reads.guards = {MinutesGuard(test::Id("meeting"))};
    return SyncWait(store_.Get(kHere, std::move(reads), kNoDeadline))->guards;
  };
  EXPECT_THAT(guards(), ElementsAre(kMinutesApproved));
}

// --- attachments ---

class AttachmentServiceTest : public ParticipationServiceTest {
 protected:
  absl::StatusOr<v1::Attachment> Upload(const std::string& header, const std::string& bytes,
                                        const std::string& request_id,
                                        const std::string& city = kHere) {
    std::vector<v1::UploadAttachmentRequest> parts(1);
    parts[0].CopyFrom(
        *Request("UploadAttachment", absl::StrCat("header { attachment {", header, "} }"), "")[0]);
    parts[0].mutable_header()->set_request_id(request_id);
    for (size_t at = 0; at < bytes.size(); at += 1 << 20) {
      parts.emplace_back().set_chunk(bytes.substr(at, 1 << 20));
    }
    return Upload(parts, city);
  }
  absl::StatusOr<v1::Attachment> Upload(const std::vector<v1::UploadAttachmentRequest>& parts,
                                        const std::string& city = kHere) {
    size_t next = 0;
    v1::UploadAttachmentRequest item;
    v1::UploadAttachmentResponse response;
    const absl::Status status = server_.channel().UploadNow(
        PathOf("UploadAttachment"), test::CallerOf(city), item,
        [&](Message& into) {
          if (next == parts.size()) return false;
          into.CopyFrom(parts[next++]);
          return true;
        },
        response);
    if (!status.ok()) return status;
    return response.attachment();
  }
  absl::Status Download(const std::string& attachment, std::string& bytes, std::string& media_type,
                        const std::string& city = kHere) {
    v1::DownloadAttachmentRequest request;
    request.set_attachment_id(test::Id(attachment));
    google::api::HttpBody part;
    return server_.channel().StreamNow(PathOf("DownloadAttachment"), test::CallerOf(city), request,
                                       part, [&](const Message& message) {
                                         const auto& body =
                                             static_cast<const google::api::HttpBody&>(message);
                                         bytes += body.data();
                                         media_type = body.content_type();
                                         return absl::OkStatus();
                                       });
  }

  const std::string slides_ =
      R"(attachment_id: "$slides$" meeting_id: "$meeting$" kind: ATTACHMENT_KIND_PRESENTATION
         file_name: "zwk.pdf" media_type: "application/pdf" alt_text: "Vortrag zum Projekt")";
};

TEST_F(AttachmentServiceTest, AFileGoesInOnceAndComesOutAsItWas) {
  WalkBefore("DraftMinutes");
  std::string bytes(700'000, 'x');
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31 % 251);
  const size_t events = Events().size();
  const auto first = Upload(slides_, bytes, test::Id("upload"));
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->sha256(), Sha256Hex(bytes));
  EXPECT_EQ(first->size_bytes(), 700'000);
  const auto again = Upload(slides_, bytes, test::Id("upload"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(Events().size(), events + 1);

  EXPECT_EQ(ReasonOf(Upload(slides_, bytes + "y", test::Id("upload")).status()),
            "REQUEST_ID_REUSED");
  EXPECT_EQ(ReasonOf(Upload(slides_, bytes + "y", test::Id("second")).status()), "ID_TAKEN");

  std::string read;
  std::string media_type;
  ASSERT_TRUE(Download("slides", read, media_type).ok());
  EXPECT_EQ(read, bytes);
  EXPECT_EQ(media_type, "application/pdf");

  const auto list =
      Ask<v1::ListAttachmentsResponse>("ListAttachments", R"(meeting_id: "$meeting$")");
  ASSERT_EQ(list.attachments_size(), 1);
  EXPECT_EQ(list.attachments(0).alt_text(), "Vortrag zum Projekt");

  EXPECT_EQ(Download("slides", read, media_type, kElsewhere).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Upload(slides_, bytes, test::Id("foreign"), kElsewhere).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(AttachmentServiceTest, APictureLosesWhereItWasTaken) {
  WalkBefore("DraftMinutes");
  const auto header = [](const std::string& name, const std::string& media_type) {
    return absl::StrCat("attachment_id: \"$", name, "$\" file_name: \"", name,
                        R"(" meeting_id: "$meeting$" kind: ATTACHMENT_KIND_PHOTO
                           alt_text: "Karten an der Pinnwand" media_type: ")",
                        media_type, "\"");
  };
  const std::map<std::string, std::string> pictures = {
      {"image/jpeg", test::JpegWith({.trailer = true})},
      {"image/png", test::PngWith({})},
      {"image/webp", test::WebpWith({})}};
  for (const auto& [media_type, picture] : pictures) {
    const std::string name = media_type.substr(6);
    const auto uploaded = Upload(header(name, media_type), picture, test::Id(name + " upload"));
    ASSERT_TRUE(uploaded.ok()) << uploaded.status();
    std::string read;
    std::string answered;
    ASSERT_TRUE(Download(name, read, answered).ok());
    EXPECT_THAT(test::TracesOf(picture), Not(IsEmpty()));
    EXPECT_THAT(test::TracesOf(read), IsEmpty());
    EXPECT_EQ(test::PixelsOf(read), test::PixelsOf(picture));
    EXPECT_EQ(uploaded->sha256(), Sha256Hex(read));
    EXPECT_EQ(answered, media_type);
  }
}

TEST_F(AttachmentServiceTest, AFileThatIsSomethingElseThanItSaysIsRefused) {
  WalkBefore("DraftMinutes");
  const std::string jpeg = test::JpegWith({});
  const auto refusal = [&](const std::string& change, const std::string& bytes) {
    const absl::Status status = Upload(slides_ + change, bytes, test::Id("wrong type")).status();
    return absl::StrCat(ReasonOf(status), " ", FieldOf(status));
  };
  const std::string other = " kind: ATTACHMENT_KIND_OTHER media_type: ";
  EXPECT_EQ(refusal("", jpeg), "MEDIA_TYPE_MISMATCH header.attachment.media_type");
  EXPECT_EQ(refusal(other + "\"image/png\"", jpeg),
            "MEDIA_TYPE_MISMATCH header.attachment.media_type");
  EXPECT_EQ(refusal(other + "\"image/png\"", "<html>"),
            "MEDIA_TYPE_MISMATCH header.attachment.media_type");
  EXPECT_EQ(refusal(other + "\"image/heic\"", "ftypheic"),
            "INVALID_FIELD header.attachment.media_type");
  EXPECT_EQ(refusal(other + "\"image/jpeg\"", jpeg.substr(0, jpeg.size() / 2)),
            "UNSOUND_PICTURE chunk");
}

TEST_F(AttachmentServiceTest, AWrongUploadIsRefusedAndLeavesNothing) {
  WalkBefore("DraftMinutes");
  const size_t events = Events().size();
  const auto field = [&](const std::string& change, const std::string& bytes = "x") {
    return FieldOf(Upload(slides_ + change, bytes, test::Id("wrong upload")).status());
  };
  EXPECT_EQ(field(R"( alt_text: " ")"), "header.attachment.alt_text");
  EXPECT_EQ(field(R"( file_name: "")"), "header.attachment.file_name");
  EXPECT_EQ(field(R"( media_type: "pdf")"), "header.attachment.media_type");
  EXPECT_EQ(field(R"( kind: ATTACHMENT_KIND_LOGO)"), "header.attachment.media_type");
  EXPECT_EQ(field(R"( attachment_id: "1")"), "header.attachment.attachment_id");
  EXPECT_EQ(field("", ""), "chunk");

  std::vector<v1::UploadAttachmentRequest> headless(1);
  headless[0].set_chunk("x");
  EXPECT_EQ(Upload(headless).status().code(), absl::StatusCode::kInvalidArgument);

  const absl::Status large =
      Upload(slides_, std::string(Attachment::kMaxBytes + 1, 'x'), test::Id("large")).status();
  EXPECT_EQ(ReasonOf(large), "FILE_TOO_LARGE") << large;
  EXPECT_EQ(Events().size(), events);
}

}  // namespace
}  // namespace zwk::participation
