#include "forecasting/backtest/our_method.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "forecasting/backtest/shares.h"

namespace zwk::forecasting {
namespace {

// Forecasts from a shorter past say little of how wrong later ones will be.
constexpr double kLeastHistory = 2;  // years
constexpr double kHalfMonth = 1.0 / 24;
constexpr double kBasePeriod = 5;  // years that lines look back

}  // namespace

OurMethod::OurMethod(const Series& series, size_t slice, const Constants& constants,
                     CohortForecast cohorts)
    : series_(series),
      slice_(slice),
      constants_(constants),
      cohorts_(std::move(cohorts)),
      trend_(series, slice) {}

double OurMethod::CohortShare(double horizon) const {
  const Slice& slice = series_.slices[slice_];
  if (slice.age.empty() || !cohorts_) return 0;
  return SharesOf(constants_, slice, horizon).cohorts;
}

SliceForecast OurMethod::Of(size_t launch, double horizon, const People& people) const {
  return {series_, slice_, launch, horizon, CohortShare(horizon), people};
}

absl::Status OurMethod::Learn(size_t last, const std::vector<double>& horizons, bool trends,
                              const std::function<absl::Status()>& tick) {
  if (trends) {
    const absl::Status learned = trend_.Learn(last, horizons.back(), tick);
    if (!learned.ok()) return learned;
  }
  std::set<double> shown(kKnownHorizons.begin(), kKnownHorizons.end());
  shown.insert(horizons.begin(), horizons.end());
  for (size_t launch = 1; launch < last; ++launch) {
    const double time = series_.dates[launch].time;
    if (time - series_.dates.front().time < kLeastHistory - kHalfMonth) continue;
    for (size_t target = launch + 1; target <= last; ++target) {
      const double years = series_.dates[target].time - time;
      if (years > horizons.back() + kHalfMonth) break;
      const auto near = shown.lower_bound(years - kHalfMonth);
      if (near == shown.end() || *near > years + kHalfMonth) continue;
      const People& people = Forecast(launch, *near);
      const SliceForecast forecast = Of(launch, *near, people);
      known_.push_back({target, Compare(UsualSpread(constants_, forecast), forecast,
                                        series_.row(slice_, target))});
    }
    if (const absl::Status status = tick(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// Asked for twice where a launch is measured and shows later ones how wide intervals must be.
const People& OurMethod::Forecast(size_t launch, double horizon) {
  People& people = forecasts_[{launch, horizon}];
  if (people.empty()) people = Combined(launch, horizon);
  return people;
}

People OurMethod::Combined(size_t launch, double horizon) const {
  const Slice& slice = series_.slices[slice_];
  const People trend = trend_.Forecast(launch, horizon);
  const double* now = series_.row(slice_, launch);
  if (!slice.age.empty()) {
    AgeShares shares = SharesOf(constants_, slice, horizon);
    if (!cohorts_) shares.cohorts = 0;
    return WithCohorts(shares, trend, shares.cohorts > 0 ? cohorts_(launch, horizon) : trend, now);
  }
  const size_t base = BaseDate(series_, launch, kBasePeriod);
  double line = 0;
  for (const double people : Linear(series_, slice_, launch, base, horizon)) line += people;
  LineShares shares = slice.group.empty() ? constants_.total : constants_.group;
  // Lines through a shorter past say less.
  const double past = series_.dates[launch].time - series_.dates[base].time;
  for (double* share : {&shares.shape, &shares.whole}) *share *= std::min(1.0, past / kBasePeriod);
  return WithLines(shares, horizon, trend,
                   LinearExponential(series_, slice_, launch, base, horizon), line);
}

std::vector<Quantiles> OurMethod::Around(size_t launch, double horizon,
                                         const People& forecast) const {
  std::vector<KnownError> known;
  for (const Known& one : known_) {
    const bool was_known = one.target <= launch && one.error.horizon <= horizon + kHalfMonth;
    if (was_known) known.push_back(one.error);
  }
  const ErrorDistribution distribution(UsualSpread(constants_, Of(launch, horizon, forecast)),
                                       known, horizon);
  std::vector<Quantiles> quantiles;
  for (size_t r = 0; r < forecast.size(); ++r) {
    quantiles.push_back(distribution.Around(r, forecast[r]));
  }
  return quantiles;
}

std::string OurMethod::BestTrend(size_t launch, double horizon) const {
  return trend_.Best(launch, horizon).Text();
}

}  // namespace zwk::forecasting
