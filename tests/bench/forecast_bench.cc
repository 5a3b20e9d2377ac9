// ./zwk bench forecast: the forecasting engine beside its own scalar build, numpy and R, on the
// reference job. What is compared takes turns within each round; a figure is the median over the
// rounds. CPU time where the goal is about work, wall time where it is about cores.
#include <sys/resource.h>
#include <time.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <thread>

#include "absl/strings/str_format.h"
#include "forecasting/stochastic/block.h"
#include "forecasting/stochastic/layout.h"
#include "tests/bench/forecast_job.h"
#include "tests/bench/forecast_peers.h"
#include "tests/bench/table.h"

namespace zwk::bench {
namespace {

using forecasting::Blocks;
using forecasting::Kernel;
using forecasting::Simulation;
using forecasting::SimulationInput;
using Steady = std::chrono::steady_clock;

constexpr int kRounds = 5;
constexpr int kReferenceTrajectories = 1000;
constexpr int kPeerTrajectories = 16;
constexpr double kPeerTolerance = 1e-9;

[[noreturn]] void Die(const std::string& message) {
  std::fprintf(stderr, "zwk_forecast_bench: %s\n", message.c_str());
  std::exit(1);
}

template <class T>
T Value(absl::StatusOr<T> value) {
  if (!value.ok()) Die(value.status().ToString());
  return *std::move(value);
}

struct Used {
  double cpu = 0;   // seconds of all threads
  double wall = 0;  // seconds
};

Used Measure(const std::function<void()>& work) {
  const auto cpu = [] {
    timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + 1e-9 * static_cast<double>(used.tv_nsec);
  };
  const double cpu_before = cpu();
  const auto before = Steady::now();
  work();
  return {cpu() - cpu_before, std::chrono::duration<double>(Steady::now() - before).count()};
}

// The simulation alone: no figures.
void Run(const Simulation& simulation, const Kernel& kernel, int first, int count) {
  Blocks blocks(simulation.layout().run, kernel);
  for (int k = 0; k < count; k += blocks.trajectories()) {
    blocks.Run(first + k, std::min(blocks.trajectories(), count - k), [](int, int) {});
  }
}

void RunOnTwo(const Simulation& simulation, int count) {
  const Kernel& kernel = forecasting::ChosenKernel();
  std::thread other([&] { Run(simulation, kernel, count / 2, count - count / 2); });
  Run(simulation, kernel, 0, count / 2);
  other.join();
}

// Peers that calculate something else are no peers.
void CheckPeer(const char* name, const std::vector<double>& theirs,
               const std::vector<double>& ours) {
  if (theirs.size() != ours.size()) Die(absl::StrFormat("%s has another size", name));
  double worst = 0;
  for (size_t i = 0; i < ours.size(); ++i) {
    worst = std::max(worst, std::abs(theirs[i] - ours[i]) / std::max(1.0, std::abs(ours[i])));
  }
  std::printf("%s agrees with the engine up to %.1e of a cell\n", name, worst);
  if (!(worst <= kPeerTolerance)) Die(absl::StrFormat("%s calculates something else", name));
}

class Bench {
 public:
  explicit Bench(const std::string& folder)
      : input_(ReferenceJob(size_)), simulation_(Value(forecasting::Prepare(input_))) {
    const auto ours = WritePeerFiles(input_, simulation_, kPeerTrajectories, folder);
    const char* python = std::getenv("ZWK_PEER_PYTHON");
    const char* peers = std::getenv("ZWK_PEERS");
    if (!python || !peers) Die("run it by ./zwk bench forecast");
    numpy_ = std::make_unique<Peer>(
        std::vector<std::string>{python, std::string(peers) + "/numpy_peer.py"}, folder);
    r_ = std::make_unique<Peer>(
        std::vector<std::string>{"Rscript", "--vanilla", std::string(peers) + "/r_peer.R"}, folder);
    numpy_->Run();
    CheckPeer("numpy", numpy_->Result(folder + "numpy.result"), ours);
    r_->Run();
    CheckPeer("R", r_->Result(folder + "r.result"), ours);
    SimulationInput with_bands = input_;
    with_bands.figures = FiveYearBands(size_);
    bands_ = std::make_unique<Simulation>(Value(forecasting::Prepare(with_bands)));
    SimulationInput with_noise = input_;
    with_noise.uncertainty.demographic_noise = true;
    noise_ = std::make_unique<Simulation>(Value(forecasting::Prepare(with_noise)));
    SimulationInput certain = input_;
    certain.uncertainty = {};
    certain_ = std::make_unique<Simulation>(Value(forecasting::Prepare(certain)));
  }

