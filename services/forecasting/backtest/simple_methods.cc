#include "forecasting/backtest/simple_methods.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace zwk::forecasting {
namespace {

double Sum(const People& people) { return std::accumulate(people.begin(), people.end(), 0.0); }

}  // namespace

size_t BaseDate(const Series& series, size_t launch, double years) {
  size_t base = launch;
  while (base > 0 && series.dates[launch].time - series.dates[base].time < years - 1e-9) --base;
  return base;
}

People Constant(const Series& series, size_t slice, size_t launch) {
  const double* now = series.row(slice, launch);
  return People(now, now + series.neighborhoods.size());
}

People Linear(const Series& series, size_t slice, size_t launch, size_t base, double horizon) {
  const double *now = series.row(slice, launch), *then = series.row(slice, base);
  const double ahead = horizon / (series.dates[launch].time - series.dates[base].time);
  People people(series.neighborhoods.size());
  for (size_t r = 0; r < people.size(); ++r) {
    people[r] = std::max(0.0, now[r] + ahead * (now[r] - then[r]));
  }
  return people;
}

People LinearExponential(const Series& series, size_t slice, size_t launch, size_t base,
                         double horizon) {
  const double *now = series.row(slice, launch), *then = series.row(slice, base);
  const double ahead = horizon / (series.dates[launch].time - series.dates[base].time);
  People people = Linear(series, slice, launch, base, horizon);
  for (size_t r = 0; r < people.size(); ++r) {
    if (now[r] < then[r]) people[r] = now[r] * std::pow(now[r] / then[r], ahead);
  }
  return people;
}

People ShareOfGrowth(const Series& series, size_t slice, size_t launch, size_t base,
                     double horizon) {
  const People now = Constant(series, slice, launch);
  const double* then = series.row(slice, base);
  const double ahead = horizon / (series.dates[launch].time - series.dates[base].time);
  const double city_now = Sum(now);
  const double city_then = std::accumulate(then, then + now.size(), 0.0);
  const double city = std::max(0.0, city_now + ahead * (city_now - city_then));
  People people = Linear(series, slice, launch, base, horizon);
  const double lines = Sum(people);
  for (size_t r = 0; r < people.size(); ++r) {
    const double share = city_now > 0 ? now[r] / city_now * city : 0;
    const double growth = lines > 0 ? people[r] * city / lines : 0;
    people[r] = (share + growth) / 2;
  }
  return people;
}

}  // namespace zwk::forecasting
