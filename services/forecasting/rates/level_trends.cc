#include "forecasting/rates/level_trends.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "forecasting/engine/step.h"
#include "forecasting/rates/occurrences.h"
#include "forecasting/rates/trends.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

// The mean of what was estimated: where a year does not know its mothers, they are as old as those
// of all years.
std::vector<double> FertilitySchedule(const Grid& grid, const StepAssumptions& assumptions) {
  std::vector<double> schedule(grid.ages, 0.0);
  for (const auto& area : assumptions.areas) {
    for (size_t i = 0; i < area->fertility.size(); ++i) {
      schedule[i % grid.ages] += area->fertility[i];
    }
  }
  return schedule;
}

absl::StatusOr<double> LevelOf(const Occurrences& counted, Cells AreaAssumptions::* rates,
                               const StepAssumptions& assumptions, const char* what, int year) {
  double observed = 0, expected = 0;
  for (size_t r = 0; r < counted.events.size(); ++r) {
    const Cells& of_area = (*assumptions.areas[r]).*rates;
    for (size_t i = 0; i < counted.events[r].size(); ++i) {
      observed += counted.events[r][i];
      expected += counted.exposure[r][i] * ValueOr0(of_area, i);
    }
  }
  if (observed > 0 && expected > 0) return observed / expected;
  return absl::InvalidArgumentError(absl::StrCat("trends: no ", what, " were counted in ", year));
}

absl::StatusOr<double> LogSlope(const std::vector<double>& levels) {
  std::vector<double> logs;
  for (const double level : levels) logs.push_back(std::log(level));
  return LinearSlope(logs);
}

}  // namespace

absl::StatusOr<std::vector<LevelTrend>> LevelTrends(const EstimationInput& input,
                                                    const EstimationOptions& options,
                                                    const StepAssumptions& assumptions) {
  if (input.years.size() < kLeastTrendYears) {
    return absl::InvalidArgumentError(
        absl::StrCat("trends: need ", kLeastTrendYears, " years, not ", input.years.size()));
  }
  EstimationOptions of_year = options;
  if (of_year.fertility_schedule.empty()) {
    of_year.fertility_schedule = FertilitySchedule(input.model.grid, assumptions);
  }
  LevelTrend mortality{RateKind::kMortality, {}, 0}, fertility{RateKind::kFertility, {}, 0};
  for (size_t y = 0; y < input.years.size(); ++y) {
    EstimationInput one;
    one.model = input.model;
    one.years = {input.years[y]};
    one.stocks = {input.stocks[y], input.stocks[y + 1]};
    one.flows = {input.flows[y]};
    ZWK_ASSIGN_OR_RETURN(const CityOccurrences counted, CountOccurrences(one, of_year));
    ZWK_ASSIGN_OR_RETURN(const double deaths, LevelOf(counted.deaths, &AreaAssumptions::mortality,
                                                      assumptions, "deaths", input.years[y]));
    ZWK_ASSIGN_OR_RETURN(const double births, LevelOf(counted.births, &AreaAssumptions::fertility,
                                                      assumptions, "births", input.years[y]));
    mortality.levels.push_back(deaths);
    fertility.levels.push_back(births);
  }
  ZWK_ASSIGN_OR_RETURN(mortality.slope, LogSlope(mortality.levels));
  ZWK_ASSIGN_OR_RETURN(fertility.slope, LogSlope(fertility.levels));
  return std::vector<LevelTrend>{std::move(mortality), std::move(fertility)};
}

double TrendFactor(double slope, const RateTrends& trends, int year) {
  const int horizon = year - trends.last_year;
  const double to_last_year = (trends.years - 1) / 2.0;
  if (horizon <= 0) return std::exp(slope * (to_last_year + horizon));
  double steps = to_last_year, step = 1;
  for (int h = 0; h < horizon; ++h) {
    steps += step;
    step *= trends.damping;
  }
  return std::exp(slope * steps);
}

std::vector<Modifier> TrendModifiers(const RateTrends& trends, int year) {
  Modifier mortality, fertility;
  mortality.quantity = Quantity::kMortality;
  mortality.amount = TrendFactor(trends.mortality, trends, year);
  fertility.quantity = Quantity::kFertility;
  fertility.amount = TrendFactor(trends.fertility, trends, year);
  return {mortality, fertility};
}

}  // namespace zwk::forecasting
