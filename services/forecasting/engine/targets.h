#pragma once

#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/engine/model.h"

// What a step has to come to: figures of a forecast for the whole city, room in dwellings.
//
// Flows are made to meet the targets by rates and counts that differ by one factor for all cells a
// target is about; stocks follow from them, so components still add up and nobody falls below zero.
namespace zwk::forecasting {

enum class Flow {
  kBirths,  // by the age of the mother
  kDeaths,
  kImmigrationAbroad,
  kImmigrationRest,
  kEmigrationAbroad,
  kEmigrationRest,
};

struct CityTarget {
  Flow flow = Flow::kDeaths;
  // One figure, or one for each sex and age reached, at [sex * ages + age].
  std::vector<double> people;
};

// Arrivals less departures across the border of the city.
struct NetMigrationTarget {
  double people = 0;
};
// At the end of the step; by regrossing, as for a net target.
struct PeopleTarget {
  double people = 0;
};
// Room for people: the flows take up the difference, `less` or `more` of it by arrivals.
struct HousingTarget {
  double people = 0;
  double less = 0.5;
  double more = 0.5;
};
struct AreaTarget {
  size_t area = 0;
  std::variant<NetMigrationTarget, PeopleTarget, HousingTarget> target;
};

struct StepTargets {
  std::vector<CityTarget> city;   // at most one for each flow
  std::vector<AreaTarget> areas;  // at most one for each neighborhood

  bool empty() const { return city.empty() && areas.empty(); }
};

// INVALID_ARGUMENT with paths such as "targets.city[1].people", `path` being what is before the
// first dot; needs gross flows.
absl::Status CheckTargets(const Model& model, size_t areas, const StepTargets& targets,
                          const std::string& path = "targets");

// The step, and the assumptions that make it meet its targets: Step(assumptions) is that step.
struct MetTargets {
  CityStep step;
  StepAssumptions assumptions;
};

// Targets are about the first `areas` neighborhoods; those behind are shelters (shocks.h). Targets
// are met up to 1e-9, relative to the flows. FAILED_PRECONDITION names what cannot be met.
absl::StatusOr<MetTargets> StepToTargets(const Model& model, const std::vector<Cells>& start,
                                         const StepAssumptions& assumptions,
                                         const StepTargets& targets, size_t areas);

}  // namespace zwk::forecasting
