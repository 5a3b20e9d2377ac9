#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/stochastic/kernel.h"
#include "forecasting/stochastic/simulate.h"

namespace zwk::forecasting {

// The tables that a YearView points to. Years of the same assumptions share them.
struct YearTables {
  std::vector<CellRates> cells;
  std::vector<double> arrival_share, conditional_share, half_fertility, changes, own_change;
  std::vector<uint8_t> fertile;
  std::vector<ClusterRun> cluster_runs;
  int clusters = 1;
  std::vector<double> mortality_limit, kappa;
  double base_tfr = 1, base_e0 = 0, gap_sd = 0;
};

// A simulation as the kernels see it: the views of `run` point into the vectors beside it.
struct Simulation::Layout {
  Grid grid;
  std::vector<double> start;
  std::vector<GroupChange> changes;
  std::vector<std::shared_ptr<const YearTables>> tables;
  std::vector<std::vector<double>> child_groups;
  std::vector<YearView> years;
  std::vector<double> national_tfr, national_e0, age_pattern;
  std::vector<double> migration_mean, migration_phi, migration_sigma, migration_centre;
  std::vector<int> band_of_row, term_begin, term_place;
  std::vector<double> term_weight;
  RunView run = {};
};

// The input must have been checked (Prepare).
std::shared_ptr<const Simulation::Layout> LayOut(const SimulationInput& input);

}  // namespace zwk::forecasting
