#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "forecasting/data/population_data.h"
#include "forecasting/engine/indicators.h"
#include "forecasting/rates/level_trends.h"
#include "zwk/forecasting/v1/forecast.pb.h"

namespace zwk::forecasting {

// Everything a run reads, as it was when it was started.
struct ForecastInput {
  int age_width = 1;
  int age_classes = 0;
  std::vector<std::string> group_keys;
  std::vector<GroupFlags> group_flags;  // empty: not known
  std::vector<std::string> neighborhood_keys;
  PinnedYear stocks;
  PinnedYear earlier_stocks;       // Hamilton-Perry only; it has no others
  std::vector<PinnedYear> rates;   // by step
  std::vector<PinnedYear> flows;   // by step
  std::vector<PinnedYear> moving;  // by step; multiregional only
  // Of the latest year up to the jump-off year. What is pinned is used or not, but stays pinned for
  // forecasts whose base this is.
  std::optional<PinnedYear> special;
  std::optional<PinnedYear> housing;
  bool uses_special = false;
  bool uses_housing = false;
  // Stocks up to the jump-off year that cover all neighborhoods, by year: accuracy is measured on
  // them.
  std::vector<PinnedYear> history;
  // Flows of these years, gross flows only: the model itself is run from earlier years.
  std::vector<PinnedYear> flow_history;
  // Of the rate estimate: what holds where the parameters say nothing. Empty: OwnGroup.
  std::vector<double> child_group;
  double boys_per_girl = 1.05;
  std::optional<RateTrends> trends;  // of its mortality and fertility
  int trajectories = 0;
  uint32_t seed = 0;
  std::string input_sha256;

  Grid grid() const { return {age_classes, static_cast<int>(group_keys.size())}; }
  PinnedStep step(int step) const {
    const auto at = [step](const std::vector<PinnedYear>& years) {
      return years.empty() ? PinnedYear{} : years[step];
    };
    return {at(rates), at(flows), at(moving)};
  }
};

// SHA-256 over all that the figures depend on but the parameters.
std::string InputHash(const ForecastInput& input);

// Which imports it is from. `rate_estimate_id` is none of them.
v1::Provenance ProvenanceOf(const ForecastInput& input, const std::string& rate_estimate_id);

}  // namespace zwk::forecasting
