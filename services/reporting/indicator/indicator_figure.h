#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "reporting/base/indicator.h"

namespace zwk::reporting {

// A neighborhood; without a key: the city.
struct Area {
  std::string key;
  std::string name;
};

// One indicator of one area on one day.
struct IndicatorFigure {
  const IndicatorDefinition* indicator = nullptr;
  std::string neighborhood_key;  // empty: the city
  FigureValue figure;
};

// Days for which there are figures, ascending, and the one that is meant where none is named: the
// last that was counted, or else the last.
struct IndicatorDays {
  std::vector<std::string> days;
  std::string usual;
};
using IndicatorDates = std::map<absl::string_view, IndicatorDays>;  // by id

struct DatedIndicator {
  const IndicatorDefinition* indicator = nullptr;
  std::string date;
};

}  // namespace zwk::reporting
