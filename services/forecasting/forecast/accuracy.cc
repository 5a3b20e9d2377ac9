#include "forecasting/forecast/accuracy.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace zwk::forecasting {
namespace {

constexpr int kLimits[] = {0, 5, 20, 35, 65, 70, 75, 80, 85};

// The first age class that begins at this age or later.
int ClassFrom(int age, int width) { return (age + width - 1) / width; }

bool IsReported(ForecastMethod method) {
  return method != ForecastMethod::kExponential;  // LIN but where it declines
}

void Add(const BacktestRow& row, MethodAccuracy& sum) {
  sum.method = row.method;
  sum.slice = row.slice;
  sum.horizon = row.horizon;
  ++sum.launches;
  sum.neighborhoods = static_cast<int>(row.accuracy.neighborhoods);
  sum.mape += row.accuracy.mape;
  sum.medape += row.accuracy.medape;
  sum.malpe += row.accuracy.malpe;
  if (!row.intervals) return;
  ++sum.interval_launches;
  sum.coverage_80 = sum.coverage_80.value_or(0) + row.intervals->coverage[1];
}

MethodAccuracy Mean(MethodAccuracy sum) {
  sum.mape /= sum.launches;
  sum.medape /= sum.launches;
  sum.malpe /= sum.launches;
  if (sum.coverage_80) *sum.coverage_80 /= sum.interval_launches;
  return sum;
}

// By slice (as the series has them), then horizon, then method.
std::vector<MethodAccuracy> MeanOverLaunches(const BacktestReport& report) {
  std::map<std::tuple<size_t, double, ForecastMethod>, MethodAccuracy> sums;
  size_t slice = 0;
  for (size_t i = 0; i < report.rows.size(); ++i) {
    const BacktestRow& row = report.rows[i];
    if (i > 0 && row.slice != report.rows[i - 1].slice) ++slice;
    // Where nobody was counted there is no percentage.
    if (!IsReported(row.method) || !std::isfinite(row.accuracy.mape)) continue;
    Add(row, sums[{slice, row.horizon, row.method}]);
  }
  std::vector<MethodAccuracy> means;
  for (auto& [key, sum] : sums) means.push_back(Mean(std::move(sum)));
  return means;
}

// How wide the fan must be: the errors that the model had before, of everybody, and of all ages
// together, because those of a band of a small city are few.
std::vector<FanWidths> FansOf(const Series& series, const BacktestOptions& options) {
  std::vector<FanWidths> fans;
  for (const double horizon : options.horizons) {
    for (const bool ages : {false, true}) {
      std::vector<KnownError> known;
      int slices = 0;
      for (size_t s = 0; s < series.slices.size(); ++s) {
        const bool wanted = ages ? !series.slices[s].age.empty() : s == 0;
        if (!wanted || series.dates.empty()) continue;
        ++slices;
        const std::vector<KnownError> of_slice =
            ErrorsOfGiven(series, options, s, series.dates.size() - 1, horizon);
        known.insert(known.end(), of_slice.begin(), of_slice.end());
      }
      FanWidths& fan = fans.emplace_back();
      fan.horizon = horizon;
      fan.ages = ages;
      fan.widths = Widths::Of(known, horizon);
      fan.widths.launches /= std::max(1, slices);
    }
  }
  return fans;
}

std::string TooFew(size_t years, const BacktestOptions& options) {
  return absl::StrCat("no backtest: stocks of ", years, years == 1 ? " year" : " years",
                      " cover all neighborhoods, and none has both ", options.history,
                      " years before it and a year ", absl::StrJoin(options.horizons, ", "),
                      " years after it");
}

}  // namespace

StocksSeries::StocksSeries(const Model& model, std::vector<int> years) : grid_(model.grid) {
  series_.neighborhoods = model.area_names;
  for (const int year : years) {
    series_.dates.push_back({static_cast<double>(year), absl::StrCat(year)});
  }
  AddSlice({}, {0, grid_.open(), -1});
  const int width = model.age_width;
  std::vector<int> limits;
  for (const int age : kLimits) {
    const int from = ClassFrom(age, width);
    if (from <= grid_.open() && (limits.empty() || from > limits.back())) limits.push_back(from);
  }
  for (size_t i = 0; limits.size() > 1 && i < limits.size(); ++i) {
    const bool open = i + 1 == limits.size();
    const int oldest = open ? grid_.open() : limits[i + 1] - 1;
    Slice slice;
    slice.first_age = limits[i] * width;
    slice.last_age = open ? Slice::kOpenAge : (oldest + 1) * width - 1;
    slice.age = open ? absl::StrCat(slice.first_age, "+")
                     : absl::StrCat(slice.first_age, "-", slice.last_age);
    AddSlice(std::move(slice), {limits[i], oldest, -1});
  }
  for (int g = 0; grid_.groups > 1 && g < grid_.groups; ++g) {
    Slice slice;
    slice.group = model.group_names[g];
    AddSlice(std::move(slice), {0, grid_.open(), g});
  }
  series_.people.assign(series_.slices.size() * series_.dates.size() * series_.neighborhoods.size(),
                        0.0);
}

