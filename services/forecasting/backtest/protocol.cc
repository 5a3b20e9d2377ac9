#include "forecasting/backtest/protocol.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "forecasting/backtest/cohorts.h"
#include "forecasting/backtest/our_method.h"
#include "forecasting/backtest/shares.h"
#include "forecasting/backtest/simple_methods.h"
#include "forecasting/backtest/trend_model.h"

namespace zwk::forecasting {
namespace {

// Reference dates are to the month.
constexpr double kHalfMonth = 1.0 / 24;
// People from which on a neighborhood's own cohort change ratio counts as much as the city's, in
// the cohort model that ours takes a share of. HP as a benchmark is not shrunk.
constexpr double kOwnCohorts = 300;

// A launch and a horizon that the series has the target of.
struct Case {
  size_t launch = 0;
  size_t target = 0;
  double horizon = 0;
};

std::optional<size_t> DateAt(const Series& series, double time) {
  for (size_t date = 0; date < series.dates.size(); ++date) {
    if (std::abs(series.dates[date].time - time) < kHalfMonth) return date;
  }
  return std::nullopt;
}

int ToldApart(const Slice& slice) {
  return !slice.sex.empty() + !slice.age.empty() + !slice.group.empty();
}

// Cells of two or three of sex, age and group are measured together.
std::string TableName(const Slice& slice) {
  if (ToldApart(slice) < 2) return slice.Name();
  std::vector<std::string> by;
  if (!slice.sex.empty()) by.push_back("sex");
  if (!slice.age.empty()) by.push_back("age");
  if (!slice.group.empty()) by.push_back("group");
  return absl::StrCat("cells by ", absl::StrJoin(by, ", "));
}

// Forecasts and what came of one method, case and table.
struct Sample {
  std::vector<double> forecast, actual, at_launch;
  std::vector<double> size;          // people of the neighborhood at launch
  std::vector<Quantiles> quantiles;  // of all or of none

  Sample Within(const SizeClass& limits) const {
    Sample part;
    for (size_t i = 0; i < actual.size(); ++i) {
      if (size[i] < limits.from || size[i] >= limits.to) continue;
      part.forecast.push_back(forecast[i]);
      part.actual.push_back(actual[i]);
      part.at_launch.push_back(at_launch[i]);
      part.size.push_back(size[i]);
      if (!quantiles.empty()) part.quantiles.push_back(quantiles[i]);
    }
    return part;
  }
};

bool IsSimple(ForecastMethod method) { return method < ForecastMethod::kOurs; }

SliceForecast Of(const Series& series, const BacktestOptions& options, size_t slice,
                 const GivenForecast& given) {
  const bool by_age = !series.slices[slice].age.empty();
  const double cohorts =
      by_age ? SharesOf(options.constants, series.slices[slice], given.horizon).cohorts : 0;
  return {series, slice, given.launch, given.horizon, cohorts, given.slices[slice]};
}

constexpr SizeClass kAllSizes = {0, std::numeric_limits<double>::infinity()};

class Backtest {
 public:
  Backtest(const Series& series, const BacktestOptions& options, const BacktestProgress& progress)
      : series_(series), options_(options), progress_(progress) {}

  absl::StatusOr<BacktestReport> Run() {
    if (const absl::Status status = FindCases(); !status.ok()) return status;
    if (const absl::Status status = CheckTables(); !status.ok()) return status;
    for (size_t slice = 0; slice < series_.slices.size(); ++slice) {
      if (const absl::Status status = Tick(slice); !status.ok()) return status;
      if (const absl::Status status = RunSlice(slice); !status.ok()) return status;
      const bool last_of_table = slice + 1 == series_.slices.size() ||
                                 TableName(series_.slices[slice + 1]) != TableName(Now(slice));
      if (last_of_table) MeasureTable(slice);
    }
    if (const absl::Status status = Tick(series_.slices.size()); !status.ok()) return status;
    Summarize();
    return std::move(report_);
  }

 private:
  using CaseKey = std::pair<size_t, double>;  // launch, horizon

  const Slice& Now(size_t slice) const { return series_.slices[slice]; }

  absl::Status Tick(size_t slices_done) const {
    if (!progress_) return absl::OkStatus();
    return progress_(static_cast<double>(slices_done) / static_cast<double>(series_.slices.size()));
  }

