#include "forecasting/backtest/intervals.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace zwk::forecasting {
namespace {

constexpr size_t kMostGroups = 8;
constexpr size_t kGroupErrors = 200;  // so many, or there are fewer groups
constexpr double kLively = 0.7;       // the share of a group that is calm
constexpr double kUsualGrowth = 0.75, kUsualWeight = 2;
constexpr double kOne = 1;  // person, so that empty cells have logarithms

double LogError(const PastForecast& past) {
  return std::log((past.actual + kOne) / (past.forecast + kOne));
}

double ChangePerYear(double people, double forecast, double years) {
  return std::abs(std::log((forecast + kOne) / (people + kOne))) / years;
}

// The exponent of growth with the horizon: the slope of ln median |error| over ln horizon, with the
// usual one as strong as kUsualWeight (in squared logarithms of horizons, centered).
double GrowthExponent(const std::vector<PastForecast>& past) {
  std::map<double, std::vector<double>> errors;
  for (const PastForecast& p : past) errors[p.horizon].push_back(std::abs(LogError(p)));
  std::vector<std::pair<double, double>> points;
  double mean_x = 0, mean_y = 0;
  for (auto& [horizon, sizes] : errors) {
    const double median = Quantile(std::move(sizes), 0.5);
    if (median <= 0) continue;
    points.emplace_back(std::log(horizon), std::log(median));
    mean_x += points.back().first;
    mean_y += points.back().second;
  }
  if (points.empty()) return kUsualGrowth;
  mean_x /= static_cast<double>(points.size());
  mean_y /= static_cast<double>(points.size());
  double xy = 0, xx = 0;
  for (const auto& [x, y] : points) {
    xy += (x - mean_x) * (y - mean_y);
    xx += (x - mean_x) * (x - mean_x);
  }
  return std::clamp((xy + kUsualWeight * kUsualGrowth) / (xx + kUsualWeight), 0.5, 1.0);
}

// Quantiles as a new error of the same kind has them: of n + 1, not of n (split conformal).
Quantiles Spread(std::vector<double> errors, double bias) {
  std::sort(errors.begin(), errors.end());
  const double n = static_cast<double>(errors.size());
  Quantiles quantiles;
  for (int i = 0; i < kQuantiles; ++i) {
    const double place = std::clamp(QuantileProbability(i) * (n + 1) - 1, 0.0, n - 1);
    const size_t below = static_cast<size_t>(place);
    const size_t above = std::min(below + 1, errors.size() - 1);
    quantiles[i] = errors[below] +
                   (place - static_cast<double>(below)) * (errors[above] - errors[below]) - bias;
  }
  return quantiles;
}

}  // namespace

std::optional<ErrorDistribution> ErrorDistribution::Of(const std::vector<PastForecast>& past,
                                                       double horizon) {
  double longest = 0;
  for (const PastForecast& p : past) longest = std::max(longest, p.horizon);
  const double least = std::min(horizon, longest) * kNearEnough;
  const double growth = GrowthExponent(past);
  struct Error {
    double launch, people, change, error;
  };
  std::vector<Error> errors;
  std::map<double, std::vector<double>> by_launch;
  for (const PastForecast& p : past) {
    if (p.horizon < least - 1e-9) continue;
    errors.push_back({p.launch, p.people, ChangePerYear(p.people, p.forecast, p.horizon),
                      LogError(p) * std::pow(horizon / p.horizon, growth)});
    by_launch[p.launch].push_back(std::abs(errors.back().error));
  }
  if (errors.size() < kLeast) return std::nullopt;
  std::map<double, double> unrest;
  std::vector<double> unrests;
  for (auto& [launch, sizes] : by_launch) {
    unrest[launch] = Quantile(std::move(sizes), 0.5);
    unrests.push_back(unrest[launch]);
  }
  const double span = unrest.rbegin()->first - unrest.begin()->first;
  const double usual =
      Quantile(std::move(unrests), kUnquiet) * (1 + kUnknown / (1 + span / horizon));
  for (Error& e : errors) {
    if (unrest[e.launch] > 0) e.error *= usual / unrest[e.launch];
  }
  std::stable_sort(errors.begin(), errors.end(),
                   [](const Error& a, const Error& b) { return a.people < b.people; });

  ErrorDistribution distribution;
  distribution.horizon_ = horizon;
  const size_t groups = std::clamp<size_t>(errors.size() / kGroupErrors, 1, kMostGroups);
  // Neighborhoods of the same size are in one group.
  const auto start_of = [&](size_t g) {
    size_t i = errors.size() * g / groups;
    while (i > 0 && i < errors.size() && errors[i].people == errors[i - 1].people) ++i;
    return errors.begin() + static_cast<ptrdiff_t>(i);
  };
  for (size_t g = 0; g < groups; ++g) {
    const auto first = start_of(g), last = start_of(g + 1);
    if (first == last) continue;
    Group group;
    group.from_people = g == 0 ? 0 : first->people;
    std::vector<double> all, changes, calm, lively;
    for (auto e = first; e != last; ++e) {
      all.push_back(e->error);
      changes.push_back(e->change);
    }
    group.lively_from = Quantile(std::move(changes), kLively);
    for (auto e = first; e != last; ++e) {
      (e->change < group.lively_from ? calm : lively).push_back(e->error);
    }
    const double bias = Quantile(all, 0.5) / 2;
    // Too few to be told apart, or all alike.
    const bool split = std::min(calm.size(), lively.size()) >= kLeast / 2;
    group.calm = Spread(split ? std::move(calm) : all, bias);
    group.lively = Spread(split ? std::move(lively) : all, bias);
    distribution.groups_.push_back(group);
  }
  return distribution;
}

Quantiles ErrorDistribution::Around(double people, double forecast) const {
  const Group* group = &groups_.front();
  for (const Group& next : groups_) {
    if (next.from_people <= people) group = &next;
  }
  const bool lively = ChangePerYear(people, forecast, horizon_) >= group->lively_from;
  Quantiles quantiles = lively ? group->lively : group->calm;
  for (double& value : quantiles) {
    value = std::max(0.0, (forecast + kOne) * std::exp(value) - kOne);
  }
  return quantiles;
}

}  // namespace zwk::forecasting
