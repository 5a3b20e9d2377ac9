#include "forecasting/rates/occurrences.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "forecasting/engine/step.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

// Part of the year that who comes or goes is there; as in the step.
constexpr double kHalfAYear = 0.5;
constexpr double kInfantExposure = 2.0 / 3.0;

double Sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

bool IsAge0(const Grid& grid, size_t cell) { return cell % grid.ages == 0; }

// The births of one neighborhood and year, by children and by mothers.
struct Births {
  Cells children;  // age 0
  Cells mothers;   // other ages of women
};

Births Split(const Grid& grid, const Cells& births) {
  Births split{Cells(grid.size()), Cells(grid.size())};
  for (size_t i = 0; i < births.size(); ++i) {
    (IsAge0(grid, i) ? split.children : split.mothers)[i] = births[i];
  }
  return split;
}

std::vector<double> ByGroup(const Grid& grid, const Cells& cells) {
  std::vector<double> sums(grid.groups, 0.0);
  const size_t block = static_cast<size_t>(kSexes) * grid.ages;
  for (size_t i = 0; i < cells.size(); ++i) sums[i / block] += cells[i];
  return sums;
}

class BirthCounts {
 public:
  BirthCounts(const EstimationInput& input, const EstimationOptions& options)
      : input_(input), options_(options), grid_(input.model.grid) {}

  absl::Status Prepare() {
    std::vector<double> by_age(grid_.ages, 0.0), women(grid_.ages, 0.0);
    std::vector<double> of_mothers(grid_.groups, 0.0), of_children(grid_.groups, 0.0);
    bool unknown_mothers = false;
    for (size_t y = 0; y < input_.years.size(); ++y) {
      for (size_t r = 0; r < input_.flows[y].size(); ++r) {
        const Births births = Split(grid_, input_.flows[y][r].births);
        const bool has_mothers = Sum(births.mothers) > 0, has_children = Sum(births.children) > 0;
        unknown_mothers |= has_children && !has_mothers;
        if (!has_mothers) continue;
        const Cells exposed = WomenExposed(input_, r, y);
        for (size_t i = 0; i < grid_.size(); ++i) {
          by_age[i % grid_.ages] += births.mothers[i];
          women[i % grid_.ages] += exposed[i];
        }
        if (!has_children) continue;
        const std::vector<double> m = ByGroup(grid_, births.mothers);
        const std::vector<double> c = ByGroup(grid_, births.children);
        for (int g = 0; g < grid_.groups; ++g) of_mothers[g] += m[g], of_children[g] += c[g];
      }
    }
    child_group_ =
        options_.child_group.empty() ? ChildGroups(of_mothers, of_children) : options_.child_group;
    schedule_ = options_.fertility_schedule;
    if (schedule_.empty()) {
      for (int a = 0; a < grid_.ages; ++a) {
        schedule_.push_back(women[a] > 0 ? by_age[a] / women[a] : 0.0);
      }
    }
    return unknown_mothers ? CheckSchedule() : absl::OkStatus();
  }

  const std::vector<double>& child_group() const { return child_group_; }

  // Completed: children by group and sex as well as mothers by group and age, with equal sums.
  Births Of(size_t y, size_t r) const {
    Births births = Split(grid_, input_.flows[y][r].births);
    const double children = Sum(births.children);
    double mothers = Sum(births.mothers);
    if (children == 0 && mothers > 0) {
      const std::vector<double> born = ChildrenByGroupAndSex(
          grid_, ByGroup(grid_, births.mothers),
          {.boys_per_girl = options_.boys_per_girl, .child_group = child_group_});
      for (int g = 0; g < grid_.groups; ++g) {
        for (int s = 0; s < kSexes; ++s) births.children[grid_.at(g, s, 0)] = born[g * kSexes + s];
      }
      return births;
    }
    if (children > 0 && mothers == 0) {
      const Cells exposed = WomenExposed(input_, r, y);
      for (size_t i = 0; i < grid_.size(); ++i) {
        births.mothers[i] = exposed[i] * schedule_[i % grid_.ages];
      }
      mothers = Sum(births.mothers);
    }
    // Mothers of unknown age are as old as the others.
    if (mothers > 0) {
      for (double& cell : births.mothers) cell *= children / mothers;
    }
    return births;
  }