  void Round(int round) {
    constexpr int kSome = 128;
    const Kernel& best = forecasting::ChosenKernel();
    const double ours = PerCellStep(kSome, [&] { Run(simulation_, best, 0, kSome); });
    const double scalar =
        PerCellStep(kSome / 4, [&] { Run(simulation_, forecasting::kScalarKernel, 0, kSome / 4); });
    const double numpy = numpy_->Run() / (size_.cell_steps() * kPeerTrajectories);
    const double r = r_->Run() / (size_.cell_steps() * kPeerTrajectories);
    Add("scalar", scalar / ours);
    Add("numpy", numpy / ours);
    Add("R", r / ours);
    Add("rate", 1e-9 / ours);

    const Used alone = Measure([&] { Run(simulation_, best, 0, kReferenceTrajectories); });
    const Used on_two = Measure([&] { RunOnTwo(simulation_, kReferenceTrajectories); });
    Add("threads", alone.wall / on_two.wall);
    // What two threads would gain if nobody else wanted the cores.
    Add("threads cpu", 2 * alone.cpu / on_two.cpu);
    Add("job", on_two.wall);
    Add("job cpu", on_two.cpu);

    const Used with_bands = Measure([&] { Bands(); });
    Add("bands", with_bands.cpu / alone.cpu);
    Add("deterministic", 1e3 * Measure([&] { forecasting::SimulateCells(*certain_, 0); }).cpu);
    const Used noise = Measure([&] { RunOnTwo(*noise_, kNoise); });
    Add("noise", noise.wall * kReferenceTrajectories / kNoise);
    Add("noise cpu", noise.cpu * kReferenceTrajectories / kNoise);
    std::printf("round %d of %d\n", round + 1, kRounds);
  }

  std::string Goals() {
    const std::vector<Goal> goals = {
        {"7", "kernel / own scalar build, CPU", true, 4, rounds_["scalar"]},
        {"7", "kernel / numpy float64, CPU", true, 25, rounds_["numpy"]},
        {"7", "kernel / vectorized R, CPU", true, 70, rounds_["R"]},
        {"7", "two threads / one, wall", true, 1.8, rounds_["threads"]},
        {"7", "- by their CPU, as on 2 idle cores", true, 1.8, rounds_["threads cpu"]},
        {"7", "1e9 cell-steps per second of CPU", true, 2.5, rounds_["rate"]},
        {"8", "with 5 quantiles per five-year band / alone, CPU", false, 6, rounds_["bands"]},
        {"F4", "one deterministic scenario, once laid out, ms of CPU", false, 5,
         rounds_["deterministic"]},
        {"F4", "reference job, 2 threads, seconds", false, 2, rounds_["job"]},
        {"F4", "- by its CPU, as on 2 idle cores", false, 2, Half("job cpu")},
        {"F4", "with demographic noise, seconds (of 128 trajectories)", false, 15,
         rounds_["noise"]},
        {"F4", "- by its CPU, as on 2 idle cores", false, 15, Half("noise cpu")},
    };
    return Table(goals);
  }

 private:
  static constexpr int kNoise = 128;

  void Add(const char* figure, double value) { rounds_[figure].push_back(value); }

  std::vector<double> Half(const char* figure) {
    std::vector<double> values = rounds_[figure];
    for (double& value : values) value /= 2;
    return values;
  }

  double PerCellStep(int trajectories, const std::function<void()>& work) {
    return Measure(work).cpu / (size_.cell_steps() * trajectories);
  }

  // Edges, counts and five quantiles of every band and year.
  void Bands() {
    const auto edges = Value(forecasting::FindEdges(*bands_));
    const std::string bytes =
        Value(forecasting::SimulateChunk(*bands_, edges, 0, kReferenceTrajectories));
    forecasting::Counts counts(bands_->rows() * forecasting::kHistogramColumns);
    if (!forecasting::AddBytes(bytes, bands_->rows(), 0, counts).ok()) Die("counts are broken");
    const double levels[] = {0.05, 0.25, 0.5, 0.75, 0.95};
    double sum = 0;
    for (size_t row = 0; row < bands_->rows(); ++row) {
      const absl::Span<const uint32_t> of_row(&counts[row * forecasting::kHistogramColumns],
                                              forecasting::kHistogramColumns);
      for (const double quantile : forecasting::HistogramQuantiles(of_row, edges[row], levels)) {
        sum += quantile;
      }
    }
    if (!std::isfinite(sum)) Die("a quantile is no number");
  }

  const JobSize size_;
  SimulationInput input_;
  Simulation simulation_;
  std::unique_ptr<Simulation> bands_, noise_, certain_;
  std::unique_ptr<Peer> numpy_, r_;
  std::map<std::string, std::vector<double>> rounds_;
};

int Main() {
  const std::string folder =
      (std::filesystem::temp_directory_path() / "zwk_forecast_bench_XXXXXX").string();
  std::string name = folder;
  if (!mkdtemp(name.data())) Die("no temporary folder");
  name += '/';
  std::printf("kernel: %s; 24 neighborhoods x 4 groups x 2 sexes x 101 ages x 30 years\n",
              forecasting::ChosenKernel().name);
  std::string table;
  {
    Bench bench(name);
    for (int round = 0; round < kRounds; ++round) bench.Round(round);
    table = bench.Goals();
  }
  std::filesystem::remove_all(name);
  std::printf("\n%s", table.c_str());
  return 0;
}

}  // namespace
}  // namespace zwk::bench

int main() { return zwk::bench::Main(); }
