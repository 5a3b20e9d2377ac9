// What ParticipationService promises as a whole: real gRPC, real Redis, sealed names. Lean Coffee
// has a test of its own.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "participation/meeting_side.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/pool.h"
#include "platform/base/uuid.h"
#include "platform/blob/folder.h"
#include "platform/store/redis_store.h"
#include "platform/stream/embedded_bus.h"
#include "platform/stream/view_runner.h"
#include "tests/support/redis_server.h"
#include "tests/support/rpc_fixture.h"
#include "tests/support/temporary_folder.h"
#include "zwk/forecasting/v1/events.pb.h"
#include "zwk/participation/v1/events.pb.h"
#include "zwk/participation/v1/participation_service.pb.h"
#include "zwk/reporting/v1/events.pb.h"

namespace zwk::participation {
namespace {

using ::google::protobuf::Message;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kCity[] = "bremerhaven";
constexpr char kOtherCity[] = "musterstadt";
const std::string kHash(64, 'a');

// In requests of these tests "$board$" stands for an id: the one that is derived from this word.
std::string Id(const std::string& word) { return UuidFromName("test/" + word); }

std::string WithIds(absl::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '$');
  std::string result;
  for (size_t i = 0; i < parts.size(); ++i)
    absl::StrAppend(&result, i % 2 ? Id(parts[i]) : parts[i]);
  return result;
}

const google::protobuf::ServiceDescriptor& Service() {
  return *google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
      v1::CreateBoardRequest::descriptor()->file()->package() + ".ParticipationService");
}

std::unique_ptr<Message> New(const google::protobuf::Descriptor* type) {
  auto* factory = google::protobuf::MessageFactory::generated_factory();
  return std::unique_ptr<Message>(factory->GetPrototype(type)->New());
}

// One change: the request as text, and what makes it another one.
struct Change {
  std::string method;
  std::string request;
  std::string other;  // merged over the request: other content under the same request id
  bool of_something =
      true;  // names something that has to exist, so that another city has not got it
};

