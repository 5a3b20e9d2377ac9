#pragma once

#include <string>
#include <vector>

#include "reporting/base/page.h"
#include "reporting/indicator/indicator_figure.h"

namespace zwk::reporting {

// Neighborhoods side by side, against the city.
struct ComparisonPage {
  std::string municipality_name;
  std::string municipality_lang;
  std::vector<Area> neighborhoods;       // all there are, to choose from
  std::vector<Area> areas;               // that are compared, the city among them
  std::vector<IndicatorFigure> figures;  // of these
  std::vector<std::string> dates;        // that were asked for; empty: the usual ones
};
std::string ToHtml(const ComparisonPage& page, Language language);

}  // namespace zwk::reporting
