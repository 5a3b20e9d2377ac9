#include "forecasting/engine/hamilton_perry.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "forecasting/engine/checks.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

// The people who are in age class a after k classes, where they were before; `base`: age 0 of their
// group and sex.
double CohortBefore(const Grid& grid, const Cells& people, size_t base, int a, int k) {
  if (a < grid.open()) return people[base + a - k];
  double sum = 0;
  for (int x = grid.open() - k; x < grid.ages; ++x) sum += people[base + x];
  return sum;
}

double Women(const Model& model, const HamiltonPerryOptions& options, int group,
             const Cells& people) {
  const int width = model.age_width;
  double sum = 0;
  for (int a = 0; a < model.grid.open(); ++a) {
    const bool counted = a * width >= options.women_from && (a + 1) * width - 1 <= options.women_to;
    if (counted) sum += people[model.grid.at(group, kFemale, a)];
  }
  return sum;
}

// What the ratio of a cell is per: people of the cohort before, or women now.
Cells Bases(const Model& model, const HamiltonPerryOptions& options, const Cells& before,
            const Cells& after) {
  const Grid& grid = model.grid;
  const int k = options.years / model.age_width;
  Cells bases(grid.size());
  for (int g = 0; g < grid.groups; ++g) {
    const double women = Women(model, options, g, after);
    for (int s = 0; s < kSexes; ++s) {
      const size_t base = grid.at(g, s, 0);
      for (int a = 0; a < grid.ages; ++a) {
        bases[base + a] = a < k ? women : CohortBefore(grid, before, base, a, k);
      }
    }
  }
  return bases;
}

bool IsChild(const Model& model, const HamiltonPerryOptions& options, size_t cell) {
  return static_cast<int>(cell % model.grid.ages) < options.years / model.age_width;
}

double Ratio(const Model& model, const HamiltonPerryOptions& options, size_t cell, double people,
             double base) {
  const double ratio = people / base;
  if (IsChild(model, options, cell)) return ratio;
  return std::clamp(ratio, options.least, options.most);
}

absl::Status CheckOptions(const Model& model, const HamiltonPerryOptions& options) {
  if (options.years < model.age_width || options.years % model.age_width != 0 ||
      options.years / model.age_width >= model.grid.ages) {
    return absl::FailedPreconditionError(absl::StrCat("ratios over ", options.years,
                                                      " years do not fit ", model.grid.ages,
                                                      " age classes of ", model.age_width));
  }
  if (!(options.least >= 0 && options.least <= options.most)) {
    return absl::FailedPreconditionError("caps of cohort change ratios should rise from 0");
  }
  return absl::OkStatus();
}

absl::Status NoWomen(const std::string& where, const HamiltonPerryOptions& options) {
  return absl::FailedPreconditionError(absl::StrCat(where, ": children, but no women aged ",
                                                    options.women_from, " to ", options.women_to));
}

// An area may have children of a group without its women, but not without any.
absl::Status CheckWomen(const Model& model, const HamiltonPerryOptions& options, size_t area,
                        const Cells& people) {
  double women = 0, children = 0;
  for (int g = 0; g < model.grid.groups; ++g) women += Women(model, options, g, people);
  for (size_t i = 0; i < people.size(); ++i) {
    if (IsChild(model, options, i)) children += people[i];
  }
  return children > 0 && women == 0 ? NoWomen(AreaName(model, area), options) : absl::OkStatus();
}

Cells Total(const std::vector<Cells>& areas, size_t cells) {
  Cells total(cells);
  for (const Cells& area : areas) {
    for (size_t i = 0; i < cells; ++i) total[i] += area[i];
  }
  return total;
}

}  // namespace

absl::StatusOr<std::vector<Cells>> HamiltonPerryRatios(const Model& model,
                                                       const HamiltonPerryOptions& options,
                                                       const std::vector<Cells>& before,
                                                       const std::vector<Cells>& after,
                                                       const std::vector<double>& own_weight) {
  ZWK_RETURN_IF_ERROR(CheckOptions(model, options));
  ZWK_RETURN_IF_ERROR(CheckStart(model, before));
  ZWK_RETURN_IF_ERROR(CheckStart(model, after));
  if (before.size() != after.size() || (!own_weight.empty() && own_weight.size() != after.size())) {
    return absl::FailedPreconditionError("both counts and weights need the same neighborhoods");
  }
  const size_t cells = model.grid.size();
  const Cells city_after = Total(after, cells);
  const Cells city_bases = Bases(model, options, Total(before, cells), city_after);
  Cells city(cells, 1.0);
  for (size_t i = 0; i < cells; ++i) {
    if (city_bases[i] > 0) {
      city[i] = Ratio(model, options, i, city_after[i], city_bases[i]);
    } else if (IsChild(model, options, i)) {
      if (city_after[i] > 0) return NoWomen(CellName(model, after.size(), i), options);
      city[i] = 0;
    }
  }
  std::vector<Cells> ratios;
  for (size_t r = 0; r < after.size(); ++r) {
    ZWK_RETURN_IF_ERROR(CheckWomen(model, options, r, after[r]));
    const double weight = own_weight.empty() ? 1.0 : own_weight[r];
    if (!(weight >= 0 && weight <= 1)) {
      return absl::FailedPreconditionError(absl::StrCat(
          AreaName(model, r), ": the weight of own ratios is ", weight, ", should be from 0 to 1"));
    }
    const Cells bases = Bases(model, options, before[r], after[r]);
    Cells own = city;
    for (size_t i = 0; i < cells; ++i) {
      if (bases[i] <= 0) continue;
      own[i] = weight * Ratio(model, options, i, after[r][i], bases[i]) + (1 - weight) * city[i];
    }
    ratios.push_back(std::move(own));
  }
  return ratios;
}

Cells HamiltonPerryForward(const Model& model, const HamiltonPerryOptions& options,
                           const Cells& ratios, const Cells& people) {
  const Grid& grid = model.grid;
  const int k = options.years / model.age_width;
  Cells later(grid.size());
  for (int g = 0; g < grid.groups; ++g) {
    for (int s = 0; s < kSexes; ++s) {
      const size_t base = grid.at(g, s, 0);
      for (int a = k; a < grid.ages; ++a) {
        later[base + a] = ratios[base + a] * CohortBefore(grid, people, base, a, k);
      }
    }
    const double women = Women(model, options, g, later);
    for (int s = 0; s < kSexes; ++s) {
      for (int a = 0; a < k; ++a) {
        const size_t i = grid.at(g, s, a);
        later[i] = ratios[i] * women;
      }
    }
  }
  return later;
}

}  // namespace zwk::forecasting