// The way of a board through its first meeting and of a neighborhood to agreed themes: every change
// of the service, in an order that succeeds. "Before" an entry stands what has to have happened.
const std::vector<Change>& TheWay() {
  static const std::vector<Change> way = {
      {"ConfigureMunicipality",
       R"(name: "Bremerhaven" official_municipality_key: "04012000" default_locale: "de"
          timezone: "Europe/Berlin" min_secret_participants: 5)",
       R"(name: "Bremen")", false},
      {"CreateProgramme",
       R"(programme_id: "$programme$" name: "ZWK" starts_on: "2021-07-01" ends_on: "2024-12-31"
          annual_grant_minor_units: 4000000 currency: "EUR" funder: "Bund")",
       R"(name: "Anderes")", false},
      {"DefineFieldOfAction",
       R"(field_id: "$field$" programme_id: "$programme$" title: "In Vielfalt altern"
          aspects: "Familien entlasten" open_ended: true position: 3)",
       R"(position: 4)"},
      {"CreateBoard",
       R"(board_id: "$board$" name: "ZWK-Beirat" kind: BOARD_KIND_ADVISORY meetings_per_year: 3)",
       R"(name: "Steuerungsgruppe")", false},
      {"AddMember",
       R"(board_id: "$board$" person_id: "$ada$" name: "Ada Beispiel"
          organization: "Seniorenbeirat" capacity: CAPACITY_INTEREST_GROUP
          valid_from: "2022-01-01")",
       R"(name: "Berta Beispiel")"},
      {"EndMembership", R"(board_id: "$board$" person_id: "$ada$" valid_to: "2024-12-31")",
       R"(valid_to: "2023-12-31")"},
      {"ProposeLab", R"(lab_id: "$lab$" neighborhood_key: "212" archetype: "Gründerzeitquartier")",
       R"(neighborhood_key: "215")", false},
      {"ProposeLab", R"(lab_id: "$other lab$" neighborhood_key: "231" archetype: "Stadtrand")",
       R"(neighborhood_key: "232")", false},
      {"ScheduleMeeting",
       R"(meeting_id: "$meeting$" board_id: "$board$" programme_id: "$programme$"
          title: "Erstes Treffen" mode: MEETING_MODE_RECORDED place: "Bremerhaven"
          starts_at { seconds: 1648474200 } ends_at { seconds: 1648479600 })",
       R"(title: "Zweites Treffen")"},
      {"ScheduleMeeting",
       R"(meeting_id: "$cancelled meeting$" lab_id: "$lab$" title: "Zukunftswerkstatt"
          mode: MEETING_MODE_LIVE starts_at { seconds: 1658474200 }
          ends_at { seconds: 1658479600 })",
       R"(title: "Anderes")"},
      {"CancelMeeting", R"(meeting_id: "$cancelled meeting$" reason: "Sturm")",
       R"(reason: "Hitze")"},
      {"InviteToMeeting", R"(meeting_id: "$meeting$")", R"(meeting_id: "$cancelled meeting$")"},
      {"SetAgenda", R"(meeting_id: "$meeting$" items { title: "Begrüßung" minutes: 10 })",
       R"(items { title: "Ausblick" })"},
      {"StartMeeting", R"(meeting_id: "$meeting$" started_at { seconds: 1648474260 })",
       R"(started_at { seconds: 1648474261 })"},
      {"SetMeetingText",
       R"(meeting_id: "$meeting$" key: "situation" locale: "de"
          markdown: "Anteil {{indicator:foreign@city@2021-12-31}} %")",
       R"(markdown: "anders")"},
      {"AssignModerator",
       R"(meeting_id: "$meeting$" person_id: "$mo$" name: "Mo Muster" organization: "Sozialreferat"
          consent_public: true)",
       R"(name: "Mia Muster")"},
      {"AssignMediator",
       R"(meeting_id: "$meeting$" person_id: "$li$" name: "Li Probe" languages: "uk"
          languages: "ar")",
       R"(languages: "tr")"},
      {"RecordAttendance", R"(meeting_id: "$meeting$" person_id: "$ada$" consent_public: true)",
       R"(consent_public: false guest: true)"},
      {"RecordDecision",
       R"(meeting_id: "$meeting$" decision_id: "$selection$" kind: DECISION_KIND_SELECT_LABS
          subject: "Demografielabore" proposal: "Geestendorf wird Demografielabor."
          result: DECISION_RESULT_ADOPTED_WITH_NOTES lab_ids: "$lab$"
          notes { note_id: "$note$" text: "Organisationen vor Ort einbeziehen"
                  disposition: NOTE_DISPOSITION_ADOPTED })",
       R"(subject: "Anderes")"},
      {"RecordDecision",
       R"(meeting_id: "$meeting$" decision_id: "$agreement$" kind: DECISION_KIND_AGREE_THEMES
          subject: "Themen" proposal: "Zwei Themen." result: DECISION_RESULT_ADOPTED
          lab_ids: "$lab$")",
       R"(subject: "Anderes")"},
      {"RecordNextStep",
       R"(next_step_id: "$step$" meeting_id: "$meeting$" text: "Quartiersprofile"
          owner: "Sozialreferat" due_earliest: "2022-04-01" due_latest: "2022-09-30")",
       R"(text: "Anderes")"},
      {"CloseNextStep", R"(next_step_id: "$step$" status: NEXT_STEP_STATUS_DONE)",
       R"(status: NEXT_STEP_STATUS_DROPPED reason: "doch nicht")"},
      {"EndMeeting", R"(meeting_id: "$meeting$" ended_at { seconds: 1648479660 })",
       R"(ended_at { seconds: 1648479661 })"},
      {"SelectLab",
       R"(lab_id: "$lab$" decision { meeting_id: "$meeting$" decision_id: "$selection$" })",
       R"(decision { decision_id: "$agreement$" })"},
      {"RejectLab", R"(lab_id: "$other lab$" reason: "später")", R"(reason: "nie")"},
      {"AddFinding",
       R"(lab_id: "$lab$" finding_id: "$finding$" kind: FINDING_KIND_CHALLENGE
          statement: "Es fehlen Spielplätze für Kinder unter drei Jahren."
          source: FINDING_SOURCE_EXPERT_TALK)",
       R"(statement: "anders")"},
      {"PinLabReferences",
       R"(lab_id: "$lab$" profile_ref { profile_id: "$profile$" version: 2 }
          forecast_ref { forecast_id: "$forecast$" version: 3 scenario_id: "base" })",
       R"(profile_ref { version: 1 })"},
      {"AgreeThemes",
       R"(lab_id: "$lab$" decision { meeting_id: "$meeting$" decision_id: "$agreement$" }
          themes { title: "Jugend" question: "Wohin?" backlog_entry_ids: "$entry$" }
          themes { title: "Kleinkinder" finding_ids: "$finding$" })",
       R"(themes { title: "Drittes" finding_ids: "$finding$" })"},
      {"DraftMinutes",
       R"(meeting_id: "$meeting$" place: "Bremerhaven" issued_on: "2022-03-31"
          signatory_id: "$kim$" signatory: "Kim Kanzlei" office_lines: "Magistrat")",
       R"(place: "Bremen")"},
      {"ApproveMinutes", absl::StrCat(R"(meeting_id: "$meeting$" sha256: ")", kHash, R"(")"),
       absl::StrCat(R"(sha256: ")", std::string(64, 'b'), R"(")")},
  };
  return way;
}

class ParticipationServiceTest : public ::testing::Test {
 protected:
  ParticipationServiceTest() {
    side_.Register(server_.get());
    side_.AddViews(runner_);
    server_.Start();
    runner_.Start();
    BacklogEntryExists();
  }
  ~ParticipationServiceTest() override {
    runner_.Stop();
    server_.get().Drain();
  }

  // --- calls ---
  absl::StatusOr<std::unique_ptr<Message>> Call(const std::string& method, const Message& request,
                                                const std::string& city = kCity) {
    auto response = New(Service().FindMethodByName(method)->output_type());
    const absl::Status status =
        server_.channel().CallNow(absl::StrCat("/", Service().full_name(), "/", method),
                                  test::CallerOf(city), request, *response);
    if (!status.ok()) return status;
    return response;
  }

  std::unique_ptr<Message> Request(const std::string& method, absl::string_view text,
                                   const std::string& request_id) {
    auto request = New(Service().FindMethodByName(method)->input_type());
    Merge(*request, text);
    const auto* field = request->GetDescriptor()->FindFieldByName("request_id");
    if (field != nullptr) request->GetReflection()->SetString(request.get(), field, request_id);
    return request;
  }

