#include "forecasting/engine/advance.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "forecasting/engine/checks.h"
#include "forecasting/engine/conservation.h"
#include "forecasting/engine/step.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

// Sums and differences of the same figures may be off by rounding.
constexpr double kRounding = 1e-9;

absl::Status TakeOut(const Model& model, size_t area, const char* what, const Cells& out,
                     Cells& people) {
  for (size_t i = 0; i < out.size(); ++i) {
    if (out[i] == 0) continue;
    const double left = people[i] - out[i];
    if (left < -kRounding * (1 + out[i])) {
      return absl::FailedPreconditionError(absl::StrCat(CellName(model, area, i), ": ", out[i],
                                                        " people ", what, " of ", people[i]));
    }
    people[i] = std::max(0.0, left);
  }
  return absl::OkStatus();
}

// The people whom rates are about.
absl::StatusOr<std::vector<Cells>> Ordinary(const Model& model, const Scenario& scenario,
                                            const Standing& now) {
  std::vector<Cells> people = now.people;
  const std::vector<Cells>* special = SpecialIn(scenario, now.year);
  for (size_t r = 0; r < people.size(); ++r) {
    if (special) {
      ZWK_RETURN_IF_ERROR(TakeOut(model, r, "in special populations", (*special)[r], people[r]));
    }
    for (const std::vector<Cells>& areas : now.sheltered) {
      ZWK_RETURN_IF_ERROR(TakeOut(model, r, "in shelters", areas[r], people[r]));
    }
  }
  return people;
}

void AddSpecial(const Scenario& scenario, int from, int to, CityStep& step) {
  const std::vector<Cells>* before = SpecialIn(scenario, from);
  const std::vector<Cells>* after = SpecialIn(scenario, to);
  for (size_t r = 0; r < step.areas.size(); ++r) {
    AreaStep& area = step.areas[r];
    if (before) area.special = (*before)[r];
    if (!after) continue;
    for (size_t i = 0; i < area.end.size(); ++i) {
      area.special_change[i] = (*after)[r][i] - area.special[i];
      area.end[i] += (*after)[r][i];
    }
  }
}

absl::StatusOr<MetTargets> Calculate(const Model& model, const Scenario& scenario, int year,
                                     const std::vector<Cells>& start,
                                     const StepAssumptions& assumptions, size_t areas) {
  ZWK_RETURN_IF_ERROR(CheckAssumptions(model, assumptions));
  const auto targets = scenario.targets.find(year);
  if (targets != scenario.targets.end() && !targets->second.empty()) {
    return StepToTargets(model, start, assumptions, targets->second, areas);
  }
  ZWK_ASSIGN_OR_RETURN(CityStep step, Step(model, start, assumptions));
  return MetTargets{std::move(step), assumptions};
}

absl::StatusOr<AdvancedStep> AdvanceTo(int year, const Model& model, const Scenario& scenario,
                                       const StepAssumptions& base, Standing& now) {
  if (base.areas.size() != now.people.size()) {
    return absl::FailedPreconditionError(absl::StrCat("there are assumptions for ",
                                                      base.areas.size(), " neighborhoods, not for ",
                                                      now.people.size()));
  }
  ZWK_ASSIGN_OR_RETURN(std::vector<Cells> start, Ordinary(model, scenario, now));
  ZWK_ASSIGN_OR_RETURN(StepAssumptions assumptions,
                       Modified(model, scenario.modifiers, year, base));
  assumptions = WithNewBuildings(model, scenario.buildings, year, start, assumptions);
  Model with_shelters = model;
  if (!scenario.shocks.empty()) {
    AddShelters(scenario.shocks, year, now.sheltered, with_shelters, start, assumptions);
  }
  ZWK_ASSIGN_OR_RETURN(MetTargets met, Calculate(with_shelters, scenario, year, start, assumptions,
                                                 now.people.size()));
  Sheltered sheltered = TakeOutShelters(scenario.shocks, met.step);
  AddSpecial(scenario, now.year, year, met.step);
  if (!scenario.shocks.empty() || !scenario.special.empty()) {  // else it is what Step has audited
    ZWK_RETURN_IF_ERROR(CheckConservation(model, now.people, met.step));
  }
  now.year = year;
  now.sheltered = std::move(sheltered);
  for (size_t r = 0; r < now.people.size(); ++r) now.people[r] = met.step.areas[r].end;
  return AdvancedStep{std::move(met.step), std::move(met.assumptions)};
}

absl::Status CheckSpecial(const Model& model, size_t areas, const Scenario& scenario) {
  FieldErrors errors;
  for (const auto& [year, people] : scenario.special) {
    const std::string at = absl::StrCat("special[", year, "]");
    const absl::Status checked = CheckStart(model, people);
    if (people.size() != areas) {
      errors.Add(at, absl::StrCat("needs ", areas, " neighborhoods"));
    } else if (!checked.ok()) {
      errors.Add(at, checked);
    }
  }
  return errors.ToStatus();
}

}  // namespace

const std::vector<Cells>* SpecialIn(const Scenario& scenario, int year) {
  const auto after = scenario.special.upper_bound(year);
  return after == scenario.special.begin() ? nullptr : &std::prev(after)->second;
}

absl::Status CheckScenario(const Model& model, size_t areas, const Scenario& scenario) {
  FieldErrors errors;
  const auto add = [&](const absl::Status& status) {
    if (!status.ok()) errors.Add("scenario", status);
  };
  add(CheckModifiers(model, areas, scenario.modifiers));
  add(CheckNewBuildings(model, areas, scenario.buildings));
  add(CheckShocks(model, areas, scenario.shocks));
  add(CheckSpecial(model, areas, scenario));
  for (const auto& [year, targets] : scenario.targets) {
    add(CheckTargets(model, areas, targets, absl::StrCat("targets[", year, "]")));
  }
  return errors.ToStatus();
}

absl::StatusOr<Standing> StandingAt(const Model& model, const Scenario& scenario, int year,
                                    std::vector<Cells> people) {
  ZWK_RETURN_IF_ERROR(CheckStart(model, people));
  Standing now{year, std::move(people), EmptyShelters(model.grid, scenario.shocks)};
  ZWK_RETURN_IF_ERROR(Ordinary(model, scenario, now).status());
  return now;
}

absl::StatusOr<AdvancedStep> Advance(const Model& model, const Scenario& scenario,
                                     const StepAssumptions& base, Standing& now) {
  const int year = now.year + model.step_years();
  absl::StatusOr<AdvancedStep> step = AdvanceTo(year, model, scenario, base, now);
  if (step.ok()) return step;
  return absl::Status(step.status().code(),
                      absl::StrCat("year ", year, ": ", step.status().message()));
}

absl::StatusOr<std::vector<AdvancedStep>> AdvanceAll(const Model& model, const Scenario& scenario,
                                                     const std::vector<StepAssumptions>& base,
                                                     Standing now) {
  ZWK_RETURN_IF_ERROR(CheckScenario(model, now.people.size(), scenario));
  std::vector<AdvancedStep> steps;
  for (const StepAssumptions& assumptions : base) {
    ZWK_ASSIGN_OR_RETURN(AdvancedStep step, Advance(model, scenario, assumptions, now));
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace zwk::forecasting
