#include "forecasting/rates/city_rates.h"

#include <algorithm>

#include "forecasting/rates/shrinkage.h"
#include "forecasting/rates/smoothing.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

using Curve = std::vector<double>;  // by age

// Events of cells in which nobody is exposed say nothing of a rate.
void DropUnexposed(Curve& events, const Curve& exposure) {
  for (size_t a = 0; a < events.size(); ++a) {
    if (exposure[a] == 0) events[a] = 0;
  }
}

// Ages from `first` to `last`; outside of exposed ages the nearest rate.
absl::StatusOr<Curve> Graduate(Curve events, const Curve& exposure, size_t first, size_t last,
                               int order) {
  DropUnexposed(events, exposure);
  Curve rates(events.size(), 0.0);
  while (first <= last && exposure[first] == 0) ++first;
  size_t end = last + 1;
  while (end > first && exposure[end - 1] == 0) --end;
  if (first == end) return rates;
  const auto known = std::count_if(exposure.begin() + first, exposure.begin() + end,
                                   [](double people) { return people > 0; });
  const size_t ages = end - first;
  ZWK_ASSIGN_OR_RETURN(const Graduation fit,
                       GraduateRates(absl::MakeConstSpan(events).subspan(first, ages),
                                     absl::MakeConstSpan(exposure).subspan(first, ages),
                                     std::min(order, static_cast<int>(known))));
  for (size_t a = 0; a < rates.size(); ++a) {
    rates[a] = fit.rates[std::clamp(a, first, end - 1) - first];
  }
  return rates;
}

absl::StatusOr<Curve> AllGroups(const Curve& events, const Curve& exposure,
                                const CityRateOptions& options) {
  const Curve raw = RatesByExposure(events, exposure);
  if (!options.graduate) return raw;
  size_t first = 1, last = events.size() - 1;
  if (options.only_counted_ages) {
    while (first < last && raw[first] == 0) ++first;
    while (last > first && raw[last] == 0) --last;
  }
  ZWK_ASSIGN_OR_RETURN(Curve rates, Graduate(events, exposure, first, last, 2));
  rates[0] = raw[0];
  if (options.only_counted_ages) {
    std::fill(rates.begin(), rates.begin() + first, 0.0);
    std::fill(rates.begin() + last + 1, rates.end(), 0.0);
  }
  return rates;
}

double Sum(const Curve& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

Curve Slice(const Grid& grid, const Cells& cells, int group, int sex) {
  const auto begin = cells.begin() + static_cast<std::ptrdiff_t>(grid.at(group, sex, 0));
  return {begin, begin + grid.ages};
}

}  // namespace

absl::StatusOr<Cells> CityRates(const Grid& grid, const Cells& events, const Cells& exposure,
                                const CityRateOptions& options) {
  struct Part {
    int group, sex;
    Curve events, expected, deviation;
  };
  std::vector<Part> parts;
  Cells rates(grid.size());
  for (int s = 0; s < kSexes; ++s) {
    Curve all_events(grid.ages), all_exposure(grid.ages);
    for (const int g : options.groups) {
      for (int a = 0; a < grid.ages; ++a) {
        all_events[a] += events[grid.at(g, s, a)];
        all_exposure[a] += exposure[grid.at(g, s, a)];
      }
    }
    ZWK_ASSIGN_OR_RETURN(const Curve all, AllGroups(all_events, all_exposure, options));
    for (const int g : options.groups) {
      Part part{g, s, Slice(grid, events, g, s), Slice(grid, exposure, g, s), {}};
      if (!options.graduate) {
        const Curve raw = RatesByExposure(part.events, part.expected);
        std::copy(raw.begin(), raw.end(), rates.begin() + grid.at(g, s, 0));
        continue;
      }
      std::copy(all.begin(), all.end(), rates.begin() + grid.at(g, s, 0));
      for (int a = 0; a < grid.ages; ++a) part.expected[a] *= all[a];
      DropUnexposed(part.events, part.expected);
      parts.push_back(std::move(part));
    }
  }
  if (!options.graduate || options.groups.size() < 2) return rates;

  std::vector<double> observed, expected;
  for (const Part& part : parts) {
    observed.push_back(Sum(part.events));
    expected.push_back(Sum(part.expected));
  }
  ZWK_ASSIGN_OR_RETURN(const ShrunkLevels levels, ShrinkLevels(observed, expected));
  for (size_t p = 0; p < parts.size(); ++p) {
    const Part& part = parts[p];
    Curve deviation(grid.ages, 1.0);
    if (observed[p] > 0) {
      ZWK_ASSIGN_OR_RETURN(deviation, Graduate(part.events, part.expected, 0, grid.ages - 1, 1));
    }
    const double mean = observed[p] > 0 ? observed[p] / expected[p] : 1.0;
    for (int a = 0; a < grid.ages; ++a) {
      rates[grid.at(part.group, part.sex, a)] *= deviation[a] / mean * levels.units[p].level;
    }
  }
  return rates;
}

absl::StatusOr<Cells> CityCounts(const Grid& grid, const Cells& people, double years,
                                 bool graduate) {
  Cells counts = people;
  for (double& count : counts) count /= years;
  if (!graduate) return counts;
  const Curve a_year(grid.ages, years);
  for (int g = 0; g < grid.groups; ++g) {
    for (int s = 0; s < kSexes; ++s) {
      ZWK_ASSIGN_OR_RETURN(const Curve curve,
                           Graduate(Slice(grid, people, g, s), a_year, 1, grid.ages - 1, 2));
      for (int a = 1; a < grid.ages; ++a) counts[grid.at(g, s, a)] = curve[a];
    }
  }
  return counts;
}

}  // namespace zwk::forecasting
