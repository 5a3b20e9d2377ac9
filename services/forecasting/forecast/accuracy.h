#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/backtest/protocol.h"
#include "forecasting/engine/model.h"
#include "forecasting/forecast/forecast_accuracy.h"

namespace zwk::forecasting {

// Stocks of several years as the series of a backtest: everybody, ages by time of life (0-4, 5-19,
// 20-34, 35-64, then by five years up to 85; limits move to the next one of an age class), and origin
// groups. Years are set one by one, so that the cells of one year are in memory at most.
class StocksSeries {
 public:
  // The names of the model say what neighborhoods and groups are called.
  StocksSeries(const Model& model, std::vector<int> years);
  // `people` by neighborhood.
  void Set(size_t year_index, const std::vector<Cells>& people);
  // By slice, then neighborhood.
  std::vector<People> SlicesOf(const std::vector<Cells>& people) const;
  const Series& series() const { return series_; }

 private:
  // Which ages and group a slice counts; -1: all groups.
  struct Part {
    int youngest = 0;  // age classes, both inclusive
    int oldest = 0;
    int group = -1;
  };
  void AddSlice(Slice slice, Part part);

  const Grid grid_;
  std::vector<Part> parts_;  // of the slices
  Series series_;
};

// What happened in the city in one step, per head of those at its middle.
Turnover TurnoverOf(const Model& model, const CityStep& step);

// How the past is measured: all launches that the series allows, neighborhoods of all sizes
// together, and what the forecast's own model said then.
BacktestOptions AccuracyOptions(const EventRates& turnover, std::vector<GivenForecast> engine = {});

// `people` by neighborhood in the jump-off year; `engine` may be empty. The same input gives the same
// bytes. Fails only as `progress` does.
absl::StatusOr<ForecastAccuracy> MeasureAccuracy(const Series& series,
                                                 const std::vector<double>& people,
                                                 const Turnover& turnover,
                                                 std::vector<GivenForecast> engine = {},
                                                 const BacktestProgress& progress = {});

}  // namespace zwk::forecasting
