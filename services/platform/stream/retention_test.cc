// What leaves the store is in the archive: views that are new, rebuilt or behind do not notice.
#include "platform/stream/retention.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/task.h"
#include "platform/store/redis_store.h"
#include "platform/store/verify.h"
#include "platform/stream/embedded_bus.h"
#include "platform/stream/view_runner.h"
#include "tests/support/eventually.h"
#include "tests/support/redis_server.h"
#include "tests/support/temporary_folder.h"
#include "zwk/common/v1/common.pb.h"

namespace zwk::stream {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using Happened = common::v1::EventEnvelope;

constexpr char kCity[] = "bremerhaven";

// Counts the events of each aggregate and keeps what the last one said.
class CountView : public View {
 public:
  explicit CountView(std::string name) : name_(std::move(name)) {}
  std::string name() const override { return name_; }
  std::vector<std::string> areas() const override { return {"participation"}; }
  Task<absl::Status> On(const Event& event, ViewChange& change) override {
    const auto happened = Unpack<Happened>(event);
    if (!happened) co_return absl::OkStatus();
    change.Put(event.aggregate, happened->id());
    change.Add("count", event.aggregate, 1);
    co_return absl::OkStatus();
  }

 private:
  const std::string name_;
};

class RetentionTest : public ::testing::Test {
 protected:
  void Publish(int count, const std::string& city = kCity) {
    for (int i = 0; i < count; ++i) {
      Happened happened;
      happened.set_id(absl::StrCat("text ", ++published_));
      store::Commit commit(city);
      commit.Emit(absl::StrCat("topic/", published_ % 7), store::Commit::kAnyVersion,
                  Happened::descriptor()->full_name(), happened.SerializeAsString());
      ASSERT_TRUE(SyncWait(source_.Apply(std::move(commit), kNoDeadline)).ok());
    }
  }
  Retention::Options Options() {
    Retention::Options options;
    options.address = redis_.address();
    options.area = "participation";
    options.archive = folder_ / "archive";
    return options;
  }
  // All that is there now.
  int64_t Leave(Retention::Options options) {
    const auto left =
        Retention(std::move(options)).Run(SystemClock().Now() + std::chrono::seconds(5));
    EXPECT_TRUE(left.ok()) << left.status();
    return left.ok() ? *left : -1;
  }
  int64_t Leave() { return Leave(Options()); }
  std::string Length() { return redis_.Command({"XLEN", "{bremerhaven}:participation:outbox"}); }

  std::unique_ptr<ViewRunner> Run(View& view) {
    auto runner = std::make_unique<ViewRunner>(store_, bus_);
    runner->Add(view);
    runner->Start();
    return runner;
  }
  static void CatchUp(ViewRunner& runner) {
    const absl::Status status = runner.CatchUp(SystemClock().Now() + std::chrono::seconds(30));
    ASSERT_TRUE(status.ok()) << status;
  }

