// The step of Hamilton & Perry (1962): each cohort times its change ratio, children per woman, all
// scaled to the city's total. What changed cannot be told apart, so it is one flow, the net change:
// who is there at the end less who could have grown into the cell.
#include "forecasting/engine/hamilton_perry.h"
#include "forecasting/engine/step.h"

namespace zwk::forecasting {
namespace {

// As if nothing but time passed: a ratio of one from `years` on, no children.
Cells OnlyTime(const Model& model, const HamiltonPerryOptions& options) {
  Cells ratios(model.grid.size(), 1.0);
  for (size_t base = 0; base < ratios.size(); base += model.grid.ages) {
    for (int a = 0; a < options.years / model.age_width; ++a) ratios[base + a] = 0;
  }
  return ratios;
}

}  // namespace

CityStep HamiltonPerryStep(const Model& model, const std::vector<Cells>& start,
                           const StepAssumptions& assumptions) {
  HamiltonPerryOptions options;
  options.years = model.ratio_years;
  const Cells only_time = OnlyTime(model, options);
  CityStep step;
  double total = 0;
  for (size_t r = 0; r < start.size(); ++r) {
    AreaStep& area = step.areas.emplace_back(model.grid);
    area.start = HamiltonPerryForward(model, options, only_time, start[r]);
    area.end = HamiltonPerryForward(model, options, assumptions.areas[r]->cohort_ratio, start[r]);
    for (const double people : area.end) total += people;
  }
  const double factor = total > 0 ? assumptions.total / total : 1.0;  // an empty city stays so
  for (AreaStep& area : step.areas) {
    area.net_change.resize(model.grid.size());
    for (size_t i = 0; i < area.end.size(); ++i) {
      area.end[i] *= factor;
      area.net_change[i] = area.end[i] - area.start[i];
    }
  }
  return step;
}

}  // namespace zwk::forecasting
