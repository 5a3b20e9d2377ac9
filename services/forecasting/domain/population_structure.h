#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "forecasting/domain/engine/grid.h"

namespace zwk::forecasting {

struct OriginGroup {
  std::string key;
  std::map<std::string, std::string> names;  // by language
  bool national = false;
  bool migration_history = false;
  bool operator==(const OriginGroup&) const = default;
};

struct StructureFacts {
  int age_width = 1;
  int open_age = 100;
  std::vector<OriginGroup> groups;
  bool operator==(const StructureFacts&) const = default;
};

struct PopulationStructureChanged {
  StructureFacts facts;
};

// How the people of a municipality are counted. Ages and group keys stay once data are there.
struct PopulationStructure {
  static constexpr int kMaxGroups = 8;
  static constexpr int kMaxOpenAge = 130;

  StructureFacts facts;

  bool exists() const { return !facts.groups.empty(); }
  Grid grid() const {
    return {facts.open_age / facts.age_width + 1, static_cast<int>(facts.groups.size())};
  }
  std::vector<std::string> group_keys() const;

  // INVALID_ARGUMENT names the field; FAILED_PRECONDITION if data are there with other ages or
  // groups.
  absl::StatusOr<std::vector<PopulationStructureChanged>> Set(const StructureFacts& wanted,
                                                              bool has_data) const;
  void Apply(const PopulationStructureChanged& event) { facts = event.facts; }
};

}  // namespace zwk::forecasting
