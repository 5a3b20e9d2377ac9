#include "forecasting/backtest/trend_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "forecasting/backtest/damping.h"

namespace zwk::forecasting {
namespace {

constexpr std::array<double, 3> kMemories = {0.1, 0.4, 1};
constexpr std::array<double, 3> kOwn = {0, 0.5, 1};
constexpr std::array<double, 2> kOwnFrom = {0, 500};
constexpr std::array<double, 3> kDampings = {0.8, 0.9, 0.97};
constexpr std::array<double, 3> kCityDampings = {0.5, 0.8, 0.99};
constexpr std::array<double, 2> kDeclines = {1, 0.7};

// No neighborhood goes on to grow or shrink faster than this by itself, per year: a new estate or a
// closed home is no trend.
constexpr double kFastest = 0.25;

// Neighborhoods from which on the line through growth and size counts half.
constexpr double kSizedFrom = 50;

constexpr size_t kSums = 4;

// The first forecasts know one change alone: what they miss says nothing of later ones.
constexpr size_t kFirstCorrected = 2;

std::vector<TrendParameters> Grid() {
  std::vector<TrendParameters> grid;
  for (const double memory : kMemories) {
    for (const double own : kOwn) {
      for (const double own_from : kOwnFrom) {
        for (const double damping : kDampings) {
          // Without an own trend there is nothing to shrink or damp.
          if (own == 0 && (own_from != kOwnFrom.front() || damping != kDampings.front())) continue;
          for (const double city_damping : kCityDampings) {
            for (const double decline : kDeclines) {
              grid.push_back({memory, own, own_from, damping, city_damping, decline});
            }
          }
        }
      }
    }
  }
  return grid;
}

// How much worse than the best, in MAPE in proportion to CONST, parameters are taken to be before
// anything is known of the series. Growth of small areas is known to fade and to persist in part
// (2.5).
double Prior(const TrendParameters& p) {
  return 0.01 * std::abs(std::log2(p.memory / 0.4)) + 0.1 * std::abs(p.own - 0.8) +
         0.01 * (p.own_from > 0) + 0.2 * std::abs(p.damping - 0.9) +
         0.1 * std::abs(p.city_damping - 0.95) + 0.05 * std::abs(p.decline - 0.8);
}

double RateOf(double change, double people) {
  return std::clamp(change / std::max(people, 1.0), -kFastest, kFastest);
}

// The growth that is usual for the size of each neighborhood, per person: a line through growth and
// the logarithm of people that has the sum of the changes.
std::vector<double> UsualGrowth(const People& change, const double* now) {
  const size_t areas = change.size();
  const double n = static_cast<double>(areas);
  std::vector<double> size(areas);
  double mean_size = 0, mean_rate = 0, people = 0, changes = 0;
  for (size_t r = 0; r < areas; ++r) {
    size[r] = std::log(now[r] + 1);
    mean_size += size[r] / n;
    mean_rate += RateOf(change[r], now[r]) / n;
    people += now[r];
    changes += change[r];
  }
  double xx = 0, xy = 0;
  for (size_t r = 0; r < areas; ++r) {
    xx += (size[r] - mean_size) * (size[r] - mean_size);
    xy += (size[r] - mean_size) * (RateOf(change[r], now[r]) - mean_rate);
  }
  const double slope = xx > 0 ? xy / xx * n / (n + kSizedFrom) : 0;
  double expected = 0;
  for (size_t r = 0; r < areas; ++r) expected += now[r] * slope * size[r];
  const double level = people > 0 ? (changes - expected) / people : 0;
  for (double& usual : size) usual = level + slope * usual;
  return size;
}

size_t MemoryIndex(double memory) {
  return std::find(kMemories.begin(), kMemories.end(), memory) - kMemories.begin();
}

size_t OwnFromIndex(double own_from) {
  return std::find(kOwnFrom.begin(), kOwnFrom.end(), own_from) - kOwnFrom.begin();
}

// What is known of the neighborhoods at a launch: all that does not depend on damping, so that
// some 230 parameters share it.
struct Signals {
  const double* now;
  std::vector<std::vector<double>> usual;  // growth, by kMemories
  // How much more it grew, as far as it is believed: by kMemories, then kOwnFrom.
  std::vector<std::vector<double>> own;

  Signals(const double* people, const std::vector<People>& trends) : now(people) {
    for (const People& trend : trends) {
      usual.push_back(UsualGrowth(trend, now));
      for (const double own_from : kOwnFrom) {
        std::vector<double>& of = own.emplace_back(trend.size());
        for (size_t r = 0; r < of.size(); ++r) {
          const double more = trend[r] / std::max(now[r], 1.0) - usual.back()[r];
          of[r] = now[r] / (now[r] + own_from + 1e-9) * std::clamp(more, -kFastest, kFastest);
        }
      }
    }
  }
};

// What parameters make of the people of neighborhood r.
class Outlook {
 public:
  Outlook(const TrendParameters& p, double years, const Signals& signals)
      : now_(signals.now),
        usual_(signals.usual[MemoryIndex(p.memory)].data()),
        own_(
            signals.own[MemoryIndex(p.memory) * kOwnFrom.size() + OwnFromIndex(p.own_from)].data()),
        city_share_(Damped(p.city_damping, years)),
        own_share_(p.own * Damped(p.damping, years)),
        decline_(p.decline) {}

