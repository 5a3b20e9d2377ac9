// The reference job of the forecasting goals: 24 neighborhoods x 4 groups x 2 sexes x 101 ages x 30
// years, invented but of the size and shape of a real city.
#pragma once

#include "forecasting/stochastic/simulate.h"

namespace zwk::bench {

struct JobSize {
  int areas = 24;
  int groups = 4;
  int ages = 101;
  int years = 30;

  double cells() const { return 2.0 * areas * groups * ages; }
  double cell_steps() const { return cells() * years; }
};

// Assumptions of each year differ. Stochastic rates are on; no figures are asked.
forecasting::SimulationInput ReferenceJob(const JobSize& size);

// People by neighborhood, group, sex and five-year band.
std::vector<forecasting::Figure> FiveYearBands(const JobSize& size);

}  // namespace zwk::bench
