#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "catalog/forecast/forecast_port.h"
#include "catalog/gap/gap_port.h"
#include "catalog/search/snapshots_use.h"

namespace zwk::catalog {

// Sets forecasts against offers.
class GapAnalyses {
 public:
  GapAnalyses(Snapshots& snapshots, ForecastSource& forecasts, GapStore& store, Pool& pool,
              const Clock& clock)
      : snapshots_(snapshots), forecasts_(forecasts), store_(store), pool_(pool), clock_(clock) {}

  // `forecast_id` "": the one published last; `year` 0: the first after its jump-off year.
  Task<absl::StatusOr<GapAnalysis>> Compute(Caller caller, std::string forecast_id, int year);

 private:
  Snapshots& snapshots_;
  ForecastSource& forecasts_;
  GapStore& store_;
  Pool& pool_;
  const Clock& clock_;
};

}  // namespace zwk::catalog
