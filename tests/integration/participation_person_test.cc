// What is kept about somebody: told, erased, and gone for good. Real gRPC, real Redis, sealed names.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <google/api/httpbody.pb.h>

#include "absl/strings/str_cat.h"
#include "participation/participation.h"
#include "participation/retention/retention_use.h"
#include "platform/base/errors.h"
#include "platform/base/files.h"
#include "platform/base/pool.h"
#include "platform/blob/folder.h"
#include "platform/seal/personal.h"
#include "platform/store/redis_store.h"
#include "platform/stream/embedded_bus.h"
#include "platform/stream/view_runner.h"
#include "tests/support/redis_server.h"
#include "tests/support/rpc_fixture.h"
#include "tests/support/rpc_walk.h"
#include "tests/support/temporary_folder.h"
#include "zwk/participation/v1/board.pb.h"
#include "zwk/participation/v1/lean_coffee_service.pb.h"
#include "zwk/participation/v1/meeting.pb.h"
#include "zwk/participation/v1/minutes.pb.h"
#include "zwk/participation/v1/person.pb.h"
#include "zwk/participation/v1/topic_backlog.pb.h"

namespace zwk::participation {
namespace {

namespace fs = std::filesystem;
using ::google::protobuf::Descriptor;
using ::google::protobuf::DescriptorPool;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;

// --- the walk ---

const test::Way& PersonWay() {
  static const auto& way = *new test::Way{
      {"zwk.participation.v1.BoardService", "zwk.participation.v1.PersonService"},
      "tests/integration/participation_person_test.cc",
      {
          {"CreateBoard",
           R"(board { board_id: "$board$" name: "ZWK-Beirat" kind: BOARD_KIND_ADVISORY })",
           R"(board { name: "Steuerungsgruppe" })"},
          {"AddMember",
           R"(board_id: "$board$"
              member { person_id: "$ada$" name { text: "Ada Beispiel" } organization: "Seniorenbeirat"
                       capacity: CAPACITY_INTEREST_GROUP valid_from: "2022-01-01" })",
           R"(member { name { text: "Berta Beispiel" } })"},
          {"AddMember",
           R"(board_id: "$board$"
              member { person_id: "$bob$" name { text: "Bob Beispiel" } organization: "Sportbund"
                       capacity: CAPACITY_INTEREST_GROUP valid_from: "2022-01-01" })",
           R"(member { name { text: "Berta Beispiel" } })"},
          {"EndMembership", R"(board_id: "$board$" person_id: "$ada$" valid_to: "2024-12-31")",
           R"(valid_to: "2023-12-31")"},
          {"GetBoard", R"(board_id: "$board$")"},
          {"ListBoards", ""},
          {"ExportPerson", R"(person_id: "$ada$")"},
          {"RenderPersonExport", R"(person_id: "$ada$")"},
          // Somebody whom no other answer of the way names: it would be another one afterwards.
          {"ErasePerson", R"(person_id: "$eve$")", R"(person_id: "$bob$")"},
          {"ListErasures", ""},
      },
      {
          {"CreateBoard", "board.name", "", "board.name"},
          {"AddMember", "member.name", "", "member.name.text"},
          {"EndMembership", "valid_to", "", "valid_to"},
          {"ExportPerson", "", R"(person_id: "$nobody$")", "", absl::StatusCode::kNotFound},
          {"RenderPersonExport", "", R"(person_id: "$nobody$")", "", absl::StatusCode::kNotFound},
          {"ErasePerson", "", R"(person_id: "$nobody$")", "", absl::StatusCode::kNotFound},
          {"ErasePerson", "", R"(text_ids: "$nothing$")", "text_ids[0]"},
          {"ErasePerson", "", R"(text_ids: "$bob$")", "text_ids[0]"},
          {"ErasePerson", "", R"(text_ids: "$board$")", "text_ids[0]"},
          {"ErasePerson", "", R"(text_ids: "Karte 7")", "text_ids[0]"},
      }};
  return way;
}

// Everything of the service but Kafka, on a store of its own.
class Surroundings {
 protected:
  Participation::Parts Parts() {
    return {store_, keys_, blobs_, pool_, timers_, clock_, &erasures_};
  }
  const test::TemporaryFolder folder_;
  const SystemClock clock_;
  test::RedisServer redis_;
  store::RedisStore store_{{.address = redis_.address(), .area = "participation", .lanes = 1}};
  store::RedisStore key_store_{{.address = redis_.address(), .area = "keys", .lanes = 1}};
  seal::KeyRing keys_{key_store_, *seal::WrappingKey::FromFile(folder_ / "key", true)};
  Pool pool_{2};
  blob::Folder blobs_{folder_ / "blobs", pool_};
  Timers timers_;
  seal::Erasures erasures_{key_store_, pool_, timers_, {folder_ / "_erasures", redis_.address()}};
  stream::EmbeddedBus bus_{redis_.address()};
  stream::ViewRunner runner_{store_, bus_};
  Participation participation_{Parts()};
  test::RpcServer server_;
};

