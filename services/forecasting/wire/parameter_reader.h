// Reads scenario and uncertainty as they were sent.
#pragma once

#include "forecasting/app/parameter_reader.h"
#include "zwk/forecasting/v1/uncertainty.pb.h"

namespace zwk::forecasting {

class MessageParameterReader final : public ParameterReader {
 public:
  absl::StatusOr<Scenario> ReadScenario(const ForecastRun& run) const override;
  absl::StatusOr<std::optional<SimulationPlan>> ReadPlan(const ForecastRun& run,
                                                         const Scenario& scenario) const override;
};

void ToMessage(const FigureQuantiles& quantiles, v1::FigureQuantiles& message);
FigureQuantiles QuantilesFrom(const v1::FigureQuantiles& message);

}  // namespace zwk::forecasting
