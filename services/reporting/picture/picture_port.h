#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"
#include "reporting/picture/picture.h"

namespace zwk::reporting {

// Published forecasts, from who made them. NOT_FOUND: no such forecast, neighborhood or figure;
// FAILED_PRECONDITION: it is not published. Names of areas are not filled in.
class ForecastSource {
 public:
  virtual ~ForecastSource() = default;
  // Empty key: the city.
  virtual Task<absl::StatusOr<ForecastPicture>> Pyramid(Caller caller, std::string forecast_id,
                                                        std::string neighborhood_key) = 0;
  virtual Task<absl::StatusOr<ForecastPicture>> Fan(Caller caller, std::string forecast_id,
                                                    std::string neighborhood_key,
                                                    std::string figure_id) = 0;
};

struct AreaDescription {
  std::string municipality_name;
  std::string default_lang;
  std::string name;        // of the neighborhood or municipality
  bool synthetic = false;  // the people it counts are made up
};

class AreaSource {
 public:
  virtual ~AreaSource() = default;
  // Empty key: the city. NOT_FOUND: no such neighborhood.
  virtual Task<absl::StatusOr<AreaDescription>> Describe(Caller caller,
                                                         std::string neighborhood_key) = 0;
};

}  // namespace zwk::reporting
