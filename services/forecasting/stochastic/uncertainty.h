#pragma once

#include <optional>
#include <vector>

#include "absl/status/status.h"

namespace zwk::forecasting {

// What a forecast does not know, as processes around the assumptions of each year. A missing
// process is off: the assumptions are taken as they are.

// The scale of fertility for the whole city, alpha_t = 1 + rho (alpha_{t-1} - 1) + eps, times the
// total fertility of the year (Sevcikova, Raftery & Gerland 2018).
struct FertilityUncertainty {
  // Per five years, as bayesTFR estimates them; annualized by the simulation.
  double rho = 0.92464;
  double sigma = 0.04522;
  // The total fertility never falls below.
  double lowest_tfr = 0.5;
  // National total fertility, [trajectory][year of the run]; trajectory k takes entry k modulo
  // their number. Empty: the level of the assumptions.
  std::vector<std::vector<double>> national = {};
};

// Years of life expectancy at birth (mean of the sexes) above or below the assumptions,
// gap_t = rho gap_{t-1} + N(0, v), with v = a where e0 >= 82.5, else a + b (e0 - 82.5).
struct LifeExpectancyUncertainty {
  // Per five years, as bayesLife estimates them; v is a variance. Annualized by the simulation.
  double rho = 0.95;
  double a = 0.0482;
  double b = -0.0154;
  // National life expectancy, as FertilityUncertainty::national. Empty: that of the assumptions.
  std::vector<std::vector<double>> national = {};
  // How strongly mortality of each age goes along, at [sex * ages + age] (b_x of Lee & Carter 1992,
  // in any scale). Empty: the same at all ages.
  std::vector<double> age_pattern = {};
};

// Arrivals from outside the city, times exp(x) with x_t - mean = phi (x_{t-1} - mean) + eps per
// year and eps_r = sigma_r (sqrt(rc) z_city + sqrt(1 - rc) z_r), x_0 = 0 (Azose & Raftery 2015).
// With mean 0 the expected arrivals are those of the assumptions: half the variance of x is taken
// off.
struct MigrationUncertainty {
  // One entry per neighborhood, or one for all.
  std::vector<double> mean = {0.0};
  std::vector<double> phi = {0.7};
  std::vector<double> sigma = {0.15};
  double correlation = 0.5;  // rc, between neighborhoods
};

struct Uncertainty {
  std::optional<FertilityUncertainty> fertility;
  std::optional<LifeExpectancyUncertainty> life_expectancy;
  std::optional<MigrationUncertainty> migration;
  // People are counted: deaths, moves and group changes are binomial, births and immigrants
  // Poisson.
  bool demographic_noise = false;
};

// INVALID_ARGUMENT with all faults, by paths such as "uncertainty.migration.phi[3]".
absl::Status CheckUncertainty(const Uncertainty& uncertainty, int areas, int ages, int years);

}  // namespace zwk::forecasting
