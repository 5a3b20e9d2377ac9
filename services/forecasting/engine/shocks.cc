#include "forecasting/engine/shocks.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "absl/strings/str_cat.h"
#include "forecasting/engine/checks.h"
#include "forecasting/engine/step.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

bool IsShareOfGroup(const Grid& grid, int group, const Cells& profile) {
  return AreShares(
      {profile.begin() + grid.at(group, 0, 0), profile.begin() + grid.at(group + 1, 0, 0)});
}

void CheckShock(const Grid& grid, size_t areas, const Shock& shock, const std::string& at,
                FieldErrors& errors) {
  const bool fits = shock.profile.size() == grid.size();
  if (!fits) errors.Add(at + "profile", absl::StrCat("needs ", grid.size(), " cells"));
  for (size_t k = 0; k < shock.arrivals.size(); ++k) {
    const Shock::Arrivals& arrivals = shock.arrivals[k];
    const std::string path = absl::StrCat(at, "arrivals[", k, "].");
    if (!std::isfinite(arrivals.people) || arrivals.people < 0) {
      errors.Add(path + "people", "must be finite and at least 0");
    }
    if (arrivals.group < 0 || arrivals.group >= grid.groups) {
      errors.Add(path + "group", "there is no such group");
    } else if (fits && !IsShareOfGroup(grid, arrivals.group, shock.profile)) {
      errors.Add(at + "profile", absl::StrCat("the shares of group ", arrivals.group,
                                              " must not be negative and sum to 1"));
    }
  }
  for (const auto& [name, shares] :
       {std::pair("shelters", &shock.shelters), std::pair("destinations", &shock.destinations)}) {
    if (shares->size() != areas || !AreShares(*shares)) {
      errors.Add(at + name, "needs a share for each neighborhood, at least 0, that sum to 1");
    }
  }
  for (const auto& [name, rate] :
       {std::pair("settle", shock.settle), std::pair("return_abroad", shock.return_abroad),
        std::pair("naturalize", shock.naturalize)}) {
    if (!(rate >= 0 && rate <= 1)) errors.Add(at + name, "must be from 0 to 1");
  }
  if (shock.settle + shock.return_abroad + shock.naturalize > 1) {
    errors.Add(at + "settle", "with return_abroad and naturalize it must be at most 1");
  }
  if (shock.naturalize_into < 0 || shock.naturalize_into >= grid.groups) {
    errors.Add(at + "naturalize_into", "there is no such group");
  }
}

// What happens in the shelter of a neighborhood.
AreaAssumptions InShelter(const Grid& grid, const Shock& shock, size_t area, int year,
                          const AreaAssumptions& around) {
  AreaAssumptions in;
  in.mortality = around.mortality;
  in.fertility = around.fertility;
  in.leaving = in.emigration_abroad = in.immigration_abroad = Cells(grid.size());
  in.naturalization.assign(grid.groups, Cells());
  Cells& naturalization = in.naturalization[shock.naturalize_into];
  naturalization.assign(grid.size(), 0.0);
  for (size_t i = 0; i < grid.size(); ++i) {
    const bool own = i / grid.ages / kSexes == static_cast<size_t>(shock.naturalize_into);
    const double naturalize = own ? 0.0 : shock.naturalize;
    const double going = shock.settle + shock.return_abroad + naturalize;
    const double q = ValueOr0(in.mortality, i);
    const double most = (1 - q) / (1 - q / 2);
    const double factor = going > most ? most / going : 1.0;
    in.leaving[i] = factor * shock.settle;
    in.emigration_abroad[i] = factor * shock.return_abroad;
    naturalization[i] = factor * naturalize;
  }
  for (const Shock::Arrivals& arrivals : shock.arrivals) {
    if (arrivals.year != year) continue;
    const double people = arrivals.people * shock.shelters[area];
    for (size_t i = grid.at(arrivals.group, 0, 0); i < grid.at(arrivals.group + 1, 0, 0); ++i) {
      in.immigration_abroad[i] += people * shock.profile[i];
    }
  }
  return in;
}

}  // namespace

absl::Status CheckShocks(const Model& model, size_t areas, const std::vector<Shock>& shocks) {
  FieldErrors errors;
  if (!shocks.empty() && model.form != MigrationForm::kGrossFlows) {
    errors.Add("shocks", "need gross flows");
  }
  for (size_t k = 0; k < shocks.size(); ++k) {
    CheckShock(model.grid, areas, shocks[k], absl::StrCat("shocks[", k, "]."), errors);
  }
  return errors.ToStatus();
}

Sheltered EmptyShelters(const Grid& grid, const std::vector<Shock>& shocks) {
  Sheltered sheltered;
  for (const Shock& shock : shocks) {
    std::vector<Cells>& areas = sheltered.emplace_back();
    for (const double share : shock.shelters) areas.emplace_back(share > 0 ? grid.size() : 0, 0.0);
  }
  return sheltered;
}

void AddShelters(const std::vector<Shock>& shocks, int year, const Sheltered& sheltered,
                 Model& model, std::vector<Cells>& start, StepAssumptions& assumptions) {
  const Grid& grid = model.grid;
  const size_t areas = start.size();
  const int clusters = assumptions.clusters();
  model.area_names.resize(areas);
  assumptions.origin_cluster.resize(areas);  // one cluster, if there were none
  for (size_t r = 0; r < areas; ++r) {
    if (model.area_names[r].empty()) model.area_names[r] = absl::StrCat(r);
    auto area = std::make_shared<AreaAssumptions>(*assumptions.areas[r]);
    area->arrival_share.resize(grid.size() * clusters);
    for (const Shock& shock : shocks) {
      area->arrival_share.insert(area->arrival_share.end(), grid.size(), shock.destinations[r]);
    }
    assumptions.areas[r] = area;
  }
  for (size_t k = 0; k < shocks.size(); ++k) {
    for (size_t r = 0; r < areas; ++r) {
      if (sheltered[k][r].empty()) continue;
      model.area_names.push_back(
          absl::StrCat(model.area_names[r], " (shelter of ", shocks[k].name, ")"));
      start.push_back(sheltered[k][r]);
      assumptions.areas.push_back(std::make_shared<const AreaAssumptions>(
          InShelter(grid, shocks[k], r, year, *assumptions.areas[r])));
      assumptions.origin_cluster.push_back(clusters + static_cast<int>(k));
    }
  }
}

Sheltered TakeOutShelters(const std::vector<Shock>& shocks, CityStep& step) {
  size_t shelters = 0;
  for (const Shock& shock : shocks) {
    shelters += std::count_if(shock.shelters.begin(), shock.shelters.end(),
                              [](double share) { return share > 0; });
  }
  const size_t areas = step.areas.size() - shelters;
  Sheltered sheltered;
  size_t next = areas;
  for (const Shock& shock : shocks) {
    std::vector<Cells>& ends = sheltered.emplace_back(areas);
    for (size_t r = 0; r < areas; ++r) {
      if (!(shock.shelters[r] > 0)) continue;
      const AreaStep& shelter = step.areas[next++];
      ends[r] = shelter.end;
      step.areas[r].Add(shelter);
    }
  }
  step.areas.erase(step.areas.begin() + static_cast<std::ptrdiff_t>(areas), step.areas.end());
  return sheltered;
}

}  // namespace zwk::forecasting
