#include "platform/admin/view_admin.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/base/task.h"
#include "platform/store/redis_store.h"
#include "platform/stream/embedded_bus.h"
#include "tests/support/eventually.h"
#include "tests/support/redis_server.h"
#include "tests/support/rpc_fixture.h"
#include "zwk/common/v1/common.pb.h"
#include "zwk/common/v1/view_admin.pb.h"

namespace zwk::admin {
namespace {

namespace v1 = common::v1;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kCity[] = "bremerhaven";

// Keeps the last id of each aggregate; some it refuses.
class LastIds : public stream::View {
 public:
  std::string name() const override { return "last-ids"; }
  std::vector<std::string> areas() const override { return {"participation"}; }
  Task<absl::Status> On(const stream::Event& event, stream::ViewChange& change) override {
    const auto happened = stream::Unpack<v1::EventEnvelope>(event);
    if (!happened) co_return absl::OkStatus();
    if (refuses) {
      if (happened->id() == "bad") co_return absl::FailedPreconditionError("not understood");
      if (happened->id() == "early") co_return absl::UnavailableError("not yet");
    }
    change.Put(event.aggregate, happened->id());
    change.Add("count", event.aggregate, 1);
    co_return absl::OkStatus();
  }
  std::atomic<bool> refuses = false;
};

class ViewAdminTest : public ::testing::Test {
 protected:
  ViewAdminTest() {
    runner_.Add(view_);
    ServeViews(server_.get().Service("zwk.common.v1.ViewAdminService"), runner_);
    server_.Start();
    runner_.Start();
  }

  void Publish(const std::string& aggregate, const std::string& id,
               const std::string& municipality = kCity) {
    v1::EventEnvelope happened;
    happened.set_id(id);
    store::Commit commit(municipality);
    commit.Emit(aggregate, store::Commit::kAnyVersion, happened.GetDescriptor()->full_name(),
                happened.SerializeAsString());
    ASSERT_TRUE(SyncWait(source_.Apply(std::move(commit), kNoDeadline)).ok());
  }
  void CatchUp() {
    const absl::Status status = runner_.CatchUp(clock_.Now() + std::chrono::seconds(20));
    ASSERT_TRUE(status.ok()) << status;
  }

  static Caller OperatorOf(const std::string& municipality) {
    Caller caller = test::CallerOf(municipality);
    caller.roles = {"OPERATOR"};
    return caller;
  }
  template <class Response, class Request>
  absl::StatusOr<Response> Ask(const std::string& rpc, const Request& request,
                               const std::string& municipality = kCity) {
    Response response;
    const absl::Status status =
        server_.channel().CallNow(absl::StrCat("/zwk.common.v1.ViewAdminService/", rpc),
                                  OperatorOf(municipality), request, response);
    if (!status.ok()) return status;
    return response;
  }
  template <class Response, class Request>
  absl::StatusOr<Response> AskOf(const std::string& rpc, const std::string& view = "last-ids",
                                 const std::string& municipality = kCity) {
    Request request;
    request.set_view(view);
    return Ask<Response>(rpc, request, municipality);
  }
  v1::ListViewsResponse List(const std::string& municipality = kCity) {
    return *Ask<v1::ListViewsResponse>("ListViews", v1::ListViewsRequest(), municipality);
  }
  v1::ListParkedAggregatesResponse Parked(const std::string& municipality = kCity) {
    return *AskOf<v1::ListParkedAggregatesResponse, v1::ListParkedAggregatesRequest>(
        "ListParkedAggregates", "last-ids", municipality);
  }
  absl::StatusOr<v1::RedriveViewResponse> Redrive() {
    return AskOf<v1::RedriveViewResponse, v1::RedriveViewRequest>("RedriveView");
  }
  v1::CheckViewResponse Check() {
    return *AskOf<v1::CheckViewResponse, v1::CheckViewRequest>("CheckView");
  }
  std::vector<v1::RebuildViewResponse> Rebuild(absl::Status& status,
                                               const std::string& view = "last-ids") {
    v1::RebuildViewRequest request;
    request.set_view(view);
    v1::RebuildViewResponse item;
    std::vector<v1::RebuildViewResponse> told;
    status = server_.channel().StreamNow("/zwk.common.v1.ViewAdminService/RebuildView",
                                         OperatorOf(kCity), request, item,
                                         [&](const google::protobuf::Message&) {
                                           told.push_back(item);
                                           return absl::OkStatus();
                                         });
    return told;
  }

