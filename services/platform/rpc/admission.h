// Who may start a call now: bounded work in flight for all and for each municipality, apart for each
// class of call, and a token bucket per municipality. What one city does, no other feels: streams
// that stay open for hours use up nothing that commands need.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

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

enum class CallClass { kUnary, kServerStream, kClientStream };
inline constexpr size_t kCallClasses = 3;

// How many calls of a class may be in flight.
struct InFlightLimit {
  int total = 0;
  int of_a_municipality = 0;  // at most half of the total leaves the others room
};

struct AdmissionLimits {
  InFlightLimit unary{2'048, 512};
  InFlightLimit server_streams{20'000, 5'000};  // a session has up to 2,000 devices that watch it
  InFlightLimit client_streams{256, 64};
  double calls_per_second_of_a_municipality = 5'000;
  double burst_of_a_municipality = 10'000;
};

class Admission {
  struct Tenant;

 public:
  using Steady = std::chrono::steady_clock;
  // Beyond this many municipalities (an installation hosts 64) the others share one.
  static constexpr size_t kMaxMunicipalities = 256;

  // The place of a call in flight; given back when it goes.
  class [[nodiscard]] Place {
   public:
    Place() = default;
    Place(Place&& other) noexcept : Place() { *this = std::move(other); }
    Place& operator=(Place&& other) noexcept {
      std::swap(admission_, other.admission_);
      std::swap(tenant_, other.tenant_);
      std::swap(of_, other.of_);
      return *this;
    }
    ~Place() {
      if (admission_ != nullptr) admission_->Leave(*tenant_, of_);
    }

   private:
    friend class Admission;
    Place(Admission& admission, Tenant& tenant, CallClass of)
        : admission_(&admission), tenant_(&tenant), of_(of) {}
    Admission* admission_ = nullptr;
    Tenant* tenant_ = nullptr;
    CallClass of_ = CallClass::kUnary;
  };

  explicit Admission(AdmissionLimits limits) : limits_(limits) {}

  // RESOURCE_EXHAUSTED with reason and RetryInfo.
  absl::StatusOr<Place> Admit(CallClass of, const std::string& municipality,
                              Steady::time_point now);

 private:
  using Counts = std::array<int, kCallClasses>;
  struct Tenant {
    TokenBucket bucket;
    Counts in_flight{};
  };

  const InFlightLimit& LimitOf(CallClass of) const;
  Tenant& TenantOf(const std::string& municipality, Steady::time_point now);
  void Leave(Tenant& tenant, CallClass of);

  const AdmissionLimits limits_;
  std::mutex mutex_;
  std::map<std::string, Tenant> tenants_;  // guarded by mutex_
  Counts in_flight_{};                     // guarded by mutex_
};

}  // namespace zwk::rpc
