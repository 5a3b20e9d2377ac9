#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/rates/estimate.h"

// What was counted, brought into the form of the step: events and who was exposed to them.
namespace zwk::forecasting {

// Events of one kind and the person-years of those who could have had one, all years together;
// [neighborhood], by the age at the end of the year.
struct Occurrences {
  std::vector<Cells> events;
  std::vector<Cells> exposure;
};

struct CityOccurrences {
  Occurrences deaths;
  Occurrences births;  // by mothers
  Occurrences emigration_abroad;
  Occurrences emigration_rest;
  Occurrences leaving;
  std::vector<Occurrences> naturalization;  // [to group]
  // People of all years, [neighborhood].
  std::vector<Cells> immigration_abroad;
  std::vector<Cells> immigration_rest;
  std::vector<Cells> arrivals;  // from other neighborhoods
  // The same by where they come from, [cluster][neighborhood]; empty without clusters.
  std::vector<std::vector<Cells>> arrivals_from;
  std::vector<Cells> lived;  // person-years
  std::vector<double> child_group;
};

// The input must have passed CheckEstimationInput. INVALID_ARGUMENT when births need a schedule by
// age of mother and there is none, or options do not fit.
absl::StatusOr<CityOccurrences> CountOccurrences(const EstimationInput& input,
                                                 const EstimationOptions& options);

// People of 31 December by the age they reach in the next year; none at age 0.
Cells AgedOn(const Grid& grid, const Cells& people);

// Women-years of possible mothers in one year: the mean of start and end, as in the step.
Cells WomenExposed(const EstimationInput& input, size_t area, size_t year_index);

// The names of the clusters, sorted, and the index of each neighborhood's.
struct Clusters {
  std::vector<std::string> names;
  std::vector<int> of_area;
};
Clusters IndexClusters(const std::vector<std::string>& by_area);

// The same sex and age in another group.
inline size_t InGroup(const Grid& grid, size_t cell, size_t group) {
  const size_t block = static_cast<size_t>(kSexes) * grid.ages;
  return group * block + cell % block;
}

// Pi from how many children mothers of each group have and how many children each group gets: as
// many as possible belong to their mother's group, the others go where children are missing.
std::vector<double> ChildGroups(const std::vector<double>& of_mothers,
                                const std::vector<double>& of_children);

}  // namespace zwk::forecasting