  const test::TemporaryFolder folder_;
  test::RedisServer redis_;
  store::RedisStore source_{{.address = redis_.address(), .area = "participation"}};
  store::RedisStore store_{{.address = redis_.address(), .area = "reporting"}};
  EmbeddedBus bus_{redis_.address(), folder_ / "archive"};
  CountView view_{"counts"};
  int published_ = 0;
};

TEST_F(RetentionTest, YoungEventsStayAndOldOnesLeave) {
  Publish(10);
  Retention::Options young = Options();
  young.age = std::chrono::hours(1);
  EXPECT_EQ(Leave(young), 0);
  EXPECT_EQ(Length(), "10");
  EXPECT_EQ(Leave(), 10);
  EXPECT_EQ(Length(), "0");
  EXPECT_EQ(Leave(), 0) << "once";
  Publish(3);
  EXPECT_EQ(Leave(), 3);

  young.most_events = 4;
  Publish(9);
  EXPECT_EQ(Leave(young), 5) << "what is more than that leaves however young";
  EXPECT_EQ(Length(), "4");
}

TEST_F(RetentionTest, ANewViewARebuildAndANewReplicaReachTheDigestOfTheFold) {
  Publish(60);
  const auto old = Run(view_);
  CatchUp(*old);
  const std::string before = *old->Digest("counts", kCity);
  EXPECT_EQ(Leave(), 60);
  EXPECT_EQ(*old->Digest("counts", kCity), *old->Fold("counts", kCity));
  EXPECT_EQ(before, *old->Fold("counts", kCity));

  Publish(25);
  Retention::Options some = Options();
  some.age = std::chrono::hours(1);
  some.most_events = 10;
  EXPECT_EQ(Leave(some), 15);
  CatchUp(*old);
  const std::string now = *old->Digest("counts", kCity);
  EXPECT_EQ(now, *old->Fold("counts", kCity));
  EXPECT_NE(now, before);

  ASSERT_TRUE(old->Rebuild("counts", kCity, kNoDeadline).ok());
  EXPECT_EQ(*old->Digest("counts", kCity), now);
  const auto replica = Run(view_);
  CatchUp(*replica);
  EXPECT_EQ(*replica->Digest("counts", kCity), now);
  CountView young("young");
  const auto other = Run(young);
  CatchUp(*other);
  EXPECT_EQ(*other->Digest("young", kCity), now);

  Publish(5);
  for (ViewRunner* runner : {old.get(), replica.get(), other.get()}) CatchUp(*runner);
  EXPECT_EQ(*other->Digest("young", kCity), *old->Digest("counts", kCity));
}

TEST_F(RetentionTest, AViewThatRunsWhileEventsLeaveMissesNone) {
  const auto runner = Run(view_);
  std::atomic<bool> stop = false;
  std::thread leaving([&] {
    while (!stop) (void)Retention(Options()).Run(SystemClock().Now() + std::chrono::seconds(5));
  });
  std::thread leaving_too([&] {
    while (!stop) (void)Retention(Options()).Run(SystemClock().Now() + std::chrono::seconds(5));
  });
  for (int i = 0; i < 40; ++i) {
    Publish(5);
    Publish(1, "lehe");
  }
  CatchUp(*runner);
  stop = true;
  leaving.join();
  leaving_too.join();
  CatchUp(*runner);
  for (const char* city : {kCity, "lehe"}) {
    EXPECT_EQ(*runner->Digest("counts", city), *runner->Fold("counts", city));
  }
  ViewReader reader(store_, "counts");
  int64_t counted = 0;
  const auto counts = *SyncWait(reader.Counters(kCity, "count", kNoDeadline));
  for (const auto& [aggregate, count] : counts) {
    counted += count;
  }
  EXPECT_EQ(counted, 200);
}

TEST_F(RetentionTest, WithoutTheArchiveAReaderWaitsAndSaysWhy) {
  Publish(5);
  EXPECT_EQ(Leave(), 5);
  Publish(5);
  EmbeddedBus blind(redis_.address());
  const auto subscription = blind.Subscribe({"participation"});
  const Partition partition{"participation", kCity};
  const auto polled = subscription->Poll({{partition, ""}}, 10, milliseconds(0));
  ASSERT_TRUE(polled.ok()) << polled.status();
  const absl::Status failed = polled->failed.at(partition);
  EXPECT_EQ(failed.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(failed.message()), HasSubstr("in the archive"));
  const auto last = subscription->Last(partition);
  ASSERT_TRUE(last.ok());
  EXPECT_TRUE(subscription->Poll({{partition, *last}}, 10, milliseconds(0)).ok());
}

TEST_F(RetentionTest, ACityThatCannotBeReadHoldsUpNoOtherAndSaysWhy) {
  Publish(5, "lehe");
  EXPECT_EQ(Leave(), 5);
  Publish(3);
  EmbeddedBus blind(redis_.address());
  ViewRunner runner(store_, blind);
  runner.Add(view_);
  runner.Start();
  const auto lag_of = [&](const std::string& city) {
    for (const ViewRunner::Lag& lag : runner.Lags()) {
      if (lag.partition.municipality == city) return lag;
    }
    return ViewRunner::Lag();
  };
  EXPECT_TRUE(test::Eventually([&] { return lag_of(kCity).applied == 3; }));
  EXPECT_TRUE(test::Eventually([&] { return lag_of("lehe").waiting; }));
  EXPECT_THAT(lag_of("lehe").cause, HasSubstr("in the archive"));
}

TEST_F(RetentionTest, ACityWhoseEventsCannotLeaveKeepsNoOthersIn) {
  for (const char* city : {"bremen", "lehe", "zeven"}) Publish(2, city);
  const Retention::Options options = Options();
  std::filesystem::create_directories(options.archive + "/participation");
  std::ofstream(options.archive + "/participation/lehe") << "where a folder is to be";
  EXPECT_FALSE(Retention(options).Run(SystemClock().Now() + std::chrono::seconds(5)).ok())
      << "it is said";
  for (const char* city : {"bremen", "zeven"}) {
    EXPECT_EQ(redis_.Command({"XLEN", absl::StrCat("{", city, "}:participation:outbox")}), "0");
  }
}

TEST_F(RetentionTest, WhereTheArchiveTakesNothingNothingLeaves) {
  Publish(6);
  Retention::Options options = Options();
  options.archive = "/proc/nowhere";
  EXPECT_FALSE(Retention(options).Run(SystemClock().Now() + std::chrono::seconds(5)).ok());
  EXPECT_EQ(Length(), "6");
}

TEST_F(RetentionTest, WhoFollowsTheStoreItselfIsToldToBeginAnew) {
  Publish(4);
  const auto entries = *SyncWait(source_.Tail(kCity, "", 10, kNoDeadline));
  EXPECT_EQ(Leave(), 4);
  EXPECT_EQ(SyncWait(source_.Tail(kCity, entries[1].position, 10, kNoDeadline)).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_TRUE(SyncWait(source_.Tail(kCity, entries[3].position, 10, kNoDeadline)).ok());
  EXPECT_TRUE(SyncWait(source_.Tail(kCity, store::kNewestEntry, 1, kNoDeadline)).ok());
}

TEST_F(RetentionTest, AStoreThatHoldsAsManyEventsAsItMayTakesNoMoreUntilSomeHaveLeft) {
  store::RedisStore small(
      {.address = redis_.address(), .area = "participation", .outbox_limit = 5});
  const auto publish = [&](const std::string& city) {
    store::Commit commit(city);
    commit.Emit("topic/1", store::Commit::kAnyVersion, "zwk.Happened", "data");
    return SyncWait(small.Apply(std::move(commit), kNoDeadline)).status();
  };
  Publish(5);
  const absl::Status full = publish(kCity);
  EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(full), "OUTBOX_FULL");
  EXPECT_EQ(Length(), "5");
  EXPECT_TRUE(publish("lehe").ok()) << "no other city feels it";
  store::Commit quiet(kCity);
  quiet.Write("view/1", 0, "a view goes on");
  EXPECT_TRUE(SyncWait(small.Apply(std::move(quiet), kNoDeadline)).ok());
  EXPECT_EQ(Leave(), 6);
  EXPECT_TRUE(publish(kCity).ok());
}

TEST_F(RetentionTest, NothingIsWrongWithAStoreThatEventsHaveLeft) {
  Publish(20);
  Retention::Options some = Options();
  some.age = std::chrono::hours(1);
  some.most_events = 9;
  EXPECT_EQ(Leave(some), 11);
  const auto verified =
      store::VerifyStore(redis_.address(), "participation", kCity, [](const store::Finding& found) {
        ADD_FAILURE() << found.key << ": " << found.what;
        return true;
      });
  ASSERT_TRUE(verified.ok());
  EXPECT_EQ(verified->events, 9);
}

}  // namespace
}  // namespace zwk::stream
