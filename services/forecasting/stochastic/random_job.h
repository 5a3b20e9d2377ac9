#pragma once

#include <vector>

#include "forecasting/engine/random_city.h"
#include "forecasting/stochastic/simulate.h"

// For tests.
namespace zwk::forecasting {

// A figure for each cell of each neighborhood, in the order of neighborhoods and grid.
inline std::vector<Figure> EveryCell(const Grid& grid, int areas) {
  std::vector<Figure> figures;
  for (int r = 0; r < areas; ++r) {
    for (int g = 0; g < grid.groups; ++g) {
      for (int s = 0; s < kSexes; ++s) {
        for (int a = 0; a < grid.ages; ++a) {
          figures.push_back({"cell", {{1.0, {{r}, {g}, {s}, a, a}}}});
        }
      }
    }
  }
  return figures;
}

// Two years of one random city, then two of another one; odd seeds have clusters of neighborhoods.
inline SimulationInput RandomInput(unsigned seed, int areas, int groups, int ages) {
  RandomCity city(seed, MigrationForm::kGrossFlows, areas, groups, ages);
  RandomCity later(seed + 1000, MigrationForm::kGrossFlows, areas, groups, ages);
  if (seed % 2 == 1) {
    std::vector<int> clusters;
    for (int r = 0; r < areas; ++r) clusters.push_back(r % 3 == 0 ? 0 : 1);
    city.Cluster(clusters);
  }
  SimulationInput input;
  input.model = city.model;
  input.start = city.people;
  input.years = {city.assumptions, city.assumptions, later.assumptions, later.assumptions};
  input.seed = seed;
  return input;
}

}  // namespace zwk::forecasting
