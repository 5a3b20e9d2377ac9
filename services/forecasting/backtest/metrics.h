#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace zwk::forecasting {

// How far forecasts F were from what was counted, A. Percentage errors are PE = (F - A) / A, as
// shares: 0.05 is 5 %. Neighborhoods with A = 0 have no PE; they count in `wape` and `rmse` alone.
struct Accuracy {
  int64_t neighborhoods = 0;
  int64_t without_pe = 0;  // of them, those with A = 0
  double mape = 0;         // mean |PE|
  double medape = 0;       // median |PE|
  double malpe = 0;        // mean PE: the bias
  double wape = 0;         // sum |F - A| / sum A
  double rmse = 0;         // people
  double over_10 = 0;      // share of neighborhoods with |PE| > 10 %
  double over_20 = 0;
  double total_pe = 0;  // of the sum over all neighborhoods: (sum F - sum A) / sum A
  double p80 = 0;       // quantiles (type 7) of |PE|
  double p90 = 0;
};

// NaN where nothing was counted at all.
Accuracy Measure(const std::vector<double>& forecast, const std::vector<double>& actual);

// The levels of central intervals that are always measured.
inline constexpr std::array<double, 3> kLevels = {0.5, 0.8, 0.95};

// A forecast with its distribution: quantiles at kProbabilities, ascending.
inline constexpr int kQuantiles = 39;  // 0.025, 0.05, ..., 0.975
inline constexpr double QuantileProbability(int i) { return (i + 1) / 40.0; }
using Quantiles = std::array<double, kQuantiles>;

struct IntervalAccuracy {
  int64_t neighborhoods = 0;
  // By kLevels.
  std::array<double, 3> coverage{};        // share of neighborhoods inside, both ends included
  std::array<double, 3> mean_width{};      // people
  std::array<double, 3> interval_score{};  // people: width + 2/alpha times what lies outside
  double crps = 0;                         // people; twice the mean pinball loss of the quantiles
  std::array<double, 10> pit{};            // share of neighborhoods by tenth of their distribution
};

IntervalAccuracy MeasureIntervals(const std::vector<Quantiles>& forecast,
                                  const std::vector<double>& actual);

// 1 - score / benchmark; 0 when both are 0 but for rounding.
double Skill(double score, double benchmark);

// The last horizon up to which at least 80 % of neighborhoods stay inside +-10 % (Wilson et al.
// 2018); `share_over_10` by ascending horizon. Empty when the first one already breaks it.
std::optional<double> ShelfLife(const std::vector<double>& horizons,
                                const std::vector<double>& share_over_10);

// Quantile of type 7 (linear between order statistics) of values in any order; NaN when empty.
double Quantile(std::vector<double> values, double probability);

}  // namespace zwk::forecasting
