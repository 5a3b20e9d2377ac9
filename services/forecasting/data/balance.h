#pragma once

#include <vector>

#include "forecasting/data/population_data.h"
#include "forecasting/rates/estimate.h"
#include "zwk/forecasting/v1/population_import.pb.h"

namespace zwk::forecasting {

struct BalancedYear {
  v1::YearBalance report;
  std::vector<BalanceFault> faults;  // cells that are off by more than the tolerance
};

// Whether the stocks of `year` follow from those one step before and the year's flows; each by
// neighborhood in the order of the model.
//
// It can be told only where all that changes the number of people is recorded, that is: the year
// has a row of it, be it of zero. Flows of which some are missing are not checked, and the report
// says which. Sums of decimals are never off by less than a millionth.
BalancedYear BalanceYear(const Model& model, int year, const std::vector<DataBlock>& before,
                         const std::vector<DataBlock>& flows, const std::vector<DataBlock>& after,
                         double tolerance);

}  // namespace zwk::forecasting