class PersonTest : public ::testing::Test, protected Surroundings, protected test::RpcWalk {
 protected:
  explicit PersonTest(const test::Way& way = PersonWay()) : RpcWalk(way) {
    participation_.Serve(server_.get());
    participation_.AddViews(runner_);
    server_.Start();
    runner_.Start();
  }
  ~PersonTest() override {
    runner_.Stop();
    server_.get().Drain();
  }
  rpc::Channel& channel() override { return server_.channel(); }
  std::string State() override { return redis_.Contents("*}:participation:*"); }
  void WorldMovesOnBefore(const std::string& method) override {
    if (method != "ErasePerson") return;
    const auto sealed = SyncWait(keys_.Seal(kHere, "minutes/1", 1, test::Id("eve"), "Eve"));
    ASSERT_TRUE(sealed.ok()) << sealed.status();
  }
  void Settle() override {
    for (int i = 0; i < 2; ++i) {  // the backlog listens to what it has written itself
      const absl::Status caught_up =
          runner_.CatchUp(SystemClock().Now() + std::chrono::seconds(60));
      ASSERT_TRUE(caught_up.ok()) << caught_up;
    }
  }
};

TEST_F(PersonTest, TheWayTakesEveryRpc) { ExpectEveryRpcIsOnTheWay(); }
TEST_F(PersonTest, EveryChangeHappensOnceHoweverOftenItIsAskedFor) { ExpectChangesHappenOnce(); }
TEST_F(PersonTest, EveryRpcIsForItsRolesAlone) { ExpectRolesAreAskedFor(); }
TEST_F(PersonTest, WrongInputIsRefusedWithItsPathAndChangesNothing) { ExpectWrongInputIsRefused(); }
TEST_F(PersonTest, TheAnswerToTooMuchIsSmallAndNobodyElseNotices) { ExpectRefusalsAreBounded(); }
TEST_F(PersonTest, AnotherCityFindsNothing) { ExpectNothingIsThereElsewhere({"CreateBoard"}); }

TEST_F(PersonTest, AForeignCitysPersonIsNotErased) {
  WalkBefore("ErasePerson");
  const absl::Status refused = Try("ErasePerson", R"(person_id: "$ada$")", "subject-1", kElsewhere);
  EXPECT_EQ(refused.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Ask<v1::GetBoardResponse>("GetBoard", R"(board_id: "$board$")")
                .board()
                .members(0)
                .name()
                .text(),
            "Ada Beispiel");
}

TEST_F(PersonTest, WhatIsKeptIsToldAndWhatIsErasedIsToldToBe) {
  WalkBefore("ExportPerson");
  const auto told =
      Ask<v1::ExportPersonResponse>("ExportPerson", R"(person_id: "$ada$")").person_export();
  ASSERT_EQ(told.entries_size(), 1);
  EXPECT_EQ(told.entries(0).title(), "ZWK-Beirat");
  EXPECT_EQ(told.entries(0).member().name().text(), "Ada Beispiel");
  EXPECT_FALSE(told.has_erased_at());
  EXPECT_THAT(Ask<google::api::HttpBody>("RenderPersonExport", R"(person_id: "$ada$")").data(),
              HasSubstr("Ada Beispiel"));

  const auto first = Ask<v1::ErasePersonResponse>("ErasePerson", R"(person_id: "$ada$")");
  EXPECT_FALSE(first.already_erased());
  EXPECT_TRUE(first.file_rewritten());
  const std::string file = redis_.Command({"INFO", "persistence"});
  const auto again = Ask<v1::ErasePersonResponse>("ErasePerson", R"(person_id: "$ada$")");
  EXPECT_TRUE(again.already_erased());
  EXPECT_TRUE(again.file_rewritten());
  const std::string rewrites = file.substr(file.find("aof_rewrites:"), 16);
  EXPECT_THAT(redis_.Command({"INFO", "persistence"}), HasSubstr(rewrites)) << "once is enough";
  EXPECT_EQ(again.erasure().erased_at().seconds(), first.erasure().erased_at().seconds());
  EXPECT_EQ(again.erasure().request_id(), first.erasure().request_id());

  const auto after =
      Ask<v1::ExportPersonResponse>("ExportPerson", R"(person_id: "$ada$")").person_export();
  EXPECT_TRUE(after.has_erased_at());
  ASSERT_EQ(after.entries_size(), 1);
  EXPECT_EQ(after.entries(0).member().name().text(), "");
  EXPECT_TRUE(after.entries(0).member().name().erased());
  EXPECT_EQ(after.entries(0).member().organization(), "Seniorenbeirat");
  EXPECT_THAT(Ask<v1::ListErasuresResponse>("ListErasures", "").erasures(), SizeIs(1));
  EXPECT_EQ(Ask<v1::GetBoardResponse>("GetBoard", R"(board_id: "$board$")")
                .board()
                .members(1)
                .name()
                .text(),
            "Bob Beispiel");
}

