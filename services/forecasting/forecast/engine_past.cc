#include "forecasting/forecast/engine_past.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <utility>

#include "forecasting/engine/checks.h"
#include "forecasting/engine/step.h"
#include "forecasting/forecast/cohort_change.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

constexpr int kFarthest = 10;  // years
// Neighborhoods times launches, and launches at least and at most.
constexpr size_t kMostWork = 250, kFewest = 2, kMostLaunches = 10;

std::vector<size_t> SpreadOut(const std::vector<size_t>& all, size_t most) {
  if (all.size() <= most) return all;
  std::vector<size_t> some;
  for (size_t i = 0; i < most; ++i) some.push_back(all[i * (all.size() - 1) / (most - 1)]);
  return some;
}

int YearOf(const StocksSeries& stocks, size_t date) {
  return static_cast<int>(std::lround(stocks.series().dates[date].time));
}

// Steps on, and keeps what the history can be compared with.
absl::StatusOr<std::vector<GivenForecast>> Run(const StocksSeries& stocks, size_t launch,
                                               const Model& model, std::vector<Cells> people,
                                               StepAssumptions assumptions,
                                               const std::vector<double>& totals) {
  ZWK_RETURN_IF_ERROR(CheckStart(model, people));
  std::set<int> years;
  for (size_t date = launch + 1; date < stocks.series().dates.size(); ++date) {
    const int ahead = YearOf(stocks, date) - YearOf(stocks, launch);
    if (ahead <= kFarthest) years.insert(ahead);
  }
  std::vector<GivenForecast> given;
  const int length = model.step_years();
  for (int step = 1; !years.empty() && step * length <= *years.rbegin(); ++step) {
    if (!totals.empty()) assumptions.total = totals[static_cast<size_t>(step) - 1];
    ZWK_RETURN_IF_ERROR(CheckAssumptions(model, assumptions));
    ZWK_ASSIGN_OR_RETURN(CityStep done, Step(model, people, assumptions));
    for (size_t r = 0; r < people.size(); ++r) people[r] = std::move(done.areas[r].end);
    if (!years.contains(step * length)) continue;
    given.push_back({launch, static_cast<double>(step * length), stocks.SlicesOf(people)});
  }
  return given;
}

}  // namespace

std::vector<size_t> EngineLaunches(const ForecastInput& input, MigrationForm form,
                                   int ratio_years) {
  const auto has = [](const std::vector<PinnedYear>& years, int year) {
    return std::any_of(years.begin(), years.end(),
                       [year](const PinnedYear& pinned) { return pinned.year == year; });
  };
  std::vector<size_t> launches;
  for (size_t i = 0; i + 1 < input.history.size(); ++i) {
    const int year = input.history[i].year;
    bool there = false;
    if (form == MigrationForm::kHamiltonPerry) {
      there = has(input.history, year - ratio_years) && has(input.history, year + ratio_years);
    } else if (form == MigrationForm::kGrossFlows) {
      there = has(input.history, year - kEngineFlowYears);
      for (int back = 0; back < kEngineFlowYears; ++back) {
        there = there && has(input.flow_history, year - back) && has(input.history, year - back);
      }
    }
    if (there) launches.push_back(i);
  }
  const size_t areas = std::max<size_t>(1, input.neighborhood_keys.size());
  return SpreadOut(launches, std::clamp(kMostWork / areas, kFewest, kMostLaunches));
}

absl::StatusOr<std::vector<GivenForecast>> GrossFlowsFrom(const StocksSeries& stocks, size_t launch,
                                                          const EstimationInput& input) {
  ZWK_ASSIGN_OR_RETURN(Estimates estimates, Estimate(input, {}));
  return Run(stocks, launch, input.model, input.stocks.back(), std::move(estimates.assumptions),
             {});
}

absl::StatusOr<std::vector<GivenForecast>> HamiltonPerryFrom(const StocksSeries& stocks,
                                                             size_t launch, const Model& model,
                                                             const std::vector<Cells>& before,
                                                             const std::vector<Cells>& now) {
  ZWK_ASSIGN_OR_RETURN(std::vector<Cells> ratios, ShrunkCohortRatios(model, before, now));
  ZWK_ASSIGN_OR_RETURN(const std::vector<double> totals,
                       LinearTotals(before, now, kFarthest / model.step_years()));
  StepAssumptions assumptions;
  assumptions.child_group = OwnGroup(model.grid.groups);
  for (Cells& of_area : ratios) {
    auto area = std::make_shared<AreaAssumptions>();
    area->cohort_ratio = std::move(of_area);
    assumptions.areas.push_back(std::move(area));
  }
  return Run(stocks, launch, model, now, std::move(assumptions), totals);
}

}  // namespace zwk::forecasting
