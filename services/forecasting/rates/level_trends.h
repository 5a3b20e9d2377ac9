#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/engine/modifiers.h"
#include "forecasting/rates/estimate.h"

// How mortality and fertility of a whole city moved while they were counted, and how they go on.
namespace zwk::forecasting {

struct LevelTrend {
  RateKind kind = RateKind::kMortality;
  std::vector<double> levels;  // by year: events by events at the rates of all years
  double slope = 0;            // of the logarithm of the level, per year
};

// Of mortality and fertility, with the assumptions that were estimated from the input.
// INVALID_ARGUMENT: fewer than three years, or one without deaths or births.
inline constexpr int kLeastTrendYears = 3;
absl::StatusOr<std::vector<LevelTrend>> LevelTrends(const EstimationInput& input,
                                                    const EstimationOptions& options,
                                                    const StepAssumptions& assumptions);

// What a forecast needs of them.
struct RateTrends {
  double mortality = 0;  // slopes
  double fertility = 0;
  double damping = 1;
  int years = 0;      // that were counted; the rates hold for the middle of them
  int last_year = 0;  // of them
};

// What a rate of all years is multiplied with in `year`: on the line up to the last year that was
// counted, and damped from there on (DampedTrend).
double TrendFactor(double slope, const RateTrends& trends, int year);

// The same for all rates.
std::vector<Modifier> TrendModifiers(const RateTrends& trends, int year);

}  // namespace zwk::forecasting
