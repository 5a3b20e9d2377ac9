#include "forecasting/engine/housing.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

constexpr double kSquareMetersPerHectare = 10'000;
constexpr int kLongestDelay = 100;

// Shares of projects that are ready 0, 1, .. years late.
std::vector<double> DelayShares(const ProjectExperience& experience) {
  std::vector<double> shares;
  double sum = 0;
  for (int d = 0; d <= experience.longest_delay; ++d) {
    shares.push_back(std::exp(-experience.delay * d));
    sum += shares.back();
  }
  for (double& share : shares) share /= sum;
  return shares;
}

bool IsShare(double value) { return value >= 0 && value <= 1; }

}  // namespace

double PeopleInDwellings(double dwellings, double people_per_dwelling, double vacancy) {
  return dwellings * people_per_dwelling * (1 - vacancy);
}

double PeopleOnLand(double hectares, double utilization, double square_meters_per_person,
                    double vacancy) {
  return hectares * kSquareMetersPerHectare * utilization / square_meters_per_person *
         (1 - vacancy);
}

absl::StatusOr<std::vector<double>> ExpectedDwellings(const std::vector<BuildingProject>& projects,
                                                      const ProjectExperience& experience,
                                                      int first_year, int years) {
  FieldErrors errors;
  const int statuses = static_cast<int>(experience.not_realized.size());
  for (int k = 0; k < statuses; ++k) {
    if (!IsShare(experience.not_realized[k])) {
      errors.Add(absl::StrCat("not_realized[", k, "]"), "must be from 0 to 1");
    }
  }
  if (!std::isfinite(experience.delay) || experience.delay < 0) {
    errors.Add("delay", "must be finite and at least 0");
  }
  if (experience.longest_delay < 0 || experience.longest_delay > kLongestDelay) {
    errors.Add("longest_delay", absl::StrCat("must be from 0 to ", kLongestDelay, " years"));
  }
  for (size_t k = 0; k < projects.size(); ++k) {
    const BuildingProject& project = projects[k];
    if (!std::isfinite(project.dwellings) || project.dwellings < 0) {
      errors.Add(absl::StrCat("projects[", k, "].dwellings"), "must be finite and at least 0");
    }
    if (project.status < 0 || project.status >= statuses) {
      errors.Add(absl::StrCat("projects[", k, "].status"), "there is no such status");
    }
  }
  if (!errors.empty()) return errors.ToStatus();

  const std::vector<double> delays = DelayShares(experience);
  std::vector<double> ready(std::max(years, 0), 0.0);
  for (const BuildingProject& project : projects) {
    const double realized = project.dwellings * (1 - experience.not_realized[project.status]);
    for (size_t d = 0; d < delays.size(); ++d) {
      const int64_t year = int64_t{project.year} + static_cast<int64_t>(d) - first_year;
      if (year >= 0 && year < years) ready[year] += realized * delays[d];
    }
  }
  return ready;
}

double WithReserves(double projects, double reserves, double trust) {
  return projects + trust * std::max(0.0, reserves - projects);
}

double BlendedHouseholdSize(double headship, double trend, double mix) {
  return headship + (trend - headship) * mix;
}

double PeopleInHouseholds(double household_size, double households, double communal) {
  return household_size * households + communal;
}

}  // namespace zwk::forecasting