  absl::Status FindCases() {
    std::vector<double> horizons = options_.horizons;
    std::sort(horizons.begin(), horizons.end());
    horizons.erase(std::unique(horizons.begin(), horizons.end()), horizons.end());
    if (horizons.empty() || !(horizons.front() > 0) || !std::isfinite(horizons.back())) {
      return absl::InvalidArgumentError("horizons must be years above zero");
    }
    if (!(options_.history >= 0) || !(options_.base_period > 0)) {
      return absl::InvalidArgumentError("history and base period must be years");
    }
    for (size_t i = 0; i < options_.size_limits.size(); ++i) {
      if (!(options_.size_limits[i] > (i == 0 ? 0 : options_.size_limits[i - 1]))) {
        return absl::InvalidArgumentError("size limits must ascend, from above zero");
      }
    }
    std::set<size_t> launches;
    for (const std::string& label : options_.launches) {
      const absl::StatusOr<ReferenceDate> date = ParseReferenceDate(label);
      if (!date.ok()) return date.status();
      const std::optional<size_t> launch = DateAt(series_, date->time);
      if (!launch) {
        return absl::InvalidArgumentError(absl::StrCat("the series has no date ", label));
      }
      if (*launch == 0) {
        return absl::FailedPreconditionError(
            absl::StrCat("the series has nothing before the launch ", label));
      }
      launches.insert(*launch);
    }
    if (launches.empty()) {
      for (size_t date = 1; date < series_.dates.size(); ++date) {
        const double past = series_.dates[date].time - series_.dates.front().time;
        if (past >= options_.history - kHalfMonth) launches.insert(date);
      }
    }
    std::set<double> kept;
    for (const size_t launch : launches) {
      const size_t before = cases_.size();
      for (const double horizon : horizons) {
        const std::optional<size_t> target = DateAt(series_, series_.dates[launch].time + horizon);
        if (!target) continue;
        cases_.push_back({launch, *target, horizon});
        kept.insert(horizon);
      }
      if (cases_.size() > before) report_.launches.push_back(series_.dates[launch].label);
    }
    if (cases_.empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat("no launch has both ", options_.history, " years of history and a target ",
                       absl::StrJoin(horizons, ", "), " years later"));
    }
    report_.horizons.assign(kept.begin(), kept.end());
    return absl::OkStatus();
  }

  // --- by neighborhood ---
  bool HasTables(size_t slice) const {
    return options_.by_neighborhood && ToldApart(Now(slice)) < 2;
  }

  absl::Status CheckTables() const {
    size_t slices = 0;
    for (size_t slice = 0; slice < series_.slices.size(); ++slice) slices += HasTables(slice);
    const size_t tables = slices * (cases_.size() + options_.horizons.size());
    if (tables * series_.neighborhoods.size() <= kMaxTableFigures) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat(tables, " tables of ", series_.neighborhoods.size(),
                     " neighborhoods are too many; choose launches and horizons"));
  }

  void KeepTable(size_t slice, const Case& c, const People& forecast,
                 std::vector<Quantiles> quantiles) {
    if (!HasTables(slice)) return;
    const double* actual = series_.row(slice, c.target);
    report_.tables.push_back({series_.dates[c.launch].label, c.horizon, Now(slice).Name(), forecast,
                              People(actual, actual + forecast.size()), std::move(quantiles)});
  }

  void LookAhead(size_t slice, OurMethod& model) {
    if (!HasTables(slice)) return;
    const size_t last = series_.dates.size() - 1;
    for (const double horizon :
         std::set<double>(options_.horizons.begin(), options_.horizons.end())) {
      const People& people = model.Forecast(last, horizon);
      report_.tables.push_back({series_.dates[last].label,
                                horizon,
                                Now(slice).Name(),
                                people,
                                {},
                                model.Around(last, horizon, people)});
    }
  }

  // --- cohorts: of one sex and group at a time, so that memory stays small ---
  const std::vector<People>& CohortForecast(size_t launch, double horizon, double own_from) {
    auto& kept = cohort_forecasts_[{launch, horizon, own_from}];
    if (kept.empty()) kept = cohorts_->Forecast(series_, launch, horizon, own_from);
    return kept;
  }

  // The cohort model's forecast of a slice of ages, or of all of them together.
  People CohortForecastOf(size_t slice, size_t launch, double horizon, double own_from) {
    const std::vector<People>& all = CohortForecast(launch, horizon, own_from);
    People people(series_.neighborhoods.size(), 0);
    for (size_t c = 0; c < all.size(); ++c) {
      if (!Now(slice).age.empty() && cohorts_->slices()[c] != slice) continue;
      for (size_t r = 0; r < people.size(); ++r) people[r] += all[c][r];
    }
    return people;
  }

  void TakeCohortsOf(const Slice& slice) {
    const std::pair<std::string, std::string> family = {slice.sex, slice.group};
    if (family_ == family) return;
    family_ = family;
    cohort_forecasts_.clear();
    cohorts_ = Cohorts::Of(series_, slice.sex, slice.group);
  }

