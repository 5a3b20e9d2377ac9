// What initiatives and transfers promise as a whole, to the city whose they are and to all others: real gRPC,
// real Redis, two and more cities.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "participation/initiative/initiative_store.h"
#include "participation/initiative/initiative_view.h"
#include "participation/participation.h"
#include "platform/base/errors.h"
#include "platform/base/pool.h"
#include "platform/blob/folder.h"
#include "platform/store/redis_store.h"
#include "platform/stream/embedded_bus.h"
#include "platform/stream/view_runner.h"
#include "tests/integration/participation_initiative_walk.h"
#include "tests/support/newer_release.h"
#include "tests/support/proto.h"
#include "tests/support/redis_server.h"
#include "tests/support/rpc_fixture.h"
#include "tests/support/rpc_walk.h"
#include "tests/support/temporary_folder.h"
#include "zwk/participation/v1/board.pb.h"
#include "zwk/participation/v1/field_of_action.pb.h"
#include "zwk/participation/v1/initiative.pb.h"
#include "zwk/participation/v1/lab.pb.h"
#include "zwk/participation/v1/meeting.pb.h"
#include "zwk/participation/v1/programme.pb.h"
#include "zwk/participation/v1/transfer.pb.h"

namespace zwk::participation {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class InitiativeServiceTest : public ::testing::Test, protected test::RpcWalk {
 protected:
  InitiativeServiceTest() : RpcWalk(InitiativeWay()) {
    Begin();
    WhatIsThereBefore();
  }

  // One life of the service.
  struct Life {
    explicit Life(InitiativeServiceTest& world)
        : runner(world.store_, world.bus_),
          participation(
              {world.newer_, world.keys_, world.blobs_, world.pool_, world.timers_, world.clock_}) {
      participation.Serve(server.get());
      participation.AddViews(runner);
      server.Start();
      runner.Start();
    }
    ~Life() {
      runner.Stop();
      server.get().Drain();
    }

    stream::ViewRunner runner;
    Participation participation;
    test::RpcServer server;
  };
  void Begin() { life_ = std::make_unique<Life>(*this); }
  // The service ends and begins again, the store loses power in between.
  void Restart() {
    life_.reset();
    redis_.Kill9();
    redis_.Restart();
    Begin();
  }

  // --- the walk ---
  rpc::Channel& channel() override { return life_->server.channel(); }
  std::string State() override { return redis_.Contents("*}:participation:*"); }
  void Settle() override {
    const absl::Status caught_up =
        life_->runner.CatchUp(SystemClock().Now() + std::chrono::seconds(20));
    ASSERT_TRUE(caught_up.ok()) << caught_up;
  }

