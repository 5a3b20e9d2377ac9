#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "forecasting/backtest/constants.h"
#include "forecasting/backtest/intervals.h"
#include "forecasting/backtest/series.h"
#include "forecasting/backtest/trend_model.h"

// ZWK, ours: trends of the neighborhoods, put together with lines, cohorts and what is, and
// intervals of what it missed before.
namespace zwk::forecasting {

class OurMethod {
 public:
  // The cohort model's forecast of the slice from a date, for a horizon; empty without one.
  using CohortForecast = std::function<People(size_t launch, double horizon)>;

  OurMethod(const Series& series, size_t slice, const Constants& constants, CohortForecast cohorts);

  // Learns from all targets up to `last`. `horizons` are those that are forecast, ascending. With
  // `trends` false the prior of trends rules alone: cells are many and small, they show little.
  // `tick` ends it unless OK.
  absl::Status Learn(size_t last, const std::vector<double>& horizons, bool trends,
                     const std::function<absl::Status()>& tick);

  // Of what was known at the launch, which is not after `last`.
  const People& Forecast(size_t launch, double horizon);
  // Of such a forecast, by neighborhood.
  std::vector<Quantiles> Around(size_t launch, double horizon, const People& forecast) const;

  // The trends' best parameters from this launch, for people to read.
  std::string BestTrend(size_t launch, double horizon) const;

 private:
  People Combined(size_t launch, double horizon) const;
  SliceForecast Of(size_t launch, double horizon, const People& people) const;
  double CohortShare(double horizon) const;

  struct Known {
    size_t target = 0;
    KnownError error;
  };

  const Series& series_;
  const size_t slice_;
  const Constants& constants_;
  const CohortForecast cohorts_;
  TrendModel trend_;
  std::vector<Known> known_;
  std::map<std::pair<size_t, double>, People> forecasts_;  // by launch and horizon
};

}  // namespace zwk::forecasting
