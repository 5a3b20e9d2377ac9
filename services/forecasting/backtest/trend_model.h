#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "forecasting/backtest/correction.h"
#include "forecasting/backtest/series.h"
#include "forecasting/backtest/simple_methods.h"

// Our totals-only model: shrunk, damped trends, many of them put together, and the cohort model
// where there are ages.
//
// A neighborhood of P people that grew by R people a year, R a mean of its annual changes in which
// each year before the launch counts `memory` times the next one, has over h years
//   F = P (1 + m D(city_damping, h) + d D(damping, h)),   D(phi, h) = phi + phi^2 + ... + phi^h,
//   m = sum R / sum P  (the city's growth),   d = w (R / P - m),   w = own P / (P + own_from),
// the shrunk, damped trend of 2.5 and 2.6: w is the weight of an empirical Bayes estimate (Marshall
// 1991) with a noise variance ~ 1 / P. A neighborhood that declines in sum does so `decline` times
// as fast. F is mixed with the cohort model's forecast, of which it takes the share `cohort`.
namespace zwk::forecasting {

struct TrendParameters {
  double memory = 0.4;  // per year
  double own = 0.8;
  double own_from = 0;   // people
  double damping = 0.9;  // per year
  double city_damping = 0.95;
  double decline = 0.7;

  std::string Text() const;
};

// What the model does with one slice, for every launch of the series.
//
// Parameters are those that did best, from launches before, on targets known by the launch: each
// pair of launch and target counts by the square of its horizon in proportion to the one wanted,
// its measure is MAPE in proportion to that of CONST, and parameters that are far from what is
// known to work elsewhere need better results (kPriorPairs pairs say they are worse). The forecast
// is the mean of the kBest best models: forecasts that are put together are better than the best
// one of the past. What such means missed before is added (correction.h).
class TrendModel {
 public:
  static constexpr int kBest = 60;
  static constexpr double kPriorPairs = 4;

  TrendModel(const Series& series, size_t slice);

  // Tries all parameters on the pairs of dates up to `last` that are at most `longest` years apart.
  // `tick` ends it unless OK.
  absl::Status Learn(size_t last, double longest, const std::function<absl::Status()>& tick);

  // Needs Learn() up to the launch and the horizon at least. Launch 0 has no past: constant.
  People Forecast(size_t launch, double horizon) const;
  // The best parameters from this launch, for people to read.
  TrendParameters Best(size_t launch, double horizon) const;

 private:
  struct Pair {
    size_t launch = 0, target = 0;
    double years = 0;
    std::vector<float> error;  // by parameters: MAPE in proportion to CONST
    People forecast;           // the mean of the best as of the launch
  };

  std::vector<size_t> Ranked(size_t launch, double horizon) const;
  // The mean of the best.
  People Mean(size_t launch, double horizon) const;
  // Annual changes, one vector per value of kMemories.
  std::vector<People> Trends(size_t launch) const;

  const Series& series_;
  const size_t slice_;
  const Correction correction_;
  std::vector<TrendParameters> grid_;
  std::vector<Pair> pairs_;  // by launch
};

}  // namespace zwk::forecasting