  // --- what initiatives go back to ---
  template <class Request, class Response>
  void Done(const std::string& method, const std::string& text) {
    std::string whole = text;
    for (const char* word : {"programme", "field", "lab", "board", "meeting", "adoption"}) {
      absl::StrReplaceAll({{absl::StrCat("$", word, "$"), test::Id(word)}}, &whole);
    }
    Request request = test::Proto<Request>(whole);
    request.set_request_id(NextRequestId());
    Response response;
    const absl::Status done = channel().CallNow(absl::StrCat("/zwk.participation.v1.", method),
                                                test::CallerOf(kHere), request, response);
    ASSERT_TRUE(done.ok()) << method << ": " << done;
  }
  void WhatIsThereBefore() {
    Done<v1::CreateProgrammeRequest, v1::CreateProgrammeResponse>(
        "ProgrammeService/CreateProgramme",
        R"(programme { programme_id: "$programme$" name: "ZWK" starts_on: "2021-07-01"
                       ends_on: "2024-12-31" currency: "EUR" })");
    Done<v1::DefineFieldOfActionRequest, v1::DefineFieldOfActionResponse>(
        "FieldOfActionService/DefineFieldOfAction",
        R"(field_of_action { field_id: "$field$" programme_id: "$programme$"
                             title: "In Vielfalt altern" position: 1 })");
    Done<v1::ProposeLabRequest, v1::ProposeLabResponse>(
        "LabService/ProposeLab",
        R"(lab { lab_id: "$lab$" neighborhood_key: "212" archetype: "Gründerzeitquartier" })");
    Done<v1::CreateBoardRequest, v1::CreateBoardResponse>(
        "BoardService/CreateBoard",
        R"(board { board_id: "$board$" name: "Beirat" kind: BOARD_KIND_ADVISORY })");
    Done<v1::ScheduleMeetingRequest, v1::ScheduleMeetingResponse>(
        "MeetingService/ScheduleMeeting",
        R"(meeting { meeting_id: "$meeting$" board_id: "$board$" title: "Treffen"
                     mode: MEETING_MODE_RECORDED starts_at { seconds: 1648474200 }
                     ends_at { seconds: 1648479600 } })");
    Done<v1::StartMeetingRequest, v1::StartMeetingResponse>(
        "MeetingService/StartMeeting",
        R"(meeting_id: "$meeting$" started_at { seconds: 1648474260 })");
    Done<v1::RecordDecisionRequest, v1::RecordDecisionResponse>(
        "MeetingService/RecordDecision",
        R"(meeting_id: "$meeting$" decision { decision_id: "$adoption$"
             kind: DECISION_KIND_ADOPT_INITIATIVE subject: "Maßnahme" proposal: "Probieren."
             result: DECISION_RESULT_ADOPTED })");
    store::Commit commit(kHere);
    commit.Write("backlog_entry/" + test::Id("entry"), 0, "an entry");
    ASSERT_TRUE(SyncWait(store_.Apply(std::move(commit), kNoDeadline)).ok());
  }

  // --- calls of any city ---
  template <class Response>
  Response AskAs(const std::string& municipality, const std::string& method,
                 const std::string& text) {
    const auto bytes =
        Call(method, Request(method, text, NextRequestId()), "subject-1", municipality);
    EXPECT_TRUE(bytes.ok()) << municipality << ", " << method << ": " << bytes.status();
    Response response;
    EXPECT_TRUE(bytes.ok() && response.ParseFromString(*bytes)) << method;
    return response;
  }
  void Published(const std::string& municipality, const std::string& title) {
    AskAs<v1::ProposeInitiativeResponse>(
        municipality, "ProposeInitiative",
        absl::StrCat(R"(initiative { initiative_id: "$)", title, R"($" title: ")", title,
                     R"(" summary: "Gemeinsam kochen" owner_unit: "Amt" })"));
    AskAs<v1::ApproveInitiativeResponse>(municipality, "ApproveInitiative",
                                         absl::StrCat(R"(initiative_id: "$)", title, R"($")"));
    AskAs<v1::PublishInitiativeResponse>(municipality, "PublishInitiative",
                                         absl::StrCat(R"(initiative_id: "$)", title, R"($")"));
  }
  // Titles on each page, asked for by another city.
  std::vector<std::vector<std::string>> Pages(const std::string& search) {
    std::vector<std::vector<std::string>> pages;
    std::string token;
    do {
      const auto page = AskAs<v1::SearchPublishedInitiativesResponse>(
          kElsewhere, "SearchPublishedInitiatives",
          absl::StrCat(search, R"( page_token: ")", token, R"(")"));
      pages.emplace_back();
      for (const auto& found : page.initiatives()) pages.back().push_back(found.title());
      token = page.next_page_token();
    } while (!token.empty() && pages.size() < 100);
    return pages;
  }

  const test::TemporaryFolder folder_;
  ManualClock clock_{*ParseTime("2022-04-05T10:00:00.000000Z")};
  test::RedisServer redis_;
  store::RedisStore store_{{.address = redis_.address(), .area = "participation", .lanes = 1}};
  test::NewerRelease newer_{store_};
  store::RedisStore key_store_{{.address = redis_.address(), .area = "keys", .lanes = 1}};
  seal::KeyRing keys_{key_store_, *seal::WrappingKey::FromFile(folder_ / "key", true)};
  Pool pool_{1};
  blob::Folder blobs_{folder_ / "blobs", pool_};
  stream::EmbeddedBus bus_{redis_.address()};
  Timers timers_;
  std::unique_ptr<Life> life_;
};

TEST_F(InitiativeServiceTest, TheWayTakesEveryRpc) { ExpectEveryRpcIsOnTheWay(); }

TEST_F(InitiativeServiceTest, EveryChangeHappensOnceHoweverOftenItIsAskedFor) {
  ExpectChangesHappenOnce();
}

