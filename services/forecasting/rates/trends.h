#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

// From the years that were counted to those that come.
namespace zwk::forecasting {

// Mean change per step: least squares over equidistant values. Needs two.
absl::StatusOr<double> LinearSlope(absl::Span<const double> values);

// Gardner & McKenzie 1985: x(t+h) = x(t) + slope * sum over j < h of damping^j, for h = 1..horizon;
// damping from 0 (stays) to 1 (goes on for ever).
absl::StatusOr<std::vector<double>> DampedTrend(double last, double slope, double damping,
                                                int horizon);

// Zurich's "constant regression": between the mean of the values and the line through them,
// pred = mean + share (line - mean), kept within mean (1 +- threshold), as a moving average of
// `window` years that begins with the last values.
struct ConstantRegression {
  double share = 0.5;
  double threshold = 0.2;
  int window = 1;
};
absl::StatusOr<std::vector<double>> ConstantRegressionTrend(absl::Span<const double> values,
                                                            const ConstantRegression& options,
                                                            int horizon);

// Rates times what a trend of the country says of the same ages: rate * then / base. Ages without a
// trend (base 0) keep their rate.
absl::StatusOr<std::vector<double>> ScaleByTrend(absl::Span<const double> rates,
                                                 absl::Span<const double> base,
                                                 absl::Span<const double> then);

// The shape of `rates`, at the level at which `exposure` has as many events as were counted.
absl::StatusOr<std::vector<double>> ScaleToEvents(absl::Span<const double> rates,
                                                  absl::Span<const double> exposure, double events);

}  // namespace zwk::forecasting