  // What the text says replaces what is there; repeated fields get more.
  static void Merge(Message& request, absl::string_view text) {
    const std::string whole = WithIds(text);
    ASSERT_TRUE(google::protobuf::TextFormat::MergeFromString(whole, &request)) << whole;
  }

  // Changes have a request id of their own each; the order makes it.
  static std::string RequestId(size_t step) { return Id(absl::StrCat("request ", step)); }

  // Walks up to the first change of this method, or all the way.
  void WalkBefore(const std::string& method) {
    for (size_t i = 0; i < TheWay().size() && TheWay()[i].method != method; ++i) {
      const Change& change = TheWay()[i];
      WorldMovesOnBefore(change.method);
      const auto answer =
          Call(change.method, *Request(change.method, change.request, RequestId(i)));
      ASSERT_TRUE(answer.ok()) << change.method << ": " << answer.status();
    }
    WorldMovesOnBefore(method);
  }
  void WalkAll() { WalkBefore(""); }

  template <class M>
  M Get(const std::string& method, absl::string_view text) {
    const auto answer = Call(method, *Request(method, text, ""));
    EXPECT_TRUE(answer.ok()) << method << ": " << answer.status();
    return answer.ok() ? static_cast<const M&>(**answer) : M();
  }

  // --- what other services do ---
  void WorldMovesOnBefore(const std::string& method) {
    if (method == "PinLabReferences") {
      reporting::v1::ProfilePublished profile;
      profile.set_profile_id(Id("profile"));
      profile.set_version(2);
      Publish(reporting_, "document/" + Id("profile"), profile);
      forecasting::v1::ForecastPublished forecast;
      forecast.set_forecast_id(Id("forecast"));
      forecast.set_version(3);
      Publish(forecasting_, "forecast/" + Id("forecast"), forecast);
    }
    if (method == "ApproveMinutes") {
      reporting::v1::MinutesDrafted drafted;
      drafted.set_meeting_id(Id("meeting"));
      drafted.set_document_id(Id("document"));
      drafted.set_version(1);
      drafted.set_sha256(kHash);
      Publish(reporting_, "document/" + Id("document"), drafted);
    }
  }

  void Publish(store::RedisStore& area, const std::string& aggregate, const Message& event) {
    store::Commit commit(kCity);
    commit.Emit(aggregate, 0, event.GetDescriptor()->full_name(), event.SerializeAsString());
    const auto outcome = SyncWait(area.Apply(std::move(commit), kNoDeadline));
    ASSERT_TRUE(outcome.ok()) << outcome.status();
    const absl::Status caught_up = runner_.CatchUp(SystemClock().Now() + std::chrono::seconds(20));
    ASSERT_TRUE(caught_up.ok()) << caught_up;
  }

  void BacklogEntryExists() {
    store::Commit commit(kCity);
    commit.Write("backlog_entry/" + Id("entry"), 0, "an entry");
    ASSERT_TRUE(SyncWait(store_.Apply(std::move(commit), kNoDeadline)).ok());
  }

  // --- what came of it ---
  std::vector<store::TailEntry> Events() {
    auto events = SyncWait(store_.Tail(kCity, "", 1000, kNoDeadline));
    EXPECT_TRUE(events.ok()) << events.status();
    return events.ok() ? *events : std::vector<store::TailEntry>();
  }

  const test::TemporaryFolder folder_;
  ManualClock clock_{*ParseTime("2022-04-05T10:00:00.000000Z")};
  test::RedisServer redis_;
  store::RedisStore store_{{.address = redis_.address(), .area = "participation", .lanes = 1}};
  store::RedisStore reporting_{{.address = redis_.address(), .area = "reporting", .lanes = 1}};
  store::RedisStore forecasting_{{.address = redis_.address(), .area = "forecasting", .lanes = 1}};
  store::RedisStore key_store_{{.address = redis_.address(), .area = "keys", .lanes = 1}};
  seal::KeyRing keys_{key_store_, *seal::WrappingKey::FromFile(folder_ / "key", true)};
  Pool pool_{1};
  blob::Folder blobs_{folder_ / "blobs", pool_};
  stream::EmbeddedBus bus_{redis_.address()};
  stream::ViewRunner runner_{store_, bus_};
  MeetingSide side_{store_, keys_, blobs_, clock_};
  test::RpcServer server_;
};

TEST_F(ParticipationServiceTest, TheWayHasEveryChangeOfTheService) {
  std::set<std::string> walked = {"UploadAttachment"};  // a stream: tested by itself
  for (const Change& change : TheWay()) walked.insert(change.method);
  for (int i = 0; i < Service().method_count(); ++i) {
    const auto* method = Service().method(i);
    const bool changes = method->client_streaming() ||
                         method->input_type()->FindFieldByName("request_id") != nullptr;
    EXPECT_EQ(changes, walked.contains(method->name())) << method->name();
  }
}

