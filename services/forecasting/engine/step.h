#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/engine/model.h"

namespace zwk::forecasting {

// One step of the cohort-component model for all neighborhoods of a city: people at the start in,
// people at the end and everything that happened out. Every cell of the answer balances
// (conservation.h); a breach is INTERNAL and names the cell. The assumptions must have passed
// CheckAssumptions.
absl::StatusOr<CityStep> Step(const Model& model, const std::vector<Cells>& start,
                              const StepAssumptions& assumptions);

// The forms. Only Step calls them.
CityStep NetMigrationStep(const Model& model, const std::vector<Cells>& start,
                          const StepAssumptions& assumptions);
CityStep MultiregionalStep(const Model& model, const std::vector<Cells>& start,
                           const StepAssumptions& assumptions);
CityStep GrossFlowStep(const Model& model, const std::vector<Cells>& start,
                       const StepAssumptions& assumptions);
CityStep HamiltonPerryStep(const Model& model, const std::vector<Cells>& start,
                           const StepAssumptions& assumptions);

// Children of each group and sex, at [group * 2 + sex]: the mothers' children per group, given to
// the children's groups (Pi) and the sexes.
std::vector<double> ChildrenByGroupAndSex(const Grid& grid, const std::vector<double>& of_mothers,
                                          const StepAssumptions& assumptions);

// Ends at zero what would end below, and books the difference.
void FloorAtZero(AreaStep& area);

// A table of zeros may be left empty.
inline double ValueOr0(const Cells& cells, size_t cell) {
  return cells.empty() ? 0.0 : cells[cell];
}

}  // namespace zwk::forecasting
