#pragma once

#include <vector>

#include "absl/status/status.h"
#include "forecasting/engine/model.h"

namespace zwk::forecasting {

// The audit of one step. INTERNAL, naming the cell, unless
// - each cell balances: start + births - deaths + in - out + net + special = end,
// - nobody of the population at the start is missing from the cells they age into or are held in,
// - group changes sum to zero over the groups, moves inside the city over the neighborhoods,
// - every child has a mother,
// - no cell is negative (unless the model allows it) and every number is finite.
absl::Status CheckConservation(const Model& model, const std::vector<Cells>& start,
                               const CityStep& step);

}  // namespace zwk::forecasting
