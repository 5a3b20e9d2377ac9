#pragma once

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/base/task.h"
#include "platform/store/redis_store.h"
#include "platform/store/verify.h"

namespace zwk::test {

inline constexpr char kCity[] = "bremerhaven";

// Writers that commit a document with its event, again and again, and remember what was
// acknowledged.
class Writers {
 public:
  Writers(store::Store& store, int writers) : store_(store) {
    for (int w = 0; w < writers; ++w) {
      threads_.emplace_back([this, w] {
        for (int n = 0; !stopping_; ++n) Write(absl::StrCat("n/", w, "-", n));
      });
    }
  }
  ~Writers() { Stop(); }

  void Stop() {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }
  int acknowledged() const { return count_; }
  int refused() const { return refused_; }
  // After Stop.
  const std::vector<std::string>& keys() const { return keys_; }

 private:
  void Write(const std::string& key) {
    store::Commit commit(kCity);
    commit.Write(key, 0, key);
    commit.Emit(key, 0, "zwk.Test", key);
    const Time deadline = SystemClock().Now() + std::chrono::seconds(2);
    if (const auto done = SyncWait(store_.Apply(std::move(commit), deadline)); !done.ok()) {
      ++refused_;
      return;
    }
    const std::lock_guard lock(mutex_);
    keys_.push_back(key);
    ++count_;
  }

  store::Store& store_;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> count_ = 0;
  std::atomic<int> refused_ = 0;
  std::mutex mutex_;
  std::vector<std::string> keys_;  // guarded by mutex_
  std::vector<std::thread> threads_;
};

// How many of them are not there as they were acknowledged.
inline int Lost(store::Store& store, const std::vector<std::string>& keys) {
  int lost = 0;
  for (const std::string& key : keys) {
    const auto read = SyncWait(store.Get(kCity, {.documents = {key}}, kNoDeadline));
    EXPECT_TRUE(read.ok()) << read.status();
    lost += read.ok() && read->documents[0].bytes == key ? 0 : 1;
  }
  return lost;
}

// What is there in part, or not as it was written.
inline int64_t Torn(const std::string& address) {
  const auto verified =
      store::VerifyStore(address, "participation", kCity, [](const store::Finding& finding) {
        ADD_FAILURE() << finding.key << ": " << finding.what;
        return true;
      });
  EXPECT_TRUE(verified.ok()) << verified.status();
  return verified.ok() ? verified->findings : -1;
}

}  // namespace zwk::test
