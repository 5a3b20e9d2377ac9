#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "reporting/base/page.h"
#include "reporting/base/population.h"
#include "reporting/picture/svg.h"

namespace zwk::reporting {

// The bars of a pyramid: five years of age each, the last one is open. It starts at the open age of
// the population, 100 at the most.
inline constexpr int kPyramidBandWidth = 5;
int PyramidBands(int open_age);

// How many of the trajectories lie between low and high, in percent.
inline constexpr int kPyramidPercent = 80;

// What a forecast expects of the bars in a later year. Without trajectories low = median = high.
struct PyramidOutlook {
  struct Bar {
    Exact low = 0;
    Exact median = 0;
    Exact high = 0;
  };
  int year = 0;
  std::array<std::vector<Bar>, 2> bars;  // [Population::Sex][band]
};

// Bars now, and around them an outline of then with its interval. An outlook with other bars than
// the population is left out. Both show no more than may be told of so many people (Protection):
// where they are too few, only that.
Chart PopulationPyramid(Language language, const std::string& id, const Population& population,
                        const std::optional<PyramidOutlook>& outlook);
// Everything that the pyramid shows, in figures.
std::string PopulationTable(Language language, const Population& population,
                            const std::optional<PyramidOutlook>& outlook);

}  // namespace zwk::reporting
