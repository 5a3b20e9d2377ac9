#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/data/population_data.h"
#include "forecasting/rates/estimate.h"
#include "forecasting/rates/level_trends.h"
#include "platform/base/clock.h"
#include "zwk/forecasting/v1/rate_estimate.pb.h"

namespace zwk::forecasting {

struct EstimateParameters {
  static constexpr int kMaxYears = 20;

  std::vector<int> years;
  std::map<std::string, std::string> clusters;  // by neighborhood key; all or none
  EstimationOptions options;
  std::optional<double> trend_damping;  // nothing: rates stay
};

// One kind of rate in the whole city.
struct KindSummary {
  std::string kind;
  std::string from_group;
  std::string to_group;
  double events = 0;
  double exposure = 0;
  double variance = 0;
  double mean_weight = 0;  // of the neighborhoods' own events, by expected events
  std::vector<std::string> remarks;
};

// How far a cluster, a neighborhood or ages of a neighborhood is from what the city's rates would
// make there.
struct LevelRow {
  std::string kind;
  std::string from_group;  // of naturalization; of arriving the group whose share it is
  std::string to_group;
  std::string neighborhood;  // empty: a cluster
  std::string cluster;
  int first_age = 0;  // both 0: all ages
  int last_age = 0;
  ShrunkLevel level;
};

// Rates that were estimated from imported stocks and flows. They are kept as blocks, as imported
// rates are, and never change.
struct RateEstimate {
  std::string estimate_id;
  std::string title;
  EstimateParameters parameters;
  Time estimated_at{};
  std::string engine_version;
  std::string input_sha256;
  std::vector<std::string> stock_import_ids;
  std::vector<std::string> flow_import_ids;
  std::vector<std::string> group_keys;
  std::vector<std::string> neighborhood_keys;
  std::vector<double> child_group;  // Pi, see StepAssumptions
  double boys_per_girl = 1.05;
  std::string result_sha256;
  std::vector<KindSummary> kinds;
  std::vector<LevelTrend> level_trends;  // mortality and fertility, or none

  // How its rates go on; nothing where they stay.
  std::optional<RateTrends> trends() const;

  // Where its rates and immigrants are kept: as an import's, all under the last year.
  PinnedYear pinned() const { return {{estimate_id, result_sha256}, parameters.years.back()}; }

  void Apply(const RateEstimate& made) { *this = made; }
};

// INVALID_ARGUMENT with field paths, for neighborhoods with these keys and a grid of `ages`.
absl::Status CheckEstimateParameters(const EstimateParameters& parameters,
                                     const std::vector<std::string>& neighborhood_keys, int ages);

// The rates and immigrants of each neighborhood, named as the columns of files.
std::vector<DataBlock> ToBlocks(const StepAssumptions& assumptions,
                                const EstimateParameters& parameters,
                                const std::vector<std::string>& group_keys,
                                const std::vector<std::string>& neighborhood_keys);

std::vector<KindSummary> Summarize(const Estimates& estimates,
                                   const std::vector<std::string>& group_keys);
std::vector<LevelRow> ToRows(const Estimates& estimates, const EstimateParameters& parameters,
                             const Grid& grid, const std::vector<std::string>& group_keys,
                             const std::vector<std::string>& neighborhood_keys);

v1::RateEstimate ToProto(const RateEstimate& estimate);
// Without what only the store has: group keys and groups of children.
RateEstimate FromProto(const v1::RateEstimate& message);
EstimateParameters FromProto(const v1::EstimateParameters& message);
v1::ShrunkLevel ToProto(const LevelRow& row);

}  // namespace zwk::forecasting
