#include "forecasting/engine/new_buildings.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "forecasting/engine/checks.h"
#include "forecasting/engine/step.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

// People who move into the building in a year.
double PeopleIn(const NewBuilding& building, int year) {
  const int k = year - building.first_year;
  return k < 0 || k >= static_cast<int>(building.people.size()) ? 0.0 : building.people[k];
}

// Who will move inside the city, by cell from age 1 on.
Cells Movers(const Grid& grid, const std::vector<Cells>& start, const StepAssumptions& base) {
  Cells movers(grid.size());
  for (size_t r = 0; r < start.size(); ++r) {
    const AreaAssumptions& in = *base.areas[r];
    for (size_t i = 0; i < grid.size(); ++i) {
      const int age = static_cast<int>(i % grid.ages);
      if (age == 0) continue;
      const double people = start[r][i - 1] + (age == grid.open() ? start[r][i] : 0.0);
      movers[i] += people * ValueOr0(in.leaving, i) * (1 - ValueOr0(in.mortality, i) / 2);
    }
  }
  return movers;
}

}  // namespace

absl::Status CheckNewBuildings(const Model& model, size_t areas,
                               const std::vector<NewBuilding>& buildings) {
  FieldErrors errors;
  if (!buildings.empty() && model.form != MigrationForm::kGrossFlows) {
    errors.Add("buildings", "need gross flows");
  }
  for (size_t k = 0; k < buildings.size(); ++k) {
    const NewBuilding& building = buildings[k];
    const std::string at = absl::StrCat("buildings[", k, "].");
    if (building.area >= areas) errors.Add(at + "area", "there is no such neighborhood");
    for (size_t t = 0; t < building.people.size(); ++t) {
      if (!std::isfinite(building.people[t]) || building.people[t] < 0) {
        errors.Add(absl::StrCat(at, "people[", t, "]"), "must be finite and at least 0");
      }
    }
    if (building.profile.size() != model.grid.size() || !AreShares(building.profile)) {
      errors.Add(at + "profile", "needs a share for each cell, at least 0, that sum to 1");
    }
    if (!(building.from_city >= 0 && building.from_city <= 1)) {
      errors.Add(at + "from_city", "must be from 0 to 1");
    }
  }
  return errors.ToStatus();
}

StepAssumptions WithNewBuildings(const Model& model, const std::vector<NewBuilding>& buildings,
                                 int year, const std::vector<Cells>& start,
                                 const StepAssumptions& base) {
  const size_t cells = model.grid.size();
  const size_t areas = start.size();
  // Who wants to come from the city and from outside, by neighborhood.
  std::vector<Cells> inside(areas, Cells(cells)), outside(areas, Cells(cells));
  bool anybody = false;
  for (const NewBuilding& building : buildings) {
    const double people = PeopleIn(building, year);
    anybody |= people > 0;
    for (size_t i = 0; i < cells; ++i) {
      const double from_city = i % model.grid.ages == 0 ? 0.0 : building.from_city;
      inside[building.area][i] += people * building.profile[i] * from_city;
      outside[building.area][i] += people * building.profile[i] * (1 - from_city);
    }
  }
  if (!anybody) return base;

  const Cells movers = Movers(model.grid, start, base);
  StepAssumptions with = base;
  std::vector<std::shared_ptr<AreaAssumptions>> own;
  for (size_t r = 0; r < areas; ++r) {
    own.push_back(std::make_shared<AreaAssumptions>(*base.areas[r]));
    own[r]->immigration_rest.resize(cells);
    own[r]->arrival_share.resize(cells * base.clusters());
    with.areas[r] = own[r];
  }
  for (size_t i = 0; i < cells; ++i) {
    double wanted = 0;
    for (const Cells& people : inside) wanted += people[i];
    const double granted = std::min(wanted, movers[i]);
    const double first = granted > 0 ? granted / movers[i] : 0.0;  // share of the movers
    for (size_t r = 0; r < areas; ++r) {
      const double share = wanted > 0 ? inside[r][i] / wanted : 0.0;
      own[r]->immigration_rest[i] += outside[r][i] + share * (wanted - granted);
      for (size_t k = i; k < own[r]->arrival_share.size(); k += cells) {
        double& w = own[r]->arrival_share[k];
        w = (1 - first) * w + first * share;
      }
    }
  }
  return with;
}

}  // namespace zwk::forecasting
