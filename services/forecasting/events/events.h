// Own events as messages.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "forecasting/domain/backtest_run.h"
#include "forecasting/domain/forecast_run.h"
#include "forecasting/domain/neighborhood.h"
#include "forecasting/domain/population_data.h"
#include "forecasting/domain/population_structure.h"
#include "forecasting/domain/rate_estimate.h"

namespace zwk::forecasting {

struct EventMessage {
  std::string type;  // full name of the message
  std::string data;  // its bytes
};

// Aggregates neighborhood/<key> and population-structure/current; `version` is that of the thing
// after the change.
EventMessage ToEvent(const NeighborhoodEvent& event, uint64_t version);
EventMessage ToEvent(const PopulationStructureChanged& event, uint64_t version);

// Aggregate forecast/<id>.
EventMessage ToEvent(const std::string& forecast_id, const ForecastEvent& event);

// Aggregate rate-estimate/<id>.
EventMessage ToEvent(const RateEstimate& estimate, uint64_t version);

// Aggregate backtest/<id>.
EventMessage ToEvent(const std::string& backtest_id, const BacktestEvent& event);

// Aggregate import/<id>: StocksImported, RatesImported or FlowsImported.
EventMessage ToEvent(const PopulationImport& import, const std::vector<NeighborhoodTotals>& totals);

}  // namespace zwk::forecasting
