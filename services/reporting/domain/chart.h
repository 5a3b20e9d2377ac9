#pragma once

#include <string>
#include <vector>

#include "reporting/domain/language.h"
#include "reporting/domain/population.h"

namespace zwk::reporting {

// Charts as SVG with a title and a description that say in words what can be seen. `id` makes the
// ids inside unique within the page. Nothing in a chart but what its table below says as well.
std::string PopulationPyramid(Language language, const std::string& id,
                              const Population& population);
std::string PopulationTable(Language language, const Population& population);

struct YearValue {
  int year = 0;
  double value = 0;
};
std::string ForecastLine(Language language, const std::string& id, const std::string& area,
                         const std::vector<YearValue>& years);

}  // namespace zwk::reporting
