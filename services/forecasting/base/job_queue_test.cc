#include "forecasting/base/job_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace zwk::forecasting {
namespace {

using testing::ElementsAre;

// Work that is under way until the test ends it.
class JobQueueTest : public testing::Test {
 protected:
  struct Job {
    JobQueue::Key key;
    CancellationToken token;
    OneShot<bool> end;
  };

  static Task<void> Work(std::deque<Job>& jobs, JobQueue::Key key, CancellationToken token) {
    const Job& job = jobs.emplace_back(Job{std::move(key), std::move(token), {}});
    const OneShot<bool> end = job.end;
    co_await end;
  }

  // What was begun, in its order.
  std::vector<std::string> Begun() const {
    std::vector<std::string> ids;
    for (const Job& job : jobs_) ids.push_back(job.key.second);
    return ids;
  }
  void End(size_t job) { jobs_.at(job).end.Set(true); }
  // Also what begins meanwhile.
  void EndAll() {
    for (size_t i = 0; i < jobs_.size(); ++i) End(i);
  }
  void TearDown() override { EndAll(); }
  void Enqueue(const std::string& id) { queue_.Enqueue({"bremerhaven", id}); }

  std::deque<Job> jobs_;
  JobQueue queue_{2, [this](JobQueue::Key key, CancellationToken token) {
                    return Work(jobs_, std::move(key), std::move(token));
                  }};
};

TEST_F(JobQueueTest, AFewAreUnderWayAndTheOthersWaitInTheirOrder) {
  for (const char* id : {"a", "b", "c", "d"}) Enqueue(id);
  EXPECT_THAT(Begun(), ElementsAre("a", "b"));
  EXPECT_EQ(jobs_[0].key.first, "bremerhaven");
  End(1);
  EXPECT_THAT(Begun(), ElementsAre("a", "b", "c"));
  End(0);
  End(2);
  EXPECT_THAT(Begun(), ElementsAre("a", "b", "c", "d"));
}

TEST_F(JobQueueTest, WhatWaitsAlreadyWaitsOnce) {
  for (const char* id : {"a", "b", "c", "c"}) Enqueue(id);
  EndAll();
  EXPECT_THAT(Begun(), ElementsAre("a", "b", "c"));
  queue_.Enqueue({"lehe", "c"});
  EXPECT_THAT(Begun(), ElementsAre("a", "b", "c", "c")) << "of another city";
}

TEST_F(JobQueueTest, WhatIsUnderWayIsDoneOnceMoreWhenItIsWantedAgain) {
  Enqueue("a");
  Enqueue("a");
  Enqueue("a");
  EXPECT_THAT(Begun(), ElementsAre("a")) << "at most once at a time";
  End(0);
  EXPECT_THAT(Begun(), ElementsAre("a", "a"));
  End(1);
  EXPECT_THAT(Begun(), ElementsAre("a", "a"));
}

TEST_F(JobQueueTest, WhoIsLetGoOfHearsItAndNobodyElse) {
  for (const char* id : {"a", "b", "c"}) Enqueue(id);
  queue_.Cancel({"bremerhaven", "b"});
  queue_.Cancel({"bremerhaven", "c"});
  queue_.Cancel({"bremerhaven", "nobody"});
  EXPECT_FALSE(jobs_[0].token.cancelled());
  EXPECT_TRUE(jobs_[1].token.cancelled());
  End(1);
  EXPECT_THAT(Begun(), ElementsAre("a", "b", "c")) << "it was not under way";
  EXPECT_FALSE(jobs_[2].token.cancelled());
}

TEST(JobQueueStopTest, LetsGoOfEverythingAndTakesNothingUp) {
  int begun = 0;
  std::vector<CancellationToken::Registration> registered;
  JobQueue queue(2, [&](JobQueue::Key, CancellationToken token) -> Task<void> {
    ++begun;
    const OneShot<bool> cancelled;
    registered.push_back(token.OnCancel([cancelled] { cancelled.Set(true); }));
    co_await cancelled;
  });
  for (const char* id : {"a", "a", "b", "c"}) queue.Enqueue({"bremerhaven", id});
  EXPECT_EQ(begun, 2);
  queue.Stop();
  EXPECT_EQ(begun, 2) << "neither what waits nor what was wanted again";
  queue.Enqueue({"bremerhaven", "d"});
  EXPECT_EQ(begun, 2);
  queue.Stop();
}

TEST(JobQueueStopTest, WaitsForWhatIsUnderWay) {
  std::promise<void> let_go;
  std::atomic<bool> ended = false;
  const OneShot<bool> end;
  CancellationToken::Registration registered;
  std::thread elsewhere([&] {
    let_go.get_future().wait();
    ended = true;
    end.Set(true);
  });
  {
    JobQueue queue(1, [&](JobQueue::Key, CancellationToken token) -> Task<void> {
      registered = token.OnCancel([&] { let_go.set_value(); });
      co_await end;
    });
    queue.Enqueue({"bremerhaven", "a"});
    queue.Stop();
    EXPECT_TRUE(ended);
  }
  elsewhere.join();
}

TEST(PassingTest, IsWhatMayWorkLater) {
  EXPECT_TRUE(IsPassing(absl::UnavailableError("")));
  EXPECT_TRUE(IsPassing(absl::DeadlineExceededError("")));
  EXPECT_TRUE(IsPassing(absl::ResourceExhaustedError("")));
  EXPECT_FALSE(IsPassing(absl::InternalError("")));
  EXPECT_FALSE(IsPassing(absl::OkStatus()));
}

TEST(EnterPoolTest, AFullPoolRefuses) {
  Pool full(1, 0), open(1);
  EXPECT_TRUE(absl::IsResourceExhausted(SyncWait(EnterPool(full))));
  EXPECT_TRUE(SyncWait(EnterPool(open)).ok());
}

}  // namespace
}  // namespace zwk::forecasting
