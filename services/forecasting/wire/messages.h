// Between the domain's types and the published messages: what requests, answers, events and stored
// documents share.
#pragma once

#include "forecasting/app/forecast_store.h"
#include "forecasting/app/stocks.h"
#include "forecasting/domain/forecast_run.h"
#include "forecasting/domain/neighborhood.h"
#include "forecasting/domain/population_data.h"
#include "forecasting/domain/population_file.h"
#include "forecasting/domain/population_structure.h"
#include "google/protobuf/timestamp.pb.h"
#include "platform/base/clock.h"
#include "zwk/forecasting/v1/events.pb.h"
#include "zwk/forecasting/v1/forecast.pb.h"
#include "zwk/forecasting/v1/import.pb.h"
#include "zwk/forecasting/v1/neighborhood.pb.h"
#include "zwk/forecasting/v1/population.pb.h"

namespace zwk::forecasting {

// --- neighborhoods ---
void ToMessage(const Neighborhood& neighborhood, uint64_t version, v1::Neighborhood& message);
NeighborhoodFacts FactsFrom(const v1::Neighborhood& message);

// --- population structure ---
void ToMessage(const StructureFacts& facts, uint64_t version, v1::PopulationStructure& message);
StructureFacts FactsFrom(const v1::PopulationStructure& message);

// --- imports ---
void ToMessage(const PopulationImport& import, v1::PopulationImport& message);
// Without the neighborhood keys, which only the store keeps.
PopulationImport ImportFrom(const v1::PopulationImport& message);
void ToMessage(const FileError& error, v1::ImportError& message);
FileError FileErrorFrom(const v1::ImportError& message);
void ToMessage(const NeighborhoodTotals& totals, v1::NeighborhoodTotals& message);
void ToMessage(const PopulationBlock& block, v1::PopulationBlock& message);

// --- forecasts ---
void ToMessage(const ForecastParameters& parameters, v1::ForecastParameters& message);
// Enums must be known values; unspecified timing is taken as even.
ForecastParameters ParametersFrom(const v1::ForecastParameters& message);
void ToMessage(const ForecastRun& run, uint64_t version, v1::Forecast& message);
void ToMessage(const std::string& group_key, const GroupComponents& components,
               v1::GroupComponents& message);
GroupComponents ComponentsFrom(const v1::GroupComponents& message);

// --- times ---
google::protobuf::Timestamp ToTimestamp(Time time);
Time TimeFrom(const google::protobuf::Timestamp& timestamp);

}  // namespace zwk::forecasting
