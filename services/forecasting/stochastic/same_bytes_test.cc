// The promise that a forecast does not depend on who computes it.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <thread>

#include "forecasting/stochastic/kernel.h"
#include "forecasting/stochastic/random_job.h"
#include "platform/base/hash.h"

namespace zwk::forecasting {
namespace {

constexpr int kTrajectories = 1100;

template <class T>
absl::string_view BytesOf(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

SimulationInput Everything(bool demographic_noise) {
  SimulationInput input = RandomInput(3, 2, 2, 6);
  input.uncertainty.fertility.emplace();
  input.uncertainty.life_expectancy.emplace();
  input.uncertainty.migration.emplace();
  input.uncertainty.demographic_noise = demographic_noise;
  input.figures = EveryCell(input.model.grid, 2);
  input.figures.push_back({"ratio", {{1.0, {{0}}}}, {{1.0, {}}}});
  // Those that the kernels do not know stand between others.
  for (const char* id : {"median_age", "simpson", "mean_age", "pop"}) {
    for (const std::vector<int>& areas : {std::vector<int>{}, {1}}) {
      input.figures.push_back(ToFigure(id, input.model, *MakeIndicator(input.model, id), areas));
    }
  }
  return input;
}

// Chunks go to the workers in turns; each adds up its own, then all are added up.
std::string Hash(const Simulation& simulation, int workers, int chunk) {
  const Edges edges = *FindEdges(simulation);
  std::vector<Counts> of_worker(workers, Counts(simulation.rows() * kHistogramColumns));
  std::vector<std::thread> threads;
  for (int w = 0; w < workers; ++w) {
    threads.emplace_back([&, w] {
      for (int first = w * chunk; first < kTrajectories; first += workers * chunk) {
        const auto bytes =
            SimulateChunk(simulation, edges, first, std::min(chunk, kTrajectories - first));
        ASSERT_TRUE(AddBytes(*bytes, simulation.rows(), 0, of_worker[w]).ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  Counts sum = of_worker[0];
  for (int w = 1; w < workers; ++w) {
    std::transform(sum.begin(), sum.end(), of_worker[w].begin(), sum.begin(), std::plus<>());
  }
  Sha256Stream hash;
  hash.Add(BytesOf(edges));
  hash.Add(BytesOf(sum));
  return hash.FinishHex();
}

class SameBytesTest : public testing::TestWithParam<bool> {
 protected:
  void TearDown() override { ChooseKernel(nullptr); }
};

TEST_P(SameBytesTest, WhateverTheWorkersChunksAndKernels) {
  const auto simulation = Prepare(Everything(GetParam()));
  ASSERT_TRUE(simulation.ok()) << simulation.status();
  ChooseKernel(&kScalarKernel);
  const std::string expected = Hash(*simulation, 2, 64);
  for (const Kernel* kernel : {&kBaselineKernel, &kAvx2Kernel, &kAvx512Kernel}) {
    if (!Runs(*kernel)) continue;
    ChooseKernel(kernel);
    for (const int workers : {1, 2, 7}) {
      EXPECT_EQ(Hash(*simulation, workers, 64), expected) << kernel->name << " " << workers;
    }
    EXPECT_EQ(Hash(*simulation, 2, 1000), expected) << kernel->name;
  }
  ChooseKernel(nullptr);
  EXPECT_EQ(Hash(*simulation, 7, 1), expected);
}

TEST_P(SameBytesTest, ButNotWhateverTheSeed) {
  SimulationInput input = Everything(GetParam());
  const std::string before = Hash(*Prepare(input), 1, 1000);
  ++input.seed;
  EXPECT_NE(Hash(*Prepare(input), 1, 1000), before);
}

INSTANTIATE_TEST_SUITE_P(Noise, SameBytesTest, testing::Bool(),
                         [](const auto& info) { return info.param ? "people" : "rates"; });

}  // namespace
}  // namespace zwk::forecasting
