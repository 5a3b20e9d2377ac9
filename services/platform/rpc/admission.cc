#include "platform/rpc/admission.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/rpc/status.h"

namespace zwk::rpc {
namespace {

constexpr std::chrono::milliseconds kUnaryEndsIn{100};
constexpr std::chrono::milliseconds kStreamEndsIn{5'000};

const char* NameOf(CallClass of) {
  switch (of) {
    case CallClass::kUnary:
      return "calls";
    case CallClass::kServerStream:
      return "streams of answers";
    case CallClass::kClientStream:
      return "uploads";
  }
  return "";
}

// Of the longest names a beginning does.
constexpr size_t kMostOfAName = 256;

absl::Status Full(absl::string_view who, int most, CallClass of, absl::string_view reason) {
  return WithRetryAfter(
      WithReason(absl::ResourceExhaustedError(
                     absl::StrCat(who, " has its ", most, " ", NameOf(of), " in flight already")),
                 reason),
      of == CallClass::kUnary ? kUnaryEndsIn : kStreamEndsIn);
}

// The most places that this holder has; 0: no bound of its own.
int MostOf(const InFlightLimit& limit, const Holder& holder) {
  if (holder.name.empty()) return 0;
  return holder.is_address ? limit.of_an_address : limit.of_a_caller;
}

}  // namespace

Holder HolderOf(const Caller& caller) {
  if (!caller.participant_token.empty()) return {caller.participant_token.substr(0, kMostOfAName)};
  if (caller.nobody) return {caller.address, /*is_address=*/true};
  return {caller.subject_ref.substr(0, kMostOfAName)};
}

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

absl::StatusOr<Admission::Place> Admission::Admit(CallClass of, const std::string& municipality,
                                                  const Holder& holder, Steady::time_point now) {
  const InFlightLimit& limit = LimitOf(of);
  const auto i = static_cast<size_t>(of);
  const std::lock_guard lock(mutex_);
  Tenant& tenant = TenantOf(municipality, now);
  if (tenant.in_flight[i] >= limit.of_a_municipality) {
    return Full(Quoted(municipality), limit.of_a_municipality, of, "MUNICIPALITY_BUSY");
  }
  const int most = MostOf(limit, holder);
  const auto own = most == 0 ? tenant.held.end() : tenant.held.find(holder.name);
  if (own != tenant.held.end() && own->second[i] >= most) {
    return Full(holder.is_address ? "the address" : "the caller", most, of, "CALLER_BUSY");
  }
  if (in_flight_[i] >= limit.total) return Full("the server", limit.total, of, "SERVER_BUSY");
  const std::chrono::milliseconds wait = tenant.bucket.Take(now);
  if (wait.count() > 0) {
    return WithRetryAfter(
        WithReason(absl::ResourceExhaustedError(absl::StrCat(
                       Quoted(municipality), " has used its share of ",
                       limits_.calls_per_second_of_a_municipality, " calls per second")),
                   "MUNICIPALITY_RATE_EXCEEDED"),
        wait);
  }
  ++tenant.in_flight[i];
  ++in_flight_[i];
  if (most == 0) return Place(*this, tenant, nullptr, of);
  Held::value_type& held = *tenant.held.try_emplace(holder.name).first;
  ++held.second[i];
  return Place(*this, tenant, &held, of);
}

const InFlightLimit& Admission::LimitOf(CallClass of) const {
  switch (of) {
    case CallClass::kServerStream:
      return limits_.server_streams;
    case CallClass::kClientStream:
      return limits_.client_streams;
    default:
      return limits_.unary;
  }
}

Admission::Tenant& Admission::TenantOf(const std::string& municipality, Steady::time_point now) {
  const auto found = tenants_.find(municipality);
  if (found != tenants_.end()) return found->second;
  const bool shared = tenants_.size() >= kMaxMunicipalities;
  const TokenBucket full(limits_.calls_per_second_of_a_municipality,
                         limits_.burst_of_a_municipality, now);
  return tenants_.try_emplace(shared ? "" : municipality, Tenant{full}).first->second;
}

void Admission::Leave(Tenant& tenant, Held::value_type* held, CallClass of) {
  const std::lock_guard lock(mutex_);
  if (held != nullptr) {
    --held->second[static_cast<size_t>(of)];
    if (held->second == Counts{}) tenant.held.erase(tenant.held.find(held->first));
  }
  --tenant.in_flight[static_cast<size_t>(of)];
  --in_flight_[static_cast<size_t>(of)];
}

}  // namespace zwk::rpc
