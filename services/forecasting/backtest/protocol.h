#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/backtest/constants.h"
#include "forecasting/backtest/intervals.h"
#include "forecasting/backtest/metrics.h"
#include "forecasting/backtest/series.h"
#include "forecasting/backtest/simple_methods.h"
#include "forecasting/engine/noise_floor.h"

// The backtest: forecasts are made from several launch dates with what was known then, and compared
// with what came. The simple methods always run beside ours.
namespace zwk::forecasting {

enum class ForecastMethod {
  kConstant = 1,       // CONST: as at launch
  kLinear = 2,         // LIN: the line through the first and the last date of the base period
  kExponential = 3,    // LIN-EXP: linear where it grew, exponential where it declined
  kHamiltonPerry = 4,  // HP: cohort change ratios; needs ages
  kShareOfGrowth = 5,  // CSP-VSG: constant share and variable share of growth, averaged
  kOurs = 6,           // ZWK: trends with lines, cohorts, standing still; intervals of its own
  kEngine = 7,         // ENGINE: the model of a forecast itself, given by who runs it
};
std::string MethodName(ForecastMethod method);  // "CONST", "LIN", "LIN-EXP", ...

// What the model of a forecast says from a launch: people by slice of the series, then neighborhood.
struct GivenForecast {
  size_t launch = 0;  // date of the series
  double horizon = 0;
  std::vector<People> slices;
};

struct BacktestOptions {
  // Labels of reference dates; empty: every date that has `history` before it and a target after
  // it.
  std::vector<std::string> launches;
  std::vector<double> horizons = {1, 2, 3, 5, 10};  // years; kept where a launch has the target
  double history = 2;                               // least years before a launch
  double base_period = 5;  // years that LIN, EXP, CSP-VSG look back, or as many as there are
  std::vector<double> size_limits = {1000, 2500, 5000, 10000, 20000};  // people at launch
  EventRates turnover = {0.12, 0.011, 0.011};  // for the noise floor; moves within the city, too
  Constants constants = ProductConstants();
  std::vector<GivenForecast> given = {};  // ENGINE, where it could be run
  bool keep_forecasts = false;            // each neighborhood's figures go into the report, too
  // What ours says of each neighborhood goes into the report: from the launches, and from the last
  // date on, of which nothing is known yet.
  bool by_neighborhood = false;
};

// People at launch, from (inclusive) to (exclusive); 0 and infinity: all.
struct SizeClass {
  double from = 0;
  double to = 0;
  bool operator==(const SizeClass&) const = default;
};

// One method, launch, horizon, slice and size class.
struct BacktestRow {
  ForecastMethod method = ForecastMethod::kConstant;
  std::string launch;
  double horizon = 0;
  std::string slice;  // Slice::Name(), or "cells by sex, age" for all these together
  SizeClass size;     // the first row of each method is of all sizes
  Accuracy accuracy;
  // Of ours and the engine.
  std::optional<IntervalAccuracy> intervals;
  double skill = 0;        // of MAPE, against the best simple method
  double noise_floor = 0;  // 2.15: the MAPE that chance alone leaves
};

// All launches of a method and slice together; the share over 10 % is the mean of the launches'.
struct BacktestSummary {
  ForecastMethod method = ForecastMethod::kConstant;
  std::string slice;
  std::optional<double> shelf_life;  // years
};

struct NeighborhoodForecast {
  ForecastMethod method = ForecastMethod::kConstant;
  std::string launch;
  double horizon = 0;
  std::string slice;
  std::string neighborhood;
  double forecast = 0;
  double actual = 0;
  std::optional<Quantiles> quantiles;  // as BacktestRow::intervals
};

// What ours says of the neighborhoods of a slice, in their order.
struct NeighborhoodTable {
  std::string launch;
  double horizon = 0;
  std::string slice;
  People forecast;
  People actual;  // empty: from the last date on
  std::vector<Quantiles> quantiles;
};

struct BacktestReport {
  std::vector<std::string> launches;
  std::vector<double> horizons;
  std::vector<BacktestRow> rows;
  std::vector<BacktestSummary> summaries;
  std::vector<NeighborhoodForecast> forecasts;  // when asked for
  std::vector<NeighborhoodTable> tables;        // when asked for, by slice
  // What a reader must know: parameters chosen by launch, methods that fell back, what was left
  // out.
  std::vector<std::string> notes;
};

// How far given forecasts of a slice were off that say something of one of `horizon` years, of targets
// up to the date `known`.
std::vector<KnownError> ErrorsOfGiven(const Series& series, const BacktestOptions& options,
                                      size_t slice, size_t known, double horizon);

// Figures by neighborhood that one report may have.
inline constexpr size_t kMaxTableFigures = 2'000'000;

// Told how much is done, from 0 to 1; what it returns, unless OK, ends the run.
using BacktestProgress = std::function<absl::Status(double)>;

// Parameters of ours, and the width of its intervals, come from launches before the launch whose
// targets were known by then: nothing that was counted later has any influence on a forecast.
// The same input gives the same bytes.
// INVALID_ARGUMENT: a launch that the series does not have, horizons that are not positive, size
// limits that do not ascend, more figures by neighborhood than kMaxTableFigures; FAILED_PRECONDITION: no launch has both history and a target.
absl::StatusOr<BacktestReport> RunBacktest(const Series& series, const BacktestOptions& options,
                                           const BacktestProgress& progress = {});

}  // namespace zwk::forecasting