TEST_F(InitiativeServiceTest, EveryRpcIsForItsRolesAlone) { ExpectRolesAreAskedFor(); }

TEST_F(InitiativeServiceTest, WrongInputIsRefusedWithItsPathAndChangesNothing) {
  ExpectWrongInputIsRefused();
}

TEST_F(InitiativeServiceTest, TheAnswerToTooMuchIsSmallAndNobodyElseNotices) {
  ExpectRefusalsAreBounded();
}

TEST_F(InitiativeServiceTest, AnotherCityFindsNothingOnceNothingIsPublished) {
  ExpectNothingIsThereElsewhere({"SearchPublishedInitiatives"});
  EXPECT_THAT(Pages(""), ElementsAre(IsEmpty()));
}

// Everything that another city gets by asking for whatever the way asks for, refusals included.
TEST_F(InitiativeServiceTest, AnotherCitySeesTheSnapshotAndNothingElse) {
  WalkBefore("WithdrawTransfer");
  const auto own =
      Call("GetInitiative", Request("GetInitiative", R"(initiative_id: "$initiative$")", ""));
  ASSERT_TRUE(own.ok()) << own.status();
  for (const char* secret : {"Geheim", "geheim-212", "XTS"}) EXPECT_THAT(*own, HasSubstr(secret));

  std::string seen;
  const auto ask = [&](const std::string& method, const std::string& text) {
    const auto answer =
        Call(method, Request(method, text, NextRequestId()), "subject-1", kElsewhere);
    const auto as_text = Request(method, text, "")[0]->ShortDebugString();
    if (!answer.ok()) {
      // What they sent themselves may stand in a refusal; nothing of it is news.
      for (const std::string& secret : Secrets()) {
        if (as_text.find(secret) == std::string::npos) {
          EXPECT_THAT(answer.status().ToString(), Not(HasSubstr(secret))) << method;
        }
      }
      return;
    }
    seen += *answer;
    std::unique_ptr<test::Message> message(google::protobuf::MessageFactory::generated_factory()
                                               ->GetPrototype(Method(method).output_type())
                                               ->New());
    ASSERT_TRUE(message->ParseFromString(*answer));
    seen += message->ShortDebugString();  // numbers too
  };
  for (const test::Step& step : way().steps) {
    if (!IsChange(Method(step.method))) ask(step.method, step.request);
  }
  ask("ListInitiatives", "");
  ask("SearchPublishedInitiatives", "");
  ask("GetPublishedInitiative", R"(municipality: "bremerhaven" initiative_id: "$initiative$")");
  ask("ListTransfers", "");
  ask("GetTransfer", R"(asking_municipality: "bremerhaven" transfer_id: "$transfer$")");
  ask("AcceptTransfer", R"(asking_municipality: "bremerhaven" transfer_id: "$transfer$")");
  ask("UpdateInitiative", R"(initiative_id: "$initiative$" update { on: "2023-05-01" note: "x" })");
  ask("RequestTransfer", R"(transfer { snapshot { municipality: "bremerhaven"
                              initiative_id: "$initiative$" snapshot_version: 1 } })");
  EXPECT_THAT(seen, HasSubstr("Reparieren statt wegwerfen"));  // looked in the right place
  EXPECT_THAT(seen, HasSubstr("Werkzeug leihen"));
  for (const std::string& secret : Secrets()) EXPECT_THAT(seen, Not(HasSubstr(secret)));

  const auto snapshot = AskAs<v1::GetPublishedInitiativeResponse>(
                            kElsewhere, "GetPublishedInitiative",
                            R"(municipality: "bremerhaven" initiative_id: "$initiative$")")
                            .initiative();
  EXPECT_THAT(snapshot.field_titles(), ElementsAre("In Vielfalt altern"));
  EXPECT_THAT(snapshot.archetypes(), ElementsAre("Gründerzeitquartier"));
  EXPECT_GT(snapshot.published_at().seconds(), 0);
}

