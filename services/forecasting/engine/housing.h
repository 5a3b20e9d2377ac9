#pragma once

#include <vector>

#include "absl/status/statusor.h"

// How many people dwellings and buildings to come have room for.
namespace zwk::forecasting {

// vacancy: share of dwellings that are empty.
double PeopleInDwellings(double dwellings, double people_per_dwelling, double vacancy);

// utilization: floor area per area of land.
double PeopleOnLand(double hectares, double utilization, double square_meters_per_person,
                    double vacancy);

struct BuildingProject {
  int year = 0;  // when it is to be ready
  double dwellings = 0;
  int status = 0;  // index into ProjectExperience::not_realized
};
struct ProjectExperience {
  std::vector<double> not_realized;  // share, by status
  // A project is ready d years late with a weight of exp(-delay * d), d from 0 to longest_delay.
  double delay = 0;
  int longest_delay = 0;
};

// Dwellings that will be ready in each of `years` years from first_year on. What is ready before
// or after is not in them. INVALID_ARGUMENT names the project.
absl::StatusOr<std::vector<double>> ExpectedDwellings(const std::vector<BuildingProject>& projects,
                                                      const ProjectExperience& experience,
                                                      int first_year, int years);

// Reserves of building land count beyond the projects on them; trust: how much of them, 0 to 1.
double WithReserves(double projects, double reserves, double trust);

// Average household size between that of headship rates and the trend; mix: share of the trend.
double BlendedHouseholdSize(double headship, double trend, double mix = 0.5);

// People in the neighborhood that the households make.
double PeopleInHouseholds(double household_size, double households, double communal);

}  // namespace zwk::forecasting
