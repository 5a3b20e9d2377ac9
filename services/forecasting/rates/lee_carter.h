#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "forecasting/rates/life_table.h"

// Death rates that belong to a life expectancy.
namespace zwk::forecasting {

// Lee & Carter 1992: ln m(x, t) = a(x) + b(x) k(t); a the mean over the years, k(t) = sum over ages
// of ln m - a, b by least squares, which makes its sum 1 (as MortCast estimates them).
struct LeeCarter {
  std::vector<double> a, b;  // by age
  std::vector<double> k;     // by year

  std::vector<double> Rates(double k_value) const;
};

// rates[year][age], all positive. INVALID_ARGUMENT names year and age; needs two years that differ.
absl::StatusOr<LeeCarter> FitLeeCarter(const std::vector<std::vector<double>>& rates);

// The rates with this life expectancy at birth (to 1e-9 years), by bisection for k. OUT_OF_RANGE
// when no k between -1000 and 1000 has it.
absl::StatusOr<std::vector<double>> RatesForExpectancy(const LeeCarter& model, double e0,
                                                       const LifeTableOptions& options);

// Brass 1971: 1/2 ln((1 - l) / l) = alpha + beta times the same of the standard. Needs one table
// instead of several years. The open age's rate changes as the one before it.
absl::StatusOr<std::vector<double>> BrassRates(const LifeTable& standard, double alpha,
                                               double beta);

// The same with the alpha that has this life expectancy.
absl::StatusOr<std::vector<double>> BrassRatesForExpectancy(const LifeTable& standard, double beta,
                                                            double e0,
                                                            const LifeTableOptions& options);

}  // namespace zwk::forecasting