 private:
  absl::Status CheckSchedule() const {
    if (schedule_.size() != static_cast<size_t>(grid_.ages)) {
      return absl::InvalidArgumentError(absl::StrCat("fertility_schedule: ", schedule_.size(),
                                                     " numbers for ", grid_.ages, " ages"));
    }
    double sum = 0;
    for (int a = 0; a < grid_.ages; ++a) {
      if (!std::isfinite(schedule_[a]) || schedule_[a] < 0) {
        return absl::InvalidArgumentError(
            absl::StrCat("fertility_schedule: ", schedule_[a], " at age ", a));
      }
      if (a > 0 && a < grid_.open()) sum += schedule_[a];
    }
    if (sum > 0) return absl::OkStatus();
    return absl::InvalidArgumentError(
        "births are counted by children only: fertility_schedule must say at which ages women have "
        "them");
  }

  const EstimationInput& input_;
  const EstimationOptions& options_;
  const Grid& grid_;
  std::vector<double> child_group_;
  std::vector<double> schedule_;
};

void Add(const Cells& from, Cells& to) {
  for (size_t i = 0; i < from.size(); ++i) to[i] += from[i];
}

}  // namespace

Cells AgedOn(const Grid& grid, const Cells& people) {
  Cells aged(grid.size());
  for (size_t i = 0; i < grid.size(); ++i) {
    const int age = static_cast<int>(i % grid.ages);
    if (age > 0) aged[i] = people[i - 1];
    if (age == grid.open()) aged[i] += people[i];
  }
  return aged;
}

Clusters IndexClusters(const std::vector<std::string>& by_area) {
  Clusters clusters{by_area, {}};
  std::vector<std::string>& names = clusters.names;
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  for (const std::string& name : by_area) {
    clusters.of_area.push_back(
        static_cast<int>(std::lower_bound(names.begin(), names.end(), name) - names.begin()));
  }
  return clusters;
}

Cells WomenExposed(const EstimationInput& input, size_t area, size_t year_index) {
  const Grid& grid = input.model.grid;
  const Cells start = AgedOn(grid, input.stocks[year_index][area]);
  const Cells& end = input.stocks[year_index + 1][area];
  Cells women(grid.size());
  for (int g = 0; g < grid.groups; ++g) {
    for (int a = 1; a < grid.open(); ++a) {
      const size_t i = grid.at(g, kFemale, a);
      women[i] = (start[i] + end[i]) / 2;
    }
  }
  return women;
}

std::vector<double> ChildGroups(const std::vector<double>& of_mothers,
                                const std::vector<double>& of_children) {
  const size_t groups = of_mothers.size();
  const double mothers = Sum(of_mothers), children = Sum(of_children);
  std::vector<double> shares = OwnGroup(static_cast<int>(groups));
  if (mothers == 0 || children == 0) return shares;
  std::vector<double> missing(groups);
  double all_missing = 0;
  for (size_t h = 0; h < groups; ++h) {
    missing[h] = std::max(0.0, of_children[h] * mothers / children - of_mothers[h]);
    all_missing += missing[h];
  }
  if (all_missing == 0) return shares;
  for (size_t g = 0; g < groups; ++g) {
    const double own = std::min(of_mothers[g], of_children[g] * mothers / children);
    if (of_mothers[g] == 0) continue;
    for (size_t h = 0; h < groups; ++h) {
      shares[g * groups + h] =
          ((g == h ? own : 0.0) + (of_mothers[g] - own) * missing[h] / all_missing) / of_mothers[g];
    }
  }
  return shares;
}

