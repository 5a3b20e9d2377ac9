#include "forecasting/forecast/cohort_change.h"

#include "absl/strings/str_cat.h"
#include "forecasting/engine/hamilton_perry.h"
#include "forecasting/rates/shrinkage.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

double PeopleOf(const std::vector<Cells>& areas) {
  double sum = 0;
  for (const Cells& cells : areas) {
    for (const double people : cells) sum += people;
  }
  return sum;
}

}  // namespace

absl::StatusOr<std::vector<Cells>> ShrunkCohortRatios(const Model& model,
                                                      const std::vector<Cells>& before,
                                                      const std::vector<Cells>& after) {
  HamiltonPerryOptions options;
  options.years = model.ratio_years;
  const std::vector<double> none(after.size(), 0.0);
  ZWK_ASSIGN_OR_RETURN(const std::vector<Cells> of_city,
                       HamiltonPerryRatios(model, options, before, after, none));
  const int k = options.years / model.age_width;
  std::vector<double> observed, expected;
  for (size_t r = 0; r < after.size(); ++r) {
    const Cells at_city_ratios = HamiltonPerryForward(model, options, of_city[r], before[r]);
    observed.push_back(0);
    expected.push_back(0);
    for (size_t i = 0; i < at_city_ratios.size(); ++i) {
      const bool child = static_cast<int>(i % model.grid.ages) < k;
      if (child || at_city_ratios[i] == 0) continue;  // nobody was there who could have changed
      observed[r] += after[r][i];
      expected[r] += at_city_ratios[i];
    }
  }
  ZWK_ASSIGN_OR_RETURN(const ShrunkLevels levels, ShrinkLevels(observed, expected));
  std::vector<double> weights;
  for (const ShrunkLevel& unit : levels.units) weights.push_back(unit.weight);
  return HamiltonPerryRatios(model, options, before, after, weights);
}

absl::StatusOr<std::vector<double>> LinearTotals(const std::vector<Cells>& before,
                                                 const std::vector<Cells>& after, int steps) {
  const double last = PeopleOf(after);
  const double slope = last - PeopleOf(before);
  std::vector<double> totals;
  for (int step = 1; step <= steps; ++step) {
    totals.push_back(last + step * slope);
    if (totals.back() > 0) continue;
    return absl::FailedPreconditionError(
        absl::StrCat("the line through the city's totals of ", last - slope, " and ", last,
                     " leaves nobody at the end of step ", step, "; give totals"));
  }
  return totals;
}

}  // namespace zwk::forecasting
