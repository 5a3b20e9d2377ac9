// The table of `./zwk bench`: goal, figure, range over the rounds, met or not.
#pragma once

#include <string>
#include <vector>

namespace zwk::bench {

struct Goal {
  std::string number;  // of the list of goals
  std::string what;
  bool at_least = true;  // else at most
  double limit = 0;
  std::vector<double> rounds = {};  // the figure of each round
};

bool Met(const Goal& goal);  // by the median

// Aligned columns; with how far the rounds are apart.
std::string Table(const std::vector<Goal>& goals);

}  // namespace zwk::bench
