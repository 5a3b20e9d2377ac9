#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/rates/estimate.h"
#include "forecasting/rates/occurrences.h"

// The levels of the neighborhoods around the city's rates.
namespace zwk::forecasting {

struct LevelOptions {
  std::vector<std::string> clusters;  // empty: one level
  std::vector<AgeBand> bands;         // empty: none
};

// Fills areas, clusters, bands and exposure of an estimate whose city rates and events are known,
// and scales the city's rates so that they and the levels give back the city's events.
absl::Status FitLevels(const Grid& grid, const Occurrences& occurrences,
                       const LevelOptions& options, KindEstimate& estimate);

// The neighborhood's rates: the city's times its levels.
Cells AreaRates(const Grid& grid, const LevelOptions& options, const KindEstimate& estimate,
                size_t area);

// How the people who arrive in the city's cells divide over the neighborhoods: [neighborhood], sum
// 1 in each cell. People are pooled over years and five-year ages and shrunk step by step: all
// arrivals to the share of inhabitants (by cluster, where there are any), those of a group to all,
// those of a sex and five ages to the group's. Fills events, areas, clusters and groups.
absl::StatusOr<std::vector<Cells>> FitShares(const Grid& grid, const std::vector<Cells>& arrivals,
                                             const std::vector<Cells>& lived,
                                             const LevelOptions& options, KindEstimate& estimate);

// The shares of those who come from one cluster: everybody's, times a level of the neighborhood
// that is shrunk to 1.
absl::StatusOr<std::vector<Cells>> SharesFrom(const Grid& grid, const std::vector<Cells>& arrivals,
                                              const std::vector<Cells>& shares,
                                              ShrunkLevels& levels);

}  // namespace zwk::forecasting
