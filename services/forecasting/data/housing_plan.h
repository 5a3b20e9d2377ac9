#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/engine/housing.h"
#include "forecasting/engine/targets.h"

namespace zwk::forecasting {

// Dwellings of one neighborhood and what is to be built.
struct Housing {
  int year = 0;  // on 31 December of which there are so many
  double dwellings = 0;
  double people_per_dwelling = 0;
  double vacancy = 0;  // share that is empty
  std::vector<BuildingProject> projects;
};

// What becomes of projects, and of people who find more or less room.
struct HousingAssumptions {
  ProjectExperience experience;  // not_realized empty: all are realized, whatever their status
  HousingTarget room;            // its people are ignored
};

// The room for people in each year from first_year to last_year; what is built after `year` counts.
// INVALID_ARGUMENT names the project.
absl::StatusOr<std::vector<HousingTarget>> RoomOf(Housing housing, HousingAssumptions assumptions,
                                                  int first_year, int last_year);

}  // namespace zwk::forecasting
