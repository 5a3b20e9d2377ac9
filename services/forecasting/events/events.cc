#include "forecasting/events/events.h"

#include "forecasting/wire/backtest_messages.h"
#include "forecasting/wire/estimate_messages.h"
#include "forecasting/wire/messages.h"
#include "forecasting/wire/parameter_reader.h"

namespace zwk::forecasting {
namespace {

template <typename M>
EventMessage Pack(const M& message) {
  return {M::descriptor()->full_name(), message.SerializeAsString()};
}

template <typename M, typename E>
EventMessage OfNeighborhood(const E& event, uint64_t version) {
  M message;
  Neighborhood neighborhood;
  neighborhood.Apply(event);
  ToMessage(neighborhood, version, *message.mutable_neighborhood());
  return Pack(message);
}

v1::ForecastPublished Published(const ForecastPublished& event) {
  const ForecastRun& run = *event.run;
  v1::Forecast forecast;
  ToMessage(run, event.version, forecast);
  v1::ForecastPublished message;
  message.set_forecast_id(run.forecast_id);
  message.set_version(event.version);
  message.set_title(run.title);
  *message.mutable_parameters() = forecast.parameters();
  *message.mutable_provenance() = forecast.provenance();
  for (const NeighborhoodTotals& totals : run.neighborhood_totals()) {
    ToMessage(totals, *message.add_totals());
  }
  message.set_age_width(run.input.age_width);
  message.set_age_classes(run.input.age_classes);
  message.mutable_group_keys()->Assign(run.input.group_keys.begin(), run.input.group_keys.end());
  for (const FigureQuantiles& figure : event.summary) ToMessage(figure, *message.add_quantiles());
  if (run.accuracy) *message.mutable_accuracy() = forecast.accuracy();
  return message;
}

}  // namespace

EventMessage ToEvent(const NeighborhoodEvent& event, uint64_t version) {
  struct {
    uint64_t version;
    EventMessage operator()(const NeighborhoodRegistered& e) {
      return OfNeighborhood<v1::NeighborhoodRegistered>(e, version);
    }
    EventMessage operator()(const NeighborhoodChanged& e) {
      return OfNeighborhood<v1::NeighborhoodChanged>(e, version);
    }
    EventMessage operator()(const BoundaryChanged& e) {
      return OfNeighborhood<v1::BoundaryChanged>(e, version);
    }
  } pack{version};
  return std::visit(pack, event);
}

EventMessage ToEvent(const PopulationStructureChanged& event, uint64_t version) {
  v1::PopulationStructureChanged message;
  ToMessage(event.facts, version, *message.mutable_structure());
  return Pack(message);
}

EventMessage ToEvent(const std::string& forecast_id, const ForecastEvent& event) {
  struct {
    const std::string& id;
    EventMessage operator()(const ForecastStarted& e) {
      v1::ForecastStarted message;
      message.set_forecast_id(id);
      message.set_title(e.title);
      ToMessage(e.parameters, *message.mutable_parameters());
      return Pack(message);
    }
    EventMessage operator()(const ForecastChunksQueued& e) {
      v1::ForecastChunksQueued message;
      message.set_forecast_id(id);
      message.set_chunks(e.chunks);
      return Pack(message);
    }
    EventMessage operator()(const ForecastCanceled&) {
      v1::ForecastCanceled message;
      message.set_forecast_id(id);
      return Pack(message);
    }
    EventMessage operator()(const ForecastResumed&) {
      v1::ForecastResumed message;
      message.set_forecast_id(id);
      return Pack(message);
    }
    EventMessage operator()(const ForecastFailed& e) {
      v1::ForecastFailed message;
      message.set_forecast_id(id);
      message.set_failure(e.failure);
      return Pack(message);
    }
    EventMessage operator()(const ForecastPublished& e) { return Pack(Published(e)); }
  } pack{forecast_id};
  return std::visit(pack, event);
}

EventMessage ToEvent(const RateEstimate& estimate, uint64_t version) {
  v1::RatesEstimated message;
  ToMessage(estimate, version, *message.mutable_estimate());
  return Pack(message);
}

EventMessage ToEvent(const std::string& backtest_id, const BacktestEvent& event) {
  struct {
    const std::string& id;
    EventMessage operator()(const BacktestStarted& e) {
      BacktestRun run;
      run.Apply(e);
      v1::BacktestStarted message;
      ToMessage(run, 1, 0, *message.mutable_backtest());
      return Pack(message);
    }
    EventMessage operator()(const BacktestCanceled&) {
      v1::BacktestCanceled message;
      message.set_backtest_id(id);
      return Pack(message);
    }
    EventMessage operator()(const BacktestFailed& e) {
      v1::BacktestFailed message;
      message.set_backtest_id(id);
      message.set_failure(e.failure);
      return Pack(message);
    }
    EventMessage operator()(const BacktestPublished& e) {
      v1::BacktestPublished message;
      message.set_backtest_id(id);
      message.set_rows(e.outcome.rows);
      message.set_result_sha256(e.outcome.result_sha256);
      for (const BacktestSummary& summary : e.outcome.summaries) {
        ToMessage(summary, *message.add_shelf_lives());
      }
      return Pack(message);
    }
  } pack{backtest_id};
  return std::visit(pack, event);
}

EventMessage ToEvent(const PopulationImport& import,
                     const std::vector<NeighborhoodTotals>& totals) {
  switch (import.kind) {
    case ImportKind::kRates:
    case ImportKind::kMovingRates: {
      v1::RatesImported message;
      ToMessage(import, *message.mutable_population_import());
      return Pack(message);
    }
    case ImportKind::kFlows: {
      v1::FlowsImported message;
      ToMessage(import, *message.mutable_population_import());
      return Pack(message);
    }
    case ImportKind::kSpecialPopulations: {
      v1::SpecialPopulationsImported message;
      ToMessage(import, *message.mutable_population_import());
      return Pack(message);
    }
    case ImportKind::kHousing: {
      v1::HousingImported message;
      ToMessage(import, *message.mutable_population_import());
      return Pack(message);
    }
    case ImportKind::kStocks:
    case ImportKind::kUnspecified:
      break;
  }
  v1::StocksImported message;
  ToMessage(import, *message.mutable_population_import());
  for (const NeighborhoodTotals& one : totals) ToMessage(one, *message.add_totals());
  return Pack(message);
}

}  // namespace zwk::forecasting
