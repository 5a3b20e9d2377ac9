#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "forecasting/domain/stochastic/report.h"
#include "forecasting/domain/stochastic/uncertainty.h"

namespace zwk::forecasting {

// What a figure counts, for people.
struct FigureLabel {
  std::string figure_id;
  std::string neighborhood;  // empty: the city, or a figure of the parameters
  int sex = -1;              // -1: both
  bool all_ages = true;
  int youngest = 0;
  int oldest = -1;  // inclusive; -1: and older
  bool operator==(const FigureLabel&) const = default;
};

// The trajectories of a run: how many, around what, and what is reported of them.
struct SimulationPlan {
  static constexpr int kLeastTrajectories = 64;
  static constexpr int kMostTrajectories = 100'000;
  // Figures times years: the counts of a chunk take 2 KB for each.
  static constexpr size_t kMaxRows = 50'000;

  int trajectories = 0;
  uint32_t seed = 0;
  Uncertainty uncertainty;
  std::vector<Figure> figures;
  std::vector<FigureLabel> labels;  // of figures
};

// At least a hundred chunks for everyday numbers, so that progress is told to the percent; whole
// vectors of eight.
inline int ChunkSize(int trajectories) { return 8 * std::max(1, trajectories / 800); }
inline int ChunksOf(int trajectories) {
  const int size = ChunkSize(trajectories);
  return (trajectories + size - 1) / size;
}

// One figure over the years of a forecast.
struct FigureQuantiles {
  FigureLabel label;
  std::vector<int> years;      // the jump-off year first
  std::vector<double> levels;  // ascending
  std::vector<double> values;  // [year * levels + level]
  double share_outside = 0;
};
inline const std::vector<double>& ReportedLevels() {
  static const auto& levels = *new std::vector<double>{0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975};
  return levels;
}

}  // namespace zwk::forecasting
