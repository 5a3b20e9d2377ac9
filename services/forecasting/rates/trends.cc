#include "forecasting/rates/trends.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

double Mean(absl::Span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

absl::Status CheckFinite(const char* what, absl::Span<const double> values) {
  for (size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      return absl::InvalidArgumentError(
          absl::StrCat("trend: ", what, " ", values[i], " at ", i, " is not finite"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckSameAges(size_t left, size_t right) {
  if (left == right) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("trend: ", left, " ages against ", right));
}

}  // namespace

absl::StatusOr<double> LinearSlope(absl::Span<const double> values) {
  if (values.size() < 2) return absl::InvalidArgumentError("trend: needs two years");
  ZWK_RETURN_IF_ERROR(CheckFinite("value", values));
  const double mean = Mean(values), middle = (static_cast<double>(values.size()) - 1) / 2;
  double squares = 0, products = 0;
  for (size_t t = 0; t < values.size(); ++t) {
    const double x = static_cast<double>(t) - middle;
    squares += x * x;
    products += x * (values[t] - mean);
  }
  return products / squares;
}

absl::StatusOr<std::vector<double>> DampedTrend(double last, double slope, double damping,
                                                int horizon) {
  ZWK_RETURN_IF_ERROR(CheckFinite("value", {last, slope}));
  if (!(damping >= 0 && damping <= 1) || horizon < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("trend: damping ", damping, " over ", horizon, " years"));
  }
  std::vector<double> path;
  double change = slope;
  for (int h = 0; h < horizon; ++h) {
    last += change;
    change *= damping;
    path.push_back(last);
  }
  return path;
}

absl::StatusOr<std::vector<double>> ConstantRegressionTrend(absl::Span<const double> values,
                                                            const ConstantRegression& options,
                                                            int horizon) {
  ZWK_ASSIGN_OR_RETURN(const double slope, LinearSlope(values));
  if (!(options.share >= 0 && options.share <= 1) || !(options.threshold >= 0) ||
      options.window < 1 || horizon < 0) {
    return absl::InvalidArgumentError(absl::StrCat("trend: share ", options.share, ", threshold ",
                                                   options.threshold, ", window ", options.window,
                                                   ", ", horizon, " years"));
  }
  const double mean = Mean(values), middle = (static_cast<double>(values.size()) - 1) / 2;
  const double reach = options.threshold * std::abs(mean);
  std::vector<double> path(values.begin(), values.end());
  for (int h = 0; h < horizon; ++h) {
    const double line = slope * (static_cast<double>(values.size()) + h - middle);
    path.push_back(mean + std::clamp(options.share * line, -reach, reach));
  }
  std::vector<double> averaged;
  for (size_t t = values.size(); t < path.size(); ++t) {
    const size_t window = std::min(static_cast<size_t>(options.window), t + 1);
    averaged.push_back(Mean(absl::MakeConstSpan(path).subspan(t + 1 - window, window)));
  }
  return averaged;
}

absl::StatusOr<std::vector<double>> ScaleByTrend(absl::Span<const double> rates,
                                                 absl::Span<const double> base,
                                                 absl::Span<const double> then) {
  ZWK_RETURN_IF_ERROR(CheckSameAges(rates.size(), base.size()));
  ZWK_RETURN_IF_ERROR(CheckSameAges(rates.size(), then.size()));
  std::vector<double> scaled(rates.begin(), rates.end());
  for (size_t a = 0; a < scaled.size(); ++a) {
    if (base[a] != 0) scaled[a] *= then[a] / base[a];
  }
  ZWK_RETURN_IF_ERROR(CheckFinite("rate", scaled));
  return scaled;
}

absl::StatusOr<std::vector<double>> ScaleToEvents(absl::Span<const double> rates,
                                                  absl::Span<const double> exposure,
                                                  double events) {
  ZWK_RETURN_IF_ERROR(CheckSameAges(rates.size(), exposure.size()));
  const double expected = std::inner_product(rates.begin(), rates.end(), exposure.begin(), 0.0);
  if (!(events >= 0) || !(expected > 0) || !std::isfinite(events / expected)) {
    return absl::InvalidArgumentError(
        absl::StrCat("trend: ", events, " events where ", expected, " are expected"));
  }
  std::vector<double> scaled(rates.begin(), rates.end());
  for (double& rate : scaled) rate *= events / expected;
  return scaled;
}

}  // namespace zwk::forecasting
