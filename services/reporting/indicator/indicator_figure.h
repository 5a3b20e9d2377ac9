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

// Days for which there are figures, ascending, by id.
using IndicatorDates = std::map<absl::string_view, std::vector<std::string>>;

struct DatedIndicator {
  const IndicatorDefinition* indicator = nullptr;
  std::string date;
};

}  // namespace zwk::reporting
