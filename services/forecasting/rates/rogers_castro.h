#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

// Migration by age. Rogers & Castro 1981; the student peak after Wilson 2010.
namespace zwk::forecasting {

// a exp(-alpha (x - mu) - exp(-lambda (x - mu))): rises with lambda, falls with alpha.
struct MigrationPeak {
  double a = 0, alpha = 0, mu = 0, lambda = 0;
};

// a exp(rate x).
struct MigrationSlope {
  double a = 0, rate = 0;
};

// 7 parameters (childhood, labor force, constant), 9 with old age, 11 with retirement, 13 with
// both; 4 more with the student peak.
struct RogersCastro {
  MigrationSlope childhood{0.09, -0.1};
  MigrationPeak labor_force{0.2, 0.1, 21, 0.39};
  std::optional<MigrationPeak> retirement;
  std::optional<MigrationSlope> old_age;
  std::optional<MigrationPeak> student;
  double constant = 0.01;

  double At(double age) const;
  std::vector<double> Schedule(int ages) const;  // at 0, 1, ...
};

// Where fits begin: the labor force's as in the literature, retirement around 65, students at 19.
RogersCastro RogersCastroStart(bool retirement, bool old_age, bool student);

struct RogersCastroFit {
  RogersCastro curve;
  double squared_error = 0;  // weighted mean
  int iterations = 0;
  bool converged = false;
};

// Least sum of exposure x (rate - curve)^2 by Levenberg-Marquardt, parameters kept in boxes in
// which they mean what they are called. The parts of `start` are the parts of the fit.
// INVALID_ARGUMENT unless rates and exposures are finite, not negative and more ages have exposure
// than the curve has parameters.
absl::StatusOr<RogersCastroFit> FitRogersCastro(absl::Span<const double> rates,
                                                absl::Span<const double> exposure,
                                                const RogersCastro& start);

// Shares by age where only a total of migrants is known; sum 1, the last age is open. The
// fundamental parameters of Rogers & Castro 1981, entry and constant such that 101 ages have the
// peak of the United Nations' default, 0.04027 at age 24.
std::vector<double> DefaultMigrationSchedule(int ages);

}  // namespace zwk::forecasting
