#pragma once

#include <string>
#include <vector>

#include "catalog/gap/gap_use.h"
#include "platform/stream/view.h"

namespace zwk::catalog {

// Computes gaps once for every published forecast. Waits (the event is tried again) until the view
// has fetched the forecast and knows its neighborhoods.
class GapConsumer : public stream::Consumer {
 public:
  GapConsumer(GapAnalyses& gaps, ForecastSource& forecasts) : gaps_(gaps), forecasts_(forecasts) {}

  std::string name() const override { return "gaps"; }
  std::vector<std::string> areas() const override { return {"forecasting"}; }
  Task<absl::Status> On(const stream::Event& event) override;

 private:
  GapAnalyses& gaps_;
  ForecastSource& forecasts_;
};

}  // namespace zwk::catalog