TEST_F(ParticipationServiceTest, EveryChangeHappensOnceHoweverOftenItIsAskedFor) {
  for (size_t i = 0; i < TheWay().size(); ++i) {
    const Change& change = TheWay()[i];
    SCOPED_TRACE(absl::StrCat(i, ": ", change.method));
    WorldMovesOnBefore(change.method);
    const auto request = Request(change.method, change.request, RequestId(i));
    const size_t before = Events().size();
    const auto first = Call(change.method, *request);
    ASSERT_TRUE(first.ok()) << first.status();
    EXPECT_EQ(Events().size(), before + 1);

    const auto again = Call(change.method, *request);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ((*again)->SerializeAsString(), (*first)->SerializeAsString());

    Merge(*request, change.other);
    const absl::Status other = Call(change.method, *request).status();
    EXPECT_EQ(other.code(), absl::StatusCode::kAlreadyExists) << other;
    EXPECT_EQ(ReasonOf(other), "REQUEST_ID_REUSED");
    EXPECT_EQ(Events().size(), before + 1);
  }
  // The first answer is given even when the thing has changed since.
  const auto late = Call("CreateBoard", *Request("CreateBoard", TheWay()[3].request, RequestId(3)));
  ASSERT_TRUE(late.ok()) << late.status();
  EXPECT_EQ(static_cast<const v1::CreateBoardResponse&>(**late).board().members_size(), 0);
}

TEST_F(ParticipationServiceTest, CreatingTheSameAgainAnswersWhatThereIs) {
  WalkAll();
  const size_t events = Events().size();
  for (const Change& change : TheWay()) {
    const bool creates = change.method.starts_with("Create") || change.method == "ProposeLab" ||
                         change.method == "ScheduleMeeting" || change.method == "AddFinding" ||
                         change.method == "DefineFieldOfAction";
    if (!creates) continue;
    SCOPED_TRACE(change.method);
    const std::string fresh = Id("later " + change.request);
    const auto again = Call(change.method, *Request(change.method, change.request, fresh));
    EXPECT_TRUE(again.ok()) << again.status();
  }
  auto other = Request("CreateBoard", TheWay()[3].request, Id("later still"));
  Merge(*other, R"(name: "Anderer")");
  EXPECT_EQ(ReasonOf(Call("CreateBoard", *other).status()), "ID_TAKEN");
  EXPECT_EQ(Events().size(), events);
}

TEST_F(ParticipationServiceTest, AnotherCityFindsNothing) {
  WalkAll();
  const size_t events = Events().size();
  for (size_t i = 0; i < TheWay().size(); ++i) {
    const Change& change = TheWay()[i];
    if (!change.of_something) continue;
    const auto request = Request(change.method, change.request, Id(absl::StrCat("foreign ", i)));
    EXPECT_EQ(Call(change.method, *request, kOtherCity).status().code(),
              absl::StatusCode::kNotFound)
        << change.method;
  }
  const std::vector<std::pair<std::string, std::string>> reads = {
      {"GetMunicipality", ""},
      {"GetProgramme", R"(programme_id: "$programme$")"},
      {"GetFieldOfAction", R"(field_id: "$field$")"},
      {"GetBoard", R"(board_id: "$board$")"},
      {"GetMeeting", R"(meeting_id: "$meeting$")"},
      {"GetMinutes", R"(meeting_id: "$meeting$")"},
      {"GetNextStep", R"(next_step_id: "$step$")"},
      {"GetLab", R"(lab_id: "$lab$")"},
  };
  for (const auto& [method, text] : reads) {
    EXPECT_TRUE(Call(method, *Request(method, text, "")).ok()) << method;
    EXPECT_EQ(Call(method, *Request(method, text, ""), kOtherCity).status().code(),
              absl::StatusCode::kNotFound)
        << method;
  }
  for (const char* method :
       {"ListProgrammes", "ListBoards", "ListMeetings", "ListNextSteps", "ListLabs"}) {
    const auto here = Call(method, *Request(method, "", ""));
    const auto there = Call(method, *Request(method, "", ""), kOtherCity);
    ASSERT_TRUE(here.ok() && there.ok()) << method;
    EXPECT_NE((*here)->ByteSizeLong(), 0u) << method;
    EXPECT_EQ((*there)->ByteSizeLong(), 0u) << method;
  }
  EXPECT_EQ(Events().size(), events);
}

// Wrong input: a change of TheWay with something wrong in it.
struct Wrong {
  std::string method;
  std::string clear;  // field of the request to begin anew
  std::string with;
  std::string field;  // path in the answer
  absl::StatusCode code = absl::StatusCode::kInvalidArgument;
};

