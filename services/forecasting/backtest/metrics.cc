#include "forecasting/backtest/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace zwk::forecasting {
namespace {

// What rounding does to figures that are equal.
constexpr double kRounding = 1e-9;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Type 7: linear between the order statistics.
double QuantileOfSorted(const std::vector<double>& sorted, double probability) {
  if (sorted.empty()) return kNaN;
  const double place = probability * static_cast<double>(sorted.size() - 1);
  const size_t below = static_cast<size_t>(place);
  if (below + 1 >= sorted.size()) return sorted.back();
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

// Between the quantiles linearly; outside of them only the tail's probability is known, and its
// middle is taken.
double ProbabilityBelow(const Quantiles& quantiles, double value) {
  if (value < quantiles.front()) return QuantileProbability(0) / 2;
  if (value > quantiles.back()) return 1 - QuantileProbability(0) / 2;
  const auto above = std::upper_bound(quantiles.begin(), quantiles.end(), value);
  if (above == quantiles.end()) return QuantileProbability(kQuantiles - 1);
  const int i = static_cast<int>(above - quantiles.begin());
  const double low = quantiles[i - 1], high = quantiles[i];
  return QuantileProbability(i - 1) + (value - low) / (high - low) / 40;
}

// The quantile at a probability that is a multiple of 1/40.
double At(const Quantiles& quantiles, double probability) {
  return quantiles[static_cast<size_t>(std::lround(probability * 40)) - 1];
}

}  // namespace

double Quantile(std::vector<double> values, double probability) {
  std::sort(values.begin(), values.end());
  return QuantileOfSorted(values, probability);
}

Accuracy Measure(const std::vector<double>& forecast, const std::vector<double>& actual) {
  Accuracy result;
  result.neighborhoods = static_cast<int64_t>(actual.size());
  std::vector<double> ape;
  double errors = 0, squares = 0, people = 0, sum = 0, pe_sum = 0, ape_sum = 0;
  for (size_t r = 0; r < actual.size(); ++r) {
    const double error = forecast[r] - actual[r];
    errors += std::abs(error);
    squares += error * error;
    people += actual[r];
    sum += error;
    if (actual[r] == 0) {
      ++result.without_pe;
      continue;
    }
    const double pe = error / actual[r];
    pe_sum += pe;
    ape_sum += std::abs(pe);
    ape.push_back(std::abs(pe));
  }
  std::sort(ape.begin(), ape.end());
  const double n = static_cast<double>(ape.size());
  const auto share_over = [&](double limit) {
    return static_cast<double>(ape.end() - std::upper_bound(ape.begin(), ape.end(), limit)) / n;
  };
  result.mape = ape_sum / n;
  result.medape = QuantileOfSorted(ape, 0.5);
  result.malpe = pe_sum / n;
  result.wape = errors / people;
  result.total_pe = sum / people;
  result.rmse = std::sqrt(squares / static_cast<double>(actual.size()));
  result.over_10 = share_over(0.1);
  result.over_20 = share_over(0.2);
  result.p80 = QuantileOfSorted(ape, 0.8);
  result.p90 = QuantileOfSorted(ape, 0.9);
  return result;
}

IntervalAccuracy MeasureIntervals(const std::vector<Quantiles>& forecast,
                                  const std::vector<double>& actual) {
  IntervalAccuracy result;
  result.neighborhoods = static_cast<int64_t>(actual.size());
  for (size_t r = 0; r < actual.size(); ++r) {
    const double y = actual[r];
    for (size_t level = 0; level < kLevels.size(); ++level) {
      const double alpha = 1 - kLevels[level];
      const double low = At(forecast[r], alpha / 2), high = At(forecast[r], 1 - alpha / 2);
      const double rounding = kRounding * (1 + std::abs(y));
      result.coverage[level] += low - rounding <= y && y <= high + rounding;
      result.mean_width[level] += high - low;
      result.interval_score[level] +=
          high - low + 2 / alpha * (std::max(0.0, low - y) + std::max(0.0, y - high));
    }
    double pinball = 0;
    for (int i = 0; i < kQuantiles; ++i) {
      const double p = QuantileProbability(i), q = forecast[r][i];
      pinball += y >= q ? p * (y - q) : (1 - p) * (q - y);
    }
    result.crps += 2 * pinball / kQuantiles;
    const double pit = ProbabilityBelow(forecast[r], y);
    ++result.pit[std::min<size_t>(9, static_cast<size_t>(pit * 10))];
  }
  const double n = static_cast<double>(actual.size());
  for (auto* values : {&result.coverage, &result.mean_width, &result.interval_score}) {
    for (double& value : *values) value /= n;
  }
  for (double& share : result.pit) share /= n;
  result.crps /= n;
  return result;
}

double Skill(double score, double benchmark) {
  return score < kRounding && benchmark < kRounding ? 0 : 1 - score / benchmark;
}

std::optional<double> ShelfLife(const std::vector<double>& horizons,
                                const std::vector<double>& share_over_10) {
  std::optional<double> life;
  for (size_t i = 0; i < horizons.size() && share_over_10[i] <= 0.2; ++i) life = horizons[i];
  return life;
}

}  // namespace zwk::forecasting
