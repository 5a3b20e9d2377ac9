#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/engine/grid.h"
#include "zwk/forecasting/v1/population.pb.h"

namespace zwk::forecasting {

// How the people of a municipality are counted. Ages and group keys stay once data are there.
struct PopulationStructure {
  static constexpr int kMaxGroups = 8;
  static constexpr int kMaxOpenAge = 130;

  // INVALID_ARGUMENT names the field; FAILED_PRECONDITION if data are there with other ages or
  // groups.
  absl::StatusOr<std::vector<v1::PopulationStructureChanged>> Set(v1::PopulationStructure wanted,
                                                                  bool has_data) const;
  void Apply(const v1::PopulationStructureChanged& event) { state = event.structure(); }

  // Whether tables of the one are tables of the other.
  bool HasSameCells(const PopulationStructure& other) const;
  Grid grid() const { return {state.open_age() / state.age_width() + 1, state.groups_size()}; }
  std::vector<std::string> group_keys() const;

  v1::PopulationStructure state;  // as it is stored and answered
};

}  // namespace zwk::forecasting
