#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/domain/engine/indicators.h"
#include "forecasting/domain/engine/model.h"
#include "forecasting/domain/forecast_accuracy.h"
#include "forecasting/domain/housing_plan.h"
#include "forecasting/domain/population_data.h"
#include "forecasting/domain/rates/level_trends.h"
#include "forecasting/domain/simulation_plan.h"
#include "platform/base/clock.h"

namespace zwk::forecasting {

// Grows with every change that can change a figure.
inline constexpr char kEngineVersion[] = "1";

struct SexRatioAtBirth {
  int from_year = 0;
  double boys_per_girl = 0;
};
struct ChildGroupShare {
  int from_year = 0;
  std::string mother_group_key;
  std::string child_group_key;
  double share = 0;
};

struct HamiltonPerryParameters {
  static constexpr int kMaxYears = 20;

  int years = 5;
  std::vector<double> totals;  // of the city, by step; empty: see LinearTotals
};

struct ForecastParameters {
  static constexpr int kMaxSteps = 100;

  int jump_off_year = 0;
  int last_year = 0;
  MigrationForm form = MigrationForm::kGrossFlows;
  MigrationTiming timing = MigrationTiming::kEven;
  bool fso_infant_term = false;
  bool allow_negative_cells = false;
  std::vector<SexRatioAtBirth> sex_ratios_at_birth;
  std::vector<ChildGroupShare> child_group_shares;
  HamiltonPerryParameters hamilton_perry;
  std::string rate_estimate_id;
  std::string base_forecast_id;
  // What becomes of imported dwellings and projects; nothing: they are not used.
  std::optional<HousingAssumptions> imported_housing;
  // As they were sent; empty: none. See ParameterReader.
  std::string scenario;
  std::string uncertainty;

  // Years of one step, where an age class has `age_width`.
  int StepYears(int age_width) const {
    return form == MigrationForm::kHamiltonPerry ? hamilton_perry.years : age_width;
  }
  int Steps(int age_width) const { return (last_year - jump_off_year) / StepYears(age_width); }
};

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

// The same numbers as in the protos.
enum class ForecastState { kQueued = 1, kRunning = 2, kCanceled = 3, kFailed = 4, kPublished = 5 };

struct ForecastStarted {
  std::string forecast_id;
  std::string title;
  ForecastParameters parameters;
  ForecastInput input;
  Time at{};
};
// The steps are done; any process may take chunks of trajectories from now on.
struct ForecastChunksQueued {
  int chunks = 0;
};
struct ForecastCanceled {
  Time at{};
};
struct ForecastResumed {};
struct ForecastFailed {
  std::string failure;
  Time at{};
};
struct ForecastRun;
struct ForecastPublished {
  Time at{};
  uint64_t version = 0;                    // of the forecast from now on
  std::shared_ptr<const ForecastRun> run;  // as it is from now on
  std::vector<FigureQuantiles> summary;
};
using ForecastEvent = std::variant<ForecastStarted, ForecastChunksQueued, ForecastCanceled,
                                   ForecastResumed, ForecastFailed, ForecastPublished>;

// A forecast from its start to its publication.
//
// Invariant: it is published with all its steps or not at all, and nothing of it changes
// afterwards.
struct ForecastRun {
  std::string forecast_id;
  std::string title;
  ForecastParameters parameters;
  ForecastInput input;
  std::string engine_version = kEngineVersion;
  ForecastState state = ForecastState::kQueued;
  Time started_at{};
  Time ended_at{};
  std::string failure;

  // Steps that are stored, and what they came to so far.
  int steps_done = 0;
  std::optional<ForecastAccuracy> accuracy;  // measured before the first step
  std::vector<double>
      totals;  // [year][neighborhood], the jump-off year first; empty before the first step
  std::string result_sha256;  // chained over the steps
  bool chunks_queued = false;
  std::string quantiles_sha256;
  // How many chunks are stored: not kept here, whoever reads the run counts them.
  int chunks_done = 0;

  absl::StatusOr<std::vector<ForecastEvent>> Start(ForecastStarted wanted) const;
  absl::StatusOr<std::vector<ForecastEvent>> QueueChunks() const;
  absl::StatusOr<std::vector<ForecastEvent>> Cancel(Time now) const;
  absl::StatusOr<std::vector<ForecastEvent>> Resume() const;
  absl::StatusOr<std::vector<ForecastEvent>> Fail(std::string failure, Time now) const;
  absl::StatusOr<std::vector<ForecastEvent>> Publish(Time now, uint64_t new_version,
                                                     std::string quantiles_hash,
                                                     std::vector<FigureQuantiles> summary) const;
  void Apply(const ForecastEvent& event);

  bool unfinished() const {
    return state == ForecastState::kQueued || state == ForecastState::kRunning;
  }
  int steps_total() const { return parameters.Steps(input.age_width); }
  int chunks_total() const { return ChunksOf(input.trajectories); }
  // Its trajectories are being simulated, or wait for it.
  bool simulating() const { return chunks_queued && unfinished(); }
  // The year at the end of the step (0: the jump-off year).
  int YearAfter(int step) const {
    return parameters.jump_off_year + step * parameters.StepYears(input.age_width);
  }
  std::vector<int> years() const;
  std::vector<double> year_totals() const;
  std::vector<NeighborhoodTotals> neighborhood_totals() const;

  Model model() const;
  double BoysPerGirl(int year) const;
  // Pi of the year, see StepAssumptions.
  std::vector<double> ChildGroups(int year) const;
};

// INVALID_ARGUMENT with field paths, for a structure with these ages and groups.
absl::Status CheckParameters(const ForecastParameters& parameters, int age_width,
                             const std::vector<std::string>& group_keys);

// SHA-256 over all that the figures depend on but the parameters.
std::string InputHash(const ForecastInput& input);

}  // namespace zwk::forecasting
