#include "forecasting/domain/forecast_run.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "forecasting/domain/engine/checks.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"

namespace zwk::forecasting {
namespace {

constexpr absl::string_view StateName(ForecastState state) {
  switch (state) {
    case ForecastState::kQueued:
      return "queued";
    case ForecastState::kRunning:
      return "running";
    case ForecastState::kCanceled:
      return "canceled";
    case ForecastState::kFailed:
      return "failed";
    case ForecastState::kPublished:
      return "published";
  }
  return "";
}

int IndexOf(const std::vector<std::string>& keys, const std::string& key) {
  const auto found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? -1 : static_cast<int>(found - keys.begin());
}

void CheckImportedHousing(FieldErrors& errors, MigrationForm form,
                          const HousingAssumptions& housing) {
  const std::string field = "parameters.imported_housing";
  if (form != MigrationForm::kGrossFlows) errors.Add(field, "needs gross flows");
  const absl::Status experience = ExpectedDwellings({}, housing.experience, 2000, 1).status();
  errors.AddInside(field, experience);
  for (const auto& [name, share] :
       {std::pair("less", housing.room.less), std::pair("more", housing.room.more)}) {
    if (!(share >= 0 && share <= 1)) {
      errors.Add(absl::StrCat(field, ".", name), "must be from 0 to 1");
    }
  }
}

// The length of a step first: all else is in steps.
void CheckHamiltonPerry(const HamiltonPerryParameters& parameters, int steps, int age_width,
                        FieldErrors& errors) {
  const std::string at = "parameters.hamilton_perry";
  if (parameters.years < age_width || parameters.years % age_width != 0 ||
      parameters.years > HamiltonPerryParameters::kMaxYears) {
    return errors.Add(absl::StrCat(at, ".years"),
                      absl::StrCat("must be a multiple of ", age_width, ", at most ",
                                   HamiltonPerryParameters::kMaxYears));
  }
  if (!parameters.totals.empty() && static_cast<int>(parameters.totals.size()) != steps) {
    errors.Add(absl::StrCat(at, ".totals"),
               absl::StrCat("must be one for each of ", steps, " steps, or none"));
  }
  for (size_t i = 0; i < parameters.totals.size(); ++i) {
    if (!(parameters.totals[i] > 0 && parameters.totals[i] <= 1e12)) {
      errors.Add(absl::StrCat(at, ".totals[", i, "]"), "must be above 0, at most 1e12");
    }
  }
}

}  // namespace

absl::StatusOr<std::vector<ForecastEvent>> ForecastRun::Start(ForecastStarted wanted) const {
  return std::vector<ForecastEvent>{std::move(wanted)};
}

absl::StatusOr<std::vector<ForecastEvent>> ForecastRun::QueueChunks() const {
  if (!unfinished()) return absl::FailedPreconditionError("the run was stopped");
  if (chunks_queued) return std::vector<ForecastEvent>{};
  return std::vector<ForecastEvent>{ForecastChunksQueued{chunks_total()}};
}

absl::StatusOr<std::vector<ForecastEvent>> ForecastRun::Cancel(Time now) const {
  if (state == ForecastState::kCanceled) return std::vector<ForecastEvent>{};
  if (!unfinished()) {
    return absl::FailedPreconditionError(
        absl::StrCat("the forecast is ", StateName(state), "; only a run can be canceled"));
  }
  return std::vector<ForecastEvent>{ForecastCanceled{now}};
}

absl::StatusOr<std::vector<ForecastEvent>> ForecastRun::Resume() const {
  if (state != ForecastState::kCanceled) {
    return absl::FailedPreconditionError(
        absl::StrCat("the forecast is ", StateName(state), ", not canceled"));
  }
  return std::vector<ForecastEvent>{ForecastResumed{}};
}

absl::StatusOr<std::vector<ForecastEvent>> ForecastRun::Fail(std::string why, Time now) const {
  if (!unfinished()) return absl::FailedPreconditionError("the run was stopped");
  return std::vector<ForecastEvent>{ForecastFailed{std::move(why), now}};
}

absl::StatusOr<std::vector<ForecastEvent>> ForecastRun::Publish(
    Time now, uint64_t new_version, std::string quantiles_hash,
    std::vector<FigureQuantiles> summary) const {
  if (!unfinished()) return absl::FailedPreconditionError("the run was stopped");
  if (steps_done != steps_total()) {
    return absl::FailedPreconditionError(
        absl::StrCat(steps_done, " of ", steps_total(), " steps are done"));
  }
  if ((input.trajectories > 0) != !quantiles_hash.empty()) {
    return absl::FailedPreconditionError("the trajectories are not simulated");
  }
  auto published = std::make_shared<ForecastRun>(*this);
  published->quantiles_sha256 = std::move(quantiles_hash);
  published->Apply(ForecastPublished{now, new_version, nullptr, {}});
  return std::vector<ForecastEvent>{
      ForecastPublished{now, new_version, std::move(published), std::move(summary)}};
}

void ForecastRun::Apply(const ForecastEvent& event) {
  struct {
    ForecastRun& self;
    void operator()(const ForecastStarted& e) {
      self.forecast_id = e.forecast_id;
      self.title = e.title;
      self.parameters = e.parameters;
      self.input = e.input;
      self.started_at = e.at;
      self.state = ForecastState::kQueued;
    }
    void operator()(const ForecastChunksQueued&) { self.chunks_queued = true; }
    void operator()(const ForecastCanceled& e) {
      self.state = ForecastState::kCanceled;
      self.ended_at = e.at;
    }
    void operator()(const ForecastResumed&) {
      self.state = ForecastState::kQueued;
      self.ended_at = Time{};
    }
    void operator()(const ForecastFailed& e) {
      self.state = ForecastState::kFailed;
      self.failure = e.failure;
      self.ended_at = e.at;
    }
    void operator()(const ForecastPublished& e) {
      self.state = ForecastState::kPublished;
      if (e.run) self.quantiles_sha256 = e.run->quantiles_sha256;
      self.ended_at = e.at;
    }
  } take{*this};
  std::visit(take, event);
}

std::vector<int> ForecastRun::years() const {
  std::vector<int> years;
  for (int step = 0; step <= steps_total(); ++step) years.push_back(YearAfter(step));
  return years;
}

std::vector<double> ForecastRun::year_totals() const {
  const size_t areas = input.neighborhood_keys.size();
  std::vector<double> sums;
  for (size_t i = 0; i + areas <= totals.size(); i += areas) {
    double sum = 0;
    for (size_t r = 0; r < areas; ++r) sum += totals[i + r];
    sums.push_back(sum);
  }
  return sums;
}

std::vector<NeighborhoodTotals> ForecastRun::neighborhood_totals() const {
  const size_t areas = input.neighborhood_keys.size();
  std::vector<NeighborhoodTotals> all;
  for (size_t r = 0; r < areas; ++r) {
    NeighborhoodTotals one{input.neighborhood_keys[r], years(), {}};
    for (size_t i = r; i < totals.size(); i += areas) one.people.push_back(totals[i]);
    all.push_back(std::move(one));
  }
  return all;
}

Model ForecastRun::model() const {
  Model model;
  model.grid = input.grid();
  model.age_width = input.age_width;
  model.form = parameters.form;
  model.timing = parameters.timing;
  model.ratio_years = parameters.hamilton_perry.years;
  model.fso_infant_term = parameters.fso_infant_term;
  model.allow_negative_cells = parameters.allow_negative_cells;
  model.area_names = input.neighborhood_keys;
  model.group_names = input.group_keys;
  return model;
}

double ForecastRun::BoysPerGirl(int year) const {
  double ratio = input.boys_per_girl;
  int since = 0;
  for (const SexRatioAtBirth& entry : parameters.sex_ratios_at_birth) {
    if (entry.from_year <= year && entry.from_year >= since) {
      since = entry.from_year;
      ratio = entry.boys_per_girl;
    }
  }
  return ratio;
}

std::vector<double> ForecastRun::ChildGroups(int year) const {
  const int groups = static_cast<int>(input.group_keys.size());
  std::vector<double> shares = input.child_group.empty() ? OwnGroup(groups) : input.child_group;
  for (int g = 0; g < groups; ++g) {
    int since = 0;  // the latest entry of this mother group that holds
    for (const ChildGroupShare& entry : parameters.child_group_shares) {
      if (entry.mother_group_key == input.group_keys[g] && entry.from_year <= year) {
        since = std::max(since, entry.from_year);
      }
    }
    if (since == 0) continue;
    double* row = &shares[static_cast<size_t>(g) * groups];
    std::fill(row, row + groups, 0.0);
    for (const ChildGroupShare& entry : parameters.child_group_shares) {
      if (entry.mother_group_key == input.group_keys[g] && entry.from_year == since) {
        row[IndexOf(input.group_keys, entry.child_group_key)] += entry.share;
      }
    }
  }
  return shares;
}

absl::Status CheckParameters(const ForecastParameters& parameters, int age_width,
                             const std::vector<std::string>& group_keys) {
  FieldErrors errors;
  const auto is_year = [](int year) { return year >= 1800 && year <= 2300; };
  const bool both_years = is_year(parameters.jump_off_year) && is_year(parameters.last_year);
  if (!is_year(parameters.jump_off_year)) errors.Add("parameters.jump_off_year", "must be a year");
  const int years = both_years ? parameters.last_year - parameters.jump_off_year : 0;
  const int step = std::max(parameters.StepYears(age_width), 1);
  if (years < step || years % step != 0 || years / step > ForecastParameters::kMaxSteps) {
    errors.Add("parameters.last_year",
               absl::StrCat("must be 1 to ", ForecastParameters::kMaxSteps, " steps of ", step,
                            " years after jump_off_year"));
  }
  if (parameters.form == MigrationForm::kHamiltonPerry) {
    CheckHamiltonPerry(parameters.hamilton_perry, years / step, age_width, errors);
  }
  for (size_t i = 0; i < parameters.sex_ratios_at_birth.size(); ++i) {
    const SexRatioAtBirth& entry = parameters.sex_ratios_at_birth[i];
    const std::string field = absl::StrCat("parameters.sex_ratios_at_birth[", i, "]");
    if (!is_year(entry.from_year)) errors.Add(absl::StrCat(field, ".from_year"), "must be a year");
    if (!(entry.boys_per_girl >= 0.5 && entry.boys_per_girl <= 2)) {
      errors.Add(absl::StrCat(field, ".boys_per_girl"), "must be from 0.5 to 2");
    }
  }
  std::map<std::pair<std::string, int>, double> sums;
  for (size_t i = 0; i < parameters.child_group_shares.size(); ++i) {
    const ChildGroupShare& entry = parameters.child_group_shares[i];
    const std::string field = absl::StrCat("parameters.child_group_shares[", i, "]");
    if (!is_year(entry.from_year)) errors.Add(absl::StrCat(field, ".from_year"), "must be a year");
    for (const auto& [name, key] : {std::pair("mother_group_key", &entry.mother_group_key),
                                    std::pair("child_group_key", &entry.child_group_key)}) {
      if (IndexOf(group_keys, *key) < 0) {
        errors.Add(absl::StrCat(field, ".", name), "no such group in the population structure");
      }
    }
    if (!(entry.share >= 0 && entry.share <= 1)) {
      errors.Add(absl::StrCat(field, ".share"), "must be from 0 to 1");
    }
    sums[{entry.mother_group_key, entry.from_year}] += entry.share;
  }
  for (const auto& [key, sum] : sums) {
    if (!(std::abs(sum - 1) <= kShareTolerance)) {
      errors.Add("parameters.child_group_shares",
                 absl::StrCat("the shares of mother group ", Quoted(key.first), " from ",
                              key.second, " sum to ", sum, ", not to 1"));
    }
  }
  if (parameters.imported_housing) {
    CheckImportedHousing(errors, parameters.form, *parameters.imported_housing);
  }
  return errors.ToStatus();
}

std::string InputHash(const ForecastInput& input) {
  const auto pinned = [](std::string* out, const PinnedYear& year) {
    absl::StrAppend(out, year.source.content_sha256, "/", year.year);
  };
  std::string stocks;
  pinned(&stocks, input.stocks);
  std::string optional;  // nothing of what is not there
  if (!input.child_group.empty()) {
    optional = absl::StrCat("children ", absl::StrJoin(input.child_group, " "), " ",
                            input.boys_per_girl, "\n");
  }
  if (!input.history.empty()) {
    absl::StrAppend(&optional, "history ", absl::StrJoin(input.history, " ", pinned), "\n");
  }
  for (const GroupFlags& group : input.group_flags) {
    absl::StrAppend(&optional, group.national ? "national" : "foreign",
                    group.migration_history ? " with migration history\n" : "\n");
  }
  std::string others;
  if (input.uses_special) {
    absl::StrAppend(&others, "special populations ");
    pinned(&others, *input.special);
    absl::StrAppend(&others, "\n");
  }
  if (input.uses_housing) {
    absl::StrAppend(&others, "housing ");
    pinned(&others, *input.housing);
    absl::StrAppend(&others, "\n");
  }
  if (!input.moving.empty()) {
    absl::StrAppend(&others, "moving ", absl::StrJoin(input.moving, " ", pinned), "\n");
  }
  if (!input.earlier_stocks.source.import_id.empty()) {
    absl::StrAppend(&others, "earlier stocks ");
    pinned(&others, input.earlier_stocks);
    absl::StrAppend(&others, "\n");
  }
  if (input.trends) {
    const RateTrends& trends = *input.trends;
    absl::StrAppend(&others, "trends ",
                    absl::StrJoin({trends.mortality, trends.fertility, trends.damping}, " "), " ",
                    trends.years, " ", trends.last_year, "\n");
  }
  return Sha256Hex(absl::StrCat("ages ", input.age_width, "x", input.age_classes, "\ngroups ",
                                absl::StrJoin(input.group_keys, " "), "\nneighborhoods ",
                                absl::StrJoin(input.neighborhood_keys, " "), "\nstocks ", stocks,
                                "\nrates ", absl::StrJoin(input.rates, " ", pinned), "\nflows ",
                                absl::StrJoin(input.flows, " ", pinned), "\n", optional, others));
}

}  // namespace zwk::forecasting