TEST_F(PersonTest, WhoIsErasedTakesNobodyElseAlong) {
  WalkBefore("ErasePerson");
  const auto states = [&] {
    return SyncWait(erasures_.StatesOf(kHere, {test::Id("ada"), test::Id("bob")}, kNoDeadline));
  };
  const auto before = states();
  const absl::Status refused =
      Try("ErasePerson", R"(person_id: "$ada$" text_ids: ["$bob$", "$ada$"])");
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << refused;
  std::vector<std::string> fields;
  for (const FieldViolation& violation : FieldViolationsOf(refused))
    fields.push_back(violation.field);
  EXPECT_THAT(fields, ElementsAre("text_ids[0]", "text_ids[1]"));
  EXPECT_EQ(*states(), *before) << "both have their keys";
  EXPECT_THAT(Ask<v1::ListErasuresResponse>("ListErasures", "").erasures(), IsEmpty());
  EXPECT_THAT(SyncWait(erasures_.Listed()).value(), IsEmpty());
}

TEST_F(PersonTest, AnErasureThatWasCutShortIsFinished) {
  WalkBefore("ErasePerson");
  // As if the service had been killed after the commit: the document is there, the key still is.
  ASSERT_TRUE(Try("ErasePerson", R"(person_id: "$ada$")").ok());
  const std::string key = absl::StrCat("{bremerhaven}:keys:g:key/", test::Id("ada"));
  const std::string bobs =
      redis_.Command({"GET", absl::StrCat("{bremerhaven}:keys:g:key/", test::Id("bob"))});
  redis_.Command({"SET", key, bobs});
  fs::remove(folder_ / "_erasures");
  const absl::Status replayed = SyncWait(participation_.ReplayErasures());
  ASSERT_TRUE(replayed.ok()) << replayed;
  EXPECT_EQ(redis_.Command({"GET", key}), "erased");
  EXPECT_THAT(SyncWait(erasures_.Listed()).value(), SizeIs(1)) << "a list that was lost is back";
}

TEST_F(PersonTest, WhatAnOlderBackupBringsBackIsErasedAgain) {
  WalkBefore("ErasePerson");
  const std::string key = absl::StrCat("{bremerhaven}:keys:g:key/", test::Id("ada"));
  const std::string wrapped = redis_.Command({"GET", key});
  ASSERT_TRUE(Try("ErasePerson", R"(person_id: "$ada$")").ok());
  // As the store was before: the key is there, of the erasure there is nothing.
  redis_.Command({"SET", key, wrapped});
  redis_.Command({"DEL", absl::StrCat("{bremerhaven}:participation:d:erasure/", test::Id("ada")),
                  "{bremerhaven}:participation:i:erasures"});
  ASSERT_TRUE(SyncWait(participation_.ReplayErasures()).ok());
  EXPECT_EQ(redis_.Command({"GET", key}), "erased");
  const auto erasures = Ask<v1::ListErasuresResponse>("ListErasures", "").erasures();
  ASSERT_EQ(erasures.size(), 1);
  EXPECT_EQ(erasures[0].person_id(), test::Id("ada"));
  const auto events = erasures[0].version();
  ASSERT_TRUE(SyncWait(participation_.ReplayErasures()).ok());
  EXPECT_EQ(Ask<v1::ListErasuresResponse>("ListErasures", "").erasures(0).version(), events);
}

// --- canaries in every personal field ---

// Fields of people in the protos of participation: "Membership.name".
std::set<std::string> PersonalFields() {
  std::set<std::string> fields;
  const auto visit = [&](const Descriptor& type, const auto& self) -> void {
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (field.message_type() == common::v1::Personal::descriptor())
        fields.insert(absl::StrCat(type.name(), ".", field.name()));
    }
    for (int i = 0; i < type.nested_type_count(); ++i) self(*type.nested_type(i), self);
  };
  std::set<const google::protobuf::FileDescriptor*> files;
  for (const char* message :
       {"Board", "Meeting", "Decision", "MinutesDraftRequested", "Topic", "Note", "BacklogEntry",
        "NextStep", "Lab", "Initiative", "Transfer", "CityProcess", "Attachment", "Programme",
        "FieldOfAction", "Municipality", "LeanCoffeeSession", "SessionEnded", "Ballot"}) {
    const auto* type = DescriptorPool::generated_pool()->FindMessageTypeByName(
        absl::StrCat("zwk.participation.v1.", message));
    if (type != nullptr) files.insert(type->file());
  }
  for (const auto* file : files) {
    for (int i = 0; i < file->message_type_count(); ++i) visit(*file->message_type(i), visit);
  }
  return fields;
}

