#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "forecasting/engine/model.h"

namespace zwk::forecasting {

// Whether the assumptions of a step can be calculated with, before anything is. FAILED_PRECONDITION
// names the cell:
// - every number is finite and at most 1e12; rates are from 0 to 1 (fertility and multiregional
//   rates: 0 or more), counts of arriving 0 or more,
// - fertility is zero for men, the youngest and the open age class,
// - nobody changes into the own group; e + sum C + h leaves nobody behind below zero: at most
//   (1-q)/(1-q/2), unless the model allows negative cells,
// - multiregional: nobody moves to the own neighborhood; death and moving are at most 2 in a step,
// - Hamilton-Perry: ratios are 0 or more, the total above 0,
// - shares of arriving sum to one over the neighborhoods wherever somebody of a cluster leaves;
//   shares of children's groups sum to one.
absl::Status CheckAssumptions(const Model& model, const StepAssumptions& assumptions);

// Every number finite and not negative, one per cell.
absl::Status CheckStart(const Model& model, const std::vector<Cells>& start);

// Shares that sum to one do so up to this.
inline constexpr double kShareTolerance = 1e-9;

// None is negative, and they sum to one.
bool AreShares(const std::vector<double>& shares);

}  // namespace zwk::forecasting
