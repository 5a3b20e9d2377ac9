#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/engine/grid.h"

namespace zwk::forecasting {

// The city's rates by group, sex and age from events and person-years (one cell each): by sex for
// all groups together, graduated by age (order 2); times what each group deviates from that, as a
// curve (order 1) whose level is shrunk to all groups. Age 0 lives by its own rules and is taken as
// counted. Cells of other groups than `groups` are zero. Where `only_counted_ages`, ages below the
// first and above the last with an event are zero, as for births.
struct CityRateOptions {
  std::vector<int> groups;
  bool graduate = true;
  bool only_counted_ages = false;
};
absl::StatusOr<Cells> CityRates(const Grid& grid, const Cells& events, const Cells& exposure,
                                const CityRateOptions& options);

// People a year by cell, graduated by age within group and sex; keeps their number.
absl::StatusOr<Cells> CityCounts(const Grid& grid, const Cells& people, double years,
                                 bool graduate);

}  // namespace zwk::forecasting
