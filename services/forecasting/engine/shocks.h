#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "forecasting/engine/model.h"

// People who come at a date, live in shelters and settle from there: refugees of a war, say.
//
// In a step each neighborhood with a shelter has it as one more neighborhood behind the real ones,
// and the shelters of a shock are a cluster of origin with shares of arriving of their own. So they
// age, die, bear children and settle by the same equations as everybody, and the audit balances
// them.
namespace zwk::forecasting {

struct Shock {
  struct Arrivals {
    int year = 0;  // at the end of the step in which they come
    int group = 0;
    double people = 0;
  };
  std::string name;
  std::vector<Arrivals> arrivals;
  // Age and sex of who comes, at [group][sex][age]; the shares of a group sum to one.
  Cells profile;
  std::vector<double> shelters;      // where they are sheltered: shares of the neighborhoods
  std::vector<double> destinations;  // where they settle: shares of the neighborhoods
  // Per year, of those in shelters at its start. In cells where so many die that fewer can go, all
  // three are less.
  double settle = 0;
  double return_abroad = 0;
  double naturalize = 0;
  int naturalize_into = 0;  // group
};

// Who is in shelters: by shock and neighborhood; no cells where the neighborhood has no shelter.
using Sheltered = std::vector<std::vector<Cells>>;

// INVALID_ARGUMENT with paths such as "shocks[0].destinations"; needs gross flows.
absl::Status CheckShocks(const Model& model, size_t areas, const std::vector<Shock>& shocks);

// Nobody yet.
Sheltered EmptyShelters(const Grid& grid, const std::vector<Shock>& shocks);

// Adds the shelters to what goes into the step to the end of `year`.
void AddShelters(const std::vector<Shock>& shocks, int year, const Sheltered& sheltered,
                 Model& model, std::vector<Cells>& start, StepAssumptions& assumptions);

// Takes the shelters out of the step: what happened in them is added to their neighborhoods. The
// answer is who is in them at the end.
Sheltered TakeOutShelters(const std::vector<Shock>& shocks, CityStep& step);

}  // namespace zwk::forecasting