absl::StatusOr<CityOccurrences> CountOccurrences(const EstimationInput& input,
                                                 const EstimationOptions& options) {
  const Grid& grid = input.model.grid;
  const size_t areas = input.stocks[0].size();
  BirthCounts birth_counts(input, options);
  ZWK_RETURN_IF_ERROR(birth_counts.Prepare());

  CityOccurrences city;
  city.child_group = birth_counts.child_group();
  city.naturalization.resize(grid.groups);
  const std::vector<Cells> zeros(areas, Cells(grid.size()));
  for (Occurrences* kind : {&city.deaths, &city.births, &city.emigration_abroad,
                            &city.emigration_rest, &city.leaving}) {
    kind->events = kind->exposure = zeros;
  }
  for (Occurrences& kind : city.naturalization) kind.events = kind.exposure = zeros;
  city.immigration_abroad = city.immigration_rest = city.arrivals = city.lived = zeros;
  const Clusters clusters = IndexClusters(input.clusters);
  city.arrivals_from.assign(clusters.names.size(), zeros);

  for (size_t y = 0; y < input.years.size(); ++y) {
    // Who came minus who went, from and to anywhere; they were there for a part of the year.
    std::vector<Cells> net = zeros;
    for (size_t r = 0; r < areas; ++r) {
      const AreaFlows& flows = input.flows[y][r];
      for (const Change& move : flows.moves) {
        city.leaving.events[r][move.cell] += move.people;
        city.arrivals[move.to][move.cell] += move.people;
        if (!clusters.names.empty()) {
          city.arrivals_from[clusters.of_area[r]][move.to][move.cell] += move.people;
        }
        net[r][move.cell] -= move.people;
        net[move.to][move.cell] += move.people;
      }
      for (const Change& change : flows.naturalizations) {
        city.naturalization[change.to].events[r][change.cell] += change.people;
        net[r][change.cell] -= change.people;
        net[r][InGroup(grid, change.cell, change.to)] += change.people;
      }
      for (size_t i = 0; i < grid.size(); ++i) {
        net[r][i] += ValueOr0(flows.immigration_abroad, i) + ValueOr0(flows.immigration_rest, i) -
                     ValueOr0(flows.emigration_abroad, i) - ValueOr0(flows.emigration_rest, i);
      }
      Add(flows.deaths, city.deaths.events[r]);
      Add(flows.emigration_abroad, city.emigration_abroad.events[r]);
      Add(flows.emigration_rest, city.emigration_rest.events[r]);
      Add(flows.immigration_abroad, city.immigration_abroad[r]);
      Add(flows.immigration_rest, city.immigration_rest[r]);
    }
    for (size_t r = 0; r < areas; ++r) {
      const Births births = birth_counts.Of(y, r);
      Add(births.mothers, city.births.events[r]);
      Add(WomenExposed(input, r, y), city.births.exposure[r]);
      Cells start = AgedOn(grid, input.stocks[y][r]);
      Add(births.children, start);
      Add(start, city.emigration_abroad.exposure[r]);
      Add(start, city.emigration_rest.exposure[r]);
      for (Occurrences& kind : city.naturalization) Add(start, kind.exposure[r]);
      for (size_t i = 0; i < grid.size(); ++i) {
        const double there = IsAge0(grid, i) ? kInfantExposure : kHalfAYear;
        const double exposed = std::max(0.0, start[i] + there * net[r][i]);
        city.deaths.exposure[r][i] += exposed;
        city.lived[r][i] += exposed;
        // Movers inside the city leave if they have not died: h acts on n (1 - q/2).
        city.leaving.exposure[r][i] +=
            std::max(0.0, start[i] - ValueOr0(input.flows[y][r].deaths, i) / 2);
      }
    }
  }
  return city;
}

}  // namespace zwk::forecasting
