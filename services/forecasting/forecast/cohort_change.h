#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/engine/model.h"

// What the Hamilton-Perry form takes from the stocks of two years.
namespace zwk::forecasting {

// Ratios of every neighborhood between two counts that are model.ratio_years apart. How much of a
// neighborhood's own ratios counts is told by empirical Bayes: who was there at the second count,
// by who would have been at the city's ratios (shrinkage.h). FAILED_PRECONDITION as
// HamiltonPerryRatios.
absl::StatusOr<std::vector<Cells>> ShrunkCohortRatios(const Model& model,
                                                      const std::vector<Cells>& before,
                                                      const std::vector<Cells>& after);

// The city's totals at the end of each step, on the line through those of both counts. Plain lines
// of totals were better than totals of Hamilton-Perry (Baker, Swanson & Tayman 2020).
// FAILED_PRECONDITION names the step at whose end nobody would be left.
absl::StatusOr<std::vector<double>> LinearTotals(const std::vector<Cells>& before,
                                                 const std::vector<Cells>& after, int steps);

}  // namespace zwk::forecasting
