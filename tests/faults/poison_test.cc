// Events that cannot be applied: their aggregates are parked, others go on, and what is parked goes on in its order.
#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/base/task.h"
#include "platform/store/redis_store.h"
#include "platform/stream/embedded_bus.h"
#include "platform/stream/view_runner.h"
#include "tests/faults/acknowledged.h"
#include "tests/support/redis_server.h"
#include "zwk/common/v1/common.pb.h"

namespace zwk {
namespace {

using test::kCity;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using Happened = common::v1::EventEnvelope;

// Puts what each event of an aggregate says behind what those before it said.
class StoryView : public stream::View {
 public:
  std::string name() const override { return "stories"; }
  std::vector<std::string> areas() const override { return {"participation"}; }
  Task<absl::Status> On(const stream::Event& event, stream::ViewChange& change) override {
    std::string said;
    if (event.type == Happened::descriptor()->full_name()) {
      const auto happened = stream::Unpack<Happened>(event);
      if (happened) {
        said = happened->id();
      } else if (mended) {  // a newer build understands it
        event.garbled = false;
        said = "?";
      } else {
        co_return absl::OkStatus();  // the runner parks it
      }
    }
    auto story = co_await change.Get(event.aggregate);
    if (!story.ok()) co_return story.status();
    change.Put(event.aggregate, absl::StrCat(story->value_or(""), said));
    co_return absl::OkStatus();
  }
  std::atomic<bool> mended = false;
};

class PoisonTest : public ::testing::Test {
 protected:
  void Publish(const std::string& aggregate, const std::string& type, const std::string& data) {
    store::Commit commit(kCity);
    commit.Emit(aggregate, store::Commit::kAnyVersion, type, data);
    const auto outcome = SyncWait(source_.Apply(std::move(commit), kNoDeadline));
    ASSERT_TRUE(outcome.ok()) << outcome.status();
  }
  void Good(const std::string& aggregate, const std::string& text) {
    Happened happened;
    happened.set_id(text);
    Publish(aggregate, kType, happened.SerializeAsString());
  }
  std::unique_ptr<stream::ViewRunner> Run() {
    auto runner = std::make_unique<stream::ViewRunner>(store_, bus_);
    runner->Add(view_);
    runner->Start();
    return runner;
  }
  static void CatchUp(stream::ViewRunner& runner) {
    const absl::Status status = runner.CatchUp(SystemClock().Now() + std::chrono::seconds(30));
    ASSERT_TRUE(status.ok()) << status;
  }
  std::string Story(const std::string& aggregate) {
    const auto story = SyncWait(reader_.Get(kCity, aggregate, kNoDeadline));
    return story.ok() ? story->value_or("") : story.status().ToString();
  }

  const std::string kType = Happened::descriptor()->full_name();
  test::RedisServer redis_;
  store::RedisStore source_{{.address = redis_.address(), .area = "participation"}};
  store::RedisStore store_{{.address = redis_.address(), .area = "reporting"}};
  stream::EmbeddedBus bus_{redis_.address()};
  StoryView view_;
  stream::ViewReader reader_{store_, "stories"};
};

TEST_F(PoisonTest, ParksItsOwnAggregateAloneAndGoesOnInOrder) {
  Happened long_text;
  long_text.set_id(std::string(1000, 'x'));
  const std::map<std::string, std::string> poison = {
      {"topic/truncated", long_text.SerializeAsString().substr(0, 500)},
      {"topic/large", std::string(10 << 20, '\xff')},
      {"topic/text", "\x0a\x02\xc3\x28"},  // a text that is no UTF-8
      {"topic/wire", "\x0f"},
  };
  const auto first = Run();
  const auto second = Run();
  for (const auto& [aggregate, data] : poison) {
    Good(aggregate, "a");
    Good("topic/good", "a");
    Publish(aggregate, kType, data);
    Good(aggregate, "b");
  }
  Publish("topic/unknown", "zwk.participation.v9.NotKnownYet", "whatever");
  Good("topic/unknown", "a");
  redis_.Command({"XADD", "{bremerhaven}:participation:outbox", "*", "ce_subject", "topic/version",
                  "ce_aggregateversion", "99999999999999999999", "ce_type", kType, "data", "x"});
  Good("topic/good", "z");
  CatchUp(*first);
  CatchUp(*second);

  std::vector<std::string> parked;
  const auto listed = *first->ListParked("stories", kCity);
  for (const auto& each : listed) parked.push_back(each.aggregate);
  EXPECT_THAT(parked, UnorderedElementsAre("topic/truncated", "topic/large", "topic/text",
                                           "topic/wire", "topic/version"));
  EXPECT_EQ(Story("topic/good"), "aaaaz");
  EXPECT_EQ(Story("topic/unknown"), "a") << "for others, or newer than this build";
  EXPECT_EQ(Story("topic/large"), "a");
  EXPECT_EQ(redis_.Command({"XLEN", "{bremerhaven}:reporting:dead"}), "5") << "each of them once";
  EXPECT_EQ(*first->Digest("stories", kCity), *first->Fold("stories", kCity));

  view_.mended = true;
  EXPECT_TRUE(first->Redrive("stories", kCity).ok());
  for (const auto& [aggregate, data] : poison) EXPECT_EQ(Story(aggregate), "a?b") << aggregate;
  const auto left = *first->ListParked("stories", kCity);
  ASSERT_EQ(left.size(), 1u) << "nobody knows which event it is";
  EXPECT_EQ(left[0].aggregate, "topic/version");
  EXPECT_EQ(*first->Digest("stories", kCity), *first->Fold("stories", kCity));
  Good("topic/large", "c");
  CatchUp(*first);
  CatchUp(*second);
  EXPECT_EQ(Story("topic/large"), "a?bc");
}

}  // namespace
}  // namespace zwk
