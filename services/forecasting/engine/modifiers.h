#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/engine/model.h"

// Scenarios: what changes against the assumptions of the base, from when to when.
namespace zwk::forecasting {

enum class Quantity {
  kMortality,  // multiregional: the death rate
  kFertility,
  kEmigrationAbroad,
  kEmigrationRest,
  kImmigrationAbroad,
  kImmigrationRest,
  kNaturalization,
  kLeaving,       // multiregional: moving
  kArrivalShare,  // how attractive a neighborhood is: all shares are scaled to sum to one again
  kNetMigration,
};

// kAdd: to every rate, but to counts of people in total, spread over what is selected in proportion
// to what is there (evenly where nothing is). Naturalization, shares of arriving and multiregional
// moving can only be multiplied.
enum class Operation { kMultiply, kAdd };

struct Modifier {
  static constexpr int kNoLimit = std::numeric_limits<int>::max();

  Quantity quantity = Quantity::kMortality;
  Operation operation = Operation::kMultiply;
  double amount = 1;
  // Whom it is about; empty is everybody. Ages in years reached at the end, the upper one excluded.
  std::vector<size_t> areas;
  std::optional<int> group;
  std::optional<int> sex;
  int age_from = 0;
  int age_to = kNoLimit;
  // Years at the end of a step, both included. The effect grows evenly and is whole in the
  // ramp_years-th year.
  int first_year = std::numeric_limits<int>::min();
  int last_year = kNoLimit;
  int ramp_years = 1;
};

// How much of the effect there is in a year, from 0 to 1.
double EffectIn(const Modifier& modifier, int year);

// INVALID_ARGUMENT with paths such as "modifiers[2].amount".
absl::Status CheckModifiers(const Model& model, size_t areas,
                            const std::vector<Modifier>& modifiers);

// The assumptions of a year with all modifiers, one after the other. What no modifier touches stays
// shared with the base. Check the result (checks.h): a rate may have got above 1 or below 0.
// FAILED_PRECONDITION: nobody would arrive any more where somebody leaves.
absl::StatusOr<StepAssumptions> Modified(const Model& model, const std::vector<Modifier>& modifiers,
                                         int year, const StepAssumptions& base);

}  // namespace zwk::forecasting
