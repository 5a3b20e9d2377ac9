#include "forecasting/stochastic/simulate.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "forecasting/engine/checks.h"
#include "forecasting/stochastic/block.h"
#include "forecasting/stochastic/kernel.h"
#include "forecasting/stochastic/layout.h"
#include "forecasting/stochastic/standards.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

absl::Status CancelledError() { return absl::CancelledError("the simulation was cancelled"); }

absl::Status CheckModel(const SimulationInput& input) {
  const Model& model = input.model;
  if (model.form != MigrationForm::kGrossFlows) {
    return absl::FailedPreconditionError("trajectories are computed with gross flows only");
  }
  if (model.fso_infant_term && input.uncertainty.demographic_noise) {
    return absl::FailedPreconditionError(
        "the FSO's infant term is a rate, not people: it has no demographic noise");
  }
  for (const StepAssumptions& year : input.years) {
    if (year.areas.size() != input.start.size()) {
      return absl::FailedPreconditionError(absl::StrCat("assumptions of ", year.areas.size(),
                                                        " neighborhoods for ", input.start.size()));
    }
  }
  return absl::OkStatus();
}

// The levels that the processes act on.
absl::Status CheckLevels(const SimulationInput& input, const Simulation::Layout& layout) {
  for (size_t t = 0; t < layout.tables.size(); ++t) {
    const YearTables& year = *layout.tables[t];
    if (input.uncertainty.life_expectancy && !std::isfinite(year.base_e0)) {
      return absl::FailedPreconditionError(absl::StrCat(
          "nobody of the open age class dies in year ", t, ": life expectancy has no level"));
    }
    if (layout.run.national_tfr_paths > 0 && !(year.base_tfr > 0)) {
      return absl::FailedPreconditionError(
          absl::StrCat("nobody has children in year ", t, ": national fertility has no pattern"));
    }
  }
  return absl::OkStatus();
}

// The figures of a block that are reported, [figure][lane].
class BlockFigures {
 public:
  BlockFigures(const Simulation& simulation, const Kernel& kernel)
      : derived_(simulation.derived()),
        lanes_(kernel.lanes),
        summed_(derived_.summed().size() * lanes_),
        reported_(derived_.none() ? 0 : static_cast<size_t>(derived_.count()) * lanes_) {}

  // Of the people as they are; stands until the next call.
  const double* Of(const Blocks& blocks, int block) {
    blocks.Figures(block, summed_.data());
    if (derived_.none()) return summed_.data();
    derived_.Derive(summed_.data(), lanes_, reported_.data());
    return reported_.data();
  }

 private:
  const DerivedFigures& derived_;
  const int lanes_;
  std::vector<double> summed_, reported_;
};

// Calls `take` with year, number of its first trajectory after `first`, trajectories, and figures
// [figure][lane] of each block and year.
template <class Take>
absl::Status EachBlock(const Simulation& simulation, int first, int count,
                       const Cancelled& cancelled, const Take& take) {
  const Kernel& kernel = ChosenKernel();
  Blocks blocks(simulation.layout().run, kernel);
  BlockFigures reported(simulation, kernel);
  for (int k = 0; k < count; k += blocks.trajectories()) {
    if (cancelled && cancelled()) return CancelledError();
    const int here = std::min(blocks.trajectories(), count - k);
    blocks.Run(first + k, here, [&](int t, int b) {
      const int before = b * kernel.lanes;
      take(t, k + before, std::min(kernel.lanes, here - before), reported.Of(blocks, b));
    });
  }
  return absl::OkStatus();
}

}  // namespace

int Simulation::years() const { return layout_->run.year_count; }
int Simulation::areas() const { return layout_->run.shape.areas; }
const Grid& Simulation::grid() const { return layout_->grid; }
size_t Simulation::rows() const { return row(years(), 0); }
size_t Simulation::row(int year, int figure) const {
  return static_cast<size_t>(year) * derived_->count() + figure;
}

absl::StatusOr<Simulation> Prepare(const SimulationInput& input) {
  const Grid& grid = input.model.grid;
  const int areas = static_cast<int>(input.start.size());
  ZWK_RETURN_IF_ERROR(CheckModel(input));
  ZWK_RETURN_IF_ERROR(CheckStart(input.model, input.start));
  const StepAssumptions* before = nullptr;
  for (const StepAssumptions& year : input.years) {
    const bool as_before =
        before && before->areas == year.areas && before->origin_cluster == year.origin_cluster &&
        before->child_group == year.child_group && before->boys_per_girl == year.boys_per_girl;
    if (!as_before) ZWK_RETURN_IF_ERROR(CheckAssumptions(input.model, year));
    before = &year;
  }
  ZWK_RETURN_IF_ERROR(
      CheckUncertainty(input.uncertainty, areas, grid.ages, static_cast<int>(input.years.size())));
  ZWK_RETURN_IF_ERROR(CheckFigures(input.figures, grid, areas));
  auto derived = std::make_shared<const DerivedFigures>(input.figures);
  SimulationInput summed = input;
  summed.figures = derived->summed();
  auto layout = LayOut(summed);
  ZWK_RETURN_IF_ERROR(CheckLevels(input, *layout));
  return Simulation(std::move(layout), std::move(derived));
}

