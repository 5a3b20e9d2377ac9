#pragma once

#include <vector>

#include "forecasting/engine/model.h"
#include "forecasting/stochastic/kernel.h"

namespace zwk::forecasting {

// The level of a year's assumptions for the city as a whole, weighted with the people at the start
// of the run, so that the weights do not change with what is forecast.

// Children per woman, at the rates of the year.
double CityTfr(const Model& model, const std::vector<Cells>& start,
               const StepAssumptions& assumptions);

// Probability of dying within the step, at [sex * ages + age].
std::vector<double> CityMortality(const Model& model, const std::vector<Cells>& start,
                                  const StepAssumptions& assumptions);

// Mean of the sexes' life expectancy at birth where mortality is multiplied by exp(pattern kappa):
// L_0 = S_0, L_x = L_{x-1} S_x, T_A = L_{A-1} S_A / (1 - S_A), as S = 1 - q acts on who is one
// class younger at the start. Infinite where nobody of the open age class dies.
double LifeExpectancy(const Model& model, const std::vector<double>& mortality,
                      const std::vector<double>& pattern, double kappa);

// kappa for each of the kGaps gaps: LifeExpectancy(kappa) = LifeExpectancy(0) + gap, as far as that
// can be reached with mortality between 1/50 and 50 times that of the assumptions.
std::vector<double> KappaOfGaps(const Model& model, const std::vector<double>& mortality,
                                const std::vector<double>& pattern);

// From five years to one: the correlation, and the standard deviation of the steps of an AR(1) of
// the same variance.
struct Annual {
  double rho;
  double sd;
};
Annual Annualize(double rho, double variance);

}  // namespace zwk::forecasting
