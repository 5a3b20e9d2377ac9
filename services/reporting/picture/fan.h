#pragma once

#include <string>
#include <vector>

#include "reporting/base/page.h"
#include "reporting/base/protection.h"
#include "reporting/base/value.h"
#include "reporting/picture/svg.h"

namespace zwk::reporting {

// One year of a forecast of a figure. The intervals run from the widest to the narrowest, the same
// ones in each year; a year that is known, or a forecast without trajectories, has none.
struct FanYear {
  struct Interval {
    int percent = 0;  // of the trajectories lie between low and high
    Exact low = 0;
    Exact high = 0;
  };
  int year = 0;
  Exact value = 0;  // the median where there are trajectories
  std::vector<Interval> intervals;
};

// A fan as it may be told.
struct Fan {
  struct Interval {
    int percent = 0;
    Value low;
    Value high;
  };
  struct Year {
    int year = 0;
    Value value;
    std::vector<Interval> intervals;
  };
  std::vector<Year> years;
  Protection protection;
  bool ratio = false;  // the years are no counts of people
};
// A fan of people; each number is rounded.
Fan Tell(const std::vector<FanYear>& years, const Protection& protection);
// A fan of a ratio; without years where it says too much of so few. The first year is left out: it
// was counted, and an exact ratio of what was counted undoes the rounding of both its parts.
Fan TellRatio(const std::vector<FanYear>& years, const Protection& protection);

// As SVG: a line in its fan. `what` is counted: "Geestendorf", "Geestendorf, 65 and older". Empty
// for fewer than two years.
Chart ForecastFan(Language language, const std::string& id, const std::string& what,
                  const Fan& fan);
// Everything that the fan shows, in figures.
std::string FanTable(Language language, const Fan& fan);

}  // namespace zwk::reporting
