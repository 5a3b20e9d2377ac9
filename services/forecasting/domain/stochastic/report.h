#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "forecasting/domain/engine/grid.h"

namespace zwk::forecasting {

// People of some cells. An empty list takes all.
struct Selection {
  std::vector<int> areas = {};
  std::vector<int> groups = {};
  std::vector<int> sexes = {};
  int youngest = 0;
  int oldest = -1;  // inclusive; -1: up to the open age class
};

struct Term {
  double weight = 1.0;
  Selection people;
};

// A figure that is computed per trajectory and year: a weighted sum of people, over another where
// there is a denominator (0 where that is 0). A district is a sum over its areas, the dependency of
// old age people over people, the mean age a sum with weights.
struct Figure {
  std::string id;
  std::vector<Term> numerator;
  std::vector<Term> denominator = {};
};

// INVALID_ARGUMENT with all faults, by paths such as "figures[2].numerator[0].areas[1]".
absl::Status CheckFigures(const std::vector<Figure>& figures, const Grid& grid, int areas);

}  // namespace zwk::forecasting
