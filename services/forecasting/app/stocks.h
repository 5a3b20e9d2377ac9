#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/app/population_store.h"
#include "forecasting/app/population_structures.h"

namespace zwk::forecasting {

// People of one neighborhood in one year, with what is needed to read the cells.
struct PopulationBlock {
  std::string neighborhood_key;
  int year = 0;
  int age_width = 1;
  int age_classes = 0;
  std::vector<std::string> group_keys;
  Cells people;
};

struct StocksBlock {
  PopulationBlock block;
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
