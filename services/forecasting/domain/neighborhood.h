#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace zwk::forecasting {

struct Position {
  double longitude = 0;
  double latitude = 0;
  bool operator==(const Position&) const = default;
};
using Ring = std::vector<Position>;
using Polygon = std::vector<Ring>;  // the first ring bounds it, the others are holes
using Geometry = std::vector<Polygon>;

struct AddressPoint {
  Position position;
  double weight = 0;
  bool operator==(const AddressPoint&) const = default;
};

// What a city says of a neighborhood.
struct NeighborhoodFacts {
  std::string key;
  std::map<std::string, std::string> names;  // by language
  Geometry geometry;
  std::vector<AddressPoint> address_points;
  std::vector<std::string> bordering_keys;
  std::vector<std::string> languages;
  std::string valid_from;
  bool operator==(const NeighborhoodFacts&) const = default;
};

struct NeighborhoodRegistered {
  NeighborhoodFacts facts;
  uint32_t boundary_version = 0;
};
struct NeighborhoodChanged {
  NeighborhoodFacts facts;
  uint32_t boundary_version = 0;
};
struct BoundaryChanged {
  NeighborhoodFacts facts;
  uint32_t boundary_version = 0;
};
using NeighborhoodEvent =
    std::variant<NeighborhoodRegistered, NeighborhoodChanged, BoundaryChanged>;

// 1 to 32 of [A-Za-z0-9._-].
bool IsNeighborhoodKey(absl::string_view text);

// A neighborhood in the register.
//
// Invariant: whoever reads a boundary_version knows which geometry it means: another geometry has
// another one.
struct Neighborhood {
  static constexpr size_t kMaxPositions = 20'000;
  static constexpr size_t kMaxAddressPoints = 5'000;

  NeighborhoodFacts facts;
  uint32_t boundary_version = 0;

  bool exists() const { return !facts.key.empty(); }

  // What follows from the city's word: nothing, if everything is so already. INVALID_ARGUMENT names
  // the field.
  absl::StatusOr<std::vector<NeighborhoodEvent>> Register(const NeighborhoodFacts& wanted) const;
  void Apply(const NeighborhoodEvent& event);
};

}  // namespace zwk::forecasting
