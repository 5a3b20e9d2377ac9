#include "forecasting/rates/smoothing.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

constexpr int kMostIterations = 200;
constexpr double kConverged = 1e-10;  // of a log rate
// Weight of the mean rate at each age: so little that it only decides where the counts do not, as
// for a line through events at one age and none at the other.
constexpr double kMeanWeight = 1e-6;

// Symmetric positive definite matrix W + lambda D'D with `order` diagonals on each side, as L D L'.
class PenalizedSystem {
 public:
  PenalizedSystem(absl::Span<const double> weights, double lambda, int order)
      : n_(weights.size()), order_(order), band_(n_ * (order + 1), 0.0) {
    for (size_t i = 0; i < n_; ++i) At(i, i) = weights[i];
    // The coefficients of a difference: 1, -2, 1 for order 2.
    std::vector<double> difference = {1};
    for (int d = 0; d < order; ++d) {
      difference.push_back(0);
      for (size_t k = difference.size() - 1; k > 0; --k) difference[k] -= difference[k - 1];
    }
    for (size_t first = 0; first + order < n_; ++first) {
      for (int i = 0; i <= order; ++i) {
        for (int j = 0; j <= i; ++j) {
          At(first + i, first + j) += lambda * difference[i] * difference[j];
        }
      }
    }
    for (size_t i = 0; i < n_; ++i) {
      for (size_t j = First(i); j < i; ++j) {
        for (size_t k = std::max(First(i), First(j)); k < j; ++k) {
          At(i, j) -= At(i, k) * At(j, k) * At(k, k);
        }
        At(i, j) /= At(j, j);
        At(i, i) -= At(i, j) * At(i, j) * At(j, j);
      }
    }
  }

  std::vector<double> Solve(std::vector<double> x) const {
    for (size_t i = 0; i < n_; ++i) {
      for (size_t j = First(i); j < i; ++j) x[i] -= At(i, j) * x[j];
    }
    for (size_t i = 0; i < n_; ++i) x[i] /= At(i, i);
    for (size_t i = n_; i-- > 0;) {
      for (size_t j = First(i); j < i; ++j) x[j] -= At(i, j) * x[i];
    }
    return x;
  }

  // Effective number of parameters: trace of (W + lambda D'D)^-1 W.
  double Trace(absl::Span<const double> weights) const {
    double trace = 0;
    for (size_t i = 0; i < n_; ++i) {
      if (weights[i] == 0) continue;
      std::vector<double> unit(n_, 0.0);
      unit[i] = weights[i];
      trace += Solve(std::move(unit))[i];
    }
    return trace;
  }

 private:
  size_t First(size_t row) const { return row > order_ ? row - order_ : 0; }
  double& At(size_t row, size_t column) { return band_[row * (order_ + 1) + (row - column)]; }
  double At(size_t row, size_t column) const { return band_[row * (order_ + 1) + (row - column)]; }

  size_t n_;
  size_t order_;
  std::vector<double> band_;
};

absl::Status CheckSeries(absl::Span<const double> y, absl::Span<const double> weights, int order) {
  if (order < 1 || order > 3) {
    return absl::InvalidArgumentError(absl::StrCat("smoothing: order ", order, ", not 1 to 3"));
  }
  if (y.size() != weights.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("smoothing: ", y.size(), " numbers, but ", weights.size(), " weights"));
  }
  int known = 0;
  for (size_t i = 0; i < y.size(); ++i) {
    if (!std::isfinite(y[i]) || !std::isfinite(weights[i]) || weights[i] < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("smoothing: number ", i, " is ", y[i], " with weight ", weights[i]));
    }
    known += weights[i] > 0;
  }
  if (known < order) {
    return absl::InvalidArgumentError(absl::StrCat(
        "smoothing: ", known, " numbers with weight; order ", order, " needs as many"));
  }
  return absl::OkStatus();
}

struct PoissonFit {
  std::vector<double> eta;
  double degrees_of_freedom = 0;
  double criterion = 0;
};

PoissonFit FitPoisson(absl::Span<const double> events, absl::Span<const double> exposure,
                      double start, double lambda, int order) {
  const size_t n = events.size();
  PoissonFit fit;
  fit.eta.assign(n, start);
  std::vector<double> mean(n), weights(n), right(n);
  const auto expected = [&] {
    for (size_t i = 0; i < n; ++i) {
      mean[i] = exposure[i] * std::exp(fit.eta[i]);
      weights[i] = mean[i] + kMeanWeight;
    }
  };
  expected();
  for (int iteration = 0; iteration < kMostIterations; ++iteration) {
    for (size_t i = 0; i < n; ++i) {
      right[i] = mean[i] * fit.eta[i] + events[i] - mean[i] + kMeanWeight * start;
    }
    const std::vector<double> next = PenalizedSystem(weights, lambda, order).Solve(right);
    // A step that is too long would overshoot where few events stand beside many.
    double change = 0;
    for (size_t i = 0; i < n; ++i) {
      const double step = std::clamp(next[i] - fit.eta[i], -2.0, 2.0);
      fit.eta[i] += step;
      if (exposure[i] > 0) change = std::max(change, std::abs(step));
    }
    expected();
    if (change < kConverged) break;
  }
  fit.degrees_of_freedom = PenalizedSystem(weights, lambda, order).Trace(mean);
  double deviance = 0, known = 0;
  for (size_t i = 0; i < n; ++i) {
    if (exposure[i] == 0) continue;
    known += 1;
    deviance += 2 * (mean[i] - events[i]);
    if (events[i] > 0) deviance += 2 * events[i] * std::log(events[i] / mean[i]);
  }
  fit.criterion = deviance + std::log(known) * fit.degrees_of_freedom;
  return fit;
}

}  // namespace

