#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/engine/model.h"

// The method of Hamilton and Perry (1962): how cohorts changed between two counts, whatever the
// reason. A benchmark, and a fallback where only stocks are known.
namespace zwk::forecasting {

struct HamiltonPerryOptions {
  int years = 5;  // between the counts, and of one step forward; a multiple of an age class
  // Cohort change ratios of few people are capped (Baker, Swanson & Tayman 2020).
  double least = 0.5;
  double most = 2.0;
  // Women per whom children are counted: years of age, both included.
  int women_from = 15;
  int women_to = 44;
};

// One ratio per cell, for each neighborhood: from `years` on the people of the cell per person of
// the same group and sex `years` before (the open class: per person who can reach it); below, the
// children of the cell per woman of the same group at the same date. Each is own_weight of the
// neighborhood's own ratio, the rest of the city's (no weights: 1; cohort_change.h has them).
// Where a neighborhood had nobody, the city's holds, and 1 where the city had nobody either.
// FAILED_PRECONDITION: `years` does not fit the age classes; or there are children but no women, in
// a neighborhood or in a group of the whole city.
absl::StatusOr<std::vector<Cells>> HamiltonPerryRatios(const Model& model,
                                                       const HamiltonPerryOptions& options,
                                                       const std::vector<Cells>& before,
                                                       const std::vector<Cells>& after,
                                                       const std::vector<double>& own_weight = {});

// The people `years` later. Control them to a total (margins.h): ratios are biased upward.
Cells HamiltonPerryForward(const Model& model, const HamiltonPerryOptions& options,
                           const Cells& ratios, const Cells& people);

}  // namespace zwk::forecasting
