#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/engine/model.h"
#include "forecasting/stochastic/derived_figures.h"
#include "forecasting/stochastic/histogram.h"
#include "forecasting/stochastic/report.h"
#include "forecasting/stochastic/uncertainty.h"

namespace zwk::forecasting {

// Forecasts as many trajectories. What happens in trajectory k depends on the input, the seed and k
// alone: not on the chunk, the thread or the processor that simulates it.
struct SimulationInput {
  Model model;  // gross flows
  std::vector<Cells> start;
  std::vector<StepAssumptions> years;  // of each step
  Uncertainty uncertainty = {};
  uint32_t seed = 0;
  std::vector<Figure> figures = {};
};

// The input, checked and laid out for the kernels. Immutable: threads may share it.
class Simulation {
 public:
  int years() const;
  int areas() const;
  const Grid& grid() const;
  // Rows of histograms: years() * figures of the input, ordered by year, then figure.
  size_t rows() const;
  size_t row(int year, int figure) const;

  // Of how the kernels see it; see simulate.cc.
  struct Layout;
  Simulation(std::shared_ptr<const Layout> layout, std::shared_ptr<const DerivedFigures> derived)
      : layout_(std::move(layout)), derived_(std::move(derived)) {}
  const Layout& layout() const { return *layout_; }
  const DerivedFigures& derived() const { return *derived_; }

 private:
  std::shared_ptr<const Layout> layout_;
  std::shared_ptr<const DerivedFigures> derived_;
};

// FAILED_PRECONDITION names the cell or neighborhood (checks.h); INVALID_ARGUMENT the fields of
// "uncertainty" and "figures". With demographic noise the people at the start are rounded to whole
// people, keeping each neighborhood's total up to half a person.
absl::StatusOr<Simulation> Prepare(const SimulationInput& input);

// Says that the work is no longer wanted; asked every few trajectories, well within a second.
using Cancelled = std::function<bool()>;

// The trajectories that fix the edges of the histograms.
inline constexpr int kPilotTrajectories = 64;

// The edges of all rows, from trajectories 0..63: the same bytes whoever computes them. CANCELLED
// when it was.
absl::StatusOr<Edges> FindEdges(const Simulation& simulation, const Cancelled& cancelled = {});

// The histograms of trajectories first .. first + count - 1 as bytes, to be added to those of other
// chunks by AddBytes. Takes two bytes of memory for each row and trajectory. CANCELLED when it was.
absl::StatusOr<std::string> SimulateChunk(const Simulation& simulation, const Edges& edges,
                                          int first, int count, const Cancelled& cancelled = {});

// The figures themselves, [row * count + trajectory - first], where few are asked.
absl::StatusOr<std::vector<double>> SimulateFigures(const Simulation& simulation, int first,
                                                    int count, const Cancelled& cancelled = {});

// All cells of one trajectory: [year][neighborhood]. Without uncertainty this is the deterministic
// forecast, equal to Step() up to rounding.
std::vector<std::vector<Cells>> SimulateCells(const Simulation& simulation, int trajectory);

}  // namespace zwk::forecasting