  double operator()(size_t r) const {
    const double change = usual_[r] * city_share_ + own_[r] * own_share_;
    return std::max(0.0, now_[r] * (1 + (change < 0 ? change * decline_ : change)));
  }

 private:
  const double *now_, *usual_, *own_;
  const double city_share_, own_share_, decline_;
};

}  // namespace

std::string TrendParameters::Text() const {
  return absl::StrCat("memory ", memory, ", own ", own, ", own_from ", own_from, ", damping ",
                      damping, ", city_damping ", city_damping, ", decline ", decline);
}

TrendModel::TrendModel(const Series& series, size_t slice)
    : series_(series), slice_(slice), correction_(series, slice), grid_(Grid()) {}

std::vector<People> TrendModel::Trends(size_t launch) const {
  const size_t areas = series_.neighborhoods.size();
  std::vector<People> trends;
  for (const double memory : kMemories) {
    People trend(areas, 0);
    double years = 0;
    for (size_t date = 1; date <= launch; ++date) {
      const double age = series_.dates[launch].time - series_.dates[date].time;
      const double length = series_.dates[date].time - series_.dates[date - 1].time;
      const double weight = std::pow(memory, age);
      years += weight * length;
      const double *now = series_.row(slice_, date), *before = series_.row(slice_, date - 1);
      for (size_t r = 0; r < areas; ++r) trend[r] += weight * (now[r] - before[r]);
    }
    for (double& change : trend) change /= years;
    trends.push_back(std::move(trend));
  }
  return trends;
}

absl::Status TrendModel::Learn(size_t last, double longest,
                               const std::function<absl::Status()>& tick) {
  const size_t areas = series_.neighborhoods.size();
  for (size_t launch = 1; launch < last; ++launch) {
    const double* now = series_.row(slice_, launch);
    const Signals signals(now, Trends(launch));
    for (size_t target = launch + 1; target <= last; ++target) {
      Pair pair{launch, target, series_.dates[target].time - series_.dates[launch].time, {}, {}};
      if (pair.years > longest + 1e-9) break;
      const double* actual = series_.row(slice_, target);
      // MAPE of the neighborhoods that have one, in proportion to CONST.
      std::vector<double> weight(areas);
      double constant = 0;
      for (size_t r = 0; r < areas; ++r) {
        weight[r] = actual[r] > 0 ? 1 / actual[r] : 0;
        constant += weight[r] * std::abs(now[r] - actual[r]);
      }
      if (constant == 0) continue;  // nothing changed, nothing to learn
      pair.error.reserve(grid_.size());
      for (const TrendParameters& p : grid_) {
        const Outlook outlook(p, pair.years, signals);
        // Several sums side by side: none waits for the one before.
        double error[kSums] = {};
        for (size_t r = 0; r < areas; ++r) {
          error[r % kSums] += weight[r] * std::abs(outlook(r) - actual[r]);
        }
        const double sum = std::accumulate(error, error + kSums, 0.0);
        pair.error.push_back(static_cast<float>(sum / constant));
      }
      pairs_.push_back(std::move(pair));
      if (const absl::Status status = tick(); !status.ok()) return status;
    }
  }
  for (Pair& pair : pairs_) pair.forecast = Mean(pair.launch, pair.years);
  return absl::OkStatus();
}

std::vector<size_t> TrendModel::Ranked(size_t launch, double horizon) const {
  std::vector<double> score(grid_.size(), 0);
  for (size_t i = 0; i < grid_.size(); ++i) score[i] = kPriorPairs * Prior(grid_[i]);
  for (const Pair& pair : pairs_) {
    if (pair.target > launch || pair.years > horizon + 1e-9) continue;
    const double weight = pair.years * pair.years / (horizon * horizon);
    for (size_t i = 0; i < grid_.size(); ++i) score[i] += weight * pair.error[i];
  }
  std::vector<size_t> order(grid_.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return score[a] < score[b]; });
  order.resize(std::min<size_t>(order.size(), kBest));
  return order;
}

TrendParameters TrendModel::Best(size_t launch, double horizon) const {
  return grid_[Ranked(launch, horizon).front()];
}

People TrendModel::Forecast(size_t launch, double horizon) const {
  People people = Mean(launch, horizon);
  std::vector<KnownForecast> known;
  for (const Pair& pair : pairs_) {
    if (pair.target <= launch && pair.launch >= kFirstCorrected) {
      known.push_back({pair.launch, pair.target, pair.years, &pair.forecast});
    }
  }
  correction_.Apply(known, launch, horizon, people);
  return people;
}

People TrendModel::Mean(size_t launch, double horizon) const {
  const size_t areas = series_.neighborhoods.size();
  const double* now = series_.row(slice_, launch);
  if (launch == 0) return People(now, now + areas);
  const Signals signals(now, Trends(launch));
  const std::vector<size_t> best = Ranked(launch, horizon);
  People people(areas, 0);
  for (const size_t i : best) {
    const Outlook outlook(grid_[i], horizon, signals);
    for (size_t r = 0; r < areas; ++r) people[r] += outlook(r);
  }
  for (double& value : people) value /= static_cast<double>(best.size());
  return people;
}

}  // namespace zwk::forecasting