  test::RedisServer redis_;
  const SystemClock clock_;
  store::RedisStore source_{{.address = redis_.address(), .area = "participation"}};
  store::RedisStore store_{{.address = redis_.address(), .area = "reporting"}};
  stream::EmbeddedBus bus_{redis_.address()};
  LastIds view_;
  stream::ViewRunner runner_{store_, bus_};
  test::RpcServer server_;
};

TEST_F(ViewAdminTest, TellsHowFarAViewIsAlsoBehindWhatHoldsItUp) {
  Publish("topic/1", "one");
  CatchUp();
  ASSERT_THAT(List().views(), SizeIs(1));
  EXPECT_EQ(List().views(0).view(), "last-ids");
  EXPECT_EQ(List().views(0).applied(), 1);
  EXPECT_EQ(List().views(0).behind_events(), 0);
  EXPECT_THAT(List("lehe").views(), SizeIs(0)) << "nothing of another city";

  view_.refuses = true;
  Publish("topic/1", "early");
  for (int i = 0; i < 1200; ++i) Publish("topic/2", "behind it");
  ASSERT_TRUE(test::Eventually([&] { return !List().views(0).waits_for().empty(); }));
  EXPECT_EQ(List().views(0).behind_events(), 1000) << "not counted further";
  EXPECT_THAT(List().views(0).waits_for(), HasSubstr("not yet"));
  view_.refuses = false;
  CatchUp();
  EXPECT_EQ(List().views(0).behind_events(), 0);
  EXPECT_EQ(List().views(0).waits_for(), "");
}

TEST_F(ViewAdminTest, WhatIsParkedIsToldAndGoesOnInItsOrder) {
  view_.refuses = true;
  Publish("topic/1", "good");
  Publish("topic/1", "bad");
  Publish("topic/1", "behind");
  Publish("topic/2", "other");
  CatchUp();
  const v1::ListParkedAggregatesResponse parked = Parked();
  ASSERT_THAT(parked.parked_aggregates(), SizeIs(1));
  EXPECT_EQ(parked.total(), 1);
  EXPECT_EQ(parked.parked_aggregates(0).aggregate(), "topic/1");
  EXPECT_EQ(parked.parked_aggregates(0).area(), "participation");
  EXPECT_EQ(parked.parked_aggregates(0).version(), 2u);
  EXPECT_EQ(parked.parked_aggregates(0).events(), 2);
  EXPECT_THAT(parked.parked_aggregates(0).cause(), HasSubstr("not understood"));
  EXPECT_EQ(Parked("lehe").total(), 0);

  EXPECT_EQ(Redrive()->still_parked(), 1) << "not mended";
  view_.refuses = false;
  EXPECT_EQ(Redrive()->parked_before(), 1);
  EXPECT_EQ(Parked().total(), 0);
  EXPECT_EQ(Redrive()->parked_before(), 0) << "and again";
  EXPECT_TRUE(Check().equal());
}

TEST_F(ViewAdminTest, AnEventWhoseVersionCannotBeReadParksItsKeyAlone) {
  const auto send = [&](const std::string& version, const std::string& id) {
    v1::EventEnvelope happened;
    happened.set_id(id);
    redis_.Command({"XADD", "{bremerhaven}:participation:outbox", "*", "ce_subject", "topic/1",
                    "ce_aggregateversion", version, "ce_type",
                    happened.GetDescriptor()->full_name(), "data", happened.SerializeAsString()});
  };
  Publish("topic/1", "one");
  send("18446744073709551616", "past 64 bits");
  send("3", "behind");
  send("4", "behind it, too");
  Publish("topic/2", "other");
  CatchUp();
  ASSERT_EQ(Parked().total(), 1);
  EXPECT_EQ(Parked().parked_aggregates(0).aggregate(), "topic/1");
  EXPECT_EQ(Parked().parked_aggregates(0).version(), 0u);
  EXPECT_EQ(Parked().parked_aggregates(0).events(), 3);
  EXPECT_THAT(Parked().parked_aggregates(0).cause(), HasSubstr("18446744073709551616"));
  EXPECT_EQ(Redrive()->still_parked(), 1);
  EXPECT_THAT(Parked().parked_aggregates(0).cause(), HasSubstr("18446744073709551616"));
  EXPECT_EQ(List().views(0).waits_for(), "");
  EXPECT_TRUE(Check().equal());
  send("", "none at all");
  send("9000000000000001", "past what can be counted");
  CatchUp();
  EXPECT_EQ(Parked().total(), 1);
}

TEST_F(ViewAdminTest, AViewIsRebuiltWithProgressAndEqualsItsStreamsAgain) {
  for (int i = 0; i < 2500; ++i) Publish(absl::StrCat("topic/", i % 9), absl::StrCat("text ", i));
  CatchUp();
  EXPECT_TRUE(Check().equal());
  redis_.Command({"HSET", "{bremerhaven}:reporting:d:view/last-ids/1/-/topic/1", "b", "damaged"});
  EXPECT_FALSE(Check().equal());
  EXPECT_NE(Check().digest(), Check().expected());

  absl::Status status;
  const std::vector<v1::RebuildViewResponse> told = Rebuild(status);
  ASSERT_TRUE(status.ok()) << status;
  ASSERT_GE(told.size(), 2u);
  EXPECT_GT(told.front().events(), 0);
  EXPECT_FALSE(told.front().done());
  EXPECT_TRUE(told.back().done());
  EXPECT_EQ(told.back().events(), 2500);
  EXPECT_TRUE(Check().equal());
}

TEST_F(ViewAdminTest, ARebuildThatCannotGoOnSaysWhyAndChangesNothing) {
  Publish("topic/1", "early");
  CatchUp();
  const std::string before = Check().digest();
  view_.refuses = true;
  absl::Status status;
  Rebuild(status);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  view_.refuses = false;
  EXPECT_EQ(Check().digest(), before);
}

TEST_F(ViewAdminTest, AViewThatIsNotThereIsNotFound) {
  EXPECT_EQ(
      (AskOf<v1::CheckViewResponse, v1::CheckViewRequest>("CheckView", "other").status().code()),
      absl::StatusCode::kNotFound);
  EXPECT_EQ((AskOf<v1::ListParkedAggregatesResponse, v1::ListParkedAggregatesRequest>(
                 "ListParkedAggregates", "other")
                 .status()
                 .code()),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(
      (AskOf<v1::RedriveViewResponse, v1::RedriveViewRequest>("RedriveView", "").status()).code(),
      absl::StatusCode::kNotFound);
  absl::Status status;
  Rebuild(status, "other");
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace zwk::admin
