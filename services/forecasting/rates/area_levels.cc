#include "forecasting/rates/area_levels.h"

#include <algorithm>
#include <numeric>

#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

constexpr int kShareAges = 5;

double Sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

bool InBand(const Grid& grid, const AgeBand& band, size_t cell) {
  const int age = static_cast<int>(cell % grid.ages);
  return band.first <= age && age <= band.last;
}

// Observed and expected events of each neighborhood in some ages.
struct Counts {
  std::vector<double> observed, expected;
};

Counts InAges(const Grid& grid, const Occurrences& occurrences, const Cells& city,
              const AgeBand& ages) {
  Counts counts;
  for (size_t r = 0; r < occurrences.events.size(); ++r) {
    double observed = 0, expected = 0;
    for (size_t i = 0; i < grid.size(); ++i) {
      if (!InBand(grid, ages, i)) continue;
      observed += occurrences.events[r][i];
      expected += occurrences.exposure[r][i] * city[i];
    }
    // Events where none are expected say nothing of a level.
    counts.observed.push_back(expected > 0 ? observed : 0.0);
    counts.expected.push_back(expected);
  }
  return counts;
}

absl::Status FitAreas(const Counts& counts, const LevelOptions& options, KindEstimate& estimate) {
  if (options.clusters.empty()) {
    ZWK_ASSIGN_OR_RETURN(estimate.areas, ShrinkLevels(counts.observed, counts.expected));
    return absl::OkStatus();
  }
  ZWK_ASSIGN_OR_RETURN(ClusteredLevels levels,
                       ShrinkInClusters(options.clusters, counts.observed, counts.expected));
  estimate.areas = std::move(levels.units);
  estimate.clusters = std::move(levels.clusters);
  estimate.cluster_names = std::move(levels.names);
  return absl::OkStatus();
}

std::vector<double> Levels(const ShrunkLevels& shrunk) {
  std::vector<double> levels;
  for (const ShrunkLevel& unit : shrunk.units) levels.push_back(unit.level);
  return levels;
}

// Shares of what is expected, moved by the levels; they sum to one.
std::vector<double> Shares(const std::vector<double>& expected, const ShrunkLevels& shrunk) {
  std::vector<double> shares = Levels(shrunk);
  for (size_t r = 0; r < shares.size(); ++r) shares[r] *= expected[r];
  const double sum = Sum(shares);
  for (double& share : shares) share /= sum;
  return shares;
}

// The shares of some cells, shrunk to `parent`; the parent's where nobody arrived.
absl::StatusOr<std::vector<double>> SharesAround(const std::vector<double>& parent,
                                                 const std::vector<double>& observed,
                                                 ShrunkLevels& levels) {
  std::vector<double> expected = parent;
  const double all = Sum(observed);
  for (double& people : expected) people *= all;
  const std::vector<double> targets(parent.size(), 1.0);
  ZWK_ASSIGN_OR_RETURN(levels, ShrinkLevelsTo(targets, observed, expected));
  return all > 0 ? Shares(expected, levels) : parent;
}

}  // namespace

absl::Status FitLevels(const Grid& grid, const Occurrences& occurrences,
                       const LevelOptions& options, KindEstimate& estimate) {
  const AgeBand all{0, grid.open()};
  const Counts counts = InAges(grid, occurrences, estimate.city, all);
  ZWK_RETURN_IF_ERROR(FitAreas(counts, options, estimate));
  const std::vector<double> levels = Levels(estimate.areas);
  for (const AgeBand& band : options.bands) {
    const Counts in_band = InAges(grid, occurrences, estimate.city, band);
    ZWK_ASSIGN_OR_RETURN(ShrunkLevels shrunk,
                         ShrinkLevelsTo(levels, in_band.observed, in_band.expected));
    estimate.bands.push_back(std::move(shrunk));
  }
  double fitted = 0;
  for (size_t r = 0; r < occurrences.exposure.size(); ++r) {
    const Cells rates = AreaRates(grid, options, estimate, r);
    for (size_t i = 0; i < grid.size(); ++i) fitted += rates[i] * occurrences.exposure[r][i];
  }
  if (fitted > 0) {
    for (double& rate : estimate.city) rate *= estimate.events / fitted;
  }
  return absl::OkStatus();
}

