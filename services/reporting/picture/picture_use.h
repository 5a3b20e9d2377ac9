#pragma once

#include <string>

#include "reporting/base/page.h"
#include "reporting/picture/picture_port.h"

namespace zwk::reporting {

// Draws published forecasts on demand.
class ForecastPictureUseCases {
 public:
  ForecastPictureUseCases(ForecastSource& forecasts, AreaSource& areas)
      : forecasts_(forecasts), areas_(areas) {}

  struct Show {
    std::string forecast_id;
    bool pyramid = false;          // a fan otherwise
    std::string neighborhood_key;  // empty: the city
    std::string figure_id;         // of the fan; empty: everybody
    std::string locale;
    std::string format;
  };
  Task<absl::StatusOr<Page>> Handle(Caller caller, Show query);

 private:
  ForecastSource& forecasts_;
  AreaSource& areas_;
};

}  // namespace zwk::reporting