void StocksSeries::AddSlice(Slice slice, Part part) {
  series_.slices.push_back(std::move(slice));
  parts_.push_back(part);
}

void StocksSeries::Set(size_t year_index, const std::vector<Cells>& people) {
  const std::vector<People> slices = SlicesOf(people);
  for (size_t s = 0; s < slices.size(); ++s) {
    std::copy(slices[s].begin(), slices[s].end(), &series_.people[series_.at(s, year_index, 0)]);
  }
}

std::vector<People> StocksSeries::SlicesOf(const std::vector<Cells>& people) const {
  std::vector<People> slices;
  for (const Part& part : parts_) {
    People& slice = slices.emplace_back();
    for (size_t r = 0; r < people.size(); ++r) {
      double sum = 0;
      for (int g = 0; g < grid_.groups; ++g) {
        if (part.group >= 0 && g != part.group) continue;
        for (int sex = 0; sex < kSexes; ++sex) {
          for (int a = part.youngest; a <= part.oldest; ++a) sum += people[r][grid_.at(g, sex, a)];
        }
      }
      slice.push_back(sum);
    }
  }
  return slices;
}

Turnover TurnoverOf(const Model& model, const CityStep& step) {
  double start = 0, end = 0, births = 0, deaths = 0, arrivals = 0, departures = 0;
  const auto add = [](const Cells& cells, double& sum) {
    for (const double value : cells) sum += value;
  };
  for (const AreaStep& area : step.areas) {
    add(area.start, start);
    add(area.special, start);
    add(area.end, end);
    add(area.births, births);
    add(area.deaths, deaths);
    for (const Cells* cells :
         {&area.immigration_abroad, &area.immigration_rest, &area.internal_arrivals}) {
      add(*cells, arrivals);
    }
    for (const Cells* cells :
         {&area.emigration_abroad, &area.emigration_rest, &area.internal_departures}) {
      add(*cells, departures);
    }
  }
  // Net counts do not tell how many move, Hamilton-Perry tells nothing.
  Turnover turnover{BacktestOptions().turnover, model.form != MigrationForm::kGrossFlows};
  const double years_lived = (start + end) / 2 * model.step_years();
  if (years_lived <= 0 || model.form == MigrationForm::kHamiltonPerry) return turnover;
  turnover.rates.births = births / years_lived;
  turnover.rates.deaths = deaths / years_lived;
  if (!turnover.is_assumed) turnover.rates.moves = (arrivals + departures) / 2 / years_lived;
  return turnover;
}

BacktestOptions AccuracyOptions(const EventRates& turnover, std::vector<GivenForecast> engine) {
  BacktestOptions options;
  options.size_limits.clear();
  options.turnover = turnover;
  options.given = std::move(engine);
  return options;
}

absl::StatusOr<ForecastAccuracy> MeasureAccuracy(const Series& series,
                                                 const std::vector<double>& people,
                                                 const Turnover& turnover,
                                                 std::vector<GivenForecast> engine,
                                                 const BacktestProgress& progress) {
  const BacktestOptions options = AccuracyOptions(turnover.rates, std::move(engine));
  ForecastAccuracy accuracy;
  for (const ReferenceDate& date : series.dates) {
    accuracy.stock_years.push_back(static_cast<int>(date.time));
  }
  accuracy.turnover = turnover;
  for (const double horizon : options.horizons) {
    accuracy.noise_floors.push_back({horizon, MeanNoiseFloor(people, turnover.rates, horizon)});
  }
  accuracy.fans = FansOf(series, options);
  const absl::StatusOr<BacktestReport> report = RunBacktest(series, options, progress);
  if (absl::IsFailedPrecondition(report.status())) {
    accuracy.remark = TooFew(series.dates.size(), options);
    return accuracy;
  }
  if (!report.ok()) return report.status();
  accuracy.methods = MeanOverLaunches(*report);
  if (accuracy.methods.empty()) accuracy.remark = "no backtest: nobody was counted";
  return accuracy;
}

}  // namespace zwk::forecasting