const test::Way& CanaryWay() {
  static const auto& way = *new test::Way{
      {"zwk.participation.v1.BoardService", "zwk.participation.v1.PersonService",
       "zwk.participation.v1.MeetingService", "zwk.participation.v1.MinutesService",
       "zwk.participation.v1.LeanCoffeeService", "zwk.participation.v1.BacklogService",
       "zwk.participation.v1.MunicipalityService"},
      "tests/integration/participation_person_test.cc",
      {},
      {}};
  return way;
}

class CanaryTest : public PersonTest {
 protected:
  CanaryTest() : PersonTest(CanaryWay()) {}

  void Do(const std::string& method, absl::string_view text,
          const std::string& subject = "subject-1") {
    const absl::Status done = Try(method, text, subject);
    ASSERT_TRUE(done.ok()) << method << ": " << done;
  }

  // Ada everywhere where somebody can be, and her words wherever there are words.
  void FillEverything() {
    FillBeforeTheEnd();
    Do("EndSession", R"(session_id: "$session$")");
    Do("EndMeeting", R"(meeting_id: "$meeting$")");
    Do("DraftMinutes", R"(meeting_id: "$meeting$" signature { place: "Hier" issued_on: "2022-03-31"
        signatory_id: "$ada$" signatory { text: "Kanarie-MinutesSignature.signatory" } })");
    Settle();
  }
  void FillBeforeTheEnd() {
    Do("CreateBoard", R"(board { board_id: "$board$" name: "Beirat" kind: BOARD_KIND_ADVISORY })");
    Do("AddMember", R"(board_id: "$board$" member { person_id: "$ada$"
        name { text: "Kanarie-Membership.name" } organization: "Seniorenbeirat"
        capacity: CAPACITY_INTEREST_GROUP valid_from: "2022-01-01" })");
    Do("ScheduleMeeting", R"(meeting { meeting_id: "$meeting$" board_id: "$board$" title: "Treffen"
        mode: MEETING_MODE_LIVE starts_at { seconds: 1648474200 } ends_at { seconds: 1648479600 } })");
    Do("AssignModerator", R"(meeting_id: "$meeting$" moderator { person_id: "$ada$"
        name { text: "Kanarie-Moderator.name" } organization: "Amt" consent_public: true })");
    Do("AssignMediator", R"(meeting_id: "$meeting$" mediator { person_id: "$ada$"
        name { text: "Kanarie-Mediator.name" } languages: "uk" })");
    Do("InviteToMeeting", R"(meeting_id: "$meeting$")");
    Do("StartMeeting", R"(meeting_id: "$meeting$")");
    Do("RecordAttendance", R"(meeting_id: "$meeting$" attendance { person_id: "$ada$" guest: true
        name { text: "Kanarie-Attendance.name" } organization: "Gast" capacity: CAPACITY_EXPERT
        consent_public: true })");
    Do("RecordDecision", R"(meeting_id: "$meeting$" decision { decision_id: "$decision$"
        kind: DECISION_KIND_OTHER subject: "Bänke" proposal: "Bänke"
        result: DECISION_RESULT_ADOPTED_WITH_NOTES
        notes { note_id: "$card note$" text { text: "Kanarie-CardNote.text" }
                disposition: NOTE_DISPOSITION_ADOPTED } })");
    HoldSession();
  }
  void HoldSession() {
    CollectCards();
    Do("JoinSession", R"(session_id: "$session$" locale: "de")", "kanarie-login");
    Do("OpenVoting", R"(session_id: "$session$")");
    Do("SetDots", R"(session_id: "$session$" topic_id: "$topic$" dots: 3)", "kanarie-login");
    Do("CloseVoting", R"(session_id: "$session$")");
    Do("RevealResults", R"(session_id: "$session$")");
    Do("StartRound", R"(session_id: "$session$" round_id: "$round$" topic_id: "$topic$")");
    Do("AddNote", R"(session_id: "$session$" round_id: "$round$" note { note_id: "$note$"
        kind: NOTE_KIND_POINT text { text: "Kanarie-Note.text" } locale: "de"
        author_role: "Kanarie-Rolle" })");
    Do("EndRound", R"(session_id: "$session$" round_id: "$round$"
        outcome { paragraphs: "Es gibt Bänke." locale: "de" })");
    // A late topic becomes an entry of the backlog.
    Do("AddLateTopic", R"(session_id: "$session$" topic { topic_id: "$late$" locale: "de"
        title { text: "Kanarie-BacklogEntry.title" } body { text: "Kanarie-BacklogEntry.body" }
        source: TOPIC_SOURCE_MODERATOR })");
  }
  void CollectCards() {
    Do("CreateSession", R"(session { session_id: "$session$" meeting_id: "$meeting$"
        mode: SESSION_MODE_LIVE settings { dots_per_participant: 5 max_dots_per_topic: 3
        round_seconds: 300 ballot_mode: BALLOT_MODE_NAMED planned_rounds: 1
        join_mode: JOIN_MODE_MEMBERS languages: "de" } })",
       "kanarie-amt");
    Do("OpenCollection", R"(session_id: "$session$")");
    Do("SubmitTopic", R"(session_id: "$session$" topic { topic_id: "$topic$" locale: "de"
        title { text: "Kanarie-Topic.title" } body { text: "Kanarie-Topic.body" }
        source: TOPIC_SOURCE_MODERATOR })");
  }

  // Whatever is sealed in the events so far.
  std::vector<common::v1::Sealed> SealedInEvents(std::set<std::string>& fields) {
    std::vector<common::v1::Sealed> sealed;
    const auto events = SyncWait(store_.Tail(kHere, "", 5000, kNoDeadline));
    EXPECT_TRUE(events.ok()) << events.status();
    for (const store::TailEntry& event : *events) {
      const auto* type =
          DescriptorPool::generated_pool()->FindMessageTypeByName(event.attributes.at("ce_type"));
      EXPECT_NE(type, nullptr) << event.attributes.at("ce_type");
      if (type == nullptr) continue;
      const std::unique_ptr<Message> message(
          google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
      EXPECT_TRUE(message->ParseFromString(event.data));
      for (const common::v1::Personal* personal : seal::PersonalIn(*message)) {
        if (!personal->sealed().ciphertext().empty()) sealed.push_back(personal->sealed());
      }
      NameFields(*message, fields);
    }
    return sealed;
  }
  static void NameFields(const Message& message, std::set<std::string>& fields) {
    std::vector<const FieldDescriptor*> set;
    message.GetReflection()->ListFields(message, &set);
    for (const FieldDescriptor* field : set) {
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
      if (field->message_type() == common::v1::Personal::descriptor())
        fields.insert(absl::StrCat(message.GetDescriptor()->name(), ".", field->name()));
      if (!field->is_repeated()) {
        NameFields(message.GetReflection()->GetMessage(message, field), fields);
        continue;
      }
      for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i)
        NameFields(message.GetReflection()->GetRepeatedMessage(message, field, i), fields);
    }
  }

  // Places where these bytes are.
  std::vector<std::string> Where(const std::string& bytes) {
    std::vector<std::string> places;
    for (const std::string& root : {redis_.folder(), folder_.path()}) {
      for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (!entry.is_regular_file()) continue;
        if (ReadFile(entry.path().string()).value().find(bytes) != std::string::npos)
          places.push_back(entry.path().string());
      }
    }
    for (const auto& [key, value] : redis_.Everything()) {
      if ((key + value).find(bytes) != std::string::npos) places.push_back(key);
    }
    if (server_.metrics().Text().find(bytes) != std::string::npos) places.push_back("metrics");
    return places;
  }
  std::string KeyOf(const std::string& subject) {
    return redis_.Command({"GET", absl::StrCat("{bremerhaven}:keys:g:key/", subject)});
  }
};

