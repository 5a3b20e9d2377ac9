#pragma once

#include <vector>

#include "reporting/picture/fan.h"
#include "reporting/picture/pyramid.h"
#include "zwk/forecasting/v1/uncertainty.pb.h"

// What the quantiles of a forecast mean to a picture.
namespace zwk::reporting {

// The intervals of a fan: 95, 80 and 50 % of the trajectories, as far as their levels are there.
// Empty if the median is not.
std::vector<FanYear> FromProto(const forecasting::v1::FigureQuantiles& figure);

// The ids of the figures that are the bars of a pyramid, of Population::Sex.
std::vector<std::string> BarFigures(Population::Sex sex, int open_age);

// The last year of a bar. nullopt unless the figure has the levels 0.1, 0.5 and 0.9.
std::optional<PyramidOutlook::Bar> LastBar(const forecasting::v1::FigureQuantiles& figure);

}  // namespace zwk::reporting
