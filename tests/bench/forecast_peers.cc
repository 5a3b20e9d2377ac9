#include "tests/bench/forecast_peers.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "forecasting/engine/step.h"
#include "forecasting/stochastic/block.h"
#include "forecasting/stochastic/layout.h"

namespace zwk::bench {

using forecasting::AreaAssumptions;
using forecasting::Blocks;
using forecasting::BlockView;
using forecasting::Cells;
using forecasting::Kernel;
using forecasting::kFemale;
using forecasting::kSexes;
using forecasting::RunView;
using forecasting::Shape;
using forecasting::Simulation;
using forecasting::SimulationInput;
using forecasting::ValueOr0;

namespace {

[[noreturn]] void Die(const std::string& message) {
  std::fprintf(stderr, "zwk_forecast_bench: %s\n", message.c_str());
  std::exit(1);
}

template <class T>
void Write(const std::string& path, const std::vector<T>& values) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size() * sizeof(T)));
  if (!file) Die("cannot write " + path);
}

// [year][sex][age][group][area] of a rate.
template <class Rate>
std::vector<double> EveryYear(const SimulationInput& input, const Rate& rate) {
  const auto& grid = input.model.grid;
  std::vector<double> values;
  for (const auto& year : input.years) {
    for (int s = 0; s < kSexes; ++s) {
      for (int a = 0; a < grid.ages; ++a) {
        for (int g = 0; g < grid.groups; ++g) {
          for (const auto& area : year.areas) values.push_back(rate(*area, g, grid.at(g, s, a)));
        }
      }
    }
  }
  return values;
}

void WriteAssumptions(const SimulationInput& input, const Simulation::Layout& layout,
                      const std::string& folder) {
  const auto& grid = input.model.grid;
  const auto table = [&](const char* name, auto rate) {
    Write(folder + name, EveryYear(input, rate));
  };
  table("mortality", [](const AreaAssumptions& in, int, size_t i) { return in.mortality[i]; });
  table("leaving", [](const AreaAssumptions& in, int, size_t i) { return in.leaving[i]; });
  table("share", [](const AreaAssumptions& in, int, size_t i) { return in.arrival_share[i]; });
  table("arriving", [](const AreaAssumptions& in, int, size_t i) {
    return in.immigration_abroad[i] + in.immigration_rest[i];
  });
  table("gone", [](const AreaAssumptions& in, int, size_t i) {
    double gone = in.emigration_abroad[i] + in.emigration_rest[i];
    for (const Cells& to : in.naturalization) gone += ValueOr0(to, i);
    return gone;
  });
  std::vector<double> start, fertility, changes, child_group, boys;
  std::vector<int> change_groups;
  for (int s = 0; s < kSexes; ++s) {
    for (int a = 0; a < grid.ages; ++a) {
      for (int g = 0; g < grid.groups; ++g) {
        for (const Cells& people : input.start) start.push_back(people[grid.at(g, s, a)]);
      }
    }
  }
  for (const auto& change : layout.changes) {
    change_groups.insert(change_groups.end(), {change.from, change.to});
  }
  for (const auto& year : input.years) {
    for (const auto& change : layout.changes) {
      for (int s = 0; s < kSexes; ++s) {
        for (int a = 0; a < grid.ages; ++a) {
          for (const auto& area : year.areas) {
            changes.push_back(
                ValueOr0(area->naturalization[change.to], grid.at(change.from, s, a)));
          }
        }
      }
    }
    for (int a = 0; a < grid.ages; ++a) {
      for (int g = 0; g < grid.groups; ++g) {
        for (const auto& area : year.areas) {
          fertility.push_back(area->fertility[grid.at(g, kFemale, a)]);
        }
      }
    }
    child_group.insert(child_group.end(), year.child_group.begin(), year.child_group.end());
    boys.push_back(year.boys_per_girl / (1 + year.boys_per_girl));
  }
  Write(folder + "start", start);
  Write(folder + "fertility", fertility);
  Write(folder + "changes", changes);
  Write(folder + "change_groups", change_groups);
  Write(folder + "child_group", child_group);
  Write(folder + "boys", boys);
}

}  // namespace

std::vector<double> WritePeerFiles(const SimulationInput& input, const Simulation& simulation,
                                   int trajectories, const std::string& folder) {
  const RunView& run = simulation.layout().run;
  const Shape& shape = run.shape;
  const size_t T = trajectories, columns = shape.columns();
  WriteAssumptions(input, simulation.layout(), folder);
  Write(folder + "shape", std::vector<int>{run.year_count, shape.ages, shape.groups, shape.areas,
                                           trajectories, run.change_count});
  std::vector<double> mortality(run.year_count * shape.rows() * T);
  std::vector<double> migration(run.year_count * shape.areas * T);
  std::vector<double> fertility(run.year_count * T);
  std::vector<double> people(shape.rows() * columns * T);
  // One trajectory at a time: what the draws of a year were is in its block after the year.
  Blocks blocks(run, forecasting::kScalarKernel);
  for (size_t k = 0; k < T; ++k) {
    blocks.Run(static_cast<int>(k), 1, [&](int t, int) {
      const BlockView& view = blocks.view(0);
      for (int s = 0; s < kSexes; ++s) {
        for (int a = 0; a < shape.ages; ++a) {
          const size_t row = static_cast<size_t>(s) * shape.ages + a;
          mortality[(t * shape.rows() + row) * T + k] = view.mortality_factor[shape.row(s, a)];
          if (t < run.year_count - 1) continue;
          for (size_t c = 0; c < columns; ++c) {
            people[(row * columns + c) * T + k] = view.people[shape.row(s, a) * columns + c];
          }
        }
      }
      for (int r = 0; r < shape.areas; ++r) {
        migration[(static_cast<size_t>(t) * shape.areas + r) * T + k] = view.migration_factor[r];
      }
      fertility[t * T + k] = view.fertility_factor[0];
    });
  }
  Write(folder + "mortality_factor", mortality);
  Write(folder + "migration_factor", migration);
  Write(folder + "fertility_factor", fertility);
  return people;
}

Peer::Peer(std::vector<std::string> command, const std::string& folder) : name_(command.back()) {
  command.push_back(folder);
  int in[2], out[2];
  if (pipe(in) != 0 || pipe(out) != 0) Die("no pipe");
  pid_ = fork();
  if (pid_ == 0) {
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    for (const int fd : {in[0], in[1], out[0], out[1]}) close(fd);
    std::vector<char*> arguments;
    for (std::string& argument : command) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  to_ = fdopen(in[1], "w");
  from_ = fdopen(out[0], "r");
  char line[64];
  if (!std::fgets(line, sizeof line, from_)) Die(name_ + " does not start");
}

Peer::~Peer() {
  std::fclose(to_);  // the end of its input
  std::fclose(from_);
  waitpid(pid_, nullptr, 0);
}

double Peer::Ask(const std::string& line) {
  std::fprintf(to_, "%s\n", line.c_str());
  std::fflush(to_);
  char answer[64];
  if (!std::fgets(answer, sizeof answer, from_)) Die(name_ + " ended");
  return std::atof(answer);
}

std::vector<double> Peer::Result(const std::string& path) {
  Ask("result");
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) Die(name_ + " wrote no " + path);
  std::vector<double> values(static_cast<size_t>(file.tellg()) / sizeof(double));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(values.data()),
            static_cast<std::streamsize>(values.size() * sizeof(double)));
  return values;
}

}  // namespace zwk::bench
