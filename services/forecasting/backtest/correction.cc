#include "forecasting/backtest/correction.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "forecasting/backtest/damping.h"

namespace zwk::forecasting {
namespace {

constexpr double kDamping = 0.9;
constexpr double kGrowthYears = 3;  // over which growth is taken
constexpr double kMostGrowth = 0.1;
// The share of the way to the city's share that is gone per year at b = 1: it brings the signal to
// the size of the other one.
constexpr double kDrift = 0.02;
constexpr double kMostDrift = 2;  // three times the city's share

// Pairs of launch and target count by the square of their horizon; those much shorter than the
// longest there are do not count, and of many only the latest do: more would cost much and say
// little.
constexpr double kNearEnough = 0.5;
constexpr size_t kMostPairs = 40;
// Absolute errors are minimized by squares weighted by 1 / |error|, at most by 1 / kSmall.
constexpr double kSmall = 0.002;
constexpr int kRounds = 10;
// A neighborhood that nearly vanished does not outweigh all others.
constexpr double kMostWeight = 3;
// The squares of b, in standard deviations of the signals, count as much as this share of the
// errors, and as this number of neighborhoods.
constexpr double kShrunk = 0.01, kShrunkNeighborhoods = 80;

// One neighborhood of one earlier forecast.
struct Miss {
  double x[2];    // what the signals said
  double missed;  // share of the people at launch
  double weight;
};

// b of the least weighted absolute misses, shrunk.
std::array<double, 2> LeastAbsolute(const std::vector<Miss>& misses, double shrunk) {
  double variance[2] = {0, 0};
  for (const Miss& miss : misses) {
    for (int i = 0; i < 2; ++i) {
      variance[i] += miss.x[i] * miss.x[i] / static_cast<double>(misses.size());
    }
  }
  std::array<double, 2> b = {0, 0};
  for (int round = 0; round < kRounds; ++round) {
    double sum = 0, xx[2] = {0, 0}, xy = 0, right[2] = {0, 0};
    for (const Miss& m : misses) {
      const double left = m.missed - b[0] * m.x[0] - b[1] * m.x[1];
      const double weight = m.weight / std::max(std::abs(left), kSmall);
      sum += weight;
      xy += weight * m.x[0] * m.x[1];
      for (int i = 0; i < 2; ++i) {
        xx[i] += weight * m.x[i] * m.x[i];
        right[i] += weight * m.x[i] * m.missed;
      }
    }
    for (int i = 0; i < 2; ++i) {
      // A signal that nobody has explains nothing.
      xx[i] = variance[i] > 0 ? xx[i] + shrunk * sum * variance[i] : 1;
    }
    const double determinant = xx[0] * xx[1] - xy * xy;
    b = {(right[0] * xx[1] - right[1] * xy) / determinant,
         (right[1] * xx[0] - right[0] * xy) / determinant};
  }
  return b;
}

double Sum(const double* people, size_t count) {
  return std::accumulate(people, people + count, 0.0);
}

}  // namespace

Correction::Correction(const Series& series, size_t slice) : series_(series), slice_(slice) {
  if (slice_ == 0) return;
  signals_.resize(series.dates.size());
  for (size_t date = 1; date < series.dates.size(); ++date) signals_[date] = SignalsAt(date);
}

std::vector<Correction::Signals> Correction::SignalsAt(size_t date) const {
  const size_t areas = series_.neighborhoods.size();
  const size_t base = BaseDate(series_, date, kGrowthYears);
  const double years = series_.dates[date].time - series_.dates[base].time;
  const double *total = series_.row(0, date), *before = series_.row(0, base);
  const double* people = series_.row(slice_, date);
  const double everybody = std::max(Sum(total, areas), 1.0);
  const double city = (everybody - Sum(before, areas)) / years / everybody;
  const double share = Sum(people, areas) / everybody;
  std::vector<Signals> signals(areas);
  for (size_t r = 0; r < areas; ++r) {
    const double all = std::max(total[r], 1.0);
    const double growth = (total[r] - before[r]) / years / all - city;
    const double more = share > 0 ? people[r] / all / share - 1 : 0;
    signals[r] = {std::clamp(growth, -kMostGrowth, kMostGrowth),
                  kDrift * std::min(more, kMostDrift)};
  }
  return signals;
}

void Correction::Apply(const std::vector<KnownForecast>& known, size_t launch, double horizon,
                       People& forecast) const {
  if (slice_ == 0) return;
  const size_t areas = forecast.size();
  double longest = 0;
  for (const KnownForecast& k : known) {
    if (k.years <= horizon + 1e-9) longest = std::max(longest, k.years);
  }
  std::vector<Miss> misses;
  size_t pairs = 0;
  for (auto latest = known.rbegin(); latest != known.rend() && pairs < kMostPairs; ++latest) {
    const KnownForecast& k = *latest;
    if (k.years > horizon + 1e-9 || k.years < longest * kNearEnough - 1e-9) continue;
    const double *people = series_.row(slice_, k.launch), *actual = series_.row(slice_, k.target);
    const double ahead = Damped(kDamping, k.years);
    const size_t first = misses.size();
    double sum = 0;
    for (size_t r = 0; r < areas; ++r) {
      if (people[r] <= 0 || actual[r] <= 0) continue;
      const Signals& signals = signals_[k.launch][r];
      misses.push_back({{signals[0] * ahead, signals[1] * ahead},
                        (actual[r] - (*k.forecast)[r]) / people[r],
                        std::min(people[r] / actual[r], kMostWeight)});
      sum += misses.back().weight;
    }
    for (size_t i = first; i < misses.size(); ++i) misses[i].weight *= k.years * k.years / sum;
    ++pairs;
  }
  if (misses.empty()) return;
  const double shown = static_cast<double>(areas) * std::sqrt(static_cast<double>(pairs));
  const auto b = LeastAbsolute(misses, kShrunk + kShrunkNeighborhoods / shown);
  const double* people = series_.row(slice_, launch);
  const double ahead = Damped(kDamping, horizon);
  for (size_t r = 0; r < areas; ++r) {
    const Signals& signals = signals_[launch][r];
    const double missed = people[r] * ahead * (b[0] * signals[0] + b[1] * signals[1]);
    forecast[r] = std::max(0.0, forecast[r] + missed);
  }
}

}  // namespace zwk::forecasting
