// Who may start a call now: bounded work in flight, and a token bucket per municipality, so that
// one city in a hurry does not take the others' share.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

#include "absl/status/status.h"

namespace zwk::rpc {

// Not thread-safe; Admission locks.
class TokenBucket {
 public:
  using Steady = std::chrono::steady_clock;
  TokenBucket(double per_second, double burst, Steady::time_point now)
      : per_second_(per_second), burst_(burst), tokens_(burst), filled_at_(now) {}

  // Zero when a token was taken, else how long until there is one.
  std::chrono::milliseconds Take(Steady::time_point now);

 private:
  double per_second_;
  double burst_;
  double tokens_;
  Steady::time_point filled_at_;
};

class Admission {
 public:
  using Steady = std::chrono::steady_clock;
  // Beyond this many municipalities (an installation hosts 64) the others share one bucket.
  static constexpr size_t kMaxMunicipalities = 256;

  Admission(int max_in_flight, double per_second, double burst)
      : max_in_flight_(max_in_flight), per_second_(per_second), burst_(burst) {}

  // OK, or RESOURCE_EXHAUSTED with reason and RetryInfo. In-flight work is counted by the caller.
  absl::Status Admit(int in_flight, const std::string& municipality, Steady::time_point now);

 private:
  const int max_in_flight_;
  const double per_second_;
  const double burst_;
  std::mutex mutex_;
  std::unordered_map<std::string, TokenBucket> buckets_;  // guarded by mutex_
};

}  // namespace zwk::rpc
