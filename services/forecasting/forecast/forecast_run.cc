#include "forecasting/forecast/forecast_run.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "forecasting/forecast/simulation_plan.h"
#include "platform/base/messages.h"

namespace zwk::forecasting {
namespace {

// "queued", "published".
std::string NameOf(v1::ForecastState state) {
  return absl::AsciiStrToLower(zwk::NameOf(*v1::ForecastState_descriptor(), state));
}

absl::Status Stopped() { return absl::FailedPreconditionError("the run was stopped"); }

int IndexOf(const std::vector<std::string>& keys, const std::string& key) {
  const auto found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? -1 : static_cast<int>(found - keys.begin());
}

// What is allowed, and should be known to who reads the figures.
std::vector<std::string> RemarksOn(const v1::ForecastParameters& parameters,
                                   const ForecastInput& input) {
  constexpr int kOldYears = 5;
  std::vector<std::string> remarks;
  if (input.trajectories > 0 && IsExact(input.trajectories)) {
    remarks.push_back(absl::StrCat(input.trajectories, " trajectories are few: their quantiles ",
                                   "would be others with another seed"));
  }
  if (parameters.closed_city()) remarks.push_back("nobody comes from outside the city");
  for (const auto& [what, years] :
       {std::pair("rates", &input.rates), std::pair("flows", &input.flows),
        std::pair("rates of moving", &input.moving)}) {
    if (years->empty() || years->front().year >= parameters.jump_off_year() - kOldYears) continue;
    remarks.push_back(absl::StrCat(what, " of the first year are of ", years->front().year, ", ",
                                   parameters.jump_off_year() - years->front().year,
                                   " years before the jump-off year"));
  }
  return remarks;
}

}  // namespace

absl::StatusOr<std::vector<ForecastEvent>> ForecastRun::Start(v1::Forecast wanted,
                                                              ForecastInput input, Time now) const {
  ForecastBegun begun;
  v1::Forecast& started = *begun.started.mutable_forecast() = std::move(wanted);
  started.set_state(v1::FORECAST_STATE_QUEUED);
  started.set_steps_total(Steps(started.parameters(), input.age_width));
  started.set_chunks_total(ChunksOf(input.trajectories));
  started.mutable_neighborhood_keys()->Assign(input.neighborhood_keys.begin(),
                                              input.neighborhood_keys.end());
  for (std::string& remark : RemarksOn(started.parameters(), input)) {
    started.add_remarks(std::move(remark));
  }
  *started.mutable_provenance() = ProvenanceOf(input, started.parameters().rate_estimate_id());
  *started.mutable_started_at() = ToTimestamp(now);
  begun.input = std::move(input);
  return std::vector<ForecastEvent>{std::move(begun)};
}

absl::StatusOr<std::vector<ForecastEvent>> ForecastRun::QueueChunks() const {
  if (!unfinished()) return Stopped();
  if (chunks_queued) return std::vector<ForecastEvent>{};
  v1::ForecastChunksQueued event;
  event.set_forecast_id(state.forecast_id());
  event.set_chunks(chunks_total());
  return std::vector<ForecastEvent>{std::move(event)};
}

absl::StatusOr<std::vector<ForecastEvent>> ForecastRun::Cancel(int steps_done, Time now) const {
  if (state.state() == v1::FORECAST_STATE_CANCELLED) return std::vector<ForecastEvent>{};
  if (!unfinished()) {
    return absl::FailedPreconditionError(
        absl::StrCat("the forecast is ", NameOf(state.state()), "; only a run can be cancelled"));
  }
  v1::ForecastCancelled event;
  event.set_forecast_id(state.forecast_id());
  event.set_steps_done(steps_done);
  *event.mutable_cancelled_at() = ToTimestamp(now);
  return std::vector<ForecastEvent>{std::move(event)};
}

absl::StatusOr<std::vector<ForecastEvent>> ForecastRun::Resume() const {
  if (state.state() != v1::FORECAST_STATE_CANCELLED) {
    return absl::FailedPreconditionError(
        absl::StrCat("the forecast is ", NameOf(state.state()), ", not cancelled"));
  }
  v1::ForecastResumed event;
  event.set_forecast_id(state.forecast_id());
  return std::vector<ForecastEvent>{std::move(event)};
}

absl::StatusOr<std::vector<ForecastEvent>> ForecastRun::Fail(std::string failure, Time now) const {
  if (!unfinished()) return Stopped();
  v1::ForecastFailed event;
  event.set_forecast_id(state.forecast_id());
  event.set_failure(std::move(failure));
  *event.mutable_failed_at() = ToTimestamp(now);
  return std::vector<ForecastEvent>{std::move(event)};
}

absl::StatusOr<std::vector<ForecastEvent>> ForecastRun::Publish(
    const ForecastProgress& progress, std::string quantiles_sha256,
    const std::vector<v1::FigureQuantiles>& summary, Time now) const {
  if (!unfinished()) return Stopped();
  if (progress.steps_done != steps_total()) {
    return absl::FailedPreconditionError(
        absl::StrCat(progress.steps_done, " of ", steps_total(), " steps are done"));
  }
  if ((input.trajectories > 0) != !quantiles_sha256.empty()) {
    return absl::FailedPreconditionError("the trajectories are not simulated");
  }
  v1::ForecastPublished event;
  event.set_forecast_id(state.forecast_id());
  event.set_title(state.title());
  *event.mutable_parameters() = state.parameters();
  *event.mutable_provenance() = state.provenance();
  event.mutable_provenance()->set_result_sha256(progress.result_sha256);
  event.mutable_provenance()->set_quantiles_sha256(std::move(quantiles_sha256));
  for (v1::NeighborhoodTotals& totals : TotalsOf(progress)) {
    *event.add_totals() = std::move(totals);
  }
  event.set_age_width(input.age_width);
  event.set_age_classes(input.age_classes);
  event.mutable_group_keys()->Assign(input.group_keys.begin(), input.group_keys.end());
  event.mutable_quantiles()->Assign(summary.begin(), summary.end());
  if (progress.accuracy) *event.mutable_accuracy() = *progress.accuracy;
  *event.mutable_published_at() = ToTimestamp(now);
  return std::vector<ForecastEvent>{std::move(event)};
}

void ForecastRun::Apply(const ForecastEvent& event) {
  struct {
    ForecastRun& self;
    v1::Forecast& state;
    void operator()(const ForecastBegun& e) {
      state = e.started.forecast();
      self.input = e.input;
    }
    void operator()(const v1::ForecastChunksQueued&) {
      self.chunks_queued = true;
      state.set_state(v1::FORECAST_STATE_RUNNING);
    }
    void operator()(const v1::ForecastCancelled& e) {
      state.set_state(v1::FORECAST_STATE_CANCELLED);
      state.set_steps_done(e.steps_done());
      *state.mutable_ended_at() = e.cancelled_at();
    }
    void operator()(const v1::ForecastResumed&) {
      state.set_state(v1::FORECAST_STATE_QUEUED);
      state.clear_ended_at();
    }
    void operator()(const v1::ForecastFailed& e) {
      state.set_state(v1::FORECAST_STATE_FAILED);
      state.set_failure(e.failure());
      *state.mutable_ended_at() = e.failed_at();
    }
    void operator()(const v1::ForecastPublished& e) {
      state.set_state(v1::FORECAST_STATE_PUBLISHED);
      state.set_steps_done(state.steps_total());
      state.set_chunks_done(state.chunks_total());
      state.set_percent_done(100);
      *state.mutable_provenance() = e.provenance();
      if (e.has_accuracy()) *state.mutable_accuracy() = e.accuracy();
      *state.mutable_ended_at() = e.published_at();
      for (int y = 0; e.totals_size() > 0 && y < e.totals(0).years_size(); ++y) {
        double people = 0;
        for (const v1::NeighborhoodTotals& totals : e.totals()) people += totals.people(y);
        state.add_years(e.totals(0).years(y));
        state.add_year_totals(people);
      }
    }
  } take{*this, state};
  std::visit(take, event);
}

int ForecastRun::chunks_total() const { return ChunksOf(input.trajectories); }

std::vector<int> ForecastRun::years() const {
  std::vector<int> years;
  for (int step = 0; step <= steps_total(); ++step) years.push_back(YearAfter(step));
  return years;
}

std::vector<v1::NeighborhoodTotals> ForecastRun::TotalsOf(const ForecastProgress& progress) const {
  const std::vector<int> all_years = years();
  const size_t areas = input.neighborhood_keys.size();
  std::vector<v1::NeighborhoodTotals> totals(areas);
  for (size_t r = 0; r < areas; ++r) {
    totals[r].set_neighborhood_key(input.neighborhood_keys[r]);
    totals[r].mutable_years()->Assign(all_years.begin(), all_years.end());
    for (size_t i = r; i < progress.totals.size(); i += areas) {
      totals[r].add_people(progress.totals[i]);
    }
  }
  return totals;
}

Model ForecastRun::model() const {
  Model model;
  model.grid = input.grid();
  model.age_width = input.age_width;
  model.form = FormOf(parameters());
  model.timing = parameters().timing() == v1::MIGRATION_TIMING_END ? MigrationTiming::kEnd
                                                                   : MigrationTiming::kEven;
  if (model.form == MigrationForm::kHamiltonPerry) {
    model.ratio_years = parameters().hamilton_perry().years();
  }
  model.fso_infant_term = parameters().fso_infant_term();
  model.allow_negative_cells = parameters().allow_negative_cells();
  model.area_names = input.neighborhood_keys;
  model.group_names = input.group_keys;
  return model;
}

double ForecastRun::BoysPerGirl(int year) const {
  double ratio = input.boys_per_girl;
  int since = 0;
  for (const v1::SexRatioAtBirth& entry : parameters().sex_ratios_at_birth()) {
    if (entry.from_year() <= year && entry.from_year() >= since) {
      since = entry.from_year();
      ratio = entry.boys_per_girl();
    }
  }
  return ratio;
}

std::vector<double> ForecastRun::ChildGroups(int year) const {
  const int groups = static_cast<int>(input.group_keys.size());
  std::vector<double> shares = input.child_group.empty() ? OwnGroup(groups) : input.child_group;
  for (int g = 0; g < groups; ++g) {
    int since = 0;  // the latest entry of this mother group that holds
    for (const v1::ChildGroupShare& entry : parameters().child_group_shares()) {
      if (entry.mother_group_key() == input.group_keys[g] && entry.from_year() <= year) {
        since = std::max(since, entry.from_year());
      }
    }
    if (since == 0) continue;
    double* row = &shares[static_cast<size_t>(g) * groups];
    std::fill(row, row + groups, 0.0);
    for (const v1::ChildGroupShare& entry : parameters().child_group_shares()) {
      if (entry.mother_group_key() == input.group_keys[g] && entry.from_year() == since) {
        row[IndexOf(input.group_keys, entry.child_group_key())] += entry.share();
      }
    }
  }
  return shares;
}

v1::Forecast Shown(const ForecastRun& run, uint64_t version, const ForecastProgress& progress,
                   int chunks_done) {
  v1::Forecast forecast = run.state;
  forecast.set_version(version);
  if (run.published()) return forecast;
  if (run.unfinished() && progress.run_version == version) {
    forecast.set_state(v1::FORECAST_STATE_RUNNING);
  }
  forecast.set_steps_done(std::max(forecast.steps_done(), progress.steps_done));
  forecast.set_chunks_done(chunks_done);
  forecast.set_percent_done(100 * (forecast.steps_done() + chunks_done) /
                            (forecast.steps_total() + forecast.chunks_total()));
  return forecast;
}

}  // namespace zwk::forecasting
