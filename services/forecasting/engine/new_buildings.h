#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/engine/model.h"

// First occupancy: who moves into new buildings differs from who moves into the neighborhood
// otherwise. Once there, people live by the ordinary rates.
namespace zwk::forecasting {

struct NewBuilding {
  size_t area = 0;
  int first_year = 0;          // at the end of the step in which the first ones move in
  std::vector<double> people;  // who move in, by year; two or three years, usually
  Cells profile;               // group, age and sex of them: shares of the cells, sum 1
  double from_city = 0;        // share who come from other neighborhoods
};

// INVALID_ARGUMENT with paths such as "buildings[0].profile"; needs gross flows.
absl::Status CheckNewBuildings(const Model& model, size_t areas,
                               const std::vector<NewBuilding>& buildings);

// The assumptions of the step from `start` to the end of `year`, with who moves in. Movers inside
// the city are as many as before: those of the buildings come first, the rest go where they did.
// Where there are not enough of a cell, and for infants, the others come from the rest of the
// country.
StepAssumptions WithNewBuildings(const Model& model, const std::vector<NewBuilding>& buildings,
                                 int year, const std::vector<Cells>& start,
                                 const StepAssumptions& base);

}  // namespace zwk::forecasting