const std::vector<Wrong>& WrongInput() {
  constexpr auto kNotFound = absl::StatusCode::kNotFound;
  static const std::string long_title(201, 'x');
  static const std::vector<Wrong> table = {
      {"ConfigureMunicipality", "name", "", "name"},
      {"ConfigureMunicipality", "", R"(official_municipality_key: "4012")",
       "official_municipality_key"},
      {"ConfigureMunicipality", "", R"(default_locale: "Deutsch")", "default_locale"},
      {"ConfigureMunicipality", "", R"(timezone: "Mars?")", "timezone"},
      {"ConfigureMunicipality", "", R"(retention_days { pii: -1 })", "retention_days.pii"},
      {"ConfigureMunicipality", "", R"(min_secret_participants: 1)", "min_secret_participants"},
      {"ConfigureMunicipality", "", R"(request_id: "x")", "request_id"},
      {"CreateProgramme", "", R"(programme_id: "1")", "programme_id"},
      {"CreateProgramme", "", R"(starts_on: "2022-02-30")", "starts_on"},
      {"CreateProgramme", "", R"(ends_on: "2020-01-01")", "ends_on"},
      {"CreateProgramme", "", R"(currency: "Euro")", "currency"},
      {"CreateProgramme", "", R"(annual_grant_minor_units: -1)", "annual_grant_minor_units"},
      {"DefineFieldOfAction", "title", "", "title"},
      {"DefineFieldOfAction", "", R"(aspects: "")", "aspects[1]"},
      {"DefineFieldOfAction", "", R"(position: 101)", "position"},
      {"DefineFieldOfAction", "", R"(programme_id: "$nobody$")", "", kNotFound},
      {"CreateBoard", "", R"(board_id: "ABC")", "board_id"},
      {"CreateBoard", "name", "", "name"},
      {"CreateBoard", "", R"(name: "a\nb")", "name"},
      {"CreateBoard", "", R"(name: "a\342\200\256b")", "name"},
      {"CreateBoard", "", absl::StrCat(R"(name: ")", long_title, R"(")"), "name"},
      {"CreateBoard", "kind", "", "kind"},
      {"CreateBoard", "", R"(meetings_per_year: 53)", "meetings_per_year"},
      {"CreateBoard", "request_id", "", "request_id"},
      {"AddMember", "", R"(board_id: "$nobody$")", "", kNotFound},
      {"AddMember", "board_id", "", "board_id"},
      {"AddMember", "name", "", "name"},
      {"AddMember", "organization", "", "organization"},
      {"AddMember", "capacity", "", "capacity"},
      {"AddMember", "", R"(focus_groups: " ")", "focus_groups[0]"},
      {"AddMember", "valid_from", "", "valid_from"},
      {"EndMembership", "", R"(valid_to: "gestern")", "valid_to"},
      {"EndMembership", "", R"(valid_to: "2021-12-31")", "valid_to"},
      {"EndMembership", "", R"(person_id: "$nobody$")", "", kNotFound},
      {"ProposeLab", "neighborhood_key", "", "neighborhood_key"},
      {"ProposeLab", "archetype", "", "archetype"},
      {"ScheduleMeeting", "board_id", "", "context"},
      {"ScheduleMeeting", "", R"(board_id: "$nobody$")", "", kNotFound},
      {"ScheduleMeeting", "", R"(lab_id: "$nobody$")", "", kNotFound},
      {"ScheduleMeeting", "", R"(programme_id: "$nobody$")", "", kNotFound},
      {"ScheduleMeeting", "title", "", "title"},
      {"ScheduleMeeting", "mode", "", "mode"},
      {"ScheduleMeeting", "starts_at", "", "starts_at"},
      {"ScheduleMeeting", "", R"(ends_at { seconds: 1648474200 })", "ends_at"},
      {"ScheduleMeeting", "", R"(ends_at { seconds: 999999999999 })", "ends_at"},
      {"CancelMeeting", "reason", "", "reason"},
      {"InviteToMeeting", "", R"(meeting_id: "$nobody$")", "", kNotFound},
      {"SetAgenda", "", R"(items { title: " " })", "items[1].title"},
      {"SetAgenda", "", R"(items { title: "x" minutes: 601 })", "items[1].minutes"},
      {"StartMeeting", "started_at", "", "started_at"},
      {"StartMeeting", "", R"(started_at { seconds: 4102444800 })", "started_at"},
      {"SetMeetingText", "", R"(key: "Situation")", "key"},
      {"SetMeetingText", "", R"(locale: "de_DE")", "locale"},
      {"SetMeetingText", "markdown", "", "markdown"},
      {"SetMeetingText", "", R"(markdown: "{{indicator:foreign}}")", "markdown"},
      {"AssignModerator", "name", "", "name"},
      {"AssignModerator", "organization", "", "organization"},
      {"AssignMediator", "languages", "", "languages"},
      {"AssignMediator", "", R"(languages: "?")", "languages[2]"},
      {"RecordAttendance", "", R"(person_id: "$nobody$")", "name"},
      {"RecordAttendance", "", R"(from { seconds: 1648474300 } to { seconds: 1648474300 })", "to"},
      {"RecordDecision", "kind", "", "kind"},
      {"RecordDecision", "proposal", "", "proposal"},
      {"RecordDecision", "result", "", "result"},
      {"RecordDecision", "lab_ids", "", "lab_ids"},
      {"RecordDecision", "", R"(lab_ids: "Geestendorf")", "lab_ids[1]"},
      {"RecordDecision", "notes", "", "notes"},
      {"RecordDecision", "", R"(notes { text: "x" })", "notes[1].disposition"},
      {"RecordDecision", "", R"(notes { disposition: NOTE_DISPOSITION_NOTED })", "notes[1].text"},
      {"RecordNextStep", "text", "", "text"},
      {"RecordNextStep", "owner", "", "owner"},
      {"RecordNextStep", "", R"(due_latest: "2022-Q3")", "due_latest"},
      {"RecordNextStep", "", R"(meeting_id: "$nobody$")", "", kNotFound},
      {"CloseNextStep", "", R"(status: NEXT_STEP_STATUS_OPEN)", "status"},
      {"CloseNextStep", "", R"(status: NEXT_STEP_STATUS_DROPPED)", "reason"},
      {"EndMeeting", "ended_at", "", "ended_at"},
      {"EndMeeting", "", R"(ended_at { seconds: 1648474260 })", "ended_at"},
      {"SelectLab", "decision", "", "decision.meeting_id"},
      {"SelectLab", "", R"(decision { decision_id: "$nobody$" })", "", kNotFound},
      {"RejectLab", "reason", "", "reason"},
      {"AddFinding", "kind", "", "kind"},
      {"AddFinding", "source", "", "source"},
      {"AddFinding", "statement", "", "statement"},
      {"PinLabReferences", "profile_ref", "", "profile_ref.profile_id"},
      {"PinLabReferences", "forecast_ref", "", "forecast_ref.forecast_id"},
      {"PinLabReferences", "", R"(profile_ref { version: 9 })", "",
       absl::StatusCode::kFailedPrecondition},
      {"AgreeThemes", "themes", "", "themes"},
      {"AgreeThemes", "", R"(themes { title: "ohne Beleg" })", "themes[2]"},
      {"AgreeThemes", "", R"(themes { title: "x" finding_ids: "1" })", "themes[2].finding_ids[0]"},
      {"AgreeThemes", "", R"(themes { title: "x" backlog_entry_ids: "$nobody$" })", "", kNotFound},
      {"DraftMinutes", "place", "", "place"},
      {"DraftMinutes", "", R"(issued_on: "31.03.2022")", "issued_on"},
      {"DraftMinutes", "signatory", "", "signatory"},
      {"ApproveMinutes", "", R"(sha256: "A")", "sha256"},
  };
  return table;
}

