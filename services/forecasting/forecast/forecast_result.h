#pragma once

#include <vector>

#include "forecasting/engine/model.h"
#include "forecasting/engine/shocks.h"
#include "zwk/forecasting/v1/forecast.pb.h"

namespace zwk::forecasting {

// One neighborhood at the end of one step.
struct ResultBlock {
  Cells people;
  // By group, in the order of the structure, without its key; empty for the jump-off year.
  std::vector<v1::GroupComponents> components;
  std::vector<Cells> sheltered;  // by shock; no cells where it has no shelter here
};

// Of neighborhood `area`.
ResultBlock ToResult(const Grid& grid, const AreaStep& step, const Sheltered& sheltered,
                     size_t area);

double Sum(const Cells& cells);

}  // namespace zwk::forecasting