std::vector<double> RatesByExposure(absl::Span<const double> events,
                                    absl::Span<const double> exposure) {
  std::vector<double> rates(events.size(), 0.0);
  for (size_t a = 0; a < rates.size(); ++a) {
    if (exposure[a] > 0) rates[a] = events[a] / exposure[a];
  }
  return rates;
}

absl::StatusOr<std::vector<double>> WhittakerHenderson(absl::Span<const double> y,
                                                       absl::Span<const double> weights,
                                                       double lambda, int order) {
  ZWK_RETURN_IF_ERROR(CheckSeries(y, weights, order));
  if (!(lambda > 0) || !std::isfinite(lambda)) {
    return absl::InvalidArgumentError(absl::StrCat("smoothing: lambda ", lambda, ", not above 0"));
  }
  std::vector<double> right(y.begin(), y.end());
  for (size_t i = 0; i < y.size(); ++i) right[i] *= weights[i];
  return PenalizedSystem(weights, lambda, order).Solve(std::move(right));
}

absl::StatusOr<Graduation> GraduateRates(absl::Span<const double> events,
                                         absl::Span<const double> exposure, int order) {
  ZWK_RETURN_IF_ERROR(CheckSeries(events, exposure, order));
  double all_events = 0, all_exposure = 0;
  for (size_t i = 0; i < events.size(); ++i) {
    if (events[i] < 0 || (events[i] > 0 && exposure[i] == 0)) {
      return absl::InvalidArgumentError(absl::StrCat("smoothing: number ", i, " has ", events[i],
                                                     " events, ", exposure[i], " are exposed"));
    }
    all_events += events[i];
    all_exposure += exposure[i];
  }
  Graduation best;
  best.rates.assign(events.size(), 0.0);
  if (all_events == 0) return best;
  const double start = std::log(all_events / all_exposure);
  double least = std::numeric_limits<double>::infinity();
  for (double lambda = 1; lambda <= 1e6; lambda *= 10) {
    const PoissonFit fit = FitPoisson(events, exposure, start, lambda, order);
    if (fit.criterion >= least) continue;
    least = fit.criterion;
    best.lambda = lambda;
    best.degrees_of_freedom = fit.degrees_of_freedom;
    for (size_t i = 0; i < events.size(); ++i) best.rates[i] = std::exp(fit.eta[i]);
  }
  return best;
}

absl::StatusOr<std::vector<double>> Loess(absl::Span<const double> y,
                                          absl::Span<const double> weights, double span) {
  ZWK_RETURN_IF_ERROR(CheckSeries(y, weights, 1));
  const size_t n = y.size();
  if (!(span > 0) || span > 1 || std::floor(span * n) < 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("smoothing: a span of ", span, " of ", n, " numbers is less than 2 of them"));
  }
  const size_t near = static_cast<size_t>(std::floor(span * n));
  std::vector<double> smooth(n);
  for (size_t i = 0; i < n; ++i) {
    std::vector<double> distances(n);
    for (size_t j = 0; j < n; ++j) distances[j] = std::abs(static_cast<double>(j) - i);
    std::vector<double> sorted = distances;
    std::nth_element(sorted.begin(), sorted.begin() + (near - 1), sorted.end());
    const double reach = sorted[near - 1];
    double sw = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (size_t j = 0; j < n; ++j) {
      if (distances[j] > reach) continue;
      // The farthest one would have no say; R's loess, too, reaches a little beyond it.
      const double u = distances[j] / (reach * 1.001);
      const double w = weights[j] * std::pow(1 - u * u * u, 3);
      const double x = static_cast<double>(j) - i;
      sw += w, sx += w * x, sy += w * y[j], sxx += w * x * x, sxy += w * x * y[j];
    }
    const double determinant = sw * sxx - sx * sx;
    if (!(determinant > 0)) {
      return absl::InvalidArgumentError(
          absl::StrCat("smoothing: fewer than 2 numbers with weight around number ", i));
    }
    smooth[i] = (sxx * sy - sx * sxy) / determinant;
  }
  return smooth;
}

}  // namespace zwk::forecasting
