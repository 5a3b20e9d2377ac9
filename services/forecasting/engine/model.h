#pragma once

#include <memory>
#include <string>
#include <vector>

#include "forecasting/engine/grid.h"

namespace zwk::forecasting {

// Which form the migration data have. It is a property of the input, not of a city or a case.
// kMultiregional: rates of moving from each neighborhood to each other one (Rogers 1975), net
// migration across the city's border. kHamiltonPerry: none, cohorts change as they did between two
// counts.
enum class MigrationForm { kGrossFlows, kNetMigration, kMultiregional, kHamiltonPerry };

// Whether net counts cross the city's border, so that it matters when.
constexpr bool HasTiming(MigrationForm form) {
  return form == MigrationForm::kNetMigration || form == MigrationForm::kMultiregional;
}

// When the people of a net migration count move: half at the start and half at the end of the step,
// or all at the end.
enum class MigrationTiming { kEven, kEnd };

struct Model {
  Grid grid;
  // Years of one age class and, but for Hamilton-Perry, of one step.
  int age_width = 1;
  MigrationForm form = MigrationForm::kGrossFlows;
  MigrationTiming timing = MigrationTiming::kEven;
  int ratio_years = 5;  // of one step of Hamilton-Perry
  // The Swiss Federal Statistical Office's exposure of naturalized infants; see GrossFlowStep.
  bool fso_infant_term = false;
  // Off: rates that take more than there is are refused, and a cell that would fall below zero ends
  // at zero, the difference being booked as an adjustment.
  bool allow_negative_cells = false;
  // What refusals and failures call neighborhoods and groups; numbers where these are missing.
  std::vector<std::string> area_names;
  std::vector<std::string> group_names;

  int step_years() const { return form == MigrationForm::kHamiltonPerry ? ratio_years : age_width; }
};

// What happens to the people of one neighborhood in one step, by the age reached at its end. An
// empty table is all zeros. Tables that the form of the migration data does not need are ignored.
struct AreaAssumptions {
  Cells mortality;  // q: dies within the step
  Cells fertility;  // f: children per woman and year
  // Gross flows: rates of leaving on the people at the start, counts of arriving.
  Cells emigration_abroad;
  Cells emigration_rest;  // to the rest of the country
  Cells immigration_abroad;
  Cells immigration_rest;
  std::vector<Cells>
      naturalization;  // C[h]: rate of changing from the cell's group to group h; may be empty
  Cells leaving;       // h: moves to another neighborhood of the city
  // w: share of the movers of origin cluster c who come here, at [c * cells + cell]; see
  // StepAssumptions::origin_cluster.
  Cells arrival_share;
  // Net migration and multiregional: people gained or lost in the step.
  Cells net_migration;
  // Multiregional, instead of mortality: deaths, and moves to neighborhood j, per person-year lived
  // in the cell.
  Cells death_rate;
  std::vector<Cells> moving;  // m[j]; may be empty
  // Hamilton-Perry, instead of all others: see HamiltonPerryRatios.
  Cells cohort_ratio;
};

struct StepAssumptions {
  // In the order of the neighborhoods. Shared, because years and neighborhoods often have the same
  // ones.
  std::vector<std::shared_ptr<const AreaAssumptions>> areas;
  double boys_per_girl = 1.05;
  // Pi: share of the children of mothers of group g who belong to group h, at [g * groups + h].
  std::vector<double> child_group;
  // Gross flows: who leaves a neighborhood of cluster c arrives by the shares of cluster c. Empty:
  // all are of one cluster.
  std::vector<int> origin_cluster = {};
  // Hamilton-Perry: people of the city at the end, to whom all cells are scaled.
  double total = 0;

  int cluster_of(size_t area) const { return origin_cluster.empty() ? 0 : origin_cluster[area]; }
  int clusters() const;
};

// The children's group is the mother's.
std::vector<double> OwnGroup(int groups);

// What happened to one neighborhood in one step, by the age reached at its end (births: at age 0).
struct AreaStep {
  Cells start;  // people who can reach this age in the step; age 0: none
  Cells births;
  Cells births_by_mother;  // females only, by the mother's age at the end
  Cells deaths;
  Cells emigration_abroad;
  Cells emigration_rest;
  Cells immigration_abroad;
  Cells immigration_rest;
  Cells naturalized_out;
  Cells naturalized_in;
  Cells internal_departures;
  Cells internal_arrivals;
  Cells net_migration;
  Cells adjustment;
  // Special populations (homes, barracks): they are neither aged nor exposed to anything.
  Cells special;         // at the start
  Cells special_change;  // from the start to the end
  Cells net_change;      // Hamilton-Perry: everything together; no cells in the other forms
  Cells end;

  explicit AreaStep(const Grid& grid);
  // Adds every table of another one, of a form that tells flows apart.
  void Add(const AreaStep& other);
};

struct CityStep {
  std::vector<AreaStep> areas;
};

// As people read it: "neighborhood 212, group foreign_eu, female, age 17".
std::string AreaName(const Model& model, size_t area);
std::string CellName(const Model& model, size_t area, size_t cell);

}  // namespace zwk::forecasting
