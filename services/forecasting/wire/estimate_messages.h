// Between the types of estimates and the published messages.
#pragma once

#include "forecasting/domain/rate_estimate.h"
#include "zwk/forecasting/v1/estimate.pb.h"

namespace zwk::forecasting {

void ToMessage(const RateEstimate& estimate, uint64_t version, v1::RateEstimate& message);
// Without what only the store keeps: group keys and groups of children.
RateEstimate EstimateFrom(const v1::RateEstimate& message);
EstimateParameters ParametersFrom(const v1::EstimateParameters& message);
void ToMessage(const LevelRow& row, v1::ShrunkLevel& message);
LevelRow LevelFrom(const v1::ShrunkLevel& message);

}  // namespace zwk::forecasting
