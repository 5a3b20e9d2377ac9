#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reporting/base/page.h"

namespace zwk::reporting {

// How far forecasts of a city's neighborhoods have been off, and what chance alone does. Shares:
// 0.05 is 5 %.
struct PastForecasts {
  struct Horizon {
    double years = 0;
    std::optional<double> error;      // mean, of trend methods
    std::optional<double> unchanged;  // mean, had one said that nothing changes
    std::optional<double> inside_80;  // share inside the interval of 80 % that the model had
    double chance = 0;
    std::optional<double> model;  // mean, of the model of the forecast itself
  };
  std::vector<Horizon> horizons;  // ascending
};

// As HTML: a sentence, and where the past was measured its figures. Empty without horizons.
std::string PastForecastsHtml(Language language, const PastForecasts& past);

}  // namespace zwk::reporting
