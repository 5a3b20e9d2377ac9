#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "reporting/base/figure.h"

namespace zwk::reporting {

// People of an area on one day, by origin, sex and age.
struct Population {
  enum Origin { kNational, kForeign };
  enum Sex { kMale, kFemale };

  std::string area;  // name of the neighborhood or municipality
  std::string date;  // ISO
  std::string source;
  bool synthetic = false;
  bool municipality = false;  // everybody of it: their number is official and told as it is
  int age_width = 1;          // class i starts at i * age_width, the last one is open
  std::array<std::array<std::vector<double>, 2>, 2> people;  // [origin][sex][class]

  bool empty() const { return people[0][0].empty(); }
  int open_age() const {
    return empty() ? 0 : (static_cast<int>(people[0][0].size()) - 1) * age_width;
  }
  void Add(const Population& other);  // of the same age classes
  // Ages from..to-1; without `to` all from `from` on.
  double Count(Origin origin, Sex sex, int from, std::optional<int> to) const;
  double Count(int from, std::optional<int> to) const;
  double Foreign() const;
  double Total() const { return Count(0, std::nullopt); }
};

// The indicators that can be taken from a population, in the order profiles show them.
std::vector<absl::string_view> IndicatorIds();

// What the formula gives. nullopt if the id is not known or the age classes do not fit its limits.
std::optional<FigureValue> Calculate(absl::string_view id, const Population& population);

// The same as it may be told: of rounded counts. A ratio of fewer than 100 people, or of fewer than
// three, or of all but one or two, is `withheld`.
struct Indicator {
  FigureValue value;
  bool withheld = false;
};
std::optional<Indicator> Tell(absl::string_view id, const Population& population);

}  // namespace zwk::reporting