Cells AreaRates(const Grid& grid, const LevelOptions& options, const KindEstimate& estimate,
                size_t area) {
  Cells rates = estimate.city;
  for (size_t i = 0; i < grid.size(); ++i) {
    double level = estimate.areas.units[area].level;
    for (size_t b = 0; b < options.bands.size(); ++b) {
      if (InBand(grid, options.bands[b], i)) level = estimate.bands[b].units[area].level;
    }
    rates[i] *= level;
  }
  return rates;
}

absl::StatusOr<std::vector<Cells>> FitShares(const Grid& grid, const std::vector<Cells>& arrivals,
                                             const std::vector<Cells>& lived,
                                             const LevelOptions& options, KindEstimate& estimate) {
  const size_t areas = arrivals.size();
  std::vector<double> people, inhabitants;
  for (size_t r = 0; r < areas; ++r) {
    people.push_back(Sum(arrivals[r]));
    inhabitants.push_back(Sum(lived[r]));
  }
  estimate.events = Sum(people);
  estimate.exposure = Sum(inhabitants);
  estimate.area_exposure = inhabitants;
  // Where somebody arrives, somebody lives, be it for a day.
  for (size_t r = 0; r < areas; ++r) {
    if (people[r] > 0) inhabitants[r] = std::max(inhabitants[r], 1.0);
  }
  if (Sum(inhabitants) == 0) std::fill(inhabitants.begin(), inhabitants.end(), 1.0);
  const double per_inhabitant = estimate.events / Sum(inhabitants);
  std::vector<double> even, expected;
  for (const double people_there : inhabitants) {
    even.push_back(people_there / Sum(inhabitants));
    expected.push_back(people_there * per_inhabitant);
  }
  ZWK_RETURN_IF_ERROR(FitAreas({people, expected}, options, estimate));
  const std::vector<double> of_all = estimate.events > 0 ? Shares(expected, estimate.areas) : even;

  const auto arrived = [&](int group, int sex_from, int sex_to, int first, int last) {
    std::vector<double> sums(areas, 0.0);
    for (size_t r = 0; r < areas; ++r) {
      for (int s = sex_from; s <= sex_to; ++s) {
        for (int a = first; a <= last; ++a) sums[r] += arrivals[r][grid.at(group, s, a)];
      }
    }
    return sums;
  };
  std::vector<Cells> shares(areas, Cells(grid.size()));
  for (int g = 0; g < grid.groups; ++g) {
    ShrunkLevels levels;
    ZWK_ASSIGN_OR_RETURN(const std::vector<double> of_group,
                         SharesAround(of_all, arrived(g, kMale, kFemale, 0, grid.open()), levels));
    estimate.groups.push_back(std::move(levels));
    for (int s = 0; s < kSexes; ++s) {
      for (int first = 0; first < grid.ages; first += kShareAges) {
        const int last = std::min(first + kShareAges - 1, grid.open());
        ShrunkLevels ignored;
        ZWK_ASSIGN_OR_RETURN(const std::vector<double> of_ages,
                             SharesAround(of_group, arrived(g, s, s, first, last), ignored));
        for (size_t r = 0; r < areas; ++r) {
          for (int a = first; a <= last; ++a) shares[r][grid.at(g, s, a)] = of_ages[r];
        }
      }
    }
  }
  return shares;
}

absl::StatusOr<std::vector<Cells>> SharesFrom(const Grid& grid, const std::vector<Cells>& arrivals,
                                              const std::vector<Cells>& shares,
                                              ShrunkLevels& levels) {
  Cells movers(grid.size());
  for (const Cells& cells : arrivals) {
    for (size_t i = 0; i < movers.size(); ++i) movers[i] += cells[i];
  }
  std::vector<double> observed, expected;
  for (size_t r = 0; r < arrivals.size(); ++r) {
    expected.push_back(std::inner_product(movers.begin(), movers.end(), shares[r].begin(), 0.0));
    observed.push_back(expected[r] > 0 ? Sum(arrivals[r]) : 0.0);
  }
  const std::vector<double> targets(arrivals.size(), 1.0);
  ZWK_ASSIGN_OR_RETURN(levels, ShrinkLevelsTo(targets, observed, expected));
  std::vector<Cells> from = shares;
  for (size_t i = 0; i < grid.size(); ++i) {
    double sum = 0;
    for (size_t r = 0; r < from.size(); ++r) sum += from[r][i] *= levels.units[r].level;
    for (Cells& cells : from) cells[i] /= sum;
  }
  return from;
}

}  // namespace zwk::forecasting
