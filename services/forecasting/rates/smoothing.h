#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace zwk::forecasting {

// Events by person-years; 0 where nobody is exposed. Both must have the same length.
std::vector<double> RatesByExposure(absl::Span<const double> events,
                                    absl::Span<const double> exposure);

// Whittaker 1923, Henderson 1924: the z with the least
// sum w (y - z)^2 + lambda sum (D^order z)^2, D the difference of neighbors. Where w is 0, z
// continues its neighbors. Keeps the weighted sum and, from order 2 on, the weighted mean age.
// INVALID_ARGUMENT unless order is 1 to 3, lambda is positive, all numbers are finite, no weight is
// negative and at least `order` are positive.
absl::StatusOr<std::vector<double>> WhittakerHenderson(absl::Span<const double> y,
                                                       absl::Span<const double> weights,
                                                       double lambda, int order);

struct Graduation {
  std::vector<double> rates;  // per unit of exposure
  double lambda = 0;
  double degrees_of_freedom = 0;
};

// Whittaker-Henderson for counts: events ~ Poisson(exposure exp(eta)), penalty on eta, by iterated
// weighted least squares. Rates stay positive, and exposure x rates has as many events as were
// counted (from order 2 on also the same mean age). Where nobody is exposed the curve continues:
// level for order 1, as a straight line of log rates for order 2. lambda is the one of 1, 10, ...,
// 1e6 with the least BIC. No events: rates of 0. INVALID_ARGUMENT as above, and for events where
// nobody is exposed.
absl::StatusOr<Graduation> GraduateRates(absl::Span<const double> events,
                                         absl::Span<const double> exposure, int order);

// Cleveland 1979, degree 1, one pass: at each age the line through the nearest `span` (share, 0 to
// 1) of the numbers, weighted by tricube distance and `weights`. INVALID_ARGUMENT unless the span
// has at least 2 numbers with weight at every age.
absl::StatusOr<std::vector<double>> Loess(absl::Span<const double> y,
                                          absl::Span<const double> weights, double span);

}  // namespace zwk::forecasting
