#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/data/population_port.h"
#include "forecasting/data/population_structure_use.h"

namespace zwk::forecasting {

struct StocksBlock {
  v1::PopulationBlock block;
  std::string import_id;
};

// Reads what was imported.
class Stocks {
 public:
  Stocks(PopulationStructures& structures, PopulationStore& data)
      : structures_(structures), data_(data) {}

  // `year` 0: the latest there is.
  Task<absl::StatusOr<StocksBlock>> Get(Caller caller, std::string neighborhood_key, int year);

  // By year, then by neighborhood. `take` says whether it wants more.
  using Take = std::function<Task<bool>(StocksBlock)>;
  Task<absl::Status> Stream(Caller caller, std::vector<std::string> neighborhood_keys,
                            std::vector<int> years, Take take);

 private:
  PopulationStructures& structures_;
  PopulationStore& data_;
};

}  // namespace zwk::forecasting