TEST_F(ParticipationServiceTest, WrongInputIsRefusedWithItsPathAndChangesNothing) {
  // Beside the way, before each of its changes: all that is wrong with this one.
  for (size_t i = 0; i < TheWay().size(); ++i) {
    const Change& change = TheWay()[i];
    WorldMovesOnBefore(change.method);
    const size_t before = Events().size();
    for (const Wrong& wrong : WrongInput()) {
      if (wrong.method != change.method) continue;
      SCOPED_TRACE(absl::StrCat(wrong.method, " -", wrong.clear, " +", wrong.with));
      auto request = Request(change.method, change.request, Id(absl::StrCat("wrong ", i)));
      if (!wrong.clear.empty()) {
        request->GetReflection()->ClearField(
            request.get(), request->GetDescriptor()->FindFieldByName(wrong.clear));
      }
      Merge(*request, wrong.with);
      // The second change of a method differs from the first in what may be missing.
      if (i > 0 && change.method == TheWay()[i - 1].method) continue;
      const absl::Status refused = Call(change.method, *request).status();
      EXPECT_EQ(refused.code(), wrong.code) << refused;
      EXPECT_EQ(FieldOf(refused), wrong.field) << refused;
    }
    EXPECT_EQ(Events().size(), before);
    const auto right = Call(change.method, *Request(change.method, change.request, RequestId(i)));
    ASSERT_TRUE(right.ok()) << change.method << ": " << right.status();
  }
}

TEST_F(ParticipationServiceTest, EveryChangeWithARefusalHasARowOfWrongInput) {
  std::set<std::string> rows;
  for (const Wrong& wrong : WrongInput()) rows.insert(wrong.method);
  for (const Change& change : TheWay()) {
    EXPECT_TRUE(rows.contains(change.method)) << change.method;
  }
}

TEST_F(ParticipationServiceTest, AStaleVersionIsRefused) {
  WalkBefore("SetAgenda");
  auto request = Request("SetAgenda", R"(meeting_id: "$meeting$" expected_version: 1)", Id("r"));
  const absl::Status stale = Call("SetAgenda", *request).status();
  EXPECT_EQ(stale.code(), absl::StatusCode::kAborted) << stale;
  EXPECT_EQ(ReasonOf(stale), "VERSION_MISMATCH");
}

TEST_F(ParticipationServiceTest, NamesAreReadableInAnswersOnly) {
  WalkAll();
  const auto meeting =
      Get<v1::GetMeetingResponse>("GetMeeting", R"(meeting_id: "$meeting$")").meeting();
  EXPECT_EQ(meeting.attendance(0).name(), "Ada Beispiel");  // taken from the board
  EXPECT_EQ(meeting.attendance(0).organization(), "Seniorenbeirat");
  EXPECT_EQ(meeting.moderators(0).name(), "Mo Muster");
  EXPECT_EQ(meeting.mediators(0).name(), "Li Probe");
  EXPECT_EQ(meeting.decisions(0).notes(0).text(), "Organisationen vor Ort einbeziehen");

  store::ReadSet reads;
  reads.documents = {"board/" + Id("board"), "meeting/" + Id("meeting")};
  const auto stored = SyncWait(store_.Get(kCity, std::move(reads), kNoDeadline));
  ASSERT_TRUE(stored.ok());
  std::string outside = stored->documents[0].bytes + stored->documents[1].bytes;
  for (const store::TailEntry& event : Events()) outside += event.data;
  EXPECT_THAT(outside, HasSubstr("Seniorenbeirat"));  // looked in the right place
  for (const char* name :
       {"Ada Beispiel", "Mo Muster", "Li Probe", "Kim Kanzlei", "Organisationen vor Ort"}) {
    EXPECT_THAT(outside, Not(HasSubstr(name)));
  }
}

