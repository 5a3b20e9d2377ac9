#include "forecasting/data/housing_plan.h"

#include <algorithm>

#include "platform/base/status_macros.h"

namespace zwk::forecasting {

absl::StatusOr<std::vector<HousingTarget>> RoomOf(Housing housing, HousingAssumptions assumptions,
                                                  int first_year, int last_year) {
  if (assumptions.experience.not_realized.empty()) {
    assumptions.experience.not_realized = {0.0};
    for (BuildingProject& project : housing.projects) project.status = std::min(project.status, 0);
  }
  ZWK_ASSIGN_OR_RETURN(const std::vector<double> ready,
                       ExpectedDwellings(housing.projects, assumptions.experience, housing.year + 1,
                                         last_year - housing.year));
  std::vector<HousingTarget> room;
  double dwellings = housing.dwellings;
  for (int year = housing.year + 1; year <= last_year; ++year) {
    dwellings += ready[year - housing.year - 1];
    if (year < first_year) continue;
    room.push_back(assumptions.room);
    room.back().people = PeopleInDwellings(dwellings, housing.people_per_dwelling, housing.vacancy);
  }
  return room;
}

}  // namespace zwk::forecasting
