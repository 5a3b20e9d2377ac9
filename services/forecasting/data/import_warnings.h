#pragma once

#include <map>
#include <string>
#include <vector>

#include "forecasting/data/population_file.h"

namespace zwk::forecasting {

// People by year, then in the order of the neighborhoods' keys.
using TotalsByYear = std::map<int, std::vector<double>>;

// What is possible but unlikely in a file that is right, a sentence each: figures ten times those of
// the year before, thousands written with a point, flows of some neighborhoods alone. `valid` has
// stocks of other years.
std::vector<std::string> WarningsOf(const FileContext& context, const FileContents& contents,
                                    TotalsByYear valid);

}  // namespace zwk::forecasting