TEST_F(ParticipationServiceTest, AnErasedNameIsGoneAndTheMeetingGoesOn) {
  WalkBefore("DraftMinutes");
  ASSERT_TRUE(SyncWait(keys_.EraseSubject(kCity, Id("ada"))).ok());
  const auto after =
      Call("SetAgenda", *Request("SetAgenda", R"(meeting_id: "$meeting$")", Id("r")));
  ASSERT_TRUE(after.ok()) << after.status();
  const auto meeting =
      Get<v1::GetMeetingResponse>("GetMeeting", R"(meeting_id: "$meeting$")").meeting();
  EXPECT_EQ(meeting.attendance(0).name(), "");
  EXPECT_TRUE(meeting.attendance(0).erased());
  EXPECT_EQ(meeting.attendance(0).organization(), "Seniorenbeirat");
  EXPECT_EQ(meeting.moderators(0).name(), "Mo Muster");
}

TEST_F(ParticipationServiceTest, EventsOfAnAggregateAreGapless) {
  WalkAll();
  std::map<std::string, int> versions;
  for (const store::TailEntry& event : Events()) {
    const std::string& id = event.attributes.at("ce_id");
    const size_t slash = id.rfind('/');
    EXPECT_EQ(id.substr(slash + 1), absl::StrCat(++versions[id.substr(0, slash)])) << id;
  }
  EXPECT_GT(versions[absl::StrCat(kCity, "/meeting/", Id("meeting"))], 10);
}

TEST_F(ParticipationServiceTest, ListsComeInPagesAndInOrder) {
  WalkBefore("RecordNextStep");
  for (const char* due : {"2022-09-30", "", "2022-05-01"}) {
    const auto recorded = Call(
        "RecordNextStep",
        *Request("RecordNextStep",
                 absl::StrCat(R"(meeting_id: "$meeting$" text: "x" owner: "Amt" due_latest: ")",
                              due, R"(")"),
                 Id(absl::StrCat("due ", due))));
    ASSERT_TRUE(recorded.ok()) << recorded.status();
  }
  std::vector<std::string> due;
  std::string token;
  do {
    const auto page = Get<v1::ListNextStepsResponse>(
        "ListNextSteps",
        absl::StrCat(R"(open_only: true page_size: 2 page_token: ")", token, R"(")"));
    for (const v1::NextStep& step : page.next_steps()) due.push_back(step.due_latest());
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_THAT(due, ElementsAre("2022-05-01", "2022-09-30", ""));
  const absl::Status foreign =
      Call("ListBoards", *Request("ListBoards", R"(page_token: "x")", "")).status();
  EXPECT_EQ(foreign.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FieldOf(foreign), "page_token");
}

TEST_F(ParticipationServiceTest, MinutesAreApprovedOnlyOnceTheirDraftIsThere) {
  WalkBefore("DraftMinutes");
  const auto status = [&] {
    return Get<v1::GetMinutesResponse>("GetMinutes", R"(meeting_id: "$meeting$")")
        .minutes()
        .status();
  };
  const std::string approval = absl::StrCat(R"(meeting_id: "$meeting$" sha256: ")", kHash, R"(")");
  EXPECT_EQ(status(), v1::MINUTES_STATUS_NONE);
  ASSERT_TRUE(
      Call("DraftMinutes", *Request("DraftMinutes",
                                    R"(meeting_id: "$meeting$" place: "B" issued_on: "2022-03-31"
                               signatory: "Kim Kanzlei")",
                                    Id("draft")))
          .ok());
  EXPECT_EQ(status(), v1::MINUTES_STATUS_DRAFT_REQUESTED);
  EXPECT_EQ(
      ReasonOf(Call("ApproveMinutes", *Request("ApproveMinutes", approval, Id("early"))).status()),
      "NOT_THE_DRAFT");
  WorldMovesOnBefore("ApproveMinutes");
  EXPECT_EQ(status(), v1::MINUTES_STATUS_DRAFTED);
  ASSERT_TRUE(Call("ApproveMinutes", *Request("ApproveMinutes", approval, Id("approval"))).ok());
  EXPECT_EQ(status(), v1::MINUTES_STATUS_APPROVED);

  // The record is closed for everybody.
  for (const char* method : {"SetMeetingText", "RecordNextStep", "RecordDecision"}) {
    for (const Change& change : TheWay()) {
      if (change.method != method) continue;
      auto request = Request(method, change.request, Id(absl::StrCat("late ", method)));
      const absl::Status late = Call(method, *request).status();
      if (ReasonOf(late) == "") continue;  // the very thing that is there already
      EXPECT_EQ(ReasonOf(late), "WRONG_STATE") << method;
    }
  }
  EXPECT_EQ(ReasonOf(Call("RecordNextStep",
                          *Request("RecordNextStep",
                                   R"(meeting_id: "$meeting$" text: "neu" owner: "Amt")",
                                   Id("late step")))
                         .status()),
            "WRONG_STATE");
  const auto guards = [&] {
    store::ReadSet reads;
    reads.guards = {MinutesGuard(Id("meeting"))};
    return SyncWait(store_.Get(kCity, std::move(reads), kNoDeadline))->guards;
  };
  EXPECT_THAT(guards(), ElementsAre(kMinutesApproved));
}