  // --- one slice ---
  absl::Status RunSlice(size_t slice) {
    TakeCohortsOf(Now(slice));
    OurMethod::CohortForecast cohorts;
    if (cohorts_) {
      cohorts = [this, slice](size_t launch, double horizon) {
        return CohortForecastOf(slice, launch, horizon, kOwnCohorts);
      };
    }
    OurMethod model(series_, slice, options_.constants, std::move(cohorts));
    // Later launches learn more; earlier ones do not know of it.
    const size_t last = HasTables(slice) ? series_.dates.size() - 1 : cases_.back().launch;
    std::vector<double> horizons = report_.horizons;
    if (HasTables(slice)) {
      horizons = options_.horizons;
      std::sort(horizons.begin(), horizons.end());
    }
    const absl::Status learned =
        model.Learn(last, horizons, ToldApart(Now(slice)) < 2, [&] { return Tick(slice); });
    if (!learned.ok()) return learned;
    for (const Case& c : cases_) {
      const size_t base = BaseDate(series_, c.launch, options_.base_period);
      Take(ForecastMethod::kConstant, c, slice, Constant(series_, slice, c.launch));
      Take(ForecastMethod::kLinear, c, slice, Linear(series_, slice, c.launch, base, c.horizon));
      Take(ForecastMethod::kExponential, c, slice,
           LinearExponential(series_, slice, c.launch, base, c.horizon));
      if (cohorts_) {
        Take(ForecastMethod::kHamiltonPerry, c, slice,
             CohortForecastOf(slice, c.launch, c.horizon, 0));
      }
      Take(ForecastMethod::kShareOfGrowth, c, slice,
           ShareOfGrowth(series_, slice, c.launch, base, c.horizon));
      const People& ours = model.Forecast(c.launch, c.horizon);
      std::vector<Quantiles> around = model.Around(c.launch, c.horizon, ours);
      Take(ForecastMethod::kOurs, c, slice, ours, around);
      KeepTable(slice, c, ours, std::move(around));
      TakeGiven(c, slice);
      if (slice == 0) {
        report_.notes.push_back(absl::StrCat(
            "total from ", series_.dates[c.launch].label, ", ", c.horizon, " years: mean of ",
            TrendModel::kBest,
            " trends, the best by earlier launches: ", model.BestTrend(c.launch, c.horizon)));
      }
    }
    LookAhead(slice, model);
    if (slice == 0 && !cohorts_) {
      report_.notes.push_back("the series has no ages, or not all: no HP, trends alone");
    }
    return absl::OkStatus();
  }

  void TakeGiven(const Case& c, size_t slice) {
    for (const GivenForecast& given : options_.given) {
      if (given.launch != c.launch || given.horizon != c.horizon) continue;
      const People& people = given.slices[slice];
      const ErrorDistribution distribution(
          UsualSpread(options_.constants, Of(series_, options_, slice, given)),
          ErrorsOfGiven(series_, options_, slice, c.launch, c.horizon), c.horizon);
      std::vector<Quantiles> quantiles;
      for (size_t r = 0; r < people.size(); ++r) {
        quantiles.push_back(distribution.Around(r, people[r]));
      }
      Take(ForecastMethod::kEngine, c, slice, people, quantiles);
    }
  }

  void Take(ForecastMethod method, const Case& c, size_t slice, const People& forecast,
            const std::vector<Quantiles>& quantiles = {}) {
    Sample& sample = samples_[{c.launch, c.horizon}][method];
    const double *actual = series_.row(slice, c.target), *now = series_.row(slice, c.launch);
    const double* size = series_.row(0, c.launch);
    const size_t areas = forecast.size();
    sample.forecast.insert(sample.forecast.end(), forecast.begin(), forecast.end());
    sample.actual.insert(sample.actual.end(), actual, actual + areas);
    sample.at_launch.insert(sample.at_launch.end(), now, now + areas);
    sample.size.insert(sample.size.end(), size, size + areas);
    sample.quantiles.insert(sample.quantiles.end(), quantiles.begin(), quantiles.end());
    if (!options_.keep_forecasts || ToldApart(Now(slice)) > 1) return;
    for (size_t r = 0; r < areas; ++r) {
      NeighborhoodForecast kept{method,
                                series_.dates[c.launch].label,
                                c.horizon,
                                Now(slice).Name(),
                                series_.neighborhoods[r],
                                forecast[r],
                                actual[r],
                                std::nullopt};
      if (!quantiles.empty()) kept.quantiles = quantiles[r];
      report_.forecasts.push_back(std::move(kept));
    }
  }

  // --- measures ---
  void MeasureTable(size_t slice) {
    std::vector<SizeClass> sizes = {kAllSizes};
    if (slice == 0 && !options_.size_limits.empty()) {
      double from = 0;
      for (const double limit : options_.size_limits) {
        sizes.push_back({from, limit});
        from = limit;
      }
      sizes.push_back({from, kAllSizes.to});
    }
    for (const auto& [key, by_method] : samples_) {
      for (const SizeClass& size : sizes) MeasureCase(TableName(Now(slice)), key, by_method, size);
    }
    samples_.clear();
  }

