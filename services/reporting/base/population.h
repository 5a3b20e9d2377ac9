#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "reporting/base/value.h"

namespace zwk::reporting {

// People of an area on one day, by origin, sex and age.
struct Population {
  enum Origin { kNational, kForeign };
  enum Sex { kMale, kFemale };
  // What registers tell apart beside that, such as "foreign_eu".
  struct Group {
    bool national = false;
    bool migration_history = false;
    Exact people = 0;
  };

  std::string area;  // name of the neighborhood or municipality
  std::string date;  // ISO
  std::string source;
  bool synthetic = false;
  bool municipality = false;  // everybody of it: their number is official and told as it is
  int age_width = 1;          // class i starts at i * age_width, the last one is open
  std::array<std::array<std::vector<Exact>, 2>, 2> people;  // [origin][sex][class]
  std::vector<Group> groups;                                // empty where they are not known

  bool empty() const { return people[0][0].empty(); }
  int open_age() const {
    return empty() ? 0 : (static_cast<int>(people[0][0].size()) - 1) * age_width;
  }
  void Add(const Population& other);  // of the same age classes and groups
  // Ages from..to-1; without `to` all from `from` on.
  Exact Count(Origin origin, Sex sex, int from, std::optional<int> to) const;
  Exact Count(int from, std::optional<int> to) const;
  Exact Women(int from, std::optional<int> to) const;
  Exact Foreign() const;
  Exact Total() const { return Count(0, std::nullopt); }
};

}  // namespace zwk::reporting
