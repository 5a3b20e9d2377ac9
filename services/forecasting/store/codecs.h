// How the aggregates are kept as documents.
#pragma once

#include "forecasting/app/backtest_store.h"
#include "forecasting/app/forecast_store.h"
#include "forecasting/app/neighborhoods.h"
#include "forecasting/app/population_structures.h"
#include "forecasting/app/rate_estimates.h"
#include "platform/store/documents.h"

namespace zwk::forecasting {

// neighborhood/<key>; index "neighborhoods" by key.
class NeighborhoodCodec : public store::Codec<Neighborhood, NeighborhoodEvent> {
 public:
  Task<absl::StatusOr<std::string>> Encode(store::Place place, const Neighborhood& state) override;
  Task<absl::StatusOr<Neighborhood>> Decode(store::Place place, std::string bytes) override;
  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(store::Place place,
                                                        const NeighborhoodEvent& event) override;
  std::vector<store::IndexEntry> Indexes(const Neighborhood& state) override;
};

// Set once data are there; from then on ages and group keys stay.
inline constexpr char kHasDataGuard[] = "population-data";

// population-structure/current
class StructureCodec : public store::Codec<PopulationStructure, PopulationStructureChanged> {
 public:
  Task<absl::StatusOr<std::string>> Encode(store::Place place,
                                           const PopulationStructure& state) override;
  Task<absl::StatusOr<PopulationStructure>> Decode(store::Place place, std::string bytes) override;
  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(
      store::Place place, const PopulationStructureChanged& event) override;
  void Complete(store::Commit& commit, const std::string& key, const PopulationStructure& before,
                const PopulationStructure& after,
                const std::vector<PopulationStructureChanged>& events) override;
};

// forecast/<id>; indexes "forecasts", newest first, and "unfinished".
class ForecastCodec : public store::Codec<ForecastRun, ForecastEvent> {
 public:
  Task<absl::StatusOr<std::string>> Encode(store::Place place, const ForecastRun& state) override;
  Task<absl::StatusOr<ForecastRun>> Decode(store::Place place, std::string bytes) override;
  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(store::Place place,
                                                        const ForecastEvent& event) override;
  std::vector<store::IndexEntry> Indexes(const ForecastRun& state) override;
  // Chunks of trajectories are stored while the run is simulating, and not a moment longer.
  void Complete(store::Commit& commit, const std::string& key, const ForecastRun& before,
                const ForecastRun& after, const std::vector<ForecastEvent>& events) override;
};

std::string ToStored(const ForecastRun& run);

// rate-estimate/<id>; index "rate-estimates", newest first.
class EstimateCodec : public store::Codec<RateEstimate, RateEstimate> {
 public:
  Task<absl::StatusOr<std::string>> Encode(store::Place place, const RateEstimate& state) override;
  Task<absl::StatusOr<RateEstimate>> Decode(store::Place place, std::string bytes) override;
  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(store::Place place,
                                                        const RateEstimate& event) override;
  std::vector<store::IndexEntry> Indexes(const RateEstimate& state) override;
};

// backtest/<id>; indexes "backtests", newest first, and "unfinished-backtests".
class BacktestCodec : public store::Codec<BacktestRun, BacktestEvent> {
 public:
  Task<absl::StatusOr<std::string>> Encode(store::Place place, const BacktestRun& state) override;
  Task<absl::StatusOr<BacktestRun>> Decode(store::Place place, std::string bytes) override;
  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(store::Place place,
                                                        const BacktestEvent& event) override;
  std::vector<store::IndexEntry> Indexes(const BacktestRun& state) override;
};

// Orders the newest first.
std::string NewestFirst(Time time);

}  // namespace zwk::forecasting