absl::StatusOr<std::vector<double>> SimulateFigures(const Simulation& simulation, int first,
                                                    int count, const Cancelled& cancelled) {
  std::vector<double> figures(simulation.rows() * count);
  ZWK_RETURN_IF_ERROR(EachBlock(
      simulation, first, count, cancelled, [&](int t, int k, int lanes, const double* of_year) {
        for (int f = 0; f < simulation.derived().count(); ++f) {
          std::copy_n(of_year + static_cast<size_t>(f) * ChosenKernel().lanes, lanes,
                      &figures[simulation.row(t, f) * count + k]);
        }
      }));
  return figures;
}

absl::StatusOr<Edges> FindEdges(const Simulation& simulation, const Cancelled& cancelled) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::vector<double> least(simulation.rows(), kInfinity), most(simulation.rows(), -kInfinity);
  ZWK_RETURN_IF_ERROR(EachBlock(simulation, 0, kPilotTrajectories, cancelled,
                                [&](int t, int, int lanes, const double* of_year) {
                                  for (int f = 0; f < simulation.derived().count(); ++f) {
                                    const size_t row = simulation.row(t, f);
                                    const double* begin =
                                        of_year + static_cast<size_t>(f) * ChosenKernel().lanes;
                                    const auto [low, high] =
                                        std::minmax_element(begin, begin + lanes);
                                    least[row] = std::min(least[row], *low);
                                    most[row] = std::max(most[row], *high);
                                  }
                                }));
  Edges edges;
  for (size_t row = 0; row < simulation.rows(); ++row) {
    edges.push_back(EdgeAround(least[row], most[row]));
  }
  return edges;
}

absl::StatusOr<std::string> SimulateChunk(const Simulation& simulation, const Edges& edges,
                                          int first, int count, const Cancelled& cancelled) {
  const size_t rows = simulation.rows();
  if (edges.size() != rows) {
    return absl::InvalidArgumentError(
        absl::StrCat(edges.size(), " edges for ", rows, " rows of this simulation"));
  }
  const Kernel& kernel = ChosenKernel();
  const size_t lanes = kernel.lanes;
  std::vector<double> low_and_scale;
  for (const Edge& edge : edges) {
    low_and_scale.push_back(edge.low);
    low_and_scale.push_back(1 / edge.width);
  }
  // Columns first, [block][row][lane], then row by row: the counts of a row are in the cache for
  // all trajectories, and those of all rows never stand beside each other.
  const size_t blocks = (count + lanes - 1) / lanes;
  std::vector<uint16_t> columns(blocks * rows * lanes);
  ZWK_RETURN_IF_ERROR(
      EachBlock(simulation, first, count, cancelled, [&](int t, int k, int, const double* of_year) {
        const size_t row = simulation.row(t, 0);
        kernel.columns(of_year, &low_and_scale[2 * row], simulation.derived().count(),
                       &columns[k * rows + row * lanes]);
      }));
  CountsWriter writer;
  for (size_t row = 0; row < rows; ++row) {
    uint32_t of_row[kHistogramColumns] = {};
    for (int k = 0; k < count; k += kernel.lanes) {
      const uint16_t* of_block = &columns[k * rows + row * lanes];
      const int here = std::min(kernel.lanes, count - k);
      for (int i = 0; i < here; ++i) ++of_row[of_block[i]];
    }
    writer.Add(of_row);
  }
  return std::move(writer).Take();
}

std::vector<std::vector<Cells>> SimulateCells(const Simulation& simulation, int trajectory) {
  const RunView& run = simulation.layout().run;
  const Shape& shape = run.shape;
  const Grid& grid = simulation.grid();
  Blocks blocks(run, kScalarKernel);
  std::vector<std::vector<Cells>> years;
  blocks.Run(trajectory, 1, [&](int, int) {
    std::vector<Cells>& areas = years.emplace_back(shape.areas, Cells(grid.size()));
    const double* people = blocks.view(0).people;
    for (int s = 0; s < kSexes; ++s) {
      for (int a = 0; a < shape.ages; ++a) {
        const double* row = people + static_cast<size_t>(shape.row(s, a)) * shape.columns();
        for (int g = 0; g < shape.groups; ++g) {
          for (int r = 0; r < shape.areas; ++r) areas[r][grid.at(g, s, a)] = *row++;
        }
      }
    }
  });
  return years;
}

}  // namespace zwk::forecasting
