#include "platform/rpc/admission.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/rpc/status.h"

namespace zwk::rpc {

std::chrono::milliseconds TokenBucket::Take(Steady::time_point now) {
  const double seconds = std::chrono::duration<double>(now - filled_at_).count();
  if (seconds > 0) {
    tokens_ = std::min(burst_, tokens_ + seconds * per_second_);
    filled_at_ = now;
  }
  if (tokens_ >= 1) {
    tokens_ -= 1;
    return std::chrono::milliseconds(0);
  }
  const double wait = std::ceil((1 - tokens_) / per_second_ * 1000);
  return std::chrono::milliseconds(static_cast<int64_t>(std::max(1.0, wait)));
}

absl::Status Admission::Admit(int in_flight, const std::string& municipality,
                              Steady::time_point now) {
  if (in_flight > max_in_flight_) {
    return WithRetryAfter(
        WithReason(absl::ResourceExhaustedError(absl::StrCat("the server has its ", max_in_flight_,
                                                             " calls in flight already")),
                   "SERVER_BUSY"),
        std::chrono::milliseconds(100));
  }
  std::chrono::milliseconds wait{0};
  {
    const std::lock_guard lock(mutex_);
    auto bucket = buckets_.find(municipality);
    if (bucket == buckets_.end()) {
      const bool shared = buckets_.size() >= kMaxMunicipalities;
      bucket = buckets_.try_emplace(shared ? "" : municipality, per_second_, burst_, now).first;
    }
    wait = bucket->second.Take(now);
  }
  if (wait.count() == 0) return absl::OkStatus();
  return WithRetryAfter(WithReason(absl::ResourceExhaustedError(
                                       absl::StrCat(Quoted(municipality), " has used its share of ",
                                                    per_second_, " calls per second")),
                                   "MUNICIPALITY_RATE_EXCEEDED"),
                        wait);
}

}  // namespace zwk::rpc