  void MeasureCase(const std::string& table, const CaseKey& key,
                   const std::map<ForecastMethod, Sample>& by_method, const SizeClass& size) {
    double benchmark = std::numeric_limits<double>::infinity();
    for (const auto& [method, sample] : by_method) {
      const Sample part = sample.Within(size);
      if (part.actual.empty()) continue;
      BacktestRow row;
      row.method = method;
      row.launch = series_.dates[key.first].label;
      row.horizon = key.second;
      row.slice = table;
      row.size = size;
      row.accuracy = Measure(part.forecast, part.actual);
      if (part.quantiles.size() == part.actual.size()) {
        row.intervals = MeasureIntervals(part.quantiles, part.actual);
      }
      if (IsSimple(method)) {
        benchmark = std::min(benchmark, row.accuracy.mape);
      }
      row.noise_floor = MeanNoiseFloor(part.at_launch, options_.turnover, key.second);
      report_.rows.push_back(std::move(row));
    }
    for (auto row = report_.rows.rbegin(); row != report_.rows.rend(); ++row) {
      if (row->slice != table || row->horizon != key.second || !(row->size == size) ||
          row->launch != series_.dates[key.first].label) {
        break;
      }
      row->skill = Skill(row->accuracy.mape, benchmark);
    }
  }

  void Summarize() {
    // Shares over 10 %, by method and slice (in the order of the rows), then horizon.
    struct Mean {
      double sum = 0;
      int64_t launches = 0;
    };
    std::vector<std::pair<std::pair<ForecastMethod, std::string>, std::map<double, Mean>>> shares;
    for (const BacktestRow& row : report_.rows) {
      if (!(row.size == kAllSizes)) continue;
      const auto key = std::make_pair(row.method, row.slice);
      auto found = std::find_if(shares.begin(), shares.end(),
                                [&](const auto& entry) { return entry.first == key; });
      if (found == shares.end()) found = shares.insert(shares.end(), {key, {}});
      Mean& mean = found->second[row.horizon];
      mean.sum += row.accuracy.over_10;
      ++mean.launches;
    }
    for (const auto& [key, by_horizon] : shares) {
      std::vector<double> horizons, over_10;
      for (const auto& [horizon, mean] : by_horizon) {
        horizons.push_back(horizon);
        over_10.push_back(mean.sum / static_cast<double>(mean.launches));
      }
      report_.summaries.push_back({key.first, key.second, ShelfLife(horizons, over_10)});
    }
  }

  const Series& series_;
  const BacktestOptions& options_;
  const BacktestProgress& progress_;
  std::vector<Case> cases_;                                    // by launch, then horizon
  std::optional<std::pair<std::string, std::string>> family_;  // sex and group of cohorts_
  std::optional<Cohorts> cohorts_;
  std::map<std::tuple<size_t, double, double>, std::vector<People>> cohort_forecasts_;
  std::map<CaseKey, std::map<ForecastMethod, Sample>> samples_;  // of the current table
  BacktestReport report_;
};

}  // namespace

std::string MethodName(ForecastMethod method) {
  switch (method) {
    case ForecastMethod::kConstant:
      return "CONST";
    case ForecastMethod::kLinear:
      return "LIN";
    case ForecastMethod::kExponential:
      return "LIN-EXP";
    case ForecastMethod::kHamiltonPerry:
      return "HP";
    case ForecastMethod::kShareOfGrowth:
      return "CSP-VSG";
    case ForecastMethod::kOurs:
      return "ZWK";
    case ForecastMethod::kEngine:
      return "ENGINE";
  }
  return "";
}

std::vector<KnownError> ErrorsOfGiven(const Series& series, const BacktestOptions& options,
                                      size_t slice, size_t known, double horizon) {
  std::vector<KnownError> errors;
  for (const GivenForecast& given : options.given) {
    if (given.horizon > horizon + kHalfMonth) continue;
    const double time = series.dates[given.launch].time + given.horizon;
    const std::optional<size_t> target = DateAt(series, time);
    if (!target || *target > known) continue;
    const SliceForecast forecast = Of(series, options, slice, given);
    errors.push_back(
        Compare(UsualSpread(options.constants, forecast), forecast, series.row(slice, *target)));
  }
  return errors;
}

absl::StatusOr<BacktestReport> RunBacktest(const Series& series, const BacktestOptions& options,
                                           const BacktestProgress& progress) {
  if (series.slices.empty() || series.neighborhoods.empty()) {
    return absl::InvalidArgumentError("the series is empty");
  }
  return Backtest(series, options, progress).Run();
}

}  // namespace zwk::forecasting
