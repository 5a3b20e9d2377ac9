#pragma once

#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "zwk/forecasting/v1/neighborhood.pb.h"

namespace zwk::forecasting {

using NeighborhoodEvent =
    std::variant<v1::NeighborhoodRegistered, v1::NeighborhoodChanged, v1::BoundaryChanged>;

// 1 to 32 of [A-Za-z0-9._-].
bool IsNeighborhoodKey(absl::string_view text);

// A neighborhood in the register.
//
// Invariant: whoever reads a boundary_version knows which geometry it means: another geometry has
// another one.
struct Neighborhood {
  static constexpr int kMaxAddressPoints = 5'000;

  // What follows from the city's word, whose areas were checked (boundary.h): nothing, if everything
  // is so already. INVALID_ARGUMENT names the field.
  absl::StatusOr<std::vector<NeighborhoodEvent>> Register(v1::Neighborhood wanted) const;
  void Apply(const NeighborhoodEvent& event);

  bool exists() const { return !state.neighborhood_key().empty(); }

  v1::Neighborhood state;  // as it is stored and answered
};

}  // namespace zwk::forecasting
