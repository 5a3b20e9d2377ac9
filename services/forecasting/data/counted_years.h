#pragma once

#include <map>
#include <string>
#include <vector>

#include "forecasting/data/population_data.h"
#include "forecasting/rates/estimate.h"

namespace zwk::forecasting {

// What was counted in consecutive years, in the form of the estimation. `stocks` and `flows` by year,
// then neighborhood; `clusters` by neighborhood key, all or none.
EstimationInput ToEstimationInput(Model model, std::vector<int> years,
                                  const std::map<std::string, std::string>& clusters,
                                  const std::vector<std::vector<DataBlock>>& stocks,
                                  const std::vector<std::vector<DataBlock>>& flows);

}  // namespace zwk::forecasting
