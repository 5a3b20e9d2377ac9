#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zwk::catalog {

struct ForecastRef {
  std::string forecast_id;
  uint64_t version = 0;
};

// A published forecast, as far as this service needs to know it.
struct ForecastInfo {
  ForecastRef ref;
  std::vector<int> years;  // the jump-off year first
  std::vector<std::string> neighborhood_keys;
};

}  // namespace zwk::catalog
