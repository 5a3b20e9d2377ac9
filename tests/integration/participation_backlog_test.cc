// What BacklogService promises about the entries that a session leaves over.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "participation/backlog/backlog_entry.h"
#include "tests/integration/participation_lean_coffee_fixture.h"
#include "zwk/participation/v1/city_process.pb.h"
#include "zwk/participation/v1/topic_backlog.pb.h"

namespace zwk::participation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Looks at the entry of the walk, also as it is kept.
class BacklogServiceTest : public LeanCoffeeServiceTest {
 protected:
  static std::string Entry() { return BacklogEntryId(test::Id("session"), test::Id("health")); }
  store::Document Kept() {
    store::ReadSet reads;
    reads.documents = {"backlog_entry/" + Entry()};
    const auto read = SyncWait(store_.Get(kHere, std::move(reads), kNoDeadline));
    EXPECT_TRUE(read.ok()) << read.status();
    return read.ok() ? read->documents[0] : store::Document();
  }
  v1::BacklogEntry Get() {
    return Ask<v1::GetEntryResponse>("GetEntry", absl::StrCat("entry_id: \"", Entry(), "\""))
        .entry();
  }
  absl::Status Assign(const std::string& assignment) {
    return Try("AssignEntry",
               absl::StrCat("entry_id: \"", Entry(), "\" assignment { ", assignment, " }"));
  }
};

TEST_F(BacklogServiceTest, AnEntryHasTheWordsOfItsTopicAndNobodyElseReadsThem) {
  WalkBefore("AssignEntry");
  const v1::BacklogEntry entry = Get();
  EXPECT_EQ(entry.title().text(), "Gesundheit");
  EXPECT_FALSE(entry.has_body());
  EXPECT_EQ(entry.source_topic_id(), test::Id("health"));
  EXPECT_FALSE(entry.title().has_sealed());
  EXPECT_THAT(Kept().bytes, HasSubstr(test::Id("health")));  // looked in the right place
  EXPECT_THAT(Kept().bytes, Not(HasSubstr("Gesundheit")));
  const auto backlogged = EventsOf<v1::TopicBacklogged>();
  ASSERT_EQ(backlogged.size(), 3u);
  for (const v1::TopicBacklogged& event : backlogged) {
    EXPECT_EQ(event.entry().title().text(), "");
    EXPECT_EQ(event.entry().title().sealed().subject_ref(), event.entry().source_topic_id());
    EXPECT_NE(event.entry().title().sealed().ciphertext(), "");
  }
}

TEST_F(BacklogServiceTest, WhoErasesATopicErasesItsEntryAndTheEntryGoesOn) {
  WalkBefore("AssignEntry");
  Require(SyncWait(keys_.EraseSubject(kHere, test::Id("health"))));
  Require(Assign("target { cross_cutting: true }"));
  const v1::BacklogEntry entry = Get();
  EXPECT_EQ(entry.title().text(), "");
  EXPECT_TRUE(entry.title().erased());
  EXPECT_EQ(entry.status(), v1::BACKLOG_STATUS_ASSIGNED);
  EXPECT_EQ(Ask<v1::ListBacklogResponse>("ListBacklog", "").entries(0).title().text(), "Otobüs");
}

TEST_F(BacklogServiceTest, TitleAndBodyComeAlongAndGoTogether) {
  const std::string session = R"(session_id: "$session$")";
  Ask<v1::CreateSessionResponse>("CreateSession", kLiveSession);
  Ask<v1::OpenCollectionResponse>("OpenCollection", session);
  Ask<v1::SubmitTopicResponse>("SubmitTopic",
                               session + R"( topic { topic_id: "$parks$" title { text: "Parks" }
      body { text: "Mehr Bänke" } locale: "de" source: TOPIC_SOURCE_MODERATOR })");
  Ask<v1::OpenVotingResponse>("OpenVoting", session + " paper_sheets: 5");
  Ask<v1::CloseVotingResponse>("CloseVoting", session);
  Ask<v1::RevealResultsResponse>("RevealResults", session);
  Ask<v1::EndSessionResponse>("EndSession", session);
  Ask<v1::AddLateTopicResponse>("AddLateTopic",
                                session + R"( topic { topic_id: "$light$" title { text: "Licht" }
      body { text: "Mehr Lampen" } locale: "de" source: TOPIC_SOURCE_MODERATOR })");
  Settle();
  auto entries = Ask<v1::ListBacklogResponse>("ListBacklog", "").entries();
  ASSERT_EQ(entries.size(), 2);
  EXPECT_EQ(entries[0].title().text(), "Parks");
  EXPECT_EQ(entries[0].body().text(), "Mehr Bänke");
  EXPECT_EQ(entries[1].title().text(), "Licht");
  EXPECT_EQ(entries[1].body().text(), "Mehr Lampen");
  for (const char* topic : {"parks", "light"}) {
    Require(SyncWait(keys_.EraseSubject(kHere, test::Id(topic))));
  }
  entries = Ask<v1::ListBacklogResponse>("ListBacklog", "").entries();
  for (const v1::BacklogEntry& entry : entries) {
    EXPECT_EQ(entry.title().text() + entry.body().text(), "");
    EXPECT_TRUE(entry.title().erased());
    EXPECT_TRUE(entry.body().erased());
  }
}

TEST_F(BacklogServiceTest, ATopicThatWasErasedBeforeItWasLeftOverBecomesAnErasedEntry) {
  WalkBefore("EndSession");
  Require(SyncWait(keys_.EraseSubject(kHere, test::Id("health"))));
  Ask<v1::EndSessionResponse>("EndSession", R"(session_id: "$session$")");
  Settle();
  EXPECT_TRUE(Get().title().erased());
}

TEST_F(BacklogServiceTest, AnAssignmentNamesCityProcessesOfItsOwnCity) {
  WalkBefore("AssignEntry");
  const auto register_in = [&](const std::string& city, const std::string& id) {
    v1::RegisterCityProcessRequest wanted;
    wanted.set_request_id(NextRequestId());
    wanted.mutable_city_process()->set_process_id(test::Id(id));
    wanted.mutable_city_process()->set_name("Frühe Hilfen");
    wanted.mutable_city_process()->set_owner_unit("Jugendamt");
    v1::RegisterCityProcessResponse registered;
    Require(
        server_.channel().CallNow("/zwk.participation.v1.CityProcessService/RegisterCityProcess",
                                  test::CallerOf(city), wanted, registered));
  };
  register_in(kHere, "ours");
  register_in(kElsewhere, "theirs");
  EXPECT_EQ(Assign(R"(target { cross_cutting: true } city_process_ids: "$theirs$")").code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(Get().status(), v1::BACKLOG_STATUS_OPEN);
  Require(Assign(R"(target { cross_cutting: true } city_process_ids: "$ours$")"));
  EXPECT_THAT(Get().city_process_ids(), ElementsAre(test::Id("ours")));
  EXPECT_THAT(Get().assignments(0).city_process_ids(), ElementsAre(test::Id("ours")));
}

TEST_F(BacklogServiceTest, TheSameAssignmentAgainIsNoNews) {
  WalkBefore("AssignEntry");
  Require(Assign(R"(target { cross_cutting: true } reason: "überall")"));
  Require(Assign(R"(target { cross_cutting: true } reason: "überall")"));
  EXPECT_EQ(Get().assignments_size(), 1);
  EXPECT_EQ(EventsOf<v1::EntryAssigned>().size(), 1u);
  const std::string by = Get().assignments(0).assigned_by();
  EXPECT_EQ(by.size(), 32u) << by << " tells nobody who that is";
}

}  // namespace
}  // namespace zwk::participation
