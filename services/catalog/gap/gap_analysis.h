#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalog/forecast/forecast.h"
#include "catalog/gap/gap.h"
#include "platform/base/clock.h"

namespace zwk::catalog {

// The demand of one forecast set against the offers of one moment.
struct GapAnalysis {
  std::string id;
  ForecastRef forecast;
  int year = 0;
  Time computed{};
  std::map<GapClass, int> rows_by_class;
  int rows = 0;
  std::vector<OfferGap> largest;  // by persons without, at most ten
};

}  // namespace zwk::catalog
