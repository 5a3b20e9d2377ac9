#include "forecasting/engine/gross_flows.h"

#include <cmath>

#include "absl/strings/str_cat.h"

namespace zwk::forecasting {

absl::StatusOr<GrossFlows> RegrossToNet(const GrossFlows& base, double net) {
  if (net > 0 && base.in == 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("nobody arrives, so net migration cannot be ", net));
  }
  if (net < 0 && base.out == 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("nobody leaves, so net migration cannot be ", net));
  }
  // in * out = in0 * out0; the larger one first, so that nothing cancels out.
  const double product = base.in * base.out;
  const double root = std::sqrt(net * net + 4 * product);
  const double larger = (std::abs(net) + root) / 2;
  const double smaller = larger == 0 ? 0 : product / larger;
  return net >= 0 ? GrossFlows{larger, smaller} : GrossFlows{smaller, larger};
}

absl::StatusOr<GrossFlows> BalanceRoom(const GrossFlows& base, double difference, double less,
                                       double more) {
  if (difference == 0) return base;
  if (base.in == 0 && base.out == 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("nobody arrives or leaves, so there cannot be ", difference, " people more"));
  }
  double by_in = (difference < 0 ? less : more) * difference;
  if (base.in == 0) by_in = 0;
  if (base.out == 0) by_in = difference;
  double in = base.in + by_in;
  double out = base.out - (difference - by_in);
  if (in < 0) {
    out -= in;
    in = 0;
  } else if (out < 0) {
    in -= out;
    out = 0;
  }
  // Whoever took over may have nobody to take.
  if (in < 0 || out < 0 || (base.in == 0 && in > 0) || (base.out == 0 && out > 0)) {
    return absl::FailedPreconditionError(
        absl::StrCat("arrivals of ", base.in, " and departures of ", base.out,
                     " cannot make room for ", difference, " people more"));
  }
  return GrossFlows{in, out};
}

}  // namespace zwk::forecasting
