#pragma once

#include <map>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/engine/model.h"
#include "forecasting/engine/modifiers.h"
#include "forecasting/engine/new_buildings.h"
#include "forecasting/engine/shocks.h"
#include "forecasting/engine/targets.h"

// The way from the jump-off year to the last: all that belongs to a step, in its order.
namespace zwk::forecasting {

// What is assumed beside the rates of the base. Years are those at the end of a step.
struct Scenario {
  std::vector<Modifier> modifiers;
  std::vector<NewBuilding> buildings;
  std::vector<Shock> shocks;
  // People in homes, dormitories, barracks, prisons by neighborhood, from that year on until the
  // next. They are in the people, but neither aged nor exposed to rates: rates are of the others.
  std::map<int, std::vector<Cells>> special;
  // About people outside special populations and shelters.
  std::map<int, StepTargets> targets;
};

// The special populations of a year, by neighborhood; nullptr before there are any.
const std::vector<Cells>* SpecialIn(const Scenario& scenario, int year);

// Where a city stands at the end of a year.
struct Standing {
  int year = 0;
  std::vector<Cells> people;  // everybody
  Sheltered sheltered;        // those of them who are in shelters
};

struct AdvancedStep {
  CityStep step;  // by neighborhood, everybody
  // What it was calculated with, by Step: after modifiers, buildings and targets; shelters behind
  // the neighborhoods. Trajectories vary these.
  StepAssumptions assumptions;
};

// INVALID_ARGUMENT with paths such as "shocks[0].profile", "targets[2030].areas[1].area".
absl::Status CheckScenario(const Model& model, size_t areas, const Scenario& scenario);

// Nobody in shelters. FAILED_PRECONDITION names the cell (checks.h).
absl::StatusOr<Standing> StandingAt(const Model& model, const Scenario& scenario, int year,
                                    std::vector<Cells> people);

// One step from `now`: modifiers, special populations out, new buildings, shelters, checks, the
// step to its targets, all back in, audit (conservation.h). `now` moves to its end, or stays as it
// is on refusal, which names the year: FAILED_PRECONDITION for input that cannot be, INTERNAL for a
// breach.
absl::StatusOr<AdvancedStep> Advance(const Model& model, const Scenario& scenario,
                                     const StepAssumptions& base, Standing& now);

// All steps, each with the assumptions of its year.
absl::StatusOr<std::vector<AdvancedStep>> AdvanceAll(const Model& model, const Scenario& scenario,
                                                     const std::vector<StepAssumptions>& base,
                                                     Standing now);

}  // namespace zwk::forecasting
