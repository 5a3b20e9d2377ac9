#include "platform/rpc/watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "platform/rpc/echo.pb.h"

namespace zwk::rpc {
namespace {

using echo::v1::CountResponse;
using ::testing::ElementsAre;

// Hears everything, or the first `most`.
class Heard : public MessageSink {
 public:
  explicit Heard(size_t most = 100) : most_(most) {}
  Task<bool> Write(const Message& message) override {
    numbers.push_back(static_cast<const CountResponse&>(message).number());
    co_return numbers.size() < most_;
  }
  std::vector<int> numbers;

 private:
  const size_t most_;
};

Look<CountResponse> News(int number, bool ended = false) {
  Look<CountResponse> look;
  look.news.emplace().set_number(number);
  look.ended = ended;
  return look;
}

using Looked = absl::StatusOr<Look<CountResponse>>;
Task<Looked> Answer(Looked look) { co_return look; }

// Looks one after the other; the last one again and again.
struct Story {
  std::vector<Looked> looks;
  size_t told = 0;
  OneShot<bool> changed{};

  Watched<CountResponse> watched(std::chrono::milliseconds interval) {
    return {.look = [this] { return Answer(looks[std::min(told++, looks.size() - 1)]); },
            .next = [this] { return changed = OneShot<bool>(); },
            .interval = interval};
  }
};

constexpr std::chrono::milliseconds kSoon{1};
constexpr std::chrono::hours kNever{1};

TEST(WatchTest, ItTellsWhatIsNewUntilItHasEnded) {
  Timers timers;
  Heard heard;
  Writer<CountResponse> writer(heard);
  Story story{{News(1), Look<CountResponse>{}, News(2), News(3, true), News(4)}};
  const absl::Status ended = SyncWait(Watch(story.watched(kSoon), timers, {}, writer));
  EXPECT_TRUE(ended.ok()) << ended;
  EXPECT_THAT(heard.numbers, ElementsAre(1, 2, 3));
}

TEST(WatchTest, AnEndWithoutNewsIsTheEnd) {
  Timers timers;
  Heard heard;
  Writer<CountResponse> writer(heard);
  Story story{{News(1), Look<CountResponse>{.news = {}, .ended = true}}};
  EXPECT_TRUE(SyncWait(Watch(story.watched(kSoon), timers, {}, writer)).ok());
  EXPECT_THAT(heard.numbers, ElementsAre(1));
}

TEST(WatchTest, AChangeDuringALookIsNotMissed) {
  Timers timers;
  Heard heard;
  Writer<CountResponse> writer(heard);
  Story story{{News(1), News(2, true)}};
  Watched<CountResponse> watched = story.watched(kNever);
  watched.look = [&story, look = watched.look] {
    story.changed.Set(true);
    return look();
  };
  EXPECT_TRUE(SyncWait(Watch(std::move(watched), timers, {}, writer)).ok());
  EXPECT_THAT(heard.numbers, ElementsAre(1, 2));
}

TEST(WatchTest, ItEndsWhenNobodyListens) {
  Timers timers;
  Heard heard(1);
  Writer<CountResponse> writer(heard);
  Story story{{News(1)}};
  EXPECT_TRUE(SyncWait(Watch(story.watched(kNever), timers, {}, writer)).ok());
  EXPECT_THAT(heard.numbers, ElementsAre(1));
}

TEST(WatchTest, ItEndsWhenTheCallIsCancelledWhileItWaits) {
  Timers timers;
  Heard heard;
  Writer<CountResponse> writer(heard);
  Story story{{News(1)}};
  const CancellationSource call;
  Watched<CountResponse> watched = story.watched(kNever);
  std::thread canceller;
  watched.look = [&, look = watched.look] {
    canceller = std::thread([&call] { call.Cancel(); });
    return look();
  };
  const absl::Status ended = SyncWait(Watch(std::move(watched), timers, call.token(), writer));
  canceller.join();
  EXPECT_EQ(ended.code(), absl::StatusCode::kCancelled);
  EXPECT_THAT(heard.numbers, ElementsAre(1));
}

TEST(WatchTest, WhatALookRefusesIsTheAnswer) {
  Timers timers;
  Heard heard;
  Writer<CountResponse> writer(heard);
  Story story{{News(1), absl::NotFoundError("gone")}};
  const absl::Status ended = SyncWait(Watch(story.watched(kSoon), timers, {}, writer));
  EXPECT_EQ(ended.code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace zwk::rpc