// --- attachments ---

class AttachmentServiceTest : public ParticipationServiceTest {
 protected:
  absl::StatusOr<v1::Attachment> Upload(const std::string& header, const std::string& bytes,
                                        const std::string& request_id,
                                        const std::string& city = kCity) {
    std::vector<v1::UploadAttachmentRequest> parts(1);
    Merge(*parts[0].mutable_header(), header);
    parts[0].mutable_header()->set_request_id(request_id);
    for (size_t at = 0; at < bytes.size(); at += 1 << 20) {
      parts.emplace_back().set_chunk(bytes.substr(at, 1 << 20));
    }
    return Upload(parts, city);
  }
  absl::StatusOr<v1::Attachment> Upload(const std::vector<v1::UploadAttachmentRequest>& parts,
                                        const std::string& city = kCity) {
    size_t next = 0;
    v1::UploadAttachmentRequest item;
    v1::UploadAttachmentResponse response;
    const absl::Status status = server_.channel().UploadNow(
        absl::StrCat("/", Service().full_name(), "/UploadAttachment"), test::CallerOf(city), item,
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
                        const std::string& city = kCity) {
    v1::DownloadAttachmentRequest request;
    request.set_attachment_id(Id(attachment));
    google::api::HttpBody part;
    return server_.channel().StreamNow(
        absl::StrCat("/", Service().full_name(), "/DownloadAttachment"), test::CallerOf(city),
        request, part, [&](const Message& message) {
          const auto& body = static_cast<const google::api::HttpBody&>(message);
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
  const auto first = Upload(slides_, bytes, Id("upload"));
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->sha256(), Sha256Hex(bytes));
  EXPECT_EQ(first->size_bytes(), 700'000);
  const auto again = Upload(slides_, bytes, Id("upload"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(Events().size(), events + 1);

  EXPECT_EQ(ReasonOf(Upload(slides_, bytes + "y", Id("upload")).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(ReasonOf(Upload(slides_, bytes + "y", Id("second")).status()), "ID_TAKEN");

  std::string read;
  std::string media_type;
  ASSERT_TRUE(Download("slides", read, media_type).ok());
  EXPECT_EQ(read, bytes);
  EXPECT_EQ(media_type, "application/pdf");

  const auto list =
      Get<v1::ListAttachmentsResponse>("ListAttachments", R"(meeting_id: "$meeting$")");
  ASSERT_EQ(list.attachments_size(), 1);
  EXPECT_EQ(list.attachments(0).alt_text(), "Vortrag zum Projekt");

  EXPECT_EQ(Download("slides", read, media_type, kOtherCity).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Upload(slides_, bytes, Id("foreign"), kOtherCity).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(AttachmentServiceTest, APhotoLosesWhereItWasTaken) {
  WalkBefore("DraftMinutes");
  using namespace std::string_literals;
  const std::string photo = "\xFF\xD8\xFF\xE1\x00\x08GPS...\xFF\xDA\x00\x04xx\x12\x34\xFF\xD9"s;
  const std::string header =
      R"(attachment_id: "$photo$" meeting_id: "$meeting$" kind: ATTACHMENT_KIND_PHOTO
         file_name: "karten.jpg" media_type: "image/jpeg" alt_text: "Karten an der Pinnwand")";
  ASSERT_TRUE(Upload(header, photo, Id("photo upload")).ok());
  std::string read;
  std::string media_type;
  ASSERT_TRUE(Download("photo", read, media_type).ok());
  EXPECT_EQ(read, "\xFF\xD8\xFF\xDA\x00\x04xx\x12\x34\xFF\xD9"s);
}

TEST_F(AttachmentServiceTest, AWrongUploadIsRefusedAndLeavesNothing) {
  WalkBefore("DraftMinutes");
  const size_t events = Events().size();
  const auto field = [&](const std::string& change, const std::string& bytes = "x") {
    return FieldOf(Upload(slides_ + change, bytes, Id("wrong upload")).status());
  };
  EXPECT_EQ(field(R"( alt_text: " ")"), "header.alt_text");
  EXPECT_EQ(field(R"( file_name: "")"), "header.file_name");
  EXPECT_EQ(field(R"( media_type: "pdf")"), "header.media_type");
  EXPECT_EQ(field(R"( kind: ATTACHMENT_KIND_LOGO)"), "header.media_type");
  EXPECT_EQ(field(R"( attachment_id: "1")"), "header.attachment_id");
  EXPECT_EQ(field("", ""), "chunk");

  std::vector<v1::UploadAttachmentRequest> headless(1);
  headless[0].set_chunk("x");
  EXPECT_EQ(Upload(headless).status().code(), absl::StatusCode::kInvalidArgument);

  const absl::Status large =
      Upload(slides_, std::string(Attachment::kMaxBytes + 1, 'x'), Id("large")).status();
  EXPECT_EQ(ReasonOf(large), "TOO_LARGE") << large;
  EXPECT_EQ(Events().size(), events);
}

}  // namespace
}  // namespace zwk::participation
