#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "forecasting/engine/model.h"
#include "forecasting/rates/shrinkage.h"

namespace zwk::forecasting {

// People of one cell who went over to another neighborhood or group.
struct Change {
  uint32_t to = 0;  // index of the neighborhood or group
  uint32_t cell = 0;
  double people = 0;
};

// What was counted in one neighborhood in one year, by the age reached on 31 December. An empty
// table is all zeros.
struct AreaFlows {
  // At age 0 the children, by their sex and group; at the other ages of women the same children by
  // their mother's age and group. Either may be missing.
  Cells births;
  Cells deaths;
  Cells emigration_abroad;
  Cells emigration_rest;  // to the rest of the country
  Cells immigration_abroad;
  Cells immigration_rest;
  std::vector<Change> moves;            // to other neighborhoods
  std::vector<Change> naturalizations;  // to other groups
  // What else changed the number of people, by the balance alone: net migration, corrections of the
  // register. May be negative.
  Cells other_changes;
};

struct EstimationInput {
  Model model;             // single years of age; the names that refusals use
  std::vector<int> years;  // of the flows, consecutive
  // People on 31 December: [0] of the year before the first, [y + 1] of years[y]; by neighborhood.
  std::vector<std::vector<Cells>> stocks;
  std::vector<std::vector<AreaFlows>> flows;  // [year][neighborhood]
  std::vector<std::string> clusters;  // the kind of each neighborhood; empty: one level less
};

struct EstimationOptions {
  // Rates by age are graduated (Whittaker-Henderson, the smoothness by BIC); off: as counted.
  bool graduate = true;
  // Neighborhoods may differ from the city in shape, by broad bands of age, not only in level.
  bool bands = true;
  double boys_per_girl = 1.05;
  // Pi, [g * groups + h]. Empty: from births by the groups of children and mothers where both are
  // counted, the mother's otherwise.
  std::vector<double> child_group;
  // Who moves inside the city arrives by the kind of neighborhood that is left
  // (StepAssumptions::origin_cluster, in the order of the clusters' names); needs clusters.
  bool arrivals_by_origin = false;
  // Children by age of mother in any unit, one per age of the grid: needed where no births are
  // counted by age of mother.
  std::vector<double> fertility_schedule;
};

enum class RateKind {
  kMortality,
  kFertility,
  kEmigrationAbroad,
  kEmigrationRest,
  kLeaving,
  kNaturalization,
  kImmigrationAbroad,
  kImmigrationRest,
  kArrivalShare,
};
// "mortality", "leaving", ... as the columns of files are called.
const char* RateKindName(RateKind kind);

// Ages [first, last] of a broad band.
struct AgeBand {
  int first = 0;
  int last = 0;
};
// 0-17, 18-29, 30-49, 50-64, 65+, as far as the grid goes.
std::vector<AgeBand> BroadBands(const Grid& grid);

// One kind of rate: the city's rates, and how far each neighborhood is from them.
//
// A neighborhood's rate is the city's times the level of its band of ages (of the neighborhood
// where there are no bands), cut where it would take more people than there are. Of arriving,
// `areas` relates the people to those of the city per inhabitant; within a neighborhood they differ
// further by group, sex and five-year ages.
struct KindEstimate {
  RateKind kind = RateKind::kMortality;
  int from_group = -1;  // of naturalization
  int to_group = -1;
  double events = 0;    // in the city, all years
  double exposure = 0;  // person-years of those who could have had one; of arriving: of inhabitants
  // The city's rate per person-year by cell; of arriving people a year.
  Cells city;
  ShrunkLevels areas;
  std::vector<double> area_exposure;
  std::vector<std::string> cluster_names;  // none without clusters
  ShrunkLevels clusters;
  std::vector<ShrunkLevels>
      bands;  // [band].units[neighborhood]: shrunk to the neighborhood's level
  std::vector<ShrunkLevels> groups;   // of arriving, [group].units[neighborhood]: share of the
                                      // group's people by share of all people
  std::vector<ShrunkLevels> origins;  // [cluster].units[neighborhood]: share of who comes from the
                                      // cluster by share of all movers like them
  // What a reader must know: that nothing was counted, that all differences may be chance, that
  // rates were cut.
  std::vector<std::string> remarks;
};

struct Estimates {
  // For every year of a forecast, until trends or scenarios change them; pass CheckAssumptions.
  StepAssumptions assumptions;
  std::vector<int> years;
  std::vector<KindEstimate> kinds;
};

// A stock that does not follow from the last one and the flows between them.
struct BalanceFault {
  size_t area = 0;
  int year = 0;
  size_t cell = 0;
  double counted = 0;
  double difference = 0;  // counted minus what follows
};
// "neighborhood 212, group german, female, age 17, 2024: 46 people on 31 December, but 43 follow".
std::string Describe(const Model& model, const BalanceFault& fault);

struct Balance {
  // Cells that are off by more than the tolerance, by year, neighborhood and cell.
  std::vector<BalanceFault> faults;
  double largest_difference = 0;  // of any cell, with its sign
  double difference = 0;          // of all cells together
};

// INVALID_ARGUMENT, with the place (neighborhood, year, cell), unless years are consecutive, each
// table has the size of the grid, every number is finite and not negative, changes go to another
// neighborhood or group that exists, and every neighborhood where people live or are born has
// women.
absl::Status CheckEstimationInput(const EstimationInput& input);

// Whether each stock follows from the last one and the flows between them: everybody grows one age
// class older, children come in at age 0, the open class keeps its people. Tables must have the
// size of the grid, changes must lead to neighborhoods and groups that exist.
Balance CheckBalance(const EstimationInput& input, double tolerance);

// Rates from the flows and people of several years (forecasting.md 2.3-2.6): occurrences by
// exposure for the city, graduated by age, times the shrunk level of the neighborhood. Exposures
// are those of the step, so that a step with these rates gives back what was counted in the city.
// INVALID_ARGUMENT as CheckEstimationInput, and for options that do not fit.
absl::StatusOr<Estimates> Estimate(const EstimationInput& input, const EstimationOptions& options);

}  // namespace zwk::forecasting
