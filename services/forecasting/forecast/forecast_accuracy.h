#pragma once

#include <optional>
#include <string>
#include <vector>

#include "forecasting/backtest/intervals.h"
#include "forecasting/engine/noise_floor.h"
#include "zwk/forecasting/v1/accuracy.pb.h"

// What a forecast says beside its figures: how far forecasts of the city have been off, and how far
// chance alone puts any forecast off.
//
// The errors are those of backtests on the city's own past: of trend methods, and of the model of the
// forecast itself (ENGINE) where stocks and flows of earlier years allow to run it.
namespace zwk::forecasting {

enum class ForecastMethod;  // backtest/protocol.h

// One method, slice and horizon: the mean over launches.
struct MethodAccuracy {
  ForecastMethod method{};
  std::string slice;
  double horizon = 0;
  int launches = 0;
  int neighborhoods = 0;
  double mape = 0;
  double medape = 0;
  double malpe = 0;
  std::optional<double> coverage_80;
  int interval_launches = 0;
  bool operator==(const MethodAccuracy&) const = default;
};

// The mean over the neighborhoods of what chance alone leaves.
struct NoiseAt {
  double horizon = 0;
  double mape = 0;
  bool operator==(const NoiseAt&) const = default;
};

// How many people move, are born and die, per head and year.
struct Turnover {
  EventRates rates;
  bool is_assumed = false;  // usual numbers stand for what the form of the forecast does not tell
};

// How wide the fan of trajectories is made at a horizon, of everybody or of ages.
struct FanWidths {
  double horizon = 0;
  bool ages = false;
  Widths widths;
};

struct ForecastAccuracy {
  static constexpr int kMostYears = 30;

  std::vector<int> stock_years;
  std::vector<MethodAccuracy> methods;  // by slice, horizon, method; empty: see remark
  std::string remark;
  std::vector<NoiseAt> noise_floors;  // by horizon
  Turnover turnover;
  std::vector<FanWidths> fans;  // by horizon, everybody and ages
};

v1::ForecastAccuracy ToProto(const ForecastAccuracy& accuracy);

}  // namespace zwk::forecasting