TEST_F(CanaryTest, ACardIsNobodyAndAnothersNameIsNoText) {
  FillEverything();
  ASSERT_FALSE(HasFatalFailure());
  for (const auto& [request, field] : std::map<std::string, std::string>{
           {R"(person_id: "$topic$")", "person_id"},
           {R"(person_id: "$note$")", "person_id"},
           {R"(person_id: "$card note$")", "person_id"},
           {R"(person_id: "$ada$" text_ids: ["$topic$", "$session$"])", "text_ids[1]"},
           {R"(person_id: "$ada$" text_ids: ["$meeting$", "$late$"])", "text_ids[0]"}}) {
    const absl::Status refused = Try("ErasePerson", request);
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << request << refused;
    EXPECT_EQ(FieldOf(refused), field) << request;
  }
  EXPECT_THAT(SyncWait(erasures_.StatesOf(kHere, {test::Id("ada"), test::Id("topic")}, kNoDeadline))
                  .value(),
              ElementsAre(seal::KeyState::kThere, seal::KeyState::kThere));
}

TEST_F(CanaryTest, TheRoleOfANoteIsToldUntilItsTextIsErased) {
  FillEverything();
  ASSERT_FALSE(HasFatalFailure());
  const auto note = [&] {
    const auto told = Ask<v1::GetSessionResponse>("GetSession", R"(session_id: "$session$")");
    return told.session().rounds(0).notes(0);
  };
  EXPECT_EQ(note().text().text(), "Kanarie-Note.text");
  EXPECT_EQ(note().author_role(), "Kanarie-Rolle");
  Do("ErasePerson", R"(person_id: "$ada$" text_ids: "$topic$")");
  EXPECT_EQ(note().author_role(), "Kanarie-Rolle") << "another text is gone";
  Do("ErasePerson", R"(person_id: "$ada$" text_ids: "$note$")");
  EXPECT_TRUE(note().text().erased());
  EXPECT_EQ(note().author_role(), "");
}

