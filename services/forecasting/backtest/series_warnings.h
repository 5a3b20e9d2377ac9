#pragma once

#include <string>
#include <vector>

#include "forecasting/backtest/series.h"

namespace zwk::forecasting {

// What is possible but unlikely in a series that is right, a sentence each, the first 100: gaps
// between ages, a total that its ages or groups contradict, five times the people of the date before.
std::vector<std::string> WarningsOf(const Series& series);

}  // namespace zwk::forecasting
