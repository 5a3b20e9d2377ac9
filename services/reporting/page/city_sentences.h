#pragma once

#include <string>

#include "reporting/base/page.h"
#include "reporting/page/index_figures.h"

namespace zwk::reporting {

// How the city changes, in up to three sentences made of figures, and where these come from. A
// sentence whose figure is not known or not told is left out; "" if all are.
std::string CitySentences(const CityFigures& city, const std::string& municipality_name,
                          Language language);

}  // namespace zwk::reporting