TEST_F(CanaryTest, AVoteThatIsOverStaysSecretWhenAnOlderBackupComesBack) {
  FillBeforeTheEnd();
  ASSERT_FALSE(HasFatalFailure());
  const std::string subject = absl::StrCat("ballots/", test::Id("session"));
  const std::string wrapped = KeyOf(subject);
  ASSERT_THAT(Where(wrapped), Not(IsEmpty()));
  Do("EndSession", R"(session_id: "$session$")");
  Settle();
  EXPECT_EQ(KeyOf(subject), "erased");
  ASSERT_TRUE(SyncWait(participation_.KeepHouse([](const std::string&, const char*, int) {})).ok());
  EXPECT_THAT(Where(wrapped), IsEmpty()) << "also from the store's file";
  redis_.Command({"SET", absl::StrCat("{bremerhaven}:keys:g:key/", subject), wrapped});
  ASSERT_TRUE(SyncWait(participation_.ReplayErasures()).ok());
  EXPECT_EQ(KeyOf(subject), "erased");
  EXPECT_THAT(Where(wrapped), IsEmpty());
  EXPECT_THAT(Ask<v1::ListErasuresResponse>("ListErasures", "").erasures(), IsEmpty())
      << "a session is nobody";
}

// The service on the same store, at another time.
class LaterTest : public CanaryTest {
 protected:
  using Gone = std::map<std::string, int>;
  Gone KeepHouse() {
    Gone gone;
    const auto kept = TryToKeepHouse(gone);
    EXPECT_TRUE(kept.ok()) << kept.status();
    done_ = kept.value_or(std::nullopt);
    return gone;
  }
  absl::StatusOr<std::optional<Time>> TryToKeepHouse(Gone& gone) {
    return SyncWait(
        later_.KeepHouse([&](const std::string& municipality, const char* kind, int count) {
          if (count > 0) gone[absl::StrCat(municipality, " ", kind)] += count;
        }));
  }
  int64_t SecondsFromNow(Duration by) const { return ToMicros(then_.Now() + by) / 1'000'000; }

  ManualClock then_{SystemClock().Now()};
  Participation later_{{store_, keys_, blobs_, pool_, timers_, then_, &erasures_}};
  std::optional<Time> done_;  // what KeepHouse said
  const Duration kDay = std::chrono::hours(24);
  const Duration kHour = std::chrono::hours(1);
};

TEST_F(LaterTest, WhatHasBeenThereLongEnoughIsDeletedOnceAndForGood) {
  FillEverything();
  Do("EndMembership", R"(board_id: "$board$" person_id: "$ada$" valid_to: "2022-06-30")");
  ASSERT_FALSE(HasFatalFailure());
  then_.Advance(400 * kDay);
  EXPECT_THAT(KeepHouse(), IsEmpty()) << "nobody has said how long";
  Do("ConfigureMunicipality", R"(municipality { name: "Bremerhaven"
      official_municipality_key: "04012000" retention_days { pii: 730 texts: 365 } })");
  EXPECT_THAT(KeepHouse(), IsEmpty()) << "this round was another replica's";
  std::vector<std::string> keys;
  for (const char* subject : {"ada", "topic", "note", "card note"})
    keys.push_back(KeyOf(test::Id(subject)));
  const std::string late = KeyOf(test::Id("late"));

  then_.Advance(kHour);
  EXPECT_THAT(KeepHouse(),
              ElementsAre(Pair("bremerhaven people", 1), Pair("bremerhaven texts", 3)));
  for (const std::string& key : keys) EXPECT_THAT(Where(key), IsEmpty());
  auto backlog = Ask<v1::ListBacklogResponse>("ListBacklog", "");
  ASSERT_EQ(backlog.entries_size(), 1);
  EXPECT_EQ(backlog.entries(0).title().text(), "Kanarie-BacklogEntry.title") << "is worked with";
  const auto erasures = Ask<v1::ListErasuresResponse>("ListErasures", "").erasures();
  ASSERT_THAT(erasures, SizeIs(1)) << "texts are nobody";
  EXPECT_EQ(erasures[0].person_id(), test::Id("ada"));

  Do("DeclineEntry",
     absl::StrCat("entry_id: '", backlog.entries(0).entry_id(), "' reason: 'nein'"));
  then_.Advance(kHour);
  EXPECT_THAT(KeepHouse(), ElementsAre(Pair("bremerhaven texts", 1)));
  EXPECT_THAT(Where(late), IsEmpty());
  then_.Advance(kHour);
  EXPECT_THAT(KeepHouse(), IsEmpty());

  // An older backup does not bring it back.
  redis_.Command({"SET", absl::StrCat("{bremerhaven}:keys:g:key/", test::Id("topic")), keys[1]});
  ASSERT_TRUE(SyncWait(participation_.ReplayErasures()).ok());
  EXPECT_EQ(KeyOf(test::Id("topic")), "erased");
  EXPECT_THAT(Where(keys[1]), IsEmpty());
}

