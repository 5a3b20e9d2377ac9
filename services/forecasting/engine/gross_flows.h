#pragma once

#include "absl/status/statusor.h"

// Arrivals and departures that have to come to something: both are changed, never their difference,
// which may be of either sign.
namespace zwk::forecasting {

struct GrossFlows {
  double in = 0;
  double out = 0;
};

// The flows whose difference is `net` and that are the most likely ones if both are Poisson with
// the means of `base`: in = x in0, out = out0 / x. FAILED_PRECONDITION where there is no such x:
// nobody arrives and more should, nobody leaves and more should.
absl::StatusOr<GrossFlows> RegrossToNet(const GrossFlows& base, double net);

// The flows after `difference` more people (less, if below zero) have found room: `less` or `more`
// of it by arrivals, the rest by departures. A flow that would fall below zero stops there, and the
// other one takes over; so it does for a flow that is zero, because nobody knows whom it would be
// of. FAILED_PRECONDITION where both are zero.
absl::StatusOr<GrossFlows> BalanceRoom(const GrossFlows& base, double difference, double less,
                                       double more);

}  // namespace zwk::forecasting
