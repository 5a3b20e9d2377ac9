#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "catalog/forecast/population.h"
#include "platform/base/task.h"

namespace zwk::catalog {

// The people of one neighborhood in one year, in the order of Population.values.
struct CellsOfYear {
  std::string neighborhood_key;
  int year = 0;
  std::vector<double> values;
};

// Where the bulk of a published forecast is fetched. UNAVAILABLE while it cannot be reached.
class CellSource {
 public:
  virtual ~CellSource() = default;
  virtual Task<absl::StatusOr<std::vector<CellsOfYear>>> Cells(std::string municipality,
                                                               std::string forecast_id) = 0;
  // The groups that the municipality tells apart.
  virtual Task<absl::StatusOr<std::vector<OriginGroup>>> Groups(std::string municipality) = 0;
};

}  // namespace zwk::catalog
