#include "forecasting/backtest/shares.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace zwk::forecasting {
namespace {

constexpr double kAdult = 20, kSettled = 35;
constexpr double kNarrow = 5;  // years
constexpr double kFar = 10;    // years, to which the shares of lines grow

double Sum(const People& people) { return std::accumulate(people.begin(), people.end(), 0.0); }

double Between(double a, double b, double weight) { return a + weight * (b - a); }

}  // namespace

LifeStage StageOf(const Slice& slice, double horizon) {
  if (slice.last_age == Slice::kOpenAge) return LifeStage::kOldest;
  const double middle = (slice.first_age + slice.last_age + 1) / 2.0;
  if (middle < horizon) return LifeStage::kUnborn;
  if (middle < kAdult) return LifeStage::kYoung;
  return middle - horizon / 2 < kSettled ? LifeStage::kMobile : LifeStage::kSettled;
}

AgeShares SharesOf(const Constants& constants, const Slice& slice, double horizon) {
  const SharesByHorizon& known = constants.ages[static_cast<size_t>(StageOf(slice, horizon))];
  size_t next = 0;
  while (next < known.size() && kKnownHorizons[next] < horizon) ++next;
  AgeShares shares = known[std::min(next, known.size() - 1)];
  if (next > 0 && next < known.size()) {
    const double from = std::log(kKnownHorizons[next - 1]), to = std::log(kKnownHorizons[next]);
    const double weight = (std::log(horizon) - from) / (to - from);
    shares.standing = Between(known[next - 1].standing, shares.standing, weight);
    shares.cohorts = Between(known[next - 1].cohorts, shares.cohorts, weight);
  }
  if (slice.last_age != Slice::kOpenAge) {
    shares.cohorts *= std::min(1.0, kNarrow / (slice.last_age - slice.first_age + 1));
  }
  return shares;
}

People WithCohorts(const AgeShares& shares, const People& trend, const People& cohorts,
                   const double* now) {
  People people(trend.size());
  for (size_t r = 0; r < people.size(); ++r) {
    people[r] = shares.standing * now[r] + shares.cohorts * cohorts[r] +
                (1 - shares.standing - shares.cohorts) * trend[r];
  }
  return people;
}

People WithLines(const LineShares& shares, double horizon, const People& trend, const People& lines,
                 double line) {
  const double far = std::min(1.0, horizon / kFar);
  const double shape = shares.shape * std::pow(far, shares.shape_power);
  const double whole = Between(Sum(trend), line, shares.whole * std::pow(far, shares.whole_power));
  People people(trend.size());
  for (size_t r = 0; r < people.size(); ++r) people[r] = Between(trend[r], lines[r], shape);
  const double sum = Sum(people);
  if (sum > 0) {
    for (double& value : people) value *= whole / sum;
  }
  return people;
}

}  // namespace zwk::forecasting
