#include "forecasting/backtest/intervals.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace zwk::forecasting {
namespace {

constexpr double kOne = 1;  // person, so that empty cells have logarithms
constexpr double kSmallChange = 0.003;
constexpr double kGrowthYears = 5;
// What is usual counts as so many independent launches; the more there were, the less it widens.
constexpr double kUsualCommon = 2, kUsualOwn = 1, kUnsure = 0.4;
// One launch in which everything went otherwise does not decide alone.
constexpr double kMostCommon = 9;
// With fewer neighborhoods own and common errors cannot be told apart.
constexpr size_t kLeastNeighborhoods = 5;
// The quantile of the normal distribution that 80 % intervals end at.
constexpr double kNormal90 = 1.2815515655446004;

double Sum(const double* people, size_t count) {
  return std::accumulate(people, people + count, 0.0);
}

// Of Student's t with four degrees of freedom, whose quantiles are closed: tails as they were seen.
double Student4(double probability) {
  const double a = std::sqrt(4 * probability * (1 - probability));
  const double t = 2 * std::sqrt(std::max(0.0, std::cos(std::acos(a) / 3) / a - 1));
  return probability < 0.5 ? -t : t;
}

std::vector<double> LogErrors(const People& forecast, const double* actual) {
  std::vector<double> errors(forecast.size());
  for (size_t r = 0; r < errors.size(); ++r) {
    errors[r] = std::log((actual[r] + kOne) / (forecast[r] + kOne));
  }
  return errors;
}

}  // namespace

double ChangePerYear(double before, double after, double years) {
  return years > 0 ? std::abs(std::log((after + kOne) / (before + kOne))) / years : 0;
}

double UsualOwn(const Constants& constants, const FigureKind& kind, double horizon, double people,
                double change_ahead, double change_before) {
  const std::array<double, 10>& c = constants.own;
  const double ahead = std::log(horizon), age = kind.age, group = kind.group;
  return std::exp(c[0] + c[1] * std::log(people + kOne) + c[2] * ahead +
                  c[3] * std::log(kSmallChange + change_ahead) +
                  c[4] * std::log(kSmallChange + change_before) + c[5] * kind.share + c[6] * age +
                  c[7] * group + c[8] * kind.cohorts + c[9] * age * ahead);
}

double UsualCommon(const Constants& constants, const FigureKind& kind, double horizon,
                   double change_ahead, double change_before) {
  const std::array<double, 8>& c = constants.common;
  const double ahead = std::log(horizon), age = kind.age, group = kind.group;
  return std::exp(c[0] + c[1] * ahead +
                  c[2] * std::log(kSmallChange + change_ahead + change_before) + c[3] * kind.share +
                  c[4] * age + c[5] * group + c[6] * kind.cohorts + c[7] * age * ahead);
}

Spread UsualSpread(const Constants& constants, const SliceForecast& f) {
  const Slice& slice = f.series.slices[f.slice];
  const size_t areas = f.people.size(), base = BaseDate(f.series, f.launch, kGrowthYears);
  const double past = f.series.dates[f.launch].time - f.series.dates[base].time;
  const double *now = f.series.row(f.slice, f.launch), *then = f.series.row(f.slice, base);
  const double all_now = Sum(now, areas);
  FigureKind kind;
  kind.age = !slice.age.empty();
  kind.group = slice.age.empty() && !slice.group.empty();
  kind.cohorts = f.cohorts;
  kind.share = std::log((all_now + kOne) / (Sum(f.series.row(0, f.launch), areas) + kOne));
  Spread usual;
  for (size_t r = 0; r < areas; ++r) {
    usual.own.push_back(UsualOwn(constants, kind, f.horizon, now[r],
                                 ChangePerYear(now[r], f.people[r], f.horizon),
                                 ChangePerYear(then[r], now[r], past)));
  }
  usual.common = UsualCommon(constants, kind, f.horizon,
                             ChangePerYear(all_now, Sum(f.people.data(), areas), f.horizon),
                             ChangePerYear(Sum(then, areas), all_now, past));
  return usual;
}

KnownError Compare(const Spread& usual, const SliceForecast& f, const double* actual) {
  std::vector<double> errors = LogErrors(f.people, actual);
  KnownError known{f.series.dates[f.launch].time, f.horizon};
  const double median = Quantile(errors, 0.5);
  const double common = median / usual.common;
  known.common = std::min(common * common, kMostCommon);
  if (errors.size() < kLeastNeighborhoods) return known;
  for (size_t r = 0; r < errors.size(); ++r) {
    errors[r] = std::abs(errors[r] - median) / usual.own[r];
  }
  const double own = Quantile(std::move(errors), 0.8) / kNormal90;
  known.own = own * own;
  return known;
}

Widths Widths::Of(const std::vector<KnownError>& known, double horizon) {
  double weights = 0, own = 0, common = 0, first = 0, last = 0;
  for (const KnownError& error : known) {
    const double weight = error.horizon * error.horizon / (horizon * horizon);
    first = weights == 0 ? error.launch : std::min(first, error.launch);
    last = weights == 0 ? error.launch : std::max(last, error.launch);
    weights += weight;
    own += weight * error.own;
    common += weight * error.common;
  }
  // Launches whose targets overlap show the same years twice.
  const double launches = weights > 0 ? std::min(weights, (last - first) / horizon + 1) : 0;
  Widths widths;
  widths.launches = static_cast<int>(known.size());
  if (weights > 0) {
    widths.own = std::sqrt((kUsualOwn + launches * own / weights) / (kUsualOwn + launches));
    widths.common =
        std::sqrt((kUsualCommon + launches * common / weights) / (kUsualCommon + launches));
  }
  widths.unsure = 1 + kUnsure / (kUsualCommon + launches);
  return widths;
}

// The factor of Student's t: so that 80 % intervals are those of the normal distribution.
double Widths::Scale(double usual_own, double usual_common) const {
  static const double kUnit = kNormal90 / Student4(0.9);
  const double x = own * usual_own, y = common * usual_common;
  return kUnit * unsure * std::sqrt(x * x + y * y);
}

double Widths::Error(double probability, double usual_own, double usual_common) const {
  return Scale(usual_own, usual_common) * Student4(probability);
}

double Moved(double figure, double error) {
  return std::max(0.0, (figure + kOne) * std::exp(error) - kOne);
}

Quantiles ErrorDistribution::Around(size_t neighborhood, double forecast) const {
  static const Quantiles kStudent4 = [] {
    Quantiles quantiles;
    for (int i = 0; i < kQuantiles; ++i) quantiles[i] = Student4(QuantileProbability(i));
    return quantiles;
  }();
  const double scale = widths_.Scale(usual_.own[neighborhood], usual_.common);
  Quantiles quantiles;
  for (int i = 0; i < kQuantiles; ++i) quantiles[i] = Moved(forecast, scale * kStudent4[i]);
  return quantiles;
}

}  // namespace zwk::forecasting
