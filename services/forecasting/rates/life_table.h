#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "forecasting/engine/grid.h"

namespace zwk::forecasting {

// Andreev & Kingkade 2015: years lived in the first year of life by those who die in it, from the
// central death rate. Two sets of coefficients are in use.
enum class InfantCoefficients {
  kUnitedNations,  // as the World Population Prospects apply them
  kMortCast,       // fitted to m instead of q
};
double InfantYearsLived(double m0, int sex, InfantCoefficients coefficients);

// Thatcher, Kannisto & Vaupel 1998: m(x) = c e^{d x} / (1 + c e^{d x}) for the oldest ages, fitted
// to the rates of first_age and older. Their mortality has no end below 130.
struct KannistoClosure {
  enum class Fit {
    kLogit,    // least squares of logit m, as MortCast does
    kLogRate,  // least squares of ln m, as the United Nations do, from age 60 on
  };
  int first_age = 80;
  Fit fit = Fit::kLogit;
};

struct LifeTableOptions {
  int sex = kFemale;
  InfantCoefficients coefficients = InfantCoefficients::kUnitedNations;
  double radix = 1;
  // Expected years at the open age: given, or by Kannisto closure, or 1/m if there is neither.
  std::optional<double> open_expectancy;
  std::optional<KannistoClosure> closure;
};

// By single years of age, the last one open; per forecasting.md 2.1 (Preston, Heuveline & Guillot
// 2001).
struct LifeTable {
  std::vector<double> m, a, q, l, d, L, S, T, e;
};

// From central death rates. INVALID_ARGUMENT names the age with a rate that is negative, not finite
// or so high that more than all would die; needs three ages, deaths at the open age, and for a
// closure at least two ages with rates between 0 and 1.
absl::StatusOr<LifeTable> MakeLifeTable(absl::Span<const double> m,
                                        const LifeTableOptions& options);

// Rates of the ages from..130 after Kannisto, fitted to m.
absl::StatusOr<std::vector<double>> ExtendByKannisto(absl::Span<const double> m,
                                                     const KannistoClosure& closure, int from);

// q* by the age reached at the end of the year, as the step takes it: 1 - S.
std::vector<double> ProspectiveMortality(const LifeTable& table);

// Life expectancy at birth of a year with these death probabilities of the step. INVALID_ARGUMENT
// unless each is from 0 to 1 and somebody dies at the open age.
absl::StatusOr<double> LifeExpectancy(absl::Span<const double> prospective);

}  // namespace zwk::forecasting
