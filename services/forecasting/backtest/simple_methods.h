#pragma once

#include <optional>
#include <vector>

#include "forecasting/backtest/series.h"

// The methods that a forecast has to beat. Each looks at nothing after the launch.
//
// All return people by neighborhood for one slice, `horizon` years after the date `launch` (an
// index of Series::dates). None is below zero.
namespace zwk::forecasting {

using People = std::vector<double>;

// The first date of the base period: the latest one at least `years` before the launch, or the
// series' first.
size_t BaseDate(const Series& series, size_t launch, double years);

People Constant(const Series& series, size_t slice, size_t launch);

// The line through the base date and the launch.
People Linear(const Series& series, size_t slice, size_t launch, size_t base, double horizon);

// Linear where a neighborhood grew, exponential where it declined, so that it never falls to zero
// (LIN/EXP, Wilson 2015).
People LinearExponential(const Series& series, size_t slice, size_t launch, size_t base,
                         double horizon);

// The mean of a constant share of the city's population and a variable share of its growth
// (CSP-VSG, Wilson 2015); the city goes on linearly. With the city's growth the sum of the
// neighborhoods', the variable shares are the neighborhoods' own lines, scaled so that those at
// zero are made up for.
People ShareOfGrowth(const Series& series, size_t slice, size_t launch, size_t base,
                     double horizon);

}  // namespace zwk::forecasting