TEST_F(LaterTest, VotesOfASessionThatNobodyEndsGo) {
  FillBeforeTheEnd();
  ASSERT_FALSE(HasFatalFailure());
  const std::string subject = absl::StrCat("ballots/", test::Id("session"));
  const std::string wrapped = KeyOf(subject);
  then_.Advance(89 * kDay);
  EXPECT_THAT(KeepHouse(), IsEmpty());
  EXPECT_EQ(KeyOf(subject), wrapped);
  then_.Advance(3 * kDay);
  EXPECT_THAT(KeepHouse(), ElementsAre(Pair("bremerhaven votes", 1)));
  EXPECT_THAT(Where(wrapped), IsEmpty());
  then_.Advance(kHour);
  EXPECT_THAT(KeepHouse(), IsEmpty());
}

TEST_F(LaterTest, VotesStayWhileTheMeetingOfTheirSessionIsStillToCome) {
  Do("CreateBoard", R"(board { board_id: "$board$" name: "Beirat" kind: BOARD_KIND_ADVISORY })");
  Do("ScheduleMeeting",
     absl::StrCat(R"(meeting { meeting_id: "$meeting$" board_id: "$board$" title: "Treffen"
        mode: MEETING_MODE_LIVE starts_at { seconds: )",
                  SecondsFromNow(100 * kDay),
                  " } ends_at { seconds: ", SecondsFromNow(100 * kDay + kHour), " } }"));
  CollectCards();
  ASSERT_FALSE(HasFatalFailure());
  const std::string subject = absl::StrCat("ballots/", test::Id("session"));
  const std::string wrapped = KeyOf(subject);
  ASSERT_NE(wrapped, "");
  for (const int days : {98, 91}) {  // before it, and until 90 days after it
    then_.Advance(days * kDay);
    EXPECT_THAT(KeepHouse(), IsEmpty());
    EXPECT_EQ(KeyOf(subject), wrapped);
  }
  then_.Advance(3 * kDay);
  EXPECT_THAT(KeepHouse(), ElementsAre(Pair("bremerhaven votes", 1)));
  EXPECT_EQ(KeyOf(subject), "erased");
}

TEST_F(LaterTest, AllThatIsDueIsDeletedWhenARoundHasLeftNothing) {
  FillBeforeTheEnd();
  for (int i = 0; i <= Retention::kMost; ++i) {
    Do("RecordAttendance",
       absl::StrCat(R"(meeting_id: "$meeting$" attendance { person_id: "$guest )", i,
                    R"($" guest: true name { text: "Gast" } organization: "Gast"
                    capacity: CAPACITY_EXPERT })"));
  }
  ASSERT_FALSE(HasFatalFailure());
  EXPECT_THAT(KeepHouse(), IsEmpty());
  const Time first = then_.Now();
  EXPECT_EQ(done_, first);
  Do("ConfigureMunicipality", R"(municipality { name: "Bremerhaven"
      official_municipality_key: "04012000" retention_days { attendance: 30 } })");
  then_.Advance(kHour);
  EXPECT_THAT(KeepHouse(), ElementsAre(Pair("bremerhaven people", Retention::kMost)));
  EXPECT_EQ(done_, first) << "one is left";
  then_.Advance(kHour);
  EXPECT_THAT(KeepHouse(), ElementsAre(Pair("bremerhaven people", 1)));
  const Time second = then_.Now();
  EXPECT_EQ(done_, second);
  then_.Advance(kHour / 2);
  EXPECT_THAT(KeepHouse(), IsEmpty());
  EXPECT_EQ(done_, second) << "no round was due";
  const Participation::Report nobody = [](const std::string&, const char*, int) {};
  Participation replica({store_, keys_, blobs_, pool_, timers_, then_, &erasures_});
  EXPECT_EQ(SyncWait(replica.KeepHouse(nobody)).value(), second) << "another one knows it, too";
}

