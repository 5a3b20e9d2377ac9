#include "forecasting/engine/step.h"

#include "forecasting/engine/conservation.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

CityStep StepOfForm(const Model& model, const std::vector<Cells>& start,
                    const StepAssumptions& assumptions) {
  switch (model.form) {
    case MigrationForm::kNetMigration:
      return NetMigrationStep(model, start, assumptions);
    case MigrationForm::kMultiregional:
      return MultiregionalStep(model, start, assumptions);
    case MigrationForm::kHamiltonPerry:
      return HamiltonPerryStep(model, start, assumptions);
    case MigrationForm::kGrossFlows:
      break;
  }
  return GrossFlowStep(model, start, assumptions);
}

}  // namespace

absl::StatusOr<CityStep> Step(const Model& model, const std::vector<Cells>& start,
                              const StepAssumptions& assumptions) {
  CityStep step = StepOfForm(model, start, assumptions);
  if (!model.allow_negative_cells) {
    for (AreaStep& area : step.areas) FloorAtZero(area);
  }
  ZWK_RETURN_IF_ERROR(CheckConservation(model, start, step));
  return step;
}

std::vector<double> ChildrenByGroupAndSex(const Grid& grid, const std::vector<double>& of_mothers,
                                          const StepAssumptions& assumptions) {
  const double girls = 1.0 / (1.0 + assumptions.boys_per_girl);
  std::vector<double> children(static_cast<size_t>(grid.groups) * kSexes, 0.0);
  for (int h = 0; h < grid.groups; ++h) {
    double born = 0;
    for (int g = 0; g < grid.groups; ++g) {
      born += assumptions.child_group[static_cast<size_t>(g) * grid.groups + h] * of_mothers[g];
    }
    children[h * kSexes + kFemale] = born * girls;
    children[h * kSexes + kMale] = born - born * girls;
  }
  return children;
}

void FloorAtZero(AreaStep& area) {
  for (size_t i = 0; i < area.end.size(); ++i) {
    if (area.end[i] >= 0) continue;
    area.adjustment[i] = -area.end[i];
    area.end[i] = 0;
  }
}

}  // namespace zwk::forecasting
