#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/engine/advance.h"
#include "forecasting/stochastic/report.h"
#include "forecasting/stochastic/simulate.h"
#include "forecasting/stochastic/uncertainty.h"
#include "zwk/forecasting/v1/uncertainty.pb.h"

namespace zwk::forecasting {

// The trajectories of a run: how many, around what, and what is reported of them.
struct SimulationPlan {
  static constexpr int kLeastTrajectories = 10;
  static constexpr int kMostTrajectories = 100'000;
  // Figures times years. Counts of some of them are added up at a time; times the trajectories of a
  // chunk they take two bytes of memory each.
  static constexpr size_t kMaxRows = 300'000;
  static constexpr size_t kMaxRowsOfChunk = 64'000'000;

  int trajectories = 0;
  uint32_t seed = 0;
  Uncertainty uncertainty;
  std::vector<Figure> figures;
  std::vector<v1::FigureQuantiles> labels;  // of figures: what each counts, without its numbers
};

// At least a hundred chunks for everyday numbers, so that progress is told to the percent; whole
// vectors of eight.
inline int ChunkSize(int trajectories) { return 8 * std::max(1, trajectories / 800); }
// So few are too few for a histogram: their quantiles are exact, and there are no chunks.
inline bool IsExact(int trajectories) { return trajectories < kPilotTrajectories; }
inline int ChunksOf(int trajectories) {
  if (IsExact(trajectories)) return 0;
  const int size = ChunkSize(trajectories);
  return (trajectories + size - 1) / size;
}

// The quantiles that are told of each figure.
inline const std::vector<double>& ReportedLevels() {
  static const auto& levels = *new std::vector<double>{0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975};
  return levels;
}

struct ForecastRun;

// The plan of a run whose parameters and input are there; nothing where one path is asked for.
// INVALID_ARGUMENT with paths such as "parameters.uncertainty.figures[2].people".
absl::StatusOr<std::optional<SimulationPlan>> ReadPlan(const ForecastRun& run,
                                                       const Scenario& scenario);

}  // namespace zwk::forecasting