TEST_F(LaterTest, WhatCouldNotBeDeletedIsNotSaidToBe) {
  FillBeforeTheEnd();
  ASSERT_FALSE(HasFatalFailure());
  EXPECT_THAT(KeepHouse(), IsEmpty());
  const Time first = then_.Now();
  fs::create_directory(folder_ / "_erasures");  // nothing can be listed
  then_.Advance(92 * kDay);
  Gone gone;
  EXPECT_FALSE(TryToKeepHouse(gone).ok());
  EXPECT_THAT(gone, IsEmpty());
  EXPECT_THAT(KeepHouse(), IsEmpty()) << "until the next round";
  EXPECT_EQ(done_, first);
  fs::remove(folder_ / "_erasures");
  then_.Advance(kHour);
  EXPECT_THAT(KeepHouse(), ElementsAre(Pair("bremerhaven votes", 1)));
  EXPECT_EQ(done_, then_.Now());
}

TEST_F(CanaryTest, AfterErasureNobodyReadsAnyOfIt) {
  ::testing::internal::CaptureStderr();  // where services log
  FillEverything();
  ASSERT_FALSE(HasFatalFailure());
  std::set<std::string> fields;
  const std::vector<common::v1::Sealed> sealed = SealedInEvents(fields);
  // BacklogEntry carries the words of its topic; a field that is new needs a canary above.
  EXPECT_THAT(fields, IsSupersetOf(PersonalFields()));
  const auto before = SyncWait(keys_.Open(kHere, sealed));
  ASSERT_TRUE(before.ok()) << before.status();
  std::set<std::string> canaries, subjects;
  for (size_t i = 0; i < sealed.size(); ++i) {
    ASSERT_TRUE((*before)[i].has_value());
    canaries.insert(*(*before)[i]);
    subjects.insert(sealed[i].subject_ref());
  }
  for (const std::string& field : PersonalFields()) {
    EXPECT_THAT(canaries, Contains(absl::StrCat("Kanarie-", field)));
  }
  const auto minutes = Ask<v1::GetResultsResponse>("GetResults", R"(session_id: "$session$")");
  std::vector<std::string> keys;
  for (const std::string& subject : subjects) keys.push_back(KeyOf(subject));
  for (const std::string& key : keys) EXPECT_THAT(Where(key), Not(IsEmpty()));

  const auto erased = Ask<v1::ErasePersonResponse>(
      "ErasePerson",
      R"(person_id: "$ada$" text_ids: ["$topic$", "$late$", "$note$", "$card note$"])");
  EXPECT_TRUE(erased.file_rewritten());
  Settle();
  const std::string log = ::testing::internal::GetCapturedStderr();

  // Readable nowhere, to be opened by nobody, and no key is left to open it with.
  for (const std::string& canary : canaries) {
    EXPECT_THAT(Where(canary), IsEmpty()) << canary;
    EXPECT_THAT(log, Not(HasSubstr(canary)));
  }
  EXPECT_THAT(Where("Kanarie"), IsEmpty());
  EXPECT_THAT(Where("kanarie-login"), IsEmpty());
  EXPECT_THAT(Where("kanarie-amt"), IsEmpty()) << "who made the session is kept as a reference";
  for (const std::string& key : keys) EXPECT_THAT(Where(key), IsEmpty());
  const auto after = SyncWait(keys_.Open(kHere, sealed));
  ASSERT_TRUE(after.ok()) << after.status();
  for (size_t i = 0; i < sealed.size(); ++i)
    EXPECT_EQ((*after)[i], std::nullopt) << sealed[i].subject_ref();

  // Results are what they were; the rest of the meeting is there.
  const auto results = Ask<v1::GetResultsResponse>("GetResults", R"(session_id: "$session$")");
  EXPECT_EQ(results.SerializeAsString(), minutes.SerializeAsString());
  const auto meeting =
      Ask<v1::GetMeetingResponse>("GetMeeting", R"(meeting_id: "$meeting$")").meeting();
  EXPECT_TRUE(meeting.attendance(0).name().erased());
  EXPECT_EQ(meeting.attendance(0).organization(), "Gast");
  EXPECT_THAT(meeting.decisions(0).proposal(), "Bänke");
  EXPECT_TRUE(meeting.decisions(0).notes(0).text().erased());
  const auto backlog = Ask<v1::ListBacklogResponse>("ListBacklog", "");
  ASSERT_EQ(backlog.entries_size(), 1);
  EXPECT_TRUE(backlog.entries(0).title().erased());
}

}  // namespace
}  // namespace zwk::participation
