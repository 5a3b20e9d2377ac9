#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reporting/base/language.h"
#include "reporting/base/protection.h"
#include "reporting/picture/svg.h"

namespace zwk::reporting {

// One year of a forecast of a sum of people. The intervals run from the widest to the narrowest,
// the same ones in each year; a year that is known, or a forecast without trajectories, has none.
struct FanYear {
  struct Interval {
    int percent = 0;  // of the trajectories lie between low and high
    double low = 0;
    double high = 0;
  };
  int year = 0;
  double value = 0;  // the median where there are trajectories
  std::vector<Interval> intervals;
};

// A fan as it may be told. Only `Tell` makes one of figures about people.
struct Fan {
  std::vector<FanYear> years;
  std::optional<Protection> protection = {};  // that rounded the years; none: they are no counts
};
Fan Tell(std::vector<FanYear> years, const Protection& protection);

// As SVG: a line in its fan. `what` is counted: "Geestendorf", "Geestendorf, 65 and older". Empty
// for fewer than two years.
Chart ForecastFan(Language language, const std::string& id, const std::string& what,
                  const Fan& fan);
// Everything that the fan shows, in figures.
std::string FanTable(Language language, const Fan& fan);

}  // namespace zwk::reporting