TEST_F(InitiativeServiceTest, WhatANewerReleaseHasWrittenSurvivesEveryChange) {
  newer_.Begins();
  WalkBefore("");
  newer_.ExpectEveryKindKeptIt({"transfer_answer"});
  // An unknown field of the whole is not published with it.
  ASSERT_TRUE(Try("PublishInitiative", R"(initiative_id: "$initiative$" lessons: "neu")").ok());
  Settle();
  const auto seen =
      Call("GetPublishedInitiative",
           Request("GetPublishedInitiative",
                   R"(municipality: "bremerhaven" initiative_id: "$initiative$")", ""),
           "subject-1", kElsewhere);
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_THAT(*seen, Not(HasSubstr("from a newer release")));
}

TEST_F(InitiativeServiceTest, ListsAreFilteredByWhatIsAskedTogether) {
  WalkBefore("PublishInitiative");
  for (const auto& [title, parts] : std::vector<std::pair<std::string, std::string>>{
           {"B", R"(field_ids: "$field$" neighborhood_keys: "215")"},
           {"A", R"(neighborhood_keys: "215" neighborhood_keys: "geheim-212")"},
           {"C", ""}}) {
    AskAs<v1::ProposeInitiativeResponse>(
        kHere, "ProposeInitiative",
        absl::StrCat(R"(initiative { title: ")", title, R"(" summary: "x" owner_unit: "Amt" )",
                     parts, "}"));
  }
  const auto titles = [&](const std::string& filter) {
    const auto listed = Ask<v1::ListInitiativesResponse>("ListInitiatives", filter);
    std::string all;
    for (const auto& one : listed.initiatives()) all += one.title() + " ";
    return all;
  };
  EXPECT_EQ(titles(""), "A B C Repair-Café ");
  EXPECT_EQ(titles(R"(field_id: "$field$")"), "B Repair-Café ");
  EXPECT_EQ(titles(R"(neighborhood_key: "215")"), "A B ");
  EXPECT_EQ(titles(R"(neighborhood_key: "215" field_id: "$field$")"), "B ");
  EXPECT_EQ(titles("status: INITIATIVE_STATUS_PILOT"), "Repair-Café ");
  EXPECT_EQ(titles(R"(status: INITIATIVE_STATUS_PROPOSED neighborhood_key: "geheim-212")"), "A ");
  EXPECT_EQ(titles("status: INITIATIVE_STATUS_ADOPTED"), "");
  const auto first = Ask<v1::ListInitiativesResponse>("ListInitiatives", "page_size: 2");
  EXPECT_EQ(FieldOf(Try("ListInitiatives", absl::StrCat(R"(neighborhood_key: "215" page_token: ")",
                                                        first.next_page_token(), R"(")"))),
            "page_token");
}

TEST_F(InitiativeServiceTest, ASearchGoesThroughAllCitiesInPagesThatStayInOrder) {
  for (const auto& [city, title] :
       std::vector<std::pair<std::string, std::string>>{{"musterstadt", "Dorfküche"},
                                                        {"bremerhaven", "Zukunft"},
                                                        {"adorf", "Mittagstisch"},
                                                        {"bremerhaven", "Backhaus"},
                                                        {"bremerhaven", "Café Süd"},
                                                        {"adorf", "Café Nord"}}) {
    Published(city, title);
  }
  Settle();
  EXPECT_THAT(Pages("page_size: 2"), ElementsAre(ElementsAre("Café Nord", "Mittagstisch"),
                                                 ElementsAre("Backhaus", "Café Süd"),
                                                 ElementsAre("Zukunft", "Dorfküche")));
  EXPECT_THAT(Pages(R"(words: "CAFE")"), ElementsAre(ElementsAre("Café Nord", "Café Süd")));
  EXPECT_THAT(Pages(R"(words: "cafe" page_size: 1)"),
              ElementsAre(ElementsAre("Café Nord"), ElementsAre("Café Süd")));
  EXPECT_THAT(Pages(R"(words: "koch back")"), ElementsAre(ElementsAre("Backhaus")));
  EXPECT_THAT(Pages(R"(words: "haus")"), ElementsAre(IsEmpty()));
  EXPECT_THAT(Pages(R"(archetype: "grunder")"), ElementsAre(IsEmpty()));

  // What comes and goes meanwhile moves nothing else.
  const auto search = [&](const std::string& text) {
    return AskAs<v1::SearchPublishedInitiativesResponse>(kElsewhere, "SearchPublishedInitiatives",
                                                         text);
  };
  const std::string token = search("page_size: 3").next_page_token();
  Published("adorf", "Anfang");
  AskAs<v1::WithdrawPublicationResponse>(kHere, "WithdrawPublication",
                                         R"(initiative_id: "$Backhaus$" reason: "x")");
  Settle();
  const auto next = search(absl::StrCat(R"(page_size: 2 page_token: ")", token, R"(")"));
  ASSERT_EQ(next.initiatives_size(), 2);
  EXPECT_EQ(next.initiatives(0).title(), "Café Süd");
  EXPECT_EQ(next.initiatives(1).title(), "Zukunft");
  EXPECT_EQ(FieldOf(Try("SearchPublishedInitiatives",
                        absl::StrCat(R"(words: "anders" page_token: ")", token, R"(")"))),
            "page_token");
}

TEST_F(InitiativeServiceTest, ASearchThatFindsLittleEndsItsPageAndGoesOn) {
  for (int i = 0; i < 5; ++i) Published("bremerhaven", absl::StrCat("Haus ", i));
  Published("musterstadt", "Garten");
  Settle();
  StoredCities cities(store_);
  ViewedInitiatives viewed(store_, cities, pool_, /*most=*/3);
  PublishedSearch search;
  search.words = {"gart"};
  std::vector<size_t> found;
  do {
    const auto page = SyncWait(viewed.Search(search, kNoDeadline));
    ASSERT_TRUE(page.ok()) << page.status();
    found.push_back(page->initiatives.size());
    search.page_token = page->next_page_token;
  } while (!search.page_token.empty() && found.size() < 10);
  EXPECT_THAT(found, ElementsAre(0u, 1u));
}

TEST_F(InitiativeServiceTest, EachSnapshotStaysReadableUntilAllAreWithdrawn) {
  WalkBefore("RequestTransfer");
  ASSERT_TRUE(Try("UpdateInitiative", R"(initiative_id: "$initiative$"
                     update { on: "2023-09-01" status: INITIATIVE_STATUS_EVALUATED })")
                  .ok());
  ASSERT_TRUE(Try("PublishInitiative", R"(initiative_id: "$initiative$" lessons: "Neu")").ok());
  Settle();
  const auto status = [&](int version) {
    return AskAs<v1::GetPublishedInitiativeResponse>(
               kElsewhere, "GetPublishedInitiative",
               absl::StrCat(R"(municipality: "bremerhaven" initiative_id: "$initiative$" )",
                            "snapshot_version: ", version))
        .initiative()
        .status();
  };
  EXPECT_EQ(status(1), v1::INITIATIVE_STATUS_PILOT);
  EXPECT_EQ(status(2), v1::INITIATIVE_STATUS_EVALUATED);
  EXPECT_EQ(status(0), v1::INITIATIVE_STATUS_EVALUATED);
  EXPECT_THAT(Pages(""), ElementsAre(ElementsAre("Repair-Café"))) << "the latest alone is found";

  ASSERT_TRUE(Try("WithdrawPublication", R"(initiative_id: "$initiative$" reason: "x")").ok());
  Settle();
  EXPECT_THAT(Pages(""), ElementsAre(IsEmpty()));
  for (const int version : {0, 1, 2}) {
    EXPECT_EQ(Try("GetPublishedInitiative",
                  absl::StrCat(R"(municipality: "bremerhaven" initiative_id: "$initiative$" )",
                               "snapshot_version: ", version),
                  "subject-1", kElsewhere)
                  .code(),
              absl::StatusCode::kNotFound);
  }
  const auto digest = life_->runner.Digest("published_initiatives", kHere);
  const auto fold = life_->runner.Fold("published_initiatives", kHere);
  ASSERT_TRUE(digest.ok() && fold.ok()) << digest.status() << fold.status();
  EXPECT_EQ(*digest, *fold);
}

TEST_F(InitiativeServiceTest, ATransferIsAskedForAndAnsweredAcrossRestarts) {
  WalkBefore("RequestTransfer");
  const std::string of_us = R"(snapshot { municipality: "bremerhaven" initiative_id: "$initiative$"
                                          snapshot_version: 1 })";
  AskAs<v1::RequestTransferResponse>(
      kElsewhere, "RequestTransfer",
      absl::StrCat(R"(transfer { transfer_id: "$theirs$" purpose: "Nordquartier" )", of_us, "}"));
  Restart();
  const auto incoming = [&] {
    return Ask<v1::ListTransfersResponse>("ListTransfers", "incoming: true");
  };
  ASSERT_EQ(incoming().transfers_size(), 1);
  EXPECT_EQ(incoming().transfers(0).asking_municipality(), kElsewhere);
  EXPECT_EQ(incoming().transfers(0).purpose(), "Nordquartier");
  EXPECT_EQ(incoming().transfers(0).status(), v1::TRANSFER_STATUS_REQUESTED);

  // The city that asks cannot answer itself, a third one finds nothing.
  const std::string yes =
      R"(asking_municipality: "musterstadt" transfer_id: "$theirs$" preconditions: "Werkstatt")";
  EXPECT_EQ(Try("AcceptTransfer", yes, "subject-1", kElsewhere).code(),
            absl::StatusCode::kNotFound);
  for (const char* method : {"AcceptTransfer", "GetTransfer"}) {
    EXPECT_EQ(Try(method, R"(asking_municipality: "musterstadt" transfer_id: "$theirs$")",
                  "subject-1", "moorsum")
                  .code(),
              absl::StatusCode::kNotFound);
  }
  const std::string state = State();
  const auto request = Request("AcceptTransfer", yes, test::Id("accept"));
  const auto accepted = Call("AcceptTransfer", request);
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  EXPECT_NE(State(), state);
  Restart();
  const std::string after = State();
  const auto again = Call("AcceptTransfer", request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(*again, *accepted);
  EXPECT_EQ(State(), after);

  const auto theirs = [&] {
    return AskAs<v1::GetTransferResponse>(kElsewhere, "GetTransfer", R"(transfer_id: "$theirs$")")
        .transfer();
  };
  EXPECT_EQ(theirs().status(), v1::TRANSFER_STATUS_ACCEPTED);
  EXPECT_THAT(theirs().answer().preconditions(), ElementsAre("Werkstatt"));
  EXPECT_EQ(ReasonOf(Try("DeclineTransfer", R"(asking_municipality: "musterstadt"
                            transfer_id: "$theirs$" reason: "doch nicht")")),
            "WRONG_STATE");
  AskAs<v1::WithdrawTransferResponse>(kElsewhere, "WithdrawTransfer",
                                      R"(transfer_id: "$theirs$" reason: "kein Raum")");
  EXPECT_EQ(incoming().transfers(0).status(), v1::TRANSFER_STATUS_WITHDRAWN);
  EXPECT_EQ(incoming().transfers(0).withdraw_reason(), "kein Raum");
}

TEST_F(InitiativeServiceTest, TransfersOfManyCitiesComeInPages) {
  WalkBefore("RequestTransfer");
  std::vector<std::string> asked;
  for (const char* city : {"adorf", "bedorf", "cedorf"}) {
    for (int i = 0; i < 3; ++i) {
      AskAs<v1::RequestTransferResponse>(
          city, "RequestTransfer",
          R"(transfer { snapshot { municipality: "bremerhaven" initiative_id: "$initiative$"
                                   snapshot_version: 1 } })");
      asked.push_back(city);
    }
  }
  for (const int size : {1, 2, 3, 4, 9, 50}) {
    std::vector<std::string> found;
    std::string token;
    do {
      const auto page = Ask<v1::ListTransfersResponse>(
          "ListTransfers",
          absl::StrCat("incoming: true page_size: ", size, R"( page_token: ")", token, R"(")"));
      EXPECT_LE(page.transfers_size(), size);
      for (const auto& one : page.transfers()) found.push_back(one.asking_municipality());
      token = page.next_page_token();
    } while (!token.empty() && found.size() < 20);
    EXPECT_EQ(found, asked) << size;
  }
  EXPECT_EQ(AskAs<v1::ListTransfersResponse>("bedorf", "ListTransfers", "").transfers_size(), 3);
  EXPECT_EQ(FieldOf(Try("ListTransfers", R"(incoming: true page_token: "adorf.forged")")),
            "page_token");
}

}  // namespace
}  // namespace zwk::participation
