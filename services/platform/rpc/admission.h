// Who may start a call now: bounded work in flight for all, for each municipality and for each caller,
// apart for each class of call, and a token bucket per municipality. What one city does, no other
// feels, and what one caller does, none of its city: streams that stay open for hours use up nothing
// that commands need.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "platform/base/caller.h"

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
  // Of one credential, and of one address from which nobody's calls come: a hall has one. None: as
  // many as the municipality.
  int of_a_caller = 0;
  int of_an_address = 0;
};

struct AdmissionLimits {
  InFlightLimit unary{2'048, 512, 256};
  // A session has up to 2,000 devices that watch it.
  InFlightLimit server_streams{20'000, 5'000, 50, 1'250};
  InFlightLimit client_streams{256, 64, 16};
  double calls_per_second_of_a_municipality = 5'000;
  double burst_of_a_municipality = 10'000;
};

// Whose place it is, within a municipality: a participant's token, a subject, or the address of
// nobody. Without a name: a service of ours, or somebody on this machine.
struct Holder {
  std::string name;
  bool is_address = false;
};
Holder HolderOf(const Caller& caller);

class Admission {
  using Counts = std::array<int, kCallClasses>;
  using Held = std::map<std::string, Counts>;  // by the name of their holder
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
      std::swap(held_, other.held_);
      std::swap(of_, other.of_);
      return *this;
    }
    ~Place() {
      if (admission_ != nullptr) admission_->Leave(*tenant_, held_, of_);
    }

   private:
    friend class Admission;
    Place(Admission& admission, Tenant& tenant, Held::value_type* held, CallClass of)
        : admission_(&admission), tenant_(&tenant), held_(held), of_(of) {}
    Admission* admission_ = nullptr;
    Tenant* tenant_ = nullptr;
    Held::value_type* held_ = nullptr;  // none: nobody's in particular
    CallClass of_ = CallClass::kUnary;
  };

  explicit Admission(AdmissionLimits limits) : limits_(limits) {}

  // RESOURCE_EXHAUSTED with reason and RetryInfo.
  absl::StatusOr<Place> Admit(CallClass of, const std::string& municipality, const Holder& holder,
                              Steady::time_point now);

 private:
  struct Tenant {
    TokenBucket bucket;
    Counts in_flight{};
    Held held;
  };

  const InFlightLimit& LimitOf(CallClass of) const;
  Tenant& TenantOf(const std::string& municipality, Steady::time_point now);
  void Leave(Tenant& tenant, Held::value_type* held, CallClass of);

  const AdmissionLimits limits_;
  std::mutex mutex_;
  std::map<std::string, Tenant> tenants_;  // guarded by mutex_
  Counts in_flight_{};                     // guarded by mutex_
};

}  // namespace zwk::rpc
