#pragma once

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "forecasting/engine/grid.h"
#include "forecasting/stochastic/kernel.h"

namespace zwk::forecasting {

inline int MostClusters(const RunView& run) {
  int most = 1;
  for (int t = 0; t < run.year_count; ++t) most = std::max(most, run.years[t].clusters);
  return most;
}

// A few blocks of trajectories, each as many as the kernel has lanes, that are simulated side by
// side: what a year's tables take of the memory's bandwidth is shared.
class Blocks {
 public:
  static constexpr int kSideBySide = 2;

  Blocks(const RunView& run, const Kernel& kernel) : run_(run), kernel_(kernel) {
    size_t bytes = 0;
    for (BlockView& view : views_) bytes = Place(view, nullptr, bytes);
    memory_.reset(static_cast<char*>(std::aligned_alloc(kLine, bytes)));
    bytes = 0;
    for (BlockView& view : views_) bytes = Place(view, memory_.get(), bytes);
  }

  // Trajectories that are simulated side by side.
  int trajectories() const { return kSideBySide * kernel_.lanes; }

  // Runs `count` <= trajectories() trajectories, up to whole blocks, from `first` on; calls
  // `after_year` with the year after each, and the number of each block.
  template <class AfterYear>
  void Run(int first, int count, const AfterYear& after_year) {
    const int blocks = (count + kernel_.lanes - 1) / kernel_.lanes;
    for (int b = 0; b < blocks; ++b) {
      views_[b].first_trajectory = static_cast<uint32_t>(first + b * kernel_.lanes);
      kernel_.begin(run_, views_[b]);
    }
    for (int t = 0; t < run_.year_count; ++t) {
      for (int b = 0; b < blocks; ++b) kernel_.draw(run_, t, views_[b]);
      kernel_.step(run_, t, views_, blocks);
      for (int b = 0; b < blocks; ++b) after_year(t, b);
    }
  }

  void Figures(int block, double* figures) const { kernel_.figures(run_, views_[block], figures); }
  const BlockView& view(int block) const { return views_[block]; }

 private:
  static constexpr size_t kLine = 64;

  // Lays the arrays of a block from `bytes` on; returns where they end.
  size_t Place(BlockView& view, char* memory, size_t bytes) const {
    const Shape& shape = run_.shape;
    const size_t columns = shape.columns(), rows = shape.rows();
    const size_t areas = shape.areas, groups = shape.groups;
    const auto place = [&](double*& array, size_t count) {
      if (memory) array = reinterpret_cast<double*>(memory + bytes);
      bytes += (count * kernel_.lanes * sizeof(double) + kLine - 1) / kLine * kLine;
    };
    place(view.people, rows * columns);
    place(view.open, columns);
    place(view.survivors, 2 * columns);
    place(view.pools, groups * MostClusters(run_));
    place(view.uniforms, columns);
    place(view.children, columns);
    place(view.born, kSexes * columns);
    place(view.sums, run_.band_rows * columns);
    place(view.fertility_alpha, 1);
    place(view.gap, 1);
    place(view.migration_x, areas);
    place(view.fertility_factor, 1);
    place(view.mortality_factor, rows);
    place(view.migration_factor, areas);
    return bytes;
  }

  struct Free {
    void operator()(char* memory) const { std::free(memory); }
  };
  const RunView& run_;
  const Kernel& kernel_;
  BlockView views_[kSideBySide] = {};
  std::unique_ptr<char, Free> memory_;
};

}  // namespace zwk::forecasting
