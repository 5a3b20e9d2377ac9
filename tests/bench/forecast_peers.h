// Other implementations of the same model (peers/README.md), as processes that run when they are
// told to.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "forecasting/stochastic/simulate.h"

namespace zwk::bench {

class Peer {
 public:
  // `command` gets the folder as its last argument; answers when it has read everything.
  Peer(std::vector<std::string> command, const std::string& folder);
  ~Peer();

  // One run; its CPU seconds.
  double Run() { return Ask("run"); }
  // [sex][age][group][area][trajectory] after the last run.
  std::vector<double> Result(const std::string& file);

 private:
  double Ask(const std::string& line);

  int pid_ = -1;
  FILE* to_ = nullptr;
  FILE* from_ = nullptr;
  std::string name_;
};

// Writes what peers read, for the first `trajectories` ones; returns the people whom the engine has
// at the end, as Peer::Result. A multiple of eight.
std::vector<double> WritePeerFiles(const forecasting::SimulationInput& input,
                                   const forecasting::Simulation& simulation, int trajectories,
                                   const std::string& folder);

}  // namespace zwk::bench
